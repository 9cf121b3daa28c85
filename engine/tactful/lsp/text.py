"""Texts of an editor: places as the protocol counts them, and files as it names them."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

_BREAK = re.compile(r"\r\n|\n|\r")
_WIDE: dict[str, Callable[[str], int]] = {
    "utf-8": lambda char: len(char.encode("utf-8", "surrogatepass")),
    "utf-16": lambda char: 2 if char > "\uffff" else 1,
    "utf-32": lambda char: 1,
}


class Place(NamedTuple):
    """Line and character from 0; characters are code units of the encoding that was agreed on (UTF-16 unless said otherwise)."""

    line: int
    character: int


class Text:
    """A text with its lines. Offsets count characters of Python's strings; columns of findings are these from 1."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self._width = _WIDE[encoding]
        breaks = list(_BREAK.finditer(text))
        self.starts = [0, *(found.end() for found in breaks)]
        self.ends = [*(found.start() for found in breaks), len(text)]

    def line(self, number: int) -> str:
        """A line without its end, by its number from 0; empty where there is none."""
        return self.text[self.starts[number] : self.ends[number]] if 0 <= number < len(self.starts) else ""

    def place(self, offset: int) -> Place:
        line = bisect_right(self.starts, max(offset, 0)) - 1
        return self.place_of(line + 1, offset - self.starts[line] + 1)

    def place_of(self, line: int, column: int) -> Place:
        """The place of a line and column from 1, as findings have them; the nearest one there is."""
        number = min(max(line - 1, 0), len(self.starts) - 1)
        head = self.line(number)[: max(column - 1, 0)] if number == line - 1 else ""
        return Place(number, sum(map(self._width, head)))

    def offset(self, place: Place) -> int:
        """The offset of a place; the nearest one there is. Never in the middle of a character."""
        if place.line >= len(self.starts):
            return len(self.text)
        at, units = self.starts[place.line], 0
        for char in self.line(place.line):
            units += self._width(char)
            if units > place.character:
                break
            at += 1
        return at


def path_of(uri: str, windows: bool = sys.platform == "win32") -> Path | None:
    """The file of a ``file:`` URI, however it is escaped (``file:///c%3A/mail/a.mjml``); None for any other kind (untitled, git)."""
    parts = urlsplit(uri)
    if parts.scheme.lower() != "file":
        return None
    name = unquote(parts.path)
    if not windows:
        return Path(name)
    if parts.netloc:
        return Path(f"//{unquote(parts.netloc)}{name}")
    return Path(re.sub(r"^/(?=[A-Za-z]:)", "", name))


def uri_of(path: Path | PureWindowsPath) -> str:
    """The ``file:`` URI of an absolute path."""
    name = path.as_posix()
    if name.startswith("//"):
        return f"file:{quote(name)}"
    return f"file://{quote(name if name.startswith('/') else f'/{name}')}"


def moved(before: str, after: str, line: int) -> int | None:
    """Where a line (from 1) of a text stands after it was edited; None where it is among the lines that changed."""
    old, new = _BREAK.split(before), _BREAK.split(after)
    shortest = min(len(old), len(new))
    head = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    if line <= head:
        return line
    tail = next((at for at in range(shortest - head) if old[-1 - at] != new[-1 - at]), shortest - head)
    return line + len(new) - len(old) if line > len(old) - tail else None


__all__ = ["Place", "Text", "moved", "path_of", "uri_of"]
