"""Findings and reports: what the rules said about one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

REPORT_VERSION = 1
SEVERITIES = ("error", "warning", "info")
_ORDER = {severity: order for order, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule said. Facts are named by path; ``evidence`` holds numbers, words of the template and paths, never values.

    ``mode`` is ``shadow`` for a rule that reports and does not block.
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

    @property
    def blocks(self) -> bool:
        return self.severity == "error" and self.mode == "enforce"

    def to_dict(self) -> dict[str, Any]:
        found = {
            "code": self.code, "name": self.name, "severity": self.severity, "message": self.message, "file": self.file, "line": self.line,
            "column": self.column, "end_line": self.end_line, "end_column": self.end_column, "block": self.block, "facts": list(self.facts),
            "evidence": dict(self.evidence), "help": self.help, "url": self.url,
        }  # fmt: skip
        return {**found, "mode": self.mode} if self.mode != "enforce" else found


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one draft (or, without a context, of one template), in a stable order."""

    template: str
    context: str | None
    findings: tuple[Finding, ...]

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

    def to_dict(self) -> dict[str, Any]:
        """The report as its published schema describes it (``schemas/report.schema.json``)."""
        return {
            "version": REPORT_VERSION, "template": self.template, "context": self.context, "verdict": self.verdict,
            "findings": [finding.to_dict() for finding in self.findings],
        }  # fmt: skip


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
