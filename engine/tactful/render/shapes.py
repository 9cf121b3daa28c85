"""Shapes: which values may stay open, and the mould of each shape, made the first time it is needed."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tactful.draft.marks import MARK, mark, number_of
from tactful.draft.model import Shape
from tactful.draft.outline import Marked, outline
from tactful.draft.pieces import Piece, escaped, is_own_text, live, spoken
from tactful.draft.template import Template
from tactful.errors import ContextError, StageError, TemplateError
from tactful.mjml.parser import Document, parse
from tactful.mjml.places import Places, Region, selected_attributes
from tactful.render.mould import Cut, Mould, UrlHole, check_size, check_url, text_of
from tactful.render.urls import settles
from tactful.template.flows import Span

_SAFE_URL = re.compile(r"""[^\s"'()<>\\;]*""")
_SAFE_CSS = re.compile(r"(?!.*(?:url|expression|import|javascript)\s*\()[\w#%.,\s()+-]*", re.IGNORECASE | re.DOTALL)
_LINK_BEFORE = re.compile(r"""(?:href|src|background|fill)\s*=\s*(?:"[^"]*|'[^']*)$""", re.IGNORECASE)
_PREHEADER = 1_000_000  # numbers of marks that stand for pieces of the preheader


@dataclass(slots=True)
class Family:
    """Drafts with the same tokens. ``keyed`` are the values that stand where they cannot stay open: they choose the shape."""

    subject: list[Piece]
    preheader: list[Piece]
    body: list[Piece]
    keyed: tuple[int, ...]
    shapes: dict[tuple[str, ...], RenderShape]
    first: Places | None = None  # of all values open; let go with the first shape


class RenderShape(Shape):
    """A shape and what its mould is made of."""

    def __init__(self, template: Template, family: Family, marked: Marked, document: Document, places: Places) -> None:
        found = outline(family.subject, family.preheader, marked.pieces, source=template.body.source, live=True, parsed=(marked, document))
        super().__init__(template, found)
        self.family = family
        self.marked = marked
        self.document = document
        self.places = places
        self.mould: Mould | None = None


def family_of(template: Template, expansions: tuple[str, str, str]) -> Family:
    """What these tokens have in common. Raises TemplateError for a value where no value may stand."""
    subject, preheader, body = (live(program, text) for program, text in zip(template.programs, expansions, strict=True))
    marked = Marked(body, template.body.source)
    document = _parsed(marked, template)
    places = Places(document)
    selected = selected_attributes(document)
    keyed: dict[int, None] = {}
    for found in MARK.finditer(marked.text):
        region = places.at(found.start())
        hole = marked.pieces[int(found.group(1))].hole
        if hole is None:
            continue
        _refuse_structure(region, hole.flow.span)
        if not _opaque(region, selected) or is_own_text(hole.flow):
            keyed[hole.index] = None
    for piece in (*subject, *preheader):
        if piece.hole is not None and piece.hole.text is None and is_own_text(piece.hole.flow):
            keyed[piece.hole.index] = None
    return Family(subject, preheader, body, tuple(keyed), {}, places)


def _parsed(marked: Marked, template: Template) -> Document:
    try:
        return parse(marked.text)
    except StageError as error:
        raise _placed(error, marked, template) from error


def _opaque(region: Region, selected: set[str]) -> bool:
    """Whether a value here can change nothing but itself."""
    if region.kind == "comment":
        return region.node is not None
    if region.kind == "attribute" and region.attribute in selected:
        return False
    if region.kind == "attribute" and region.html:
        return region.attribute not in ("style", "class", "id")
    if region.kind == "attribute" and region.node is not None and (region.node.tag in ("mj-class", "mj-all") or _is_default(region)):
        return False
    return region.opaque


def _is_default(region: Region) -> bool:
    parent = region.node.parent if region.node is not None else None
    return parent is not None and parent.tag in ("mj-attributes", "mj-class")


def _refuse_structure(region: Region, span: Span) -> None:
    place: Any = {"file": span.file, "line": span.line, "column": span.column}
    if region.kind == "tag":
        raise TemplateError(
            "a value stands inside a tag, outside quotes: it could become any attribute",
            remedy='put it into quotes: name="{{ … }}"',
            **place,
        )
    if region.kind == "script" or (region.kind == "attribute" and region.html and region.attribute.startswith("on")):
        raise TemplateError("a value stands in script", remedy="take the script out: mail clients do not run it", **place)
    if region.kind == "attribute" and not region.quote:
        raise TemplateError(f"the attribute {region.attribute} has a value without quotes", remedy=f'write {region.attribute}="…"', **place)


