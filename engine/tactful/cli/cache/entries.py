"""One message's part of a run, as it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from tactful.expected import difference
from tactful.lint.related import Related, related
from tactful.lint.usage import Need
from tactful.model.findings import Finding, Report
from tactful.template.numbering import nodes_in
from tactful.template.program import is_literal

if TYPE_CHECKING:
    from tactful.cli.formats.outcomes import Outcome
    from tactful.draft.template import Template
    from tactful.project import Project


@dataclass(frozen=True, slots=True)
class Part:
    """One report: over every branch (``sample`` None) or of one sample. ``related`` are the other places of its findings, in their order,
    those of allowed ones after them; ``note`` is what differs from ``[[expect]]``."""

    sample: str | None
    report: Report
    related: tuple[tuple[Related, ...], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """``expects``: whether the manifest has ``[[expect]]``. ``needs``: the suppressions and what they silenced. ``day`` is the day of the
    run where it decides anything, else empty. ``reads`` are the shared files that were read, with their digests; ``whole`` says that any
    file may decide (a computed include, a file that is not there, a fallback)."""

    parts: tuple[Part, ...]
    expects: bool
    needs: tuple[Need, ...]
    day: str
    reads: Mapping[str, str]
    whole: bool


def part_of(outcome: Outcome, template: Template) -> Part:
    report = outcome.report
    assert report is not None
    findings = [*report.findings, *(one.finding for one in report.allowed)]
    note = difference(template.manifest, outcome.sample, report) if outcome.sample is not None else ""
    return Part(outcome.sample, report, tuple(related(finding, template) for finding in findings), note)


def keepable(outcomes: Sequence[Outcome]) -> bool:
    """Whether the next run would come to the same: nothing broken, no rule that failed, a clock in every sample."""
    for outcome in outcomes:
        if outcome.report is None or any(finding.evidence.get("rule_failed") for finding in outcome.report.findings):
            return False
        if outcome.sample is not None and (outcome.context is None or not outcome.context.get("as_of")):
            return False
    return True


def read_by(project: Project, template: Template) -> tuple[list[Path], bool]:
    """The files beside its own folder that a message reads, and whether it may read others than can be named."""
    manifest, loader = template.manifest, project.environment.roots_loader
    folder = project.folder(template.name).resolve()
    files = [folder / name for name in manifest.schema]
    whole = bool(manifest.fallback)
    waiting, seen = [program.name for program in template.programs], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            source = loader.source(name)
            tree = None if is_literal(source.text) else project.environment.tree(name)
        except Exception:  # it is not there, and may come
            return files, True
        if name not in loader.texts:
            files.append(loader.base / source.file)
        for node in nodes_in(tree) if tree is not None else ():
            if isinstance(node, nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport):
                named = _names(node.template)
                whole = whole or named is None
                waiting += named or ()
    return [file for file in map(Path.resolve, files) if not file.is_relative_to(folder)], whole


def _names(target: Any) -> list[str] | None:
    """The constants that a tag names; None where one is computed."""
    parts: list[Any] = target.items if isinstance(target, nodes.List | nodes.Tuple) else [target]
    if all(isinstance(part, nodes.Const) and isinstance(part.value, str) for part in parts):
        return [part.value for part in parts]
    return None


def places_of(part: Part) -> dict[Finding, tuple[Related, ...]]:
    findings = [*part.report.findings, *(one.finding for one in part.report.allowed)]
    return dict(zip(findings, part.related, strict=True))


__all__ = ["Entry", "Part", "keepable", "part_of", "places_of", "read_by"]
