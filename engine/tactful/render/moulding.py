"""From a shape to its mould: MJML compiled, CSS inlined, checked, cut at the holes. Once per shape, or once per part of shapes."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Sequence

from tactful.draft.marks import MARK, mark, number_of
from tactful.draft.outline import Marked
from tactful.draft.pieces import Piece
from tactful.draft.template import Template
from tactful.errors import StageError
from tactful.mjml.parser import Document, Node
from tactful.mjml.places import Places, Region
from tactful.model.config import Config
from tactful.render.mould import Cut, Mould, UrlHole
from tactful.render.urls import settles

_LINK_BEFORE = re.compile(r"""(?:href|src|background|fill)\s*=\s*(?:"[^"]*|'[^']*)$""", re.IGNORECASE)
HEADER = 1_000_000  # numbers of marks from which on they stand for pieces of the preheader, twice that: of the subject


def html_of(document: Document, config: Config) -> str:
    """The checked HTML of a document that still holds marks. Raises StageError with the offset in the document."""
    from tactful.render.stages.inline import inline_css
    from tactful.render.stages.mjml import compile_mjml
    from tactful.render.stages.selfcheck import check_html

    html = inline_css(compile_mjml(document.source, document), config.inliner)
    check_html(html, document, mark=MARK, limit=config.limits.output_bytes)
    return html


def placed(error: StageError, marked: Marked, template: Template) -> StageError:
    """The error with the author's place of its offset, where it has one."""
    offset = getattr(error, "offset", None)
    if offset is None or error.file is not None:
        error.file = error.file or template.body.source.file
        return error
    span = marked.span(offset, offset + 1)
    error.file, error.line, error.column = span.file, span.line, span.column
    return error


