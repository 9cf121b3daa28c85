"""Which context members a message reads: what the privacy review asks (``tactful fields``), and what an audit counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tactful.draft.model import Outline
from tactful.draft.template import Template
from tactful.lint.facts_used import guards_of, selection_refs
from tactful.model.facts import SCALES, Label, label_of
from tactful.template.flows import Guard, Ref, Span

Use = Literal["printed", "steering", "presence", "loop", "selection", "eligibility", "header", "unknown"]
USES: tuple[Use, ...] = ("printed", "steering", "presence", "loop", "selection", "eligibility", "header", "unknown")
"""printed: reaches the output · steering: a condition or choice reads its value · presence: asked whether it is there, nothing read ·
loop: run over · selection, eligibility: named by message.toml · header: List-Unsubscribe · unknown: went where nobody can follow."""
_GRANULARITY = ("time", "place", "item", "quantity", "person")
_PER_ENTRY = ("customer.history[]", "customer.preferences[]", "customer.household[]")


@dataclass(frozen=True, slots=True)
class Reading:
    """One place that reads a member. ``filters`` are those that the value passes on its way."""

    use: Use
    span: Span
    filters: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return f"{self.span.file}:{self.span.line}"

    def to_dict(self) -> dict[str, Any]:
        return {"use": self.use, "file": self.span.file, "line": self.span.line, "column": self.span.column, "filters": list(self.filters)}


@dataclass(slots=True)
class Field:
    """A member that the message reads. ``label`` is None for what is no fact, and for an object or list whose members have labels of
    their own; ``declared`` says whether the schema knows it."""

    path: str
    fact: bool
    label: Label | None
    declared: bool
    readings: list[Reading] = field(default_factory=list)

    @property
    def uses(self) -> tuple[Use, ...]:
        return tuple(use for use in USES if any(reading.use == use for reading in self.readings))

    def to_dict(self) -> dict[str, Any]:
        return {
            "path": self.path, "declared": self.declared, "fact": self.fact,
            "label": described(self.label, self.path) if self.label is not None else None, "uses": list(self.uses),
            "places": [reading.to_dict() for reading in self.readings],
        }  # fmt: skip


def fields_of(template: Template) -> tuple[Field, ...]:
    """Every member that the template or its manifest reads in any branch, by path; its readings by kind and place."""
    return _collected(template, _readings(template))


def facts_of(template: Template, outline: Outline) -> dict[str, frozenset[Use]]:
    """The facts that the live branches of a shape print, or that chose them; by path."""
    found = _collected(template, _live(template, outline))
    return {one.path: frozenset(one.uses) for one in found if one.fact}


def _collected(template: Template, readings: Iterable[tuple[str, Reading]]) -> tuple[Field, ...]:
    found: dict[str, dict[Reading, None]] = {}
    for path, reading in readings:
        for leaf in _leaves(template, path, reading.use):
            found.setdefault(leaf, {})[reading] = None
    return tuple(_field(template, path, sorted(readings, key=_order)) for path, readings in sorted(found.items()))


def _field(template: Template, path: str, readings: list[Reading]) -> Field:
    member, fact = template.schema.member(path), template.schema.is_fact(path)
    whole = member is not None and member.is_container and member.label is None
    label = label_of(template.schema, path, purpose=template.manifest.purpose) if fact and not whole else None
    return Field(path, fact, label, member is not None, readings)


def _leaves(template: Template, path: str, use: Use) -> tuple[str, ...]:
    """What reading an object whole reads: all facts in it. Running over a list, or asking whether it is there, reads the list; choosing
    by a list of entries with topics reads these (GUARDRAILS §7, Facts)."""
    member = template.schema.member(path)
    if use in ("loop", "presence") or member is None or not member.is_container or not template.schema.is_fact(path):
        return (path,)
    if use in ("steering", "selection") and template.schema.member(f"{path}[].topic") is not None:
        return (f"{path}[].topic",)
    return template.schema.facts_under(path) or (path,)


def _order(reading: Reading) -> tuple[Any, ...]:
    return USES.index(reading.use), reading.span.file, reading.span.line, reading.span.column


def _readings(template: Template) -> Iterator[tuple[str, Reading]]:
    for program in template.programs:
        for item in program.items:
            yield from _of_guards(item.guards)
            if item.flow is not None:
                yield from _of_flow(item.flow.prints, item.flow.steers, item.flow.guards)
                yield from _each(item.flow.tested, "presence")
    for loop in template.loops.values():
        yield from _each(loop.refs, "loop")
    for unknown in template.unknowns:
        yield from _each(unknown.refs, "unknown")
    yield from _of_manifest(template)


def _live(template: Template, outline: Outline) -> Iterator[tuple[str, Reading]]:
    for block in outline.blocks:
        yield from _of_guards(guard for guard, _loops in guards_of(block))
    for spot in outline.spots:
        yield from _of_guards((*spot.guards, *spot.inner_guards))
    for hole in outline.holes:
        yield from _of_flow(hole.flow.prints, hole.flow.steers, hole.flow.guards)
    yield from _each(selection_refs(template), "selection")


def _each(refs: Iterable[Ref], use: Use) -> Iterator[tuple[str, Reading]]:
    for ref in refs:
        yield ref.path, Reading(use, ref.span, ref.filters)


def _of_guards(guards: Iterable[Guard]) -> Iterator[tuple[str, Reading]]:
    for guard in guards:
        yield from _each(guard.refs, "loop" if guard.kind == "loop" else "steering")
        yield from _each(guard.present, "presence")


def _of_flow(prints: tuple[Ref, ...], steers: tuple[Ref, ...], guards: tuple[Guard, ...]) -> Iterator[tuple[str, Reading]]:
    yield from _each(prints, "printed")
    yield from _each(steers, "steering")
    yield from _of_guards(guards)


def _of_manifest(template: Template) -> Iterator[tuple[str, Reading]]:
    manifest = template.manifest
    yield from _each(selection_refs(template), "selection")
    if isinstance(manifest.eligibility, Mapping):
        for name in manifest.eligibility.get("properties", {}):
            yield f"customer.{name}", Reading("eligibility", template.manifest_span("eligibility"))
    link = manifest.sender.unsubscribe if manifest.sender is not None else ""
    if link or template.schema.member("unsubscribe_url") is not None:
        yield link or "unsubscribe_url", Reading("header", template.manifest_span("sender" if link else "subject"))


def described(label: Label, path: str) -> dict[str, Any]:
    """A label in the words of the schema. ``assumed`` are the members that nobody gave; ``per_entry`` where each list entry decides."""
    return {
        "provenance": _word("provenance", label.provenance), "sensitivity": _word("sensitivity", label.sensitivity),
        "granularity": {name: _word(name, level) for name in _GRANULARITY if (level := getattr(label, name))},
        "known_to_recipient": label.known_to_recipient, "ledger": label.ledger,
        "purposes": sorted(label.purposes) if label.purposes is not None else None, "max_age": label.max_age, "topic": label.topic,
        "assumed": list(label.assumed), "per_entry": path.startswith(_PER_ENTRY),
    }  # fmt: skip


def _word(scale: str, level: int) -> str:
    return "/".join(word for word, number in SCALES[scale].items() if number == level)
