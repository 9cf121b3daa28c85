from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.lint.exposure import UsedFact
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.shared.claims import claiming, exposure_of, judged_once, may_claim

_STATED = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}


def _garden(count: int) -> dict[str, Any]:
    names = ("soil", "hedge", "lawn", "pond", "shed", "trees", "fence")[:count]
    members = {name: {"type": "string", "x-fact": _STATED} for name in names}
    return {
        "properties": {
            "customer": {
                "properties": {"garden": {"type": "object", "properties": members, "required": list(names)}},
                "required": ["garden"],
            }
        }
    }


def _grown(count: int) -> dict[str, Any]:
    return {"customer": {"garden": dict.fromkeys(("soil", "hedge", "lawn", "pond", "shed", "trees", "fence")[:count], "x")}}


def _chosen(count: int) -> dict[str, Any]:
    return {"selection": [f"customer.garden.{name}" for name in ("soil", "hedge", "lawn", "pond", "shed", "trees", "fence")[:count]]}


_PRINTED = "<mj-text>{{ customer.garden.soil }} {{ customer.garden.hedge }} {{ customer.garden.lawn }}</mj-text>"


class TooManyFacts(Rule):
    """The message shows more than three facts about its reader, or is chosen by more than five.

    What it finds: facts that are not ledger and are printed or told by the copy (entries of a list count one each), and, counted separately,
    facts behind the selection and the live branches. A presence test reads nothing.

    Why it hurts: each fact alone may be harmless; the man over fifty within twenty kilometres with a trailer, a store card and clogs knows
    that he is meant.

    What to do: choose by the two or three facts that matter, and show at most one or two.

    Source: GUARDRAILS EXP204; the six-attribute man of the Danish article.

    Configuration: thresholds.facts_shown (3) and thresholds.facts_steering (5).
    """

    code = "EXP204"
    name = "too-many-facts"
    severity = "warning"
    violates = (
        Example("en", _PRINTED + "<mj-text>{{ customer.garden.pond }}</mj-text>", {}, _grown(4), _garden(4)),
        Example("da", "<mj-text>Havens nyheder</mj-text>", _chosen(6), _grown(6), _garden(6)),
    )
    passes = (
        Example(
            "en",
            _PRINTED + "<mj-text>{{ customer.points }}</mj-text>",
            {},
            {"customer": {"points": 7, **_grown(3)["customer"]}},
            _garden(3),
        ),
        Example("da", "<mj-text>Havens nyheder</mj-text>", _chosen(5), _grown(5), _garden(5)),
    )

    def prepare(self, shape: Shape) -> Check | None:
        return judged_once(shape, _judge, claiming(shape, _judge)) if may_claim(shape) else None


def _judge(draft: Draft) -> list[Issue]:
    exposure = exposure_of(draft)
    thresholds, template = draft.template.config.thresholds, draft.template
    found: list[Issue] = []
    said = exposure.said
    shown: dict[str, UsedFact] = {fact.entry or fact.path: fact for claim in said for fact in claim.facts if not fact.label.ledger}
    if len(shown) > thresholds.facts_shown:
        block = said[-1].block
        span = block.span if block is not None else template.body.source.span(0, 0)
        found.append(_issue("shows", "shown", shown.values(), thresholds.facts_shown, span))
    steering = exposure.steering
    if len(steering) > thresholds.facts_steering:
        span = template.manifest_span("selection") if template.manifest.selection else template.body.source.span(0, 0)
        found.append(_issue("is chosen by", "steering", steering, thresholds.facts_steering, span))
    return found


def _issue(verb: str, kind: str, facts: Iterable[UsedFact], limit: int, span: Any) -> Issue:
    paths = tuple(dict.fromkeys(fact.path for fact in facts))
    count = len(list(facts))
    advice = "show at most one or two, and let the others choose in silence" if kind == "shown" else "choose by the few that matter"
    return Issue(f"the message {verb} {count} facts about its reader (at most {limit})", span, paths, {kind: count, "limit": limit}, advice)
