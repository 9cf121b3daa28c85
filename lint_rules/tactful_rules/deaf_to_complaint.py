from __future__ import annotations

from collections.abc import Iterable

from tactful.draft.model import Draft, Shape
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.shared.selling import sells

_SOFAS = "<mj-text>Sofas at 30 % off on Thursday</mj-text>"
_SALE = "<mj-text>Halva priset på alla soffor</mj-text>"


def _relationship(**members: object) -> dict[str, object]:
    return {"customer": {"relationship": members}}


class DeafToComplaint(Rule):
    """A promotion goes to somebody whose complaint is open, or who has not been heard of for a year.

    What it finds: a promotion, or an occasion or survey mail that sells, to a customer with an open complaint (an error) or whose last
    engagement lies more than 365 days back (a warning; exactly 365 pass). Where nothing is known of either, nothing is found. Service
    messages and notices, such as the answer to the complaint, are exempt.

    Why it hurts: who waits for an answer and gets an advertisement has the answer.

    What to do: leave the customer out until the complaint is closed; ask the silent whether they still want to hear from you.

    Source: GUARDRAILS REL802; "listen to your customers" of the Swedish article.

    Configuration: thresholds.inactive_days (365, the day count of GUARDRAILS REL802).
    """

    code = "REL802"
    name = "deaf-to-complaint"
    violates = (
        Example("en", _SOFAS, {}, _relationship(open_complaint=True)),
        Example("sv", _SALE, {}, _relationship(stage="lapsed", last_engaged_at="2025-02-12")),
    )
    passes = (
        Example("en", _SOFAS, {}, _relationship(open_complaint=False)),
        Example("sv", _SALE, {}, _relationship(stage="lapsed", last_engaged_at="2025-02-13")),
        Example("sv", "<mj-text>Vi har läst ditt klagomål. Teknikern kommer på fredag.</mj-text>", {"purpose": "service"}, _relationship(open_complaint=True)),
    )  # fmt: skip

    def prepare(self, shape: Shape) -> Check | None:
        template = shape.template
        if template.manifest.exempt_from_preferences:
            return None
        longest = f"P{template.config.thresholds.inactive_days}D"

        def check(draft: Draft) -> Iterable[Issue]:
            relationship = draft.customer.get("relationship")
            if not relationship:
                return ()
            complaint, engaged = relationship.get("open_complaint") is True, relationship.get("last_engaged_at")
            silent = draft.clock.older_than(engaged, longest)
            if not (complaint or silent) or not sells(draft):
                return ()
            return _issues(draft, complaint, silent)

        return check


def _issues(draft: Draft, complaint: bool, silent: bool) -> list[Issue]:
    template, found = draft.template, []
    span = template.manifest_span("purpose")
    if complaint:
        found.append(
            Issue(
                "a promotion to a customer whose complaint is open", span, ("customer.relationship.open_complaint",), {},
                "answer the complaint first, in a service message; leave the customer out of promotions until it is closed",
            )
        )  # fmt: skip
    if silent:
        days = template.config.thresholds.inactive_days
        found.append(
            Issue(
                f"a promotion to a customer who has not been heard of for more than {days} days", span,
                ("customer.relationship.last_engaged_at",), {"days": days}, "ask whether they still want to hear from you, or stop writing",
                "warning",
            )
        )  # fmt: skip
    return found
