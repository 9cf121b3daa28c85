"""What rules read: blocks of copy with holes, the guards around them, and one customer's values.

An ``Outline`` is the text before it becomes HTML. A template has one in which every branch stands (static rules); each shape has
one with the live branches only. A ``Draft`` is a shape with one customer's values.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from tactful.draft.offers import LiveOffer, live_offers
from tactful.model.clock import Clock
from tactful.model.quick import quick
from tactful.template.flows import Flow, Guard, LoopStep, Ref, Span

if TYPE_CHECKING:
    from tactful.draft.decisions import Ground
    from tactful.draft.template import Template

T = TypeVar("T")
HOLE = "\ufffc"  # stands for a printed value in the text of a block (OBJECT REPLACEMENT CHARACTER)

_OPEN = object()

BlockKind = Literal["subject", "preheader", "text", "button", "cell", "alt", "raw", "title", "social", "navbar", "accordion", "other"]
SpotKind = Literal["subject", "preheader", "alt", "url", "class", "attribute", "style", "comment", "structure", "field"]


@quick
@dataclass(frozen=True, slots=True)
class Hole:
    """One printed value. ``index`` numbers it in ``Draft.values``; -1 in a template's outline, where no value is known.

    ``loops`` binds loop numbers to the index of the item's value in ``Draft.values``, innermost last. ``text`` is not None where
    the value was known when the shape was made and is part of its key.
    """

    flow: Flow
    index: int
    loops: tuple[tuple[int, int], ...]
    text: str | None = None


@quick
@dataclass(frozen=True, slots=True)
class Segment:
    """A run of literal text within ``Block.text`` that stands under the same guards. ``span`` is where the author wrote it."""

    start: int
    end: int
    guards: tuple[Guard, ...]
    loops: tuple[tuple[int, int], ...]
    span: Span


@quick
@dataclass(frozen=True, eq=False)
class Block:
    """The unit in which a claim is made.

    ``text`` is what a reader sees, inline tags joined, entities decoded, each printed value as U+FFFC; the n-th U+FFFC is
    ``holes[n]``. ``column`` identifies the mj-column (blocks with the same column and neighbouring ``order`` stand beside each
    other); -1 for subject and preheader.
    """

    kind: BlockKind
    order: int
    column: int
    element: str
    text: str
    holes: tuple[Hole, ...]
    segments: tuple[Segment, ...]
    span: Span
    links: tuple[Spot, ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def segment_at(self, offset: int) -> Segment | None:
        """The literal run that holds this offset of ``text``, or None on a hole."""
        at = bisect_right(self._starts, offset) - 1
        return self.segments[at] if at >= 0 and offset < self.segments[at].end else None

    def span_at(self, start: int, end: int) -> Span:
        """The author's place of ``text[start:end]``; the block's own where the range is generated."""
        segment = self.segment_at(start)
        if segment is None:
            nth = self.text.count(HOLE, 0, start)
            return self.holes[nth].flow.span if self.text[start : start + 1] == HOLE else self.span
        return segment.span

    @cached_property
    def guards(self) -> tuple[Guard, ...]:
        """Every guard around any visible part of the block, each once, in order."""
        seen: dict[Guard, None] = {}
        for segment in self.segments:
            if self.text[segment.start : segment.end].strip():
                seen.update(dict.fromkeys(segment.guards))
        for hole in self.holes:
            seen.update(dict.fromkeys(hole.flow.guards))
        return tuple(seen)


@quick
@dataclass(frozen=True, eq=False)
class Spot:
    """A place outside the running copy that carries values or branches: a URL, an alt text, a CSS class, subject, preheader.

    ``text`` has U+FFFC for each of ``holes``. ``inner_guards`` are conditions that begin inside the spot, so that its text
    encodes their outcome (``?seg={% if … %}hund{% endif %}``); conditions around the whole element are not among them.
    ``label`` is the visible text of a link. ``url_values`` of the holes are known only in a draft. A ``field`` is an input of a form:
    its name, placeholder or accessible name. ``beside`` (of URLs and fields) are the orders of the blocks that it stands in; where it
    stands in none, of those before and after it in the same column.
    """

    kind: SpotKind
    element: str
    attribute: str
    text: str
    holes: tuple[Hole, ...]
    inner_guards: tuple[Guard, ...]
    guards: tuple[Guard, ...]
    span: Span
    label: str = ""
    beside: tuple[int, ...] = ()

    @property
    def own_holes(self) -> tuple[Hole, ...]:
        """The holes that are no block's."""
        return () if self.kind in ("subject", "preheader", "alt", "field") else self.holes


