"""Kinds of parts: what slices with the same tokens have in common, wherever in a message they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tactful.draft.marks import MARK
from tactful.draft.model import Outline
from tactful.draft.outline import Marked, outline_of_part
from tactful.draft.pieces import Piece, Walk, live
from tactful.draft.template import Template
from tactful.mjml.parser import Document
from tactful.mjml.places import Places, column_count, selected_attributes
from tactful.render.opening import Opening
from tactful.render.parts import (
    OFFSET,
    Asking,
    Cutter,
    Parsed,
    Slice,
    State,
    balanced,
    complete,
    numbered,
    opening_ends,
    parsed,
    pieces_of,
    relative,
)  # fmt: skip
from tactful.render.sections import Frame, NotAlone, Segment, independent
from tactful.render.shapes import keyed_values, with_keyed
from tactful.render.spliced import Place, Splice
from tactful.template.flows import Guard

_PLACES = 2_000  # of one variant that are remembered
_FRAMES = 256  # heads of one message under which parts are compiled


@dataclass(frozen=True, slots=True)
class Step:
    """A part of one expansion. ``shift`` added to the kind's numbers of values gives those of the draft. ``sole`` is the kind's only
    variant, where no value decides which it is."""

    kind: Kind
    part: Slice
    state: State
    shift: int
    sole: Variant | None


class Kinds:
    """The openings and kinds of parts of one template, made when they are first met."""

    def __init__(self, template: Template, cutter: Cutter) -> None:
        self.template = template
        self.cutter = cutter
        self.selected: set[str] | None = None
        self._kinds: dict[tuple[bool, bool, str, State], Kind | None] = {}
        self._guards: dict[tuple[Guard, ...], tuple[Guard, ...]] = {}
        self._frames: dict[str, Frame] = {}

    def opening(self, subject: str, preheader: str, part: Slice) -> Opening | None:
        """The beginning of a message, head and first sections; None where it is not complete. Raises NotAlone, TemplateError."""
        program = self.template.body
        walk = Walk(program)
        pieces = pieces_of(self.cutter, walk, part)
        closed = opening_ends(pieces, self.template)
        if closed is None:
            return None
        selected = selected_attributes(closed[1])
        self.selected = selected if self.selected is None else self.selected
        if walk.lost or selected != self.selected or not independent(closed[1]) or _writes_css(*closed):
            raise NotAlone
        programs = self.template.programs
        return Opening(self, live(programs[0], subject), live(programs[1], preheader), pieces, walk, closed[1])

    def step(self, part: Slice, state: State) -> Step | None:
        """None where the part is not complete. Raises NotAlone, TemplateError."""
        tokens, base = relative(part.tokens)
        key = (part.inside, part.final, tokens, state)
        if key not in self._kinds:
            if len(self._kinds) >= _PLACES:
                self._kinds.clear()
            self._kinds[key] = self._kind(Slice(part.inside, part.final, tokens), state)
        kind = self._kinds[key]
        return Step(kind, part, state, base - OFFSET, None if kind.keyed else kind.variants[()]) if kind is not None else None

    def _kind(self, part: Slice, state: State) -> Kind | None:
        walk = Walk(self.template.body)
        walk.path, walk.depths = list(state[0]), list(state[1])
        walk.turns = asking = Asking()
        pieces = pieces_of(self.cutter, walk, part)
        if not balanced("".join(piece.text for piece in pieces)):
            return None
        found = parsed(pieces, self.template, final=part.final)
        if not complete(found):
            return None
        if walk.lost:
            raise NotAlone
        return Kind(self, pieces, found, part.final, tuple(asking.asked), (tuple(walk.path), tuple(walk.depths)))

    def interned(self, guards: tuple[Guard, ...]) -> tuple[Guard, ...]:
        """The one object for these guards, so that it can be told by its identity."""
        return self._guards.setdefault(guards, guards)

    def frame(self, source: str) -> Frame:
        """What parts are compiled under. Raises NotAlone, StageError."""
        found = self._frames.get(source)
        if found is None:
            if len(self._frames) >= _FRAMES:
                raise NotAlone
            found = self._frames[source] = Frame(source, len(self._frames), self.template.config)
        return found


def _writes_css(marked: Marked, document: Document) -> bool:
    """Whether a value stands in a style sheet, where it could become a selector."""
    places = Places(document)
    return any(places.at(found.start()).kind == "style" for found in MARK.finditer(marked.text))


class Kind:
    """``needs`` are the loops around the part whose turns its places depend on; ``state`` is where in calls it ends."""

    def __init__(self, kinds: Kinds, pieces: list[Piece], found: Parsed, final: bool, needs: tuple[int, ...], state: State) -> None:
        self.kinds = kinds
        self.template = kinds.template
        self.pieces = pieces
        self.final = final
        self.needs = needs
        self.state = state
        self.numbered = numbered(found.document)
        selected = selected_attributes(found.document) | (kinds.selected or set())
        self.keyed = tuple(dict.fromkeys(keyed_values(found.marked, Places(found.document), selected)))
        self.variants: dict[tuple[str, ...], Variant] = {}
        if not self.keyed:
            self.variants[()] = Variant(self, found)

    def variant(self, texts: Mapping[int, str]) -> Variant:
        """The kind with these texts where values cannot stay open. Raises ContextError for one that would change structure."""
        key = tuple(texts.values())
        found = self.variants.get(key)
        if found is None:
            found = Variant(self, parsed(self.written(self.pieces, texts), self.template, final=self.final))
            if len(self.variants) >= _PLACES:
                self.variants.clear()
            self.variants[key] = found
        return found

    def written(self, pieces: list[Piece], texts: Mapping[int, str]) -> list[Piece]:
        frame = parsed(pieces, self.template, final=self.final).marked.pieces
        return with_keyed(list(frame), texts, self.template)[1 : 1 + len(pieces)]


@dataclass(slots=True)
class Placed:
    """The outline of a part at its place, and what that makes of the place after it."""

    outline: Outline
    order: int
    column: int
    turns: dict[int, int]
    guards: tuple[Guard, ...]


@dataclass(slots=True)
class Variant:
    """``read`` and ``drawn``: its outline and its HTML were compared with those of a whole message."""

    kind: Kind
    parsed: Parsed
    segments: dict[int, Segment] = field(default_factory=dict)
    outlines: dict[tuple[Any, ...], Placed] = field(default_factory=dict)
    splices: dict[tuple[int, int, Place], Splice] = field(default_factory=dict)
    common: dict[str, Any] = field(default_factory=dict)
    read: bool = False
    drawn: bool = False

    def placed(
        self, step: Step, order: int, column: int, before: tuple[Guard, ...], turns: Mapping[int, int], texts: Mapping[int, str]
    ) -> Placed:
        around = tuple(turns.get(loop, -1) for loop in self.kind.needs) if self.kind.needs else ()
        key = (step.shift, order, column, id(before), around)
        found = self.outlines.get(key)
        if found is None:
            if len(self.outlines) >= _PLACES:
                self.outlines.clear()
            found = self.outlines[key] = self._place(step, order, column, before, turns, texts)
        return found

    def _place(
        self, step: Step, order: int, column: int, before: tuple[Guard, ...], turns: Mapping[int, int], texts: Mapping[int, str]
    ) -> Placed:
        kind = self.kind
        walk = Walk(kind.template.body)
        walk.path, walk.depths, walk.turns = list(step.state[0]), list(step.state[1]), dict(turns)
        pieces = pieces_of(kind.kinds.cutter, walk, step.part)
        if kind.keyed:
            pieces = kind.written(pieces, texts)
        found = parsed(pieces, kind.template, before, final=kind.final)
        outline = outline_of_part(found.marked, found.document, order, column, self.common)
        changed = {loop: turn for loop, turn in walk.turns.items() if turns.get(loop) != turn}
        guards = kind.kinds.interned(pieces[-1].guards)
        return Placed(outline, order + len(outline.blocks), column + column_count(found.document), changed, guards)

    def segment(self, frame: Frame) -> Segment:
        """Raises NotAlone, StageError."""
        found = self.segments.get(frame.number)
        if found is None:
            found = self.segments[frame.number] = frame.segment(self.parsed)
        return found
