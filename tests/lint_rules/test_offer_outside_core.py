"""PRF106: the trade, its kin, and each fault said once."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.offer_outside_core import OfferOutsideCore

CREAM = "<mj-text>Half price on face cream, £4 a tube</mj-text>"
EACH = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"


def topics(mjml: str, core: list[str], declared: tuple[str, ...] = (), offers: list[dict[str, Any]] | None = None) -> list[str]:
    context = {"offers": [{"id": str(at), **offer} for at, offer in enumerate(offers)]} if offers else {}
    findings = found(OfferOutsideCore, mjml, manifest={"topics": list(declared)}, config={"core_topics": core}, context=context)
    return [one.evidence["topic"] for one in findings]


def test_what_is_declared_and_said_is_one_fault() -> None:
    assert topics(CREAM, ["travel"], ("retail.beauty.skin_care",)) == ["retail.beauty.skin_care"]
    assert topics("<mj-text>Cosmetics from £4</mj-text>", ["travel"], ("retail.beauty.skin_care",)) == ["retail.beauty.skin_care"]
    assert sorted(topics(CREAM, ["travel"], ("retail.books",))) == ["retail.beauty.skin_care", "retail.books"]
    assert topics(CREAM, ["travel"]) == ["retail.beauty.skin_care"]


def test_what_lies_within_the_core_or_above_it_is_the_trade() -> None:
    for core in (["retail.beauty"], ["retail.beauty.skin_care"], ["retail"], ["travel", "retail.beauty"], ["retail.beauty.skin_care.oils"]):
        assert topics(CREAM, core) == []
    assert topics(CREAM, ["retail.books"]) != []


@pytest.mark.parametrize(("core", "outside"), [(["bicycle"], []), (["telecom", "bicycle"], []), (["telecom"], ["sport.activity.cycling"])])
def test_words_of_a_kindred_topic_belong_to_the_trade(core: list[str], outside: list[str]) -> None:
    """Who sells bicycles speaks of cycling, whatever else they sell."""
    assert topics("<mj-text>Cycling jersey, £40</mj-text>", core) == outside
    assert topics(EACH, core, offers=[{"title": "Cycling jersey", "topic": core[0]}]) == outside


def test_a_kindred_topic_that_is_declared_is_not_only_a_word() -> None:
    assert topics("<mj-text>News</mj-text>", ["bicycle"], ("sport.activity.cycling",)) == ["sport.activity.cycling"]
    assert topics(EACH, ["bicycle"], offers=[{"title": "Weekend", "topic": "sport.activity.cycling"}]) == ["sport.activity.cycling"]


def test_offers_repeat_nothing_that_the_template_said() -> None:
    """What the copy sells is found once, without a customer; with one, the offers come to it."""
    assert topics(CREAM + EACH, ["travel"], offers=[{"title": "Lounge pass", "topic": "travel.extras.lounge"}]) == [
        "retail.beauty.skin_care"
    ]
    assert sorted(topics(CREAM + EACH, ["travel"], offers=[{"title": "Case", "topic": "food.drinks.wine"}])) == [
        "food.drinks.wine", "retail.beauty.skin_care"
    ]  # fmt: skip


def test_the_text_of_an_offer_is_read_unless_the_trade_sells_works() -> None:
    cream = {"title": "Skin cream", "topic": "travel.extras.lounge"}
    assert topics(EACH, ["travel.extras.lounge"], offers=[cream]) == ["retail.beauty.skin_care"]
    assert topics(EACH, ["retail.books"], offers=[{"title": "A red wine atlas", "topic": "retail.books"}]) == []
    assert topics(EACH, ["retail.books"], offers=[{"title": "Atlas", "topic": "food.drinks.wine"}]) == ["food.drinks.wine"]


def test_the_finding_names_the_core_and_the_word() -> None:
    (finding,) = found(OfferOutsideCore, CREAM, config={"core_topics": ["travel", "hotel"]})
    assert finding.message == "the copy speaks of retail.beauty.skin_care ('face cream'), outside the sender's core (travel, hotel)"
    assert finding.help == "offer something within travel, hotel, or add the topic to core_topics if it is your trade"
    assert (finding.facts, finding.severity, finding.block) == ((), "warning", "text")


def test_the_trade_itself_may_be_pushed_and_colour_beside_offers_is_colour() -> None:
    assert topics("<mj-text>Ski holidays from £199</mj-text>", ["travel"]) == []
    lounge = [{"title": "Lounge pass", "topic": "travel.extras.lounge"}]
    assert topics("<mj-text>A glass of red wine by the window</mj-text>" + EACH, ["travel"], offers=lounge) == []


@pytest.mark.parametrize(
    ("copy", "core", "outside"),
    [
        ("A crime novel about wine, £9.", "retail.books", []), ("A new crime novel is out. Red wine, £9 a bottle.", "retail.books", ["food.drinks.wine"]),
        ("Lounge pass and face cream, £9.", "travel.extras.lounge", ["retail.beauty.skin_care"]), ("", "retail.books", []),
    ],
)  # fmt: skip
def test_only_what_works_are_about_is_not_for_sale(copy: str, core: str, outside: list[str]) -> None:
    """A novel about wine sells no wine, the sentence beside it may; a lounge is no work about cream."""
    assert topics(f"<mj-text>{copy}</mj-text><mj-image src='https://x.example/a.png' alt='' />", [core]) == outside
