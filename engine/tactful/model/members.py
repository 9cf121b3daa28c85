"""What a context schema declares: every member by its canonical path, with its label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

NOT_FACTS = ("customer.relationship", "customer.consents", "customer.limits", "customer.send_log", "customer.facts")
_ALTERNATIVES = ("anyOf", "oneOf")
_CONDITIONAL = ("then", "else", "if")
_UNTYPED = frozenset({"enum", "const", "$ref", "anyOf", "oneOf", "allOf"})


@dataclass(frozen=True, slots=True)
class Member:
    """A declared member. ``path`` is canonical (``customer.history[].item``); ``label`` is the raw ``x-fact``, or None.

    ``required`` is true where every level of the path is required (items of lists count as present), ``required_here`` where its own
    parent requires it; ``nullable`` where a project's own schema allows null. Members of a map with free names are called ``*``.
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
    format: str | None = None

    @property
    def is_container(self) -> bool:
        return bool(self.types & {"object", "array"})


def is_outside(path: str) -> bool:
    """Whether a path under ``customer`` is one of those that are no facts."""
    return any(path == known or path.startswith((f"{known}.", f"{known}[")) for known in NOT_FACTS)


def declared(schema: Mapping[str, Any]) -> dict[str, Member]:
    """Every member that a schema declares, containers, alternatives and maps included."""
    found: dict[str, Member] = {}
    _Walk(schema, found).visit(schema, "", True, True, ())
    return found


def wildcard(members: Mapping[str, Member], path: str) -> Member | None:
    """The member of a map with free names that a path falls under, or None."""
    parts = path.split(".")
    for known, member in members.items():
        if "*" not in known:
            continue
        names = known.split(".")
        if len(names) == len(parts) and all(name == part or _free(name, part) for name, part in zip(names, parts, strict=True)):
            return member
    return None


def _free(name: str, part: str) -> bool:
    return name.startswith("*") and name[1:].count("[]") == part.count("[]")


def resolved(schema: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema with its own local ``$ref`` followed once; an empty one for ``true``, ``false`` and what does not exist."""
    if not isinstance(schema, Mapping):
        return {}
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    target = target_of(reference, root)
    return {**(target if isinstance(target, Mapping) else {}), **{key: value for key, value in schema.items() if key != "$ref"}}


def target_of(reference: str, root: Mapping[str, Any]) -> Any:
    """What a local reference (``#`` or ``#/a/b``) names, or None."""
    target: Any = root
    for part in reference[2:].split("/") if reference != "#" else ():
        target = target.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(target, Mapping) else None
    return target


def types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """The JSON types that a schema names, or that its keywords imply; empty where anything may stand."""
    named = schema.get("type")
    if named is not None:
        return frozenset([named] if isinstance(named, str) else named)
    if "properties" in schema:
        return frozenset({"object"})
    if "items" in schema:
        return frozenset({"array"})
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    kinds = {bool: "boolean", str: "string", type(None): "null", dict: "object", list: "array"}
    return frozenset(kinds.get(type(value), "number") for value in values)


class _Walk:
    """One pass over a schema. A reference that leads back into itself is followed once."""

    def __init__(self, root: Mapping[str, Any], found: dict[str, Member]) -> None:
        self.root = root
        self.found = found

    def visit(self, schema: Any, path: str, required: bool, here: bool, chain: tuple[str, ...]) -> None:
        reference = schema.get("$ref") if isinstance(schema, Mapping) else None
        if isinstance(reference, str):
            if reference in chain:
                self._note(resolved(schema, self.root), path, required, here)
                return
            chain = (*chain, reference)
        schema = resolved(schema, self.root)
        if "$ref" in schema:  # a reference to a reference
            self.visit({"$ref": schema["$ref"]}, path, required, here, chain)
        if path:
            self._note(schema, path, required, here)
        needed = frozenset(schema.get("required", ()))
        for name, inner, own in self._named(schema):
            where = f"{path}.{name}" if path else name
            self.visit(inner, where, required and own and name in needed, own and name in needed, chain)
        for items in (schema.get("items"), schema.get("contains"), *schema.get("prefixItems", ())):
            if isinstance(items, Mapping):
                self.visit(items, f"{path}[]", required, True, chain)
        for part in schema.get("allOf", ()):
            self.visit(part, path, required, here, chain)
        for part in (one for key in _ALTERNATIVES for one in schema.get(key, ())):
            self._alternative(part, path, required, here, chain)
        for key in _CONDITIONAL:
            if key in schema:
                self._alternative(schema[key], path, False, False, chain)

    def _alternative(self, part: Any, path: str, required: bool, here: bool, chain: tuple[str, ...]) -> None:
        """The member itself is as required as before; what only one alternative demands is not."""
        before = {known: self.found[known] for known in self.found}
        self.visit(part, path, required, here, chain)
        for known, member in self.found.items():
            if known != path and known not in before:
                self.found[known] = replace(member, required=False, required_here=False)

    @staticmethod
    def _named(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
        for name, inner in (schema.get("properties") or {}).items():
            yield name, inner, True
        free = [*(schema.get("patternProperties") or {}).values(), schema.get("additionalProperties"), schema.get("unevaluatedProperties")]
        for inner in free:
            if isinstance(inner, Mapping):
                yield "*", inner, False

    def _note(self, schema: Mapping[str, Any], path: str, required: bool, here: bool) -> None:
        types, label = types_of(schema), schema.get("x-fact")
        anything = not types and not _UNTYPED & schema.keys()
        above = self.found.get(path[:-2] if path.endswith("[]") else path.rpartition(".")[0])
        fact = path.startswith("customer.") or isinstance(label, Mapping) or (above is not None and above.is_fact)
        member = Member(
            path, types, required, fact and not is_outside(path),
            label if isinstance(label, Mapping) else None, tuple(schema.get("enum", ())), int(schema.get("minItems", 0)), here,
            ("null" in types or anything) and not schema.get("x-lenient-null", False),
            schema.get("format"),
        )  # fmt: skip
        before = self.found.get(path)
        self.found[path] = member if before is None else _joined(before, member)


def _joined(one: Member, other: Member) -> Member:
    """Two statements about the same member (``allOf``, alternatives): what either says holds."""
    label = one.label if other.label is None else {**(one.label or {}), **other.label}
    both_typed = bool(one.types and other.types)
    return replace(
        one, types=one.types | other.types, required=one.required or other.required, is_fact=one.is_fact or other.is_fact, label=label,
        enum=one.enum if one.enum == other.enum or not other.types else (), min_items=max(one.min_items, other.min_items), required_here=one.required_here or other.required_here,
        nullable=(one.nullable or other.nullable) if both_typed else "null" in one.types | other.types, format=one.format or other.format,
    )  # fmt: skip
