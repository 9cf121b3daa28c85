"""The claims of a message: what each block says of the recipient, and what chose it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tactful.draft.model import Block, Draft, Hole, Outline, Shape
from tactful.draft.template import Template
from tactful.lint.exposure import PRINTED, STEERING, WATCHED, Claim, Exposure, UsedFact, exposure
from tactful.lint.facts_used import depends_on_entry, printed_facts, selection_refs, steering_refs, used_facts
from tactful.lint.rule import Check, Issue
from tactful.model.facts import label_of
from tactful.model.quick import quick
from tactful.template.flows import Ref
from tactful_rules.echo import echoes, has_ears
from tactful_rules.shared.attribution import tells, told_facts
from tactful_rules.shared.copy_text import reading_of
from tactful_rules.shared.topics import topics_of
from tactful_rules.shared.watching import is_watching

_VARIANTS = 64
_JUDGED = 1_024
_NUMBERS = itertools.count()
_NO_CLAIM = frozenset({"title"})
Loops = tuple[tuple[int, int], ...]


def claims(draft: Draft) -> tuple[Claim, ...]:
    """All claims of a draft: per block what it prints or attributes, and what steers it. Made once per draft."""
    found: tuple[Claim, ...] | None = draft.__dict__.get("claims")
    if found is None:
        found = draft.__dict__["claims"] = tuple(_claims(draft))
    return found


def exposure_of(draft: Draft) -> Exposure:
    """How much this message says to this customer (GUARDRAILS §5). Made once per draft."""
    found: Exposure | None = draft.__dict__.get("exposure")
    if found is None:
        found = draft.__dict__["exposure"] = exposure(claims(draft))
    return found


def judged_once(shape: Shape, judge: Callable[[Draft], Iterable[Issue]], rests_on: tuple[object, ...] | None = None) -> Check:
    """A check of claims that is run once for all customers of a shape who hear the same, and for each of those who do not. Shapes with the
    same objects in ``rests_on``, which is all that the judge reads of a shape, are judged together."""
    together = None if rests_on is None else _known_of(shape.template, rests_on)
    own = f"judged once {next(_NUMBERS)}"

    def check(draft: Draft) -> tuple[Issue, ...]:
        key = alike(draft)
        if key is None:
            return tuple(judge(draft))
        known: dict[tuple[int, ...], tuple[Issue, ...]] = together if together is not None else draft.shape.memo.setdefault(own, {})
        found = known.get(key)
        if found is None:
            if len(known) >= _VARIANTS:
                known.clear()
            found = known[key] = tuple(judge(draft))
        return found

    return check


def _known_of(template: Template, rests_on: tuple[object, ...]) -> dict[tuple[int, ...], tuple[Issue, ...]]:
    judged: dict[tuple[int, ...], tuple[Any, dict[tuple[int, ...], tuple[Issue, ...]]]] = template.__dict__.setdefault("judged_once", {})
    key = tuple(map(id, rests_on))  # kept alive beside it, so that no other object gets the identity
    if key not in judged:
        if len(judged) >= _JUDGED:
            judged.clear()
        judged[key] = rests_on, {}
    return judged[key][1]


def claiming(shape: Shape, who: object) -> tuple[object, ...] | None:
    """What claims of a shape rest on, for ``judged_once``; None where the selection makes everything a claim."""
    return None if shape.template.manifest.selection else (who, *_active(shape))


def may_claim(shape: Shape) -> bool:
    """Whether a message of this shape can say anything of anyone: it prints a fact, is chosen by one, or its copy may echo one."""
    return shape.decided("may_claim", _may_claim)


def _may_claim(shape: Shape) -> bool:
    is_fact = shape.template.schema.is_fact
    if any(part.holes or part.refs for part in _active(shape)) or any(is_fact(ref.path) for ref in selection_refs(shape.template)):
        return True
    return has_ears(shape)


def alike(draft: Draft) -> tuple[int, ...] | None:
    """What the claims of a draft depend on beside its shape: which printed values are absent. None where they depend on the customer."""
    state = draft.__dict__
    if "alike" not in state:
        own = draft.customer.get("facts") or depends_on_customer(draft.shape) or echoes(draft)
        state["alike"] = None if own else _absent(draft.values)
    found: tuple[int, ...] | None = state["alike"]
    return found


def _absent(values: Sequence[Any]) -> tuple[int, ...]:
    if None not in values and "" not in values:
        return ()
    return tuple([at for at, value in enumerate(values) if value is None or value == ""])


@quick
@dataclass(frozen=True, slots=True)
class _Part:
    """What a block of a shape may claim: the values that it prints, what steers it beyond the selection, whether its words watch."""

    block: Block
    holes: tuple[Hole, ...]
    refs: tuple[tuple[Ref, Loops], ...]
    watched: bool


def _parts(shape: Shape) -> tuple[_Part, ...]:
    template = shape.template
    return tuple(shape.outline.each_block("claiming", lambda block: _claiming(block, template)))


def _active(shape: Shape) -> tuple[_Part, ...]:
    """Those that claim something by themselves, whatever chose the message."""
    return shape.decided("claiming by itself", _active_of)


def _active_of(shape: Shape) -> tuple[_Part, ...]:
    template = shape.template
    return tuple(
        shape.outline.each_block(
            "claiming by itself", lambda block: (one for one in _claiming(block, template) if one.holes or one.refs or one.watched)
        )
    )


def _claiming(block: Block, template: Template) -> Iterator[_Part]:
    is_fact = template.schema.is_fact
    if block.kind not in _NO_CLAIM:
        holes = tuple(hole for hole in block.holes if any(is_fact(ref.path) for ref in hole.flow.prints))
        refs = tuple((ref, loops) for ref, loops in steering_refs(block) if is_fact(ref.path))
        yield _Part(block, holes, refs, is_watching(block, template))


def _claims(draft: Draft) -> list[Claim]:
    template = draft.template
    selection = selection_refs(template)
    topics = topics_of(draft) if selection or _is_steered(draft.shape) else ()
    told: dict[int, list[UsedFact]] = {}
    for told_fact in told_facts(draft, topics) if tells(draft.shape) else ():
        told.setdefault(id(told_fact.block), []).append(told_fact.fact)
    for echo in echoes(draft):
        told.setdefault(id(echo.block), []).append(echo.fact)
    selected = [fact for ref in selection for fact in used_facts(template, ref, draft, (), topics=topics, steering=True)]
    found: dict[tuple[int, tuple[UsedFact, ...], int], Claim] = {}
    parts: Sequence[_Part] = _parts(draft.shape) if selected or told else _active(draft.shape)
    for part in parts:
        block, watched = part.block, part.watched
        facts = [fact for hole in part.holes for fact in printed_facts(template, hole, draft)] + told.get(id(block), [])
        facts += [fact for ref, loops in part.refs if ref.worded for fact in _worded(draft, ref, loops)]
        steering = selected
        if part.refs:
            steering = selected + [
                fact for ref, loops in part.refs for fact in used_facts(template, ref, draft, loops, topics=topics, steering=True)
            ]
        if watched:
            facts += [fact for fact in steering if fact.label.provenance > 0]
            facts += watched_topics(block, draft)
        if facts:
            unique = tuple(dict.fromkeys(facts))
            found[(WATCHED, unique, block.order)] = Claim(WATCHED if watched else PRINTED, unique, block)
        if steering:
            chosen = tuple(dict.fromkeys(steering)) if part.refs else ()
            if (STEERING, chosen, -1) not in found:
                found[(STEERING, chosen, -1)] = Claim(STEERING, chosen or tuple(dict.fromkeys(selected)), block)
    return list(found.values())


def _worded(draft: Draft, ref: Ref, loops: Loops) -> list[UsedFact]:
    """What a lookup in the template's own words says: the fact that it was looked up by, where this customer has it."""
    there = any(one.value not in (None, "") for one in draft.resolve(ref, loops))
    return used_facts(draft.template, ref, draft, loops) if there else []


