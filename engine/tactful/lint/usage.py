"""Which suppressions were needed, over all the reports of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tactful.lint.suppressions import Honoured, Suppressions
from tactful.model.findings import Finding, Report

if TYPE_CHECKING:
    from tactful.draft.template import Template
    from tactful.lint.runner import Linter

Place = tuple[str, int, int]


class Usage:
    """Collects the reports of messages and says which suppressions none of them needed.

    A suppression in a file that several messages share is needed where one of them needs it: it is judged only when every message was
    linted. What has expired by ``today`` is another finding's business.
    """

    def __init__(self, linter: Linter, today: date) -> None:
        self.linter = linter
        self.today = today
        self._used: set[tuple[Place, str]] = set()
        self._known: dict[Place, tuple[str, Suppressions, Honoured]] = {}
        self._unjudged: set[tuple[Place, str]] = set()
        self._static = {rule.code for rule in linter.described if set(rule.kinds) == {"static"}}

    def add(self, template: Template, reports: Sequence[Report], sampled: bool) -> None:
        """All reports of one message; ``sampled`` says whether its samples are among them (else contextual rules are not judged)."""
        suppressions = self.linter.suppressions(template)
        if suppressions is None:
            return
        for one in suppressions.honoured:
            place = _place(one)
            self._known.setdefault(place, (template.name, suppressions, one))
            for code in one.codes:
                if not sampled and code not in self._static:
                    self._unjudged.add((place, code))
                if any(
                    allowed.finding.code == code and (allowed.file, allowed.line) == place[:2] for r in reports for allowed in r.allowed
                ):
                    self._used.add((place, code))

    def findings(self, names: Iterable[str] | None = None) -> list[tuple[str, Finding]]:
        """Message and finding for each suppression that nothing needed. ``names`` are the messages that were linted where that is not
        all of them."""
        found: list[tuple[str, Finding]] = []
        partial = None if names is None else set(names)
        for place, (name, suppressions, one) in sorted(self._known.items()):
            shared = f"/{name}/" not in f"/{one.allow.span.file}"
            expired = one.last_day is not None and self.today > one.last_day
            idle = {code for code in one.codes if (place, code) not in self._used and (place, code) not in self._unjudged}
            if idle and not expired and not (shared and partial is not None):
                found += [(name, finding) for finding in suppressions.unused(one, idle)]
        return found


def _place(one: Honoured) -> Place:
    span = one.allow.span
    return span.file, span.line, span.column


__all__ = ["Usage"]
