"""Which offers a draft shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tactful.template.flows import Each, Ref, Span

if TYPE_CHECKING:
    from tactful.draft.model import Draft, Hole, LiveOffer


def live_offers(draft: Draft) -> tuple[LiveOffer, ...]:
    """An offer is live where a turn of a loop with it showed something, or where a value of it is printed.

    An element that a filter chose (``offers | first``) is found again by the printed value.
    """
    from tactful.draft.model import LiveOffer

    offers = draft.context.get("offers")
    if not isinstance(offers, list) or not offers:
        return ()
    found: dict[int, Span] = {}
    for index, span in draft.shape.outline.turn_spans:
        item = draft.values[index] if index >= 0 else None
        for at, offer in enumerate(offers):
            if offer is item:
                found.setdefault(at, span)
    for hole in draft.shape.outline.holes:
        for ref in (*hole.flow.prints, *hole.flow.steers):
            if ref.steps[0] == "offers" and len(ref.steps) > 1:
                for at in _indexes(draft, hole, ref, offers):
                    found.setdefault(at, ref.span)
    return tuple(LiveOffer(at, offers[at], found[at]) for at in sorted(found) if isinstance(offers[at], dict))


def _indexes(draft: Draft, hole: Hole, ref: Ref, offers: list[Any]) -> list[int]:
    step = ref.steps[1]
    if isinstance(step, int):
        return [step % len(offers)] if -len(offers) <= step < len(offers) else []
    if isinstance(step, Each):
        printed = draft.value(hole)
        resolved = draft.resolve(ref)
        same = [at for at, one in enumerate(resolved) if one.value == printed]
        return same or ([0] if len(offers) == 1 else list(range(len(offers))) if not ref.filters else same)
    bound = {loop: index for loop, index in hole.loops}
    index = bound.get(getattr(step, "loop", -1), -1)
    item = draft.values[index] if index >= 0 else None
    return [at for at, offer in enumerate(offers) if offer is item]
