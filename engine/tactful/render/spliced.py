"""The lists of a mould, in pieces: what one part adds at its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tactful.render.mould import Cut, UrlHole
from tactful.render.sections import Segment

PARAGRAPH = "\n\n"


class Place(NamedTuple):
    """How much of a mould there is already: values, and whether any text was said."""

    used: int = 0
    said: bool = False


@dataclass(frozen=True, slots=True)
class Splice:
    """What a part adds, every number as in the finished mould."""

    used: list[int]
    urls: list[UrlHole]
    html: Cut
    text: Cut
    end: Place


def spliced(segment: Segment, shift: int, at: Place) -> Splice:
    """``shift`` is what to add to the segment's numbers of values."""
    used = [index + shift for index in segment.used]
    urls = [replace(url, parts=tuple(part if isinstance(part, str) else part + at.used for part in url.parts)) for url in segment.urls]
    says = any(segment.text.parts) or bool(segment.text.fills)
    text = _shifted(segment.text, at.used, PARAGRAPH if says and at.said else "")
    return Splice(used, urls, _shifted(segment.html, at.used), text, Place(at.used + len(used), at.said or says))


def _shifted(cut: Cut, used: int, lead: str = "") -> Cut:
    return cut_of([lead + cut.parts[0], *cut.parts[1:]], [index + used for index in cut.fills])


def joined(cuts: Sequence[Cut], last: str) -> Cut:
    """The cuts as one, and a literal text after them."""
    parts: list[str] = [""]
    fills: list[int] = []
    for cut in cuts:
        parts[-1] += cut.parts[0]
        parts += cut.parts[1:]
        fills += cut.fills
    parts[-1] += last
    return cut_of(parts, fills)


def cut_of(parts: list[str], fills: list[int]) -> Cut:
    """A cut from what it consists of."""
    cut = Cut.__new__(Cut)
    cut.parts, cut.fills = tuple(parts), tuple(fills)
    return cut
