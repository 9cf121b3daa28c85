"""REL802: complaints, silence, and what sells."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.deaf_to_complaint import DeafToComplaint

SALE = "<mj-text>20% off everything today</mj-text>"
PLAIN = "<mj-text>How are you?</mj-text>"
LONG_AGO, LATELY = "2025-01-01", "2026-01-01"


def facts(
    mjml: str, relationship: dict[str, Any] | None, offers: list[dict[str, Any]] | None = None, **manifest: Any
) -> list[tuple[str, str]]:
    context: dict[str, Any] = {"customer": {} if relationship is None else {"relationship": relationship}}
    if offers is not None:
        context["offers"] = offers
    return [(one.severity, one.facts[0].rpartition(".")[2]) for one in found(DeafToComplaint, mjml, manifest=manifest, context=context)]


@pytest.mark.parametrize(
    ("relationship", "expected"),
    [
        ({"open_complaint": True}, [("error", "open_complaint")]), ({"open_complaint": False}, []), ({}, []), (None, []),
        ({"last_engaged_at": LONG_AGO}, [("warning", "last_engaged_at")]), ({"last_engaged_at": LATELY}, []),
        ({"open_complaint": True, "last_engaged_at": LATELY}, [("error", "open_complaint")]),
        ({"open_complaint": False, "last_engaged_at": LONG_AGO}, [("warning", "last_engaged_at")]),
        ({"open_complaint": True, "last_engaged_at": LONG_AGO}, [("error", "open_complaint"), ("warning", "last_engaged_at")]),
    ],
)  # fmt: skip
def test_both_are_told_apart(relationship: dict[str, Any] | None, expected: list[tuple[str, str]]) -> None:
    assert sorted(facts(SALE, relationship)) == expected
    assert sorted(facts(PLAIN, relationship)) == expected  # a promotion sells whatever its words


@pytest.mark.parametrize(
    ("purpose", "mjml", "offers", "reported"),
    [
        ("promotion", PLAIN, None, True), ("occasion", SALE, None, True), ("occasion", PLAIN, None, False), ("survey", PLAIN, None, False),
        ("survey", SALE, None, True), ("service", SALE, None, False), ("notice", SALE, None, False),
        ("occasion", "<mj-text>{{ offers[0].title }}</mj-text>", [{"id": "a", "title": "Lamp", "topic": "retail.home"}], True),
        ("occasion", "<mj-text>{{ offers[0].title }}</mj-text>", [{"id": "a", "title": "Your card", "topic": "service.account"}], False),
    ],
)  # fmt: skip
def test_what_counts_as_a_promotion(purpose: str, mjml: str, offers: list[dict[str, Any]] | None, reported: bool) -> None:
    manifest = {"purpose": purpose, **({"occasion": "birthday"} if purpose == "occasion" else {})}
    assert bool(facts(mjml, {"open_complaint": True}, offers, **manifest)) is reported


def test_the_days_are_those_of_the_configuration() -> None:
    for days, reported in ((44, False), (43, False), (42, True)):  # 1 January counts to its end
        context = {"customer": {"relationship": {"last_engaged_at": LATELY}}}
        findings = found(DeafToComplaint, PLAIN, context=context, config={"thresholds": {"inactive_days": days}})
        assert bool(findings) is reported
        assert all(one.evidence == {"days": days} and f"more than {days} days" in one.message for one in findings)
