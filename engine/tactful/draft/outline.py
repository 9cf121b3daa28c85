"""From pieces to what rules read: blocks, holes, spots, links, with the author's places."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from tactful.draft.beside import beside
from tactful.draft.marks import MARK, mark
from tactful.draft.model import HOLE, Block, BlockKind, Hole, Outline, Segment, Spot, SpotKind
from tactful.draft.pieces import Piece, place_of
from tactful.mjml.html import Event, Visible, decoded, events, events_of, hidden_at, visible
from tactful.mjml.parser import Document, Node, parse
from tactful.mjml.places import URL_ATTRIBUTES, BlockSpan, Region, blocks, body_regions, spots_in_body, spots_in_tag
from tactful.template.flows import Guard, Span
from tactful.template.source import Source


class Marked:
    """Pieces as one text with a mark for each hole, and the way back from offsets to pieces."""

    def __init__(self, pieces: Sequence[Piece], source: Source) -> None:
        self.pieces = pieces
        self.origin = source
        self.starts: list[int] = []
        parts: list[str] = []
        at = 0
        for number, piece in enumerate(pieces):
            text = mark(number) if _open(piece) else piece.text
            self.starts.append(at)
            parts.append(text)
            at += len(text)
        self.text = "".join(parts)

    def index_at(self, offset: int) -> int:
        at = bisect_right(self.starts, offset)
        return at - 1 if at else 0

    def span(self, start: int, end: int) -> Span:
        """The author's place of ``text[start:end]``, from the piece that it begins in."""
        if not self.pieces:
            return self.origin.span(0, 0)
        index = self.index_at(start)
        for piece, begin in zip(self.pieces[index:], self.starts[index:], strict=True):
            if piece.hole is not None:
                return piece.hole.flow.span
            if piece.span is not None:
                return piece.span
            if piece.source is not None:
                inside = max(start - begin, 0)
                return piece.source.span(piece.offset + inside, piece.offset + min(max(end - begin, inside), len(piece.text)))
        return self.origin.span(len(self.origin.text), len(self.origin.text))

    def between(self, start: int, end: int) -> range:
        """Indexes of the pieces that overlap ``text[start:end]``."""
        first = self.index_at(start)
        last = first
        while last + 1 < len(self.starts) and self.starts[last + 1] < end:
            last += 1
        return range(first, last + 1) if self.pieces else range(0)


_TOLD = frozenset({"alt", "title", "class", "css-class", "id"}) | URL_ATTRIBUTES  # attributes that are spots whatever stands in them
_HIDDEN_TEXT = frozenset({"mj-preview", "mj-title"})  # their text is one
_start_of = attrgetter("start")
_ALWAYS = frozenset({"url", "alt", "class", "preheader"})
_INPUTS = frozenset({"input", "select", "textarea"})
_NOT_ASKED = frozenset({"hidden", "submit", "button", "image", "reset"})


def _open(piece: Piece) -> bool:
    return piece.hole is not None and piece.hole.text is None


def outline(
    subject: Sequence[Piece], preheader: Sequence[Piece], body: Sequence[Piece], *, source: Source, live: bool,
    parsed: tuple[Marked, Document] | None = None,
) -> Outline:  # fmt: skip
    """The outline of a message from the pieces of its three sources."""
    marked, document = parsed if parsed is not None else (marked_document(body, source))
    return _Builder(marked, document, live).build(subject, preheader)


def marked_document(body: Sequence[Piece], source: Source) -> tuple[Marked, Document]:
    marked = Marked(body, source)
    return marked, parse(marked.text)


def outline_of_part(marked: Marked, document: Document, order: int, column: int, kind: dict[str, Any]) -> Outline:
    """The outline of some sections that come after ``order`` blocks and ``column`` columns of the same message. The first piece stands
    for what goes before them."""
    return replace(_Builder(marked, document, True, order, column).build((), ()), kind=kind)


