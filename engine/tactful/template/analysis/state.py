"""Where the abstract run stands: names in scope, conditions and loops around, the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from jinja2 import nodes

from tactful.template.analysis.conditions import Condition
from tactful.template.analysis.values import Item, Val, joined
from tactful.template.flows import Guard, Ref, Span, Step
from tactful.template.positions import extent
from tactful.template.source import Source

MAX_DEPTH = 24  # nested calls, blocks and includes that are followed


@dataclass(slots=True)
class State:
    """``names`` is this scope's (mutable, shared with nobody); ``roots`` says whether the context's roots can be seen."""

    source: Source
    template: str
    names: dict[str, Val]
    roots: bool = True
    guards: tuple[Guard, ...] = ()
    loops: tuple[int, ...] = ()
    path: tuple[int, ...] = ()
    present: frozenset[tuple[Step, ...]] = frozenset()
    block: tuple[str, int] | None = None
    depth: int = 0

    def inner(self, **changes: Any) -> State:
        """A nested scope: names set in it do not leave it."""
        return replace(self, names=dict(self.names), **changes)

    def under(self, condition: Condition, polarity: bool, span: Span, source: str) -> State:
        """The branch of a condition, with names of its own (merged again by ``merge``)."""
        known = condition.if_true if polarity else condition.if_false
        guard = Guard("if", condition.refs, condition.present, polarity, span, source, condition.literals)
        return self.inner(guards=(*self.guards, guard), present=self.present | known)

    def merge(self, branches: list[State], steers: Iterable[Ref]) -> None:
        """After the branches: a name that any of them set is one of its values, chosen by what the conditions read."""
        refs = tuple(steers)
        for name in dict.fromkeys(name for branch in branches for name in branch.names):
            values = [branch.names[name] for branch in branches if name in branch.names]
            before = self.names.get(name)
            if all(value is before for value in values):
                continue
            self.names[name] = joined(values).steered(refs)

    def span(self, node: nodes.Node) -> Span:
        return self._place(node)[0]

    def text(self, node: nodes.Node) -> str:
        return self._place(node)[1]

    def _place(self, node: nodes.Node) -> tuple[Span, str]:
        """The place and text of a node. Macros and layouts are analysed for every message that uses them: worked out once."""
        known: tuple[Source, Span, str] | None = getattr(node, "place", None)
        if known is None or known[0] is not self.source:
            start, end = extent(node, self.source.text)
            known = node.place = (self.source, self.source.span(start, end), self.source.text[start:end])  # type: ignore[attr-defined]
        return known[1:]


@dataclass(frozen=True, slots=True)
class MacroDef:
    """A macro, or the body of a call block: what it sees is what was in scope where it was defined."""

    node: Any
    state: State = field(compare=False, hash=False)


@dataclass(frozen=True, slots=True)
class Builtin:
    """A function of Jinja's own: range, dict, namespace, cycler, joiner and their methods."""

    name: str
    value: Val = field(default_factory=Val)


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a value: ``customer.name.upper``."""

    name: str
    value: Val


@dataclass(frozen=True, slots=True)
class BlockDef:
    """A block from a level of the inheritance chain: ``super()``, ``self.name()``."""

    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Recursion:
    """``loop(…)`` in a recursive loop."""

    node: Any
    state: State = field(compare=False, hash=False)


__all__ = ["BlockDef", "Builtin", "Item", "MacroDef", "Method", "Recursion", "State"]