@quick
@dataclass(frozen=True, eq=False)
class Outline:
    """Blocks in reading order (subject and preheader first), spots (every URL among them) and the loops that were entered.

    ``turn_spans`` are the turns of loops that showed something: index of the item in ``Draft.values``, and where. ``parts`` are the
    outlines that this one was put together from, and may have parts too: the same objects, blocks and spots in every shape that has them.
    ``fields`` is the place in ``spots`` from which on they are fields. ``kind`` is kept for all parts that differ in nothing but their
    numbers.
    """

    blocks: tuple[Block, ...]
    spots: tuple[Spot, ...]
    turn_spans: tuple[tuple[int, Span], ...] = ()
    parts: tuple[Outline, ...] = field(default=(), repr=False)
    fields: int = field(default=0, repr=False)
    memo: dict[str, Any] = field(default_factory=dict, repr=False)
    kind: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def joined(cls, parts: tuple[Outline, ...]) -> Outline:
        """The outline of a message that consists of these parts."""
        return _Joined(parts)

    @property
    def has_fields(self) -> bool:
        return self.fields < len(self.spots)

    def each_spot(self, key: str, find: Callable[[Spot], Iterable[T]]) -> list[T]:
        """What ``find`` gets from each spot, in their order, remembered as by ``each``."""
        found = self.each(key, lambda part: (one for spot in part.spots[: part.fields] for one in find(spot)))
        if self.has_fields:
            found += self.each(f"{key}, fields", lambda part: (one for spot in part.spots[part.fields :] for one in find(spot)))
        return found

    def each_block(self, key: str, find: Callable[[Block], Iterable[T]]) -> list[T]:
        """What ``find`` gets from each block, in their order, remembered as by ``each``."""
        return self.each(key, lambda part: (one for block in part.blocks for one in find(block)))

    def distinct(self, key: str, find: Callable[[Block], Iterable[T]]) -> tuple[T, ...]:
        """What ``find`` gets from the blocks, each once where it is met first, remembered as by ``each``."""
        return tuple(dict.fromkeys(self.each(key, lambda part: dict.fromkeys(one for block in part.blocks for one in find(block)))))

    def each(self, key: str, find: Callable[[Outline], Iterable[T]]) -> list[T]:
        """What ``find`` gets from each part, remembered by the part under ``key``: shapes of a template share parts, so what is found of
        blocks and spots one by one need not be found anew for every shape. ``find`` may look at nothing but the part and its template."""
        parts = self.parts or (self,)
        try:
            return list(chain.from_iterable([part.memo[key] for part in parts]))
        except KeyError:
            pass
        found: list[T] = []
        for part in parts:
            own = part.memo.get(key)
            if own is None:
                own = part.memo[key] = tuple(part.each(key, find) if part.parts else find(part))
            found += own
        return found

    @property
    def leaves(self) -> Iterator[Outline]:
        """The parts that have none themselves."""
        for part in self.parts:
            yield from part.leaves if part.parts else (part,)

    @cached_property
    def holes(self) -> tuple[Hole, ...]:
        """Every hole of blocks and spots, each occurrence once."""
        return (*self.each_block("holes", lambda block: block.holes), *self.each_spot("holes of spots", lambda spot: spot.own_holes))

    def neighbours(self, block: Block) -> tuple[Block, ...]:
        """The block before and the one after in the same column."""
        if block.column < 0:
            return ()
        around = self.blocks if not self.parts else next(part.blocks for part in self.parts if any(one is block for one in part.blocks))
        column = [other for other in around if other.column == block.column]
        at = next(n for n, other in enumerate(column) if other is block)
        return tuple(column[n] for n in (at - 1, at + 1) if 0 <= n < len(column))


class _Joined(Outline):
    """An outline of parts. Thousands are kept of a campaign, and most are looked at by part: the whole is put together when it is asked for."""

    def __init__(self, parts: tuple[Outline, ...]) -> None:
        turns: dict[int, tuple[int, Span]] = {}
        for part in parts:
            for turn in part.turn_spans:
                turns.setdefault(turn[0], turn)
        known = {"turn_spans": tuple(turns.values()), "parts": parts, "fields": sum(part.fields for part in parts), "memo": {}, "kind": {}}
        self.__dict__.update(known)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for part in self.parts for block in part.blocks)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        first = [spot for part in self.parts for spot in part.spots[: part.fields]]
        return (*first, *(spot for part in self.parts for spot in part.spots[part.fields :]))

    @cached_property
    def has_fields(self) -> bool:
        return any(part.has_fields for part in self.parts)


