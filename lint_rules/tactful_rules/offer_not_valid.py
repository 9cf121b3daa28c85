from __future__ import annotations

from collections.abc import Iterator

from tactful.draft.model import Draft
from tactful.lint.rule import Example, Issue, Rule

_OFFER = "<mj-text>{{ offers[0].title }}</mj-text>"
_SCHEMA = {
    "properties": {"offers": {"minItems": 1, "items": {"required": ["title"], "properties": {"title": {"type": "string"}}}}},
    "required": ["offers"],
}


def _offers(**window: str) -> dict[str, object]:
    return {"offers": [{"id": "a", "topic": "retail.home", "title": "Lamp", **window}]}


class OfferNotValid(Rule):
    """An offer is shown that is not yet, or no longer, valid.

    What it finds: a live offer whose `valid_from` lies after `as_of`, or whose `valid_until` lies before it. A date is the whole day in the
    recipient's zone; both ends are inclusive.

    Why it hurts: the reader clicks and is told no.

    What to do: choose the offers at the time of sending, or filter them in the loop.

    Source: GUARDRAILS DAT405 and §7 Time.
    """

    code = "DAT405"
    name = "offer-not-valid"
    violates = (
        Example("en", _OFFER, {}, _offers(valid_until="2026-02-12"), _SCHEMA),
        Example("sv", _OFFER, {}, _offers(valid_from="2026-02-14"), _SCHEMA),
    )
    passes = (
        Example("en", _OFFER, {}, _offers(valid_until="2026-02-13"), _SCHEMA),
        Example("sv", _OFFER, {}, _offers(valid_from="2026-02-13", valid_until="2026-02-13"), _SCHEMA),
    )

    def check_draft(self, draft: Draft) -> Iterator[Issue]:
        for live in draft.offers:
            begins, ends = live.offer.get("valid_from"), live.offer.get("valid_until")
            if (begins is None and ends is None) or draft.clock.within(begins, ends):
                continue
            early = not draft.clock.within(begins, None)
            yield Issue(
                f"offers[{live.index}] is {'not yet' if early else 'no longer'} valid at as_of", live.span,
                (f"offers[].{'valid_from' if early else 'valid_until'}",), {"offer": live.index},
                "leave the offer out until it begins" if early else "leave out what has ended",
            )  # fmt: skip
