"""What makes a finding the same finding after the file around it was edited: for SARIF and for baselines."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tactful.model.findings import Finding

VERSION = "tactful/v1"


def fingerprint(finding: Finding, line: str) -> str:
    """A digest of rule, file, facts and the author's line without its layout. Line numbers do not count, so that lines may move; a
    line that is edited is judged anew."""
    parts = (finding.code, finding.file, " ".join(line.split()), *sorted(finding.facts))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def fingerprints(findings: Iterable[Finding], line_of: Callable[[Finding], str]) -> Iterator[tuple[Finding, str]]:
    """Each finding with its fingerprint; the second of the same text in a file counts on (``…:2``), so that a copy is new."""
    seen: Counter[str] = Counter()
    for finding in findings:
        digest = fingerprint(finding, line_of(finding))
        seen[digest] += 1
        yield finding, digest if seen[digest] == 1 else f"{digest}:{seen[digest]}"


__all__ = ["VERSION", "fingerprint", "fingerprints"]
