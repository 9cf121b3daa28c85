"""The copy of a block: its text with the template's own strings in place, wherever they were written."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from tactful.draft.model import HOLE, Block, Hole
from tactful.draft.template import Template
from tactful.model.quick import quick
from tactful.template.flows import Span
from tactful_rules.copy import Reading, read

_SLOT = re.compile(r"%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[sdrfi]|\{\w*(?::[^{}]*)?\}")
_WORDY = re.compile(r"[^\W\d_]{2,}")


@quick
@dataclass(frozen=True)
class Copy:
    """``text`` has U+FFFC for each of ``holes``. Strings of the template that a hole prints together with its value (``"Du köpte %s" |
    format(x)``, ``"Du köpte " ~ x`` in a variable) or after a filter (a block set, then ``| upper``) stand in it as words.

    ``starts`` and ``origins``: where each run of ``text`` begins, there and in the block's text; runs of strings have the hole's place.
    """

    block: Block
    text: str
    holes: tuple[Hole, ...]
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    inserted: tuple[bool, ...]

    def origin(self, offset: int) -> int:
        """The offset in the block's text; for a word of a string that a hole prints, the hole's."""
        run = bisect_right(self.starts, offset) - 1
        return self.origins[run] if self.inserted[run] else self.origins[run] + offset - self.starts[run]

    def span_at(self, start: int, end: int) -> Span:
        """The author's place of ``text[start:end]``."""
        first = self.origin(start)
        return self.block.span_at(first, max(first + 1, self.origin(max(end - 1, start)) + 1))

    def region(self, start: int, end: int) -> tuple[int, int]:
        """Where a literal run ``start:end`` of the block's text stands in the copy."""
        for begin, origin, inserted in zip(self.starts, self.origins, self.inserted, strict=True):
            if not inserted and origin <= start and (following := self._run_after(begin)) - begin > start - origin:
                return begin + start - origin, min(begin + end - origin, following)
        return 0, 0

    def _run_after(self, begin: int) -> int:
        at = bisect_right(self.starts, begin)
        return self.starts[at] if at < len(self.starts) else len(self.text)

    @property
    def spoken(self) -> tuple[tuple[Hole, tuple[int, int]], ...]:
        """The holes whose whole text stands in the copy as words of the template's own, with where."""
        inserted = [begin for begin, own in zip(self.starts, self.inserted, strict=True) if own]
        return tuple(
            (hole, (begin, self._run_after(begin))) for hole, begin in zip(self.block.holes, inserted, strict=False)
            if hole.text is not None and not hole.flow.prints
        )  # fmt: skip

    def holes_in(self, start: int, end: int) -> tuple[Hole, ...]:
        first = self.text.count(HOLE, 0, start)
        return self.holes[first : first + self.text.count(HOLE, start, end)]


def copy_of(block: Block) -> Copy:
    """The copy of a block; made once per block."""
    known: Copy | None = block.__dict__.get("_copy")
    if known is None:
        known = block.__dict__["_copy"] = _copy(block)
    return known


def reading_of(block: Block, template: Template) -> Reading:
    """How the copy of a block reads (remembered by text and language, and with the block)."""
    known: dict[str, Reading] = block.__dict__.setdefault("_readings", {})
    found = known.get(template.lang)
    if found is None:
        found = known[template.lang] = read(copy_of(block).text, template.lang)
    return found


def _copy(block: Block) -> Copy:
    parts: list[str] = []
    holes: list[Hole] = []
    starts: list[int] = []
    origins: list[int] = []
    inserted: list[bool] = []
    size = at = 0
    for number, literal in enumerate(block.text.split(HOLE)):
        if literal:
            starts.append(size)
            origins.append(at)
            inserted.append(False)
            parts.append(literal)
            size += len(literal)
            at += len(literal)
        if number < len(block.holes):
            hole = block.holes[number]
            words = own_words(hole)
            starts.append(size)
            origins.append(at)
            inserted.append(True)
            parts.append(words)
            holes += [hole] * words.count(HOLE)
            size += len(words)
            at += 1
    return Copy(block, "".join(parts), tuple(holes), tuple(starts or [0]), tuple(origins or [0]), tuple(inserted or [False]))


def own_words(hole: Hole) -> str:
    """What stands in the copy for a hole: U+FFFC for its value, with the template's own words before or after it.

    A string that is only an alternative (``default("friend")``) is no part of what is printed beside the value.
    """
    if hole.text is not None and not hole.flow.prints:
        return hole.text.replace(HOLE, "") or " "
    before = after = ""
    for literal in hole.flow.literals if hole.flow.prints else ():
        if not _WORDY.search(literal):
            continue
        if _SLOT.search(literal):
            return _SLOT.sub(HOLE, literal.replace(HOLE, ""), count=1) if len(_SLOT.findall(literal)) == 1 else _slots(literal)
        if literal[-1:].isspace():
            before += literal
        elif literal[:1].isspace() or literal[:1] in ",.;:!?":
            after += literal
    return f"{before}{HOLE}{after}".replace("\n", " ")


def _slots(literal: str) -> str:
    """A format string of several slots: its words with one value, since they are one output."""
    first, *others = _SLOT.split(literal)
    return first + HOLE + " … ".join(others)
