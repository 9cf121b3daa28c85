"""Which offers a draft shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tactful.template.flows import LoopStep, Ref, Span

if TYPE_CHECKING:
    from tactful.draft.model import Draft, Hole, Shape


_TELLING = 3
"""Letters from which a value is known again inside a longer text."""


@dataclass(slots=True)  # frozen costs three times as much to make, and six are made for every newsletter
class LiveOffer:
    """An offer that this draft shows. ``index`` is its place in ``offers``; ``span`` where the template shows it first."""

    index: int
    offer: Mapping[str, Any]
    span: Span


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where a shape shows offers beside the items of loops: fixed positions, and elements that a filter chose."""

    fixed: tuple[tuple[int, Span], ...]
    chosen: tuple[tuple[Hole, Ref], ...]


def live_offers(draft: Draft) -> tuple[LiveOffer, ...]:
    """An offer is live where a turn of a loop with it showed something, or where a value of it is printed.

    An element that a filter chose (``offers | first``) is found again by the printed value.
    """
    offers = draft.context.get("offers")
    if not offers:
        return ()
    plan = draft.shape.decided("offers_plan", _planned)
    found: dict[int, Span] = {}
    places = {id(offer): at for at, offer in enumerate(offers)}
    values = draft.values
    for index, span in draft.shape.outline.turn_spans:
        at = places.get(id(values[index]))
        if at is not None and at not in found:
            found[at] = span
    count = len(offers)
    for step, span in plan.fixed:
        if -count <= step < count:
            found.setdefault(step % count, span)
    for hole, ref in plan.chosen:
        for at in _same(draft, hole, ref, count):
            found.setdefault(at, ref.span)
    return tuple([LiveOffer(at, offers[at], found[at]) for at in sorted(found)])


def _planned(shape: Shape) -> _Plan:
    fixed: dict[int, Span] = {}
    chosen: dict[tuple[Ref, int], tuple[Hole, Ref]] = {}
    outline = shape.outline
    found = outline.each_block("offers", lambda block: (one for hole in block.holes for one in _outside_turns(hole)))
    found += outline.each_spot("offers in spots", lambda spot: (one for hole in spot.own_holes for one in _outside_turns(hole)))
    for hole, ref, step in found:
        if step is not None:
            fixed.setdefault(step, ref.span)
        else:
            chosen.setdefault((ref, hole.index), (hole, ref))
    return _Plan(tuple(fixed.items()), tuple(chosen.values()))


def _outside_turns(hole: Hole) -> Iterator[tuple[Hole, Ref, int | None]]:
    """What an output prints of offers that no loop goes through, with the position where that is fixed."""
    flow, bound = hole.flow, {loop for loop, index in hole.loops if index >= 0}
    for ref in flow.prints:
        if ref.steps[0] != "offers" or len(ref.steps) < 2:
            continue
        step = ref.steps[1]
        if isinstance(step, LoopStep) and step.loop in bound:
            continue  # what a loop shows is found by its turn
        plain = isinstance(step, int) and len(flow.prints) == 1 and not flow.literals and not flow.steers
        yield hole, ref, step if plain and isinstance(step, int) else None


def _same(draft: Draft, hole: Hole, ref: Ref, count: int) -> list[int]:
    """The offers whose value is the printed one, or stands in it; all that may be meant where it was changed beyond recognition."""
    printed: Any = draft.value(hole)
    if isinstance(printed, str) and printed in hole.flow.literals:
        return []
    meant = [(_index(one.path, count), one.value) for one in draft.resolve(ref)]
    same = [at for at, value in meant if value == printed or _stands_in(value, printed)]
    return same or ([at for at, _value in meant] if len(meant) == 1 or not ref.filters else [])


def _index(path: str, count: int) -> int:
    """The place in the list that a path such as ``offers[2].title`` names."""
    return int(path[path.index("[") + 1 : path.index("]")]) % count


def _stands_in(value: Any, printed: Any) -> bool:
    return isinstance(value, str) and isinstance(printed, str) and len(value) >= _TELLING and value.casefold() in printed.casefold()
