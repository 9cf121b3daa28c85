"""What a text must hold for an expression to match at all: found by reading the expression, so that most are never compiled.

Only what is certain is said. Where an expression begins with a choice, or with something that is no letter, nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MOST = 48
"""Alternatives from which on looking for all of them costs more than it saves."""
_LETTER = re.compile(r"[\w']")
_LENGTH = re.compile(r"\{[^}]*\}")
_GAP = re.compile(r"~\d(?:\{\w*\})? ?")

Needed = tuple[tuple[str, ...], ...]
"""Of each of these, one must stand in the text."""


def needed(source: str) -> Needed:
    """From an expression whose classes are written out and whose gaps (``~3 ``) are not."""
    if len(_choices(source)) > 1:
        return ()
    found = [tuple(sorted(piece)) for piece in _pieces(source) if piece and len(piece) <= _MOST and all(len(one) > 1 for one in piece)]
    return tuple(sorted(set(found), key=len))


def is_possible(text: str, wanted: Needed) -> bool:
    """Whether an expression that needs this can match in a text."""
    for piece in wanted:
        for one in piece:
            if one in text:
                break
        else:
            return False
    return True


def _pieces(source: str) -> Iterator[set[str] | None]:
    """The parts that every match has, one after another: each the beginnings that it may have; None where it may have any."""
    at, run = 0, ""
    while at < len(source):
        char = source[at]
        if _LETTER.match(char):
            run, at = run + char, at + 1
            continue
        if char in "?*{":  # the letter before it may be absent
            run = run[:-1]
        if run:
            yield {run}
            run = ""
        if char == "(":
            end = _end(source, at)
            inside, after = source[at + 1 : end - 1], source[end : end + 1]
            at = end
            if after not in ("?", "*", "{") and (inside.startswith("?:") or not inside.startswith("?")):
                yield _beginnings(inside.removeprefix("?:"))
        else:
            at = _after(source, at)
    if run:
        yield {run}


def _beginnings(source: str) -> set[str] | None:
    """With what each alternative begins; None where one of them may begin with anything."""
    found: set[str] = set()
    for choice in _choices(source):
        first = next(_first(choice), None)
        if not first:
            return None
        found |= first
    return found


def _first(choice: str) -> Iterator[set[str] | None]:
    """The beginning of one alternative, where that is letters or a group of alternatives."""
    if choice and (_LETTER.match(choice[0]) or choice.startswith("(")):
        if choice.startswith("(") and choice[_end(choice, 0) :][:1] in ("?", "*", "{"):
            return
        if _LETTER.match(choice[0]) and choice[1:2] in ("?", "*", "{"):
            return
        yield from _pieces(choice)


def _after(source: str, at: int) -> int:
    """Past something that is no letter and no group."""
    gap = _GAP.match(source, at)
    length = _LENGTH.match(source, at)
    if gap or length:
        return (gap or length).end()  # type: ignore[union-attr]
    if source[at] == "\\":
        return at + 2
    if source[at] == "[":
        end = source.find("]", at + 2)
        return len(source) if end < 0 else end + 1
    return at + 1


def _end(source: str, at: int) -> int:
    """Past the bracket that closes the one at ``at``."""
    depth = 0
    while at < len(source):
        char = source[at]
        if char == "\\":
            at += 2
            continue
        if char == "[":
            at = _after(source, at)
            continue
        depth += (char == "(") - (char == ")")
        at += 1
        if depth == 0:
            return at
    return at


def _choices(source: str) -> list[str]:
    """The alternatives at the top level."""
    found, last, at = [], 0, 0
    while at < len(source):
        char = source[at]
        if char == "(":
            at = _end(source, at)
            continue
        if char in "\\[":
            at = _after(source, at)
            continue
        if char == "|":
            found.append(source[last:at])
            last = at + 1
        at += 1
    return [*found, source[last:]]


__all__ = ["Needed", "is_possible", "needed"]
