"""What a customer did: entries of ``history[]`` and members of the project's own schema, as values with a dimension each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from tactful.draft.template import Template
from tactful.model.clock import moment
from tactful.model.context import ContextSchema
from tactful.model.facts import Label, label_of
from tactful_rules.echo.times import Named, moments

TIME, PLACE, ITEM, QUANTITY = "time", "place", "item", "quantity"
_HISTORY = (("at", TIME), ("item", ITEM), ("place", PLACE), ("amount", QUANTITY))
_TELLING = {TIME: 2, PLACE: 2, ITEM: 2, QUANTITY: 2}
"""The level from which a value of the project's own schema can be said back: a season, a region, a category, "some" name nobody's deed."""
_STATED = "customer.answers"
_RESERVED = frozenset(
    f"customer.{name}[].{key}" for name, keys in (
        ("history", "topic kind at item place channel amount"), ("preferences", "topic polarity basis at support confidence"),
        ("household", "role age birth_date basis"),
    ) for key in keys.split()
)  # fmt: skip
"""Members that the contract itself has: those of ``history[]`` are read above, the others tell of no deed."""
_LEAVES = "**"
"""The last step to every value in an object whose members nobody declared."""


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


def deeds(template: Template, context: Mapping[str, Any], of_interest: Collection[int]) -> Iterator[Deed]:
    """What the customer is known to have done; labels are not looked at yet. Of the history only the entries ``of_interest``, by number."""
    customer = context.get("customer") or {}
    own = own_members(template, bool(customer.get("facts")))
    found = _own(own, context) if own else {}
    history = customer.get("history") or ()
    for at in range(len(history)) if found else of_interest:
        name, entry = f"customer.history[{at}]", history[at]
        others = found.pop(name, ())
        if not others and at not in of_interest:
            continue
        values = tuple(
            [
                Value(dimension, entry[key], f"customer.history[].{key}", name, entry)
                for key, dimension in _HISTORY
                if entry.get(key) is not None
            ]
        )
        if values or others:
            yield Deed(name, (*values, *others), entry.get("topic"), entry, True)
    for name, others in found.items():
        yield Deed(name, tuple(others), None, others[0].source, False)


def _own(members: Sequence[Own], context: Mapping[str, Any]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for path, steps, dimensions in members:
        for entry, source, value in _walk(steps, context):
            if isinstance(value, str | int | float):
                fitting = dimensions if steps[-1] != _LEAVES else _by_kind(value, dimensions)
                found.setdefault(entry, []).extend(Value(dimension, value, path, entry, source) for dimension in fitting)
    return found


def _by_kind(value: Any, dimensions: Sequence[str]) -> Iterator[str]:
    """The dimension that a value of an object without declared members may carry, of those that the object does: moments are times,
    numbers counts, names places, other words things."""
    if not isinstance(value, str):
        kinds: tuple[str, ...] = (QUANTITY,)
    elif as_moment(value) is not None:
        kinds = (TIME,)
    else:
        kinds = (PLACE, ITEM) if value[:1].isupper() else (ITEM, PLACE)
    yield from [one for one in kinds if one in dimensions][:1]


def _walk(steps: Sequence[str], context: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any] | None, Any]]:
    """``(entry, element of the outermost list around it, value)`` of every value at a path. An entry is the innermost element of a list or
    of a map with free names around the value; without one, the object of the customer that it stands in."""
    spots: list[_Spot] = [_Spot("", "", None, context)]
    for at, step in enumerate(steps):
        name, depth = step.rstrip("[]"), step.count("[]")
        level = [below for spot in spots for below in _below(spot, name, at)]
        for _ in range(depth):
            level = [
                _Spot(f"{one.here}[{number}]", f"{one.here}[{number}]", one.source or (item if isinstance(item, Mapping) else None), item)
                for one in level if isinstance(one.value, list) for number, item in enumerate(one.value)
            ]  # fmt: skip
        spots = level
    for spot in spots:
        if spot.value is not None:
            yield spot.entry, spot.source, spot.value


class _Spot(NamedTuple):
    here: str
    entry: str
    source: Mapping[str, Any] | None
    value: Any


def _below(spot: _Spot, name: str, at: int) -> Iterator[_Spot]:
    if name == _LEAVES:
        yield from (_Spot(spot.here, spot.entry, spot.source, leaf) for leaf in _leaves(spot.value))
    elif isinstance(spot.value, Mapping):
        if name == "*":
            for number, value in enumerate(spot.value.values()):  # by number: a free name may be a customer's
                here = f"{spot.here}.*{number}"
                yield _Spot(here, here, spot.source, value)
        elif name in spot.value:
            here = f"{spot.here}.{name}" if spot.here else name
            value = spot.value[name]
            yield _Spot(here, here if at < 2 and isinstance(value, Mapping) else spot.entry, spot.source, value)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping | list):
        for below in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(below)
    else:
        yield value


Own = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A member that may hold behaviour: its path, the steps to its values, the dimensions that it carries finely enough."""


def own_members(template: Template, overridden: bool) -> tuple[Own, ...]:
    """Members outside the contract's own that may hold behaviour, wherever the project's schema has them: under ``customer``, in entries of
    its lists, in maps with free names, and elsewhere where they carry ``x-fact``.

    ``overridden``: the customer has labels of their own, so that what is stated for others may not be for them.
    """
    known: dict[bool, tuple[Own, ...]] = template.__dict__.setdefault("_echo_members", {})
    if overridden not in known:
        known[overridden] = tuple(_found_members(template.schema, overridden))
    return known[overridden]


def _found_members(schema: ContextSchema, overridden: bool) -> Iterator[Own]:
    for path, member in schema.members.items():
        if path in _RESERVED or path.startswith((_STATED, "customer.preferences[].support", "offers")) or not schema.is_fact(path):
            continue
        steps = tuple(path.split("."))
        if member.is_container:
            if member.label is None or any(other.startswith((f"{path}.", f"{path}[")) for other in schema.members):
                continue
            steps = (*steps, _LEAVES)
        told_by = path if member.label is not None or not path.endswith(".*") else path.removesuffix(".*")
        label = label_of(schema, told_by)
        dimensions = tuple(name for name, least in _TELLING.items() if getattr(label, name) >= least)
        if dimensions and (overridden or is_behaviour(label)):
            yield told_by, steps, dimensions


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
