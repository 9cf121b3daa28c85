"""Shapes put together from parts: a newsletter with twelve conditional badges has 4,096 shapes, but only two kinds of section.

What a shape needs beyond its parts is joined: blocks for the rules, strings for the mould. The first shapes with a part that is new are
made as a whole too and compared; a message that fails the comparison is never put together again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tactful.draft.model import Outline, Shape
from tactful.draft.template import Template
from tactful.errors import StageError, TemplateError
from tactful.render.kinds import Kinds, Step
from tactful.render.mould import Cut, Mould, check_size, text_of
from tactful.render.opening import Opening, finished
from tactful.render.parts import Cutter, Slice, State
from tactful.render.sections import NotAlone
from tactful.render.shapes import Family, RenderShape, family_of, shape_of
from tactful.render.spliced import Splice, spliced

_COMPARED = 8  # shapes of a message that are made as a whole too because a part of them is new
_IN_VAIN = 8  # expansions of a message that may turn out to be of a piece before it is left alone
_SHAPES = 512
_GROUP = 4
_REMEMBERED = 20_000

Expansions = tuple[str, str, str]


class Composer:
    """Puts the shapes of one template together. Thread-safe as dictionaries are: at worst something is made twice."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.cutter = Cutter(template.body)
        self.kinds = Kinds(template, self.cutter)
        self.off = not self.cutter.ends
        self.vain = 0
        self.compared = {"outline": 0, "mould": 0}
        self._groups: dict[tuple[int, ...], Outline] = {}
        self._openings: dict[tuple[str, str, str], Opening | None] = {}
        self._steps: dict[tuple[bool, bool, str, State], Step | None] = {}

    def family(self, expansions: Expansions) -> ComposedFamily | None:
        """The family of these tokens as parts; None where they have none, and are to be taken as a whole."""
        if self.off:
            return None
        try:
            found = self._family(expansions)
        except (NotAlone, StageError, TemplateError):
            self.vain += 1
            self.off = self.vain >= _IN_VAIN
            return None
        self.vain = 0
        return found

    def _family(self, expansions: Expansions) -> ComposedFamily:
        subject, preheader, body = expansions
        slices = self.cutter.slices(body)
        opening, at = self._opening(subject, preheader, slices)
        steps: list[Step] = []
        state, known, last = opening.state, self._steps, len(slices) - 1
        begun: Slice | None = None  # what the parts before have left over
        count = int(opening.numbered)
        for number in range(at, last + 1):
            inside, tokens = slices[number]
            step = known.get((inside, number == last, tokens, state)) if begun is None else None
            if step is None:
                piece = Slice(inside, number == last, tokens)
                begun = piece if begun is None else begun.joined(piece)
                step = self._step(begun, state)
                if step is None:
                    continue
                begun = None
            steps.append(step)
            state = step.kind.state
            count += step.kind.numbered
        if begun is not None or not steps or count > 1:
            raise NotAlone
        return ComposedFamily(self, expansions, opening, steps)

    def _opening(self, subject: str, preheader: str, slices: list[tuple[bool, str]]) -> tuple[Opening, int]:
        current = Slice(False, False, "")
        for number, (inside, tokens) in enumerate(slices[:-1]):
            current = current.joined(Slice(inside, False, tokens))
            key = (subject, preheader, current.tokens)
            if key not in self._openings:
                if len(self._openings) >= _REMEMBERED:
                    self._openings.clear()
                self._openings[key] = self.kinds.opening(subject, preheader, current)
            found = self._openings[key]
            if found is not None:
                return found, number + 1
        raise NotAlone

    def grouped(self, parts: list[Outline]) -> tuple[Outline, ...]:
        """The outlines of parts, some and some together: shapes share groups too, and what is looked up by part is looked up less often."""
        found = parts[:1]
        for at in range(1, len(parts), _GROUP):
            some = tuple(parts[at : at + _GROUP])
            key = tuple(map(id, some))  # a group keeps its parts alive, and with them their identity
            group = self._groups.get(key)
            if group is None:
                if len(self._groups) >= _REMEMBERED:
                    self._groups.clear()
                group = self._groups[key] = Outline.joined(some) if len(some) > 1 else some[0]
            found.append(group)
        return tuple(found)

    def _step(self, part: Slice, state: State) -> Step | None:
        key = (part.inside, part.final, part.tokens, state)
        if key not in self._steps:
            if len(self._steps) >= _REMEMBERED:
                self._steps.clear()
            self._steps[key] = self.kinds.step(part, state)
        return self._steps[key]


