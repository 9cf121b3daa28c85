"""The baseline: findings that were there when a team began to lint. They are known and fail nothing; what is new fails.

The file holds fingerprints, never texts or values. Only ``tactful lint`` reads it: no baseline lets a message be rendered that the rules
reject.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tactful.errors import ConfigError
from tactful.model.files import read_json
from tactful.model.findings import Finding

VERSION = 1
NAME = "tactful-baseline.json"


@dataclass(frozen=True)
class Baseline:
    """Fingerprints with what they stand for (code and file, for readers of a diff)."""

    entries: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Raises ConfigError."""
        if not path.is_file():
            raise ConfigError("there is no such baseline", file=str(path), remedy="make it with `tactful baseline`, or correct the path")
        data = read_json(path)
        found = data.get("findings") if isinstance(data, Mapping) else None
        if not isinstance(found, list) or data.get("version") != VERSION:
            raise ConfigError("this is no baseline of this version", file=str(path), remedy="make it anew with `tactful baseline`")
        entries = {str(one["fingerprint"]): one for one in found if isinstance(one, Mapping) and "fingerprint" in one}
        if len(entries) != len(found):
            raise ConfigError("an entry has no fingerprint of its own", file=str(path), remedy="make it anew with `tactful baseline`")
        return cls(entries)

    @classmethod
    def of(cls, found: Iterable[tuple[Finding, str]]) -> Baseline:
        """From findings with their fingerprints. A rule that failed is never in it."""
        entries = {
            mark: {"fingerprint": mark, "code": finding.code, "severity": finding.severity, "file": finding.file}
            for finding, mark in found
            if may_be_known(finding)
        }
        return cls(entries)

    def knows(self, finding: Finding, mark: str) -> bool:
        return mark in self.entries and may_be_known(finding)

    def gone(self, marks: Iterable[str]) -> int:
        """How many entries no finding has any more."""
        return len(self.entries.keys() - set(marks))

    def text(self) -> str:
        """The file: one line per entry, in an order that does not change."""
        entries = sorted(self.entries.values(), key=lambda one: (one["file"], one["code"], one["fingerprint"]))
        lines = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in entries)
        return (
            f'{{\n "version": {VERSION},\n "findings": [\n{lines}\n ]\n}}\n'
            if entries
            else f'{{\n "version": {VERSION},\n "findings": []\n}}\n'
        )


def may_be_known(finding: Finding) -> bool:
    """Whether a finding can be lived with at all: not that a check did not run."""
    return not finding.evidence.get("rule_failed")


__all__ = ["NAME", "Baseline"]
