from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tactful.draft.model import Block, Draft, Hole, Shape
from tactful.draft.template import Template
from tactful.lint.exposure import UsedFact
from tactful.lint.facts_used import printed_facts
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.model.facts import SCALES
from tactful.template.flows import Span
from tactful_rules.shared.attribution import tells, told_facts
from tactful_rules.shared.claims import judged_once, may_claim
from tactful_rules.shared.copy_text import copy_of, reading_of
from tactful_rules.shared.topics import topics_of

_INFERRED, _THIRD = SCALES["provenance"]["inferred"], SCALES["provenance"]["third_party"]


def _pet(confidence: float | None) -> dict[str, Any]:
    facts = {"customer.pet": {"confidence": confidence}} if confidence is not None else {}
    return {"customer": {"pet": "dog", "facts": facts}}


_SCHEMA: dict[str, Any] = {
    "properties": {"customer": {"properties": {"pet": {"type": "string", "x-fact": {
        "provenance": "inferred", "sensitivity": "none", "granularity": {"item": "category"}, "known_to_recipient": True}}}, "required": ["pet"]}},
}  # fmt: skip
_SV = "<mj-text>{% if customer.pet == 'dog' %}Som hundägare vet du hur mörkt det är.{% endif %}</mj-text>"
_SV_SUITS = "<mj-text>{% if customer.pet == 'dog' %}Reflexer och halsband från 99 kr.{% endif %}</mj-text>"


class InferenceAsserted(Rule):
    """A guess about the reader is told to them as a fact.

    What it finds: a fact with provenance inferred (or a preference or household member on an inferred basis, or a third party's fact whose
    label gives a confidence) that is printed, or told by the copy of its branch or of the selection ("som hundägare", "dein Hund"), with a
    confidence under 0.9. Used to choose, never said: passes. Hedged ("kanske", "perhaps", "vi gissar"), or asked as a question: passes,
    because it is not stated as true. An inferred fact whose confidence nobody gave is a warning: how sure the guess is, is unknown.

    Why it hurts: a wrong guess said as true ("your baby") is worse than none, and a right one tells that you were guessing.

    What to do: let the guess choose the content ("Collars for spring"), ask, or state the confidence in the label once you know it.

    Source: GUARDRAILS DAT403 and §7 Time (exactly 0.9 passes); GDPR art. 5(1)(d), accuracy.

    Configuration: thresholds.confidence (0.9).
    """

    code = "DAT403"
    name = "inference-asserted"
    violates = (
        Example("sv", _SV, {}, _pet(0.6), _SCHEMA),
        Example("en", "<mj-text>Your {{ customer.pet }} deserves the best.</mj-text>", {}, _pet(0.89), _SCHEMA),
        Example("de", "<mj-text>Ihr {{ customer.pet }} freut sich.</mj-text>", {}, _pet(None), _SCHEMA),
    )
    passes = (
        Example("sv", _SV_SUITS, {}, _pet(0.6), _SCHEMA),
        Example("en", "<mj-text>Your {{ customer.pet }} deserves the best.</mj-text>", {}, _pet(0.9), _SCHEMA),
        Example("de", "<mj-text>Vielleicht freut sich Ihr {{ customer.pet }}.</mj-text>", {}, _pet(0.6), _SCHEMA),
    )

    def prepare(self, shape: Shape) -> Check | None:
        if not may_claim(shape):
            return None
        plan = _printing(shape)
        listens = tells(shape)
        if not plan and not listens:
            return None

        return judged_once(shape, lambda draft: _found(draft, plan, listens), None if listens else (_found, *plan))


def _found(draft: Draft, plan: tuple[tuple[Block, Hole], ...], listens: bool) -> tuple[Issue, ...]:
    found: dict[tuple[tuple[str, ...], Span], Issue] = {}
    for block, hole in plan:
        for fact in printed_facts(draft.template, hole, draft):
            for issue in _judge(draft, fact, block, hole.flow.span):
                found[issue.facts, issue.span] = issue
    for told in told_facts(draft, topics_of(draft)) if listens else ():
        if not told.hedged:
            for issue in _judge(draft, told.fact, told.block, copy_of(told.block).span_at(told.start, told.end)):
                found[issue.facts, issue.span] = issue
    return tuple(found.values())


def _printing(shape: Shape) -> tuple[tuple[Block, Hole], ...]:
    """The outputs that state a fact: not those in a hedged sentence."""
    return tuple(shape.outline.each_block("DAT403", lambda block: _stating(block, shape.template)))


def _stating(block: Block, template: Template) -> Iterator[tuple[Block, Hole]]:
    copy, read = copy_of(block), reading_of(block, template)
    hedges = read.of("hedge")
    at = -1
    for hole in copy.holes:
        at = copy.text.index("\ufffc", at + 1)
        start, end = read.sentence_at(at) or (0, len(copy.text))
        if any(template.schema.is_fact(ref.path) for ref in hole.flow.prints) and not any(start <= hedge.start < end for hedge in hedges):
            yield block, hole


def _judge(draft: Draft, fact: UsedFact, block: Block, span: Span) -> Iterator[Issue]:
    label = fact.label
    confidence = label.confidence if label.confidence is not None else _own_confidence(draft, fact)
    inferred = label.provenance == _INFERRED or (label.provenance == _THIRD and confidence is not None)
    least = draft.template.config.thresholds.confidence
    if not inferred or "provenance" in label.assumed or (confidence is not None and confidence >= least):
        return
    how = f"a guess (confidence under {least:g})" if confidence is not None else "a guess of unknown confidence"
    yield Issue(
        f"{fact.path} is {how}, told as a fact", span, (fact.path,), {"least": least, "confidence_known": confidence is not None},
        "let it choose the content and leave it unsaid, or ask: say what you offer, not what the reader is",
        "error" if confidence is not None else "warning", block.kind,
    )  # fmt: skip


def _own_confidence(draft: Draft, fact: UsedFact) -> float | None:
    """The confidence that an entry of ``preferences[]`` carries itself."""
    name, found, rest = fact.entry.partition("[")
    if not found or name != "customer.preferences":
        return None
    entry = draft.customer["preferences"][int(rest.partition("]")[0])]
    value = entry.get("confidence")
    return float(value) if isinstance(value, int | float) else None
