"""Whether a condition's outcome is settled for a customer by what it reads beside certain facts.

``{% if 'health.diabetes' in customer.consents.special_categories and customer.programme %}`` is false for whoever did not consent,
whatever their programme: the fact was not used. Three-valued logic (Kleene): what is not known for certain is unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from tactful.draft.model import Draft
from tactful.draft.template import Template
from tactful.template.flows import Guard

_UNKNOWN: Any = object()
_OPEN = ("customer.consents",)
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "gteq": operator.ge, "lt": operator.lt, "lteq": operator.le,
    "in": lambda one, other: one in (other or ()), "notin": lambda one, other: one not in (other or ()),
}  # fmt: skip


def settled(guard: Guard, draft: Draft, facts: Collection[str]) -> bool:
    """Whether these facts (canonical paths) could not have changed the outcome of a condition for this customer."""
    if guard.kind != "if":
        return False
    expression = _parsed(guard.source)
    if isinstance(expression, nodes.CondExpr):
        expression = expression.test
    if expression is None:
        return False
    names = _names(draft.template) if guard.span.file == draft.template.body.source.file else {}
    return _Gate(draft, facts, names).truth(expression) is not _UNKNOWN


@lru_cache(maxsize=1_024)
def _parsed(source: str) -> nodes.Expr | None:
    try:
        output = next(iter(Environment().parse(f"{{{{ {source} }}}}").find_all(nodes.Output)), None)
    except (TemplateSyntaxError, RecursionError):
        return None
    found = output.nodes[0] if output is not None and len(output.nodes) == 1 else None
    return found if isinstance(found, nodes.Expr) else None


def _names(template: Template) -> Mapping[str, nodes.Expr | None]:
    """Names that the message's body binds: with their expression where it is set once and nowhere else, else None."""
    found: dict[str, nodes.Expr | None] | None = template.__dict__.get("gate_names")
    if found is None:
        found = {}
        tree = template.environment.tree(template.body.name)
        for assign in tree.find_all(nodes.Assign):
            if isinstance(assign.target, nodes.Name):
                once = assign.target.name not in found and isinstance(assign.node, nodes.Expr)
                found[assign.target.name] = assign.node if once else None  # type: ignore[assignment]
        bound = [*tree.find_all((nodes.For, nodes.AssignBlock, nodes.With, nodes.Macro, nodes.CallBlock, nodes.Import, nodes.FromImport))]
        for node in bound:
            found.update({name.name: None for name in node.find_all(nodes.Name) if name.ctx in ("store", "param")})
        template.__dict__["gate_names"] = found
    return found


def _touch(one: str, other: str) -> bool:
    """Whether one of two paths is the other or lies below it."""
    return one == other or one.startswith((f"{other}.", f"{other}[")) or other.startswith((f"{one}.", f"{one}["))


class _Gate:
    """Evaluates a condition for one customer; what the facts could change is unknown."""

    def __init__(self, draft: Draft, facts: Collection[str], names: Mapping[str, nodes.Expr | None]) -> None:
        self.context = draft.context
        self.facts = facts
        self.names = names
        self.depth = 0

    def truth(self, node: nodes.Expr) -> Any:
        """True, False or unknown."""
        if isinstance(node, nodes.Not):
            inner = self.truth(node.node)
            return inner if inner is _UNKNOWN else not inner
        if isinstance(node, nodes.And | nodes.Or):
            decisive = isinstance(node, nodes.Or)
            sides = [self.truth(node.left), self.truth(node.right)]
            if decisive in sides:
                return decisive
            return _UNKNOWN if _UNKNOWN in sides else not decisive
        value = self.value(node)
        return value if value is _UNKNOWN else bool(value)

    def value(self, node: nodes.Expr) -> Any:
        if isinstance(node, nodes.Const):
            return node.value
        if isinstance(node, nodes.Not):
            return self.truth(node)
        if isinstance(node, nodes.And | nodes.Or):
            left = self.value(node.left)
            if left is _UNKNOWN:
                return _UNKNOWN
            return self.value(node.right) if bool(left) is isinstance(node, nodes.And) else left
        if isinstance(node, nodes.Name):
            return self._name(node)
        if isinstance(node, nodes.Getattr | nodes.Getitem):
            return self._member(node)
        if isinstance(node, nodes.Compare) and len(node.ops) == 1:
            return self._compared(node)
        return _UNKNOWN

    def _name(self, node: nodes.Name) -> Any:
        expression = self.names.get(node.name)
        self.depth += 1
        found = self.value(expression) if expression is not None and self.depth < 16 else _UNKNOWN
        self.depth -= 1
        return found

    def _member(self, node: nodes.Expr) -> Any:
        """A plain member of the customer that is none of the facts and holds none; lists only where they are consents."""
        path = self._path(node)
        if path is None or any(_touch(path, fact) for fact in self.facts):
            return _UNKNOWN
        value: Any = self.context
        for name in path.split("."):
            if not isinstance(value, Mapping):
                return _UNKNOWN
            value = value.get(name)
        return _UNKNOWN if isinstance(value, list | dict) and not path.startswith(_OPEN) else value

    def _path(self, node: nodes.Expr) -> str | None:
        """``customer.x.y``, through names that stand for it; None for anything computed."""
        if isinstance(node, nodes.Name):
            if node.name == "customer" and node.name not in self.names:
                return node.name
            expression = self.names.get(node.name)
            self.depth += 1
            path = self._path(expression) if expression is not None and self.depth < 16 else None
            self.depth -= 1
            return path
        if isinstance(node, nodes.Getattr):
            name = node.attr
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            name = node.arg.value
        else:
            return None
        above = self._path(node.node)
        return f"{above}.{name}" if above else None

    def _compared(self, node: nodes.Compare) -> Any:
        left, right = self.value(node.expr), self.value(node.ops[0].expr)
        if left is _UNKNOWN or right is _UNKNOWN:
            return _UNKNOWN
        try:
            return _COMPARISONS[node.ops[0].op](left, right)
        except (TypeError, KeyError):
            return _UNKNOWN
