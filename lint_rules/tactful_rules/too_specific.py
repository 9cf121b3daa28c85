from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.draft.template import Template
from tactful.lint.exposure import STEERING, WATCHED, Claim, paths
from tactful.lint.facts_used import used_facts
from tactful.lint.fixing import proposed
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.model.facts import SCALES
from tactful.model.fixes import Edit, Fix
from tactful_rules.shared.claims import claiming, exposure_of, judged_once, may_claim
from tactful_rules.shared.coarser import coarser

_VISIT: dict[str, Any] = {
    "properties": {"customer": {"properties": {"visit": {"type": "object", "properties": {
        "at": {"type": "string", "x-fact": {"provenance": "observed", "sensitivity": "lifestyle", "granularity": {"time": "clock"}, "known_to_recipient": True}},
        "item": {"type": "string", "x-fact": {"provenance": "observed", "sensitivity": "lifestyle", "granularity": {"item": "activity"}, "known_to_recipient": True}},
    }, "required": ["at", "item"]}}, "required": ["visit"]}},
}  # fmt: skip
_YOGA = {"customer": {"visit": {"at": "2026-02-09T18:00:00+01:00", "item": "yoga"}}}


class TooSpecific(Rule):
    """The message says, or lets its choices tell, more of what is known than a recipient bears.

    What it finds: an exposure at or over the threshold. A claim joins the labels of the facts that a block prints, as coarsened (time,
    place, item, quantity, person, provenance, sensitivity), and multiplies their sum by the echo: 1 where they only steer, 2 where they
    are printed, 3 under words of watching. Special facts that were neither stated nor transacted, and a third party's facts that are
    said back, are blocked whatever the score.

    Why it hurts: selecting is welcome, quoting is not: "seven times in Paris in February and March" makes people shudder.

    What to do: let the fact choose the offer and leave it unsaid, or coarsen what is printed (`| season`, `| category`, `| some`).

    Source: GUARDRAILS §5; the Norwegian and Swedish articles on the yoga class and the Paris traveller.

    Configuration: thresholds.exposure_warn (9) and thresholds.exposure_reject (14).
    """

    code = "EXP201"
    name = "too-specific"
    violates = (
        Example("en", "<mj-text>How was {{ customer.visit.item }} at {{ customer.visit.at }}?</mj-text>", {}, _YOGA, _VISIT),
        Example("sv", "<mj-text>Tack för {{ customer.visit.item }} den {{ customer.visit.at }}</mj-text>", {}, _YOGA, _VISIT),
    )
    passes = (
        Example("en", "<mj-text>{% if customer.visit.item == 'yoga' %}Mats at 20 % off{% endif %}</mj-text>", {}, _YOGA, _VISIT),
        Example("sv", "<mj-text>Tack för i {{ customer.visit.at | season }}</mj-text>", {}, _YOGA, _VISIT),
    )

    def prepare(self, shape: Shape) -> Check | None:
        return judged_once(shape, _judge, claiming(shape, _judge)) if may_claim(shape) else None


def _judge(draft: Draft) -> Iterator[Issue]:
    found = exposure_of(draft)
    thresholds = draft.template.config.thresholds
    worst = found.worst
    if worst is None or (not found.hard and found.score < thresholds.exposure_warn):
        return
    severe = bool(found.hard) or found.score >= thresholds.exposure_reject
    block = worst.block
    said = paths(worst.facts)
    span = (
        next((hole.flow.span for hole in block.holes if any(ref.path in said for ref in hole.flow.prints)), block.span)
        if block and (worst.echo > 1 or not draft.template.manifest.selection)
        else draft.template.manifest_span("selection")
    )
    reason = f"{found.hard}" if found.hard else f"exposure {found.score:g} (reject at {thresholds.exposure_reject:g})"
    yield Issue(
        f"too specific: {reason}", span, said, found.evidence, _advice(worst), "error" if severe else "warning",
        block.kind if block else "", _fix(draft.template, worst),
    )  # fmt: skip


_LOWER = {"time": "season", "place": "region", "item": "category", "quantity": "some"}


def _fix(template: Template, claim: Claim) -> Fix | None:
    """Everything that the block prints, one dimension of it lowered; unsafe, for the sentence was written for what is exact."""
    done: dict[Edit, str] = {}
    for hole in claim.block.holes if claim.block is not None else ():
        if len(hole.flow.prints) != 1:
            continue
        ref = hole.flow.prints[0]
        for fact in used_facts(template, ref, None)[:1]:
            exact = [name for name in _LOWER if not fact.label.ledger and getattr(fact.label, name) > SCALES[name][_LOWER[name]]]
            found = coarser(template, hole.flow, ref, exact[0]) if len(exact) == 1 else None
            if found is not None:
                done[found[1]] = f"the {found[0]} of {ref.path}"
    return proposed(template, f"print only {' and '.join(done.values())}", list(done), "unsafe") if done else None


def _advice(claim: Claim) -> str:
    """What to lower first: a filter for each printed value that weighs, with its path; what else weighs is left unsaid."""
    label, sources = claim.label, claim.sources
    if label is None:
        return "leave it unsaid"
    if claim.echo == STEERING:
        return f"choose by something less private than {sources.get('sensitivity') or next(iter(sources.values()), 'this')}"
    steps: list[str] = ["take out the words of watching"] if claim.echo == WATCHED else []
    printed = {ref.path for hole in (claim.block.holes if claim.block else ()) for ref in hole.flow.prints}
    for name in sorted(_LOWER, key=lambda name: -getattr(label, name)):
        if getattr(label, name) > SCALES[name][_LOWER[name]]:
            path = sources[name]
            steps.append(
                f"print `{{{{ {path} | {_LOWER[name]} }}}}`, not its exact {name}"
                if path in printed
                else f"take the {name} out of the copy ({path})"
            )
    if label.person:
        steps.append("do not name others")
    if label.provenance > 1 or label.sensitivity:
        steps.append(f"leave unsaid what {sources.get('sensitivity') or sources['provenance']} says")
    return "; ".join([*steps[:3], "or let the fact choose the content without saying it"])
