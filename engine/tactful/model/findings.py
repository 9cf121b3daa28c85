"""Findings and reports: what the rules said about one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tactful.model.fixes import Fix
from tactful.model.override import Override, OverrideRecord, may_override

REPORT_VERSION = 1
SEVERITIES = ("error", "warning", "info")
_ORDER = {severity: order for order, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule said. Facts are named by path; ``evidence`` holds numbers, words of the template and paths, never values.

    ``mode`` is ``shadow`` for a rule that reports and does not block, ``overridden`` where somebody took the decision. ``fix`` is a
    proposal and no part of what was found: two findings that differ in nothing else are the same.
    """

    code: str
    name: str
    severity: str
    message: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    block: str = ""
    facts: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict, hash=False)
    help: str = ""
    url: str = ""
    mode: str = "enforce"
    fix: Fix | None = field(default=None, compare=False)

    @property
    def blocks(self) -> bool:
        return self.severity == "error" and self.mode == "enforce"

    @property
    def overridable(self) -> bool:
        """Whether somebody may decide to send all the same: never against the law, a hard block, the recipient's own limit, or a check
        that did not run."""
        return may_override(self.code) and not self.evidence.get("hard_block") and not self.evidence.get("rule_failed")

    def to_dict(self) -> dict[str, Any]:
        found = {
            "code": self.code, "name": self.name, "severity": self.severity, "message": self.message, "file": self.file, "line": self.line,
            "column": self.column, "end_line": self.end_line, "end_column": self.end_column, "block": self.block, "facts": list(self.facts),
            "evidence": dict(self.evidence), "help": self.help, "url": self.url,
        }  # fmt: skip
        if self.fix is not None:
            found["fixes"] = [self.fix.to_dict()]
        return {**found, "mode": self.mode} if self.mode != "enforce" else found


@dataclass(frozen=True, slots=True)
class Allowed:
    """A finding that the author allowed, with the reason, the last day (empty: none) and where that stands."""

    finding: Finding
    because: str
    until: str
    file: str
    line: int

    def sort_key(self) -> tuple[Any, ...]:
        return (*_key(self.finding), self.file, self.line)

    def to_dict(self) -> dict[str, Any]:
        allow = {"because": self.because, "until": self.until or None, "file": self.file, "line": self.line}
        return {**self.finding.to_dict(), "allow": allow}


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one draft (or, without a context, of one template), in a stable order.

    ``overrides`` are the decisions that let it pass; ``instead_of`` the reports of the messages that were rejected before this one was
    tried in their place, the one that was asked for first. ``allowed`` are findings that a suppression in the template silences: they
    count for nothing and are not forgotten.
    """

    template: str
    context: str | None
    findings: tuple[Finding, ...]
    overrides: tuple[OverrideRecord, ...] = ()
    instead_of: tuple[Report, ...] = ()
    allowed: tuple[Allowed, ...] = ()

    @property
    def rejected(self) -> bool:
        return any(finding.blocks for finding in self.findings)

    @property
    def verdict(self) -> str:
        return "reject" if self.rejected else "accept"

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(finding.code for finding in self.findings))

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.blocks)

    @property
    def blocking_codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(finding.code for finding in self.findings if finding.blocks))

    @property
    def reasons(self) -> tuple[dict[str, Any], ...]:
        """Why the message is rejected, for machines: each blocking code once, with the name of its rule and whether somebody may
        override it here. Codes and names never change their meaning."""
        found: dict[str, dict[str, Any]] = {}
        for finding in self.blocking:
            one = found.setdefault(finding.code, {"code": finding.code, "name": finding.name, "overridable": True})
            one["overridable"] = one["overridable"] and finding.overridable
        return tuple(found.values())

    def under(self, override: Override) -> Report:
        """This report after a decision: what it names and may cover no longer blocks, and the decision is on record either way."""
        covered = [finding.code for finding in self.blocking if finding.code in override.codes and finding.overridable]
        found = [
            replace(finding, mode="overridden") if finding.blocks and finding.code in covered and finding.overridable else finding
            for finding in self.findings
        ]
        return replace(self, findings=ordered(found), overrides=(*self.overrides, override.record(covered)))

    def to_dict(self) -> dict[str, Any]:
        """The report as its published schema describes it (``schemas/report.schema.json``)."""
        found = {
            "version": REPORT_VERSION, "template": self.template, "context": self.context, "verdict": self.verdict,
            "reasons": list(self.reasons), "findings": [finding.to_dict() for finding in self.findings],
        }  # fmt: skip
        if self.allowed:
            found["allowed"] = [one.to_dict() for one in self.allowed]
        if self.overrides:
            found["overrides"] = [record.to_dict() for record in self.overrides]
        if self.instead_of:
            found["instead_of"] = [report.to_dict() for report in self.instead_of]
        return found


def ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each finding once, errors first, then by place and code. Two that differ in anything but evidence both stay: an enforced error is
    never hidden by the same one in shadow."""
    if len(findings) < 2:
        return tuple(findings)
    unique = {_key(finding): finding for finding in reversed(findings)}
    return tuple(unique[key] for key in sorted(unique))


def _key(found: Finding) -> tuple[Any, ...]:
    return (
        _ORDER[found.severity], found.file, found.line, found.column, found.code, found.message, found.mode, found.end_line,
        found.end_column, found.block, found.facts, found.name, found.help, found.url,
    )  # fmt: skip
