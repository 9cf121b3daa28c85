"""The context schema: what a customer context may hold, and what each member says about the recipient."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any

from tactful.errors import ConfigError, ContextError
from tactful.model.fragments import merged
from tactful.model.members import Member, declared, is_outside, wildcard
from tactful.model.plain import is_plain, open_places, refuse_outside_references, refuse_unusable
from tactful.model.validation import expected_of, kind_of, missing, packaged, pointer_of, unexpected

__all__ = ["ContextSchema", "Member"]
_REMEMBERED = 4_096


class ContextSchema:
    """The default schema merged with a project's fragments. Immutable."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self.labels: dict[str, Any] = {}  # by path, filled by tactful.model.facts
        self.mild = False
        self._nearest: dict[str, str | None] = {}
        self._facts: dict[str, bool] = {}
        self._wild: dict[str, Member | None] = {}
        self._open = open_places(schema, schema) or {}
        import jsonschema_rs

        try:
            self._is_valid = jsonschema_rs.validator_for(dict(schema)).is_valid
        except Exception as error:
            raise ConfigError(f"the context schema cannot be used: {error}", remedy="correct the project's schema files") from error

    @classmethod
    def build(cls, fragments: Sequence[tuple[str, Any]] = ()) -> ContextSchema:
        """The default schema with these fragments ``(file, JSON Schema)`` merged in. Raises ConfigError naming file and pointer."""
        return cls(merged(packaged("context"), fragments))

    def extend(self, fragments: Sequence[tuple[str, Any]]) -> ContextSchema:
        """A new schema with further fragments, for one message."""
        return ContextSchema(merged(self.schema, fragments))

    def mildly(self) -> ContextSchema:
        """This schema, with everything that nobody labelled at its mildest: what rests on missing labels alone is not found with it."""
        twin = copy(self)
        twin.labels, twin.mild = {}, True
        return twin

    @cached_property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(self.schema, sort_keys=True).encode()).hexdigest()[:16]

    # -- checking a context

    def validate(self, context: Any, *, file: str | None = None) -> None:
        """Raises ContextError with pointer, expected, got and the nearest member; never quotes a value."""
        try:
            valid = type(context) is dict and self._is_valid(context) and is_plain(context, self._open)
        except (ValueError, RecursionError, TypeError, OverflowError):
            valid = False  # what the validator cannot read; its own text may quote a value
        if not valid:
            refuse_unusable(context, file)
            raise self._explained(context, file)
        if "offers" in context:
            refuse_outside_references(context, file)

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
        return declared(self.schema)

    @cached_property
    def _free(self) -> Mapping[str, Member]:
        return {path: member for path, member in self.members.items() if "*" in path}

    def member(self, path: str) -> Member | None:
        """The declared member of this canonical path, also where a map with free names declares it; else None."""
        found = self.members.get(path)
        if found is not None or not self._free:
            return found
        if path not in self._wild:
            if len(self._wild) >= _REMEMBERED:
                self._wild.clear()
            self._wild[path] = wildcard(self._free, path)
        return self._wild.get(path)

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
        member = self.member(path)
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
        known = self._facts.get(path)
        if known is None:
            if len(self._facts) >= _REMEMBERED:
                self._facts.clear()
            known = self._facts[path] = self._is_fact(path)
        return known

    def _is_fact(self, path: str) -> bool:
        if is_outside(path):
            return False
        if path.startswith("customer.") or path == "customer":
            return True
        while path:
            member = self.member(path)
            if member is not None and member.label is not None:
                return True
            path = path[:-2] if path.endswith("[]") else path.rpartition(".")[0]
        return False
