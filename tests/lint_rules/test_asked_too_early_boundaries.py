"""ASK501: tiers, stages, and what is said of each."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.asked_too_early import AskedTooEarly

NEWS = "<mj-text>News</mj-text>"


def findings(mjml: str, *fields: str, customer: dict[str, Any] | None = None, **manifest: Any) -> list[Finding]:
    asks = [{"field": field, "why": "so that we can help"} for field in fields]
    return found(AskedTooEarly, mjml, manifest={**({"asks": asks} if asks else {}), **manifest}, context={"customer": customer or {}})


def at(stage: str, **more: Any) -> dict[str, Any]:
    return {"relationship": {"stage": stage}, **more}


@pytest.mark.parametrize(
    ("field", "first"),
    [
        ("gender", "prospect"), ("postalCode", "prospect"), ("birth_date", "active"), ("hobbies", "active"), ("marital_status", "loyal"), ("children", "loyal"),
        ("what you earn", "loyal"), ("who you live with", "loyal"),  # told by its words, where it is no identifier
        ("personnummer", ""), ("religion", ""),
    ],
)  # fmt: skip
def test_from_which_stage_on_a_field_may_be_asked(field: str, first: str) -> None:
    reached = {"prospect": 0, "new": 0, "active": 1, "lapsed": 1, "loyal": 2}
    least = {"prospect": 0, "active": 1, "loyal": 2, "": 3}[first]
    for stage, tier in reached.items():
        assert bool(findings(NEWS, field, customer=at(stage))) is (tier < least), stage
        assert bool(findings(NEWS, field, customer=at("loyal"), stage=stage)) is (tier < least), stage
        assert bool(findings(NEWS, field, customer=at(stage), stage="loyal")) is (tier < least), stage
    assert bool(findings(NEWS, field)) is (least > 0)  # of whom nothing is known, nothing is assumed


def test_words_that_name_no_field_ask_for_nothing() -> None:
    assert findings(NEWS, "a number to reach you", "your thoughts") == []


@pytest.mark.parametrize(("purpose", "early"), [("promotion", True), ("survey", True), ("service", False), ("notice", False)])
def test_a_telephone_number_for_a_delivery_is_no_question_of_stage(purpose: str, early: bool) -> None:
    assert bool(findings(NEWS, "phone", customer=at("active"), purpose=purpose)) is early
    assert findings(NEWS, "phone", customer=at("loyal"), purpose=purpose) == []
    assert findings(NEWS, "salary", customer=at("active"), purpose=purpose) != []


@pytest.mark.parametrize(
    ("purpose", "consents", "early"),
    [
        ("survey", {"special_categories": ["belief"]}, False), ("survey", {"special_categories": ["belief.religion"]}, False),
        ("survey", {"special_categories": ["health"]}, True), ("survey", {"special_categories": []}, True), ("survey", {}, True), ("survey", None, True),
        ("promotion", {"special_categories": ["belief"]}, True), ("service", {"special_categories": ["belief"]}, True),
    ],
)  # fmt: skip
def test_special_categories_need_a_survey_and_consent(purpose: str, consents: dict[str, Any] | None, early: bool) -> None:
    customer = at("loyal", **({"consents": consents} if consents is not None else {}))
    assert bool(findings(NEWS, "religion", customer=customer, purpose=purpose)) is early


def test_consent_to_something_special_lifts_no_stage() -> None:
    everything = {"special_categories": ["health", "belief", "family", "finance", "orientation"]}
    assert findings(NEWS, "marital_status", customer=at("active", consents=everything), purpose="survey") != []


@pytest.mark.parametrize(
    ("field", "message", "remedy", "facts"),
    [
        ("personnummer", "an email asks for a national id", "never ask for it by email", ()),
        ("religion", "asks for religion, a special category, outside a survey with consent to it", "leave the question out", ()),
        ("marital_status", "asks for civil status before the relationship has reached loyal", "ask for gender, postal code or topics now, for civil status when", ("customer.relationship.stage",)),
        ("birth_date", "asks for birth date before the relationship has reached active", "ask for gender, postal code or topics now, for birth date when", ("customer.relationship.stage",)),
    ],
)  # fmt: skip
def test_what_is_said_of_each_tier(field: str, message: str, remedy: str, facts: tuple[str, ...]) -> None:
    (finding,) = findings(NEWS, field)
    assert finding.message == message
    assert finding.help.startswith(remedy)
    assert finding.facts == facts
    assert finding.file.endswith("message.toml")


def test_what_the_copy_asks_for_stands_in_the_copy() -> None:
    (finding,) = findings("<mj-text>News</mj-text>\n<mj-text>Tell us your date of birth</mj-text>", "birth_date")
    assert (finding.line, finding.evidence["field"], finding.block) == (2, "birth_date", "text")
