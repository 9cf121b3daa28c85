from __future__ import annotations

from collections.abc import Iterator

from tactful.draft.model import Draft
from tactful.lint.customer import view
from tactful.lint.rule import Example, Issue, Rule
from tactful_rules.shared.topics import described, shown

_CITY = {"customer": {"preferences": [{"topic": "travel.leisure.city_break", "polarity": "like", "basis": "transaction"}]}}
_SKIED = {"customer": {**_CITY["customer"], "history": [{"topic": "travel.leisure.ski", "kind": "booking", "at": "2025-01-22"}]}}


class OfferIgnoresKnownPreference(Rule):
    """The customer likes another member of a choice family, and shows no sign of interest in this one.

    What it finds: within a topic whose members are alternatives (`choice` in the taxonomy), an offer or copy about one member where the
    customer has known likes of others and no like, hit, click, answer or history of this one.

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
        taxonomy = draft.template.taxonomy
        for one in shown(draft):
            family = taxonomy.family(one.topic)
            if family is None:
                continue
            member = taxonomy.choice_member(family, one.topic)
            others = [like for like in customer.likes(family) if not taxonomy.covers(member, like.topic)]
            if not others or customer.sign_of_interest(member) is not None or customer.avoided(one.topic) is not None:
                continue
            yield Issue(
                f"{described(one)}, but this customer is known for {', '.join(sorted({like.topic for like in others}))}", one.span,
                tuple(like.path for like in others), {"topic": one.topic, "family": family, "origin": one.origin},
                "offer what they like, or show this only to those who have shown interest in it", block=one.block,
            )  # fmt: skip