def _is_steered(shape: Shape) -> bool:
    return any(part.refs for part in _active(shape))


def watched_topics(block: Block, draft: Draft) -> list[UsedFact]:
    """History that a block under words of watching tells by its topic: "vi ser att du gillade din yogaklass" to who went to yoga."""
    template = draft.template
    topics = [mention.topic for mention in reading_of(block, template).topics if not mention.negated]
    found: list[UsedFact] = []
    for at, entry in enumerate(draft.customer.get("history") or ()) if topics else ():
        topic = entry.get("topic")
        if topic and any(template.taxonomy.related(topic, other) for other in topics):
            path = "customer.history[].topic"
            label = label_of(template.schema, path, customer=draft.customer, entry=entry, purpose=template.manifest.purpose)
            found.append(UsedFact(path, label, f"customer.history[{at}].topic"))
    return found


def _depends(part: Outline, template: Template) -> bool:
    refs = [ref for block in part.blocks for ref, _loops in steering_refs(block)]
    refs += [ref for hole in part.holes for ref in hole.flow.prints]
    return depends_on_entry(template, refs) or any(is_watching(block, template) for block in part.blocks)


def depends_on_customer(shape: Shape) -> bool:
    """Whether the claims of a shape differ between customers who have no label overrides and of whom the copy echoes nothing."""
    return shape.decided("claims depend", _depend)


def _depend(shape: Shape) -> bool:
    template = shape.template
    own = shape.outline.each("claims depend", lambda part: (True,) if _depends(part, template) else ())
    return bool(own) or tells(shape) or depends_on_entry(template, selection_refs(template))


__all__ = [
    "claims",
    "depends_on_customer",
    "exposure_of",
    "may_claim",
    "watched_topics",
]
