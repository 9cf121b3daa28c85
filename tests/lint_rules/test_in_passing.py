"""What a mail about something else mentions in passing, figures of speech, and things that are named after others: none are its topics."""

from __future__ import annotations

import pytest
from one_rule import found

from tactful_rules.offer_in_avoided_topic import OfferInAvoidedTopic
from tactful_rules.shared.identity import sender_spans
from tactful_rules.shared.topics import plain_topics

_COFFEE = {"customer": {"preferences": [{"topic": "food.drinks.coffee", "polarity": "never", "basis": "stated"}]}}
_BIKE = {"customer": {"preferences": [{"topic": "bicycle", "polarity": "never", "basis": "stated"}]}}
_RAIL, _COVER = {"topics": ["travel.rail"]}, {"topics": ["finance.insurance"]}
_LONG = "The train runs every hour and the coffee is hot. Sit in the quiet coach if you want to finish your book."


@pytest.mark.parametrize(
    ("mjml", "reported"),
    [
        (f"<mj-text>{_LONG}</mj-text>", False),
        ("<mj-text>The coffee is hot.</mj-text>", True),  # a line of its own is a headline or a product
        ("<mj-text>Coffee</mj-text>", True),
        (f"<mj-text>{_LONG.replace('hot', 'hot, £2 a cup')}</mj-text>", True),  # it has a price
        ("<mj-text>The train runs every hour and the coffee is hot. Cups at £2 all day long, in every coach.</mj-text>", True),
        (f"<mj-text>{_LONG}</mj-text><mj-text>{_LONG} And more of it.</mj-text>", True),  # twice
        (f"<mj-text>{_LONG.replace('coffee', 'tea')}</mj-text><mj-button href='https://x.example'>Order coffee</mj-button>", True),
        (f"<mj-text>{_LONG.replace('coffee', 'tea')}</mj-text><mj-image src='https://x.example/a.jpg' alt='A cup of coffee' />", True),
    ],
)
def test_another_trade_is_mentioned_in_passing(mjml: str, reported: bool) -> None:
    assert bool(found(OfferInAvoidedTopic, mjml, manifest=_RAIL, context=_COFFEE)) is reported


@pytest.mark.parametrize(
    ("manifest", "reported"),
    [({"topics": ["travel.rail"]}, False), ({}, True), ({"topics": ["food.groceries"]}, True), ({"topics": ["food"]}, True)],
)
def test_only_another_trade_than_the_declared_one(manifest: dict[str, list[str]], reported: bool) -> None:
    assert bool(found(OfferInAvoidedTopic, f"<mj-text>{_LONG}</mj-text>", manifest=manifest, context=_COFFEE)) is reported


def test_works_and_services_are_about_other_things_whatever_they_cost() -> None:
    text = "<mj-text>Contents are covered for 45 days while you travel. The bike is included up to £2,000 if it was locked.</mj-text>"
    assert not found(OfferInAvoidedTopic, text, manifest=_COVER, context=_BIKE)
    assert found(OfferInAvoidedTopic, text, manifest=_RAIL, context=_BIKE)
    assert found(OfferInAvoidedTopic, "<mj-text>Bikes!</mj-text>", manifest=_COVER, context=_BIKE)


@pytest.mark.parametrize(
    ("lang", "text", "topics"),
    [
        ("en", "Baby spinach", set()), ("en", "Baby, spinach", {"family.baby"}), ("en", "Baby clothes", {"family.baby"}),
        ("sv", "Klätterros", set()), ("sv", "Klätterskor", {"sport.activity.climbing"}), ("sv", "vin-röd", set()),
        ("de", "Babyspinat", set()), ("de", "Babyschuhe", {"family.baby"}), ("fi", "Koiranruusu", set()),
        ("nb", "Prisene klatrer", set()), ("da", "Priserne klatrer", set()), ("de", "Die Preise klettern", set()),
        ("en", "Prices are climbing", set()), ("sv", "Priserna klättrar", set()), ("fi", "Hinnat kiipeävät", set()),
        ("en", "Learn rock climbing with us", {"sport.activity.climbing"}), ("da", "Lær at klatre", {"sport.activity.climbing"}),
    ],
)  # fmt: skip
def test_names_and_figures(lang: str, text: str, topics: set[str]) -> None:
    said = {topic for topic, *_ in plain_topics(text, lang)}
    assert said >= topics if topics else said == set()


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("Have a good day. Best wishes from the library desk", True),
        ("Hilsen oss alle på biblioteket.", True),
        ("Viele Grüße aus der Bibliothek", True),
        ("Hälsningar till alla som läser", False),
        ("The best regards are spoken ones", False),
    ],
)
def test_who_signs_a_mail_is_its_sender(text: str, signed: bool) -> None:
    assert bool(sender_spans(text, leaving=False)) is signed
