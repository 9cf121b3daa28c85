"""What one run of the linter came to: one outcome per message and customer, and every finding once over all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tactful.errors import TactfulError
from tactful.lint.baseline import Baseline
from tactful.lint.fingerprints import fingerprints
from tactful.lint.related import Related, related
from tactful.model.findings import SEVERITIES, Allowed, Finding, Report
from tactful.project import Project


@dataclass(frozen=True, slots=True)
class Outcome:
    """One message over every branch (``sample`` None) or for one context. Either ``report`` or ``error`` is there.

    ``settled`` says that the manifest expects this outcome: its findings do not fail the run. ``note`` is what differs from the
    expectation. ``known`` are findings that a baseline knows. ``related`` are the other places of each finding where they were worked out
    before.
    """

    name: str
    sample: str | None
    report: Report | None = None
    error: TactfulError | None = None
    note: str = ""
    settled: bool = False
    file: Path | None = None
    context: Mapping[str, Any] | None = field(default=None, repr=False)
    known: frozenset[Finding] = frozenset()
    related: Mapping[Finding, tuple[Related, ...]] | None = field(default=None, repr=False)

    @property
    def title(self) -> str:
        return f"{self.name} for {self.sample}" if self.sample else f"{self.name}, every branch"

    @property
    def failed(self) -> bool:
        """Whether the run fails because of this."""
        if self.error is not None or self.note:
            return True
        return not self.settled and any(finding.blocks and finding not in self.known for finding in (self.report or _NOTHING).findings)


_NOTHING = Report("", None, ())


@dataclass(frozen=True, slots=True)
class Found:
    """One finding with where it was found. ``samples`` is empty where every branch has it; ``settled`` and ``known`` as in all its
    outcomes; ``allow`` is the suppression that silences it."""

    finding: Finding
    name: str
    samples: tuple[str, ...]
    fingerprint: str
    settled: bool
    related: tuple[Related, ...] = ()
    allow: Allowed | None = None
    known: bool = False

    @property
    def level(self) -> str:
        """The severity as a reader should take it: an error that was expected, is known or is in shadow fails nothing."""
        return (
            "info"
            if self.finding.severity == "error" and (self.settled or self.known or not self.finding.blocks)
            else self.finding.severity
        )


class Run:
    """The outcomes of one run, and how its project shows places."""

    def __init__(self, project: Project, outcomes: Sequence[Outcome]) -> None:
        self.project = project
        self.outcomes = tuple(outcomes)

    @property
    def exit_code(self) -> int:
        """0 fine, 1 rejected or findings, 2 broken."""
        if any(outcome.error is not None for outcome in self.outcomes):
            return 2
        return int(any(outcome.failed for outcome in self.outcomes))

    def shown(self, file: str) -> str:
        """A file as seen from the working directory, where the project lies below it: what annotations and editors need."""
        root, here = self.project.config.root.resolve(), Path.cwd().resolve()
        if not file or os.path.isabs(file) or root == here or not root.is_relative_to(here):
            return file
        return (root.relative_to(here) / file).as_posix()

    def line(self, finding: Finding) -> str:
        source = self.project.source(finding.file)
        return source.line_text(finding.line) if source is not None else ""

    def found(self, allowed: bool = False) -> list[Found]:
        """Every finding once, by file, place and code; per message, for a shared partial may be right in one and wrong in another. With
        ``allowed`` also those that a suppression silences, after the others."""
        found = self._each([(outcome, finding) for outcome, report in self._reports() for finding in report.findings])
        if not allowed:
            return found
        by_finding = {(outcome.name, one.finding): one for outcome, report in self._reports() for one in report.allowed}
        silenced = self._each([(outcome, one.finding) for outcome, report in self._reports() for one in report.allowed])
        return found + [replace(one, allow=by_finding[one.name, one.finding]) for one in silenced]

    def _reports(self) -> Iterator[tuple[Outcome, Report]]:
        for outcome in self.outcomes:
            if outcome.report is not None:
                yield outcome, outcome.report

    def _each(self, pairs: Sequence[tuple[Outcome, Finding]]) -> list[Found]:
        where: dict[tuple[str, tuple[Any, ...]], list[tuple[Outcome, Finding]]] = {}
        for outcome, finding in pairs:
            where.setdefault((outcome.name, _order(finding)), []).append((outcome, finding))
        firsts = {key: pairs[0][1] for key, pairs in sorted(where.items(), key=lambda item: (item[0][1], item[0][0]))}
        marks = dict(zip(firsts, fingerprints(firsts.values(), self.line), strict=True))
        return [self._one(key[0], where[key], marks[key]) for key in firsts]

    def _one(self, name: str, pairs: list[tuple[Outcome, Finding]], mark: str) -> Found:
        finding = pairs[0][1]
        static = any(outcome.sample is None for outcome, _ in pairs)
        samples = () if static else tuple(dict.fromkeys(outcome.sample or "" for outcome, _ in pairs))
        settled = all(outcome.settled and not outcome.note for outcome, _ in pairs)
        known = all(finding in outcome.known for outcome, _ in pairs)
        others = next((outcome.related.get(finding) for outcome, _ in pairs if outcome.related is not None), None)
        places = related(finding, self.project.template(name)) if others is None else others
        return Found(finding, name, samples, mark, settled, places, known=known)

    def beside(self, baseline: Baseline) -> Run:
        """This run with what the baseline knows marked as known."""
        known: dict[str, set[Finding]] = {}
        for found in self.found():
            if baseline.knows(found.finding, found.fingerprint):
                known.setdefault(found.name, set()).add(found.finding)
        outcomes = [replace(outcome, known=frozenset(known.get(outcome.name, ()))) for outcome in self.outcomes]
        return Run(self.project, outcomes)

    def broken(self) -> Iterator[tuple[Outcome, TactfulError]]:
        for outcome in self.outcomes:
            if outcome.error is not None:
                yield outcome, outcome.error


def _order(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.file, finding.line, finding.column, finding.code, SEVERITIES.index(finding.severity), finding.mode, finding.message,
        finding.end_line, finding.end_column, finding.block, finding.facts,
    )  # fmt: skip


__all__ = ["Found", "Outcome", "Run"]
