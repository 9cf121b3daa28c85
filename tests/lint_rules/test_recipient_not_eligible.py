"""PRF103: who may take an offer, and which branch it stands in."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.recipient_not_eligible import RecipientNotEligible

YOUNG = {"properties": {"age": {"maximum": 25}}, "required": ["age"]}
FARE = "<mj-text>Youth fare £19</mj-text>"


def messages(mjml: str, eligibility: Any, beneficiary: str | None = None, **customer: Any) -> list[str]:
    manifest = {"eligibility": eligibility, **({"beneficiary": beneficiary} if beneficiary else {})}
    return [one.message for one in found(RecipientNotEligible, mjml, manifest=manifest, context={"customer": customer})]


def test_whose_eligibility_was_asked_is_said() -> None:
    assert messages(FARE, YOUNG, age=42) == ["the recipient is not eligible for the hard-coded offer"]
    alone = messages(FARE, YOUNG, "household", age=42)
    assert alone == ["neither the recipient nor anyone in the household is eligible for the hard-coded offer"]
    assert messages(FARE, YOUNG, "household", age=42, household=[{"role": "partner", "age": 41, "basis": "stated"}]) == alone
    assert messages(FARE, YOUNG, "household", age=42, household=[{"role": "child", "age": 17, "basis": "inferred"}]) == alone
    assert messages(FARE, YOUNG, "household", age=42, household=[{"role": "child", "age": 25, "basis": "stated"}]) == []
    assert messages(FARE, YOUNG, "self", age=42, household=[{"role": "child", "age": 17, "basis": "stated"}]) != []
    assert messages(FARE, YOUNG, "gift", age=42) == []


@pytest.mark.parametrize(
    ("eligibility", "facts"), [(YOUNG, ("customer.age",)), (False, ()), ({"properties": {"city": False}, "required": ["city"]}, ("customer.city",))]
)  # fmt: skip
def test_what_it_reads_is_named_also_where_it_is_a_plain_no(eligibility: Any, facts: tuple[str, ...]) -> None:
    offer = {"id": "o", "topic": "travel", "title": "Fare", "eligibility": eligibility}
    (finding,) = found(
        RecipientNotEligible, "<mj-text>{{ offers[0].title }}</mj-text>", context={"customer": {"age": 42}, "offers": [offer]}
    )
    assert finding.message == "the recipient is not eligible for offers[0]"
    assert finding.facts == facts
    assert finding.evidence == {"eligibility": eligibility if eligibility is not False else {}}
    assert finding.help.startswith("offer something that they may take")


@pytest.mark.parametrize(
    ("condition", "reported"),
    [
        ("customer.age and customer.age < 26", False), ("customer.birth_date and customer.birth_date > '2000-01-01'", False),
        ("customer.age and customer.age > 18", True),  # they see it and may not take it
        ("customer.city == 'Oslo'", True),  # another branch, of which the eligibility says nothing
        ("customer.city == 'Narvik'", True),
    ],
)  # fmt: skip
def test_an_offer_in_a_branch_on_what_it_requires_is_for_those_who_see_it(condition: str, reported: bool) -> None:
    mjml = f"<mj-text>News</mj-text>{{% if {condition} %}}{FARE}{{% endif %}}"
    assert bool(messages(mjml, YOUNG, age=42, birth_date="1984-01-01", city="Narvik")) is reported


def test_a_birth_date_decides_nothing_where_no_age_is_asked() -> None:
    """Only an eligibility that reads the age makes a branch on the birth date the offer's own."""
    lives_in = {"properties": {"city": {"const": "Oslo"}}, "required": ["city"]}
    mjml = f"<mj-text>News</mj-text>{{% if customer.birth_date > '2000-01-01' %}}{FARE}{{% endif %}}"
    assert messages(mjml, lives_in, birth_date="1984-01-01", city="Narvik") != []
