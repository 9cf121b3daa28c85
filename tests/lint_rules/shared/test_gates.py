"""Gates: whether a condition was settled for a customer by something other than certain facts."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.testing import project_of
from tactful_rules.sensitive_steering import SensitiveSteering
from tactful_rules.shared.gates import settled

LABEL = {"provenance": "stated", "sensitivity": "special", "known_to_recipient": True, "topic": "health.diabetes"}
SCHEMA = {"properties": {"campaign": {"type": "string"}, "shop": {"type": "object", "properties": {"street": {"type": "string"}}}, "customer": {"properties": {
    "programme": {"type": ["string", "null"], "x-fact": LABEL}, "clinic": {"type": "object", "properties": {"ward": {"type": "string", "x-fact": LABEL}}},
    "tags": {"type": "array", "items": {"type": "string"}}, "shoe_size": {"type": "integer"},
}}}}  # fmt: skip
CUSTOMER: dict[str, Any] = {
    "programme": "gold", "tier": "silver", "shoe_size": 42, "tags": ["a"], "clinic": {"ward": "B"},
    "consents": {"basis": "consent", "scopes": ["marketing"], "special_categories": ["religion"]},
}  # fmt: skip


def is_settled(condition: str, facts: tuple[str, ...] = ("customer.programme",), before: str = "", **customer: Any) -> bool:
    """For the condition around the first block or, where the customer does not meet it, around its else."""
    mjml = f"{before}{{% if {condition} %}}<mj-text>A</mj-text>{{% else %}}<mj-text>B</mj-text>{{% endif %}}"
    context = {"campaign": "k", "shop": {"street": "a"}, "customer": {**CUSTOMER, **customer}}
    project, whole = project_of(Example("en", mjml, {}, context, SCHEMA), SensitiveSteering)
    draft = project.draft("case", whole)
    (guard,) = {guard for block in draft.blocks for guard in block.guards if guard.kind == "if"}
    return settled(guard, draft, facts)


FACT = "customer.programme == 'gold'"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (FACT, False), ("customer.programme", False), ("customer.tier == 'silver'", True), ("customer.tier == 'gold'", True),
        # what is false makes "and" false, what is true makes "or" true, whatever stands beside it and on which side
        (f"customer.tier == 'gold' and {FACT}", True), (f"{FACT} and customer.tier == 'gold'", True), (f"customer.tier == 'silver' and {FACT}", False),
        (f"customer.tier == 'silver' or {FACT}", True), (f"{FACT} or customer.tier == 'silver'", True), (f"customer.tier == 'gold' or {FACT}", False),
        (f"not (customer.tier == 'silver' or {FACT})", True), (f"not {FACT}", False), ("not customer.tier", True),
        (f"(customer.tier == 'gold' or {FACT}) and customer.shoe_size > 50", True), (f"(customer.tier == 'gold' and {FACT}) or customer.shoe_size > 50", True),
        # comparisons
        (f"customer.shoe_size >= 43 and {FACT}", True), (f"customer.shoe_size >= 42 and {FACT}", False), (f"customer.shoe_size > 42 and {FACT}", True),
        (f"customer.shoe_size < 42 and {FACT}", True), (f"customer.shoe_size <= 42 and {FACT}", False), (f"customer.tier != 'silver' and {FACT}", True),
        (f"'health.diabetes' in customer.consents.special_categories and {FACT}", True), (f"'religion' in customer.consents.special_categories and {FACT}", False),
        (f"'religion' not in customer.consents.special_categories and {FACT}", True), (f"'x' in customer.consents.objections and {FACT}", True),
        (f"'x' not in customer.consents.objections and {FACT}", False), ("customer.programme == 'x' and customer.tier > 5", False),  # not to be compared
        (f"50 < customer.shoe_size < 60 and {FACT}", False),  # a chain is not evaluated
        (f"customer.programme == customer.tier and {FACT}", False), (f"customer.tier == customer.programme and {FACT}", False), (f"'x' == customer.programme and {FACT}", False),
        (f"customer.tags[0] == 'x' and {FACT}", False), (f"customer[0] == 'x' and {FACT}", False), (f"campaign.tier == 'x' and {FACT}", False), (f"shop.street == 'x' and {FACT}", False),
        (f"'x' in customer.consents.special_categories and {FACT}", True), (f"customer.consents.basis == 'none' and {FACT}", True),
        # members by name, in either notation; what is computed is unknown
        (f"customer['tier'] == 'gold' and {FACT}", True), (f"customer[campaign] == 'gold' and {FACT}", False), (f"customer.tier | upper == 'X' and {FACT}", False),
        (f"campaign == 'x' and {FACT}", False), (f"customer.missing.more == 'x' and {FACT}", False), (f"customer.nothing == 'x' and {FACT}", True),
        (f"customer.tags and {FACT}", False), (f"customer.consents and {FACT}", False), (f"customer.clinic.ward == 'A' and {FACT}", True),
        ("customer.tier == 'gold' and (customer.tier and customer.shoe_size)", True), (f"(customer.tier and customer.shoe_size) == 41 and {FACT}", True),
        (f"(customer.nothing or customer.shoe_size) == 41 and {FACT}", True), (f"(customer.tier or customer.shoe_size) == 'silver' and {FACT}", False),
        (f"(customer.programme or customer.tier) == 'x' and {FACT}", False), (f"(not customer.tier) == true and {FACT}", True),
        (f"false and {FACT}", True), (f"true and {FACT}", False),
    ],
)  # fmt: skip
def test_what_settles_a_condition(condition: str, expected: bool) -> None:
    assert is_settled(condition) is expected


def test_what_holds_a_fact_is_as_unknown_as_the_fact() -> None:
    assert not is_settled("customer.clinic.ward == 'A' and customer.tier", ("customer.clinic",))
    assert not is_settled("customer.clinic and customer.tier", ("customer.clinic.ward",))
    assert not is_settled("customer.clinic.ward == 'A' and customer.tier", ("customer.clinic.ward",))
    assert is_settled("customer.tier == 'gold' and customer.programme", ("customer.programme", "customer.tie"))
    assert is_settled(
        "customer.tier == 'gold' and customer.programme", ("customer.programme", "customer.tier_of_old", "customer.shoe_size")
    )
    assert not is_settled(f"customer.consents == 'x' and {FACT}", ("customer.programme", "customer.consents.basis"))
    assert not is_settled("customer.consents.basis == 'none' and customer.tier == 'x'", ("customer.consents.basis", "customer.tier"))


@pytest.mark.parametrize(
    ("before", "condition", "expected"),
    [
        ("{% set level = customer.tier %}", f"level == 'gold' and {FACT}", True), ("{% set c = customer %}", f"c.tier == 'gold' and {FACT}", True),
        ("{% set f = customer.programme %}", "f == 'gold' and customer.tier", False), ("{% set f = customer.programme %}", "customer.tier == 'gold' and f", True),
        ("{% set level = customer.tier %}{% set level = 'x' %}", f"level == 'gold' and {FACT}", False),  # set twice: which one is not known
        ("{% set level %}x{% endset %}", f"level == 'gold' and {FACT}", False), ("{% macro level(x) %}x{% endmacro %}", f"level == 'gold' and {FACT}", False),
        ("{% set one = customer.tier %}{% set two = one %}", f"two == 'gold' and {FACT}", True), ("{% set level = 'gold' %}", f"customer.tier == level and {FACT}", True),
        ("{% for x in customer.tags %}{% set y = level %}{% endfor %}{% set level = customer.tier %}", f"level == 'gold' and {FACT}", True),  # read in a loop, not bound
        ("{% for level in customer.tags %}{% endfor %}{% set level = customer.tier %}", f"level == 'gold' and {FACT}", False),
        ("{% set customer = {'tier': 'gold'} %}", f"customer.tier == 'x' and {FACT}", False),  # another customer
        ("{% set a = b %}{% set b = a %}", f"a == 'gold' and {FACT}", False),  # each by the other: never known
        ("{% set a = b %}{% set b = a %}", f"a.tier == 'gold' and {FACT}", False),
        ("{% set ok = customer.tier == 'gold' %}", f"ok and {FACT}", True), ("{% set ok = customer.tier == 'silver' %}", f"ok and {FACT}", False),
    ],
)  # fmt: skip
def test_names_that_stand_for_something(before: str, condition: str, expected: bool) -> None:
    assert is_settled(condition, before=before) is expected


def test_a_loop_is_settled_by_nothing() -> None:
    mjml = "{% for tag in customer.tags %}<mj-text>{{ tag }}</mj-text>{% endfor %}"
    project, whole = project_of(Example("en", mjml, {}, {"customer": CUSTOMER}, SCHEMA), SensitiveSteering)
    draft = project.draft("case", whole)
    (guard,) = {guard for block in draft.blocks for guard in block.guards}
    assert not settled(guard, draft, ("customer.programme",))


def test_a_ternary_is_settled_by_its_condition() -> None:
    mjml = "<mj-text>{{ 'A' if customer.tier == 'gold' and customer.programme == 'gold' else 'B' }}</mj-text>"
    project, whole = project_of(Example("en", mjml, {}, {"customer": CUSTOMER}, SCHEMA), SensitiveSteering)
    draft = project.draft("case", whole)
    guards = {guard for block in draft.blocks for guard in block.guards if guard.kind == "if"}
    assert guards
    assert all(settled(guard, draft, ("customer.programme",)) for guard in guards)
