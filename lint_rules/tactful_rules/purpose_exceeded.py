from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.draft.template import Template
from tactful.lint.exposure import UsedFact
from tactful.lint.facts_used import used_facts
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.template.flows import Ref, Span
from tactful_rules.shared.permission import MARKETING, NEWSLETTER, Consents, has_kind, word
from tactful_rules.shared.selling import goods
from tactful_rules.shared.special import SPECIAL, Use, consented, facts_of, uses
from tactful_rules.shared.topics import described, shown

_GREETING = "<mj-text>Gratulerer med dagen!</mj-text>"
_BIRTHDAY = {"purpose": "occasion", "occasion": "birthday", "selection": ["customer.birth_date"]}
_PROFILED = ("profiling", "profile", "personalisation", "personalization", "segmentation")


def _given_for(*purposes: str) -> dict[str, Any]:
    return {"customer": {"birth_date": "1979-02-13", "facts": {"customer.birth_date": {"purposes": list(purposes)}}}}


def _objects(*objections: str) -> dict[str, Any]:
    return {"customer": {"consents": {"basis": "consent", "scopes": ["marketing"], "objections": list(objections)}}}


class PurposeExceeded(Rule):
    """A fact is used for what it was not given for, or the customer objected to this use.

    What it finds: a fact that is printed, steers a branch or a choice, or selected the recipients, and whose label names purposes without this
    one: a promotion needs `marketing`, an occasion its own name or `marketing`, service and notice `service`, a survey `survey` or `marketing`.
    A special fact whose label names no purpose, outside service, without consent to its topic. A topic of the message that the customer
    objected to (at or below it), an objection to this purpose, to a kind of message that an offer's trigger makes it, or to profiling
    where observed, inferred or purchase facts steer.

    Why it hurts: the birth date from an identity check in a birthday mail is a breach of promise (GDPR art. 5.1 b), and an objection binds (art. 21).

    What to do: use a fact that was given for this; leave the customer out where they objected.

    Source: GUARDRAILS LAW703 and §7 Permission.
    """

    code = "LAW703"
    name = "purpose-exceeded"
    violates = (
        Example("nb", _GREETING, _BIRTHDAY, _given_for("identity_check")),
        Example("en", "<mj-text>Cruises from Harwich</mj-text>", {"topics": ["travel.leisure.cruise"]}, _objects("travel.leisure")),
    )
    passes = (
        Example("nb", _GREETING, _BIRTHDAY, _given_for("birthday")),
        Example("en", "<mj-text>Cruises from Harwich</mj-text>", {"topics": ["travel.leisure.cruise"]}, _objects("travel.leisure.ski")),
    )

    def prepare(self, shape: Shape) -> Check | None:
        read = tuple(use for use in uses(shape) if not use.tested)  # to ask whether something is there reads nothing
        allowed = needed(shape.template)
        suspects = tuple(use for use in read if _may_exceed(shape.template, use.ref, allowed))

        def check(draft: Draft) -> Iterable[Issue]:
            customer = draft.customer
            looked_at = read if customer.get("facts") else suspects
            issues = _facts(draft, looked_at, allowed) if looked_at else ()
            consents = customer.get("consents")
            return [*issues, *_objections(draft, read)] if consents and consents.get("objections") else issues

        return check


def needed(template: Template) -> frozenset[str]:
    """The purposes of which a label must name one for this message."""
    manifest = template.manifest
    if manifest.exempt_from_preferences:
        return frozenset({"service"})
    if manifest.purpose == "occasion":
        return frozenset({"marketing", "occasion", word(manifest.occasion)} - {""})
    return frozenset({"survey", "marketing"} if manifest.purpose == "survey" else {"marketing"})


def _may_exceed(template: Template, ref: Ref, allowed: frozenset[str]) -> bool:
    known: dict[Ref, bool] = template.__dict__.setdefault("may_exceed", {})
    if ref not in known:
        known[ref] = any(_excess(template, fact, allowed) for fact in used_facts(template, ref, None))
    return known[ref]


def _excess(template: Template, fact: UsedFact, allowed: frozenset[str]) -> str:
    """Why a fact may not be used for this, or nothing."""
    purposes = fact.label.purposes
    if purposes is not None:
        return "" if any(has_kind(one, allowed) for one in purposes) else "was given for something else"
    special = fact.label.sensitivity == SPECIAL and "sensitivity" not in fact.label.assumed
    return "is special and was given for nothing that is named" if special and not template.manifest.exempt_from_preferences else ""