class ComposedFamily(Family):
    """A family whose shapes are put together."""

    def __init__(self, composer: Composer, expansions: Expansions, opening: Opening, steps: list[Step]) -> None:
        keyed = dict.fromkeys(opening.family.keyed)
        for step in steps:
            if step.sole is None:
                keyed.update(dict.fromkeys(index + step.shift for index in step.kind.keyed))
        super().__init__(opening.family.subject, opening.family.preheader, [], tuple(keyed), {})
        self.composer = composer
        self.expansions = expansions
        self.opening = opening
        self.steps = steps

    def shape(self, template: Template, values: Sequence[Any]) -> RenderShape:
        texts = {index: text_of(values[index]) for index in self.keyed}
        key = tuple(texts.values())
        shape = self.shapes.get(key)
        if shape is None:
            check_size(key, template.config.limits.output_bytes, template.body.source.file)
            shape = self._made(texts)
            if len(self.shapes) >= _SHAPES:
                self.shapes.pop(next(iter(self.shapes)))
            self.shapes[key] = shape
        return shape

    def _made(self, texts: dict[int, str]) -> RenderShape:
        """Raises ContextError for a keyed value that would change structure."""
        composer = self.composer
        if composer.off:
            return self.whole(texts)
        try:
            made = ComposedShape(self, texts)
        except (NotAlone, StageError):
            composer.off = True
            return self.whole(texts)
        new = [one for one in made.sources if not one.read]
        if new and composer.compared["outline"] < _COMPARED:
            composer.compared["outline"] += 1
            whole = self.whole(texts)
            if told(whole.outline) != told(made.outline):
                composer.off = True
                return whole
        for one in new:
            one.read = True
        return made

    def whole(self, texts: dict[int, str]) -> RenderShape:
        """The same shape, made in one piece."""
        template = self.composer.template
        return shape_of(template, family_of(template, self.expansions), texts)  # type: ignore[arg-type]


class ComposedShape(RenderShape):
    """A shape of parts. ``sources`` are the opening and the variants of kinds that it has."""

    def __init__(self, family: ComposedFamily, texts: dict[int, str]) -> None:
        opening = family.opening.shape(texts)
        self.variants = [step.sole or step.kind.variant({i: texts[i + step.shift] for i in step.kind.keyed}) for step in family.steps]
        parts: list[Outline] = [opening.outline]
        order, column, before = len(opening.outline.blocks), opening.columns, opening.guards
        turns = dict(family.opening.turns)
        for step, variant in zip(family.steps, self.variants, strict=True):
            placed = variant.placed(step, order, column, before, turns, texts)
            parts.append(placed.outline)
            order, column, before = placed.order, placed.column, placed.guards
            if placed.turns:
                turns.update(placed.turns)
        Shape.__init__(self, family.composer.template, Outline.joined(family.composer.grouped(parts)))
        self.family = family
        self.composed = family
        self.texts = texts
        self.opening = opening
        self.mould = None

    @property
    def sources(self) -> list[Any]:
        return [self.opening, *self.variants]

    def release(self) -> None:
        self.memo.clear()

    def moulded(self) -> Mould:
        if self.mould is None:
            self.mould = self._mould()
        return self.mould

    def _mould(self) -> Mould:
        """Raises StageError with the author's place."""
        composer = self.composed.composer
        if composer.off:
            return self._whole()
        try:
            made = self._spliced()
        except (NotAlone, StageError):
            whole = self._whole()
            composer.off = True
            return whole
        new = [one for one in self.sources if not one.drawn]
        if new and composer.compared["mould"] < _COMPARED:
            composer.compared["mould"] += 1
            whole = self._whole()
            if facts(whole) != facts(made):
                composer.off = True
                return whole
        for one in new:
            one.drawn = True
        return made

    def _whole(self) -> Mould:
        return self.composed.whole(self.texts).moulded()

    def _spliced(self) -> Mould:
        frame = self.opening.frame()
        segments = [variant.segment(frame) for variant in self.variants]
        begun = self.opening.begun(self.variants, segments)
        found: list[Splice] = []
        at = begun.splice.end
        for step, variant, segment in zip(self.composed.steps, self.variants, segments, strict=True):
            key = (frame.number, step.shift, at)
            splice = variant.splices.get(key)
            if splice is None:
                splice = variant.splices[key] = spliced(segment, step.shift, at)
            found.append(splice)
            at = splice.end
        return finished(begun, found)


def told(outline: Outline) -> str:
    """All that rules can read of an outline."""
    return repr((outline.blocks, outline.spots, outline.turn_spans))


def facts(mould: Mould) -> tuple[Any, ...]:
    """What a mould comes to, however its strings are cut."""

    def flat(cut: Cut) -> list[str | int]:
        return [mould.used[cut.fills[at // 2]] if at % 2 else part for at, part in enumerate(cut.parts)]

    urls = [([part if isinstance(part, str) else mould.used[part] for part in url.parts], url.span) for url in mould.urls]
    return flat(mould.subject), flat(mould.preheader), flat(mould.html), flat(mould.text), urls


__all__ = ["ComposedFamily", "ComposedShape", "Composer", "facts", "told"]
