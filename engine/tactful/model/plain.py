"""Plain JSON and nothing else: what the validator lets through where a schema leaves a place open."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tactful.errors import ContextError
from tactful.model.members import resolved, types_of
from tactful.model.validation import kind_of, pointer_of

MAX_DEPTH = 64  # deeper than any context is meant to be, far below the recursion limits of Python and of the validator
_SCALARS = frozenset({str, int, bool, type(None), Decimal})
_OPEN = frozenset({"anyOf", "oneOf", "allOf", "if", "then", "else", "not", "patternProperties", "prefixItems", "contains"})
_DIALECTS = frozenset(
    {
        *(f"http://json-schema.org/draft-0{number}/schema" for number in (4, 6, 7)),
        *(f"https://json-schema.org/draft/{year}/schema" for year in ("2019-09", "2020-12")),
    }
)  # known to validators without asking

Plan = Any
"""Where to look: True for everything below, None for nothing, else names (``[]`` for the items of a list) with their own plans."""


def open_places(schema: Any, root: Mapping[str, Any], depth: int = 0) -> Plan:
    """The places of a schema where values of any kind may stand, so that the hot path walks those and no others."""
    schema = resolved(schema, root)
    types = types_of(schema)
    if depth > 24 or not types or "$ref" in schema or _OPEN & schema.keys():
        return True
    plan: dict[str, Plan] = {}
    if "object" in types:
        if schema.get("additionalProperties") is not False:
            return True
        plan.update({name: open_places(inner, root, depth + 1) for name, inner in schema.get("properties", {}).items()})
    if "array" in types:
        plan["[]"] = open_places(schema["items"], root, depth + 1) if isinstance(schema.get("items"), Mapping) else True
    found = {name: inner for name, inner in plan.items() if inner is not None}
    return found or None


def is_plain(value: Any, plan: Plan) -> bool:
    """Whether what stands in the open places is JSON: finite numbers, text for names, no cycles, no objects of other kinds."""
    if plan is True:
        return _plain(value, MAX_DEPTH)
    if type(value) is dict:
        for name, inner in plan.items():  # noqa: SIM110 (in every message: a generator costs more than it says)
            if name in value and not is_plain(value[name], inner):
                return False
        return True
    items = plan.get("[]") if type(value) is list else None
    if items is not None:
        for item in value:
            if type(item) is dict and items is not True:
                for name, inner in items.items():
                    if name in item and not is_plain(item[name], inner):
                        return False
            elif not is_plain(item, items):
                return False
    return True


def _plain(value: Any, depth: int) -> bool:
    kind = type(value)
    if kind is float:
        return math.isfinite(value)
    if kind is dict:
        if depth <= 0:
            return False
        for name, inner in value.items():  # loops, not generators: this is done for every message
            if type(name) is not str or (type(inner) is not str and type(inner) is not int and not _plain(inner, depth - 1)):
                return False
        return True
    if kind is list:
        if depth <= 0:
            return False
        for inner in value:  # noqa: SIM110
            if not _plain(inner, depth - 1):
                return False
        return True
    return kind in _SCALARS and (kind is not Decimal or value.is_finite())


def refuse_unusable(context: Any, file: str | None) -> None:
    """Raises ContextError, with the place, for what is no JSON at all: wrong root, cycles, NaN, names that are not text."""
    if type(context) is not dict:
        raise ContextError(
            "the context is not a JSON object", pointer="", expected="an object", got=kind_of(context), file=file,
            remedy='give an object such as {"customer": {"id": "…"}}',
        )  # fmt: skip
    stack: list[tuple[Any, str, int]] = [(context, "", 0)]
    while stack:
        value, pointer, depth = stack.pop()
        got = _unusable(value, depth)
        if got:
            raise ContextError(
                f"{pointer or 'the context'} holds {got}", pointer=pointer, expected="JSON values", got=got, file=file,
                remedy="give plain JSON: objects, lists, text, numbers, true, false, null",
            )  # fmt: skip
        if type(value) is dict:
            stack += [(inner, f"{pointer}{pointer_of([name])}", depth + 1) for name, inner in value.items()]
        elif type(value) is list:
            stack += [(inner, f"{pointer}/{at}", depth + 1) for at, inner in enumerate(value)]


def _unusable(value: Any, depth: int) -> str:
    kind = type(value)
    if depth > MAX_DEPTH:
        return "an object nested too deeply, or a cycle"
    if kind is dict:
        return "" if all(type(name) is str for name in value) else "a member whose name is not text"
    if kind in (float, Decimal) and not math.isfinite(value):
        return "a number that JSON does not know"
    return "" if kind in _SCALARS or kind in (list, float) else f"a Python {kind.__name__}"


def outside_reference(schema: Any) -> str | None:
    """The pointer of the first reference in an eligibility (a JSON Schema that comes with the data) that leads out of it, or None.

    Validators fetch what a schema refers to, so that data could choose an address for the sender's machines to call.
    """
    stack: list[tuple[Any, str, int]] = [(schema, "", 0)]
    while stack:
        value, pointer, depth = stack.pop()
        if depth > MAX_DEPTH:
            return pointer
        if isinstance(value, Mapping):
            for name, inner in value.items():
                below = f"{pointer}{pointer_of([name])}"
                if isinstance(inner, str) and _leads_out(name, inner):
                    return below
                stack.append((inner, below, depth + 1))
        elif isinstance(value, list):
            stack += [(inner, f"{pointer}/{at}", depth + 1) for at, inner in enumerate(value)]
    return None


def _leads_out(name: str, value: str) -> bool:
    if name in ("$ref", "$dynamicRef", "$recursiveRef"):
        return not value.startswith("#")
    return name == "$schema" and value.rstrip("#") not in _DIALECTS


def refuse_outside_references(context: Mapping[str, Any], file: str | None) -> None:
    """Raises ContextError where an offer's eligibility refers to anything but itself. Takes a context that the schema accepts."""
    for at, offer in enumerate(context.get("offers") or ()):
        if offer.get("eligibility"):
            found = outside_reference(offer["eligibility"])
            if found is not None:
                pointer = f"/offers/{at}/eligibility{found}"
                raise ContextError(
                    f"{pointer} leads out of the eligibility", pointer=pointer, expected="a schema that stands by itself", got="a reference",
                    file=file, remedy="write what it refers to under $defs and refer to #/$defs/…: nothing is fetched",
                )  # fmt: skip
