from __future__ import annotations

from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.lint.exposure import UsedFact
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.template.flows import Span
from tactful_rules.shared.claims import claiming, exposure_of, judged_once, may_claim


def _street(**label: Any) -> dict[str, Any]:
    known = {"provenance": "stated", "sensitivity": "none", "granularity": {"place": "city"}, "known_to_recipient": True, **label}
    return {"properties": {"customer": {"properties": {"home_town": {"type": "string", "x-fact": known}}, "required": ["home_town"]}}}


_TOWN = {"customer": {"home_town": "Stavanger"}}


class UndisclosedSourceEchoed(Rule):
    """A fact that came from a third party, or that the recipient does not know you have, is said back to them.

    What it finds: a printed fact, or one that the copy tells (words of watching, "as a dog owner", an echo of EXP209), whose provenance is third_party or whose label says that it is not
    known to the recipient; a fact without a label counts as such.

    Why it hurts: the reader never gave it to you and asks at once where you have it from.

    What to do: print what they gave you; let bought or observed facts at most choose the content.

    Source: GUARDRAILS EXP203; the Danish article's car park cameras and the Facebook post of the Swedish one.
    """

    code = "EXP203"
    name = "undisclosed-source-echoed"
    violates = (
        Example("en", "<mj-text>Gutters cleaned in {{ customer.home_town }}</mj-text>", {}, _TOWN, _street(provenance="third_party")),
        Example("nb", "<mj-text>Vi renser takrenner i {{ customer.home_town }}</mj-text>", {}, _TOWN, _street(known_to_recipient=False)),
    )
    passes = (
        Example("en", "<mj-text>Gutters cleaned in {{ customer.home_town }}</mj-text>", {}, _TOWN, _street()),
        Example("nb", "<mj-text>Vi renser takrenner i {{ customer.home_town }}</mj-text>", {}, _TOWN, _street(provenance="transaction")),
    )

    def prepare(self, shape: Shape) -> Check | None:
        return judged_once(shape, _judge, claiming(shape, _judge)) if may_claim(shape) else None


def _judge(draft: Draft) -> tuple[Issue, ...]:
    issues: dict[tuple[str, Span], Issue] = {}
    for claim in exposure_of(draft).said:
        if claim.block is None:
            continue
        for fact in claim.facts:
            if fact.label.provenance == 4 or not fact.label.known_to_recipient:
                span = next((ref.span for hole in claim.block.holes for ref in hole.flow.prints if ref.path == fact.path), claim.block.span)
                issues[fact.path, span] = Issue(
                    _message(fact), span, (fact.path,), _evidence(fact), "print only what they gave you; label the fact if they did",
                    block=claim.block.kind,
                )  # fmt: skip
    return tuple(issues.values())


def _message(fact: UsedFact) -> str:
    if "provenance" in fact.label.assumed or "known_to_recipient" in fact.label.assumed:
        return f"{fact.path} is said back, and nobody has labelled where it comes from"
    why = "came from a third party" if fact.label.provenance == 4 else "is not known to the recipient to be yours"
    return f"{fact.path} is said back, but it {why}"


def _evidence(fact: UsedFact) -> dict[str, Any]:
    return {"unlabelled": list(fact.label.assumed)} if fact.label.assumed else {"provenance": fact.label.provenance}
