"""What a text must hold for an expression to match at all: found by reading the expression, so that most are never compiled.

Only what is certain is said. Of what is no letter and no choice of letters, nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

_MOST = 48
"""Alternatives from which on looking for each of them inside words costs more than it saves."""
_LETTER = re.compile(r"[\w']")
_LENGTH = re.compile(r"\{[^}]*\}")
_GAP = re.compile(r"~\d(?:\{\w*\})? ?")
_GAP_BEFORE = re.compile(r"~\d(?:\{\w*\})? $")
_WORD = re.compile(r"[\w']+")
_BEGINNING = re.compile(r"(?<!\w)\w")


class Piece(NamedTuple):
    """One of ``forms`` must stand in the text, after the pieces before it. ``begins``: at the beginning of a word (``lengths`` are those of
    the forms); ``ends``: at its end."""

    forms: frozenset[str]
    begins: bool
    ends: bool
    lengths: tuple[int, ...]


Needed = tuple[tuple[Piece, ...], ...]
"""Of one of these, every piece must stand in the text, in order; nothing at all where there is none."""


def needed(source: str) -> Needed:
    """From an expression between words whose classes are written out, and whose gaps (``~3 ``) and separators (a space) are not."""
    found = tuple(tuple(filter(_tells, _pieces(choice))) for choice in _choices(source))
    return found if all(found) else ()


def _tells(piece: Piece) -> bool:
    return bool(piece.forms) and (piece.begins or (len(piece.forms) <= _MOST and piece.lengths[0] > 1))


def is_possible(text: str, wanted: Needed) -> bool:
    """Whether an expression that needs this can match in a text."""
    return not wanted or any(_in_order(text, pieces) for pieces in wanted)


def _in_order(text: str, pieces: tuple[Piece, ...]) -> bool:
    """Whether pieces stand one after another: each as early as it may."""
    at = 0
    for piece in pieces:
        at = _end_of_word(text, piece, at) if piece.begins else _end_inside(text, piece, at)
        if at < 0:
            return False
    return True


def _end_of_word(text: str, piece: Piece, at: int) -> int:
    """Where a piece that begins a word ends at the earliest, from ``at`` on; -1 where it does not stand."""
    forms, ends, size = piece.forms, piece.ends, len(text)
    for start in _starts(text):
        if start >= at:
            for length in piece.lengths:
                if text[start : start + length] in forms and (not ends or start + length >= size or not _in_word(text[start + length])):
                    return start + length
    return -1


def _end_inside(text: str, piece: Piece, at: int) -> int:
    first = -1
    for one in piece.forms:
        found = text.find(one, at)
        while found >= 0:
            end = found + len(one)
            if not piece.ends or end == len(text) or not _in_word(text[end]):
                first = end if first < 0 else min(first, end)
                break
            found = text.find(one, found + 1)
    return first


@lru_cache(maxsize=512)
def _starts(text: str) -> tuple[int, ...]:
    return tuple([found.start() for found in _BEGINNING.finditer(text)])


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _piece(forms: Iterable[str], begins: bool, ends: bool) -> Piece:
    every = frozenset(forms)
    return Piece(every, begins and not any(one.startswith("'") for one in every), ends, tuple(sorted({len(one) for one in every})))


def _pieces(source: str) -> Iterator[Piece]:
    """The parts that every match has, one after another: each the beginnings that it may have; none where it may have any."""
    at, begun = 0, 0
    run = ""
    while at < len(source):
        char = source[at]
        if _LETTER.match(char):
            begun = begun if run else at
            run, at = run + char, at + 1
            continue
        if char in "?*{":  # the letter before it may be absent
            run = run[:-1]
        if run:
            yield _piece((run,), _at_beginning(source, begun), _at_end(source, at))
            run = ""
        if char == "(":
            end = _end(source, at)
            inside, after = source[at + 1 : end - 1], source[end : end + 1]
            if after not in ("?", "*", "{") and (inside.startswith("?:") or not inside.startswith("?")):
                forms, whole = _beginnings(inside.removeprefix("?:"))
                yield _piece(forms, _at_beginning(source, at), whole and _at_end(source, end))
            at = end
        else:
            at = _after(source, at)
    if run:
        yield _piece((run,), _at_beginning(source, begun), True)


def _at_beginning(source: str, at: int) -> bool:
    """Whether what stands at ``at`` begins a word: nothing or a separator goes before it, and before a gap that may be empty."""
    while source[at - 1 : at] == " " and (gap := _GAP_BEFORE.search(source, max(source.rfind("~", 0, at), 0), at)) is not None:
        at = gap.start()
    return at == 0 or source[at - 1] == " " or source[:at] == "^"


def _at_end(source: str, at: int) -> bool:
    """Whether a word ends at ``at``: nothing or a separator follows, which may not be absent."""
    return at == len(source) or (source[at] == " " and source[at + 1 : at + 2] not in ("?", "*", "{"))


@lru_cache(maxsize=2_048)
def _beginnings(source: str) -> tuple[frozenset[str], bool]:
    """With what each alternative begins, none where one of them may begin with anything; and whether each of them is that and no more."""
    found: set[str] = set()
    choices = _choices(source)
    for choice in choices:
        first = next(_first(choice), None)
        if first is None or not first.forms:
            return frozenset(), False
        found.update(first.forms)
    return frozenset(found), all(_WORD.fullmatch(choice) for choice in choices)


def _first(choice: str) -> Iterator[Piece]:
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


__all__ = ["Needed", "Piece", "is_possible", "needed"]
