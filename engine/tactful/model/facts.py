"""Facts and their labels: how exact, how private, how known. Scales and ruling: GUARDRAILS §2, §5 and §7."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tactful.model.context import ContextSchema

SCALES: dict[str, dict[str, int]] = {
    "time": {"season": 1, "month": 2, "weekday": 3, "date": 3, "clock": 4},
    "place": {"region": 1, "city": 2, "store": 3, "district": 3, "address": 4},
    "item": {"category": 1, "subcategory": 2, "brand": 2, "product": 3, "activity": 3, "variant": 4},
    "quantity": {"some": 1, "range": 2, "exact": 3},
    "person": {"self": 0, "household": 1, "role": 2, "named": 3},
    "provenance": {"stated": 0, "transaction": 1, "observed": 2, "inferred": 3, "third_party": 4},
    "sensitivity": {"none": 0, "lifestyle": 1, "life_event": 2, "special": 3},
}  # fmt: skip
DIMENSIONS = ("time", "place", "item", "quantity", "person", "provenance", "sensitivity")
COARSENED = {
    "season": ("time", 1), "month": ("time", 2), "part_of_year": ("time", 1), "region": ("place", 1), "category": ("item", 1),
    "brand": ("item", 2), "range": ("quantity", 2), "some": ("quantity", 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """What a fact tells: each dimension as its number on the scale of GUARDRAILS §5.

    ``assumed`` names the members that nobody labelled and that therefore have the worst level.
    """

    time: int = 0
    place: int = 0
    item: int = 0
    quantity: int = 0
    person: int = 0
    provenance: int = 4
    sensitivity: int = 3
    known_to_recipient: bool = False
    ledger: bool = False
    purposes: frozenset[str] | None = None
    max_age: str | None = None
    topic: str | None = None
    confidence: float | None = None
    observed_at: str | None = None
    valid_until: str | None = None
    assumed: tuple[str, ...] = ()

    @classmethod
    def from_keyword(cls, keyword: Mapping[str, Any] | None) -> Label:
        """From an ``x-fact`` keyword; None is a fact that nobody labelled."""
        return cls(assumed=("provenance", "sensitivity", "known_to_recipient")).override(keyword or {})

    def override(self, keyword: Mapping[str, Any]) -> Label:
        """This label with members of another ``x-fact``-like mapping over it."""
        changes: dict[str, Any] = {}
        granularity = keyword.get("granularity")
        if isinstance(granularity, Mapping):
            changes.update({name: SCALES[name][level] for name, level in granularity.items()})
        for name in ("provenance", "sensitivity"):
            if name in keyword:
                changes[name] = SCALES[name][keyword[name]]
        for name in ("known_to_recipient", "max_age", "topic", "confidence", "observed_at", "valid_until", "ledger"):
            if name in keyword:
                changes[name] = keyword[name]
        if "purposes" in keyword:
            changes["purposes"] = frozenset(keyword["purposes"])
        changes["assumed"] = tuple(name for name in self.assumed if name not in keyword)
        label = replace(self, **changes)
        honoured = label.ledger and label.provenance <= 1 and label.sensitivity == 0
        return label if honoured == label.ledger else replace(label, ledger=honoured)

    def coarsen(self, filters: Iterable[str]) -> Label:
        """After these filters: each coarsening one lowers its own dimension, never raises it; others lower nothing."""
        label = self
        for name in filters:
            if name in COARSENED:
                dimension, level = COARSENED[name]
                changed: Any = {dimension: min(level, getattr(label, dimension))}
                label = replace(label, **changed)
        return label

    def sensitivity_at_least(self, level: str) -> Label:
        """A topic's least sensitivity; a ledger fact stays one (GUARDRAILS §7, Facts)."""
        number = SCALES["sensitivity"][level]
        return self if self.ledger or number <= self.sensitivity else replace(self, sensitivity=number)

    @property
    def score(self) -> int:
        """T + P + I + Q + R + C + S; nothing for a ledger fact."""
        return 0 if self.ledger else sum(getattr(self, name) for name in DIMENSIONS)

    @property
    def parts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in DIMENSIONS}


def join(labels: Iterable[Label]) -> Label | None:
    """Componentwise maximum; facts of the ledger add nothing. None where there is nothing but ledger."""
    counted = [label for label in labels if not label.ledger]
    if not counted:
        return None
    levels = {name: max(getattr(label, name) for label in counted) for name in DIMENSIONS}
    return Label(
        **levels, known_to_recipient=all(label.known_to_recipient for label in counted),
        assumed=tuple(dict.fromkeys(name for label in counted for name in label.assumed)),
    )  # fmt: skip


