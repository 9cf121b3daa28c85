"""The context schema: what a customer context may hold, and what each member says about the recipient."""

from __future__ import annotations

import copy
import difflib
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tactful.errors import ConfigError, ContextError
from tactful.model.validation import expected_of, kind_of, missing, packaged, pointer_of, unexpected

NOT_FACTS = ("customer.relationship", "customer.consents", "customer.limits", "customer.send_log", "customer.facts")
MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Member:
    """A declared member. ``path`` is canonical (``customer.history[].item``); ``label`` is the raw ``x-fact``, or None.

    ``required`` is true where every level of the path is required (items of lists count as present), ``required_here`` where its own
    parent requires it; ``nullable`` where a project's own schema allows null.
    """

    path: str
    types: frozenset[str]
    required: bool
    is_fact: bool
    label: Mapping[str, Any] | None
    enum: tuple[Any, ...] = ()
    min_items: int = 0
    required_here: bool = False
    nullable: bool = False

    @property
    def is_container(self) -> bool:
        return bool(self.types & {"object", "array"})


class ContextSchema:
    """The default schema merged with a project's fragments. Immutable."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self._nearest: dict[str, str | None] = {}
        import jsonschema_rs

        try:
            self._is_valid = jsonschema_rs.validator_for(dict(schema)).is_valid
        except Exception as error:
            raise ConfigError(f"the context schema cannot be used: {error}", remedy="correct the project's schema files") from error

    @classmethod
    def build(cls, fragments: Sequence[tuple[str, Any]] = ()) -> ContextSchema:
        """The default schema with these fragments ``(file, JSON Schema)`` merged in. Raises ConfigError naming file and pointer."""
        return cls(_merged(packaged("context"), fragments))

    def extend(self, fragments: Sequence[tuple[str, Any]]) -> ContextSchema:
        """A new schema with further fragments, for one message."""
        return ContextSchema(_merged(self.schema, fragments))

    @cached_property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(self.schema, sort_keys=True).encode()).hexdigest()[:16]

    # -- checking a context

    def validate(self, context: Any, *, file: str | None = None) -> None:
        """Raises ContextError with pointer, expected, got and the nearest member; never quotes a value."""
        try:
            valid = type(context) is dict and self._is_valid(context)
        except (ValueError, RecursionError, TypeError, OverflowError) as error:
            _refuse_unusable(context, file)
            raise ContextError(
                f"the context cannot be read: {error}",
                pointer="",
                expected="JSON",
                got=kind_of(context),
                file=file,
                remedy="give JSON values",
            ) from error
        if not valid:
            _refuse_unusable(context, file)
            raise self._explained(context, file)

    def _explained(self, context: Any, file: str | None) -> ContextError:
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import best_match

        error: Any = best_match(Draft202012Validator(dict(self.schema)).iter_errors(context))
        if error is None:
            return ContextError(
                "the context does not satisfy the schema", pointer="", expected="a valid context", got=kind_of(context), file=file,
                remedy="check numbers and dates for unusual forms",
            )  # fmt: skip
        pointer = pointer_of(error.absolute_path)
        extra, absent = unexpected(error), missing(error)
        if extra is not None:
            key, near = extra
            remedy = (
                f"did you mean {near!r}?" if near else "declare it in the project's context schema, with an x-fact label if it is a fact"
            )
            return ContextError(
                f"unknown member {key!r} in the context", pointer=f"{pointer}{pointer_of([key])}", expected="a declared member", got="an undeclared one",
                file=file, remedy=remedy,
            )  # fmt: skip
        if absent is not None:
            return ContextError(
                f"the context has no {absent!r}", pointer=f"{pointer}{pointer_of([absent])}", expected="a value", got="nothing", file=file,
                remedy="add it to the context, or make it optional in the schema and give it a fallback in the template",
            )  # fmt: skip
        expected, got = expected_of(error), kind_of(error.instance)
        return ContextError(
            f"{pointer or 'the context'} is {got} where {expected} is expected", pointer=pointer, expected=expected, got=got, file=file,
            remedy="correct the value in the context",
        )  # fmt: skip

    # -- asking about members

    @cached_property
    def members(self) -> Mapping[str, Member]:
        """Every declared member by canonical path, containers included."""
        found: dict[str, Member] = {}
        _walk(self.schema, self.schema, "", True, found, 0)
        return found

    def member(self, path: str) -> Member | None:
        return self.members.get(path)

    def nearest(self, path: str) -> str | None:
        """The declared path that an undeclared one was probably meant to be."""
        if path not in self._nearest:
            parent, _, name = path.rpartition(".")
            siblings = {known.rpartition(".")[2]: known for known in self.members if known.rpartition(".")[0] == parent}
            near = difflib.get_close_matches(name, list(siblings), 1, 0.6)
            anywhere: list[str] = [] if near else difflib.get_close_matches(path, list(self.members), 1, 0.8)
            self._nearest[path] = siblings[near[0]] if near else (anywhere[0] if anywhere else None)
        return self._nearest[path]

    def may_be_absent(self, path: str) -> bool:
        """Whether a valid context may lack this member, or have null there; true for what is not declared."""
        member = self.members.get(path)
        return member is None or not member.required or member.nullable

    def facts_under(self, path: str) -> tuple[str, ...]:
        """The facts at or below a path: what a dump of the whole object would tell."""
        prefix = (f"{path}.", f"{path}[")
        found = [known for known, member in self.members.items() if member.is_fact and (known == path or known.startswith(prefix))]
        leaves = [known for known in found if not self.members[known].is_container]
        if not leaves and path.startswith("customer") and self.is_fact(path):
            return (path,)
        return tuple(leaves or found)

    def is_fact(self, path: str) -> bool:
        """Everything under ``customer`` but relationship, consents, limits, send_log and facts; elsewhere what carries x-fact."""
        if any(path == known or path.startswith((f"{known}.", f"{known}[")) for known in NOT_FACTS):
            return False
        if path.startswith("customer.") or path == "customer":
            return True
        while path:
            member = self.members.get(path)
            if member is not None and member.label is not None:
                return True
            path = path[:-2] if path.endswith("[]") else path.rpartition(".")[0]
        return False


def _refuse_unusable(context: Any, file: str | None) -> None:
    """Raises ContextError for what is no JSON at all: wrong root, cycles, NaN, keys that are not text."""
    if type(context) is not dict:
        raise ContextError(
            "the context is not a JSON object", pointer="", expected="an object", got=kind_of(context), file=file,
            remedy='give an object such as {"customer": {"id": "…"}}',
        )  # fmt: skip
    stack: list[tuple[Any, str, int]] = [(context, "", 0)]
    while stack:
        value, pointer, depth = stack.pop()
        got = ""
        if depth > MAX_DEPTH:
            got = "an object nested too deeply, or a cycle"
        elif isinstance(value, float) and not math.isfinite(value):
            got = "a number that JSON does not know"
        elif not isinstance(value, dict | list | str | int | float | bool | type(None)):
            got = f"a Python {type(value).__name__}"
        elif isinstance(value, dict):
            if not all(isinstance(key, str) for key in value):
                got = "a member whose name is not text"
            stack += [(inner, f"{pointer}{pointer_of([key])}", depth + 1) for key, inner in value.items()]
        elif isinstance(value, list):
            stack += [(inner, f"{pointer}/{at}", depth + 1) for at, inner in enumerate(value)]
        if got:
            raise ContextError(
                f"{pointer or 'the context'} holds {got}", pointer=pointer, expected="JSON values", got=got, file=file,
                remedy="give plain JSON: objects, lists, text, numbers, true, false, null",
            )  # fmt: skip


def _merged(base: Mapping[str, Any], fragments: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    schema = copy.deepcopy(dict(base))
    for file, fragment in fragments:
        check_fragment(fragment, file)
        schema = _merge(schema, fragment)
    return schema


def _merge(base: Any, more: Mapping[str, Any]) -> dict[str, Any]:
    """JSON Schemas merged: properties by name, required as a union, the rest as the project says."""
    merged = dict(base)
    for key, value in more.items():
        before = merged.get(key)
        if key in ("properties", "$defs") and isinstance(before, dict) and isinstance(value, Mapping):
            merged[key] = {
                **before, **{name: _merge(before[name], inner) if isinstance(before.get(name), dict) and isinstance(inner, Mapping) else inner
                             for name, inner in value.items()},
            }  # fmt: skip
        elif key == "required" and isinstance(before, list):
            merged[key] = [*before, *(name for name in value if name not in before)]
        elif key in ("items", "x-fact") and isinstance(before, dict) and isinstance(value, Mapping):
            merged[key] = _merge(before, value) if key == "items" else {**before, **value}
        elif key in ("$schema", "$id", "title") and before is not None:
            continue
        else:
            merged[key] = value
            if key in ("type", "enum"):
                merged.pop("x-lenient-null", None)
    return merged


def check_fragment(fragment: Any, file: str) -> None:
    """Raises ConfigError where a fragment is no JSON Schema or a label is wrong, with a JSON pointer and the nearest word."""
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
    labels = Draft202012Validator(packaged("context")["$defs"]["label"])
    stack: list[tuple[Any, str]] = [(fragment, "")]
    while stack:
        value, pointer = stack.pop()
        if isinstance(value, Mapping):
            if "x-fact" in value and isinstance(value["x-fact"], Mapping | str | list | bool | int | type(None)):
                wrong: Any = best_match(labels.iter_errors(value["x-fact"]))
                if wrong is not None:
                    raise _label_error(wrong, f"{pointer}/x-fact", file)
            stack += [
                (inner, f"{pointer}{pointer_of([key])}")
                for key, inner in value.items()
                if key not in ("x-fact", "enum", "const", "default")
            ]
        elif isinstance(value, list):
            stack += [(inner, f"{pointer}/{at}") for at, inner in enumerate(value)]


def _label_error(error: Any, pointer: str, file: str) -> ConfigError:
    extra = unexpected(error)
    place = f"{pointer}{pointer_of(error.absolute_path)}"
    if extra is not None:
        key, near = extra
        return ConfigError(
            f"unknown key {key!r} in the label at {place}",
            file=file,
            remedy=f"did you mean {near!r}?" if near else "see the guide on labels",
        )
    near_value = ""
    if error.validator == "enum" and isinstance(error.instance, str):
        close = difflib.get_close_matches(error.instance, [str(value) for value in error.validator_value], 1)
        near_value = f"did you mean {close[0]!r}? " if close else ""
    return ConfigError(f"wrong label at {place}: expected {expected_of(error)}", file=file, remedy=f"{near_value}correct the x-fact label")


def _resolved(schema: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(schema, Mapping):
        return {}
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/"):
        target: Any = root
        for part in reference[2:].split("/"):
            target = target.get(part, {}) if isinstance(target, Mapping) else {}
        return {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    declared = schema.get("type")
    if declared is None:
        if "properties" in schema:
            return frozenset({"object"})
        if "items" in schema:
            return frozenset({"array"})
        if "enum" in schema:
            kinds = {
                "null" if value is None else "string" if isinstance(value, str) else "boolean" if isinstance(value, bool) else "number"
                for value in schema["enum"]
            }
            return frozenset(kinds)
        return frozenset()
    return frozenset([declared] if isinstance(declared, str) else declared)


def _walk(schema: Any, root: Mapping[str, Any], path: str, required: bool, found: dict[str, Member], depth: int, here: bool = True) -> None:
    schema = _resolved(schema, root)
    if depth > 24:
        return
    types = _types(schema)
    if path:
        outside = any(path == known or path.startswith((f"{known}.", f"{known}[")) for known in NOT_FACTS)
        label = schema.get("x-fact")
        is_fact = not outside and (path.startswith("customer.") or label is not None)
        found[path] = Member(
            path,
            types,
            required,
            is_fact,
            label if isinstance(label, Mapping) else None,
            tuple(schema.get("enum", ())),
            int(schema.get("minItems", 0)),
            here,
            "null" in types and not schema.get("x-lenient-null", False),
        )
    needed = set(schema.get("required", ()))
    for name, inner in (schema.get("properties") or {}).items():
        _walk(inner, root, f"{path}.{name}" if path else name, required and name in needed, found, depth + 1, name in needed)
    if "items" in schema:
        _walk(schema["items"], root, f"{path}[]", required, found, depth + 1)