class Moulding:
    """Cuts the texts of one document. ``used`` are the indexes of the values that stand in holes, by their place in ``Mould.used``."""

    def __init__(self, marked: Marked, places: Places, subject: Sequence[Piece] = (), preheader: Sequence[Piece] = ()) -> None:
        self.marked = marked
        self.places = places
        self.subject = subject
        self.preheader = preheader
        self.used: dict[int, int] = {}

    def mould(self, document: Document, config: Config) -> Mould:
        """The mould of the whole document. Raises StageError with the offset in it."""
        from tactful.render.stages.text import plain_text

        shown = self.with_preview(document)
        try:
            html = html_of(shown, config)
        except StageError as error:
            _moved_back(error, shown, document)
            raise
        text = plain_text(shown)
        self.nothing_lost(shown.source, html)
        subject, preheader = self.headers()
        cut_html, cut_text = self.cut(html), self.cut(text)
        urls = tuple(self.urls())
        return Mould(subject, preheader, cut_html, cut_text, tuple(self.used), urls)

    def headers(self) -> tuple[Cut, Cut]:
        """Subject and preheader as header fields."""
        return self._header_cut(self.subject, 2 * HEADER), self._header_cut(self.preheader, HEADER)

    def cut(self, text: str) -> Cut:
        return Cut(text, MARK, self._index)

    def _piece(self, number: int) -> Piece:
        if number >= 2 * HEADER:
            return self.subject[number - 2 * HEADER]
        return self.preheader[number - HEADER] if number >= HEADER else self.marked.pieces[number]

    def _index(self, found: str) -> int | str:
        hole = self._piece(number_of(found)).hole
        if hole is None:
            return ""
        if hole.text is not None:
            return hole.text
        return self.used.setdefault(hole.index, len(self.used))

    def _header_cut(self, pieces: Sequence[Piece], base: int) -> Cut:
        parts = []
        for number, piece in enumerate(pieces):
            if piece.hole is not None and piece.hole.text is None:
                parts.append(mark(base + number))
            elif piece.hole is not None:
                parts.append(entities.unescape(piece.text))
            else:
                parts.append(piece.text)
        return Cut("".join(parts), MARK, self._index)

    def with_preview(self, document: Document) -> Document:
        """The document with the preheader as its mj-preview, where it has none of its own."""
        pieces = self.preheader
        if document.find("mj-preview") is not None or not any(piece.text.strip() or piece.hole for piece in pieces):
            return document
        body = document.find("mj-body")
        if body is None or not document.roots or document.roots[0].tag != "mjml":
            return document
        shown = "".join(
            mark(HEADER + number) if piece.hole is not None and piece.hole.text is None
            else piece.text if piece.hole is not None else entities.escape(piece.text, quote=False)
            for number, piece in enumerate(pieces)
        )  # fmt: skip
        return _with_head(document, document.roots[0], f"<mj-head><mj-preview>{shown}</mj-preview></mj-head>")

    def nothing_lost(self, source: str, html: str) -> None:
        """Every value of the source stands in the HTML. Raises StageError."""
        came = set(MARK.findall(html))
        for found in MARK.finditer(source):
            number = found.group(1)
            if number in came:
                continue
            piece = self._piece(int(number))
            region = self.places.at(self.marked.starts[int(number)]) if int(number) < HEADER else None
            if piece.hole is not None and (region is None or region.kind not in ("outside", "comment")):
                span = piece.hole.flow.span
                raise StageError(
                    "a printed value did not survive the MJML compiler", stage="mould", file=span.file, line=span.line, column=span.column,
                    remedy="check where it stands in the layout",
                )  # fmt: skip

    def urls(self) -> list[UrlHole]:
        """URLs that values decide: those whose scheme is not settled by literal text."""
        found: list[UrlHole] = []
        marked, places = self.marked, self.places
        for region in places.regions:
            if region.kind == "comment" and region.node is not None:
                found += self._comment_urls(region)
            if not region.url:
                continue
            parts = self._parts(marked.text[region.start : region.end])
            if any(isinstance(part, int) for part in parts) and not (isinstance(parts[0], str) and settles(parts[0])):
                found.append(UrlHole(tuple(parts), marked.span(region.start, region.end)))
        return found

    def _comment_urls(self, region: Region) -> list[UrlHole]:
        text = self.marked.text
        found = []
        for match in MARK.finditer(text, region.start, region.end):
            before = _LINK_BEFORE.search(text, region.start, match.start())
            if before:
                value = re.split(r"[\"']", before.group(), maxsplit=1)[1]
                parts = self._parts(value + match.group())
                if not (isinstance(parts[0], str) and settles(parts[0])):
                    found.append(UrlHole(tuple(parts), self.marked.span(match.start(), match.end())))
        return found

    def _parts(self, text: str) -> list[str | int]:
        parts: list[str | int] = []
        at = 0
        for match in MARK.finditer(text):
            if match.start() > at:
                parts.append(entities.unescape(text[at : match.start()]))
            parts.append(self._index(match.group()))
            at = match.end()
        if at < len(text):
            parts.append(entities.unescape(text[at:]))
        return parts


def _with_head(document: Document, root: Node, head: str) -> Document:
    """The document with another head before the end of its root, where it moves nothing that was read already."""
    at, size = root.close_start, len(head)
    added = Node("mj-head", at, at + len("<mj-head>"), at + size - len("</mj-head>"), at + size)
    preview = Node(
        "mj-preview",
        added.open_end,
        added.open_end + len("<mj-preview>"),
        added.close_start - len("</mj-preview>"),
        added.close_start,
        raw=True,
    )
    added.children.append(preview)
    longer = Node(root.tag, root.start, root.open_end, at + size, root.end + size, root.attributes)
    longer.children = [*root.children, added]
    preview.parent, added.parent = added, longer
    comments, texts = ([(a + size, b + size) if a >= at else (a, b) for a, b in spans] for spans in (document.comments, document.texts))
    return Document(document.source[:at] + head + document.source[at:], [longer, *document.roots[1:]], document.problems, comments, texts)


def _moved_back(error: StageError, shown: Document, document: Document) -> None:
    """An offset in the document with its preview as one in the document itself; what the preview has wrong is told at the body."""
    offset, body = getattr(error, "offset", None), document.find("mj-body")
    if shown is not document and offset is not None and body is not None and offset >= document.roots[0].close_start:
        error.offset = body.start  # type: ignore[attr-defined]
