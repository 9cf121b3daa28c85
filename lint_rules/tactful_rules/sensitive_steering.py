from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.lint.exposure import UsedFact
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.template.flows import Span
from tactful_rules.shared.gates import settled
from tactful_rules.shared.special import SPECIAL, Use, by_entry_alone, consented, facts_of, may_be_special, uses

_NURSERY: dict[str, Any] = {
    "properties": {"customer": {"properties": {"due_month": {"type": "string", "x-fact": {
        "provenance": "stated", "sensitivity": "special", "known_to_recipient": True, "topic": "family.pregnancy"}}}}},
}  # fmt: skip
_COTS = "<mj-text>{% if customer.due_month %}Cots from £18{% else %}Sheets from £65{% endif %}</mj-text>"
_DUE = {"customer": {"due_month": "2026-09"}}
_YES = {
    "customer": {**_DUE["customer"], "consents": {"basis": "consent", "scopes": ["marketing"], "special_categories": ["family.pregnancy"]}}
}
_SAID = {"print": "is printed", "branch": "decides what is shown", "selection": "picked the recipients"}


class SensitiveSteering(Rule):
    """A special fact steers the content without explicit consent to it.

    What it finds: a fact whose sensitivity is special (by its own label, by its topic in the taxonomy, or because nobody labelled it) that
    picks the recipients (`selection`), stands in a live condition (also in the else branch, and where the condition asks only whether
    the fact is there: absence tells too), filters a loop, keys a lookup, chooses an offer, or is printed, without explicit consent in
    `customer.consents.special_categories` to the fact's topic or one above it. A fact without topic can be consented to by nothing.
    A condition that asks for the consent itself (`'health' in customer.consents.special_categories and …`) passes for those who did
    not give it: the fact was not used for them.

    Why it hurts: health, faith, pregnancy or debt decided what somebody was sent; whoever sees the mail can read it off, and the law asks
    for explicit consent first.

    What to do: ask for explicit consent to the topic and record it, or choose by something that is not special, or show it to everyone.

    Source: GUARDRAILS SEN301, §2 and §7 Facts; GDPR art. 9(2)(a); the schoolgirl whose pregnancy was predicted in the Swedish article.
    """

    code = "SEN301"
    name = "sensitive-steering"
    violates = (
        Example("en", _COTS, {}, _DUE, _NURSERY),
        Example("sv", "<mj-text>Spjälsängar och vagnar</mj-text>", {"selection": ["customer.due_month"]}, _DUE, _NURSERY),
    )
    passes = (
        Example("en", _COTS, {}, _YES, _NURSERY),
        Example("sv", "<mj-text>Spjälsängar och vagnar</mj-text>", {"broadcast": True}, _DUE, _NURSERY),
        Example("en", "<mj-text>{% if 'family.pregnancy' in customer.consents.special_categories and customer.due_month %}Cots{% else %}Sheets{% endif %}</mj-text>",
                {}, {"customer": {**_DUE["customer"], "consents": {"basis": "consent", "scopes": ["marketing"], "special_categories": []}}}, _NURSERY),
    )  # fmt: skip

    def prepare(self, shape: Shape) -> Check | None:
        every = uses(shape)
        if not every:
            return None
        suspects = tuple(use for use in every if may_be_special(shape.template, use))
        lists = _lists(suspects) if all(by_entry_alone(shape.template, use) for use in suspects) else None
        special: dict[Any, bool] = {}

        def check(draft: Draft) -> Iterable[Issue]:
            customer = draft.customer
            if "facts" in customer:
                return tuple(_judged(every, draft))
            if lists is not None and not _any_special(customer, lists, special, draft):
                return ()
            return tuple(_judged(suspects, draft))

        return check


def _lists(suspects: Iterable[Use]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(use.ref.path.removeprefix("customer.").split("[")[0].split(".")[0] for use in suspects))


def _any_special(customer: Any, lists: tuple[str, ...], special: dict[Any, bool], draft: Draft) -> bool:
    """Whether an entry of these lists lies in a special topic. ``special`` remembers topics for the shape."""
    for name in lists:
        for entry in customer.get(name) or ():
            topic = entry.get("topic")
            known = special.get(topic)
            if known is None:
                if len(special) > 4_096:
                    special.clear()
                known = special[topic] = bool(topic) and draft.template.taxonomy.sensitivity(topic) == "special"
            if known:
                return True
    return False


def _judged(some: Iterable[Use], draft: Draft) -> Iterator[Issue]:
    reported: set[tuple[str, str]] = set()
    for use in some:
        facts = [fact for fact in facts_of(use, draft) if fact.label.sensitivity == SPECIAL and not consented(draft, fact.label.topic)]
        if use.guard is not None and facts and settled(use.guard, draft, {fact.path for fact in facts}):
            continue
        for fact in facts:
            if (fact.path, use.how) not in reported:
                reported.add((fact.path, use.how))
                yield _issue(fact, use, draft)


def _issue(fact: UsedFact, use: Use, draft: Draft) -> Issue:
    topic = fact.label.topic
    assumed = "sensitivity" in fact.label.assumed
    why = f"{fact.path}, whose sensitivity nobody has labelled," if assumed else f"the special fact {fact.path}"
    lacking = f"without explicit consent to {topic}" if topic else "and no consent can cover it: its label names no topic"
    evidence: dict[str, Any] = {"use": use.how}
    if topic:
        evidence["topic"] = topic
    if assumed:
        evidence["unlabelled"] = list(fact.label.assumed)
    return Issue(f"{why} {_SAID[use.how]} {lacking}", _place(use, draft), (fact.path,), evidence, _help(topic, assumed), block=use.block)


def _place(use: Use, draft: Draft) -> Span:
    return draft.template.manifest_span("selection") if use.how == "selection" else use.ref.span


def _help(topic: str | None, assumed: bool) -> str:
    if assumed:
        return "label its sensitivity in the context schema (x-fact); if it is special, its topic too, and ask for explicit consent"
    if topic:
        asked = f"ask for explicit consent to {topic} (customer.consents.special_categories)"
        return f"{asked}, choose by something else, or show it to everyone"
    return "name its topic in the label (x-fact) so that it can be consented to, choose by something else, or show it to everyone"
