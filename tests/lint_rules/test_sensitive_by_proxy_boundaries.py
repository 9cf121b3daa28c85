"""SEN302 at its edges: what counts as chosen, by what, and which consent answers for a claim."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.sensitive_by_proxy import SensitiveByProxy

PLAIN = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
KNEES, DIABETES = "For your aching knees", "Do you have diabetes?"
EACH = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"


def findings(
    mjml: str, label: dict[str, Any] | None = None, consent: tuple[str, ...] = (), offers: Any = None, **manifest: Any
) -> list[Finding]:
    special = {"type": "string", "x-fact": {**PLAIN, "sensitivity": "special", **(label or {})}}
    schema = {"properties": {"customer": {"properties": {"told": special, "hobby": {"type": "string", "x-fact": PLAIN}}}}}
    customer = {
        "age": 61, "city": "Leeds", "country": "GB", "locale": "en-GB", "told": "x", "hobby": "golf", "first_name": "Bo",
        "relationship": {"stage": "loyal"}, "consents": {"basis": "consent", "scopes": ["marketing"], "special_categories": list(consent)},
    }  # fmt: skip
    context = {"customer": customer, **({"offers": offers} if offers else {})}
    return found(SensitiveByProxy, mjml, manifest=manifest, context=context, schema=schema)


def branch(condition: str, copy: str) -> str:
    return f"<mj-text>{{% if {condition} %}}{copy}{{% endif %}} Hello</mj-text>"


@pytest.mark.parametrize(
    ("mjml", "chosen"),
    [
        (branch("customer.age > 50", KNEES), True), (branch("customer.age > 50", "For you over 50"), False), (branch("customer.age > 50", "Are you over 50?"), False),
        (branch("customer.age > 50", "Are you a parent?"), False), (branch("customer.age > 50", "Are you divorced?"), True),
        (branch("customer.city", f"{KNEES} in {{{{ customer.city }}}}"), False),  # there so that it can be printed
        (branch("customer.city", KNEES), True), (branch("customer.age > 50", f"{{{{ customer.age }}}}: {KNEES}"), True),
        (branch("customer.country == 'GB'", KNEES), False), (branch("customer.locale == 'en-GB'", KNEES), False),  # no trait of a person
        (branch("customer.first_name == 'Bo'", KNEES), False), (branch("customer.relationship.stage == 'loyal'", KNEES), False),
        (branch("customer.country == 'GB' and customer.hobby == 'golf'", KNEES), True), (f"<mj-text>{KNEES}</mj-text>", False),
        ("<mj-text>{% if customer.age > 50 %}Hello{% endif %}</mj-text><mj-text>For your aching knees</mj-text>", False),
    ],
)  # fmt: skip
def test_what_counts_as_chosen_by_ordinary_facts(mjml: str, chosen: bool) -> None:
    assert bool(findings(mjml)) is chosen


def test_the_recipients_may_be_what_was_chosen() -> None:
    about = "a message about health.diabetes is chosen by ordinary facts (customer.age)"
    assert [one.message for one in findings("<mj-text>Hello</mj-text>", selection=["customer.age"], topics=["health.diabetes"])] == [about]
    both = findings("<mj-text>Insulin in a case</mj-text>", selection=["customer.age"], topics=["health.diabetes"])
    assert [one.message for one in both] == [about]  # what the manifest declares is said once
    (copy,) = findings("<mj-text>Insulin in a case</mj-text>", selection=["customer.age"], topics=["retail"])
    assert copy.message == "copy about health.diabetes ('Insulin') is chosen by ordinary facts (customer.age)"
    assert copy.evidence == {"topic": "health.diabetes", "words": "Insulin"}
    claim = next(one for one in findings(f"<mj-text>{KNEES}</mj-text>", selection=["customer.age"]) if "claim" in one.message)
    assert (
        claim.message
        == "copy that makes a sensitive claim about the reader ('your aching knees') is chosen by ordinary facts (customer.age)"
    )
    assert (claim.evidence, claim.facts, claim.block) == ({"words": "your aching knees"}, ("customer.age",), "text")
    for nobody in ([], ["customer.country"], ["customer.relationship.stage"]):
        assert findings(f"<mj-text>{KNEES}</mj-text>", selection=nobody, topics=["health.diabetes"]) == []


def test_a_topic_that_is_declared_for_all_is_still_chosen_where_a_branch_says_it() -> None:
    mjml = branch("customer.age > 50", "Insulin in a case")
    for selection in ([], ["customer.relationship.stage"]):
        assert len(findings(mjml, selection=selection, topics=["health.diabetes"])) == 1


def test_the_title_repeats_the_subject() -> None:
    body = "<mj-body><mj-section><mj-column><mj-text>Hello</mj-text></mj-column></mj-section></mj-body>"
    titled = f"<mjml><mj-head><mj-title>Insulin in a case</mj-title></mj-head>{body}</mjml>"
    assert findings(titled, selection=["customer.age"]) == []
    assert [one.block for one in findings(titled, selection=["customer.age"], subject="Insulin in a case")] == ["subject"]


@pytest.mark.parametrize(
    ("mjml", "reported"),
    [
        (EACH, []), ("{% if customer.age > 50 %}" + EACH + "{% endif %}", [1]), ("<mj-text>{{ offers[0].title if customer.age > 50 else offers[2].title }}</mj-text>", []),
        ("{% if customer.age > 50 %}<mj-text>{{ [offers[0].title, offers[1].title] | join(' ') }}</mj-text>{% endif %}", [1]),
        ("<mj-text>{{ offers[1].title }}</mj-text>{% if customer.age > 50 %}<mj-text>{{ offers[0].title }}</mj-text>{% endif %}", []),
        ("{% if customer.country == 'GB' %}" + EACH + "{% endif %}", []),
    ],
)  # fmt: skip
def test_which_offer_was_chosen(mjml: str, reported: list[int]) -> None:
    offers = [
        {"id": "a", "title": "Lamp"},
        {"id": "b", "topic": "health.hearing", "title": "Small and light"},
        {"id": "c", "topic": "retail.home", "title": "Vase"},
    ]
    assert [one.message for one in findings(mjml, offers=offers)] == (
        ["an offer about health.hearing is chosen by ordinary facts (customer.age)"] if reported else []
    )
    assert len(findings(EACH, offers=offers, selection=["customer.age"])) == 1


TOLD = "customer.told == 'x' and customer.age > 50"


@pytest.mark.parametrize(
    ("label", "consent", "copy", "answered"),
    [
        ({"topic": "health.diabetes"}, ("health.diabetes",), DIABETES, True), ({"topic": "health.diabetes"}, ("health",), DIABETES, True),
        ({"topic": "health.diabetes"}, (), DIABETES, False), ({"topic": "health.diabetes", "provenance": "transaction"}, ("health",), DIABETES, True),
        ({"topic": "health.diabetes", "provenance": "observed"}, ("health",), DIABETES, False), ({"topic": "health"}, ("health",), DIABETES, True),
        ({"topic": "health"}, ("health",), KNEES, True), ({"topic": "health.pain"}, ("health",), KNEES, True),  # knees are a matter of health
        ({"topic": "belief.religion"}, ("belief.religion",), KNEES, False), ({"topic": "belief.religion"}, ("belief.religion",), DIABETES, False),
        ({"topic": "health"}, ("health",), "When hot flushes keep you awake", True),
        ({"topic": "health.diabetes"}, ("health",), "When hot flushes keep you awake", True),  # one of what it is about is enough
        ({"topic": "family.divorce", "sensitivity": "life_event"}, ("family.divorce",), "Are you divorced?", False), ({}, ("health",), DIABETES, False),
    ],
)  # fmt: skip
def test_what_they_said_with_consent_answers_for_the_claim(
    label: dict[str, Any], consent: tuple[str, ...], copy: str, answered: bool
) -> None:
    claims = [one for one in findings(branch(TOLD, copy), label, consent) if "makes a sensitive claim" in one.message]
    assert bool(claims) is not answered


def test_a_topic_of_copy_is_told_from_others_beside_it() -> None:
    """What is special is claimed, the ordinary topic in the same block is not."""
    mjml = branch("customer.age > 50", "Insulin in a case, and red wine")
    assert [one.evidence["topic"] for one in findings(mjml)] == ["health.diabetes"]
    assert findings(branch("customer.age > 50", "Red wine in a case")) == []
