"""What stands where in an MJML document: texts, attributes, blocks, links.

A value may stay open while MJML is compiled only in an *opaque* place: one that goes through the compiler as a placeholder, so
that its content cannot change anything. Whatever is not proven opaque belongs to the shape.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Literal

from tactful.mjml.html import events_of
from tactful.mjml.parser import Document, Node
from tactful.model.quick import quick

PlaceKind = Literal["text", "attribute", "tag", "comment", "style", "script", "outside"]

URL_ATTRIBUTES = frozenset(
    {"href", "src", "background", "background-url", "action", "poster", "cite", "thumbnails-src", "base-url", "srcset"}
)
OPAQUE_ATTRIBUTES = frozenset({"href", "src", "alt", "title"})


@quick
@dataclass(frozen=True, slots=True)
class Region:
    """``source[start:end]`` is one of these. ``html`` tells an attribute in a body from one of an MJML element."""

    start: int
    end: int
    kind: PlaceKind
    element: str = ""
    attribute: str = ""
    quote: str = ""
    html: bool = False
    node: Node | None = None

    @property
    def opaque(self) -> bool:
        if self.kind == "text":
            return True
        return self.kind == "attribute" and bool(self.quote) and self.attribute in OPAQUE_ATTRIBUTES

    @property
    def url(self) -> bool:
        return self.kind == "attribute" and self.attribute in URL_ATTRIBUTES


def regions(document: Document) -> list[Region]:
    """Every region, in order; they do not overlap."""
    found = [Region(start, end, "comment") for start, end in document.comments]
    found += [Region(start, end, "outside") for start, end in document.texts]
    for node in document.walk():
        found += tag_regions(node)
        found += body_regions(document, node)
    return sorted(found, key=lambda region: region.start)


def tag_regions(node: Node) -> Iterator[Region]:
    """The regions of an element's opening tag."""
    return _tag(node.start, node.open_end, node.tag, node.places(), node, False)


Ranges = Iterable[tuple[str, int, int, str]]  # of attributes: name, where the value begins and ends, quote
Wanted = Callable[[str, int, int], bool]  # of an attribute's name ("" between attributes), and of where the region begins and ends


def _tag(
    start: int, end: int, element: str, attributes: Ranges, node: Node, html: bool, wanted: Wanted = lambda _name, _start, _end: True
) -> Iterator[Region]:
    at = start
    for name, begin, until, quote in attributes:
        if begin > at and wanted("", at, begin):
            yield Region(at, begin, "tag", element, "", "", html, node)
        if until > begin and wanted(name, begin, until):
            yield Region(begin, until, "attribute", element, name, quote, html, node)
        at = max(at, until)
    if end > at and wanted("", at, end):
        yield Region(at, end, "tag", element, "", "", html, node)


def spots_in_tag(node: Node, wanted: Wanted) -> Iterator[Region]:
    """The regions of ``tag_regions`` that are wanted; no others are made."""
    return _tag(node.start, node.open_end, node.tag, node.places(), node, False, wanted)


def spots_in_body(document: Document, node: Node, wanted: Wanted) -> Iterator[Region]:
    """The regions of ``body_regions`` that are wanted and no text; no others are made."""
    if node.tag == "mj-style":
        yield from body_regions(document, node)
        return
    for event in events_of(document, node):
        if event.kind == "start":
            places = ((one.name, one.value_start, one.value_end, one.quote) for one in event.attributes)
            yield from _tag(event.start, event.end, event.tag, places, node, True, wanted)
        elif event.kind != "text" and wanted("", event.start, event.end):
            kind: PlaceKind = "tag" if event.kind == "end" else "comment"
            if event.kind == "raw":
                kind = "script" if event.tag == "script" else "style"
            yield Region(event.start, event.end, kind, event.tag if kind != "comment" else "", "", "", True, node)


def body_regions(document: Document, node: Node) -> Iterator[Region]:
    """The regions of an ending tag's body; none of other elements."""
    if not node.raw or node.close_start <= node.open_end:
        return
    if node.tag == "mj-style":
        yield Region(node.open_end, node.close_start, "style", node.tag, node=node)
        return
    for event in events_of(document, node):
        if event.kind == "text":
            yield Region(event.start, event.end, "text", node.tag, "", "", True, node)
        elif event.kind == "start":
            places = ((one.name, one.value_start, one.value_end, one.quote) for one in event.attributes)
            yield from _tag(event.start, event.end, event.tag, places, node, True)
        elif event.kind == "end":
            yield Region(event.start, event.end, "tag", event.tag, "", "", True, node)
        elif event.kind == "raw":
            yield Region(event.start, event.end, "script" if event.tag == "script" else "style", event.tag, "", "", True, node)
        else:
            yield Region(event.start, event.end, "comment", "", "", "", True, node)


