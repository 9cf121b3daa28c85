"""LAW701: what each basis permits, what was bought, and what is similar to it."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.no_permission import NoPermission

NEWS = "<mj-text>Autumn list</mj-text>"
EACH = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"
KITCHEN, BICYCLE = "retail.home.kitchen", "bicycle"


def findings(mjml: str, customer: dict[str, Any], offers: Any = None, **manifest: Any) -> list[Finding]:
    context = {"customer": customer, **({"offers": offers} if offers else {})}
    return found(NoPermission, mjml, manifest=manifest, context=context)


def soft(mjml: str, *bought: str, offers: Any = None, topics: tuple[str, ...] = (), **customer: Any) -> list[str]:
    """Messages for a customer on soft opt-in who bought these topics here."""
    history = [{"topic": topic, "kind": "purchase", "channel": "store"} for topic in bought]
    person = {"consents": {"basis": "soft_opt_in"}, "history": history, **customer}
    return [one.message for one in findings(mjml, person, offers, topics=list(topics))]


@pytest.mark.parametrize(
    ("consents", "severity", "said"),
    [
        ({"basis": "none"}, "error", "a promotion, and there is no permission for it"),
        ({"basis": "contract"}, "error", "a promotion, and a contract permits only what serves the contract"),
        ({"basis": "consent", "scopes": ["profiling"]}, "error", "a promotion, and the consent is to something else"),
        ({"basis": "consent", "scopes": []}, "error", "a promotion, and the consent is to something else"),
        ({"scopes": ["birthday"]}, "error", "a promotion, and the consent is to something else"),
        ({"objections": []}, "warning", "a promotion, and the context names neither basis nor scopes of the consent"),
        (None, "warning", "a promotion, and the context says nothing of consents"),
        ({"basis": "consent"}, "", ""), ({"basis": "consent", "scopes": ["marketing"]}, "", ""), ({"basis": "consent", "scopes": ["Direct-Marketing"]}, "", ""),
        ({"basis": "consent", "scopes": ["newsletter"]}, "", ""), ({"scopes": ["marketing"]}, "", ""), ({"scopes": ["newsletter"]}, "", ""),
    ],
)  # fmt: skip
def test_what_each_basis_permits(consents: dict[str, Any] | None, severity: str, said: str) -> None:
    customer = {} if consents is None else {"consents": consents}
    assert [(one.severity, one.message) for one in findings(NEWS, customer)] == ([(severity, said)] if said else [])
    assert findings(NEWS, customer, purpose="service") == []


def test_a_legal_basis_in_the_manifest_answers_for_a_silent_context_only() -> None:
    assert findings(NEWS, {}, legal_basis="soft opt-in, kept by the ESP") == []
    assert findings(NEWS, {"consents": {"basis": "none"}}, legal_basis="soft opt-in, kept by the ESP") != []


@pytest.mark.parametrize(
    ("scopes", "permitted"), [(["birthday"], True), (["Name Day"], False), (["marketing"], True), (["newsletter"], True), ([], False)]
)
def test_an_occasion_that_sells_needs_its_own_scope_or_a_wider_one(scopes: list[str], permitted: bool) -> None:
    mjml = "<mj-text>Happy birthday! 20% off everything today</mj-text>"
    customer = {"consents": {"basis": "consent", "scopes": scopes}}
    assert bool(findings(mjml, customer, purpose="occasion", occasion="birthday")) is not permitted
    assert findings("<mj-text>Happy birthday!</mj-text>", customer, purpose="occasion", occasion="birthday") == []


def test_the_birthday_scope_is_for_birthdays() -> None:
    customer = {"consents": {"basis": "consent", "scopes": ["birthday"]}}
    assert findings(NEWS, customer) != []
    assert findings("<mj-text>20% off everything today</mj-text>", customer, purpose="occasion", occasion="name_day") != []


@pytest.mark.parametrize(
    ("preference", "counts"),
    [
        ({"basis": "transaction", "polarity": "like"}, True), ({"basis": "transaction", "polarity": "neutral"}, True),
        ({"basis": "transaction", "polarity": "neutral", "support": {"opportunities": 3, "hits": 1}}, True),
        ({"basis": "transaction", "polarity": "neutral", "support": {"opportunities": 3}}, True),
        ({"basis": "transaction", "polarity": "neutral", "support": {"opportunities": 3, "hits": 0}}, False),
        ({"basis": "transaction", "polarity": "avoid"}, False), ({"basis": "observed", "polarity": "like"}, False), ({"basis": "stated", "polarity": "like"}, False),
    ],
)  # fmt: skip
def test_what_tells_of_a_purchase(preference: dict[str, Any], counts: bool) -> None:
    """With no history in the context, a taste that stands on transactions does; nothing known is said to be unknown."""
    customer = {"consents": {"basis": "soft_opt_in"}, "preferences": [{"topic": KITCHEN, **preference}]}
    severities = [one.severity for one in findings(NEWS, customer, topics=[KITCHEN])]
    assert severities == ([] if counts else ["warning"])
    with_history = {**customer, "history": []}
    assert [one.severity for one in findings(NEWS, with_history, topics=[KITCHEN])] == ([] if counts else ["error"])


@pytest.mark.parametrize(
    ("entry", "bought"),
    [
        ({"kind": "purchase", "channel": "web"}, True), ({"kind": "booking"}, True), ({"kind": "visit", "channel": "store"}, False),
        ({"kind": "purchase", "channel": "partner"}, False), ({"kind": "purchase", "channel": "social"}, False),
    ],
)  # fmt: skip
def test_bought_here_is_what_counts(entry: dict[str, str], bought: bool) -> None:
    history = [{"kind": "purchase"}, {"topic": KITCHEN, **entry}]  # the first tells no topic
    assert bool(soft(NEWS, topics=(KITCHEN,), history=history)) is not bought


@pytest.mark.parametrize(
    ("topic", "similar"), [(KITCHEN, True), ("retail.home.garden", True), ("retail.home", True), ("retail", True), ("retail.books", False), ("food", False)]
)  # fmt: skip
def test_similar_goods_share_the_second_level(topic: str, similar: bool) -> None:
    assert bool(soft(NEWS, KITCHEN, topics=(topic,))) is not similar
    assert bool(soft(EACH, KITCHEN, offers=[{"id": "a", "title": "New", "topic": topic}])) is not similar


def test_others_goods_are_named_once() -> None:
    offer = {"id": "a", "title": "New", "topic": KITCHEN, "seller": "partner"}
    words = "<mj-text>A word from our partner: our partner offers more.</mj-text>"
    own = soft(words + EACH, KITCHEN, offers=[{**offer, "seller": "own"}], topics=(KITCHEN,))
    assert own
    assert all(message.startswith("others' goods (") for message in own)
    assert soft(words + EACH, KITCHEN, offers=[offer], topics=(KITCHEN,)) == [
        "offers[0] is a partner's, and a soft opt-in carries own goods only"
    ]


WINE = "<mj-text>Red wine from Rioja, £39 the case</mj-text>"


@pytest.mark.parametrize(
    ("mjml", "bought", "topics", "alien"),
    [
        (WINE, (KITCHEN,), (), True), (WINE, (KITCHEN,), (KITCHEN,), True), (WINE, ("food.drinks.wine",), (), False),
        ("<mj-text>A glass of red wine by the window</mj-text>", (KITCHEN,), (), False),  # without a price it is colour
        ("<mj-text>Saucepan, £19</mj-text>", (KITCHEN,), (), False), ("<mj-text>Saucepan, £19</mj-text>" + WINE, (KITCHEN,), (), True),
        ("<mj-text>Garden furniture, £99</mj-text>" + WINE, (KITCHEN,), (KITCHEN,), False),  # the trade is spoken of: the rest says what for
        ("<mj-text>Skin cream, £4</mj-text>", (KITCHEN,), (KITCHEN,), False), ("<mj-text>Skin cream, £4</mj-text>", (KITCHEN,), (), True),
        ("<mj-text>Skin cream, £4</mj-text>", (KITCHEN, "food.drinks.wine"), (KITCHEN,), False),
        ("<mj-text>Cycling jersey, £40</mj-text>", (BICYCLE,), (), False), ("<mj-text>Cycling jersey, £40</mj-text>", (BICYCLE, "telecom.mobile"), (), False),
        ("<mj-text>Cycling jersey, £40</mj-text>", ("telecom.mobile",), (), True),
    ],
)  # fmt: skip
def test_what_words_put_up_for_sale(mjml: str, bought: tuple[str, ...], topics: tuple[str, ...], alien: bool) -> None:
    assert bool(soft(mjml, *bought, topics=topics)) is alien


def test_the_text_of_an_offer_needs_no_price() -> None:
    assert soft(EACH, KITCHEN, offers=[{"id": "a", "title": "Red wine in a case", "topic": KITCHEN}]) != []
    assert soft(EACH, KITCHEN, offers=[{"id": "a", "title": "Garden furniture, and red wine at the table", "topic": KITCHEN}]) == []


def test_what_belongs_to_the_relation_is_never_alien() -> None:
    assert soft(NEWS, KITCHEN, topics=("membership.points",)) == []
