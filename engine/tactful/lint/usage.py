"""Which suppressions were needed, over all the reports of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tactful.model.findings import Finding, Report
from tactful.template.flows import Span

if TYPE_CHECKING:
    from tactful.draft.template import Template
    from tactful.lint.runner import Linter

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Need:
    """A suppression that a message ``name`` honours, and which of its ``codes`` silenced something in its reports."""

    name: str
    span: Span
    codes: frozenset[str]
    used: frozenset[str]
    last_day: date | None

    @property
    def place(self) -> Place:
        return self.span.file, self.span.line, self.span.column


def needs_of(linter: Linter, template: Template, reports: Sequence[Report]) -> Iterator[Need]:
    """The suppressions of a message, with what they silenced."""
    suppressions = linter.suppressions(template)
    for one in suppressions.honoured if suppressions is not None else ():
        span = one.allow.span
        silenced = {
            allowed.finding.code
            for report in reports
            for allowed in report.allowed
            if (allowed.file, allowed.line) == (span.file, span.line)
        }
        refused = {
            str(found.evidence.get("silences")) for report in reports for found in report.findings
            if found.code == "SUP904" and (found.file, found.line) == (span.file, span.line)
        }  # fmt: skip
        yield Need(template.name, span, one.codes, one.codes & (silenced | refused), one.last_day)


class Usage:
    """Collects what messages needed and says which suppressions none of them did.

    A suppression in a file that several messages share is needed where one of them needs it: it is judged only when every message was
    linted. What has expired by ``today`` is another finding's business.
    """

    def __init__(self, linter: Linter, today: date, template_of: Callable[[str], Template]) -> None:
        self.linter = linter
        self.template_of = template_of
        self.today = today
        self._used: set[tuple[Place, str]] = set()
        self._known: dict[Place, Need] = {}
        self._unjudged: set[tuple[Place, str]] = set()
        self._static = {rule.code for rule in linter.described if set(rule.kinds) == {"static"}}

    def add(self, template: Template, reports: Sequence[Report], sampled: bool) -> None:
        """All reports of one message; ``sampled`` says whether its samples are among them (else contextual rules are not judged)."""
        self.take(needs_of(self.linter, template, reports), sampled)

    def take(self, needs: Iterable[Need], sampled: bool) -> None:
        """The same, worked out before."""
        for one in needs:
            self._known.setdefault(one.place, one)
            self._used.update((one.place, code) for code in one.used)
            if not sampled:
                self._unjudged.update((one.place, code) for code in one.codes - self._static)

    def findings(self, names: Iterable[str] | None = None) -> list[tuple[str, Finding]]:
        """Message and finding for each suppression that nothing needed. ``names`` are the messages that were linted where that is not
        all of them."""
        found: list[tuple[str, Finding]] = []
        partial = None if names is None else set(names)
        for place, one in sorted(self._known.items()):
            shared = f"/{one.name}/" not in f"/{one.span.file}"
            expired = one.last_day is not None and self.today > one.last_day
            idle = {code for code in one.codes if (place, code) not in self._used and (place, code) not in self._unjudged}
            if idle and not expired and not (shared and partial is not None):
                found += [(one.name, finding) for finding in self._unused(one, idle)]
        return found

    def _unused(self, one: Need, idle: set[str]) -> Sequence[Finding]:
        """Said by the message's own suppressions, which know how to take one away: its template is made where it was not needed so far."""
        suppressions = self.linter.suppressions(self.template_of(one.name))
        if suppressions is None:
            return ()
        same = (each for each in suppressions.honoured if each.allow.span == one.span and each.codes == one.codes)
        return next((suppressions.unused(each, idle) for each in same), ())


__all__ = ["Need", "Usage", "needs_of"]
