"""The beginning of a message of parts: subject, preheader, head, and the first sections. Whatever its parts have in common stands here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tactful.draft.pieces import Piece, Walk
from tactful.mjml.parser import Document, parse
from tactful.mjml.places import column_count
from tactful.render.mould import Cut, Mould, UrlHole
from tactful.render.moulding import Moulding, html_of
from tactful.render.parts import CLOSE, numbered
from tactful.render.sections import BODY_END, HEAD_END, Frame, NotAlone, Segment, foreign, styled, well_nested
from tactful.render.shapes import RenderShape, family_from, shape_of
from tactful.render.spliced import Place, Splice, joined, spliced

if TYPE_CHECKING:
    from tactful.render.kinds import Kinds, Variant

_HEADS = 64
_SHAPES = 512


class Opening:
    """``turns`` and ``state`` are where in loops and calls it ends."""

    def __init__(
        self, kinds: Kinds, subject: list[Piece], preheader: list[Piece], pieces: list[Piece], walk: Walk, document: Document
    ) -> None:
        self.kinds = kinds
        self.family = family_from(kinds.template, subject, preheader, [*pieces, Piece(CLOSE, None, (), ())])
        self.turns = dict(walk.turns)
        self.state = (tuple(walk.path), tuple(walk.depths))
        self.guards = kinds.interned(pieces[-1].guards)
        self.numbered = numbered(document)
        self.shapes: dict[tuple[str, ...], OpeningShape] = {}

    def shape(self, texts: Mapping[int, str]) -> OpeningShape:
        """Raises ContextError for a text that would change structure."""
        key = tuple(texts[index] for index in self.family.keyed)
        found = self.shapes.get(key)
        if found is None:
            if len(self.shapes) >= _SHAPES:
                self.shapes.clear()
            made = shape_of(self.kinds.template, self.family, texts)  # type: ignore[arg-type]
            found = self.shapes[key] = OpeningShape(self, made)
        return found


@dataclass(frozen=True, slots=True)
class _Begun:
    """The beginning of a mould."""

    subject: Cut
    preheader: Cut
    splice: Splice


class OpeningShape:
    """An opening with the texts of values that cannot stay open. ``read`` and ``drawn`` as in ``Variant``."""

    def __init__(self, opening: Opening, made: RenderShape) -> None:
        self.kinds = opening.kinds
        self.made = made
        self.outline = made.outline
        self.columns = column_count(made.document)
        self.guards = opening.guards
        self.read = False
        self.drawn = False
        self._frame: Frame | None = None
        self._begun: dict[tuple[str, ...], _Begun] = {}

    def frame(self) -> Frame:
        """Raises NotAlone, StageError."""
        if self._frame is None:
            body = self.made.document.find("mj-body")
            assert body is not None
            self._frame = self.kinds.frame(self.made.document.source[: body.open_end])
        return self._frame

    def begun(self, variants: Sequence[Variant], segments: Sequence[Segment]) -> _Begun:
        """The mould up to the first part. Its head is what all parts need. Raises NotAlone, StageError."""
        heads = tuple(dict.fromkeys([segment.head for segment in segments]))
        found = self._begun.get(heads)
        if found is None:
            if len(self._begun) >= _HEADS:
                self._begun.clear()
            first = dict(zip(reversed([segment.head for segment in segments]), reversed(variants), strict=True))
            found = self._begun[heads] = self._begin([first[head] for head in heads], heads)
        return found

    def _begin(self, variants: Sequence[Variant], heads: Sequence[str]) -> _Begun:
        from tactful.render.stages.text import plain_text

        made, config = self.made, self.kinds.template.config
        moulding = Moulding(made.marked, made.places, made.family.subject, made.family.preheader)
        shown = moulding.with_preview(made.document)
        head, separator, rest = html_of(shown, config).partition(HEAD_END)
        if not separator or not rest.endswith(BODY_END) or (styled(shown) and not well_nested("<html>" + rest)):
            raise NotAlone
        if any(other != head for other in heads):
            head = html_of(_with_parts(made.document, variants), config).partition(HEAD_END)[0]
        html = f"{head}{HEAD_END}{rest[: -len(BODY_END)]}"
        moulding.nothing_lost(shown.source, html)
        subject, preheader = moulding.headers()
        cut, text = moulding.cut(html), moulding.cut(plain_text(shown).removesuffix("\n"))
        urls = tuple(moulding.urls())
        return _Begun(subject, preheader, spliced(Segment(tuple(moulding.used), urls, cut, text, head), 0, Place()))


def _with_parts(document: Document, variants: Sequence[Variant]) -> Document:
    """The opening and one part of each kind of head: what it has in its head, the whole message has."""
    last = variants[-1].parsed
    source = document.source[: -len(CLOSE)] + "".join(foreign(variant.parsed.inner) for variant in variants)
    return parse(source if last.final else source + CLOSE)


def finished(begun: _Begun, splices: Sequence[Splice]) -> Mould:
    """The mould of an opening and its parts."""
    every = (begun.splice, *splices)
    used: list[int] = []
    urls: list[UrlHole] = []
    for one in every:
        used += one.used
        urls += one.urls
    html = joined([one.html for one in every], BODY_END)
    text = joined([one.text for one in every], "\n")
    return Mould(begun.subject, begun.preheader, html, text, tuple(used), tuple(urls))
