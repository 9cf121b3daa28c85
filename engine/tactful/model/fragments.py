"""A project's own context schemas: checked with file and pointer, then merged over the default one."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tactful.errors import ConfigError
from tactful.model.members import target_of
from tactful.model.validation import expected_of, kind_of, packaged, pointer_of, unexpected

_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_ONES = (
    "items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains", "propertyNames", "not", "if", "then", "else",
)  # fmt: skip


def merged(base: Mapping[str, Any], fragments: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """``base`` with fragments ``(file, JSON Schema)`` over it. Raises ConfigError."""
    schema = copy.deepcopy(dict(base))
    for file, fragment in fragments:
        check_fragment(fragment, file, schema)
        schema = _merge(schema, fragment)
    return schema


def _merge(base: Any, more: Mapping[str, Any]) -> dict[str, Any]:
    """JSON Schemas merged: properties by name, required as a union, labels member by member, the rest as the project says."""
    found = dict(base)
    for key, value in more.items():
        before = found.get(key)
        if key in _MAPS and isinstance(before, dict) and isinstance(value, Mapping):
            found[key] = {**before, **{name: _over(before.get(name), inner) for name, inner in value.items()}}
        elif key == "required" and isinstance(before, list):
            found[key] = [*before, *(name for name in value if name not in before)]
        elif key == "items":
            found[key] = _over(before, value)
        elif key == "x-fact" and isinstance(before, dict) and isinstance(value, Mapping):
            found[key] = _label_over(before, value)
        elif key in ("$schema", "$id", "title") and before is not None:
            continue
        else:
            found[key] = value
            if key in ("type", "enum"):
                found.pop("x-lenient-null", None)
    return found


def _over(before: Any, inner: Any) -> Any:
    return _merge(before, inner) if isinstance(before, dict) and isinstance(inner, Mapping) else inner


def _label_over(before: Mapping[str, Any], label: Mapping[str, Any]) -> dict[str, Any]:
    granularity = {**before.get("granularity", {}), **label.get("granularity", {})}
    return {**before, **label, **({"granularity": granularity} if granularity else {})}


def check_fragment(fragment: Any, file: str, base: Mapping[str, Any] | None = None) -> None:
    """Raises ConfigError where a fragment is no JSON Schema, points outside itself or labels wrongly; with JSON pointer and nearest word."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError, best_match

    if not isinstance(fragment, Mapping):
        raise ConfigError("a context schema must be a JSON object", file=file, remedy='write {"properties": {…}}')
    try:
        Draft202012Validator.check_schema(fragment)
    except SchemaError as error:
        raise ConfigError(
            f"no JSON Schema at {pointer_of(error.absolute_path) or '/'}: {kind_of(error.instance)} where {expected_of(error)} is expected",
            file=file, remedy="correct the schema (JSON Schema 2020-12)",
        ) from error  # fmt: skip
    _check_reserved(fragment, file)
    labels = Draft202012Validator(packaged("context")["$defs"]["label"])
    for schema, pointer in _subschemas(fragment, ""):
        _check_reference(schema, pointer, file, fragment, base or {})
        if "x-fact" in schema:
            wrong: Any = best_match(labels.iter_errors(schema["x-fact"]))
            if wrong is not None:
                raise _label_error(wrong, f"{pointer}/x-fact", file)


def _subschemas(schema: Any, pointer: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every schema inside a schema. By keyword, so that a member may be called ``default`` or ``x-fact``."""
    if not isinstance(schema, Mapping):
        return
    yield schema, pointer
    for key, value in schema.items():
        below = f"{pointer}{pointer_of([key])}"
        if key in _MAPS and isinstance(value, Mapping):
            for name, inner in value.items():
                yield from _subschemas(inner, f"{below}{pointer_of([name])}")
        elif key in _LISTS and isinstance(value, list):
            for at, inner in enumerate(value):
                yield from _subschemas(inner, f"{below}/{at}")
        elif key in _ONES:
            yield from _subschemas(value, below)


def _check_reference(schema: Mapping[str, Any], pointer: str, file: str, fragment: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    """Only references into the schema itself: anything else would read files or the network while a project loads."""
    if pointer and "$id" in schema:
        raise ConfigError(f"an $id at {pointer}", file=file, remedy="leave it out: references are written #/$defs/…")
    for key in ("$ref", "$dynamicRef"):
        reference = schema.get(key)
        if reference is None:
            continue
        local = key == "$ref" and isinstance(reference, str) and (reference == "#" or reference.startswith("#/"))
        if not local:
            raise ConfigError(
                f"the reference at {pointer}/{key} leads out of the schema", file=file,
                remedy="copy what it names under $defs and write #/$defs/…: nothing is fetched",
            )  # fmt: skip
        if target_of(reference, fragment) is None and target_of(reference, base) is None:
            raise ConfigError(f"the reference at {pointer}/{key} names nothing: {reference}", file=file, remedy="define it under $defs")


def _check_reserved(fragment: Mapping[str, Any], file: str) -> None:
    for name in fragment.get("$defs", {}):
        if name in packaged("context")["$defs"]:
            raise ConfigError(f"$defs/{name} is a name of the default schema's own", file=file, remedy=f"call it my_{name}")


def _label_error(error: Any, pointer: str, file: str) -> ConfigError:
    extra = unexpected(error)
    place = f"{pointer}{pointer_of(error.absolute_path)}"
    if extra is not None:
        key, near = extra
        remedy = f"did you mean {near!r}?" if near else "see the guide on labels"
        return ConfigError(f"unknown key {key!r} in the label at {place}", file=file, remedy=remedy)
    near_value = ""
    if error.validator == "enum" and isinstance(error.instance, str):
        close = difflib.get_close_matches(error.instance, [str(value) for value in error.validator_value], 1)
        near_value = f"did you mean {close[0]!r}? " if close else ""
    return ConfigError(f"wrong label at {place}: expected {expected_of(error)}", file=file, remedy=f"{near_value}correct the x-fact label")
