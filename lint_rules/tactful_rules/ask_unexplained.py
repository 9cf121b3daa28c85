from __future__ import annotations

from collections.abc import Iterator

from tactful.draft.model import Outline, Shape
from tactful.draft.template import Template
from tactful.lint.rule import Example, Issue, Rule
from tactful_rules.shared.asking import Asked, asks_of, beside, says_why
from tactful_rules.shared.fields import named

_HARMLESS = frozenset({"name", "email"})
_HEADERS = frozenset({"subject", "preheader"})
_GIFT = [{"field": "birth_date", "why": "so that the card comes on the day"}]
_KIN = {"topics": "interests"}
"""Fields that are one question in two words: what is said for the one explains the other ("What interests you?", [Choose topics])."""


class AskUnexplained(Rule):
    """The message asks for data and does not say what for.

    What it finds: a form, a request or a question for a field without a reason in the same block or its neighbour in the column; an `asks`
    entry without `why`; an `asks` entry with one that the copy keeps to itself. A reason says what the data is used for ("so that we can
    send a card"); a reason needs no benefit beside it. A payment ("and get 10 %", "50 points") or a circle ("so that your profile is
    complete") is no reason. A neighbour that asks for something else gives its reason for that. Names and email addresses need none.

    Why it hurts: people give data when they understand the use; asked without a reason they suspect the worst one.

    What to do: say what you will do with it in the same breath: "so that we can send a card on the day".

    Source: GUARDRAILS ASK502 and §7 Asking; the Danish article on personalisation ("always explain why you ask").
    """

    code = "ASK502"
    name = "ask-unexplained"
    kinds = ("static", "contextual")
    violates = (
        Example("en", "<mj-text>Enter your date of birth and get 50 points.</mj-text>"),
        Example("sv", "<mj-text>Fyll i ditt födelsedatum.</mj-text>"),
        Example("da", "<mj-text>Angiv dit postnummer.</mj-text>", {"asks": [{"field": "postal_code", "why": "nærmeste butik"}]}),
    )
    passes = (
        Example("en", "<mj-text>Enter your date of birth, so that we can send a card on the day.</mj-text>"),
        Example("sv", "<mj-text>Fyll i ditt födelsedatum så att vi kan skicka en present.</mj-text>"),
        Example("da", "<mj-text>Angiv dit postnummer, så viser vi den nærmeste butik.</mj-text>"),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        for ask in template.manifest.asks:
            if not ask.why.strip():
                yield Issue(
                    f"the manifest asks for {ask.field} and gives no why", template.manifest_span("asks"), (), {"field": ask.field},
                    "add why to the entry (and benefit where there is one), and say it in the copy beside the question",
                )  # fmt: skip
        yield from self._check(template.outline, template)

    def check_shape(self, shape: Shape) -> Iterator[Issue]:
        yield from self._check(shape.outline, shape.template)

    def _check(self, outline: Outline, template: Template) -> Iterator[Issue]:
        asked = [one for one in asks_of(outline, template) if one.field not in _HARMLESS and one.block not in _HEADERS]
        for one in asked:
            if not explained(one, asked, outline, template):
                yield self._issue(one)
        told = {one.field for one in asked}
        silent = [ask for ask in template.manifest.asks if ask.why.strip() and named(ask.field) not in told | _HARMLESS]
        if silent and not any(outline.each_block("ASK502 why", lambda block: [block.kind not in _HEADERS and says_why(block, template)])):
            for ask in silent:
                yield Issue(
                    f"the manifest knows why it asks for {ask.field}, the reader is not told", template.manifest_span("asks"), (),
                    {"field": ask.field}, "say the reason in the copy beside the question, not only in the manifest",
                )  # fmt: skip

    @staticmethod
    def _issue(one: Asked) -> Issue:
        what = one.field.replace("_", " ")
        return Issue(
            f"asks for {what} and does not say what for", one.span, (), {"field": one.field, "words": one.words},
            "say in the same block what it is used for: \"so that we can …\"; a payment alone is no reason", block=one.block,
        )  # fmt: skip


def explained(one: Asked, asked: list[Asked], outline: Outline, template: Template) -> bool:
    """Whether a reason stands in the blocks of an ask, or in a neighbour that asks for nothing else."""
    for block in beside(outline, one.orders):
        others = {_KIN.get(other.field, other.field) for other in asked if block.order in other.orders}
        if (not others or _KIN.get(one.field, one.field) in others) and says_why(block, template):
            return True
    return False
