"""Edits in the bytes of a file. What no edit names stays as it is, byte for byte: line ends, byte order mark, trailing blanks."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence

from tactful.model.fixes import Edit

_BREAK = re.compile(r"\r\n|\n|\r")


class Text:
    """A file as an author's editor shows it, with the way back to its bytes. Raises UnicodeDecodeError."""

    def __init__(self, data: bytes) -> None:
        self.mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        self.text = data[len(self.mark) :].decode("utf-8")
        breaks = list(_BREAK.finditer(self.text))
        self.starts = [0, *(found.end() for found in breaks)]
        self.ends = [*(found.start() for found in breaks), len(self.text)]
        kinds = [found.group() for found in breaks]
        self.newline = max(("\n", "\r\n", "\r"), key=kinds.count) if kinds else "\n"

    def offset(self, line: int, column: int) -> int:
        """Raises ValueError for a place that the file does not have."""
        if not 1 <= line <= len(self.starts):
            raise ValueError(f"there is no line {line}")
        found = self.starts[line - 1] + column - 1
        if not self.starts[line - 1] <= found <= self.ends[line - 1]:
            raise ValueError(f"line {line} has no column {column}")
        return found

    def range(self, edit: Edit) -> tuple[int, int]:
        start, end = self.offset(edit.line, edit.column), self.offset(edit.end_line, edit.end_column)
        if end < start:
            raise ValueError("the end lies before the beginning")
        return start, end


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The file with these edits of it, which may not overlap; several insertions at one place stand in the order given. Raises ValueError,
    also for what is no UTF-8."""
    text = Text(data)
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(((*text.range(edit), edit.text) for edit in edits), key=lambda one: one[:2]):
        if start < at:
            raise ValueError("edits overlap")
        parts += [text.text[at:start], new.replace("\n", text.newline)]
        at = end
    return text.mark + "".join([*parts, text.text[at:]]).encode("utf-8")


def collide(first: Sequence[Edit], second: Sequence[Edit]) -> bool:
    """Whether two fixes touch: places in common, or text put where the other begins or ends."""
    return any(_touch(one, other) for one in first for other in second if one.file == other.file)


def _touch(one: Edit, other: Edit) -> bool:
    return (one.line, one.column) <= (other.end_line, other.end_column) and (other.line, other.column) <= (one.end_line, one.end_column)


__all__ = ["Text", "applied", "collide"]
