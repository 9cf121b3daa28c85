from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tactful.draft.model import Block, Draft, Shape
from tactful.draft.template import Template
from tactful.lint.exposure import UsedFact, paths
from tactful.lint.facts_used import printed_facts, selection_refs, steering_refs, used_facts
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.copy import Cue
from tactful_rules.echo import echoes
from tactful_rules.shared.claims import watched_topics
from tactful_rules.shared.copy_text import copy_of
from tactful_rules.shared.topics import topics_of
from tactful_rules.shared.watching import watching_cue

_GOODS: dict[str, Any] = {
    "properties": {"customer": {"properties": {"last_goods": {"type": "string", "x-fact": {
        "provenance": "transaction", "sensitivity": "none", "granularity": {"item": "category"}, "known_to_recipient": True}}}, "required": ["last_goods"]}},
}  # fmt: skip
_BIKE = {"customer": {"last_goods": "bicycle parts"}}


class SurveillanceWording(Rule):
    """Words of watching stand beside a fact of behaviour, or beside a behaviour that they claim to have seen.

    What it finds: "we noticed", "vi ser att du", "jeg kan se at du", "olemme huomanneet", "wir haben gesehen", "based on your visit" with a
    printed fact that is not ledger, with such a fact behind the branch or the selection (an error), or with nothing but a predicate of
    behaviour (a warning). Who knows and what is known may stand apart ("That you came back has not escaped us"; "You came back. We noticed.").
    Nothing but ledger facts ("we see you have 2,400 points") passes, and so does a service message that answers what was done openly ("we
    have registered that you cancelled").

    Why it hurts: the sentence tells the reader that they are being watched; the fact alone would often have passed.

    What to do: say what you offer, not how you know: "Yoga mats at 20 % off" instead of "We saw that you liked yoga".

    Source: GUARDRAILS EXP202 and §7 Wording; the yoga quote of the Norwegian article.
    """

    code = "EXP202"
    name = "surveillance-wording"
    violates = (
        Example("en", "<mj-text>We noticed that you bought {{ customer.last_goods }}.</mj-text>", {}, _BIKE, _GOODS),
        Example("da", "<mj-text>Vi kan se, at du har købt {{ customer.last_goods }}.</mj-text>", {}, _BIKE, _GOODS),
    )
    passes = (
        Example("en", "<mj-text>We see you have {{ customer.points }} points.</mj-text>", {}, {"customer": {"points": 2400}}),
        Example("sv", "<mj-text>Vi ser fram emot våren. Allt för {{ customer.last_goods }}.</mj-text>", {}, _BIKE, _GOODS),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        for block in template.outline.blocks:
            cue = watching_cue(block, template)
            if cue is not None:
                yield self._issue(block, cue, "warning", ())

    def prepare(self, shape: Shape) -> Check | None:
        watching = shape.outline.each_block("EXP202", lambda block: _watching(block, shape.template))
        if not watching:
            return None

        def check(draft: Draft) -> Iterable[Issue]:
            for block, cue in watching:
                facts = self._facts(block, draft)
                if facts:
                    yield self._issue(block, cue, "error", paths(facts))

        return check

    def _facts(self, block: Block, draft: Draft) -> list[UsedFact]:
        """Facts beside the words that are not ledger: printed, told by the copy, or behind the branch or selection and not stated."""
        template = draft.template
        facts = [fact for hole in block.holes for fact in printed_facts(template, hole, draft)]
        facts += [echo.fact for echo in echoes(draft) if echo.block is block]
        facts += watched_topics(block, draft)
        refs = [*((ref, ()) for ref in selection_refs(template)), *steering_refs(block)]
        steering = [fact for ref, loops in refs for fact in used_facts(template, ref, draft, loops, topics=topics_of(draft), steering=True)]
        return [fact for fact in facts if not fact.label.ledger] + [
            fact for fact in steering if not fact.label.ledger and fact.label.provenance > 0
        ]

    @staticmethod
    def _issue(block: Block, cue: Any, severity: Any, facts: tuple[str, ...]) -> Issue:
        return Issue(
            f"words of watching: {cue.text!r}" + ("" if facts else ", beside a behaviour of the reader"), copy_of(block).span_at(cue.start, cue.end), facts,
            {"words": cue.text, "kind": cue.kind}, "say what you offer and leave out how you know: no \"we saw\", no \"based on your visit\"", severity, block.kind,
        )  # fmt: skip


def _watching(block: Block, template: Template) -> Iterator[tuple[Block, Cue]]:
    cue = watching_cue(block, template)
    if cue is not None:
        yield block, cue
