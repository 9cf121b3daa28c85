"""``tactful lint --fix`` and ``--diff``: what is fixed, what is shown of it, and what it comes to."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from tactful.cli.formats.outcomes import Run
from tactful.errors import ConfigError
from tactful.fixes import Candidate, Look, Outcome, Text, settle
from tactful.model.files import read_bytes
from tactful.project import Project
from tactful.refresh import refreshed


def fixed(run: Callable[[Project], Run], project: Project, wanted: Sequence[str], unsafe: bool) -> Outcome:
    """Everything that can be fixed, in memory; ``run`` lints a project. Findings that a baseline or an expectation knows are left alone."""
    root = project.config.root
    now = project

    def look() -> Look:
        nonlocal now
        found = run(now := refreshed(now))
        broken = frozenset(outcome.title for outcome, _ in found.broken())
        return Look(tuple(_candidates(found, bool(wanted))), broken, found)

    return settle(look, lambda file: root / file, unsafe=unsafe)


def _candidates(run: Run, some: bool) -> list[Candidate]:
    folders: dict[str, str] = {}
    found = []
    for one in run.found():
        if one.known or one.settled:
            continue
        own = folders.get(one.name)
        if own is None:
            own = folders[one.name] = f"{run.project.environment.roots_loader.shown(run.project.folder(one.name))}/"
        files = {edit.file for edit in one.finding.fix.edits} if one.finding.fix is not None else set()
        found.append(Candidate(one.finding, one.name, some and not all(file.startswith(own) for file in files)))
    return found


def written(outcome: Outcome) -> None:
    """Write the new contents over the files. Raises ConfigError."""
    for path, data in outcome.files.items():
        try:
            if path.read_bytes() != outcome.read[path]:
                raise ConfigError("the file changed while it was being fixed", file=str(path), remedy="run it again")
            path.write_bytes(data)
        except OSError as error:
            raise ConfigError(f"cannot be written: {error.strerror or error}", file=str(path), remedy="check its permissions") from error


def differences(outcome: Outcome, run: Run) -> str:
    """What would be written, as a unified diff."""
    root = run.project.config.root.resolve()
    parts: list[str] = []
    for path, data in sorted(outcome.files.items()):
        name = run.shown(path.relative_to(root).as_posix()) if path.is_relative_to(root) else path.as_posix()
        before, after = (_lines(Text(one).text) for one in (read_bytes(path), data))
        parts += [
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in difflib.unified_diff(before, after, name, name)
        ]
    return "".join(parts)


def _lines(text: str) -> list[str]:
    """Lines with their ends, as diffs have them: nothing but LF ends one."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def summary(outcome: Outcome, run: Run, *, unsafe: bool, would: bool = False) -> list[str]:
    """What was (or ``would`` be) fixed, by file and rule, and what is left to fix."""
    lines: list[str] = []
    files: dict[str, Counter[tuple[str, str]]] = {}
    for one in outcome.fixed:
        for file in dict.fromkeys(edit.file for edit in one.finding.fix.edits) if one.finding.fix else ():
            files.setdefault(file, Counter())[one.finding.code, one.finding.name] += 1
    for file in sorted(files):
        lines.append(f"{run.shown(file)}:")
        lines += [f"  {count} × {code} {name}" for (code, name), count in sorted(files[file].items())]
    verb = "would be fixed" if would else "fixed"
    head = f"{_count(len(outcome.fixed), 'finding')} {verb} in {_count(len(files), 'file')}"
    for why, left in sorted(outcome.refused.items()):
        lines.append(f"{_count(_distinct(left), 'fix', 'fixes')} not applied: {why}")
    hidden = {one.finding.fix.edits for one in outcome.look.candidates if one.finding.fix is not None and not one.finding.fix.safe}
    if hidden and not unsafe:
        lines.append(f"{_count(len(hidden), 'more finding')} can be fixed with --unsafe-fixes: read the result")
    return [head, *lines]


def hint(run: Run) -> str:
    """What --fix could do about a run; nothing where it could do nothing."""
    fixes: Mapping[bool, set[object]] = {True: set(), False: set()}
    for one in run.found():
        if one.finding.fix is not None and not one.known and not one.settled:
            fixes[one.finding.fix.safe].add(one.finding.fix.edits)
    safe, unsafe = len(fixes[True]), len(fixes[False])
    if not safe:
        return f"{unsafe} can be fixed with --fix --unsafe-fixes" if unsafe else ""
    return f"{safe} can be fixed with --fix" + (f", {unsafe} more with --unsafe-fixes" if unsafe else "")


def _distinct(left: Sequence[Candidate]) -> int:
    return len({one.finding.fix.edits for one in left if one.finding.fix is not None})


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
