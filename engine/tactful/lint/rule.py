"""The rule API. One rule is one class in one file, named for the fault it finds.

A rule holds no state, yields what it finds and decides nothing else: severity, mode and order are the engine's. Static rules
implement ``check_template`` (every branch, no customer); contextual ones ``check_draft``, or ``check_shape`` for what the live
branches alone decide, or ``prepare`` where a part of the work can be done once per shape. Audience rules make a ``Tally``, which sees
every customer of an audit go by.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from tactful.model.fixes import Fix
from tactful.template.flows import Span

if TYPE_CHECKING:
    from tactful.draft.model import Draft, Shape
    from tactful.draft.template import Template

Severity = Literal["error", "warning", "info"]
Kind = Literal["static", "contextual", "audience"]
HEADINGS = ("What it finds", "Why it hurts", "What to do", "Source")
DOCS = "https://tactful.dev/rules/"


@dataclass(frozen=True, slots=True)
class Issue:
    """What a rule yields. ``severity`` None is the rule's own. ``facts`` are canonical paths; ``evidence`` holds numbers, paths and
    words of the template, never values of a customer. ``help`` says what to write instead; ``fix`` writes it (see ``lint.fixing``)."""

    message: str
    span: Span
    facts: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    help: str = ""
    severity: Severity | None = None
    block: str = ""
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A message and a customer. ``mjml`` may be the inner content of a column; ``manifest`` members are laid over a plain promotion
    in the language ``lang``. ``audience`` holds what each customer of an audience has beyond ``context``."""

    lang: str
    mjml: str
    manifest: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Any] | None = None
    config: Mapping[str, Any] | None = None
    audience: Sequence[Mapping[str, Any]] = ()


class Tally(Protocol):
    """What an audience rule keeps while the customers of one audience go by."""

    def see(self, number: int, draft: Draft) -> None:
        """One customer; ``number`` is theirs within the audience."""

    def issues(self) -> Iterable[tuple[Issue, Sequence[int]]]:
        """What was found, each with the numbers of the customers concerned."""


Check = Callable[["Draft"], Iterable[Issue]]


class Rule:
    """Base of all rules."""

    code: ClassVar[str] = ""
    name: ClassVar[str] = ""
    severity: ClassVar[Severity] = "error"
    kinds: ClassVar[tuple[Kind, ...]] = ("contextual",)
    violates: ClassVar[tuple[Example, ...]] = ()
    passes: ClassVar[tuple[Example, ...]] = ()

    def check_template(self, template: Template) -> Iterator[Issue]:
        """Static findings over every branch; once per template."""
        return iter(())

    def check_shape(self, shape: Shape) -> Iterator[Issue]:
        """Findings that the live branches decide, whoever the customer is; once per shape."""
        return iter(())

    def check_draft(self, draft: Draft) -> Iterator[Issue]:
        """Findings for one customer."""
        return iter(())

    def prepare(self, shape: Shape) -> Check | None:
        """What to run for each customer of this shape; None where no customer of it can be concerned.

        The check serves every shape that answers alike what was asked of this one (``Outline.each…``, ``Shape.decided``), so it keeps
        nothing that holds for one shape only, and reads ``draft.shape`` where it reads a shape at all."""
        return self.check_draft if type(self).check_draft is not Rule.check_draft else None

    def audience(self, template: Template) -> Tally | None:
        """For audience rules: a new tally for one audience of this message; None where nothing in it can concern one."""
        return None

    @classmethod
    def url(cls) -> str:
        return f"{DOCS}{cls.code}-{cls.name}"

    @classmethod
    def group(cls) -> str:
        return cls.code[:3]

    @classmethod
    def sections(cls) -> dict[str, str]:
        """The docstring by its headings; the first paragraph under ``summary``."""
        return sections(inspect.getdoc(cls) or "")


_HEADING = re.compile(r"^(What it finds|Why it hurts|What to do|Source|Configuration):\s*", re.MULTILINE)


def sections(doc: str) -> dict[str, str]:
    parts = _HEADING.split(doc)
    found = {"summary": " ".join(parts[0].split())}
    for heading, text in zip(parts[1::2], parts[2::2], strict=True):
        found[heading] = " ".join(text.split())
    return found
