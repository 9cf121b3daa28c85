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
_TOKEN = re.compile(r"\w+")
_BRACKET = re.compile(r"\\.|\[.[^\]]*\]?|[()|]", re.DOTALL)
_ABSENT = frozenset("?*{")
"""After them what goes before may be absent."""
_FEW = 24
"""Alternatives up to which they are first looked for anywhere."""


class Piece(NamedTuple):
    """One of ``forms`` must stand in the text, after the pieces before it. ``begins``: at the beginning of a word (``lengths`` are those of
    the forms); ``ends``: at its end; ``words``: each form is a whole word."""

    forms: frozenset[str]
    begins: bool
    ends: bool
    words: bool
    lengths: tuple[int, ...]


Needed = tuple[tuple[Piece, ...], ...]
"""Of one of these, every piece must stand in the text, in order; nothing at all where there is none."""


class _Text(NamedTuple):
    text: str
    words: frozenset[str]
    starts: tuple[int, ...]


def needed(source: str) -> Needed:
    """From an expression between words whose classes are written out, and whose gaps (``~3 ``) and separators (a space) are not."""
    found = tuple(tuple(filter(_tells, _pieces(choice))) for choice in _choices(source))
    return found if all(found) else ()


def _tells(piece: Piece) -> bool:
    return bool(piece.forms) and (piece.begins or (len(piece.forms) <= _MOST and piece.lengths[0] > 1))


def is_possible(text: str, wanted: Needed, *, thorough: bool = True) -> bool:
    """Whether an expression that needs this can match in a text. ``thorough``: in order too, which takes as long as running an expression
    and spares compiling it."""
    if not wanted:
        return True
    known = _taken_apart(text)
    for pieces in wanted:
        for forms, _begins, _ends, words, _lengths in pieces:
            if words:
                if forms.isdisjoint(known.words):
                    break
            elif len(forms) <= _FEW:
                for one in forms:
                    if one in text:
                        break
                else:
                    break
        else:
            if not thorough or (len(pieces) == 1 and pieces[0].words) or _in_order(known, pieces):
                return True
    return False


def _in_order(text: _Text, pieces: tuple[Piece, ...]) -> bool:
    """Whether pieces stand one after another: each as early as it may."""
    at = 0
    for piece in pieces:
        at = _end_of_word(text, piece, at) if piece.begins else _end_inside(text.text, piece, at)
        if at < 0:
            return False
    return True


def _end_of_word(known: _Text, piece: Piece, at: int) -> int:
    """Where a piece that begins a word ends at the earliest, from ``at`` on; -1 where it does not stand."""
    forms, ends, text = piece.forms, piece.ends, known.text
    size = len(text)
    for start in known.starts:
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


@lru_cache(maxsize=256)
def _taken_apart(text: str) -> _Text:
    found = list(_TOKEN.finditer(text))
    return _Text(text, frozenset([one.group() for one in found]), tuple([one.start() for one in found]))


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _piece(forms: Iterable[str], begins: bool, ends: bool) -> Piece:
    every = frozenset(forms)
    begins = begins and not any(one.startswith("'") for one in every)
    words = begins and ends and not any("'" in one for one in every)
    return Piece(every, begins, ends, words, tuple(sorted({len(one) for one in every})))


def _pieces(source: str) -> Iterator[Piece]:
    """The parts that every match has, one after another: each the beginnings that it may have; none where it may have any."""
    at = 0
    while at < len(source):
        run = _WORD.match(source, at)
        if run is not None:
            end = run.end()
            letters = run.group()[:-1] if source[end : end + 1] in _ABSENT else run.group()  # the letter before it may be absent
            if letters:
                yield _piece((letters,), _at_beginning(source, at), _at_end(source, end))
            at = end
        elif source[at] == "(":
            end = _end(source, at)
            inside = source[at + 1 : end - 1]
            if source[end : end + 1] not in _ABSENT and (inside.startswith("?:") or not inside.startswith("?")):
                forms, whole = _beginnings(inside.removeprefix("?:"))
                yield _piece(forms, _at_beginning(source, at), whole and _at_end(source, end))
            at = end
        else:
            at = _after(source, at)


def _at_beginning(source: str, at: int) -> bool:
    """Whether what stands at ``at`` begins a word: nothing or a separator goes before it, and before a gap that may be empty."""
    while source[at - 1 : at] == " " and (gap := _GAP_BEFORE.search(source, max(source.rfind("~", 0, at), 0), at)) is not None:
        at = gap.start()
    return at == 0 or source[at - 1] == " " or source[:at] == "^"


def _at_end(source: str, at: int) -> bool:
    """Whether a word ends at ``at``: nothing or a separator follows, which may not be absent."""
    return at == len(source) or (source[at] == " " and source[at + 1 : at + 2] not in _ABSENT)


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
        if choice.startswith("(") and choice[_end(choice, 0) :][:1] in _ABSENT:
            return
        if _LETTER.match(choice[0]) and choice[1:2] in _ABSENT:
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
    for found in _BRACKET.finditer(source, at):
        depth += (found.group() == "(") - (found.group() == ")")
        if depth == 0 and found.group() == ")":
            return found.end()
    return len(source)


def _choices(source: str) -> list[str]:
    """The alternatives at the top level."""
    if "|" not in source:
        return [source]
    found, last, depth = [], 0, 0
    for one in _BRACKET.finditer(source):
        depth += (one.group() == "(") - (one.group() == ")")
        if one.group() == "|" and depth == 0:
            found.append(source[last : one.start()])
            last = one.end()
    return [*found, source[last:]]


__all__ = ["Needed", "Piece", "is_possible", "needed"]
