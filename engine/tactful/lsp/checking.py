"""What the linter says about one message, and what of it is kept while the message is broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tactful.errors import ContextError, TactfulError
from tactful.lint.allows import sources_of
from tactful.lint.baseline import Baseline
from tactful.lint.fingerprints import fingerprints
from tactful.lint.usage import Usage
from tactful.lsp.text import moved
from tactful.model.clock import Clock
from tactful.model.files import read_bytes, read_json
from tactful.model.findings import Finding, ordered
from tactful.model.strict_json import place_in_json
from tactful.project import Project


@dataclass(frozen=True, slots=True)
class Said:
    """A finding, the samples that it was found for (none: for every branch), and whether the project's baseline knows it."""

    finding: Finding
    samples: tuple[str, ...] = ()
    known: bool = False


@dataclass
class Checked:
    """What is known of one message: findings of its last good run, with the texts of the files that they speak of, and what breaks it."""

    said: tuple[Said, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    errors: tuple[TactfulError, ...] = ()
    files: frozenset[str] = frozenset()


def files_of(project: Project, name: str) -> frozenset[str] | None:
    """The files of a message; None where it cannot be loaded."""
    try:
        template = project.template(name)
    except TactfulError:
        return None
    return frozenset({template.manifest_source.file, *(source.file for source in sources_of(template))})


def checked(project: Project, name: str, before: Checked) -> Checked:
    """One message over every branch, then its samples. What was good before stays where it is broken now."""
    root = project.config.root
    try:
        said, errors = _reports(project, name)
        said = _beside_baseline(project, said)
    except TactfulError as error:
        if error.file is None:
            error.file = project.environment.roots_loader.shown(project.folder(name) / "message.mjml")
        return replace(before, said=tuple(_carried(root, before)), errors=(error,), texts=_texts(root, before.said))
    return Checked(tuple(said), _texts(root, said), tuple(errors), files_of(project, name) or frozenset())


def _reports(project: Project, name: str) -> tuple[list[Said], list[TactfulError]]:
    today = Clock.of({}, project.config.time_zone).today
    reports = [project.lint(name, today=today)]
    static = frozenset(reports[0].findings)
    samples: dict[Finding, list[str]] = {}
    errors: list[TactfulError] = []
    files = project.samples(name)
    for file in files:
        try:
            report = project.lint(name, read_json(file))
        except TactfulError as error:
            errors.append(_of_file(error, file))
            continue
        reports.append(report)
        for finding in report.findings:
            if finding not in static:
                samples.setdefault(finding, []).append(file.stem)
    usage = Usage(project.linter, today, project.template)
    if not errors:
        usage.add(project.template(name), reports, bool(files))
    unused = [finding for _name, finding in usage.findings([name])]
    found = [Said(finding) for finding in ordered([*static, *unused])]
    return [*found, *(Said(finding, tuple(names)) for finding, names in samples.items())], errors


def _beside_baseline(project: Project, said: list[Said]) -> list[Said]:
    """What the project's baseline knows is marked so. Raises ConfigError for a baseline that cannot be read."""
    if not project.config.baseline:
        return said
    baseline = Baseline.read(project.config.root / project.config.baseline)

    def line(finding: Finding) -> str:
        source = project.source(finding.file)
        return source.line_text(finding.line) if source is not None else ""

    marks = fingerprints([one.finding for one in said], line)
    return [replace(one, known=baseline.knows(one.finding, mark)) for one, mark in zip(said, marks, strict=True)]


def _of_file(error: TactfulError, file: Path) -> TactfulError:
    """What is wrong with a sample, with its place in the sample's file."""
    if isinstance(error, ContextError) and error.file is None:
        error.file = str(file)
        try:
            error.line, error.column = place_in_json(read_bytes(file).decode("utf-8"), error.pointer)
        except (OSError, ValueError):
            error.line = 1
    return error


def _texts(root: Path, said: Iterable[Said]) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in dict.fromkeys(one.finding.file for one in said):
        try:
            found[file] = read_bytes(root / file).decode("utf-8", "replace")
        except OSError:
            continue
    return found


def _carried(root: Path, before: Checked) -> Iterator[Said]:
    """The findings of the last good run at their places of now. A fix that was made for another text is no longer offered."""
    now = _texts(root, before.said)
    for one in before.said:
        finding, old = one.finding, before.texts.get(one.finding.file)
        line = moved(old, now.get(finding.file, old), finding.line) if old is not None else finding.line
        if line is not None:
            by = line - finding.line
            yield replace(one, finding=replace(finding, line=line, end_line=finding.end_line + by, fix=None if by else finding.fix))


__all__ = ["Checked", "Said", "checked", "files_of"]
