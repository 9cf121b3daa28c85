"""What a condition reads. A presence test reads nothing: it says only whether there is something to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from jinja2 import nodes

from tactful.template.analysis.values import Val, flat, parted, tested, union, unworded
from tactful.template.flows import Ref, Step

PRESENCE_TESTS = frozenset({"defined", "undefined", "none", "string", "number", "mapping", "iterable", "sequence"})
_PRESENCE_FILTERS = frozenset({"length", "count", "default", "d", "trim", "list", "first", "last", "string"})
_EMPTY = ("", None, 0, False)


@dataclass(frozen=True, slots=True)
class Condition:
    """``refs`` are read, ``present`` only tested; ``if_true`` and ``if_false`` are the members then known to be there."""

    refs: tuple[Ref, ...] = ()
    present: tuple[Ref, ...] = ()
    literals: tuple[str, ...] = ()
    if_true: frozenset[tuple[Step, ...]] = frozenset()
    if_false: frozenset[tuple[Step, ...]] = frozenset()

    @property
    def chooses(self) -> tuple[Ref, ...]:
        """What a value set under this condition was chosen by."""
        return union(self.refs, tested(self.present))


Evaluate = Callable[[nodes.Expr], Val]
IsBoolean = Callable[[str], bool]


def condition(node: nodes.Expr, evaluate: Evaluate, is_boolean: IsBoolean) -> Condition:
    """What the truth of ``node`` reads."""
    found = _condition(node, evaluate, is_boolean)
    if any(ref.worded for ref in (*found.refs, *found.present)):
        found = replace(found, refs=unworded(found.refs), present=unworded(found.present))
    read, only_tested = parted(found.refs)
    return found if not only_tested else replace(found, refs=read, present=union(found.present, only_tested))


def _condition(node: nodes.Expr, evaluate: Evaluate, is_boolean: IsBoolean) -> Condition:
    if isinstance(node, nodes.Not):
        inner = condition(node.node, evaluate, is_boolean)
        return Condition(inner.refs, inner.present, inner.literals, inner.if_false, inner.if_true)
    if isinstance(node, nodes.And | nodes.Or):
        return _both(node, evaluate, is_boolean)
    if isinstance(node, nodes.Test) and node.name in PRESENCE_TESTS:
        value = evaluate(node.node)
        known = _steps(value.refs)
        absent_if_true = node.name in ("undefined", "none")
        nothing: frozenset[tuple[Step, ...]] = frozenset()
        return Condition(value.steers, value.refs, (), nothing if absent_if_true else known, known if absent_if_true else nothing)
    if isinstance(node, nodes.Compare):
        return _comparison(node, evaluate)
    operand = _unfiltered(node)
    value = evaluate(operand)
    if isinstance(operand, nodes.Name | nodes.Getattr | nodes.Getitem) and not any(ref.filters for ref in value.refs):
        read = tuple(ref for ref in value.refs if operand is node and is_boolean(ref.path))
        present = tuple(ref for ref in value.refs if ref not in read)
        return Condition(union(read, value.steers), present, value.literals, _steps(present), frozenset())
    value = evaluate(node)
    return Condition(value.all_refs, (), value.literals, _steps(value.refs), frozenset())


def _both(node: nodes.And | nodes.Or, evaluate: Evaluate, is_boolean: IsBoolean) -> Condition:
    left = condition(node.left, evaluate, is_boolean)
    right = condition(node.right, evaluate, is_boolean)
    both = isinstance(node, nodes.And)
    return Condition(
        union(left.refs, right.refs),
        union(left.present, right.present),
        union(left.literals, right.literals),
        left.if_true | right.if_true if both else left.if_true & right.if_true,
        left.if_false & right.if_false if both else left.if_false | right.if_false,
    )


def _comparison(node: nodes.Compare, evaluate: Evaluate) -> Condition:
    left, rights = flat(evaluate(node.expr)), [(op.op, op.expr, flat(evaluate(op.expr))) for op in node.ops]
    refs, literals = left.all_refs, left.literals
    for _op, _expr, value in rights:
        refs, literals = union(refs, value.all_refs), union(literals, value.literals)
    known = _steps(left.refs)
    if len(rights) == 1 and isinstance(rights[0][1], nodes.Const) and _is_presence(node.expr, rights[0][0], rights[0][1].value):
        op = rights[0][0]
        nothing: frozenset[tuple[Step, ...]] = frozenset()
        return Condition(left.steers, left.refs, (), nothing if op == "eq" else known, known if op == "eq" else nothing)
    certain = rights[0][0] not in ("ne", "notin") if rights else False
    others = frozenset().union(*(_steps(value.refs) for _op, _expr, value in rights))
    return Condition(refs, (), literals, known | others if certain else frozenset(), frozenset())


def _is_presence(expr: nodes.Expr, op: str, constant: object) -> bool:
    """``x != ''``, ``x == none``, ``x | length > 0``: is there anything?"""
    if op in ("eq", "ne") and (constant is None or constant == ""):
        return True
    counted = isinstance(expr, nodes.Filter) and expr.name in ("length", "count")
    return counted and ((op in ("gt", "ne", "eq") and constant == 0) or (op == "gteq" and constant == 1))


def _unfiltered(node: nodes.Expr) -> nodes.Expr:
    """The operand under filters that do not change whether a value is blank."""
    while isinstance(node, nodes.Filter) and node.name in _PRESENCE_FILTERS and node.node is not None:
        if node.name in ("default", "d") and node.args and _truthy(node.args[0]):
            return node
        node = node.node
    return node


def _truthy(node: nodes.Expr) -> bool:
    return not (isinstance(node, nodes.Const) and node.value in _EMPTY)


def _steps(refs: tuple[Ref, ...]) -> frozenset[tuple[Step, ...]]:
    return frozenset(ref.steps for ref in refs)
