from __future__ import annotations

from typing import Any

import pytest

from tactful.errors import ConfigError, ContextError
from tactful.model.context import ContextSchema
from tactful.model.manifest import Manifest
from tactful.model.plain import is_plain, open_places, outside_reference

SCHEMA = ContextSchema.build()
OUTSIDE: list[Any] = [
    {"$ref": "http://127.0.0.1:9/a.json"},
    {"$ref": "file:///etc/passwd"},
    {"$ref": "other.json"},
    {"allOf": [{"properties": {"age": {"$dynamicRef": "//host/x"}}}]},
    {"$schema": "http://127.0.0.1:9/meta"},
    {"properties": {"age": {"$id": "http://127.0.0.1:9/", "$ref": "e.json"}}},
]
INSIDE: list[Any] = [
    {"properties": {"age": {"maximum": 25}}, "required": ["age"]},
    {"$defs": {"young": {"maximum": 25}}, "properties": {"age": {"$ref": "#/$defs/young"}}},
    {"$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["age"]},
    {"properties": {"$ref": {"type": "string"}}},
    {"$schema": "http://json-schema.org/draft-07/schema#", "$id": "urn:youth", "required": ["age"]},
    True,
]


def context(eligibility: Any) -> dict[str, Any]:
    return {"customer": {"id": "1"}, "offers": [{"title": "one"}, {"title": "two", "eligibility": eligibility}]}


@pytest.mark.parametrize("eligibility", OUTSIDE)
def test_data_cannot_choose_what_is_fetched(eligibility: Any) -> None:
    with pytest.raises(ContextError) as caught:
        SCHEMA.validate(context(eligibility))
    assert caught.value.pointer.startswith("/offers/1/eligibility/")
    with pytest.raises(ConfigError):
        Manifest.from_mapping({"subject": "x", "eligibility": eligibility})


@pytest.mark.parametrize("eligibility", INSIDE)
def test_an_eligibility_that_stands_by_itself_passes(eligibility: Any) -> None:
    SCHEMA.validate(context(eligibility))
    Manifest.from_mapping({"subject": "x", "eligibility": eligibility})
    assert outside_reference(eligibility) is None


def test_only_open_places_are_walked() -> None:
    closed = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"a": {"type": "string"}, "b": {"type": "array", "items": {"type": "number"}}},
    }
    assert open_places(closed, closed) is None
    half = {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string"}, "b": {"type": "array"}, "c": {}}}
    plan = open_places(half, half)
    assert plan == {"b": {"[]": True}, "c": True}
    assert is_plain({"a": "x", "b": [1]}, plan)
    assert not is_plain({"a": "x", "b": [float("nan")]}, plan)
    assert not is_plain({"a": "x", "c": object()}, plan)


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf", "allOf", "patternProperties", "prefixItems"])
def test_what_cannot_be_told_is_open(keyword: str) -> None:
    schema = {"type": "object", "additionalProperties": False, keyword: {} if keyword == "patternProperties" else [True]}
    assert open_places(schema, schema) is True