def shape_of(template: Template, family: Family, values: Sequence[Any]) -> RenderShape:
    """The shape of these values within its family. Raises ContextError for a value that would change structure."""
    origin, first = family, family.first
    key = tuple(text_of(values[index]) for index in family.keyed)
    shape = family.shapes.get(key)
    if shape is None:
        check_size(key, template.config.limits.output_bytes, template.body.source.file)
        body = family.body
        if family.keyed:
            places = first or Places(_parsed(Marked(body, template.body.source), template))
            body = _with_keyed(body, family, values, places, template)
            family = replace(
                family, subject=_with_own(family.subject, family, values), preheader=_with_own(family.preheader, family, values)
            )
        marked = Marked(body, template.body.source)
        document = first.document if first is not None and not family.keyed else _parsed(marked, template)
        origin.first = None
        shape = RenderShape(template, replace(family, first=None), marked, document, Places(document))
        if len(family.shapes) >= 512:
            family.shapes.pop(next(iter(family.shapes)))
        family.shapes[key] = shape
    return shape


def _with_keyed(body: list[Piece], family: Family, values: Sequence[Any], places: Places, template: Template) -> list[Piece]:
    """The pieces with the values of keyed holes written in."""
    keyed = set(family.keyed)
    marked = Marked(body, template.body.source)
    pieces = list(body)
    for number, piece in enumerate(body):
        hole = piece.hole
        if hole is None or hole.text is not None or hole.index not in keyed:
            continue
        value = text_of(values[hole.index])
        _check_keyed(places.at(marked.starts[number]), value, hole.flow.span)
        if is_own_text(hole.flow):
            pieces[number] = spoken(hole, value)
            continue
        text = escaped(value)
        pieces[number] = replace(piece, text=text, hole=replace(hole, text=value))
    return pieces


def _with_own(pieces: list[Piece], family: Family, values: Sequence[Any]) -> list[Piece]:
    """A subject or preheader (plain text) with the template's own strings written in."""
    keyed = set(family.keyed)
    return [
        replace(spoken(piece.hole, ""), text=text_of(values[piece.hole.index]))
        if piece.hole is not None and piece.hole.text is None and piece.hole.index in keyed and is_own_text(piece.hole.flow)
        else piece
        for piece in pieces
    ]


def _check_keyed(region: Region, value: str, span: Span) -> None:
    css = region.kind == "style" or region.attribute == "style"
    if region.kind == "text" or (not css and region.opaque):
        return
    if region.url:
        check_url(value, span)
    if region.url:
        fits = bool(_SAFE_URL.fullmatch(value))
    elif css or not (region.html or region.kind in ("comment", "outside")):
        fits = bool(_SAFE_CSS.fullmatch(value))
    else:
        fits = True  # a quoted attribute in a body, escaped
    if not fits or len(value) > 2000:
        raise ContextError(
            f"a value of the context cannot stand in {'CSS' if css else 'the attribute ' + region.attribute}", pointer="",
            expected="letters, digits, units and colours", got="text with other characters", file=span.file, line=span.line, column=span.column,
            remedy="correct the value in the context, or choose between constants in the template",
        )  # fmt: skip


# -- moulds


def mould_of(shape: RenderShape) -> Mould:
    """The mould of a shape: compiled, inlined, cut. Made once. Raises StageError with the author's place."""
    if shape.mould is None:
        try:
            shape.mould = _Moulding(shape).mould()
            shape.document.memo.clear()  # read for the outline and the mould, and not again
        except StageError as error:
            raise _placed(error, shape.marked, shape.template) from error
    return shape.mould


def _placed(error: StageError, marked: Marked, template: Template) -> StageError:
    """The error with the author's place of its offset, where it has one."""
    offset = getattr(error, "offset", None)
    if offset is None or error.file is not None:
        error.file = error.file or template.body.source.file
        return error
    span = marked.span(offset, offset + 1)
    error.file, error.line, error.column = span.file, span.line, span.column
    return error


