"""A source text that an author wrote, and how to point into it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from tactful.errors import TemplateError
from tactful.template.flows import Span


class Source:
    """The text of one file (or of one key of a manifest).

    ``file`` is the path as the author knows it; ``first_line`` and ``first_column`` (from 1) say where the text begins in that
    file, for texts that are a part of it. Newlines are normalised to LF.
    """

    def __init__(self, file: str, text: str, first_line: int = 1, first_column: int = 1) -> None:
        self.file = file
        self.text = text
        self.first_line = first_line
        self.first_column = first_column

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self._line_starts, max(offset, 0)) - 1
        column = offset - self._line_starts[line] + (self.first_column if line == 0 else 1)
        return line + self.first_line, column

    def offset(self, line: int, column: int) -> int | None:
        """The offset of a place in the author's file (end of a line included); None where this source does not hold it."""
        index = line - self.first_line
        if not 0 <= index < len(self._line_starts):
            return None
        start = self._line_starts[index]
        end = self._line_starts[index + 1] - 1 if index + 1 < len(self._line_starts) else len(self.text)
        found = start + column - (self.first_column if index == 0 else 1)
        return found if start <= found <= end else None

    def span(self, start: int, end: int) -> Span:
        """The place of ``text[start:end]`` in the author's file."""
        start = min(start, len(self.text))
        line, column = self.place(start)
        end_line, end_column = self.place(min(max(end, start), len(self.text)))
        return Span(self.file, line, column, end_line, end_column)

    def line_text(self, line: int) -> str:
        """The text of a line of the author's file, empty where this source does not hold it."""
        index = line - self.first_line
        if not 0 <= index < len(self._line_starts):
            return ""
        start = self._line_starts[index]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]

    def frame(self, line: int, column: int, width: int = 1) -> str:
        """The author's line with carets under the place; long lines are cut around it."""
        text = self.line_text(line).replace("\t", " ")
        at = column - (self.first_column if line == self.first_line else 1)
        cut = max(0, at - 80)
        shown = text[cut : cut + 160].rstrip()
        gutter = f"{line:>5} | "
        carets = "^" * max(1, min(width, max(len(shown) - (at - cut), 1)))
        return f"{gutter}{shown}\n{' ' * (len(gutter) - 2)}| {' ' * max(at - cut, 0)}{carets}"

    def error(self, message: str, offset: int, *, remedy: str, width: int = 1) -> TemplateError:
        """A TemplateError at this offset, with its code frame."""
        line, column = self.place(offset)
        return TemplateError(message, remedy=remedy, file=self.file, line=line, column=column, frame=self.frame(line, column, width))
