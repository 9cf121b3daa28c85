"""The lists of a mould, in pieces: what one part adds at its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from tactful.render.mould import Cut, UrlHole
from tactful.render.sections import Segment

PARAGRAPH = "\n\n"


class Place(NamedTuple):
    """How much of a mould there is already: values, pieces of HTML and of text, and whether any text was said."""

    used: int = 0
    html: int = 0
    text: int = 0
    said: bool = False


@dataclass(frozen=True, slots=True)
class Splice:
    """What a part adds, every number as in the finished mould."""

    used: list[int]
    urls: list[UrlHole]
    html: list[str]
    html_fills: list[tuple[int, int]]
    text: list[str]
    text_fills: list[tuple[int, int]]
    end: Place


def spliced(segment: Segment, shift: int, at: Place) -> Splice:
    """``shift`` is what to add to the segment's numbers of values."""
    used = [index + shift for index in segment.used]
    urls = [replace(url, parts=tuple(part if isinstance(part, str) else part + at.used for part in url.parts)) for url in segment.urls]
    html = list(segment.html.parts)
    says = any(segment.text.parts) or bool(segment.text.fills)
    lead = [PARAGRAPH] if says and at.said else []
    text = [*lead, *segment.text.parts] if says else []
    return Splice(
        used, urls, html, _fills(segment.html, at.html, at.used), text, _fills(segment.text, at.text + len(lead), at.used),
        Place(at.used + len(used), at.html + len(html), at.text + len(text), at.said or says),
    )  # fmt: skip


def _fills(cut: Cut, position: int, used: int) -> list[tuple[int, int]]:
    return [(at + position, index + used) for at, index in cut.fills]


def cut_of(parts: list[str], fills: list[tuple[int, int]]) -> Cut:
    """A cut from what it consists of."""
    cut = Cut.__new__(Cut)
    cut.parts, cut.fills = parts, fills
    return cut
