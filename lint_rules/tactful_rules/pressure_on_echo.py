from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tactful.draft.model import Block, Draft, Hole, Outline, Shape, Spot
from tactful.draft.template import Template
from tactful.lint.exposure import UsedFact, paths
from tactful.lint.facts_used import printed_facts
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.template.flows import Guard, Span
from tactful_rules.copy import read
from tactful_rules.shared.steering import exclude_each_other

_LAMPS: dict[str, Any] = {"properties": {"customer": {"properties": {"seen": {"type": "string", "x-fact": {
    "provenance": "observed", "sensitivity": "none", "granularity": {"item": "category"}, "known_to_recipient": True}}}, "required": ["seen"]}}}  # fmt: skip
_SEEN = {"customer": {"seen": "lamps"}}
_BY_ENTRY = ("customer.preferences", "customer.household", "customer.history")
_TIMER = re.compile(r"count-?down|timer|nedr[aä]kning|nedtelling|nedt[aæ]lling|l[aä]ht[oö]laskenta|zeit-?uhr", re.IGNORECASE)
_WHERE = tuple[str, Span, tuple[Guard, ...]]


class PressureOnEcho(Rule):
    """What the reader did is said back and pressed on.

    What it finds: a printed fact of behaviour (provenance other than stated, not ledger) in the same block as urgency or its neighbour in the
    column: a countdown (in words or as a picture), "last chance", "only today", "kun få igjen", "nur noch heute", "viimeinen tilaisuus".
    Quiet text, a plain last date ("valid until 31 March") and hurry about anything two blocks away pass.

    Why it hurts: being watched and being hurried at once feels like being followed through the shop.

    What to do: leave one of the two out: quote nothing, or let the offer stand without the clock.

    Source: GUARDRAILS TON604 and §7 Tone.
    """

    code = "TON604"
    name = "pressure-on-echo"
    severity = "warning"
    kinds = ("static", "contextual")
    violates = (
        Example("en", "<mj-text>Still thinking about {{ customer.seen }}? Last chance, ends tonight!</mj-text>", {}, _SEEN, _LAMPS),
        Example("de", "<mj-text>{{ customer.seen }} liegen bereit.</mj-text><mj-text>Nur noch heute!</mj-text>", {}, _SEEN, _LAMPS),
    )
    passes = (
        Example("en", "<mj-text>Still thinking about {{ customer.seen }}? The price is valid until 31 March.</mj-text>", {}, _SEEN, _LAMPS),
        Example("de", "<mj-text>Sie haben {{ customer.points }} Punkte. Nur noch heute!</mj-text>", {}, {"customer": {"points": 120}}),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        for block, hole, urgent in _pressed(template.outline, template):
            facts = [fact for fact in printed_facts(template, hole, None) if _is_behaviour(fact) and not _varies(fact, template)]
            if facts:
                yield _issue(block, urgent, paths(facts))

    def prepare(self, shape: Shape) -> Check | None:
        template = shape.template
        open_ones = [one for one in _pressed(shape.outline, template) if printed_facts(template, one[1], None)]
        if not open_ones:
            return None

        def check(draft: Draft) -> Iterable[Issue]:
            for block, hole, urgent in open_ones:
                facts = [fact for fact in printed_facts(template, hole, draft) if _is_behaviour(fact)]
                if facts:
                    yield _issue(block, urgent, paths(facts))

        return check


def _pressed(outline: Outline, template: Template) -> list[tuple[Block, Hole, _WHERE]]:
    """Printed values with the urgency beside them that can be live together with them."""
    return outline.each("TON604", lambda part: _pressed_in(part, template))


def _pressed_in(outline: Outline, template: Template) -> Iterator[tuple[Block, Hole, _WHERE]]:
    for block in outline.blocks:
        if not any(template.schema.is_fact(ref.path) for hole in block.holes for ref in hole.flow.prints):
            continue
        urgent = _urgency(block, outline, template)
        for hole in block.holes:
            near = next((one for one in urgent if not exclude_each_other(hole.flow.guards, one[2])), None)
            if near is not None:
                yield block, hole, near


def _urgency(block: Block, outline: Outline, template: Template) -> list[_WHERE]:
    near = (block, *outline.neighbours(block))
    found: list[_WHERE] = []
    for other in near:
        for cue in read(other.text, template.lang).of("pressure"):
            segment = other.segment_at(cue.start)
            found.append((cue.text, other.span_at(cue.start, cue.end), segment.guards if segment is not None else ()))
    orders = {other.order for other in near}
    found += [("a countdown", spot.span, spot.guards) for spot in outline.spots if _is_timer(spot) and orders & set(spot.beside)]
    return found


def _is_timer(spot: Spot) -> bool:
    return spot.attribute in ("src", "background-url", "background") and bool(_TIMER.search(spot.text))


def _is_behaviour(fact: UsedFact) -> bool:
    return fact.label.provenance > 0 and not fact.label.ledger


def _varies(fact: UsedFact, template: Template) -> bool:
    """Whether only an entry's own basis or channel tells if it is behaviour. History outside of service mails always is."""
    if not fact.path.startswith(_BY_ENTRY):
        return False
    return not (fact.path.startswith("customer.history") and template.manifest.purpose != "service")


def _issue(block: Block, urgent: _WHERE, facts: tuple[str, ...]) -> Issue:
    words, span, _guards = urgent
    return Issue(
        f"what the reader did is printed beside pressure: {words!r}", span, facts, {"words": words},
        "print nothing of what they did here, or leave out the hurry; a plain last date is enough", block=block.kind,
    )  # fmt: skip
