from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.shared.permission import Consents, has_kind
from tactful_rules.shared.selling import cues_of, goods, pushes

_BASKET = "<mj-text>The basket is where you left it. Delivery is £4.</mj-text>"
_INVOICE = "<mj-text>Die Rechnung liegt im Kundenkonto.</mj-text>"


def _scopes(*scopes: str) -> dict[str, Any]:
    return {"customer": {"consents": {"basis": "consent", "scopes": list(scopes)}}}


class ScopeTooNarrow(Rule):
    """The permission is to another kind of message than this one.

    What it finds: a promotion inside a service message or notice, whatever the consent: live offers (but those of the service itself), words that
    push to buy, a discount, or a left basket. In other messages: an offer whose `trigger` is of a kind that neither a scope of that name nor
    `marketing` covers, copy or an occasion about an abandoned basket without the scope `abandoned_basket` or `marketing`, and a partner's
    offer without `partner_offers` or `marketing`; `newsletter` alone covers none of these. Order lines, fees, deadlines, renewals,
    compensation and help are no promotion.

    Why it hurts: who opens an invoice did not ask for an advertisement, and who took a newsletter did not ask to be followed to the till.

    What to do: take the advertisement out of the service message, or ask for the wider consent first.

    Source: GUARDRAILS LAW704 and §7 Permission.
    """

    code = "LAW704"
    name = "scope-too-narrow"
    violates = (
        Example("en", _BASKET, {}, _scopes("newsletter")),
        Example("de", f"{_INVOICE}<mj-text>Jetzt umsteigen: die neue Wärmepumpe mit 500 € Rabatt.</mj-text>", {"purpose": "service"}, _scopes("newsletter", "marketing")),
        Example("sv", "<mj-text>Fakturan ligger på Mina sidor. Passa på: nya lampor från 199 kr!</mj-text>", {"purpose": "service"}, _scopes("marketing")),
    )  # fmt: skip
    passes = (
        Example("en", _BASKET, {}, _scopes("newsletter", "Abandoned-Cart")),
        Example("de", f"{_INVOICE}<mj-text>Fragen zur Abrechnung? 0431 555 010.</mj-text>", {"purpose": "service"}, _scopes("newsletter")),
        Example("sv", "<mj-text>Fakturan på 199 kr ligger på Mina sidor. Rabatt: -20 kr.</mj-text>", {"purpose": "service"}, _scopes("newsletter")),
    )  # fmt: skip

    def check_shape(self, shape: Shape) -> Iterator[Issue]:
        if not shape.template.manifest.exempt_from_preferences:
            return
        purpose = shape.template.manifest.purpose
        for block, cue in (*pushes(shape), *cues_of(shape, "abandoned")):
            yield Issue(
                f"an advertisement in a {purpose} mail: {cue.text!r}", block.span_at(cue.start, cue.end), (), {"words": cue.text},
                "take it out: send it as a promotion, to those who consented to one", block=block.kind,
            )  # fmt: skip

    def prepare(self, shape: Shape) -> Check | None:
        if shape.template.manifest.exempt_from_preferences:
            return _service
        baskets = cues_of(shape, "abandoned")
        occasion = shape.template.manifest.occasion
        left = bool(baskets) or has_kind(occasion, ("abandoned_basket",))

        def check(draft: Draft) -> Iterable[Issue]:
            if not left and not draft.offers:
                return ()
            consents = draft.customer.get("consents")
            scopes = (consents or {}).get("scopes")
            return () if scopes is None or "marketing" in scopes else _narrow(draft, left)

        return check


def _service(draft: Draft) -> Iterable[Issue]:
    if not draft.offers:
        return ()
    purpose = draft.template.manifest.purpose
    return [
        Issue(
            f"offers[{live.index}] stands in a {purpose} mail", live.span, (), {"offer": live.index},
            "take offers out of service messages; if it is part of the service, give it a topic in `service`",
        ) for live in goods(draft)
    ]  # fmt: skip


def _narrow(draft: Draft, left: bool) -> Iterator[Issue]:
    consents = Consents.of(draft.customer)
    if consents.marketing or consents.basis in ("none", "contract"):
        return  # without any permission it is LAW701's
    for live in goods(draft):
        kind = (live.offer.get("trigger") or {}).get("kind")
        if kind and not consents.names(kind):
            yield _issue(
                f"offers[{live.index}] was triggered, and no scope covers that kind of message", live.span, ("offers[].trigger.kind",), kind
            )
        if live.offer.get("seller") == "partner" and consents.basis != "soft_opt_in" and not consents.names("partner_offers"):
            yield _issue(
                f"offers[{live.index}] is a partner's, and no scope covers partners' offers",
                live.span,
                ("offers[].seller",),
                "partner_offers",
            )
    if left and not consents.names("abandoned_basket"):
        span, words = draft.template.manifest_span("occasion"), ""
        for block, cue in cues_of(draft.shape, "abandoned")[:1]:
            span, words = block.span_at(cue.start, cue.end), f": {cue.text!r}"
        yield _issue(f"a mail about an abandoned basket, and no scope covers it{words}", span, (), "abandoned_basket")


def _issue(message: str, span: Any, facts: tuple[str, ...], scope: str) -> Issue:
    return Issue(
        message, span, ("customer.consents.scopes", *facts), {"scope": scope},
        f"send it only to customers whose consent covers {scope} or marketing; a newsletter consent does not",
    )  # fmt: skip
