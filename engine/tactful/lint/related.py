"""The other places of a finding: where its facts enter the message and where they are printed.

Worked out when a report is shown, never when a message is rendered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tactful.model.findings import Finding
from tactful.template.flows import Span

if TYPE_CHECKING:
    from tactful.draft.template import Template

MOST = 10  # more places than this explain nothing


@dataclass(frozen=True, slots=True)
class Related:
    """A place in the author's files and what happens to a fact there (its path, never its value)."""

    span: Span
    message: str


def related(finding: Finding, template: Template) -> tuple[Related, ...]:
    """The places where the finding's facts are printed, read or named by ``selection``; not the finding's own."""
    own = (finding.file, finding.line, finding.column)
    found: dict[tuple[str, int, int], Related] = {}
    for one in _places(frozenset(finding.facts), template):
        place = (one.span.file, one.span.line, one.span.column)
        if place != own and len(found) < MOST:
            found.setdefault(place, one)
    return tuple(found.values())


def _places(facts: frozenset[str], template: Template) -> Iterator[Related]:
    if not facts:
        return
    for fact in template.manifest.selection:
        if fact in facts:
            yield Related(template.manifest_span("selection"), f"{fact} is named by the selection")
    for what in ("printed", "read"):
        for flow in template.flows:
            steering = (*flow.steers, *(ref for guard in flow.guards for ref in guard.refs))
            for ref in flow.prints if what == "printed" else steering:
                if ref.path in facts:
                    yield Related(ref.span, f"{ref.path} is {what} here")


__all__ = ["Related", "related"]
