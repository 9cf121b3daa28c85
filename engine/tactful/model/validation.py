"""JSON Schema with messages that say what is wrong, where, and what to do."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tactful.errors import ConfigError
from tactful.model.places import line_of


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


def check_settings(data: Any, schema: str, what: str, file: str | None, text: str, within: tuple[str, ...] = ()) -> None:
    """Check a manifest or configuration. Raises ConfigError with file, line and the nearest key.

    ``text`` is the TOML that the data came from (empty where there is none), ``within`` the table of it that holds the data.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error: Any = best_match(Draft202012Validator(packaged(schema)).iter_errors(data))
    if error is None:
        return
    path = list(error.absolute_path)
    named = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    extra, absent = unexpected(error), missing(error)
    prefix = f"{named}." if named else ""
    if extra is not None:
        key, near = extra
        raise ConfigError(
            f"unknown key {prefix + key!r} in {what}", file=file, line=line_of(text, (*within, *path, key)),
            remedy=f"did you mean {near!r}?" if near else f"known keys: {', '.join(sorted(error.schema.get('properties', {})))}",
        )  # fmt: skip
    if absent is not None:
        line = line_of(text, (*within, *path)) if path else None
        raise ConfigError(f"{what} has no {prefix + absent!r}", file=file, line=line, remedy=f"add {absent} to it")
    raise ConfigError(
        f"{named or what}: {kind_of(error.instance)} where {expected_of(error)} is expected", file=file,
        line=line_of(text, (*within, *path)), remedy=_nearest_word(error) or f"correct {named or 'the file'}",
    )  # fmt: skip


def _nearest_word(error: Any) -> str:
    if error.validator != "enum" or not isinstance(error.instance, str):
        return ""
    near = difflib.get_close_matches(error.instance, [str(value) for value in error.validator_value], 1, 0.6)
    return f"did you mean {near[0]!r}?" if near else ""
