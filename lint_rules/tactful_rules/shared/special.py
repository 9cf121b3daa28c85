"""Special facts: where a shape uses facts, which of them are special for a customer, and whether that customer consented."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tactful.draft.model import Block, Draft, Shape, Spot
from tactful.draft.template import Template
from tactful.lint.exposure import UsedFact
from tactful.lint.facts_used import fact_path, guards_of, selection_refs, used_facts
from tactful.model.facts import SCALES, label_of
from tactful.model.quick import quick
from tactful.template.flows import Guard, Ref
from tactful_rules.shared.topics import topics_of

SPECIAL = SCALES["sensitivity"]["special"]
How = Literal["print", "branch", "selection"]
_QUOTED = re.compile(r"""['"]([\w.]+)['"]""")
_PER_ENTRY = ("customer.history", "customer.preferences", "customer.household", "customer.answers")


@quick
@dataclass(frozen=True, slots=True)
class Use:
    """One read of a fact: printed, steering what ``block`` shows, or choosing the recipients. ``guard`` is the condition that reads it;
    ``tested`` where the condition asks only whether it is there (which tells as much of a special fact). ``source`` is the expression."""

    how: How
    ref: Ref
    loops: tuple[tuple[int, int], ...] = ()
    guard: Guard | None = None
    tested: bool = False
    block: str = ""
    index: int = -1
    source: str = ""


def uses(shape: Shape) -> tuple[Use, ...]:
    """Every read of a fact that reaches something that this shape shows, each once."""
    return shape.decided("fact_uses", _uses)


def _uses(shape: Shape) -> tuple[Use, ...]:
    template = shape.template
    every = [Use("selection", ref) for ref in selection_refs(template) if fact_path(template, ref)]
    every += shape.outline.each_block("uses", lambda block: _of_facts(_of_block(block), template))
    every += shape.outline.each_spot("uses in spots", lambda spot: _of_facts(_of_spot(spot), template))
    return tuple(dict.fromkeys(every))


def _of_facts(reads: Iterable[Use], template: Template) -> Iterable[Use]:
    return dict.fromkeys(use for use in reads if fact_path(template, use.ref))


def _of_block(block: Block) -> Iterator[Use]:
    for hole in block.holes:
        for ref in hole.flow.prints:
            yield Use("print", ref, hole.loops, block=block.kind, index=hole.index)
        yield from choices(hole.flow.steers, hole.flow.tested, hole.loops, None, block.kind, hole.flow.source)
    for guard, loops in guards_of(block):
        yield from choices(guard.refs, guard.present, loops, guard, block.kind)


def _of_spot(spot: Spot) -> Iterator[Use]:
    for hole in spot.holes:
        for ref in hole.flow.prints:
            yield Use("print", ref, hole.loops, block=spot.kind, index=hole.index)
        yield from choices(hole.flow.steers, hole.flow.tested, hole.loops, None, spot.kind, hole.flow.source)
        for guard in hole.flow.guards:
            yield from choices(guard.refs, guard.present, hole.loops, guard, spot.kind)
    for guard in (*spot.guards, *spot.inner_guards):
        yield from choices(guard.refs, guard.present, (), guard, spot.kind)


def choices(
    read: tuple[Ref, ...], tested: tuple[Ref, ...], loops: tuple[tuple[int, int], ...], guard: Guard | None, block: str, source: str = ""
) -> Iterator[Use]:
    source = guard.source if guard is not None else source
    for ref in read:
        yield Use("branch", ref, loops, guard, False, block, source=source)
    for ref in tested:
        yield Use("branch", ref, loops, guard, True, block, source=source)


def facts_of(use: Use, draft: Draft) -> list[UsedFact]:
    """The facts behind a use for this customer. An object tells by being there only what all of its members are."""
    template = draft.template
    if use.how == "print":
        if use.index >= 0 and draft.values[use.index] in (None, ""):
            return []
        return used_facts(template, use.ref, draft, use.loops)
    member = template.schema.member(use.ref.path)
    if member is not None and "object" in member.types:
        facts = used_facts(template, use.ref, draft, use.loops)
        return facts if all(fact.label.sensitivity == SPECIAL for fact in facts) else []
    named = tuple(word for word in _QUOTED.findall(use.source) if template.taxonomy.known(word))
    topics = (*topics_of(draft), *named) if "[]" in use.ref.path or (member is not None and "array" in member.types) else ()
    return used_facts(template, use.ref, draft, use.loops, topics=topics, steering=True)


def may_be_special(template: Template, use: Use) -> bool:
    """Whether some customer without label overrides may have a special fact here."""
    known: dict[str, bool] = template.__dict__.setdefault("may_be_special", {})
    path = use.ref.path
    if path not in known:
        known[path] = _may_be_special(template, path)
    return known[path]


def _may_be_special(template: Template, path: str) -> bool:
    if path.startswith(_PER_ENTRY) or path == "customer":
        return True
    members = template.schema.facts_under(path) or (path,)
    for member in members:
        label = label_of(template.schema, member, purpose=template.manifest.purpose)
        level = label.sensitivity_at_least(template.taxonomy.sensitivity(label.topic)) if label.topic else label
        if level.sensitivity == SPECIAL:
            return True
    return False


def by_entry_alone(template: Template, use: Use) -> bool:
    """Whether a use is special only where an entry's topic makes it so (history, preferences, answers)."""
    path = use.ref.path
    if not path.startswith(_PER_ENTRY):
        return False
    members = template.schema.facts_under(path) or (path,)
    return all(label_of(template.schema, member).sensitivity < SPECIAL for member in members)


def consented(draft: Draft, topic: str | None) -> bool:
    """Whether this customer gave explicit consent to a topic or one above it, and has not objected since.

    Only ``customer.consents.special_categories`` counts: being a customer, a soft opt-in or a newsletter's consent is none. A basis of
    ``none`` or an objection to the topic takes it back. Nothing can consent to a fact without topic.
    """
    consents: Mapping[str, Any] = draft.customer.get("consents") or {}
    given = consents.get("special_categories")
    if not topic or not given or consents.get("basis") == "none":
        return False
    lineage = draft.template.taxonomy.lineage(topic)
    return any(above in given for above in lineage) and not any(above in (consents.get("objections") or ()) for above in lineage)