class _Moulding:
    def __init__(self, shape: RenderShape) -> None:
        self.shape = shape
        self.template = shape.template
        self.used: dict[int, int] = {}

    def mould(self) -> Mould:
        from tactful.render.stages.inline import inline_css
        from tactful.render.stages.mjml import compile_mjml
        from tactful.render.stages.selfcheck import check_html
        from tactful.render.stages.text import plain_text

        document = self._with_preview()
        try:
            html = inline_css(compile_mjml(document.source, document))
            check_html(html, document, mark=MARK, limit=self.template.config.limits.output_bytes)
        except StageError as error:
            self._moved_back(error, document)
            raise
        text = plain_text(document)
        self._nothing_lost(document.source, html)
        subject = self._header_cut(self.shape.family.subject, 2 * _PREHEADER)
        preheader = self._header_cut(self.shape.family.preheader, _PREHEADER)
        cut_html, cut_text = Cut(html, MARK, self._index), Cut(text, MARK, self._index)
        urls = tuple(self._urls())
        return Mould(subject, preheader, cut_html, cut_text, tuple(self.used), urls)

    def _pieces_of(self, number: int) -> Piece:
        family = self.shape.family
        if number >= 2 * _PREHEADER:
            return family.subject[number - 2 * _PREHEADER]
        return family.preheader[number - _PREHEADER] if number >= _PREHEADER else self.shape.marked.pieces[number]

    def _index(self, found: str) -> int | str:
        hole = self._pieces_of(number_of(found)).hole
        if hole is None:
            return ""
        if hole.text is not None:
            return hole.text
        return self.used.setdefault(hole.index, len(self.used))

    def _header_cut(self, pieces: list[Piece], base: int) -> Cut:
        parts = []
        for number, piece in enumerate(pieces):
            if piece.hole is not None and piece.hole.text is None:
                parts.append(mark(base + number))
            elif piece.hole is not None:
                parts.append(entities.unescape(piece.text))
            else:
                parts.append(piece.text)
        return Cut("".join(parts), MARK, self._index)

    def _with_preview(self) -> Document:
        """The document with the preheader as its mj-preview, where it has none of its own."""
        document = self.shape.document
        pieces = self.shape.family.preheader
        if document.find("mj-preview") is not None or not any(piece.text.strip() or piece.hole for piece in pieces):
            return document
        body = document.find("mj-body")
        if body is None or not document.roots or document.roots[0].tag != "mjml":
            return document
        shown = "".join(
            mark(_PREHEADER + number) if piece.hole is not None and piece.hole.text is None
            else piece.text if piece.hole is not None else entities.escape(piece.text, quote=False)
            for number, piece in enumerate(pieces)
        )  # fmt: skip
        head = f"<mj-head><mj-preview>{shown}</mj-preview></mj-head>"
        source = document.source
        return parse(source[: body.start] + head + source[body.start :])

    def _moved_back(self, error: StageError, document: Document) -> None:
        """An offset in the document with its preview as one in the shape's own."""
        offset = getattr(error, "offset", None)
        body = self.shape.document.find("mj-body")
        if document is not self.shape.document and offset is not None and body is not None and offset > body.start:
            error.offset = max(offset - (len(document.source) - len(self.shape.document.source)), body.start)  # type: ignore[attr-defined]

    def _nothing_lost(self, source: str, html: str) -> None:
        """Every value of the source stands in the HTML. Raises StageError."""
        came = set(MARK.findall(html))
        for found in MARK.finditer(source):
            number = found.group(1)
            if number in came:
                continue
            piece = self._pieces_of(int(number))
            region = self.shape.places.at(self.shape.marked.starts[int(number)]) if int(number) < _PREHEADER else None
            if piece.hole is not None and (region is None or region.kind not in ("outside", "comment")):
                span = piece.hole.flow.span
                raise StageError(
                    "a printed value did not survive the MJML compiler", stage="mould", file=span.file, line=span.line, column=span.column,
                    remedy="check where it stands in the layout",
                )  # fmt: skip

    def _urls(self) -> list[UrlHole]:
        """URLs that values decide: those whose scheme is not settled by literal text."""
        found: list[UrlHole] = []
        marked, places = self.shape.marked, self.shape.places
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
        text = self.shape.marked.text
        found = []
        for match in MARK.finditer(text, region.start, region.end):
            before = _LINK_BEFORE.search(text, region.start, match.start())
            if before:
                value = re.split(r"[\"']", before.group(), maxsplit=1)[1]
                parts = self._parts(value + match.group())
                if not (isinstance(parts[0], str) and settles(parts[0])):
                    found.append(UrlHole(tuple(parts), self.shape.marked.span(match.start(), match.end())))
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


__all__ = ["Family", "Mapping", "RenderShape", "family_of", "mould_of", "shape_of"]
