"""What the analysis knows of a template: which context members reach which place, by which way.

A *flow* belongs to one output expression under one call path (a macro called twice has its outputs twice). Flows are static:
they are the same for every customer. A ``Ref`` is one context member that an expression reads; its ``steps`` say how to find
the value again for one customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tactful.model.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file that the author wrote; lines and columns count from 1, the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __hash__(self) -> int:
        return hash((self.file, self.line, self.column))


@quick
@dataclass(frozen=True, slots=True)
class LoopStep:
    """The current item of the loop with this number (``Loop.number``): bound anew on every turn."""

    loop: int


@dataclass(frozen=True, slots=True)
class Each:
    """Some element, the analysis cannot say which: a filter such as ``first`` chose it, or a computed subscript."""


EACH = Each()
Step = str | int | LoopStep | Each


@lru_cache(maxsize=4_096)
def canonical(steps: tuple[Step, ...]) -> str:
    """``("customer", "history", LoopStep(3), "item")`` is ``customer.history[].item``."""
    path = ""
    for step in steps:
        if isinstance(step, str):
            path = f"{path}.{step}" if path else step
        else:
            path += "[]"
    return path


@quick
@dataclass(frozen=True, slots=True)
class Ref:
    """One context member read by an expression.

    ``filters`` are the names of the filters that the value passes on its way, in order (``("month",)``); a name stands once for
    each use. ``fallback`` is true where an absent value has a substitute: ``default``, ``or``, a ternary or a presence test
    around it. ``known`` counts the leading steps that a presence test around it has found to be there. ``span`` is where the author
    reads the member. ``tested`` is true, inside the analysis only, where the member chose something by being there.
    ``worded`` is true where the value was looked up in the template's own words (``{'oil': 'oil-fired boiler'}[x]``): the word says the value.
    """

    steps: tuple[Step, ...]
    span: Span
    filters: tuple[str, ...] = ()
    fallback: bool = False
    known: int = 0
    tested: bool = False
    worded: bool = False

    def __hash__(self) -> int:  # sets of flows are made by the thousand: what tells most apart is enough
        return hash((self.span.line, self.span.column, self.steps))

    @property
    def path(self) -> str:
        return canonical(self.steps)


@quick
@dataclass(frozen=True, slots=True)
class Guard:
    """A condition or a loop around an output.

    ``refs`` are members whose values the condition reads; ``present`` those that it only tests for presence
    (``{% if x %}``, ``x is defined``), which reads nothing. ``polarity`` is false in an else branch. ``literals`` are the
    constants that the condition compares with. A loop's guard reads the list that it runs over.
    """

    kind: Literal["if", "loop"]
    refs: tuple[Ref, ...]
    present: tuple[Ref, ...]
    polarity: bool
    span: Span
    source: str
    literals: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.polarity, self.span.file, self.span.line, self.span.column))


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the analysis could not follow, and what went in there: said, never hidden."""

    reason: str
    refs: tuple[Ref, ...]
    span: Span


@quick
@dataclass(frozen=True, slots=True)
class Flow:
    """How one output expression gets its value.

    ``prints`` reach the output (possibly changed by filters); ``steers`` choose what is printed without being printed (a
    ternary's condition, the key of a lookup, a branch that set the variable), ``tested`` those that chose it by being there or not.
    ``literals`` are the template's own strings that the output may consist of. ``guards`` stand around the output, outermost first.
    """

    prints: tuple[Ref, ...]
    steers: tuple[Ref, ...]
    guards: tuple[Guard, ...]
    literals: tuple[str, ...]
    unknowns: tuple[Unknown, ...]
    span: Span
    source: str
    tested: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A ``for`` under one call path. ``refs`` are the lists that it runs over."""

    number: int
    refs: tuple[Ref, ...]
    guards: tuple[Guard, ...]
    span: Span
    source: str
