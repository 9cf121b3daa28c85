"""What rules make fixes with: places in the author's files, checked before anything is proposed for them.

A place that does not hold what the rule believes (a value of message.toml with escapes in it, a text that something generated) gets no
fix: an edit in the wrong place is worse than none.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeGuard

from tactful.model.fixes import Applicability, Edit, Fix
from tactful.template.flows import Span
from tactful.template.source import Source

if TYPE_CHECKING:
    from tactful.draft.template import Template

_MEMBER = re.compile(r"[^\W\d]\w*(?:\s*\.\s*\w+|\s*\[\s*(?:-?\d+|'[^'\\]*'|\"[^\"\\]*\")\s*\])*")
_IN_SINGLE = re.compile(r"=\s*'[^'<>]*\Z")


def source_of(template: Template, file: str) -> Source | None:
    """The whole text of a file of this message, by its name in findings."""
    if file == template.manifest_source.file:
        return template.manifest_source
    known: dict[str, Source | None] = template.__dict__.setdefault("sources by file", {})
    if file not in known:
        known[file] = _found(template, file)
    return known[file]


def _found(template: Template, file: str) -> Source | None:
    loader = template.loader
    for source in (*loader.sources.values(), *loader.texts.values()):
        if source.file == file and (source.first_line, source.first_column) == (1, 1):
            return source
    return None


def text_at(template: Template, span: Span) -> str | None:
    """What the author wrote at a place; None where the file does not have it."""
    source = source_of(template, span.file)
    if source is None:
        return None
    start, end = source.offset(span.line, span.column), source.offset(span.end_line, span.end_column)
    return source.text[start:end] if start is not None and end is not None and start <= end else None


def around(template: Template, span: Span) -> tuple[str, str]:
    """The author's text before and after a place, to the ends of the file (of the value, in message.toml: of its line)."""
    source = source_of(template, span.file)
    start = source.offset(span.line, span.column) if source is not None else None
    end = source.offset(span.end_line, span.end_column) if source is not None else None
    return (source.text[:start], source.text[end:]) if source is not None and start is not None and end is not None else ("", "")


def is_member(text: str | None) -> TypeGuard[str]:
    """Whether an expression is a name with members, and nothing else: ``customer.first_name``, ``o['title']``."""
    return text is not None and _MEMBER.fullmatch(text) is not None


def is_own(template: Template, file: str) -> bool:
    """Whether a file belongs to this message alone; layouts, partials and macros are shared."""
    return file == template.manifest_source.file or file == template.body.source.file


def replaced(span: Span, text: str) -> Edit:
    return Edit(span.file, span.line, span.column, span.end_line, span.end_column, text)


def inserted(span: Span, text: str, *, after: bool = False) -> Edit:
    """Before a place, or after it."""
    line, column = (span.end_line, span.end_column) if after else (span.line, span.column)
    return Edit(span.file, line, column, line, column, text)


def quotes(template: Template, span: Span) -> tuple[str, ...]:
    """The quotes that a string inside Jinja may have at this place, the better one first."""
    before, _ = around(template, span)
    tag = before[max(before.rfind(">"), before.rfind("<"), 0) :]
    return ('"', "'") if _IN_SINGLE.search(tag) else ("'", '"')


def proposed(template: Template, message: str, edits: Sequence[Edit], applicability: Applicability) -> Fix | None:
    """A fix, unless it would make message.toml unreadable or change anything of it but texts."""
    own = [edit for edit in edits if edit.file == template.manifest_source.file]
    if own and not _keeps_manifest(template.manifest_source, own):
        return None
    return Fix(message, tuple(edits), applicability)


def _keeps_manifest(source: Source, edits: Sequence[Edit]) -> bool:
    before, after = _table(source.text), _table(edited(source, edits))
    if before is None or after is None or before.keys() != after.keys():
        return False
    changed = [key for key in before if before[key] != after[key]]
    texts = [str(after[key]) for key in changed]
    return set(changed) <= {"subject", "preheader"} and all(any(edit.text in text for text in texts) for edit in edits)


def edited(source: Source, edits: Sequence[Edit]) -> str:
    """The text of a file with edits that do not overlap. Raises ValueError for a place that it does not have."""
    text = source.text
    for edit in sorted(edits, key=lambda edit: (edit.line, edit.column, edit.end_line, edit.end_column), reverse=True):
        start, end = source.offset(edit.line, edit.column), source.offset(edit.end_line, edit.end_column)
        if start is None or end is None:
            raise ValueError(f"no place {edit.line}:{edit.column} in {source.file}")
        text = text[:start] + edit.text + text[end:]
    return text


def _table(text: str) -> Mapping[str, Any] | None:
    try:
        return json.loads(text) if text.startswith("{") else tomllib.loads(text)  # a message in memory has its manifest as JSON
    except ValueError:
        return None


__all__ = ["around", "edited", "inserted", "is_member", "is_own", "proposed", "quotes", "replaced", "source_of", "text_at"]
