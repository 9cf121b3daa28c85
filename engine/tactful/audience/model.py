"""What an audit found. Customers are named by line; ids are there only where somebody asked for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tactful.model.findings import Finding

AUDIT_VERSION = 1
EXAMPLES = 5


def share(part: int, of: int) -> float:
    """A share of 1, rounded to five places; 0 of nothing."""
    return round(part / of, 5) if of else 0.0


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be judged. ``reason`` is the code of the error, ``message`` and ``pointer`` quote no value."""

    line: int
    reason: str
    message: str
    pointer: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {"line": self.line, "reason": self.reason, "message": self.message, "pointer": self.pointer}


@dataclass(slots=True)
class RuleUse:
    """One rule over the audience. ``stopped`` customers would not get the message because of it, ``alone`` because of nothing else;
    ``reported`` have any finding of it, in whatever mode. ``examples`` are the first lines, of stopped customers where there are any."""

    code: str
    name: str
    url: str
    reported: int = 0
    stopped: int = 0
    alone: int = 0
    severities: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    help: str = ""
    stopped_lines: list[int] = field(default_factory=list)
    reported_lines: list[int] = field(default_factory=list)

    @property
    def severity(self) -> str:
        """The gravest that was reported."""
        return min(self.severities, key=("error", "warning", "info").index)

    @property
    def examples(self) -> list[int]:
        return self.stopped_lines or self.reported_lines

    def to_dict(self, customers: int, ids: Mapping[int, str]) -> dict[str, Any]:
        return {
            "code": self.code, "name": self.name, "severity": self.severity, "modes": dict(sorted(self.modes.items())),
            "reported": self.reported, "reported_share": share(self.reported, customers), "stopped": self.stopped,
            "stopped_share": share(self.stopped, customers), "alone": self.alone, "examples": examples_of(self.examples, ids),
            "places": [{"place": place, "customers": count} for place, count in ranked(self.places)],
            "messages": [{"message": message, "customers": count} for message, count in ranked(self.messages)[:EXAMPLES]],
            "help": self.help, "url": self.url,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class SinglingOut:
    """A finding of an audience rule, with how many customers it concerns and the first lines."""

    finding: Finding
    customers: int
    lines: tuple[int, ...]

    def to_dict(self, ids: Mapping[int, str]) -> dict[str, Any]:
        return {**self.finding.to_dict(), "customers": self.customers, "examples": examples_of(self.lines, ids)}


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact that messages print, or that chose what they show; for how many customers. ``label`` in the words of the schema."""

    path: str
    printed: int
    steering: int
    label: Mapping[str, Any] | None

    def to_dict(self) -> dict[str, Any]:
        return {"path": self.path, "printed": self.printed, "steering": self.steering, "label": dict(self.label) if self.label else None}


@dataclass(slots=True)
class Audit:
    """A message against an audience. ``customers`` were judged (``accepted`` and ``rejected``), ``bad_lines`` could not be.

    ``rules`` are those that reported anything, those that stop most first; ``audience`` what is true of many customers together;
    ``facts`` those that the messages use. ``as_of`` is the clock of customers who have none of their own.
    """

    template: str
    purpose: str
    as_of: str
    customers: int = 0
    accepted: int = 0
    rejected: int = 0
    warned: int = 0
    shapes: int = 0
    repeated_ids: int = 0
    rules: list[RuleUse] = field(default_factory=list)
    audience: list[SinglingOut] = field(default_factory=list)
    facts: list[FactUse] = field(default_factory=list)
    bad_lines: list[BadLine] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)

    @property
    def stopped_share(self) -> float:
        """Customers who would not get the message, and lines that could not be judged, as a share of all lines."""
        return share(self.rejected + len(self.bad_lines), self.customers + len(self.bad_lines))

    @property
    def broken(self) -> bool:
        """Whether a rule could not do its work over the audience."""
        return any(found.finding.evidence.get("rule_failed") for found in self.audience)

    def to_dict(self) -> dict[str, Any]:
        """The audit as its published schema describes it (``schemas/audit.schema.json``)."""
        of = self.customers
        return {
            "version": AUDIT_VERSION, "template": self.template, "purpose": self.purpose, "as_of": self.as_of, "customers": of,
            "verdicts": {
                name: {"customers": count, "share": share(count, of)}
                for name, count in (("accept", self.accepted), ("reject", self.rejected), ("warned", self.warned))
            },
            "rules": [rule.to_dict(of, self.ids) for rule in self.rules], "audience": [found.to_dict(self.ids) for found in self.audience],
            "facts": [fact.to_dict() for fact in self.facts], "bad_lines": [bad.to_dict() for bad in self.bad_lines],
            "shapes": self.shapes, "repeated_ids": self.repeated_ids, "notes": list(self.notes),
        }  # fmt: skip


def examples_of(lines: list[int] | tuple[int, ...], ids: Mapping[int, str]) -> list[dict[str, Any]]:
    return [{"line": line, **({"id": ids[line]} if line in ids else {})} for line in lines]


def ranked(counted: Counter[str]) -> list[tuple[str, int]]:
    """Greatest first, then by name: the order does not depend on who came first."""
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
