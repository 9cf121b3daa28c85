"""LAW704: which scope covers which kind of message, and what stands in a service mail."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.scope_too_narrow import ScopeTooNarrow

EACH = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"
BASKET = "<mj-text>You left something in your basket</mj-text>"
TRIGGER = {"kind": "Cart-Abandonment", "at": "2026-02-13"}


def findings(mjml: str, consents: dict[str, Any] | None, offers: list[dict[str, Any]] | None = None, **manifest: Any) -> list[Finding]:
    context: dict[str, Any] = {"customer": {} if consents is None else {"consents": consents}}
    if offers:
        context["offers"] = [{"id": str(at), "title": "Lamp", "topic": "retail.home", **offer} for at, offer in enumerate(offers)]
    return found(ScopeTooNarrow, mjml, manifest=manifest, context=context)


def given(*scopes: str, basis: str = "consent") -> dict[str, Any]:
    return {"basis": basis, "scopes": list(scopes)}


@pytest.mark.parametrize(
    ("consents", "covered"),
    [
        (given("newsletter"), False), (given(), False), (given("marketing"), True), (given("Direct Marketing"), True), (given("abandoned basket"), True),
        (given("newsletter", "basket_abandonment"), True), (given("birthday"), False), (given("newsletter", basis="soft_opt_in"), False),
        (given("newsletter", basis="none"), True), (given("newsletter", basis="contract"), True),  # LAW701's
        ({"basis": "consent"}, True), ({}, True), (None, True), ({"scopes": ["newsletter"]}, False),
    ],
)  # fmt: skip
def test_a_basket_mail_needs_its_scope_or_marketing(consents: dict[str, Any] | None, covered: bool) -> None:
    """However it shows itself: by its words, by its occasion, by its trigger. Where no scopes are known, nothing is."""
    for mjml, offers, manifest in (
        (BASKET, None, {}), ("<mj-text>Hello</mj-text>", None, {"purpose": "occasion", "occasion": "cart_abandonment"}), (EACH, [{"trigger": TRIGGER}], {}),
    ):  # fmt: skip
        assert bool(findings(mjml, consents, offers, **manifest)) is not covered


def test_other_occasions_and_plain_offers_need_no_scope_of_their_own() -> None:
    assert findings("<mj-text>Hello</mj-text>", given("newsletter"), purpose="occasion", occasion="birthday") == []
    assert findings("<mj-text>Hello</mj-text>", given("newsletter")) == []
    assert findings(EACH, given("newsletter"), [{}, {"seller": "own"}]) == []


def test_where_it_stands_and_what_it_takes() -> None:
    (said,) = findings("<mj-text>Hello</mj-text>\n" + BASKET, given("newsletter"))
    assert said.message.startswith("a mail about an abandoned basket, and no scope covers it: '")
    assert (said.line, said.file.rpartition(".")[2]) == (2, "mjml")
    (named,) = findings("<mj-text>Hello</mj-text>", given("newsletter"), purpose="occasion", occasion="abandoned_basket")
    assert named.message == "a mail about an abandoned basket, and no scope covers it"
    assert named.file.endswith("message.toml")
    assert named.facts == ("customer.consents.scopes",)
    assert named.evidence == {"scope": "abandoned_basket"}
    assert named.help == "send it only to customers whose consent covers abandoned_basket or marketing; a newsletter consent does not"
    assert len(findings(BASKET + BASKET, given("newsletter"))) == 1


@pytest.mark.parametrize(
    ("consents", "covered"),
    [
        (given("newsletter"), False), (given("partner_offers"), True), (given("Partner-Offers"), True), (given("marketing"), True),
        (given("newsletter", basis="soft_opt_in"), True),  # there LAW701 says so
    ],
)  # fmt: skip
def test_partners_offers_need_theirs(consents: dict[str, Any], covered: bool) -> None:
    found_ = findings(EACH, consents, [{"seller": "own"}, {"seller": "partner"}])
    assert [(one.message, one.facts) for one in found_] == (
        []
        if covered
        else [("offers[1] is a partner's, and no scope covers partners' offers", ("customer.consents.scopes", "offers[].seller"))]
    )


def test_a_triggered_partners_offer_lacks_both() -> None:
    found_ = findings(EACH, given("newsletter"), [{"seller": "partner", "trigger": {"kind": "price_drop", "at": "2026-02-13"}}])
    assert sorted(one.evidence["scope"] for one in found_) == ["partner_offers", "price_drop"]
    assert {one.facts[1] for one in found_} == {"offers[].seller", "offers[].trigger.kind"}


@pytest.mark.parametrize(("purpose", "reported"), [("service", True), ("notice", True), ("promotion", False), ("survey", False)])
def test_service_mail_carries_no_advertisement(purpose: str, reported: bool) -> None:
    push = findings("<mj-text>Your parcel is here. 20% off everything today!</mj-text>", given("marketing"), purpose=purpose)
    offer = findings(EACH, given("marketing"), [{}, {"topic": "service.account"}], purpose=purpose)
    left = findings(BASKET, given("marketing"), purpose=purpose)
    assert [bool(one) for one in (push, offer, left)] == [reported] * 3
    if reported:
        assert [(one.message, one.evidence) for one in offer] == [(f"offers[0] stands in a {purpose} mail", {"offer": 0})]
        assert push[0].message.startswith(f"an advertisement in a {purpose} mail: ")
    assert findings("<mj-text>Your parcel is here.</mj-text>", None, purpose=purpose) == []


ASIDES = {
    "sv": ("PS. Medan du ändå står i kön: ombudet skickar tillbaka paketet efter söndag.", "PS. Passa på att köpa lampor till halva priset."),
    "nb": ("PS. Mens du venter: kaffen på venterommet er fersk.", "PS. Mens du venter: nye lamper fra 199 kr, kjøp nå."),
    "da": ("PS. Mens du venter: kaffen i venteværelset er frisk.", "PS. Mens du venter: det første halve år koster kun det halve."),
    "fi": ("PS. Muuten, kahvi on valmiina aulassa.", "PS. Muuten, samalla reissulla kannattaa napata hiilet mukaan."),
    "de": ("PS: Übrigens, der Kaffee im Wartezimmer ist frisch.", "PS: Übrigens, die Haube gibt es für die Hälfte. Gleich mitbestellen!"),
    "en": ("PS. By the way, the coffee in the waiting room is fresh.", "PS. By the way, new lamps are half price, so order yours today."),
}  # fmt: skip


@pytest.mark.parametrize("lang", list(ASIDES))
def test_an_aside_alone_sells_nothing(lang: str) -> None:
    informed, sold = (
        found(ScopeTooNarrow, f"<mj-text>{text}</mj-text>", lang=lang, manifest={"purpose": "service"}) for text in ASIDES[lang]
    )
    assert [one.message for one in informed] == []
    assert [one.code for one in sold][:1] == ["LAW704"]
