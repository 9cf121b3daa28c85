"""Audience rules over many customers of one message. They fail closed like all others: a tally that crashes is a blocking finding."""

from __future__ import annotations

from collections.abc import Sequence

from tactful.draft.model import Draft
from tactful.draft.template import Template
from tactful.lint.rule import Rule, Tally
from tactful.lint.runner import Linter
from tactful.model.findings import Finding

AudienceFinding = tuple[Finding, Sequence[int]]


class AudienceLinter:
    """The audience rules of a linter for one message; see every draft, then ask for the findings."""

    def __init__(self, linter: Linter, template: Template) -> None:
        self.linter = linter
        self.template = template
        self._broken: dict[str, Finding] = {}
        self._tallies: list[tuple[Rule, Tally]] = []
        for rule in linter.selection.of(template.name).rules:
            if "audience" not in rule.kinds:
                continue
            try:
                tally = rule.audience(template)
            except Exception as error:
                self._failed(rule, error)
                continue
            if tally is not None:
                self._tallies.append((rule, tally))

    def see(self, number: int, draft: Draft) -> None:
        for rule, tally in self._tallies:
            try:
                tally.see(number, draft)
            except Exception as error:
                self._failed(rule, error)
                self._tallies = [(other, kept) for other, kept in self._tallies if other is not rule]

    def findings(self) -> list[AudienceFinding]:
        """Each finding with the numbers of the customers concerned; nobody's for a rule that failed."""
        found: list[AudienceFinding] = []
        for rule, tally in self._tallies:
            try:
                for issue, numbers in tally.issues():
                    found += [(finding, numbers) for finding in self.linter.findings_of(rule, [issue], self.template)]
            except Exception as error:
                self._failed(rule, error)
        return [*found, *((finding, ()) for finding in self._broken.values())]

    def _failed(self, rule: Rule, error: Exception) -> None:
        self._broken[rule.code] = self.linter.crashed(rule, error, self.template)
