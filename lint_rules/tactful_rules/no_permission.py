from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.shared.permission import Consents, plainly_permitted
from tactful_rules.shared.selling import cues_of, goods, sells
from tactful_rules.shared.topics import TopicAt, described, shown
from tactful_rules.shared.trade import for_sale, kin, of_the_relation

_TOWELS = "<mj-text>New tea towels, £12 each</mj-text>"
_HELMETS = "<mj-text>Neue Fahrradhelme</mj-text>"
_BIKE = [{"topic": "sport.activity.cycling", "kind": "purchase", "at": "2025-07-08"}]
_OWN = frozenset({"purchase", "booking"})
_OUTSIDE = frozenset({"social", "partner"})


def _consents(**members: Any) -> dict[str, Any]:
    return {"customer": {"consents": members}}


class NoPermission(Rule):
    """A promotion goes out without permission.

    What it finds: a promotion (or an occasion or survey mail that sells) to a customer whose basis is none or a contract, or whose consent
    covers neither newsletter nor marketing; on soft opt-in, anything sold by a partner, or goods that share no second-level topic with
    something bought or booked. Where the context says nothing of consent, or of purchases on soft opt-in, it is a warning: nobody knows,
    unless the manifest names its `legal_basis`.

    Why it hurts: it is unlawful (ePrivacy directive art. 13, marketing acts of the Nordic countries, UWG § 7), and complaints cost delivery.

    What to do: write only to those who consented; to buyers, about own goods of the kind that they bought.

    Source: GUARDRAILS LAW701 and §7 Permission; the rules on permission of the Danish article.
    """

    code = "LAW701"
    name = "no-permission"
    violates = (
        Example("en", _TOWELS, {}, _consents(basis="none", scopes=[])),
        Example("de", "<mj-text>Espressomaschinen für Ihr Büro</mj-text>", {"topics": ["retail.electronics.appliances"]},
                {"customer": {"consents": {"basis": "soft_opt_in"}, "history": _BIKE}}),
    )  # fmt: skip
    passes = (
        Example("en", _TOWELS, {}, _consents(basis="consent", scopes=["newsletter"])),
        Example("de", _HELMETS, {"topics": ["sport.activity.cycling"]}, {"customer": {"consents": {"basis": "soft_opt_in"}, "history": _BIKE}}),
    )  # fmt: skip

    def prepare(self, shape: Shape) -> Check | None:
        return None if shape.template.manifest.exempt_from_preferences else _check


def _check(draft: Draft) -> Iterable[Issue]:
    return () if plainly_permitted(draft.customer) or not sells(draft) else _issues(draft)


def _issues(draft: Draft) -> Iterator[Issue]:
    given, consents = draft.customer.get("consents"), Consents.of(draft.customer)
    manifest = draft.template.manifest
    if consents.basis == "soft_opt_in":
        yield from _soft(draft)
    elif consents.basis in ("none", "contract"):
        why = "and there is no permission for it" if consents.basis == "none" else "and a contract permits only what serves the contract"
        yield _issue(draft, f"a promotion, {why}", ("customer.consents.basis",))
    elif consents.scopes is not None and not _covers(consents, manifest.occasion if manifest.purpose == "occasion" else ""):
        yield _issue(draft, "a promotion, and the consent is to something else", ("customer.consents.scopes",))
    elif consents.basis is None and consents.scopes is None and not manifest.legal_basis:
        what = "says nothing of consents" if given is None else "names neither basis nor scopes of the consent"
        yield _issue(draft, f"a promotion, and the context {what}", ("customer.consents",), "warning")


def _covers(consents: Consents, occasion: str) -> bool:
    return consents.marketing or consents.newsletter or consents.names(occasion)


def _issue(draft: Draft, message: str, facts: tuple[str, ...], severity: Any = None) -> Issue:
    return Issue(
        message, draft.template.manifest_span("purpose"), facts, {"purpose": draft.template.manifest.purpose},
        "ask for consent to marketing before the first promotion, and write to those who gave it; put the consents into the context", severity,
    )  # fmt: skip


# -- soft opt-in


def _soft(draft: Draft) -> Iterator[Issue]:
    partners = [live for live in goods(draft) if live.offer.get("seller") == "partner"]
    for live in partners:
        yield _alien(f"offers[{live.index}] is a partner's, and a soft opt-in carries own goods only", live.span, "offers[].seller")
    for block, cue in () if partners else cues_of(draft.shape, "partner_goods"):
        yield _alien(f"others' goods ({cue.text!r}) on a soft opt-in", block.span_at(cue.start, cue.end), "customer.consents.basis")
    bought = _bought(draft.customer)
    if bought is None:
        yield _issue(draft, "a promotion on soft opt-in, and nothing is known of what was bought", ("customer.history",), "warning")
        return
    for one in _sold(draft, bought):
        if not similar(one.topic, bought):
            yield _alien(
                f"{described(one)}, like nothing that was bought: a soft opt-in carries similar goods only",
                one.span,
                "customer.history[].topic",
            )


def _alien(message: str, span: Any, fact: str) -> Issue:
    return Issue(message, span, (fact,), {}, "leave it out for customers on soft opt-in, or ask them for consent to marketing first")


def _bought(customer: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The topics of what was bought or booked here; None where the context does not tell."""
    found = [
        entry["topic"] for entry in customer.get("history") or ()
        if entry.get("topic") and entry.get("kind") in _OWN and entry.get("channel") not in _OUTSIDE
    ]  # fmt: skip
    found += [
        entry["topic"] for entry in customer.get("preferences") or ()
        if entry.get("basis") == "transaction" and entry.get("polarity") in ("like", "neutral") and (entry.get("support") or {}).get("hits") != 0
    ]  # fmt: skip
    return tuple(dict.fromkeys(found)) if found or customer.get("history") is not None else None


def similar(topic: str, bought: Iterable[str]) -> bool:
    """Whether a topic shares its second level with something bought, or is the general one above it."""
    second = topic.split(".")[:2]
    return any(one.split(".")[:2] == second or one.startswith(f"{topic}.") for one in bought)


def _sold(draft: Draft, bought: tuple[str, ...]) -> Iterator[TopicAt]:
    """What the message offers: what is declared; of what only words say, what has a price, unless topics are declared and the words
    speak of the trade somewhere: then the rest says where, how or for whom."""
    template = draft.template
    own = tuple(".".join(topic.split(".")[:2]) for topic in bought)
    topics = [one for one in shown(draft) if not of_the_relation(one.topic)]
    declared = [one for one in topics if not one.word]
    yield from declared
    told = [one for one in topics if one.word]
    if declared and any(_kindred(one.topic, bought) for one in told):
        return
    priced = {one.topic for one in for_sale(template, draft.outline, own)}
    for one in told:
        foreign = not declared or not any(topic.split(".")[0] == one.topic.split(".")[0] for topic in bought)
        if foreign and (one.origin == "offer" or one.topic in priced) and not _kindred(one.topic, bought):
            yield one


def _kindred(topic: str, bought: Iterable[str]) -> bool:
    return similar(topic, bought) or any(kin(topic, one) for one in bought)
