"""Which lines a comment covers: its own line, or, alone on its line, what begins after it: the whole element or Jinja block."""

from __future__ import annotations

import re

from tactful.template.source import Source

_COMMENT = re.compile(r"\s*(?:\{#.*?#\}\s*|<!--.*?-->\s*)*", re.DOTALL)
_ELEMENT = re.compile(r"<([A-Za-z][\w:-]*)")
_STATEMENT = re.compile(r"\{%[-+]?\s*(\w+)")
_ATTRIBUTES = r"""(?:"[^"]*"|'[^']*'|[^>"'])*"""
_BLOCKS = frozenset({"if", "for", "block", "call", "filter", "macro", "with", "set", "raw", "trans", "autoescape"})


def covered(source: Source, start: int, end: int) -> tuple[int, int]:
    """First and last line (of the author's file) that the comment ``text[start:end]`` covers."""
    text = source.text
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    beside = re.sub(r"\{#.*?#\}", "", text[line_start:start] + text[end:line_end], flags=re.DOTALL)
    if beside.strip():
        return source.place(start)[0], source.place(end)[0]
    skipped = _COMMENT.match(text, end)
    begin = skipped.end() if skipped else end
    if begin >= len(text):
        return source.place(start)[0], source.place(end)[0]
    return source.place(begin)[0], source.place(max(_end_of(text, begin) - 1, begin))[0]


def _end_of(text: str, begin: int) -> int:
    """Where what begins here ends: an element or block with all it holds, an output, else the line."""
    element = _ELEMENT.match(text, begin)
    if element is not None:
        name = re.escape(element.group(1))
        return _balanced(text, begin, re.compile(rf"<(/?){name}(?![\w:-]){_ATTRIBUTES}>", re.IGNORECASE), _opens_element)
    statement = _STATEMENT.match(text, begin)
    if statement is not None and statement.group(1) in _BLOCKS:
        word = statement.group(1)
        return _balanced(text, begin, re.compile(rf"\{{%[-+]?\s*(end)?{word}\b.*?%\}}", re.DOTALL), _opens_block)
    output = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL).match(text, begin)
    return max(output.end() if output else begin, _line_end(text, begin))


def _balanced(text: str, begin: int, tags: re.Pattern[str], opens: object) -> int:
    depth = 0
    for tag in tags.finditer(text, begin):
        if tag.group(1):
            depth -= 1
        elif opens(tag.group()):  # type: ignore[operator]
            depth += 1
        if depth <= 0:
            return tag.end()
    return _line_end(text, begin)


def _opens_element(tag: str) -> bool:
    return not tag.rstrip(">").rstrip().endswith("/")


def _opens_block(tag: str) -> bool:
    """``{% set x = 1 %}`` and ``{% block title scoped %}``: a set with a value has no end."""
    return not (re.match(r"\{%[-+]?\s*set\b", tag) and "=" in tag)


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


__all__ = ["covered"]
