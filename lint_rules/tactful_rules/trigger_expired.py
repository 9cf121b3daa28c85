from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.draft.offers import LiveOffer
from tactful.lint.rule import Check, Example, Issue, Rule

_OFFER = "<mj-text>{{ offers[0].title }}</mj-text>"
_SCHEMA = {
    "properties": {"offers": {"minItems": 1, "items": {"required": ["title"], "properties": {"title": {"type": "string"}}}}},
    "required": ["offers"],
}
_LONGEST = 10**9  # minutes, 1,900 years: what timedelta can hold, with room
_LAST = timedelta(microseconds=1)  # a day ends that long before the next one begins


def _visit(at: str, **trigger: Any) -> dict[str, Any]:
    """An offer after a visit; the examples' clock stands at 08:00 on 13 February 2026."""
    return {"offers": [{"id": "a", "topic": "retail.home", "title": "Lamp", "trigger": {"kind": "store_visit", "at": at, **trigger}}]}


class TriggerExpired(Rule):
    """The occasion that caused the message is over.

    What it finds: a live offer whose `trigger` lies further back at `as_of` than its `ttl_minutes`, or than the default where it names
    none. Exactly as long ago passes, and so does a trigger that is still to come. A trigger that names a day lasts to the end of that day
    in the recipient's zone, and its time to live begins there. A trigger without `at` says nothing about time and passes. Only offers
    have triggers: hard-coded content has no occasion of its own.

    Why it hurts: the coupon for the shop they left four hours ago says that somebody followed them, and was not even quick about it.

    What to do: send within the time to live, or choose the offers when the message goes out and leave out what came too late.

    Source: GUARDRAILS DAT402 and §7 Time; the store coupon of the Danish article.

    Configuration: thresholds.trigger_ttl_minutes (default 60, from GUARDRAILS DAT402).
    """

    code = "DAT402"
    name = "trigger-expired"
    violates = (
        Example("en", _OFFER, {}, _visit("2026-02-13T06:59:59+01:00"), _SCHEMA),
        Example("da", _OFFER, {}, _visit("2026-02-13T07:29:00+01:00", ttl_minutes=30), _SCHEMA),
    )
    passes = (
        Example("en", _OFFER, {}, _visit("2026-02-13T07:00:00+01:00"), _SCHEMA),
        Example("da", _OFFER, {}, _visit("2026-02-13T07:30:00+01:00", ttl_minutes=30), _SCHEMA),
    )

    def prepare(self, shape: Shape) -> Check:
        default = shape.template.config.thresholds.trigger_ttl_minutes

        def check(draft: Draft) -> Iterable[Issue]:
            triggered = [live for live in draft.offers if live.offer.get("trigger")] if "offers" in draft.context else ()
            return [issue for live in triggered for issue in _judged(draft, live, default)] if triggered else ()

        return check


def _judged(draft: Draft, live: LiveOffer, default: float) -> Iterator[Issue]:
    trigger = live.offer["trigger"]
    ttl = trigger.get("ttl_minutes")
    minutes = default if ttl is None else ttl
    since = draft.clock.elapsed(trigger.get("at"))
    if since is not None and since - _LAST > timedelta(minutes=min(minutes, _LONGEST)):
        yield Issue(
            f"the occasion of offers[{live.index}] was over its {minutes:g} minutes at as_of", live.span, ("offers[].trigger",),
            {"offer": live.index, "ttl_minutes": minutes},
            "leave this offer out once its time is over, or send sooner; if the occasion lasts longer, say so in trigger.ttl_minutes",
        )  # fmt: skip
