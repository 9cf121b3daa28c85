from __future__ import annotations

from typing import Any

import pytest

from tactful.errors import ConfigError
from tactful.model.context import ContextSchema

LABEL = {"provenance": "inferred", "sensitivity": "lifestyle", "known_to_recipient": False}


def build(fragment: Any) -> ContextSchema:
    return ContextSchema.build([("mine.json", fragment)])


def refusal(fragment: Any) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        build(fragment)
    assert caught.value.file == "mine.json"
    return caught.value


@pytest.mark.parametrize("fragment", [None, [], "x", True])
def test_a_fragment_is_an_object(fragment: Any) -> None:
    assert "object" in refusal(fragment).message


def test_a_wrong_schema_names_the_place() -> None:
    assert "/properties/shop/type" in refusal({"properties": {"shop": {"type": "txt"}}}).message


@pytest.mark.parametrize(
    ("label", "place", "near"),
    [
        ({**LABEL, "provenance": "statd"}, "/properties/shop/x-fact/provenance", "stated"),
        ({**LABEL, "sensitvity": "none"}, "/properties/shop/x-fact", "sensitivity"),
        ({"granularity": {"time": "weekdy"}}, "/properties/shop/x-fact/granularity/time", "weekday"),
        ({"granularity": {"tim": "month"}}, "/properties/shop/x-fact/granularity", "time"),
        (True, "/properties/shop/x-fact", ""),
        ({"max_age": "1 year"}, "/properties/shop/x-fact/max_age", ""),
    ],
)
def test_a_wrong_label_names_the_place_and_the_nearest_word(label: Any, place: str, near: str) -> None:
    error = refusal({"properties": {"shop": {"type": "string", "x-fact": label}}})
    assert place in error.message
    assert near in (error.remedy or "")


@pytest.mark.parametrize(
    "path", [("items",), ("anyOf", 0), ("additionalProperties",), ("patternProperties", "x"), ("prefixItems", 0), ("properties", "default")]
)
def test_labels_are_checked_wherever_a_schema_stands(path: tuple[Any, ...]) -> None:
    inner: Any = {"x-fact": {"provenance": "nobody"}}
    for step in reversed(path):
        inner = [inner] if isinstance(step, int) else {step: inner}
    refusal({"properties": {"shop": inner}})


def test_members_may_be_called_like_keywords() -> None:
    schema = build(
        {"properties": {"shop": {"properties": {"x-fact": {"type": "string"}, "$ref": {"type": "string"}, "enum": {"x-fact": LABEL}}}}}
    )
    assert schema.is_fact("shop.enum")
    assert not schema.is_fact("shop.x-fact")


@pytest.mark.parametrize(
    "reference",
    [
        "http://127.0.0.1:9/s.json",
        "https://example.org/s.json",
        "file:///etc/passwd",
        "other.json",
        "#anchor",
        "urn:tactful:context",
        "//host/x",
    ],
)
def test_nothing_is_fetched(reference: str) -> None:
    assert "leads out" in refusal({"properties": {"shop": {"anyOf": [{"$ref": reference}]}}}).message


def test_a_reference_names_something() -> None:
    assert "names nothing" in refusal({"properties": {"shop": {"$ref": "#/$defs/sohp"}}}).message
    schema = build({"$defs": {"shop": {"type": "string", "x-fact": LABEL}}, "properties": {"shop": {"$ref": "#/$defs/shop"}}})
    assert schema.is_fact("shop")


def test_own_definitions_cannot_replace_the_label() -> None:
    assert "label" in refusal({"$defs": {"label": {}}}).message


def test_an_inner_id_is_refused_and_an_outer_one_is_not() -> None:
    build({"$id": "https://example.org/mine", "properties": {"shop": {"type": "string"}}})
    assert "$id" in refusal({"properties": {"shop": {"$id": "https://example.org/x"}}}).message


def test_required_members_add_up_over_fragments() -> None:
    schema = ContextSchema.build(
        [("a", {"required": ["as_of"]}), ("b", {"required": ["offers"], "properties": {"customer": {"required": ["city"]}}})]
    )
    assert {"customer", "as_of", "offers"} <= set(schema.schema["required"])
    assert not schema.may_be_absent("customer.id")
    assert not schema.may_be_absent("customer.city")


def test_a_label_is_changed_member_by_member() -> None:
    schema = build(
        {
            "properties": {
                "customer": {"properties": {"birth_date": {"x-fact": {"purposes": ["birthday"], "granularity": {"person": "self"}}}}}
            }
        }
    )
    member = schema.member("customer.birth_date")
    assert member is not None
    assert member.label is not None
    assert member.label["purposes"] == ["birthday"]
    assert member.label["provenance"] == "stated"
    assert member.label["granularity"] == {"time": "date", "person": "self"}


def test_a_free_member_of_the_customer_without_label_is_a_fact() -> None:
    schema = build({"properties": {"customer": {"properties": {"shoe_size": {"type": "number"}}}}})
    member = schema.member("customer.shoe_size")
    assert member is not None
    assert (member.is_fact, member.label) == (True, None)


def test_fragments_leave_the_packaged_schema_alone() -> None:
    before = ContextSchema.build().fingerprint
    build({"properties": {"customer": {"properties": {"id": {"type": "integer"}}}}})
    assert ContextSchema.build().fingerprint == before


def test_extending_for_one_message_leaves_the_project_alone() -> None:
    project = build({"properties": {"shop": {"type": "string"}}})
    message = project.extend([("message.json", {"properties": {"gate": {"type": "string"}}})])
    assert message.member("gate")
    assert message.member("shop")
    assert project.member("gate") is None