class _Builder:
    def __init__(self, marked: Marked, document: Document, live: bool, order: int = 0, column: int = 0) -> None:
        self.marked = marked
        self.document = document
        self.live = live
        self.order = order
        self.column = column
        self.found: list[Block] = []
        self.spots: list[Spot] = []
        self.places: list[tuple[BlockSpan, int]] = []

    def build(self, subject: Sequence[Piece], preheader: Sequence[Piece]) -> Outline:
        for kind, pieces in (("subject", subject), ("preheader", preheader)):
            if any(piece.text or piece.hole for piece in pieces):
                self._header(kind, pieces)  # type: ignore[arg-type]
        self._blocks()
        self._spots()
        fields = len(self.spots)
        self._fields()
        turns = self._turns([*subject, *preheader, *self.marked.pieces]) if self.live else ()
        return Outline(tuple(self.found), tuple(self.spots), turns, fields=fields)

    def _header(self, kind: BlockKind, pieces: Sequence[Piece]) -> None:
        origin = next((piece.source for piece in pieces if piece.source is not None), self.marked.origin)
        own = Marked(pieces, origin)
        shown = decoded(own.text, 0, len(own.text))
        block = _block(own, kind, kind, -1, len(self.found), shown, 0, len(own.text))
        self.found.append(block)
        self.spots.append(
            Spot(kind, kind, kind, block.text, block.holes, _inner(own, 0, len(own.text), ()), (), block.span)  # type: ignore[arg-type]
        )

    def _blocks(self) -> None:
        for span in blocks(self.document):
            if span.kind in ("style",):
                continue
            text = self.document.source
            shown = decoded(text, span.start, span.end) if span.kind == "alt" else visible(text, span.start, span.end, self._known(span))
            if shown.text.strip():
                order = self.order + len(self.found)
                column = span.column + self.column if span.column >= 0 else -1
                self.places.append((span, order))
                self.found.append(_block(self.marked, span.kind, span.element, column, order, shown, span.start, span.end))  # type: ignore[arg-type]

    def _known(self, span: BlockSpan) -> list[Event] | None:
        """The events of a block that is a whole body."""
        return events_of(self.document, span.node) if span.node is not None else None

    def _spots(self) -> None:
        for region in sorted(self._regions(), key=_start_of):
            kind = _spot_kind(region)
            if kind is None or (kind not in _ALWAYS and self._plain(region.start, region.end)):
                continue
            pieces = self.marked.between(region.start, region.end)
            has_holes = any(self.marked.pieces[index].hole is not None for index in pieces)
            around = self._guards_before(region.start)
            inner = _inner(self.marked, region.start, region.end, around)
            if kind in _ALWAYS or has_holes or inner:
                self._spot(kind, region, inner, around)

    def _regions(self) -> Iterator[Region]:
        """The regions that may be spots. What lies in one literal piece holds no value and no condition begins in it."""
        document, plain, wanted = self.document, self._plain, self._wanted
        yield from (Region(start, end, "comment") for start, end in document.comments if not plain(start, end))
        yield from (Region(start, end, "outside") for start, end in document.texts if not plain(start, end))
        for node in document.walk():
            if not plain(node.start, node.open_end):
                yield from spots_in_tag(node, wanted)
            elif node.has_any(_TOLD):
                yield from spots_in_tag(node, _is_told)
            if not node.raw or node.close_start <= node.open_end:
                continue
            if node.tag in _HIDDEN_TEXT:
                yield from body_regions(document, node)
            elif not plain(node.open_end, node.close_start):
                yield from spots_in_body(document, node, wanted)
            elif _tells(document, node):
                yield from spots_in_body(document, node, _is_told)

    def _wanted(self, name: str, start: int, end: int) -> bool:
        return name in _TOLD or not self._plain(start, end)

    def _plain(self, start: int, end: int) -> bool:
        """Whether ``start:end`` and the character before it lie in one literal piece."""
        marked = self.marked
        index = marked.index_at(max(start - 1, 0))
        if index >= len(marked.pieces) or marked.pieces[index].hole is not None:
            return False
        return index + 1 >= len(marked.starts) or marked.starts[index + 1] >= end

    def _spot(self, kind: SpotKind, region: Region, inner: tuple[Guard, ...], around: tuple[Guard, ...]) -> None:
        shown = decoded(self.document.source, region.start, region.end)
        text, holes = _with_holes(self.marked, shown)
        span = self.marked.span(region.start, region.end)
        label = self._label(region) if kind == "url" else ""
        stands = beside(self.places, region.start, region.node) if kind == "url" else ()
        self.spots.append(Spot(kind, region.element, region.attribute, text, holes, inner, around, span, label, stands))

    def _fields(self) -> None:
        """The inputs of forms in HTML that a reader can fill."""
        source = self.document.source
        for node in self.document.walk():
            for event in events_of(self.document, node) if node.raw and node.tag != "mj-style" else ():
                kind = event.get("type")
                if event.kind != "start" or event.tag not in _INPUTS or (kind is not None and kind.value.lower() in _NOT_ASKED):
                    continue
                for name in ("name", "placeholder", "aria-label"):
                    value = event.get(name)
                    if value is not None and value.value_end > value.value_start:
                        text, holes = _with_holes(self.marked, decoded(source, value.value_start, value.value_end))
                        span = self.marked.span(value.value_start, value.value_end)
                        around, stands = self._guards_before(event.start), beside(self.places, event.start, node)
                        self.spots.append(Spot("field", event.tag, name, text, holes, (), around, span, "", stands))

    def _label(self, region: Region) -> str:
        """The visible text of the link whose target this is."""
        node = region.node
        if node is None or region.attribute != "href":
            return ""
        source = self.document.source
        if not region.html:
            return " ".join(MARK.sub(HOLE, visible(source, node.open_end, node.close_start).text).split()) or _alt(node)
        close = source.find("</a", region.end, node.close_start)
        opening = source.find(">", region.end, node.close_start)
        if close < 0 or opening < 0 or hidden_at(source, node.open_end, opening + 1):
            return ""
        alts = [event.get("alt") for event in events(source, opening + 1, close) if event.tag == "img"]
        pictured = " ".join(MARK.sub(HOLE, alt.value) for alt in alts if alt is not None)
        if pictured:
            return pictured
        return " ".join(MARK.sub(HOLE, visible(source, opening + 1, close).text).split())

    def _guards_before(self, offset: int) -> tuple[Guard, ...]:
        index = self.marked.index_at(max(offset - 1, 0))
        return self.marked.pieces[index].guards if self.marked.pieces else ()

    @staticmethod
    def _turns(pieces: Sequence[Piece]) -> tuple[tuple[int, Span], ...]:
        turns: dict[int, Span] = {}
        for piece in pieces:
            shows = piece.hole is not None or bool(piece.text.strip())
            for _loop, index in piece.loops if shows else ():
                if index >= 0 and index not in turns:
                    inside = len(piece.text) - len(piece.text.lstrip())
                    span = place_of(piece, inside, inside + 1)
                    if span is not None:
                        turns[index] = span
        return tuple(turns.items())


