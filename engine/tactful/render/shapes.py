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
_FEW_WORDS = 65_536  # characters of own strings: what shows more is measured before it is written in


@dataclass
class Family:
    """Drafts with the same tokens. ``keyed`` are the values that stand where they cannot stay open: they choose the shape."""

    subject: list[Piece]
    preheader: list[Piece]
    body: list[Piece]
    keyed: tuple[int, ...]
    shapes: dict[tuple[str, ...], RenderShape]
    first: Places | None = None  # of all values open; let go with the first shape
    ready: Ready | None = None  # the first shape, where it was read already; let go with it

    def shape(self, template: Template, values: Sequence[Any]) -> RenderShape:
        """The shape of these values. Raises ContextError for a value that would change structure."""
        return shape_of(template, self, values)


@dataclass(slots=True)
class Ready:
    """What a shape with this key is made of: all that is keyed are the template's own strings, which were written in before the first look."""

    key: tuple[str, ...]
    marked: Marked
    places: Places


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


def family_of(template: Template, expansions: tuple[str, str, str], values: Sequence[Any] | None = None) -> Family:
    """What these tokens have in common; ``values`` of one draft that has them spare looking twice. Raises TemplateError for a value where
    no value may stand."""
    subject, preheader, body = (live(program, text) for program, text in zip(template.programs, expansions, strict=True))
    family = _of_own_words(template, subject, preheader, body, values) if values is not None else None
    return family or family_from(template, subject, preheader, body)


def family_from(template: Template, subject: list[Piece], preheader: list[Piece], body: list[Piece]) -> Family:
    """The family of these pieces. Raises TemplateError for a value where no value may stand."""
    marked = Marked(body, template.body.source)
    document = _parsed(marked, template)
    places = Places(document)
    keyed = dict.fromkeys(keyed_values(marked, places, selected_attributes(document)))
    keyed.update(dict.fromkeys(_own_of_headers(subject, preheader)))
    return Family(subject, preheader, body, tuple(keyed), {}, places)


def _own_of_headers(*headers: list[Piece]) -> Iterator[int]:
    for piece in (piece for pieces in headers for piece in pieces):
        if piece.hole is not None and _is_own(piece):
            yield piece.hole.index


def _is_own(piece: Piece) -> bool:
    return piece.hole is not None and piece.hole.text is None and is_own_text(piece.hole.flow)


def _of_own_words(
    template: Template, subject: list[Piece], preheader: list[Piece], body: list[Piece], values: Sequence[Any]
) -> Family | None:
    """The family of these pieces, read with the template's own strings written in, as the first shape will have them. They belong to the key
    wherever they stand; escaped, in quotes or in running text, they change nothing about where all else stands. None where they stand
    elsewhere, or something else is keyed too."""
    own = {number: piece.hole for number, piece in enumerate(body) if piece.hole is not None and _is_own(piece)}
    if not own or template.__dict__.get("keyed otherwise"):
        return None
    texts = {number: text_of(values[hole.index]) for number, hole in own.items()}
    if sum(map(len, texts.values())) > _FEW_WORDS:
        return None  # the limit of sizes comes first
    written = {number: spoken(hole, texts[number]) for number, hole in own.items()}
    if not all(piece.text.strip() for piece in written.values()):
        return None  # of nothing nobody knows where it stands
    marked = Marked([written.get(number, piece) for number, piece in enumerate(body)], template.body.source)
    document = _parsed(marked, template)
    places = Places(document)
    styled: dict[int, bool] = {}
    if not all(_is_quiet(document, places.at(marked.starts[at]), texts[at], hole.flow.span, styled) for at, hole in own.items()):
        return None
    if any(True for _index in keyed_values(marked, places, selected_attributes(document))):
        template.__dict__["keyed otherwise"] = True
        return None
    keyed = tuple(dict.fromkeys([*(hole.index for hole in own.values()), *_own_of_headers(subject, preheader)]))
    return Family(subject, preheader, body, keyed, {}, None, Ready(tuple(text_of(values[index]) for index in keyed), marked, places))


def _is_quiet(document: Document, region: Region, text: str, span: Span, styled: dict[int, bool]) -> bool:
    """Whether a string may be written in here before anything was looked at. ``styled``: which elements were seen to hold a style."""
    quoted = region.kind == "attribute" and region.quote and not (region.html and region.attribute.startswith("on"))
    if not (region.kind == "text" or quoted) or region.element == "mj-selector":
        return False
    node = region.node
    if region.html and node is not None:
        if node.start not in styled:
            styled[node.start] = "<style" in document.source[node.open_end : node.close_start].lower()
        if styled[node.start]:
            return False  # CSS is read for what it selects on
    try:
        _check_keyed(region, text, span)
    except (ContextError, TemplateError):
        return False  # it will be raised again, in its turn
    return True


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
        ready = family.ready if family.ready is not None and family.ready.key == key else None
        body = family.body
        if family.keyed:
            body = with_keyed(body, dict(zip(family.keyed, key, strict=True)), template, first) if ready is None else body
            family = replace(
                family, subject=_with_own(family.subject, family, values), preheader=_with_own(family.preheader, family, values)
            )
        marked = ready.marked if ready is not None else Marked(body, template.body.source)
        if ready is not None:
            places = ready.places
        else:
            places = first if first is not None and not family.keyed else Places(_parsed(marked, template))
        origin.first = origin.ready = None
        shape = RenderShape(template, replace(family, first=None, ready=None), marked, places.document, places)
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
