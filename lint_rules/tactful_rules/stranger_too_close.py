from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.lint.exposure import UsedFact
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.shared.said import said

_HOBBY: dict[str, Any] = {
    "properties": {"customer": {"properties": {"hobby": {"type": "string", "x-fact": {
        "provenance": "observed", "sensitivity": "none", "granularity": {"item": "category"}, "known_to_recipient": True}}}, "required": ["hobby"]}},
}  # fmt: skip
_YARN = "<mj-text>For all who like {{ customer.hobby }}: sixty colours of wool</mj-text>"
_STRANGERS = ("unknown", "bought_list")


def _known(stage: str, source: str, **facts: Any) -> dict[str, Any]:
    return {"customer": {"hobby": "knitting", "first_name": "Vera", "relationship": {"stage": stage, "source": source}, **facts}}


class StrangerTooClose(Rule):
    """Somebody who hardly knows the sender is told what the sender knows.

    What it finds: to a prospect, or where the source is unknown or a bought list, anything printed or attributed that they did not give
    this sender: facts whose label is neither stated nor transaction, or that the recipient does not know the sender to have. A name,
    birth date or town that they typed in passes; the label says where it comes from, so mark what a list brought
    (`customer.facts`, provenance third_party).

    Why it hurts: from a familiar company it helps, from an unknown source the same sentence intrudes.

    What to do: write to strangers as to everybody; let what was observed choose the offer and stay unsaid.

    Source: GUARDRAILS REL801; the Norwegian and the last Swedish article.
    """

    code = "REL801"
    name = "stranger-too-close"
    violates = (
        Example("en", _YARN, {}, _known("new", "unknown"), _HOBBY),
        Example("nb", "<mj-text>Hei {{ customer.first_name }}, hvordan går det?</mj-text>", {},
                _known("prospect", "bought_list", facts={"customer.first_name": {"provenance": "third_party", "known_to_recipient": False}}), _HOBBY),
    )  # fmt: skip
    passes = (
        Example("en", _YARN, {}, _known("new", "own"), _HOBBY),
        Example("nb", "<mj-text>Hei {{ customer.first_name }}, hvordan går det?</mj-text>", {}, _known("prospect", "own"), _HOBBY),
    )

    def prepare(self, shape: Shape) -> Check | None:
        return _check


def _check(draft: Draft) -> Iterable[Issue]:
    relationship = draft.customer.get("relationship")
    if not relationship or not (relationship.get("stage") == "prospect" or relationship.get("source") in _STRANGERS):
        return ()
    return _issues(
        draft, "a prospect" if relationship.get("stage") == "prospect" else "somebody whose address was not given to this sender"
    )


def _issues(draft: Draft, who: str) -> Iterator[Issue]:
    reported: set[str] = set()
    for fact, block, span in said(draft):
        if _beyond(fact) and fact.path not in reported:
            reported.add(fact.path)
            yield Issue(
                f"{fact.path} is said to {who}, who did not give it", span, (fact.path,),
                {"unlabelled": list(fact.label.assumed)} if fact.label.assumed else {},
                "write what would fit anybody, and let the fact at most choose the offer; label it as stated if they gave it", block=block.kind,
            )  # fmt: skip


def _beyond(fact: UsedFact) -> bool:
    return fact.label.provenance > 1 or not fact.label.known_to_recipient
