from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tactful.draft.model import Draft
from tactful.lint.customer import CustomerView, view
from tactful.lint.rule import Example, Issue, Rule
from tactful.model.taxonomy import Taxonomy
from tactful_rules.shared.topics import TopicAt, described, shown

_CITY = {"customer": {"preferences": [{"topic": "travel.leisure.city_break", "polarity": "like", "basis": "transaction"}]}}
_SKIED = {"customer": {**_CITY["customer"], "history": [{"topic": "travel.leisure.ski", "kind": "booking", "at": "2025-01-22"}]}}


class OfferIgnoresKnownPreference(Rule):
    """The customer likes another member of a choice family, and shows no sign of interest in this one.

    What it finds: within a topic whose members are alternatives (`choice` in the taxonomy), an offer or copy about one member where the
    customer has known likes of others and no like, hit, click (a clicked mailing counts, an opened one does not), answer or history of this
    one. Gifts, and offers to a household of which somebody is known, are not judged by the recipient's own taste. Where the like is an
    answer and its own member is shown too, the message uses it and passes.

    Why it hurts: the sender knows better and did not look; the mail reads as noise, or as a stranger's.

    What to do: offer what they like, or put this offer in a branch for those who have shown interest.

    Source: GUARDRAILS PRF102; the ski mail to a city-break traveller of the Swedish article.
    """

    code = "PRF102"
    name = "offer-ignores-known-preference"
    violates = (
        Example("en", "<mj-text>Ski holidays from £199</mj-text>", {"topics": ["travel.leisure.ski"]}, _CITY),
        Example("sv", "<mj-text>Skidresor i februari</mj-text>", {"topics": ["travel.leisure.ski"]}, _CITY),
    )
    passes = (
        Example("en", "<mj-text>Ski holidays from £199</mj-text>", {"topics": ["travel.leisure.ski"]}, _SKIED),
        Example("sv", "<mj-text>Storstadsweekend i Paris</mj-text>", {"topics": ["travel.leisure.city_break"]}, _CITY),
    )

    def check_draft(self, draft: Draft) -> Iterator[Issue]:
        if draft.template.manifest.exempt_from_preferences:
            return
        customer = view(draft)
        if not customer:
            return
        topics, family_of = shown(draft), draft.template.taxonomy.family
        for one in topics:
            family = family_of(one.topic)
            if family is not None:
                yield from _judge(draft, customer, one, family, topics)


def _judge(draft: Draft, customer: CustomerView, one: TopicAt, family: str, topics: Sequence[TopicAt]) -> Iterator[Issue]:
    taxonomy = draft.template.taxonomy
    member = taxonomy.choice_member(family, one.topic)
    others = [
        like for like in customer.likes(family) if not taxonomy.covers(member, like.topic)
        and not (like.path.startswith("customer.answers") and _shows(taxonomy, family, like.topic, topics))
    ]  # fmt: skip
    if not others or customer.sign_of_interest(member) is not None or customer.avoided(one.topic) is not None:
        return
    if one.topic in for_others(draft):
        return
    yield Issue(
        f"{described(one)}, but this customer is known for {', '.join(sorted({like.topic for like in others}))}", one.span,
        tuple(like.path for like in others), {"topic": one.topic, "family": family, "origin": one.origin},
        "offer what they like, or show this only to those who have shown interest in it", block=one.block,
    )  # fmt: skip


def _shows(taxonomy: Taxonomy, family: str, like: str, topics: Sequence[TopicAt]) -> bool:
    return any(taxonomy.covers(taxonomy.choice_member(family, like), one.topic) for one in topics)


def for_others(draft: Draft) -> frozenset[str]:
    """The topics that only offers for others have: gifts, and what a known member of the household may take."""
    if not draft.offers:
        return frozenset()
    known = any(person.get("basis") != "inferred" for person in draft.customer.get("household") or ())
    own: set[Any] = set()
    others: set[Any] = set()
    for live in draft.offers:
        beneficiary = live.offer.get("beneficiary")
        theirs = beneficiary == "gift" or (beneficiary == "household" and known)
        (others if theirs else own).add(live.offer.get("topic"))
    return frozenset(others - own)
