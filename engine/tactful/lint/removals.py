"""How a suppression, or one of its codes, is taken out of the author's file again."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tactful.lint.fixing import around, edited, replaced, text_at
from tactful.model.fixes import Applicability, Edit, Fix
from tactful.model.places import key_lines
from tactful.template.flows import Span
from tactful.template.source import Source

if TYPE_CHECKING:
    from tactful.draft.template import Template
    from tactful.lint.allows import Allow

_HEADER = re.compile(r"[ \t]*\[\[[ \t]*allow[ \t]*\]\][ \t]*(?:#.*)?")


def without(template: Template, allow: Allow, names: Sequence[str]) -> Fix | None:
    """A fix that takes these names (as written) out of a suppression; all of it where none are left."""
    left = [name for name in allow.names if name not in names]
    if allow.span.file == template.manifest_source.file:
        edit = None if left else _entry(template.manifest_source, allow.span.line)
        return None if edit is None else Fix("delete the entry", (edit,), "safe")
    comment = text_at(template, allow.span)
    if comment is None:
        return None
    if not left:
        edit = _comment(template, allow.span, comment)
        return None if edit is None else Fix("delete the comment", (edit,), _safe(comment))
    text = comment
    for name in names:
        text = _struck(text, name)
    return Fix(f"take {', '.join(names)} out", (replaced(allow.span, text),), "safe") if text != comment else None


def _struck(comment: str, name: str) -> str:
    """The list of names without this one; a name that another follows takes the comma after it along, the last the one before it."""
    word = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
    found = re.search(rf"{word}[ \t]*[,;][ \t]*", comment) or re.search(rf"[ \t]*[,;]?[ \t]*{word}", comment)
    return comment if found is None else comment[: found.start()] + comment[found.end() :]


def named(template: Template, allow: Allow, name: str, meant: str) -> Fix | None:
    """A fix that writes another name in a suppression."""
    comment = text_at(template, allow.span)
    found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", comment) if comment is not None else None
    if found is None or comment is None or allow.span.file == template.manifest_source.file:
        return None
    return Fix(f"name {meant}", (replaced(allow.span, comment[: found.start()] + meant + comment[found.end() :]),), "unsafe")


def _safe(comment: str) -> Applicability:
    """A comment that takes the white space around it along is seen in the email."""
    return "unsafe" if comment.startswith("{#-") or comment.endswith("-#}") else "safe"


def _comment(template: Template, span: Span, comment: str) -> Edit | None:
    """The comment, with its line where it stands alone."""
    before, after = around(template, span)
    head, tail = before[before.rfind("\n") + 1 :], after.split("\n", 1)[0]
    if head.strip() or tail.strip():
        if not tail.strip():  # the last thing on its line
            blank = len(head) - len(head.rstrip(" \t"))
            return replaced(Span(span.file, span.line, span.column - blank, span.end_line, span.end_column), "")
        return replaced(span, "")
    if "\n" in after:
        return Edit(span.file, span.line, 1, span.end_line + 1, 1, "")
    return Edit(span.file, span.line, 1, span.end_line, span.end_column + len(tail), "")


def _entry(source: Source, line: int) -> Edit | None:
    """A table ``[[allow]]`` of message.toml with what belongs to it; comments before the next table stay."""
    lines = source.text.split("\n")
    if not _HEADER.fullmatch(lines[line - 1]):
        return None
    following = [at for path, at in key_lines(source.text) if at > line and (path[0] != "allow" or _HEADER.fullmatch(lines[at - 1]))]
    end = min(following, default=len(lines) + 1)  # the line after the entry
    last = end - 1
    while last > line and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    while last + 1 < end and not lines[last].strip():
        last += 1
    if last >= len(lines):
        first = line
        while first > 1 and not lines[first - 2].strip():
            first -= 1
        edit = Edit(source.file, first, 1, len(lines), len(lines[-1]) + 1, "")
    else:
        edit = Edit(source.file, line, 1, last + 1, 1, "")
    return edit if _only_entry_gone(source, edit) else None


def _only_entry_gone(source: Source, edit: Edit) -> bool:
    try:
        before, after = tomllib.loads(source.text), tomllib.loads(edited(source, [edit]))
    except ValueError:
        return False
    was, now = before.pop("allow", []), after.pop("allow", [])
    return before == after and len(now) == len(was) - 1 and all(entry in was for entry in now)


__all__ = ["named", "without"]
