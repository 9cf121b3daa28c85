"""Shapes: which values may stay open, and the mould of each shape, made the first time it is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tactful.draft.marks import MARK
from tactful.draft.model import Shape
from tactful.draft.outline import Marked, outline
from tactful.draft.pieces import Piece, escaped, is_own_text, live, spoken
from tactful.draft.template import Template
from tactful.errors import ContextError, StageError, TemplateError
from tactful.mjml.parser import Document, parse
from tactful.mjml.places import Places, Region, selected_attributes
from tactful.render.mould import Mould, check_size, check_url, text_of
from tactful.render.moulding import Moulding, placed
from tactful.template.flows import Span

_SAFE_URL = re.compile(r"""[^\s"'()<>\\;]*""")
_SAFE_CSS = re.compile(r"(?!.*(?:url|expression|import|javascript)\s*\()[\w#%.,\s()+-]*", re.IGNORECASE | re.DOTALL)


@dataclass
class Family:
    """Drafts with the same tokens. ``keyed`` are the values that stand where they cannot stay open: they choose the shape."""

    subject: list[Piece]
    preheader: list[Piece]
    body: list[Piece]
    keyed: tuple[int, ...]
    shapes: dict[tuple[str, ...], RenderShape]
    first: Places | None = None  # of all values open; let go with the first shape

    def shape(self, template: Template, values: Sequence[Any]) -> RenderShape:
        """The shape of these values. Raises ContextError for a value that would change structure."""
        return shape_of(template, self, values)


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

    def release(self) -> None:
        """Let go of everything, without leaving circles behind that a collector of garbage would have to find."""
        self.memo.clear()
        self.outline.memo.clear()
        self.document.release()

    def moulded(self) -> Mould:
        """The mould: compiled, inlined, cut. Made once. Raises StageError with the author's place."""
        if self.mould is None:
            family, template = self.family, self.template
            try:
                moulding = Moulding(self.marked, self.places, family.subject, family.preheader)
                self.mould = moulding.mould(self.document, template.config)
                self.document.memo.clear()  # read for the outline and the mould, and not again
            except StageError as error:
                raise placed(error, self.marked, template) from error
        return self.mould


def family_of(template: Template, expansions: tuple[str, str, str]) -> Family:
    """What these tokens have in common. Raises TemplateError for a value where no value may stand."""
    subject, preheader, body = (live(program, text) for program, text in zip(template.programs, expansions, strict=True))
    return family_from(template, subject, preheader, body)


def family_from(template: Template, subject: list[Piece], preheader: list[Piece], body: list[Piece]) -> Family:
    """The family of these pieces. Raises TemplateError for a value where no value may stand."""
    marked = Marked(body, template.body.source)
    document = _parsed(marked, template)
    places = Places(document)
    keyed = dict.fromkeys(keyed_values(marked, places, selected_attributes(document)))
    for piece in (*subject, *preheader):
        if piece.hole is not None and piece.hole.text is None and is_own_text(piece.hole.flow):
            keyed[piece.hole.index] = None
    return Family(subject, preheader, body, tuple(keyed), {}, places)


def keyed_values(marked: Marked, places: Places, selected: set[str]) -> Iterator[int]:
    """Indexes of the values that stand where they cannot stay open. Raises TemplateError for one where none may stand."""
    for found in MARK.finditer(marked.text):
        region = places.at(found.start())
        hole = marked.pieces[int(found.group(1))].hole
        if hole is None:
            continue
        _refuse_structure(region, hole.flow.span)
        if not _opaque(region, selected) or is_own_text(hole.flow):
            yield hole.index


def _parsed(marked: Marked, template: Template) -> Document:
    try:
        return parse(marked.text)
    except StageError as error:
        raise placed(error, marked, template) from error


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
            body = with_keyed(body, dict(zip(family.keyed, key, strict=True)), template, first)
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


def with_keyed(body: list[Piece], texts: Mapping[int, str], template: Template, places: Places | None = None) -> list[Piece]:
    """The pieces with the values of keyed holes (their texts by index) written in; ``places``: of the body with all values open, where
    they are known. Raises ContextError for a value that would change structure."""
    marked = Marked(body, template.body.source)
    places = places or Places(_parsed(marked, template))
    pieces = list(body)
    for number, piece in enumerate(body):
        hole = piece.hole
        if hole is None or hole.text is not None or hole.index not in texts:
            continue
        value = texts[hole.index]
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


__all__ = ["Family", "Mapping", "RenderShape", "family_from", "family_of", "keyed_values", "shape_of", "with_keyed"]
