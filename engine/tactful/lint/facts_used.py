"""Which facts a draft prints and which steer it, with their labels for this customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tactful.draft.model import Block, Draft, Hole
from tactful.draft.template import Template
from tactful.lint.exposure import UsedFact
from tactful.model.facts import Label, label_of
from tactful.template.flows import Guard, Ref

_MEASURES = frozenset({"length", "count"})
_NOT_SHOWN = frozenset({"not", "compare"})
_LABELLING = ("basis", "kind", "channel", "topic")  # members of a list entry that its labels follow from
_REMEMBERED = 4096
_PER_ENTRY = ("customer.history", "customer.preferences", "customer.household", "customer.answers")


def fact_path(template: Template, ref: Ref) -> str:
    """The canonical path of the fact that a ref reads, or nothing. ``customer.name.upper`` reads ``customer.name``."""
    path = ref.path
    if not template.schema.is_fact(path):
        return ""
    return path


def depends_on_entry(template: Template, refs: Iterable[Ref]) -> bool:
    """Whether the labels of these refs differ from customer to customer (list entries have labels of their own)."""
    return any(ref.path.startswith(_PER_ENTRY) for ref in refs)


def used_facts(
    template: Template,
    ref: Ref,
    draft: Draft | None,
    loops: tuple[tuple[int, int], ...] = (),
    *,
    topics: tuple[str, ...] = (),
    steering: bool = False,
) -> list[UsedFact]:
    """The facts behind one ref: one per list entry for this customer, leaves of an object that is read whole.

    A steering read of a whole list reads the entries on the path of ``topics``, and of each its topic (GUARDRAILS §7, Facts).
    """
    path = fact_path(template, ref)
    if not path:
        return []
    member = template.schema.member(path)
    if member is not None and member.is_container:
        return list(_whole(template, ref, draft, loops, topics, steering))
    found: list[UsedFact] = []
    if draft is not None and "[]" in path:
        for resolved in draft.resolve(ref, loops):
            if resolved.value is None or (steering and not _on_path(template, resolved.entry, topics, ref)):
                continue
            found.append(UsedFact(path, _label(template, path, draft, resolved.entry, ref.filters), resolved.path))
        return found
    return [UsedFact(path, _label(template, path, draft, None, ref.filters))]


def _on_path(template: Template, entry: Mapping[str, Any] | None, topics: tuple[str, ...], ref: Ref) -> bool:
    if not any(not isinstance(step, str) and not isinstance(step, int) for step in ref.steps):
        return True
    topic = (entry or {}).get("topic")
    return topic is None or not topics or any(template.taxonomy.related(topic, other) for other in topics)


def _whole(
    template: Template, ref: Ref, draft: Draft | None, loops: tuple[tuple[int, int], ...], topics: tuple[str, ...], steering: bool
) -> Iterator[UsedFact]:
    """What reading a whole list or object reads."""
    path = ref.path
    member = template.schema.member(path)
    if member is not None and "array" in member.types:
        item = f"{path}[].topic"
        if template.schema.member(item) is None:
            for inner in template.schema.facts_under(path):
                yield UsedFact(inner, _label(template, inner, draft, None, ref.filters))
            return
        if set(ref.filters) & _MEASURES:
            yield UsedFact(item, _label(template, item, draft, None, ref.filters))
            return
        if draft is None:
            yield UsedFact(item, _label(template, item, None, None, ref.filters))
            return
        for resolved in draft.resolve(ref, loops):
            for index, entry in enumerate(resolved.value if isinstance(resolved.value, list) else ()):
                if isinstance(entry, Mapping) and entry.get("topic") and _related(template, entry["topic"], topics):
                    yield UsedFact(item, _label(template, item, draft, entry, ref.filters), f"{resolved.path}[{index}].topic")
        return
    if steering:
        return
    for inner in template.schema.facts_under(path):
        yield UsedFact(inner, _label(template, inner, draft, None, ref.filters))


def _related(template: Template, topic: str, topics: tuple[str, ...]) -> bool:
    return not topics or any(template.taxonomy.related(topic, other) for other in topics)


def _label(template: Template, path: str, draft: Draft | None, entry: Mapping[str, Any] | None, filters: tuple[str, ...]) -> Label:
    """The label of a fact after filters. Remembered by what it depends on, unless this customer has labels of their own."""
    customer = draft.customer if draft is not None else None
    if customer and customer.get("facts"):
        return _worked_out(template, path, customer, entry, filters)
    known: dict[Any, Label] = template.__dict__.setdefault("_labels", {})
    key: tuple[Any, ...] = (path, filters)
    if entry is not None:
        at = entry.get("at")
        key = (path, filters, *[entry.get(name) for name in _LABELLING], isinstance(at, str) and len(at) > 10)
    found = known.get(key)
    if found is None:
        if len(known) >= _REMEMBERED:
            known.clear()
        found = known[key] = _worked_out(template, path, customer, entry, filters)
    return found


def _worked_out(
    template: Template, path: str, customer: Mapping[str, Any] | None, entry: Mapping[str, Any] | None, filters: tuple[str, ...]
) -> Label:
    label = label_of(template.schema, path, customer=customer, entry=entry, purpose=template.manifest.purpose)
    topic = label.topic or (entry or {}).get("topic")
    if topic:
        label = replace(label.sensitivity_at_least(template.taxonomy.sensitivity(topic)), topic=topic)
    return label.coarsen(filters)


def printed_facts(template: Template, hole: Hole, draft: Draft | None) -> list[UsedFact]:
    """The facts that a hole prints. A value that is absent for this customer prints nothing."""
    if draft is not None and hole.index >= 0 and draft.value(hole) in (None, ""):
        return []
    found: list[UsedFact] = []
    for ref in hole.flow.prints:
        found += used_facts(template, ref, draft, hole.loops)
    return found


def steering_refs(block: Block) -> list[tuple[Ref, tuple[tuple[int, int], ...]]]:
    """Refs that chose what a block shows: conditions, loops, choices within its outputs. Worked out once per block."""
    known: list[tuple[Ref, tuple[tuple[int, int], ...]]] | None = block.__dict__.get("_steering")
    if known is not None:
        return known
    found: dict[tuple[Ref, tuple[tuple[int, int], ...]], None] = {}
    for guard, loops in guards_of(block):
        for ref in guard.refs:
            found[(ref, loops)] = None
    for hole in block.holes:
        for ref in hole.flow.steers:
            found[(ref, hole.loops)] = None
    known = block.__dict__["_steering"] = list(found)
    return known


def guards_of(block: Block) -> list[tuple[Guard, tuple[tuple[int, int], ...]]]:
    """Each guard around something that the block shows, with the loop turn that it was met in. Worked out once per block."""
    known: list[tuple[Guard, tuple[tuple[int, int], ...]]] | None = block.__dict__.get("_guards")
    if known is not None:
        return known
    found: dict[tuple[Guard, tuple[tuple[int, int], ...]], None] = {}
    for segment in block.segments:
        if block.text[segment.start : segment.end].strip():
            for guard in segment.guards:
                found[(guard, segment.loops)] = None
    for hole in block.holes:
        for guard in hole.flow.guards:
            found[(guard, hole.loops)] = None
    known = block.__dict__["_guards"] = list(found)
    return known


def selection_refs(template: Template) -> tuple[Ref, ...]:
    """The manifest's ``selection`` as refs: everything in the message counts as inside a condition on them."""
    from tactful.template.flows import EACH, Step

    refs = []
    for path in template.manifest.selection:
        steps: list[Step] = []
        for part in path.split("."):
            steps.append(part.removesuffix("[]"))
            if part.endswith("[]"):
                steps.append(EACH)
        refs.append(Ref(tuple(steps), template.manifest_span("selection")))
    return tuple(refs)
