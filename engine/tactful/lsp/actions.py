"""What can be done about a finding: its fix, all safe fixes of the file, a suppression whose reason is still to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tactful.errors import TactfulError
from tactful.fixes.apply import collide
from tactful.lint.suppressions import hard
from tactful.lsp.desk import Bench, Desk, Said, saying
from tactful.lsp.jinja import tags
from tactful.lsp.text import Text
from tactful.model.findings import Finding
from tactful.model.fixes import Edit, Fix

_QUOTED = re.compile(r"'([^']+)'")
_MEANT = re.compile(r"did you mean '?([\w.-]+)'?\?")


class Change(NamedTuple):
    """``text[start:end]`` of a file becomes ``new``; offsets into the text that the author sees."""

    path: Path
    start: int
    end: int
    new: str


class Action(NamedTuple):
    """One thing to do. ``finding`` is None for what concerns the whole file; ``preferred`` what is safe."""

    title: str
    changes: tuple[Change, ...]
    finding: Finding | None = None
    preferred: bool = False
    whole_file: bool = False


def actions(desk: Desk, bench: Bench, path: Path, first: int, last: int) -> list[Action]:
    """What can be done about the findings on lines ``first`` to ``last`` (from 1) of a file, and about the file."""
    shown = saying(bench).get(path.resolve(), [])
    said = [one for one in shown if isinstance(one, Said)]
    found = [meant for one in shown if isinstance(one, TactfulError) and (meant := _meant(desk, path, one, first, last)) is not None]
    for one in said:
        finding = one.finding
        if not (finding.line <= last and first <= finding.end_line):
            continue
        if finding.fix is not None:
            changes = changes_of(desk, bench, finding.fix.edits)
            if changes:
                title = f"{finding.code}: {finding.fix.message}{'' if finding.fix.safe else ' (read the result)'}"
                found.append(Action(title, changes, finding, finding.fix.safe))
        suppression = suppressed(desk, bench, path, finding)
        if suppression is not None:
            title = (
                f"{finding.code}: allow it here, with a reason"
                if path.name != "message.toml"
                else f"{finding.code}: allow it, with a reason"
            )
            found.append(Action(title, (suppression,), finding))
    whole = _all_safe(desk, bench, said)
    return _once([*found, *([whole] if whole is not None else [])])


def _meant(desk: Desk, path: Path, error: TactfulError, first: int, last: int) -> Action | None:
    """The nearest name, where an error says what was probably meant: an unknown filter, an unknown key."""
    wrong, right = _QUOTED.search(error.message), _MEANT.search(error.remedy or "")
    line = error.line or 1
    if wrong is None or right is None or not first <= line <= last:
        return None
    text = Text(desk.text(path))
    start = text.starts[min(line, len(text.starts)) - 1]
    found = re.compile(rf"(?<![\w-]){re.escape(wrong.group(1))}(?![\w-])").search(
        text.text, start + (error.column or 1) - 1, start + len(text.line(line - 1))
    )
    if found is None:
        return None
    return Action(f"write {right.group(1)}", (Change(path, found.start(), found.end(), right.group(1)),))


def _once(found: Sequence[Action]) -> list[Action]:
    return list({(one.title, one.changes): one for one in found}.values())


def changes_of(desk: Desk, bench: Bench, edits: Sequence[Edit]) -> tuple[Change, ...]:
    """Edits at their offsets; nothing where a file no longer has the places."""
    found: list[Change] = []
    for edit in edits:
        path = bench.path_of(edit.file)
        text = Text(desk.text(path))
        if (
            edit.end_line > len(text.starts)
            or edit.column - 1 > len(text.line(edit.line - 1))
            or edit.end_column - 1 > len(text.line(edit.end_line - 1))
        ):
            return ()
        start, end = text.starts[edit.line - 1] + edit.column - 1, text.starts[edit.end_line - 1] + edit.end_column - 1
        found.append(Change(path, start, end, edit.text))
    return tuple(found)


def _all_safe(desk: Desk, bench: Bench, said: Sequence[Said]) -> Action | None:
    chosen: list[Fix] = []
    for one in said:
        fix = one.finding.fix
        if fix is not None and fix.safe and not any(collide(fix.edits, other.edits) for other in chosen):
            chosen.append(fix)
    changes = tuple(change for fix in chosen for change in changes_of(desk, bench, fix.edits))
    return Action(f"fix all that is safe in this file ({len(chosen)})", changes, None, False, True) if changes else None


def suppressed(desk: Desk, bench: Bench, path: Path, finding: Finding) -> Change | None:
    """A suppression of a finding: a comment above its line, an entry in message.toml. Its reason is empty, which SUP901 reports until
    somebody writes it. None for what no template may silence (group LAW, hard blocks, rules that failed)."""
    if hard(finding):
        return None
    text = Text(desk.text(path))
    if path.name == "message.toml":
        newline = "\n" if not text.text or text.text.endswith("\n") else "\n\n"
        entry = f'{newline}[[allow]]\ncodes = ["{finding.code}"]\nfile = "{bench.name_of(path)}"\nbecause = ""\n'
        return Change(path, len(text.text), len(text.text), entry)
    if path.suffix in (".json", ".css"):
        return None
    at = _line_outside_tags(text, finding.line)
    indent = re.match(r"[ \t]*", text.line(at - 1))
    comment = f'{indent.group() if indent else ""}{{# tactful: allow {finding.code} because "" #}}\n'
    start = text.starts[at - 1]
    return Change(path, start, start, comment)


def _line_outside_tags(text: Text, line: int) -> int:
    """The line, or the one on which the Jinja tag begins that goes on over it."""
    start = text.starts[min(line, len(text.starts)) - 1]
    for tag in _spanning(text.text, start):
        return text.place(tag).line + 1
    return min(line, len(text.starts))


def _spanning(text: str, offset: int) -> Iterator[int]:
    yield from (tag.start for tag in tags(text) if tag.start < offset < tag.end)


__all__ = ["Action", "Change", "actions", "changes_of", "suppressed"]
