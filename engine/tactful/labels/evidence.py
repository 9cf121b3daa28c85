"""From evidence to a label. Where two pieces disagree the stricter one holds; what nothing speaks of is left open, never guessed mild."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tactful.labels.names import Kind, parts, said_by
from tactful.model.facts import SCALES
from tactful.model.members import Member

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_OF_OTHERS = frozenset({"birth", "age", "account", "named"})
_PLACES_OF_DEEDS = frozenset({"bought", "seen", "guessed", "others"})


@dataclass(slots=True)
class Evidence:
    """A label as far as something speaks for it, and what does."""

    label: dict[str, Any] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    def stricter(self, dimension: str, level: str, reason: str) -> None:
        """Raise provenance or sensitivity to a level."""
        before = self.label.get(dimension)
        if before is None or SCALES[dimension][level] > SCALES[dimension][before]:
            self.label[dimension] = level
            self.reasons.append(reason)

    def finer(self, dimension: str, level: str, reason: str) -> None:
        granularity = self.label.setdefault("granularity", {})
        before = granularity.get(dimension)
        if before is None or SCALES[dimension][level] > SCALES[dimension][before]:
            granularity[dimension] = level
            self.reasons.append(reason)


def weigh(path: str, member: Member | None, samples: Sequence[Any], languages: Collection[str]) -> Evidence:
    """What name, surroundings, type and samples say of a member; ``path`` is canonical."""
    names = [name.replace("[]", "") for name in path.split(".")[1:]]
    own = list(said_by(names[-1], languages))
    if any(kind.name == "birth" for kind, _word in own):  # a day, in languages that call it a time too
        own = [pair for pair in own if pair[0].name != "clock"]
    around = [(kind, word) for name in names[:-1] for kind, word in said_by(name, languages)]
    found = Evidence()
    _source(found, own, around)
    for kind, word in (*own, *around):
        if "sensitivity" in kind.label:
            found.stricter("sensitivity", kind.label["sensitivity"], f"{kind.name} ({word})")
        if "purposes" in kind.label:
            found.label["purposes"] = list(kind.label["purposes"])
    for kind, word in (*own, *_what_is_named(own, names, languages)):
        for dimension, level in kind.label.get("granularity", {}).items():
            found.finer(dimension, level, f"{kind.name} ({word})")
    if any(kind.name == "named" for kind, _word in own) and len(names) == 1 and len(own) == 1 and len(parts(names[0])) == 1:
        found.stricter("provenance", "stated", f"their own name ({names[0]})")
        found.label["ledger"] = True
    _of_somebody(found, own, around)
    _values(found, member, samples)
    _rest(found, own)
    return found


def _what_is_named(own: Sequence[tuple[Kind, str]], names: Sequence[str], languages: Collection[str]) -> list[tuple[Kind, str]]:
    """``course.name`` says what the course is."""
    named = any(kind.name == "named" for kind, _word in own)
    return list(said_by(names[-2], languages)) if named and len(names) > 1 and parts(names[-1])[:-1] == () else []


def _source(found: Evidence, own: Sequence[tuple[Kind, str]], around: Sequence[tuple[Kind, str]]) -> None:
    """Provenance: what the nearest name says; a birthday or an address is stated only where nothing says that it was seen or bought."""
    deeds = [pair for pair in (*own, *around) if pair[0].name in _PLACES_OF_DEEDS]
    telling = deeds or [pair for pair in own if "provenance" in pair[0].label] or [pair for pair in around if "provenance" in pair[0].label]
    for kind, word in telling:
        found.stricter("provenance", kind.label["provenance"], f"{kind.name} ({word})")
        if "known_to_recipient" in kind.label:
            found.label["known_to_recipient"] = kind.label["known_to_recipient"]


def _of_somebody(found: Evidence, own: Sequence[tuple[Kind, str]], around: Sequence[tuple[Kind, str]]) -> None:
    """A third person's name, age or birthday makes them a named one."""
    if any(kind.name == "somebody" for kind, _word in around):
        named = any(kind.name in _OF_OTHERS for kind, _word in own)
        found.finer("person", "named" if named else "role", "of somebody else")
        found.stricter("sensitivity", "life_event", "of somebody else")


def _values(found: Evidence, member: Member | None, samples: Sequence[Any]) -> None:
    """Dates, times and numbers as types, formats and samples show them; samples are looked at and never written down."""
    texts = [value for value in samples if isinstance(value, str)]
    form = member.format if member is not None else None
    if form == "date-time" or (texts and all(_MOMENT.match(text) for text in texts)):
        found.finer("time", "clock", "a moment")
    elif form == "date" or (texts and all(_DATE.fullmatch(text) for text in texts)):
        found.finer("time", "date", "a date")
    if form == "email" or (texts and all(_EMAIL.fullmatch(text) for text in texts)):
        found.stricter("provenance", "stated", "an email address")
    types = member.types if member is not None else frozenset()
    numeric = bool(types & {"number", "integer"}) or (bool(samples) and all(type(value) in (int, float) for value in samples))
    granularity = found.label.get("granularity", {})
    if numeric and not granularity and not found.label.get("ledger"):
        found.finer("quantity", "exact", "a number")


def _rest(found: Evidence, own: Iterable[tuple[Kind, str]]) -> None:
    """What follows from the source: what they told or bought they know; the ledger is what may be one."""
    label = found.label
    provenance = label.get("provenance")
    if provenance in ("stated", "transaction"):
        label.setdefault("sensitivity", "none")
    if provenance in ("stated", "transaction", "observed"):
        label.setdefault("known_to_recipient", True)
    keeps = label.pop("ledger", False) or any(kind.label.get("ledger") for kind, _word in own)
    if (
        keeps
        and provenance in ("stated", "transaction")
        and label.get("sensitivity") == "none"
        and "person" not in label.get("granularity", {})
    ):
        label["ledger"] = True
        label.pop("granularity", None)


def complete(label: Mapping[str, Any]) -> bool:
    return all(name in label for name in ("provenance", "sensitivity", "known_to_recipient"))
