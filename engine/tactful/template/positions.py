"""Exact positions on Jinja's nodes.

Jinja's lexer knows line numbers only. The tokens of its stream are contiguous pieces of the source, so the offset of each can be
found again; it travels on the line number (an int that knows more), which Jinja copies onto every node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import nodes

from tactful.template.numbering import offset_of


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


def start_of(node: nodes.Node) -> int:
    """Offset of the first character of an expression: postfix nodes carry the position of their operator."""
    offsets = [offset_of(node)]
    offsets += [offset_of(child) for child in node.find_all(nodes.Node)]
    return min(offsets)


def end_of(node: nodes.Node, text: str) -> int:
    """Offset after the last character of an expression, as far as its nodes tell."""
    return max(_own_end(part, text) for part in [node, *node.find_all(nodes.Node)])


def _own_end(node: nodes.Node, text: str) -> int:
    start = offset_of(node)
    if isinstance(node, nodes.Getattr | nodes.Filter):
        name: Any = node.attr if isinstance(node, nodes.Getattr) else node.name
        at = text.find(name, start) if name else -1
        return at + len(name) if 0 <= at <= start + len(name) + 20 else start
    if isinstance(node, nodes.Name):
        return start + len(node.name)
    if isinstance(node, nodes.Const):
        if text[start : start + 1] in ("'", '"'):
            close = text.find(text[start], start + 1)
            return close + 1 if close >= 0 else start + 1
        end = start
        while end < len(text) and (text[end].isalnum() or text[end] in "._"):
            end += 1
        return end
    if isinstance(node, nodes.Getitem | nodes.Call):
        close = text.find("]" if isinstance(node, nodes.Getitem) else ")", start)
        return close + 1 if close >= 0 else start
    return start
