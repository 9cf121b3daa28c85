"""What makes a finding the same finding after the file around it was edited: for SARIF and for baselines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from tactful.model.findings import Finding

VERSION = "tactful/v1"


def fingerprint(finding: Finding, line: str) -> str:
    """A digest of rule, severity, file, facts and the author's line without its layout. Line numbers do not count, so that lines may
    move; a line that is edited is judged anew, and so is a warning that has become an error."""
    parts = (finding.code, finding.severity, finding.file, " ".join(line.split()), *sorted(finding.facts))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def fingerprints(findings: Iterable[Finding], line_of: Callable[[Finding], str]) -> Iterator[str]:
    """The fingerprint of each finding. The second place of a file with the same text counts on (``…:2``), so that a copy is new; several
    findings of one place (of several messages, of several customers) share theirs."""
    places: dict[str, list[tuple[int, int]]] = {}
    for finding in findings:
        digest = fingerprint(finding, line_of(finding))
        known = places.setdefault(digest, [])
        place = (finding.line, finding.column)
        if place not in known:
            known.append(place)
        at = known.index(place) + 1
        yield digest if at == 1 else f"{digest}:{at}"


__all__ = ["VERSION", "fingerprint", "fingerprints"]