_BASIS = {"stated": "stated", "transaction": "transaction", "observed": "observed", "inferred": "inferred"}
_OWN = frozenset({"purchase", "booking"})
_MILDEST = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
_OUTSIDE = frozenset({"social", "partner"})


def label_of(
    schema: ContextSchema,
    path: str,
    *,
    customer: Mapping[str, Any] | None = None,
    entry: Mapping[str, Any] | None = None,
    purpose: str = "",
) -> Label:
    """The label of a fact.

    ``path`` is canonical. ``entry`` is the list entry that holds the value (for preferences, history, household), ``customer`` the
    customer whose ``facts`` override labels, ``purpose`` the message's. Without an entry the list's milder reading holds (history:
    observed; preferences and household: observed), because a static rule must not say more than it knows. An entry of preferences or
    household that does not say its basis lacks its provenance: the worst level, assumed (GUARDRAILS §2).
    """
    label = _declared(schema, path)
    root = path.split("[]", 1)[0]
    if root in ("customer.preferences", "customer.household"):
        basis = _BASIS.get(str(entry.get("basis"))) if entry else "observed"
        label = label.override({"provenance": basis}) if basis else label
    elif root == "customer.history":
        label = _history(label, path, entry or {}, purpose)
    overrides = (customer or {}).get("facts")
    if isinstance(overrides, Mapping) and overrides:
        for prefix in _prefixes(path, customer or {}, entry, overrides):
            if isinstance(overrides.get(prefix), Mapping):
                label = label.override(overrides[prefix])
    return label


def _declared(schema: ContextSchema, path: str) -> Label:
    """What the schema alone says, made once per path: paths come from templates, of which there are few."""
    found: Label | None = schema.labels.get(path)
    if found is None:
        member = schema.member(path)
        alone = member is not None and (member.label is not None or not path.endswith("[]"))
        keyword = member.label if member is not None and alone else _inherited(schema, path)
        found = schema.labels[path] = Label.from_keyword(_mildly(keyword) if schema.mild else keyword)
    return found


def _mildly(keyword: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """A label whose missing members are at their mildest; a fact that nobody labelled is the ledger's."""
    return {"ledger": True, **_MILDEST} if keyword is None else {**_MILDEST, **keyword}


def _inherited(schema: ContextSchema, path: str) -> Mapping[str, Any] | None:
    """The label of the nearest labelled object above a member that is not declared; of a list, for its items without one of their own."""
    while path:
        path = path[:-2] if path.endswith("[]") else path.rpartition(".")[0]
        member = schema.member(path)
        if member is not None and member.label is not None:
            return member.label
    return None


def _prefixes(path: str, customer: Mapping[str, Any], entry: Mapping[str, Any] | None, overrides: Mapping[str, Any]) -> list[str]:
    """The keys of ``customer.facts`` that speak of ``customer.history[].item``, what stands above it first.

    A list may be named with or without ``[]``; where a key names one entry by its number (``customer.history[0].item``), it speaks of
    that entry alone.
    """
    parts = path.split(".")
    found: list[str] = []
    for count in range(2, len(parts) + 1):
        prefix = ".".join(parts[:count])
        found += [prefix.removesuffix("[]"), prefix] if prefix.endswith("[]") else [prefix]
    if entry is None or not any("[" in key and "[]" not in key for key in overrides):
        return found
    name = path.split("[]", 1)[0].removeprefix("customer.")
    entries = customer.get(name)
    at = next((at for at, one in enumerate(entries) if one is entry), None) if isinstance(entries, list) else None
    return found if at is None else [*found, *(prefix.replace("[]", f"[{at}]", 1) for prefix in found if "[]" in prefix)]


def _history(label: Label, path: str, entry: Mapping[str, Any], purpose: str) -> Label:
    channel, kind = entry.get("channel"), entry.get("kind")
    changes: dict[str, Any] = {"provenance": "observed"}
    if channel in _OUTSIDE:
        changes["provenance"] = "third_party"
    elif kind in _OWN:
        changes["provenance"] = "transaction"
        changes["ledger"] = purpose == "service"
    if path.endswith(".at"):
        at = entry.get("at")
        changes["granularity"] = {"time": "clock" if isinstance(at, str) and len(at) > 10 else "date"}
    return label.override(changes)
