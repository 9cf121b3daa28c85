from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tactful.draft.model import Block, Outline, Shape
from tactful.draft.template import Template
from tactful.lint.rule import Example, Issue, Rule
from tactful_rules.copy import Cue, read
from tactful_rules.shared.steering import chosen_here, is_steered, prints_personal, reads_offers

_TEA: dict[str, Any] = {"customer": {"preferences": [{"topic": "food.drinks.coffee", "polarity": "like", "basis": "stated"}]}}
_PICKED = "{% if 'food.drinks.coffee' in (customer.preferences | map(attribute='topic') | list) %}<mj-text>Picked for you: two beans.</mj-text>{% endif %}"


class PretendedPersonal(Rule):
    """The message says "selected for you", and nothing selected it.

    What it finds: words of choosing for this reader ("handpicked for you", "utvalgt til deg", "nur für Sie zusammengestellt", "vain sinulle
    valittu", "set aside for you of all people") in a broadcast, in the branch for those of whom nothing is known, or where no fact
    chooses recipients or content, none is printed beside the words, and no offers are read. What others bought, what the chef chose, "for
    you who are a member", "made for you by hand" claim no such thing. Service and notice mails are individual by nature.

    Why it hurts: it is not true, and readers know; the next true recommendation is not believed.

    What to do: say who chose and why ("our six for March"), or let a stated taste choose the block.

    Source: GUARDRAILS TON602 and §7 Tone; "others also bought" of the Danish article.
    """

    code = "TON602"
    name = "pretended-personal"
    severity = "warning"
    kinds = ("static", "contextual")
    violates = (
        Example("en", "<mj-text>Handpicked for you: six paperbacks.</mj-text>", {"broadcast": True}),
        Example("nb", "<mj-text>Seks bøker, utvalgt til deg.</mj-text>"),
    )
    passes = (
        Example("en", _PICKED, {}, _TEA),
        Example("nb", "<mj-text>Seks bøker. Andre har også kjøpt disse.</mj-text>"),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        yield from self._check(template.outline, template)

    def check_shape(self, shape: Shape) -> Iterator[Issue]:
        yield from self._check(shape.outline, shape.template)

    def _check(self, outline: Outline, template: Template) -> Iterator[Issue]:
        manifest = template.manifest
        if manifest.purpose in ("service", "notice"):
            return
        claimed = outline.each_block("TON602", lambda block: [(block, cue) for cue in read(block.text, template.lang).of("chosen")])
        if not claimed:
            return
        backed = not manifest.broadcast and reads_offers(template.outline)
        steered = is_steered(template.outline, template)
        for block, cue in claimed:
            if not backed and (manifest.broadcast or not self._behind(block, cue, outline, template, steered)):
                yield Issue(
                    f"{cue.text!r} with nothing personal behind it", block.span_at(cue.start, cue.end), (),
                    {"words": cue.text, "broadcast": manifest.broadcast},
                    "say who chose and for what (\"our six for March\"), or let a stated taste choose this block", block=block.kind,
                )  # fmt: skip

    @staticmethod
    def _behind(block: Block, cue: Cue, outline: Outline, template: Template, steered: bool) -> bool:
        segment = block.segment_at(cue.start)
        here = chosen_here(segment.guards if segment is not None else block.guards, template)
        if here is not None:
            return here
        return steered or prints_personal((block, *outline.neighbours(block)), template)
