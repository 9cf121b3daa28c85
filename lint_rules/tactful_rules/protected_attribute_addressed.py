from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.draft.model import Draft, Shape
from tactful.draft.template import Template
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.copy import Cue
from tactful_rules.shared.offer_texts import printed_members
from tactful_rules.shared.sensitive import addressed, offer_claims
from tactful_rules.shared.sensitive import copy_claims as claims_of

_HELP = 'name the product instead of the reader: "New diabetes supplies" instead of "Do you have diabetes?"'


class ProtectedAttributeAddressed(Rule):
    """The copy puts a protected attribute on its reader.

    What it finds: the grammar of you, of others like you, or of a question, with a protected attribute: health, pregnancy, disability,
    religion, politics, union, ethnicity, orientation, family status, debts and unemployment, convictions, age group. "Do you have
    diabetes?", "Meet other singles", "Muiden eläkeläisten", "Du som är ensamstående", "As a Muslim, you…", "Sind Sie verschuldet?",
    "dina fackliga vänner". Products ("Nyt diabetesudstyr"), the age range of a fare, prices of a group, news about a topic, idioms and
    denials pass. The printed strings of offers count as copy.

    Why it hurts: the reader asks how you know, or whom you take them for; whoever looks over their shoulder reads it too. Advertising
    networks reject such copy.

    What to do: speak of the product, the price or the event, not of the reader: "Hearing aids, the new generation".

    Source: GUARDRAILS SEN303; the personal-attributes policies of the large advertising networks; GDPR art. 9.
    """

    code = "SEN303"
    name = "protected-attribute-addressed"
    severity = "warning"
    kinds = ("static", "contextual")
    violates = (
        Example("en", "<mj-text>Are you hard of hearing? See the range.</mj-text>"),
        Example("sv", "<mj-text>Du som är ensamstående reser billigare i höst.</mj-text>"),
        Example("sv", "<mj-text>Möt dina fackliga vänner på torget.</mj-text>"),
    )
    passes = (
        Example("en", "<mj-text>Hearing aids, the new generation. See the range.</mj-text>"),
        Example("sv", "<mj-text>Ensamstående reser billigare i höst.</mj-text>"),
        Example("sv", "<mj-text>Möt dina vänner på torget.</mj-text>"),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        for block, cue in claims_of(template.outline, template):
            if addressed(cue):
                yield Issue(_message(cue), block.span_at(cue.start, cue.end), (), _evidence(cue), _HELP, block=block.kind)

    def prepare(self, shape: Shape) -> Check | None:
        if not printed_members(shape):
            return None

        def check(draft: Draft) -> Iterable[Issue]:
            claims = offer_claims(draft)
            if not claims:
                return ()
            return tuple([
                Issue(f"an offer's text: {_message(cue)}", live.span, (), _evidence(cue), _HELP) for live, cue in claims if addressed(cue)
            ])  # fmt: skip

        return check


def _message(cue: Cue) -> str:
    about = f" ({', '.join(cue.topics)})" if cue.topics else ""
    return f"the reader is addressed with a protected attribute{about}: {cue.text!r}"


def _evidence(cue: Cue) -> dict[str, object]:
    return {"words": cue.text, "topics": list(cue.topics)}
