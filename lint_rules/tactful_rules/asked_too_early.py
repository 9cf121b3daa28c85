from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.draft.model import Draft, Shape
from tactful.draft.template import Template
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.template.flows import Span
from tactful_rules.copy import read
from tactful_rules.shared.asking import Asked, asks_of
from tactful_rules.shared.fields import STAGES, TIERS, Field, fields, named

_NEW = {"customer": {"relationship": {"stage": "new"}}}
_LOYAL = {"customer": {"relationship": {"stage": "loyal"}}}
_STAGE = "customer.relationship.stage"


class AskedTooEarly(Rule):
    """The message asks for data that this relationship has not earned yet.

    What it finds: an `asks` entry, a form, a question or a request in the live copy for a field above the tier of the lower of the
    manifest's stage and the customer's. Prospect and new: gender, postal code, language, topics in general; active and lapsed: birth date,
    interests too; loyal: civil status, household, phone, income too. A national identity number is for no email, a special category
    (health, religion, ethnicity, orientation, union, politics) for a survey with consent to its topic only. A stage that only one of the
    two knows is that one; where neither does, the reader counts as new. A phone number in a service mail is for the service.

    Why it hurts: whoever is asked for much before anything was given in return gives nothing, or gives lies.

    What to do: ask for what is harmless first (gender, postal code) and for the rest when the relationship has grown.

    Source: GUARDRAILS ASK501 and §7 Asking; the Danish article on personalisation ("start with what is harmless").
    """

    code = "ASK501"
    name = "asked-too-early"
    violates = (
        Example("en", "<mj-text>Tell us your marital status, so that we can invite the right number.</mj-text>", {}, _NEW),
        Example("de", "<mj-text>Wann haben Sie Geburtstag? Verraten Sie es uns, damit wir gratulieren können.</mj-text>", {}, _NEW),
        Example("sv", "<mj-text>Några frågor.</mj-text>", {"asks": [{"field": "civilstånd", "why": "rätt antal platser"}]}, _NEW),
    )
    passes = (
        Example("en", "<mj-text>Tell us your postcode, so that we can show the nearest shop.</mj-text>", {}, _NEW),
        Example("de", "<mj-text>Wann haben Sie Geburtstag? Verraten Sie es uns, damit wir gratulieren können.</mj-text>", {}, _LOYAL),
        Example("sv", "<mj-text>Några frågor.</mj-text>", {"asks": [{"field": "civilstånd", "why": "rätt antal platser"}]}, _LOYAL),
    )

    def prepare(self, shape: Shape) -> Check | None:
        asked = [one for one in _asked(shape) if TIERS[one[0].tier] > 0]
        if not asked:
            return None
        template = shape.template
        written_for = template.manifest.stage

        def check(draft: Draft) -> Iterable[Issue]:
            relationship = draft.customer.get("relationship")
            stages = [STAGES[stage] for stage in (written_for, (relationship or {}).get("stage")) if stage in STAGES]
            reached = min(stages, default=0)
            return tuple(_issue(*one) for one in asked if not one[0].within(reached) and not _may(one[0], draft, template))

        return check


def _asked(shape: Shape) -> list[tuple[Field, Span, str, str]]:
    """Each field asked for: where the copy asks for it, or else where the manifest says so."""
    template, known = shape.template, fields()
    found: dict[str, tuple[Field, Span, str, str]] = {}
    for one in asks_of(shape.outline, template):
        found.setdefault(one.field, _in_copy(known[one.field], one))
    for field in _declared(template):
        found.setdefault(field, (known[field], template.manifest_span("asks"), "asks", ""))
    return list(found.values())


def _in_copy(field: Field, one: Asked) -> tuple[Field, Span, str, str]:
    return field, one.span, one.words, one.block


def _declared(template: Template) -> Iterator[str]:
    for ask in template.manifest.asks:
        field = named(ask.field)
        if not field:
            cues = (cue.kind for cue in read(ask.field, template.lang).cues if cue.kind.startswith("field_"))
            field = next(cues, "").removeprefix("field_")
        if field:
            yield field


def _may(field: Field, draft: Draft, template: Template) -> bool:
    """Whether purpose or consent make up for the tier."""
    purpose = template.manifest.purpose
    if field.name == "phone":
        return purpose in ("service", "notice")
    if field.tier != "special" or purpose != "survey":
        return False
    consented = (draft.customer.get("consents") or {}).get("special_categories") or ()
    return any(template.taxonomy.related(topic, field.consent) for topic in consented)


def _issue(field: Field, span: Span, words: str, block: str) -> Issue:
    what = field.name.replace("_", " ")
    if field.tier == "never":
        message, remedy = f"an email asks for a {what}", "never ask for it by email; where the law wants it, ask behind a log-in"
    elif field.tier == "special":
        message, remedy = f"asks for {what}, a special category, outside a survey with consent to it", "leave the question out"
    else:
        message = f"asks for {what} before the relationship has reached {field.tier}"
        remedy = f"ask for gender, postal code or topics now, for {what} when the customer is {field.tier}"
    evidence = {"field": field.name, "tier": field.tier, "words": words}
    return Issue(message, span, (_STAGE,) if field.tier in ("active", "loyal") else (), evidence, remedy, block=block)