def _is_told(name: str, _start: int, _end: int) -> bool:
    return name in _TOLD


def _tells(document: Document, node: Node) -> bool:
    """Whether a tag in a body has an attribute that is a spot whatever stands in it."""
    return any(attribute.name in _TOLD for event in events_of(document, node) for attribute in event.attributes)


def _alt(node) -> str:  # type: ignore[no-untyped-def]
    alt = node.get("alt")
    return MARK.sub(HOLE, alt.value) if alt is not None else ""


def _spot_kind(region: Region) -> SpotKind | None:
    if region.kind == "text" and region.element in ("mj-preview", "mj-title"):
        return "preheader"
    if region.kind == "attribute":
        if region.url:
            return "url"
        if region.attribute in ("alt", "title"):
            return "alt"
        if region.attribute in ("class", "css-class", "id"):
            return "class"
        return "attribute"
    return {"style": "style", "script": "style", "comment": "comment", "tag": "structure", "outside": "structure"}.get(region.kind)  # type: ignore[return-value]


def _inner(marked: Marked, start: int, end: int, around: tuple[Guard, ...]) -> tuple[Guard, ...]:
    """Conditions whose outcome the text of this range tells: they begin inside it."""
    found: dict[Guard, None] = {}
    for index in marked.between(start, end):
        piece = marked.pieces[index]
        begin = marked.starts[index]
        length = len(mark(index)) if _open(piece) else len(piece.text)
        shown = piece.hole is not None or piece.text[max(start - begin, 0) : end - begin].strip()
        if shown and begin < end and begin + length > start:
            found.update(dict.fromkeys(guard for guard in piece.guards if guard not in around))
    return tuple(found)


def _with_holes(marked: Marked, shown: Visible) -> tuple[str, tuple[Hole, ...]]:
    holes: list[Hole] = []

    def hole(match) -> str:  # type: ignore[no-untyped-def]
        found = marked.pieces[int(match.group(1))].hole
        if found is None:
            return str(match.group())
        holes.append(found)
        return HOLE

    text = MARK.sub(hole, shown.text.replace(HOLE, ""))
    return text, tuple(holes)


def _block(marked: Marked, kind: BlockKind, element: str, column: int, order: int, shown: Visible, start: int, end: int) -> Block:
    """A block from its visible text: marks become U+FFFC, runs of literal text keep their guards and places."""
    text: list[str] = []
    holes: list[Hole] = []
    segments: list[Segment] = []
    at, size = 0, 0
    for match in [*MARK.finditer(shown.text), None]:
        upto = match.start() if match else len(shown.text)
        for segment in _literal(marked, shown, at, upto, size):
            hole = segment[1]
            if hole is not None:
                holes.append(hole)
                text.append(HOLE)
                size += 1
            elif segment[0] is not None:
                segments.append(replace(segment[0], start=size, end=size + len(segment[2])))
                text.append(segment[2])
                size += len(segment[2])
        if match:
            found = marked.pieces[int(match.group(1))].hole
            if found is not None:
                holes.append(found)
                text.append(HOLE)
                size += 1
            at = match.end()
    return Block(kind, order, column, element, "".join(text), tuple(holes), tuple(segments), marked.span(start, end))


def _literal(marked: Marked, shown: Visible, start: int, end: int, size: int) -> list[tuple[Segment | None, Hole | None, str]]:
    """Literal text cut where the piece changes. A keyed value is one hole."""
    result: list[tuple[Segment | None, Hole | None, str]] = []
    at = start
    while at < end:
        offset = shown.offsets[at]
        index = marked.index_at(offset)
        piece = marked.pieces[index]
        limit = marked.starts[index + 1] if index + 1 < len(marked.starts) else len(marked.text)
        upto = bisect_left(shown.offsets, limit, at + 1, end)
        if piece.hole is not None:
            result.append((None, replace(piece.hole, text=shown.text[at:upto]), ""))
        else:
            span = marked.span(offset, shown.offsets[upto - 1] + 1)
            result.append((Segment(0, 0, piece.guards, piece.loops, span), None, shown.text[at:upto].replace(HOLE, "")))
        at = upto
    return result
