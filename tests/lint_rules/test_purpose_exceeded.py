"""LAW703: purposes of facts, consent to special ones, and objections to purposes, topics and facts."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.purpose_exceeded import PurposeExceeded

PROMOTION: dict[str, Any] = {}
BIRTHDAY = {"purpose": "occasion", "occasion": "birthday"}
PRINTED = "<mj-text>For {{ customer.hobby }}</mj-text>"
CHOSEN = "{% if customer.hobby == 'kayaks' %}<mj-text>News</mj-text>{% endif %}<mj-text>Hello</mj-text>"
TESTED = "{% if customer.hobby %}<mj-text>News</mj-text>{% endif %}<mj-text>Hello</mj-text>"
EACH = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"


def schema(**label: Any) -> dict[str, Any]:
    whole = {"provenance": "observed", "sensitivity": "none", "known_to_recipient": True, **label}
    members = {name: {"type": "string", "x-fact": whole} for name in ("hobby", "club")} | {"free": {"type": "string"}}
    return {"properties": {"customer": {"properties": members}}}


def findings(
    mjml: str, manifest: dict[str, Any], label: dict[str, Any] | None = None, offers: Any = None, objections: Any = None, **customer: Any
) -> list[Finding]:
    consents = {**customer.pop("consents", {}), **({"objections": objections} if objections is not None else {})}
    person = {"hobby": "kayaks", "club": "north", "free": "x", **customer, **({"consents": consents} if consents else {})}
    context = {"customer": person, **({"offers": offers} if offers else {})}
    return found(PurposeExceeded, mjml, manifest=manifest, context=context, schema=schema(**(label or {})))


@pytest.mark.parametrize(
    ("manifest", "purposes", "allowed"),
    [
        (PROMOTION, ["marketing"], True), (PROMOTION, ["service", "Marketing"], True), (PROMOTION, ["service"], False), (PROMOTION, ["birthday"], False),
        (BIRTHDAY, ["birthday"], True), (BIRTHDAY, ["occasion"], True), (BIRTHDAY, ["marketing"], True), (BIRTHDAY, ["identity_check"], False),
        ({"purpose": "occasion", "occasion": "name_day"}, ["birthday"], False), ({"purpose": "service"}, ["service"], True),
        ({"purpose": "service"}, ["marketing"], False), ({"purpose": "notice"}, ["service"], True), ({"purpose": "survey"}, ["survey"], True),
        ({"purpose": "survey"}, ["marketing"], True), ({"purpose": "survey"}, ["service"], False), (PROMOTION, [], False),
    ],
)  # fmt: skip
def test_the_label_must_name_the_purpose(manifest: dict[str, Any], purposes: list[str], allowed: bool) -> None:
    for mjml in (PRINTED, CHOSEN):
        assert bool(findings(mjml, manifest, {"purposes": purposes})) is not allowed
        assert bool(findings(mjml, manifest, facts={"customer.hobby": {"purposes": purposes}})) is not allowed
    assert findings(TESTED, manifest, {"purposes": purposes}) == []  # to ask whether it is there reads nothing
    assert findings(PRINTED, manifest) == []  # a label without purposes allows all but special use


def test_each_fact_once_and_what_is_said() -> None:
    mjml = "<mj-text>News</mj-text>\n<mj-text>{{ customer.hobby }}, {{ customer.hobby }}</mj-text><mj-text>{{ customer.club }}</mj-text>"
    hobby, club = findings(mjml, PROMOTION, {"purposes": ["service", "billing"]})
    assert hobby.message == "customer.hobby was given for something else, and is used in a promotion mail"
    assert hobby.evidence == {"purposes": ["billing", "service"], "needed": ["marketing"], "use": "print"}
    assert (hobby.facts, hobby.block, hobby.line) == (("customer.hobby",), "text", 2)
    assert club.facts == ("customer.club",)
    (occasion,) = findings(PRINTED, BIRTHDAY, {"purposes": ["service"]})
    assert occasion.message.endswith("and is used in an occasion mail")
    assert occasion.help == "use a fact whose purposes name birthday or marketing or occasion, or ask for it with that purpose"


@pytest.mark.parametrize(
    ("label", "consents", "manifest", "reported"),
    [
        ({"sensitivity": "special", "topic": "health.diabetes"}, {}, PROMOTION, True),
        ({"sensitivity": "special", "topic": "health.diabetes"}, {"special_categories": ["health"]}, PROMOTION, False),
        ({"sensitivity": "special", "topic": "health.diabetes"}, {"special_categories": ["religion"]}, PROMOTION, True),
        ({"sensitivity": "special", "topic": "health.diabetes"}, {}, {"purpose": "service"}, False),
        ({"sensitivity": "special", "topic": "health.diabetes", "purposes": ["marketing"]}, {}, PROMOTION, False),
        ({"sensitivity": "special", "topic": "health.diabetes", "purposes": ["service"]}, {"special_categories": ["health"]}, PROMOTION, True),
        ({"sensitivity": "life_event", "topic": "family"}, {}, PROMOTION, False),
    ],
)  # fmt: skip
def test_what_is_special_needs_a_purpose_or_consent(
    label: dict[str, Any], consents: dict[str, Any], manifest: dict[str, Any], reported: bool
) -> None:
    found_ = findings(PRINTED, manifest, label, consents=consents)
    assert bool(found_) is reported
    if reported and "purposes" not in label:
        assert found_[0].message.startswith("customer.hobby is special and was given for nothing that is named")


def test_what_nobody_labelled_is_not_taken_for_special_here() -> None:
    assert findings("<mj-text>{{ customer.free }}</mj-text>", PROMOTION) == []


def test_one_member_of_an_object_is_enough() -> None:
    """Printing a list reads all of it; a purpose that excludes this is found whatever else is in it."""
    member = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
    pet = {"type": "object", "properties": {
        "name": {"type": "string", "x-fact": {**member, "purposes": ["marketing"]}}, "chip": {"type": "string", "x-fact": {**member, "purposes": ["service"]}},
    }}  # fmt: skip
    whole = {"properties": {"customer": {"properties": {"pet": pet}}}}
    context = {"customer": {"pet": {"name": "Bo", "chip": "1"}}}
    found_ = found(PurposeExceeded, "<mj-text>{{ customer.pet | tojson }}</mj-text>", schema=whole, context=context)
    assert [one.facts for one in found_] == [("customer.pet.chip",)]


# -- objections


@pytest.mark.parametrize(
    ("objection", "manifest", "reported"),
    [
        ("promotion", PROMOTION, True), ("marketing", PROMOTION, True), ("Direct Marketing", PROMOTION, True), ("newsletter", PROMOTION, True),
        ("survey", PROMOTION, False), ("sms", PROMOTION, False), ("occasion", BIRTHDAY, True), ("birthday", BIRTHDAY, True), ("name_day", BIRTHDAY, False),
        ("marketing", BIRTHDAY, True), ("newsletter", BIRTHDAY, False), ("survey", {"purpose": "survey"}, True), ("marketing", {"purpose": "survey"}, False),
        ("marketing", {"purpose": "service"}, False), ("service", {"purpose": "service"}, True),
    ],
)  # fmt: skip
def test_an_objection_to_a_purpose(objection: str, manifest: dict[str, Any], reported: bool) -> None:
    found_ = findings("<mj-text>Hello</mj-text>", manifest, objections=["loyalty", objection])
    assert bool(found_) is reported
    if reported:
        assert found_[0].facts == ("customer.consents.objections[1]",)
        assert found_[0].message.startswith(
            f"{'an' if manifest == BIRTHDAY else 'a'} {manifest.get('purpose', 'promotion')} mail, and the customer objected to "
        )
        assert found_[0].help == "leave this customer out, or leave out what they objected to"


@pytest.mark.parametrize(
    ("scopes", "reported"), [([], True), (["newsletter"], True), (["birthday"], False), (["Birthday"], False), (["name_day"], True)]
)
def test_whoever_asked_for_birthday_mail_objected_to_other_marketing(scopes: list[str], reported: bool) -> None:
    assert bool(findings("<mj-text>Hello</mj-text>", BIRTHDAY, objections=["marketing"], consents={"scopes": scopes})) is reported


@pytest.mark.parametrize(
    ("objection", "reported"), [("profiling", True), ("Personalisation", True), ("segmentation", True), ("promotions_by_post", False)]
)
def test_an_objection_to_profiling_is_one_to_steering_by_behaviour(objection: str, reported: bool) -> None:
    assert bool(findings(CHOSEN, PROMOTION, objections=[objection])) is reported
    assert findings(CHOSEN, {"purpose": "service"}, objections=[objection]) == []
    assert findings(PRINTED, PROMOTION, objections=[objection]) == []  # printed, not steering
    assert findings(TESTED, PROMOTION, objections=[objection]) == []
    assert findings(CHOSEN, PROMOTION, {"provenance": "stated"}, objections=[objection]) == []
    assert findings(CHOSEN, PROMOTION, {"provenance": "transaction", "ledger": True}, objections=[objection]) == []
    if reported:
        both = CHOSEN.replace("Hello", "{{ customer.club }}").replace("News", "{{ customer.club }}")
        (finding,) = findings(both, PROMOTION, objections=[objection])
        assert finding.message == "customer.hobby steers this mail, and the customer objected to profiling"
        assert finding.facts == ("customer.consents.objections[0]", "customer.hobby")


@pytest.mark.parametrize(
    ("objection", "offer", "reported"),
    [
        ("partner offers", {"seller": "partner"}, True), ("partner offers", {"seller": "own"}, False), ("partner offers", {}, False),
        ("abandoned basket", {"trigger": {"kind": "cart_abandonment", "at": "2026-02-13"}}, True), ("abandoned basket", {"trigger": {"kind": "price_drop", "at": "2026-02-13"}}, False),
        ("abandoned basket", {"seller": "partner"}, False), ("sms", {"trigger": {"kind": "price_drop", "at": "2026-02-13"}, "seller": "partner"}, False),
    ],
)  # fmt: skip
def test_an_objection_to_a_kind_of_message(objection: str, offer: dict[str, Any], reported: bool) -> None:
    offers = [{"id": "a", "title": "Lamp", "topic": "retail.home"}, {"id": "b", "title": "Vase", "topic": "retail.home", **offer}]
    found_ = findings(EACH, PROMOTION, offers=offers, objections=[objection])
    assert [one.message for one in found_] == (
        [f"offers[1] makes this mail what the customer objected to ({objection.replace(' ', '_')})"] if reported else []
    )


@pytest.mark.parametrize(
    ("objection", "topics", "reported"),
    [("food", ["food.drinks.wine"], True), ("food.drinks.wine", ["food.drinks.wine"], True), ("food.drinks.beer", ["food.drinks.wine"], False), ("food.drinks.wine", ["food"], False)],
)  # fmt: skip
def test_an_objection_to_a_topic(objection: str, topics: list[str], reported: bool) -> None:
    found_ = findings("<mj-text>Hello</mj-text>", {"topics": topics}, objections=[objection])
    assert [one.message for one in found_] == (
        [f"the message is about {topics[0]}, and the customer objected to {objection}"] if reported else []
    )
    assert findings("<mj-text>Hello</mj-text>", {"topics": topics, "purpose": "service"}, objections=[objection]) == []


@pytest.mark.parametrize(
    ("objection", "paths"),
    [
        ("customer.hobby", {"customer.hobby"}), ("customer.hob", set()), ("hobby", set()), ("customer", set()),
        ("customer.history", {"customer.history[].item"}), ("customer.history[]", {"customer.history[].item"}), ("customer.history[].item", {"customer.history[].item"}),
        ("customer.history.item", {"customer.history[].item"}), ("customer.history[].place", set()), ("customer.points", set()),
    ],
)  # fmt: skip
def test_an_objection_to_a_fact(objection: str, paths: set[str]) -> None:
    mjml = PRINTED + "<mj-text>{% for h in customer.history %}{{ h.item }}{% endfor %}</mj-text>"
    history = [{"topic": "food", "kind": "view", "item": "x"}]
    found_ = findings(mjml, PROMOTION, objections=[objection], history=history)
    assert {path for one in found_ for path in one.facts[1:]} == paths


@pytest.mark.parametrize(
    ("objection", "topic", "reported"),
    [("health", "health.diabetes", True), ("health.diabetes", "health", False), ("religion", "health", False), ("health", None, False)],
)
def test_an_objection_to_the_topic_of_a_fact(objection: str, topic: str | None, reported: bool) -> None:
    label = {"topic": topic} if topic else {}
    found_ = findings(PRINTED, PROMOTION, {**label, "purposes": ["marketing"]}, objections=[objection])
    assert [one.facts for one in found_] == ([("customer.consents.objections[0]", "customer.hobby")] if reported else [])
