from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.lint.exposure import Exposure, exposure, paths
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.shared.claims import claims, depends_on_customer

_VISIT: dict[str, Any] = {
    "properties": {"customer": {"properties": {"visit": {"type": "object", "properties": {
        "at": {"type": "string", "x-fact": {"provenance": "observed", "sensitivity": "lifestyle", "granularity": {"time": "clock"}, "known_to_recipient": True}},
        "item": {"type": "string", "x-fact": {"provenance": "observed", "sensitivity": "lifestyle", "granularity": {"item": "activity"}, "known_to_recipient": True}},
    }, "required": ["at", "item"]}}, "required": ["visit"]}},
}  # fmt: skip
_YOGA = {"customer": {"visit": {"at": "2026-02-09T18:00:00+01:00", "item": "yoga"}}}


class TooSpecific(Rule):
    """The message says, or lets its choices tell, more of what is known than a recipient bears.

    What it finds: an exposure at or over the threshold. A claim joins the labels of the facts that a block prints, as coarsened (time,
    place, item, quantity, person, provenance, sensitivity), and multiplies their sum by the echo: 1 where they only steer, 2 where they
    are printed, 3 under words of watching. Special facts that were neither stated nor transacted, and a third party's facts that are
    said back, are blocked whatever the score.

    Why it hurts: selecting is welcome, quoting is not: "seven times in Paris in February and March" makes people shudder.

    What to do: let the fact choose the offer and leave it unsaid, or coarsen what is printed (`| season`, `| category`, `| some`).

    Source: GUARDRAILS §5; the Norwegian and Swedish articles on the yoga class and the Paris traveller.

    Configuration: thresholds.exposure_warn (9) and thresholds.exposure_reject (14).
    """

    code = "EXP201"
    name = "too-specific"
    violates = (
        Example("en", "<mj-text>How was {{ customer.visit.item }} at {{ customer.visit.at }}?</mj-text>", {}, _YOGA, _VISIT),
        Example("sv", "<mj-text>Tack för {{ customer.visit.item }} den {{ customer.visit.at }}</mj-text>", {}, _YOGA, _VISIT),
    )
    passes = (
        Example("en", "<mj-text>{% if customer.visit.item == 'yoga' %}Mats at 20 % off{% endif %}</mj-text>", {}, _YOGA, _VISIT),
        Example("sv", "<mj-text>Tack för i {{ customer.visit.at | season }}</mj-text>", {}, _YOGA, _VISIT),
    )

    def prepare(self, shape: Shape) -> Check | None:
        depends = depends_on_customer(shape)
        known: list[tuple[Issue, ...]] = []

        def check(draft: Draft) -> Iterable[Issue]:
            if depends or draft.customer.get("facts") or _some_absent(draft):
                return tuple(self._judge(draft))
            if not known:
                known.append(tuple(self._judge(draft)))
            return known[0]

        return check

    def _judge(self, draft: Draft) -> Iterator[Issue]:
        found: Exposure = exposure(claims(draft))
        thresholds = draft.template.config.thresholds
        if found.worst is None or (not found.hard and found.score < thresholds.exposure_warn):
            return
        severe = bool(found.hard) or found.score >= thresholds.exposure_reject
        block = found.worst.block
        span = (
            next((hole.flow.span for hole in block.holes if hole.flow.prints), block.span)
            if block
            else draft.template.manifest_span("selection")
        )
        parts = found.evidence.get("parts", {})
        heaviest = max(parts, key=lambda name: parts[name], default="")
        reason = f"{found.hard}" if found.hard else f"exposure {found.score:g} (reject at {thresholds.exposure_reject:g})"
        yield Issue(
            f"too specific: {reason}", span, paths(found.worst.facts), found.evidence,
            _advice(heaviest, found.worst.echo), "error" if severe else "warning", block.kind if block else "",
        )  # fmt: skip


def _some_absent(draft: Draft) -> bool:
    """Whether a printed value is missing, so that this customer's claims are fewer than the shape's."""
    return any(value is None or value == "" for value in draft.values)


def _advice(heaviest: str, echo: int) -> str:
    lower = {
        "time": "print `| season` or `| month` instead of the moment", "place": "print `| region` instead of the place",
        "item": "print `| category` instead of the thing", "quantity": "print `| some` or `| range` instead of the number",
        "provenance": "leave unsaid what they did not tell you", "sensitivity": "leave this unsaid", "person": "do not name others",
    }.get(heaviest, "leave it unsaid")  # fmt: skip
    return f"{'take out the words of watching, and ' if echo == 3 else ''}{lower}; or let the fact choose the content without printing it"
