from __future__ import annotations

from collections.abc import Iterator

from tactful.draft.model import Draft
from tactful.lint.customer import view
from tactful.lint.rule import Example, Issue, Rule
from tactful_rules.shared.topics import described, shown


class OfferInAvoidedTopic(Rule):
    """An offer or hard-coded copy lies in a topic that the customer avoids or never takes.

    What it finds: a live offer, or copy and manifest topics, in a topic on whose path the customer's most specific taste is avoid or
    never, declared or by support (at least 10 opportunities without a hit or click).

    Why it hurts: somebody who said "never" and is asked again learns that saying it was useless.

    What to do: choose another offer, or put this one in a branch that these customers do not reach.

    Source: GUARDRAILS PRF101 and §7 Preferences; the airline of the Swedish article that offers an award trip to Karup.

    Configuration: thresholds.support_opportunities (default 10).
    """

    code = "PRF101"
    name = "offer-in-avoided-topic"
    violates = (
        Example("en", "<mj-text>Ski holidays from £199</mj-text>", {"topics": ["travel.leisure.ski"]},
                {"customer": {"preferences": [{"topic": "travel.leisure.ski", "polarity": "never", "basis": "stated"}]}}),
        Example("sv", "<mj-text>Åk till Karup</mj-text>", {"topics": ["travel.flights.domestic"]},
                {"customer": {"preferences": [{"topic": "travel.flights.domestic", "polarity": "neutral", "basis": "observed",
                                               "support": {"opportunities": 20, "hits": 0, "clicks": 0}}]}}),
    )  # fmt: skip
    passes = (
        Example("en", "<mj-text>Ski holidays from £199</mj-text>", {"topics": ["travel.leisure.ski"]}, {"customer": {"preferences": []}}),
        Example("sv", "<mj-text>Åk till Karup</mj-text>", {"topics": ["travel.flights.domestic"]},
                {"customer": {"preferences": [{"topic": "travel.flights.domestic", "polarity": "neutral", "basis": "observed",
                                               "support": {"opportunities": 9, "hits": 0, "clicks": 0}}]}}),
    )  # fmt: skip

    def check_draft(self, draft: Draft) -> Iterator[Issue]:
        if draft.template.manifest.exempt_from_preferences:
            return
        customer = view(draft)
        if not customer:
            return
        for one in shown(draft):
            taste = customer.avoided(one.topic)
            if taste is not None:
                yield Issue(
                    f"{described(one)}, which this customer {'never takes' if taste.polarity == 'never' else 'avoids'}", one.span,
                    (taste.path,), {"topic": one.topic, "avoided": taste.topic, "origin": one.origin},
                    f"choose another offer, or leave out what lies in {taste.topic} for these customers", block=one.block,
                )  # fmt: skip
