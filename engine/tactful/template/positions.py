"""Exact positions on Jinja's nodes.

Jinja's lexer knows line numbers only. The tokens of its stream are contiguous pieces of the source, so the offset of each can be
found again; it travels on the line number (an int that knows more), which Jinja copies onto every node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import nodes

from tactful.template.numbering import nodes_in, offset_of


class Position(int):
    """A line number (from 1) that also knows the offset in the source (from 0)."""

    offset: int

    @staticmethod
    def at(line: int, offset: int) -> Position:
        position = Position(line)
        position.offset = offset
        return position


def positioned(stream: Iterable[tuple[int, str, str]], source: str) -> Iterator[tuple[int, str, str]]:
    """The raw token stream ``(line, type, text)`` with positions for line numbers."""
    at = 0
    for line, kind, text in stream:
        found = source.find(text, at)
        start = found if found >= 0 else at
        yield Position.at(line, start), kind, text
        at = start + len(text)


def extent(node: nodes.Node, text: str) -> tuple[int, int]:
    """Start and end of an expression in its source. Postfix nodes carry the position of their operator, and brackets have no nodes:
    the range is widened until its brackets are balanced."""
    parts = [part for part in [node, *nodes_in(node)] if isinstance(part.lineno, Position)]
    if not parts:
        return 0, 0
    start = min(offset_of(part) for part in parts)
    end = max(_own_end(part, text) for part in parts)
    start, end = _balanced(text, start, end)
    return start, start + len(text[start:end].rstrip())


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    depth, lowest = 0, 0
    for char in _STRINGS.sub("", text[start:end]):
        depth += (char in "([{") - (char in ")]}")
        lowest = min(lowest, depth)
    opened = depth - lowest
    for _ in range(opened):
        found = _CLOSING.match(text, end)
        end = found.end() if found else end
    for _ in range(-lowest):
        found = _OPENING.search(text, 0, start)
        start = found.start() if found else start
    return start, end


_STRINGS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_CLOSING = re.compile(r"[\s,]*[)\]}]")
_OPENING = re.compile(r"[(\[{]\s*\Z")


def _own_end(node: nodes.Node, text: str) -> int:
    start = offset_of(node)
    if isinstance(node, nodes.Getattr | nodes.Filter):
        name: Any = node.attr if isinstance(node, nodes.Getattr) else node.name
        at = text.find(name, start) if name else -1
        return at + len(name) if 0 <= at <= start + len(name) + 20 else start
    if isinstance(node, nodes.Name):
        return start + len(node.name)
    if isinstance(node, nodes.Call | nodes.Getitem):
        return start + 1  # its opening bracket
    if isinstance(node, nodes.Const):
        found = _STRINGS.match(text, start) or _WORD.match(text, start)
        return found.end() if found else start
    return start


_WORD = re.compile(r"[\w.]+")
