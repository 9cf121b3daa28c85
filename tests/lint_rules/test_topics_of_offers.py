"""What offers are about is told apart, whatever their strings hold."""

from __future__ import annotations

from one_rule import found

from tactful_rules.offer_in_avoided_topic import OfferInAvoidedTopic

BODY = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"
NEVER_SKI = {"preferences": [{"topic": "travel.leisure.ski", "polarity": "never", "basis": "stated"}]}


def test_a_separator_in_a_value_hides_no_offer() -> None:
    for first in ("Lamp", "La\x1emp", "\x1e\x1e", ""):
        offers = [{"id": "1", "topic": "retail.home", "title": first}, {"id": "2", "topic": "travel", "title": "Ski holidays 2026"}]
        topics = [one.evidence["topic"] for one in found(OfferInAvoidedTopic, BODY, context={"customer": NEVER_SKI, "offers": offers})]
        assert topics == ["travel.leisure.ski"], first
