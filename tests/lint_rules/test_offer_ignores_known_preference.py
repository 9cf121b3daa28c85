"""PRF102: what counts as another choice, as a sign of interest, and as an offer for somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.offer_ignores_known_preference import OfferIgnoresKnownPreference

SKI, CITY = "travel.leisure.ski", "travel.leisure.city_break"
EACH = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"
LIKES_CITY = {"topic": CITY, "polarity": "like", "basis": "transaction"}


def topics(mjml: str, offers: list[dict[str, Any]] | None = None, **customer: Any) -> list[str]:
    context: dict[str, Any] = {"customer": customer}
    if offers is not None:
        context["offers"] = [{"id": str(at), "title": "Week 8", **offer} for at, offer in enumerate(offers)]
    return [one.evidence["topic"] for one in found(OfferIgnoresKnownPreference, mjml, context=context)]


def test_a_stated_like_of_this_member_is_no_like_of_another() -> None:
    """Thirty chances without a hit do not make a skier's stated like of skiing speak against skiing."""
    counted = {"support": {"opportunities": 30, "hits": 0, "clicks": 0}}
    mjml = "<mj-text>Ski holidays from £199</mj-text>"
    assert topics(mjml, preferences=[{"topic": SKI, "polarity": "like", "basis": "stated", **counted}]) == []
    assert topics(mjml, preferences=[{"topic": CITY, "polarity": "like", "basis": "stated", **counted}]) == [SKI]


def test_showing_what_was_answered_makes_room_for_more_showing_what_was_bought_does_not() -> None:
    both = "<mj-text>City breaks from £99</mj-text><mj-text>Ski holidays from £199</mj-text>"
    answer = {"question": "Where to?", "topic": CITY, "at": "2026-01-02"}
    assert topics(both, answers=[answer]) == []
    assert topics(both, preferences=[LIKES_CITY]) == [SKI]
    assert topics("<mj-text>Ski holidays from £199</mj-text>", answers=[answer]) == [SKI]
    assert sorted(topics("<mj-text>Ski holidays, beach holidays</mj-text>", answers=[answer])) == ["travel.leisure.beach", SKI]


def test_an_avoided_topic_is_left_to_prf101() -> None:
    mjml = "<mj-text>Ski holidays from £199</mj-text>"
    assert topics(mjml, preferences=[LIKES_CITY, {"topic": SKI, "polarity": "never", "basis": "stated"}]) == []
    assert topics(mjml, preferences=[LIKES_CITY, {"topic": SKI, "polarity": "neutral", "basis": "stated"}]) == [SKI]


@pytest.mark.parametrize(
    ("beneficiary", "basis", "reported"),
    [
        ("gift", None, False), ("household", "stated", False), ("household", "observed", False), ("household", "inferred", True),
        ("household", None, True), ("self", "stated", True), (None, "stated", True),
    ],
)  # fmt: skip
def test_offers_for_others_are_not_judged_by_the_recipients_taste(beneficiary: str | None, basis: str | None, reported: bool) -> None:
    offer = {"topic": SKI, **({"beneficiary": beneficiary} if beneficiary else {})}
    home: dict[str, Any] = {"household": [{"role": "child", "age": 9, "basis": basis}]} if basis else {}
    assert topics(EACH, [offer], preferences=[LIKES_CITY], **home) == ([SKI] if reported else [])


def test_an_offer_for_oneself_beside_a_gift_is_judged() -> None:
    gift = {"topic": SKI, "beneficiary": "gift"}
    assert topics(EACH, [gift, {"topic": SKI}], preferences=[LIKES_CITY]) == [SKI]
    assert topics(EACH, [gift, {}], preferences=[LIKES_CITY]) == []


def test_the_finding_names_every_like_and_no_value() -> None:
    likes = [LIKES_CITY, {"topic": "travel.leisure.golf", "polarity": "like", "basis": "stated"}]
    mjml = "<mj-text>Ski holidays from £199</mj-text>"
    (finding,) = found(OfferIgnoresKnownPreference, mjml, context={"customer": {"preferences": likes}})
    assert finding.message.endswith(f"but this customer is known for {CITY}, travel.leisure.golf")
    assert finding.facts == ("customer.preferences[0]", "customer.preferences[1]")
    assert finding.evidence == {"topic": SKI, "family": "travel.leisure", "origin": "copy"}
    assert finding.help.startswith("offer what they like")
