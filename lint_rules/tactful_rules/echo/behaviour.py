"""What a customer did: entries of ``history[]`` and members of the project's own schema, as values with a dimension each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from tactful.draft.template import Template
from tactful.model.clock import moment
from tactful.model.facts import Label, label_of
from tactful_rules.echo.times import Named, moments

TIME, PLACE, ITEM, QUANTITY = "time", "place", "item", "quantity"
_HISTORY = (("at", TIME), ("item", ITEM), ("place", PLACE), ("amount", QUANTITY))
_TELLING = {TIME: 2, PLACE: 2, ITEM: 2, QUANTITY: 2}
"""The level from which a value of the project's own schema can be said back: a season, a region, a category, "some" name nobody's deed."""
_OUTSIDE = ("customer.history", "customer.preferences", "customer.answers", "customer.household")


class Value(NamedTuple):
    """One thing known of a deed. ``path`` is the fact's; ``entry`` names the deed (``customer.history[2]``, ``customer.visit``)."""

    dimension: str
    value: Any
    path: str
    entry: str
    source: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Deed:
    """The values of one entry, with its topic."""

    entry: str
    values: tuple[Value, ...]
    topic: str | None
    source: Mapping[str, Any] | None
    is_history: bool


def deeds(template: Template, customer: Mapping[str, Any]) -> Iterator[Deed]:
    """Everything that the customer is known to have done; labels are not looked at yet."""
    for at, entry in enumerate(customer.get("history") or ()):
        name = f"customer.history[{at}]"
        values = tuple(
            [
                Value(dimension, entry[key], f"customer.history[].{key}", name, entry)
                for key, dimension in _HISTORY
                if entry.get(key) is not None
            ]
        )
        if values:
            yield Deed(name, values, entry.get("topic"), entry, True)
    own = own_members(template, bool(customer.get("facts")))
    if own:
        yield from _own(own, customer)


def _own(members: Sequence[tuple[str, tuple[str, ...]]], customer: Mapping[str, Any]) -> Iterator[Deed]:
    found: dict[str, list[Value]] = {}
    sources: dict[str, Mapping[str, Any] | None] = {}
    for path, dimensions in members:
        for entry, source, value in _walk(path.split(".")[1:], customer, "customer"):
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                found.setdefault(entry, []).extend(Value(dimension, value, path, entry, source) for dimension in dimensions)
                sources[entry] = source
    for entry, values in found.items():
        yield Deed(entry, tuple(values), None, sources[entry], False)


def _walk(steps: Sequence[str], value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any] | None, Any]]:
    """``(entry, object in a list around it, value)`` of every value at a path."""
    spots: list[tuple[str, str, Mapping[str, Any] | None, Any]] = [(path, path, None, value)]
    for step in steps:
        following: list[tuple[str, str, Mapping[str, Any] | None, Any]] = []
        for here, _above, source, holder in spots:
            name, depth = step.rstrip("[]"), step.count("[]")
            member = holder.get(name) if isinstance(holder, Mapping) else None
            level = [(f"{here}.{name}", here, source, member)]
            for _ in range(depth):
                level = [
                    (f"{place}[{at}]", f"{place}[{at}]", one if isinstance(one, Mapping) else around, one)
                    for place, _, around, many in level if isinstance(many, list) for at, one in enumerate(many)
                ]  # fmt: skip
            following += level
        spots = following
    for _here, above, source, found in spots:
        if found is not None:
            yield above, source, found


def own_members(template: Template, overridden: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Members outside the reserved lists that may hold behaviour, with the dimensions that they carry finely enough.

    ``overridden``: the customer has labels of their own, so that what is stated for others may not be for them.
    """
    known: dict[bool, tuple[tuple[str, tuple[str, ...]], ...]] = template.__dict__.setdefault("_echo_members", {})
    if overridden not in known:
        found = []
        for path, member in template.schema.members.items():
            if (
                not path.startswith("customer.")
                or path.startswith(_OUTSIDE)
                or member.is_container
                or "*" in path
                or not template.schema.is_fact(path)
            ):
                continue
            label = label_of(template.schema, path)
            dimensions = tuple(name for name, least in _TELLING.items() if getattr(label, name) >= least)
            if dimensions and (overridden or is_behaviour(label)):
                found.append((path, dimensions))
        known[overridden] = tuple(found)
    return known[overridden]


def is_behaviour(label: Label) -> bool:
    """Whether a fact was neither stated nor kept for the recipient."""
    return label.provenance > 0 and not label.ledger


def as_moment(value: Any) -> Any:
    """A date or date-time, or None."""
    return moment(value) if isinstance(value, str) else None


@lru_cache(maxsize=8192)
def as_named(value: str, lang: str) -> tuple[Named, ...]:
    """A time that is kept in words ("måndag", "februari och mars"), read in the message's language, else in English."""
    return moments(value, lang) or moments(value, "en")
