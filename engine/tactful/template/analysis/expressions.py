"""The abstract value of an expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from tactful.template.analysis.conditions import PRESENCE_TESTS, Condition, condition
from tactful.template.analysis.state import Builtin, Method, State
from tactful.template.analysis.values import Val, argument, flat, joined, looked_up, tested, union, with_fallbacks
from tactful.template.filters import COARSENING
from tactful.template.flows import EACH, Ref

if TYPE_CHECKING:
    from tactful.template.analysis.interpreter import Interpreter

BUILTINS = frozenset({"range", "dict", "namespace", "cycler", "joiner"})
_SELECTIONS = frozenset({"selectattr", "rejectattr", "select", "reject", "sort", "unique", "reverse", "list"})
_PICKS = frozenset({"first", "last", "min", "max"})


class Expressions:
    """Evaluates expressions for an interpreter (which knows how to call macros)."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.handlers: dict[type, Callable[[Any, State], Val]] = {
            nodes.Const: self._const,
            nodes.TemplateData: lambda node, state: Val(literals=(node.data,)),
            nodes.Name: self._name,
            nodes.Getattr: lambda node, state: self._attribute(self(node.node, state), node.attr, node, state),
            nodes.Getitem: self._item,
            nodes.Filter: self._filter,
            nodes.Test: self._test,
            nodes.Compare: self._compare,
            nodes.And: self._and,
            nodes.Or: self._or,
            nodes.Not: lambda node, state: self._truth(node, state),
            nodes.CondExpr: self._conditional,
            nodes.Concat: self._concat,
            nodes.List: self._sequence,
            nodes.Tuple: self._sequence,
            nodes.Dict: self._dict,
            nodes.Call: lambda node, state: self.interpreter.call(node, state),
        }

    def __call__(self, node: Any, state: State) -> Val:
        handler = self.handlers.get(type(node))
        if handler is not None:
            return with_fallbacks(handler(node, state), state.present)
        if isinstance(node, nodes.BinExpr):
            return joined([flat(self(node.left, state)), flat(self(node.right, state))]).filtered(f"({node.operator})")
        if isinstance(node, nodes.UnaryExpr):
            return self(node.node, state).filtered(f"({node.operator})")
        return Val()

    def condition(self, node: Any, state: State) -> Condition:
        return condition(node, lambda part: self(part, state), self.interpreter.is_boolean)

    def _const(self, node: nodes.Const, state: State) -> Val:
        return Val(literals=(node.value,) if isinstance(node.value, str) else ())

    def _name(self, node: nodes.Name, state: State) -> Val:
        if node.name in state.names:
            return state.names[node.name]
        if node.name in BUILTINS:
            return Val(calls=(Builtin(node.name),))
        if not state.roots:
            return Val()
        return Val(refs=(Ref((node.name,), state.span(node)),))

    def _attribute(self, value: Val, name: str, node: nodes.Expr, state: State) -> Val:
        for callee in value.calls:
            if isinstance(callee, Builtin):
                value = joined([value, Val(calls=(Builtin(f"{callee.name}.{name}", callee.value),))])
        if value.members is not None and name in ("items", "keys", "values", "get") and name not in value.members:
            return Val(calls=(Method(name, value),))
        found = value.member(name, state.span(node))
        if not value.refs and not value.literals and value.members is None:
            return found
        parent = Method(name, value)
        return Val(found.refs, found.steers, found.literals, found.unknowns, found.level, found.members, found.space,
                   (*found.calls, parent), found.fragments)  # fmt: skip

    def _concat(self, node: nodes.Concat, state: State) -> Val:
        parts = [flat(self(part, state)) for part in node.nodes]
        found = joined(parts)
        if all(len(part.literals) == 1 and not part.all_refs for part in parts):
            return replace(found, literals=("".join(part.literals[0] for part in parts),))
        return found

    def _item(self, node: nodes.Getitem, state: State) -> Val:
        value = self(node.node, state)
        if isinstance(node.arg, nodes.Slice):
            bounds = [self(part, state) for part in (node.arg.start, node.arg.stop, node.arg.step) if part is not None]
            sliced = self._sliced(value, node, state)
            return sliced.steered(ref for bound in bounds for ref in bound.all_refs)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str | int):
            if isinstance(node.arg.value, str):
                return self._attribute(value, node.arg.value, node, state)
            return value.member(node.arg.value, state.span(node))
        if isinstance(node.arg, nodes.Neg) and isinstance(node.arg.node, nodes.Const):
            return value.member(-node.arg.node.value, state.span(node))
        key = self(node.arg, state)
        if key.literals and not key.refs:
            chosen = [value.member(literal, state.span(node)) for literal in key.literals]
            return joined(chosen).steered(key.steers)
        return value.member(EACH, state.span(node)).steered(looked_up(value, key))

    def _sliced(self, value: Val, node: nodes.Expr, state: State) -> Val:
        types = [self.interpreter.is_list(ref.path) for ref in value.refs]
        if value.members is not None or value.level or (types and all(types)):
            return value.elements()
        return value.filtered("slice")

    # -- filters and tests

    def _filter(self, node: nodes.Filter, state: State) -> Val:
        value = self(node.node, state) if node.node is not None else Val()
        return self.filtered(node, value, state)

    def filtered(self, node: nodes.Filter, value: Val, state: State) -> Val:
        """``value | name(args)``."""
        name = node.name
        args = [self(arg, state) for arg in node.args]
        named = {str(pair.key): self(pair.value, state) for pair in node.kwargs}
        others = [*args, *named.values()]
        if name in ("default", "d"):
            return joined([value.with_fallback(), *args[:1], *([named["default_value"]] if "default_value" in named else [])])
        attribute = self._attribute_name(node)
        if name == "map":
            return self._mapped(node, value, attribute, others)
        if name in _SELECTIONS or name in ("batch", "slice"):
            read = value.element()
            picked = self._by_attribute(read, attribute, state, node) if attribute else (read if name in ("select", "reject") else Val())
            chosen = value.elements().steered(union(picked.all_refs, [ref for arg in others for ref in arg.all_refs]))
            if name in ("batch", "slice"):
                chosen = Val(chosen.refs, chosen.steers, chosen.literals, chosen.unknowns, chosen.level + 1, chosen.members)
            return chosen
        if name in _PICKS:
            if value.literals and not value.refs and value.members is None:
                return value
            return value.element().steered(ref for arg in others for ref in arg.all_refs)
        if name == "groupby" and attribute:
            key = self._by_attribute(value.element(), attribute, state, node)
            pair = Val(members={0: key, 1: value.elements(), "grouper": key, "list": value.elements()})
            return Val(members={0: pair}, steers=key.all_refs)
        if name == "attr" and node.args and isinstance(node.args[0], nodes.Const):
            return self._attribute(value, str(node.args[0].value), node, state)
        if name in ("dictsort", "items"):
            return self.interpreter.whole_items(value, node, state)
        if name in ("join", "sum") and attribute:
            value = self._by_attribute(value.element(), attribute, state, node)
        elif name == "join" and (value.level or value.members is not None):
            value = value.element()
        result = value.filtered(name)
        if name in COARSENING:
            return result.steered(ref for arg in others for ref in arg.all_refs)
        return joined([result, *(argument(arg) for arg in others)]) if others else result

    @staticmethod
    def _attribute_name(node: nodes.Filter) -> str | None:
        position = {"selectattr": 0, "rejectattr": 0, "groupby": 0, "sum": 0, "join": 1}.get(node.name)
        for pair in node.kwargs:
            if pair.key == "attribute" and isinstance(pair.value, nodes.Const):
                return str(pair.value.value)
        if position is not None and len(node.args) > position and isinstance(node.args[position], nodes.Const):
            return str(node.args[position].value)  # type: ignore[attr-defined]
        return None

    def _by_attribute(self, value: Val, attribute: str, state: State, node: nodes.Expr) -> Val:
        for part in attribute.split(".") if attribute else []:
            value = value.member(int(part) if part.isdigit() else part, state.span(node))
        return value

    def _mapped(self, node: nodes.Filter, value: Val, attribute: str | None, others: list[Val]) -> Val:
        element = value.element()
        if attribute:
            for part in attribute.split("."):
                element = element.member(part)
        elif node.args and isinstance(node.args[0], nodes.Const):
            element = element.filtered(str(node.args[0].value))
        default = [arg for pair, arg in zip(node.kwargs, others[len(node.args) :], strict=False) if pair.key == "default"]
        mapped = joined([element, *default])
        return Val(mapped.refs, union(mapped.steers, value.steers), mapped.literals, mapped.unknowns, 1)

    def _test(self, node: nodes.Test, state: State) -> Val:
        """The outcome of ``x is name(args)``: of a presence test what it tests, of any other all that it reads."""
        if node.name in PRESENCE_TESTS:
            found = self.condition(node, state)
            refs, literals = found.refs or tuple(found.present), found.literals
        else:
            read = joined([flat(self(part, state)) for part in (node.node, *node.args, *(pair.value for pair in node.kwargs))])
            refs, literals = read.all_refs, read.literals
        return Val(refs=tuple(Ref(ref.steps, ref.span, (*ref.filters, f"is {node.name}"), True) for ref in refs), literals=literals)

    def _compare(self, node: nodes.Compare, state: State) -> Val:
        parts = [flat(self(node.expr, state)), *(flat(self(op.expr, state)) for op in node.ops)]
        result = joined(parts).filtered("compare")
        return Val(refs=result.refs, steers=result.steers, unknowns=result.unknowns)

    def _truth(self, node: nodes.Expr, state: State) -> Val:
        found = self.condition(node, state)
        refs = tuple(Ref(ref.steps, ref.span, (*ref.filters, "not"), True) for ref in found.refs)
        return Val(refs=refs, steers=tested(found.present))

    def _and(self, node: nodes.And, state: State) -> Val:
        left = self.condition(node.left, state)
        known = state.inner(present=state.present | left.if_true)
        return self(node.right, known).steered(left.chooses)

    def _or(self, node: nodes.Or, state: State) -> Val:
        right = self(node.right, state)
        return joined([self(node.left, state).with_fallback(), right])

    def _conditional(self, node: nodes.CondExpr, state: State) -> Val:
        found = self.condition(node.test, state)
        chosen = [self(node.expr1, state.inner(present=state.present | found.if_true))]
        if node.expr2 is not None:
            chosen.append(self(node.expr2, state.inner(present=state.present | found.if_false)))
        return joined(chosen).steered(found.chooses)

    # -- literals

    def _sequence(self, node: nodes.List | nodes.Tuple, state: State) -> Val:
        return Val(members={at: self(item, state) for at, item in enumerate(node.items)})

    def _dict(self, node: nodes.Dict, state: State) -> Val:
        members: dict[Any, Val] = {}
        for at, pair in enumerate(node.items):
            key = pair.key.value if isinstance(pair.key, nodes.Const) else f"\0{at}"
            value = self(pair.value, state)
            if not isinstance(pair.key, nodes.Const):
                value = value.steered(self(pair.key, state).all_refs)
            members[key] = value
        return Val(members=members)
