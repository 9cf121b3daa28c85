from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tactful.draft.model import Hole, Spot
from tactful.draft.template import Template
from tactful.lint.facts_used import used_facts
from tactful.lint.rule import Example, Issue, Rule
from tactful.template.flows import Ref

_SEGMENT: dict[str, Any] = {
    "properties": {"customer": {"properties": {"segment": {"type": "string", "x-fact": {
        "provenance": "inferred", "sensitivity": "life_event", "known_to_recipient": True}}}, "required": ["segment"]}},
}  # fmt: skip
_CONTEXT = {"customer": {"segment": "baby", "id": "c-1"}}
_PLACES = {"subject": "the subject", "preheader": "the preheader", "alt": "an alternative text", "url": "a link", "class": "a CSS class"}


class FactInMetadata(Rule):
    """A fact other than a name or ledger fact stands where it travels on: subject, preheader, alt text, URL, CSS class.

    What it finds: a printed fact that is not ledger in one of these places; for URLs and classes also a text that encodes a branch on such
    a fact (`?seg={% if customer.dog %}hund{% endif %}`).

    Why it hurts: subjects show on locked screens, links land in logs, analytics and other people's browsers.

    What to do: use an opaque id in links, and say nothing of the recipient in subject, preheader and alt texts but their name.

    Source: GUARDRAILS EXP208 and §7 Wording.
    """

    code = "EXP208"
    name = "fact-in-metadata"
    kinds = ("static",)
    violates = (
        Example("en", '<mj-button href="https://shop.example/?seg={{ customer.segment }}">Shop</mj-button>', {}, _CONTEXT, _SEGMENT),
        Example("sv", '<mj-button href="https://butik.example/?s={% if customer.segment == \'baby\' %}gravid{% endif %}">Handla</mj-button>', {}, _CONTEXT, _SEGMENT),
    )  # fmt: skip
    passes = (
        Example("en", '<mj-button href="https://shop.example/?id={{ customer.id }}">Shop</mj-button>', {}, _CONTEXT, _SEGMENT),
        Example("sv", '{% if customer.segment == \'baby\' %}<mj-button href="https://butik.example/rea">Handla</mj-button>{% endif %}', {}, _CONTEXT, _SEGMENT),
    )  # fmt: skip

    def check_template(self, template: Template) -> Iterator[Issue]:
        for spot in template.outline.spots:
            if spot.kind not in _PLACES:
                continue
            seen: set[str] = set()
            for ref, verb in self._refs(spot):
                for fact in used_facts(template, ref, None):
                    if fact.label.ledger or fact.path in seen or _own_order(template, fact.path):
                        continue
                    seen.add(fact.path)
                    yield Issue(
                        f"{fact.path} {verb} {_PLACES[spot.kind]}", ref.span, (fact.path,), {"place": spot.kind, "attribute": spot.attribute},
                        "use an opaque id" if spot.kind in ("url", "class") else "leave it out; only a name may stand there", block=spot.kind,
                    )  # fmt: skip

    @staticmethod
    def _refs(spot: Spot) -> Iterator[tuple[Ref, str]]:
        for hole in spot.holes:
            for ref in hole.flow.prints:
                yield ref, "is printed in"
            if spot.kind in ("url", "class"):
                yield from ((ref, "can be read off") for ref in _choosing(hole))
        if spot.kind in ("url", "class"):
            for guard in spot.inner_guards:
                if guard.kind == "if":
                    yield from ((ref, "can be read off") for ref in guard.refs)


def _choosing(hole: Hole) -> tuple[Ref, ...]:
    """What chose one of the template's own strings: a lookup, a ternary, a variable set in branches."""
    return hole.flow.steers if hole.flow.literals else ()


def _own_order(template: Template, path: str) -> bool:
    """In a service mail, history is the customer's own orders (GUARDRAILS §7, Facts); which entries, no static rule can know."""
    return template.manifest.purpose == "service" and path.startswith("customer.history")
