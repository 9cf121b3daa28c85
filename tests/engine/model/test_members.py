from __future__ import annotations

import time
from typing import Any

from tactful.model.context import ContextSchema
from tactful.model.members import Member

LABEL = {"provenance": "inferred"}


def build(**properties: Any) -> ContextSchema:
    return ContextSchema.build([("mine.json", {"properties": properties})])


def member(schema: ContextSchema, path: str) -> Member:
    found = schema.member(path)
    assert found is not None, path
    return found


def test_names_of_maps_are_free() -> None:
    schema = build(
        basket={"type": "object", "additionalProperties": {"type": "object", "properties": {"size": {"type": "string", "x-fact": LABEL}}}}
    )
    assert member(schema, "basket.shoes.size").label == LABEL
    assert schema.is_fact("basket.shoes.size")
    assert schema.facts_under("basket") == ("basket.*.size",)
    assert schema.may_be_absent("basket.shoes.size")
    assert schema.member("basket.shoes.colour") is None
    assert not schema.is_fact("basket.shoes")


def test_a_label_on_an_object_holds_for_what_is_below() -> None:
    schema = build(segment={"type": "object", "x-fact": LABEL})
    assert schema.is_fact("segment.anything.below")
    assert schema.facts_under("segment") == ("segment",)


def test_what_lies_below_a_labelled_object_is_a_fact() -> None:
    schema = build(
        segment={"type": "object", "x-fact": LABEL, "properties": {"name": {"type": "string"}}},
        shop={"properties": {"name": {"type": "string"}}},
    )
    assert member(schema, "segment.name").is_fact
    assert schema.facts_under("segment.name") == ("segment.name",)
    assert schema.facts_under("shop") == ()


def test_alternatives_are_read_and_require_nothing() -> None:
    one = {"type": "object", "required": ["gate"], "properties": {"gate": {"type": "string", "x-fact": LABEL}}}
    schema = ContextSchema.build([("f", {"required": ["trip"], "properties": {"trip": {"anyOf": [one, {"type": "null"}]}}})])
    assert schema.is_fact("trip.gate")
    assert schema.may_be_absent("trip.gate")
    assert schema.may_be_absent("trip")
    both = ContextSchema.build([("f", {"required": ["trip"], "properties": {"trip": {"allOf": [one]}}})])
    assert not both.may_be_absent("trip.gate")


def test_conditions_are_read() -> None:
    schema = build(
        trip={"type": "object", "if": {"required": ["x"]}, "then": {"properties": {"gate": {"type": "string", "x-fact": LABEL}}}}
    )
    assert schema.is_fact("trip.gate")


def test_recursive_schemas_end() -> None:
    node = {"type": "object", "properties": {name: {"$ref": "#/$defs/node"} for name in "abcd"}}
    started = time.perf_counter()
    schema = ContextSchema.build(
        [("f", {"$defs": {"node": node}, "properties": {"tree": {"$ref": "#/$defs/node"}, "again": {"$ref": "#"}}})]
    )
    assert member(schema, "tree.a").is_container
    assert schema.member("tree.a.b") is None
    assert time.perf_counter() - started < 1


def test_types_are_read_from_keywords() -> None:
    schema = build(colour={"enum": ["red", None]}, plan={"const": 3}, when={"type": "string", "format": "date"})
    assert member(schema, "colour").types == {"string", "null"}
    assert member(schema, "colour").nullable
    assert member(schema, "plan").types == {"number"}
    assert member(schema, "when").format == "date"


def test_containers() -> None:
    schema = ContextSchema.build()
    assert member(schema, "customer.history").is_container
    assert not member(schema, "customer.history[].item").is_container
    assert member(schema, "customer.preferences[].support").is_container