@dataclass(eq=False)
class Shape:
    """Everything about a draft but its values. Drafts of one shape differ only in ``Draft.values``.

    ``memo`` is a place for rules to keep what they decided once per shape; the engine hands each rule its own entry. ``ground`` is what
    was decided for all shapes that answer alike.
    """

    template: Template
    outline: Outline
    memo: dict[str, Any] = field(default_factory=dict)
    _ground: Ground | None = field(default=None, init=False, repr=False)

    @property
    def ground(self) -> Ground:
        found = self._ground
        if found is None:
            found = self._ground = self.template.grounds.of(self)
        return found

    def decided(self, key: str, decide: Callable[[Shape], T]) -> T:
        """What ``decide`` makes of the shape, once for all shapes of its template that answer alike what it asks: ``Outline.each``,
        ``each_block``, ``each_spot``, ``decided``. It may read the rest of the shape too, and is then run for each. What it makes may
        look at the template, at a draft and at the answers, but at the shape no more. ``key`` stands for ``decide``."""
        ground = self._ground
        if ground is None:
            ground = self.ground
        found: T = ground.get(key, _OPEN)
        if found is _OPEN:
            found = self.memo.get(key, _OPEN)
            if found is _OPEN:
                found = self.template.grounds.decided(self, ground, key, decide)
        return found


@quick
@dataclass(frozen=True, slots=True)
class Resolved:
    """One value behind a ref for this customer: ``path`` with indexes (``customer.history[2].item``), the list entry that it
    belongs to (the innermost object in a list on the way) or None, and the value (None where absent)."""

    path: str
    entry: Mapping[str, Any] | None
    value: Any


class Draft:
    """A template bound to one customer, expanded but not yet HTML. Read-only."""

    __slots__ = ("__dict__", "context", "customer", "shape", "values")

    def __init__(self, shape: Shape, values: list[Any], context: Mapping[str, Any]) -> None:
        self.shape = shape
        self.values = values
        self.context = context
        self.customer: Mapping[str, Any] = context.get("customer") or {}

    @property
    def template(self) -> Template:
        return self.shape.template

    @property
    def outline(self) -> Outline:
        return self.shape.outline

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.shape.outline.blocks

    @property
    def clock(self) -> Clock:
        """The customer's time; read once. (A ``cached_property`` takes a lock in Python 3.11, which every message would pay.)"""
        found: Clock | None = self.__dict__.get("_clock")
        if found is None:
            found = self.__dict__["_clock"] = Clock.of(self.context, self.shape.template.config.time_zone)
        return found

    def value(self, hole: Hole) -> Any:
        """What is printed here: the value before escaping (a string, number, boolean, None, list or object)."""
        return hole.text if hole.text is not None else self.values[hole.index]

    def text(self, block: Block) -> str:
        """The block's text with this customer's values in place."""
        parts = block.text.split(HOLE)
        values = [*("" if (v := self.value(hole)) is None else str(v) for hole in block.holes), ""]
        return "".join(part + value for part, value in zip(parts, values, strict=False))

    def resolve(self, ref: Ref, loops: tuple[tuple[int, int], ...] = ()) -> tuple[Resolved, ...]:
        """The values behind ``ref``; several where the analysis knows only that it is some element of a list."""
        bound = {loop: self.values[index] for loop, index in loops if index >= 0}
        return tuple(self._walk(ref.steps, bound))

    def _walk(self, steps: tuple[Any, ...], bound: dict[int, Any]) -> Iterator[Resolved]:
        spots: list[tuple[str, Mapping[str, Any] | None, Any]] = [("", None, self.context)]
        for step in steps:
            following: list[tuple[str, Mapping[str, Any] | None, Any]] = []
            for path, entry, value in spots:
                if isinstance(step, str):
                    member = value.get(step) if isinstance(value, Mapping) else None
                    following.append((f"{path}.{step}" if path else step, entry, member))
                    continue
                for index, item in _elements(step, value, bound):
                    following.append((f"{path}[{index}]", item if isinstance(item, Mapping) else entry, item))
            spots = following
        for path, entry, value in spots:
            yield Resolved(path, entry, value)

    @property
    def offers(self) -> tuple[LiveOffer, ...]:
        """The offers that a live loop or branch shows, in the order of the context; found once."""
        found: tuple[LiveOffer, ...] | None = self.__dict__.get("_offers")
        if found is None:
            found = self.__dict__["_offers"] = live_offers(self)
        return found


def _elements(step: Any, value: Any, bound: dict[int, Any]) -> Iterator[tuple[int, Any]]:
    """The list elements that one step stands for. An item bound by a loop is found again by identity, then by equality."""
    if not isinstance(value, list):
        return
    if isinstance(step, int):
        if -len(value) <= step < len(value):
            yield step % len(value), value[step]
        return
    if isinstance(step, LoopStep) and step.loop in bound:
        item = bound[step.loop]
        for index, element in enumerate(value):
            if element is item:
                yield index, element
                return
        for index, element in enumerate(value):
            if element == item:
                yield index, element
                return
        return
    yield from enumerate(value)