def _facts(draft: Draft, looked_at: Iterable[Use], allowed: frozenset[str]) -> Iterator[Issue]:
    template = draft.template
    reported: set[str] = set()
    for use in looked_at:
        for fact in facts_of(use, draft):
            why = _excess(template, fact, allowed)
            if not why or fact.path in reported or (fact.label.purposes is None and consented(draft, fact.label.topic)):
                continue
            reported.add(fact.path)
            yield Issue(
                f"{fact.path} {why}, and is used in {_a(template.manifest.purpose)} mail", use.ref.span, (fact.path,),
                {"purposes": sorted(fact.label.purposes or ()), "needed": sorted(allowed), "use": use.how},
                f"use a fact whose purposes name {' or '.join(sorted(allowed))}, or ask for it with that purpose", block=use.block,
            )  # fmt: skip


# -- objections


def _objections(draft: Draft, read: Iterable[Use]) -> Iterator[Issue]:
    objections = tuple(draft.customer["consents"]["objections"])
    yield from _to_purpose(draft, objections, read)
    if draft.template.manifest.exempt_from_preferences:
        return
    covers = draft.template.taxonomy.covers
    for at, objection in enumerate(objections):
        one = next((one for one in shown(draft) if covers(objection, one.topic)), None)
        if one is not None:
            yield _objected(at, f"{described(one)}, and the customer objected to {objection}", one.span, (), one.block)
        for use in read:
            facts = facts_of(use, draft)
            paths = tuple(dict.fromkeys(fact.path for fact in facts if _is_of(draft, objection, fact)))
            if paths:
                yield _objected(at, f"{paths[0]} is used, and the customer objected to {objection}", use.ref.span, paths, use.block)
                break


def _is_of(draft: Draft, objection: str, fact: UsedFact) -> bool:
    """Whether an objection names a fact itself, or its topic."""
    own = fact.path.replace("[]", "")
    named = objection.replace("[]", "")
    if own == named or own.startswith(f"{named}."):
        return objection.startswith("customer.")
    return draft.template.taxonomy.covers(objection, fact.label.topic or "")


def _to_purpose(draft: Draft, objections: tuple[str, ...], read: Iterable[Use]) -> Iterator[Issue]:
    manifest, template = draft.template.manifest, draft.template
    span = template.manifest_span("purpose")
    for at, objection in enumerate(objections):
        said = word(objection)
        if _bars(draft, said):
            yield _objected(at, f"{_a(manifest.purpose)} mail, and the customer objected to {said}", span)
        elif said in _PROFILED and not manifest.exempt_from_preferences:
            profile = _profile(draft, read)
            if profile is not None:
                yield _objected(
                    at, f"{profile[0].path} steers this mail, and the customer objected to profiling", profile[1], (profile[0].path,)
                )
        else:
            kinds = [(live, kind) for live in goods(draft) for kind in _kinds(live.offer)]
            hit = next((live for live, kind in kinds if has_kind(kind, (said,))), None)
            if hit is not None:
                yield _objected(
                    at, f"offers[{hit.index}] makes this mail what the customer objected to ({said})", hit.span, ("offers[].trigger.kind",)
                )


def _kinds(offer: Any) -> Iterator[str]:
    kind = (offer.get("trigger") or {}).get("kind")
    if kind:
        yield kind
    if offer.get("seller") == "partner":
        yield "partner_offers"


def _bars(draft: Draft, said: str) -> bool:
    """Whether an objection, as ``word`` spells it, is one to a message of this purpose."""
    manifest = draft.template.manifest
    if said == manifest.purpose:
        return True
    if manifest.is_promotion:
        return said in MARKETING or said in NEWSLETTER
    if manifest.purpose != "occasion":
        return False
    if has_kind(manifest.occasion, (said,)):
        return True
    return said in MARKETING and not Consents.of(draft.customer).names(manifest.occasion)


def _profile(draft: Draft, read: Iterable[Use]) -> tuple[UsedFact, Span] | None:
    """A fact of behaviour that steers: what a profile is made of."""
    for use in read:
        if use.how == "print":
            continue
        for fact in facts_of(use, draft):
            if fact.label.provenance > 0 and not fact.label.ledger:
                return fact, use.ref.span
    return None


def _objected(at: int, message: str, span: Span, facts: tuple[str, ...] = (), block: str = "") -> Issue:
    return Issue(
        message,
        span,
        (f"customer.consents.objections[{at}]", *facts),
        {},
        "leave this customer out, or leave out what they objected to",
        block=block,
    )


def _a(purpose: str) -> str:
    return f"{'an' if purpose == 'occasion' else 'a'} {purpose}"
