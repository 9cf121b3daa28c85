from __future__ import annotations

import re
from collections.abc import Iterator

from tactful.draft.model import Outline, Shape
from tactful.draft.template import Template
from tactful.lint.rule import Example, Issue, Rule
from tactful_rules.copy import read
from tactful_rules.shared.payments import payments
from tactful_rules.shared.steering import variants

_NOT_BODY = frozenset({"subject", "preheader", "title"})
_OWN_DAY = re.compile(r"birth|bursdag|fødsels|födelse|geburt|syntym|name.?day|navnedag|namnsdag|nimip|namenstag", re.IGNORECASE)
_BIRTHDAY = {"purpose": "occasion", "occasion": "birthday"}


class OccasionSalesOnly(Rule):
    """An occasion mail does not greet, or does nothing but push to buy.

    What it finds: purpose occasion without a wish of its own in the body ("happy birthday", "grattis på födelsedagen", "hyvää joulua",
    "we wish you a lovely day", for an anniversary "thank you for five years"). A wish in subject or preheader alone does not count, nor do
    congratulations on a discount, "celebrate with 20 % off", "happy shopping", "good day" as a hello, or a product named for the day. With
    a wish in it a mail may sell. Each branch that a customer can get must greet.

    Why it hurts: the reader gave their birthday to be greeted; a mail that only sells on it looks sad, and impersonal.

    What to do: greet first, in a sentence of its own, and give something: a coffee, a line from the shop, a gift to others in their name.

    Source: GUARDRAILS TON601 and §7 Tone; the fourteen birthday mails and the hospital clowns of the Norwegian article.
    """

    code = "TON601"
    name = "occasion-sales-only"
    kinds = ("static", "contextual")
    violates = (
        Example("nb", "<mj-text>10 prosent på hudkrem. Kjøp nå!</mj-text>", _BIRTHDAY),
        Example("en", "<mj-text>Congratulations, you've earned 10% off. Celebrate your birthday in our sale!</mj-text>", _BIRTHDAY),
    )
    passes = (
        Example("nb", "<mj-text>Gratulerer med dagen! Vi har gitt 100 kroner til Sykehusklovnene i ditt navn.</mj-text>", _BIRTHDAY),
        Example("en", "<mj-text>Happy birthday! Your next coffee is on us, and skin cream is 10% off.</mj-text>", _BIRTHDAY),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        yield from self._check(template.outline, template)

    def check_shape(self, shape: Shape) -> Iterator[Issue]:
        yield from self._check(shape.outline, shape.template)

    def _check(self, outline: Outline, template: Template) -> Iterator[Issue]:
        if template.manifest.purpose != "occasion":
            return
        body = [block for block in outline.blocks if block.kind not in _NOT_BODY]
        if not any(greets(text, template) for block in body for text in variants(block)):
            span = body[0].span if body else template.manifest_span("purpose")
            yield Issue(
                "an occasion mail without a greeting in its body", span, (), {"occasion": template.manifest.occasion},
                "wish them something in a sentence of its own before anything else; the subject does not count",
            )  # fmt: skip


def greets(text: str, template: Template) -> bool:
    """Whether a text wishes something. Congratulations count unless they are on a payment ("Congratulations, you've earned 10 % off");
    thanks count for occasions that the reader shares with the sender."""
    found = read(text, template.lang)
    if found.of("wish"):
        return True
    paid = payments(text, template.lang)
    for cue in found.of("congratulation"):
        end = (found.sentence_at(cue.start) or (0, len(text)))[1]
        if not any(cue.end <= at < end for at in paid):
            return True
    return bool(found.of("thanks")) and not _OWN_DAY.search(template.manifest.occasion)