class Places:
    """Finds the region of an offset. Only the elements that are asked about are taken apart."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._of: dict[tuple[int, bool], list[Region]] = {}

    @cached_property
    def _nodes(self) -> list[Node]:
        return list(self.document.walk())

    @cached_property
    def _starts(self) -> list[int]:
        return [node.start for node in self._nodes]

    @cached_property
    def _comments(self) -> list[Region]:
        return [Region(start, end, "comment") for start, end in self.document.comments]

    @cached_property
    def regions(self) -> list[Region]:
        return regions(self.document)

    def at(self, offset: int) -> Region:
        found = _holding(self._comments, offset)
        index = bisect_right(self._starts, offset) - 1
        if found is None and index >= 0:
            node = self._nodes[index]
            if offset < node.open_end:
                found = _holding(self._part(index, False), offset)
            elif node.raw and offset < node.close_start:
                found = _holding(self._part(index, True), offset)
        return found or Region(offset, offset + 1, "outside")

    def _part(self, index: int, body: bool) -> list[Region]:
        """The regions of one element's opening tag or body."""
        key = (index, body)
        found = self._of.get(key)
        if found is None:
            node = self._nodes[index]
            found = self._of[key] = list(body_regions(self.document, node) if body else tag_regions(node))
        return found


def _holding(among: list[Region], offset: int) -> Region | None:
    """The region that holds an offset, of regions in order."""
    index = bisect_right(among, offset, key=_start_of) - 1
    return among[index] if index >= 0 and offset < among[index].end else None


_start_of = attrgetter("start")


@quick
@dataclass(frozen=True, slots=True)
class BlockSpan:
    """The unit in which a claim is made: ``source[start:end]`` is its HTML (or, for an alt text, the attribute's value).

    ``column`` numbers the mj-column around it, in document order; -1 outside of any. ``node`` is the element whose whole body it is.
    """

    kind: str
    element: str
    start: int
    end: int
    column: int
    node: Node | None = None


_KINDS = {
    "mj-text": "text", "mj-button": "button", "mj-raw": "raw", "mj-title": "title", "mj-preview": "preheader",
    "mj-navbar-link": "navbar", "mj-social-element": "social", "mj-accordion-title": "accordion", "mj-accordion-text": "accordion",
}  # fmt: skip
COLUMNS = frozenset({"mj-column", "mj-hero", "mj-navbar", "mj-social", "mj-accordion"})


def blocks(document: Document) -> list[BlockSpan]:
    """All blocks in document order."""
    found: list[BlockSpan] = []
    columns: dict[int, int] = {}
    for node in document.walk():
        column = _column(node, columns)
        alt = node.get("alt")
        if alt is not None and alt.value_end > alt.value_start:
            found.append(BlockSpan("alt", node.tag, alt.value_start, alt.value_end, column))
        if not node.raw or node.close_start <= node.open_end or node.tag == "mj-style":
            continue
        if node.tag == "mj-table":
            found += _cells(document, node, column)
        else:
            found.append(BlockSpan(_KINDS.get(node.tag, "other"), node.tag, node.open_end, node.close_start, column, node))
        found += _inner_alts(document, node, column)
    return sorted(found, key=lambda block: block.start)


def column_count(document: Document) -> int:
    """How many columns ``blocks`` numbers."""
    return sum(1 for node in document.walk() if node.tag in COLUMNS and node.children)


def _column(node: Node, columns: dict[int, int]) -> int:
    parent = node.parent
    while parent is not None and parent.tag not in COLUMNS:
        parent = parent.parent
    return -1 if parent is None else columns.setdefault(id(parent), len(columns))


def _cells(document: Document, node: Node, column: int) -> Iterator[BlockSpan]:
    begin: int | None = None
    for event in events_of(document, node):
        if event.tag in ("td", "th", "tr", "caption") and event.kind in ("start", "end"):
            if begin is not None and event.start > begin:
                yield BlockSpan("cell", "mj-table", begin, event.start, column)
            begin = event.end if event.kind == "start" and event.tag != "tr" else None
    if begin is not None and node.close_start > begin:
        yield BlockSpan("cell", "mj-table", begin, node.close_start, column)


def _inner_alts(document: Document, node: Node, column: int) -> Iterator[BlockSpan]:
    for event in events_of(document, node):
        alt = event.get("alt") if event.kind == "start" else None
        if alt is not None and alt.value_end > alt.value_start:
            yield BlockSpan("alt", event.tag, alt.value_start, alt.value_end, column)


def selected_attributes(document: Document) -> set[str]:
    """Attributes that the author's CSS selects on by value or emptiness: their values belong to the shape."""
    import re

    found: set[str] = set()
    for node in document.walk():
        if node.tag == "mj-style" or (node.raw and "<style" in document.source[node.open_end : node.close_start].lower()):
            css = document.source[node.open_end : node.close_start]
            found.update(name.lower() for name in re.findall(r"\[\s*([\w-]+)\s*[~|^$*]?=", css))
        if node.tag == "mj-selector":
            path = node.get("path")
            found.update(name.lower() for name in re.findall(r"\[\s*([\w-]+)\s*[~|^$*]?=", path.value if path else ""))
    return found
