"""JSON Schema with messages that say what is wrong, where, and what to do."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tactful.errors import ConfigError
from tactful.model.files import line_of_key


@cache
def packaged(name: str) -> dict[str, Any]:
    """A schema that ships with the package."""
    found: dict[str, Any] = json.loads(files("tactful.model").joinpath(f"schemas/{name}.schema.json").read_text("utf-8"))
    return found


_KINDS = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    type(None): "nothing",
}
_TYPES = {
    "object": "an object", "array": "a list", "string": "text", "boolean": "true or false", "integer": "a whole number", "number": "a number",
    "null": "nothing",
}  # fmt: skip


def kind_of(value: Any) -> str:
    """What kind of value this is, never the value: texts of errors end up in logs."""
    if isinstance(value, str) and not value:
        return "empty text"
    return _KINDS.get(type(value), type(value).__name__)


def expected_of(error: Any) -> str:
    """What a failed keyword of JSON Schema wanted, in words."""
    wanted = error.validator_value
    if error.validator == "type":
        types = wanted if isinstance(wanted, list) else [wanted]
        return " or ".join(_TYPES.get(str(name), str(name)) for name in types)
    if error.validator == "enum":
        return "one of " + ", ".join("nothing" if value is None else str(value) for value in wanted)
    if error.validator == "pattern":
        return str(error.schema.get("description") or f"text of the form {wanted}")
    if error.validator in ("minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength", "exclusiveMinimum", "exclusiveMaximum"):
        return f"{error.validator} {wanted}"
    if error.validator == "const":
        return str(wanted)
    if error.validator == "format":
        return f"the format {wanted}"
    return str(error.validator)


def pointer_of(path: Any) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def unexpected(error: Any) -> tuple[str, str | None] | None:
    """``(member, nearest known name)`` where a member is not allowed, else None."""
    if error.validator != "additionalProperties" or not isinstance(error.instance, Mapping):
        return None
    known = list(error.schema.get("properties", {}))
    extra = next((key for key in error.instance if key not in known), None)
    if extra is None:
        return None
    near = difflib.get_close_matches(str(extra), known, 1, 0.6)
    return str(extra), near[0] if near else None


def missing(error: Any) -> str | None:
    if error.validator != "required":
        return None
    return next((name for name in error.validator_value if name not in error.instance), None)


def check_settings(data: Any, schema: str, what: str, file: str | None, text: str) -> None:
    """Check a manifest or configuration. Raises ConfigError with file, line and the nearest key."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error: Any = best_match(Draft202012Validator(packaged(schema)).iter_errors(data))
    if error is None:
        return
    path = list(error.absolute_path)
    named = ".".join(str(part) for part in path if isinstance(part, str))
    extra, absent = unexpected(error), missing(error)
    if extra is not None:
        key, near = extra
        raise ConfigError(
            f"unknown key {(named + '.' if named else '') + key!r} in {what}", file=file, line=line_of_key(text, key),
            remedy=f"did you mean {near!r}?" if near else f"known keys: {', '.join(sorted(error.schema.get('properties', {})))}",
        )  # fmt: skip
    if absent is not None:
        raise ConfigError(f"{what} has no {(named + '.' if named else '') + absent!r}", file=file, remedy=f"add {absent} to it")
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    raise ConfigError(
        f"{named or what}: {kind_of(error.instance)} where {expected_of(error)} is expected", file=file,
        line=line_of_key(text, key) if key else None, remedy=f"correct {named or 'the file'}",
    )  # fmt: skip
