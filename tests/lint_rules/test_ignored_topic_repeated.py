"""PRF105: the window of mailings, and what breaks the silence."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.ignored_topic_repeated import IgnoredTopicRepeated

PUMP = "energy.heat_pump"
MAIL = "<mj-text>Heat pumps, fitted in two hours</mj-text>"
FIRST = "2026-01-10T09:00:00+01:00"


def findings(*sent: str, topic: str = PUMP, **customer: Any) -> list[Finding]:
    log = [{"topic": topic, "at": at, "opened": False, "clicked": False} for at in sent]
    return found(IgnoredTopicRepeated, MAIL, manifest={"topics": [PUMP]}, context={"customer": {"send_log": log, **customer}})


@pytest.mark.parametrize(
    ("other", "counts"),
    [
        ("2026-02-13", True), ("2026-02-14", False), ("2026-02-13T08:00:00+01:00", True), ("2026-02-13T08:00:01+01:00", False),
        ("2025-11-15", True), ("2025-11-14", False), ("2025-11-15T08:00:00+01:00", True), ("2025-11-15T07:59:59+01:00", False),
    ],
)  # fmt: skip
def test_the_window_is_ninety_days_and_ends_now(other: str, counts: bool) -> None:
    """``as_of`` is 13 February 2026, 08:00; what was mailed this very moment counts, what is planned does not."""
    assert bool(findings("2026-01-20", other)) is counts


def test_the_finding_counts_what_met_silence() -> None:
    (finding,) = findings("2025-12-20", "2025-06-01", "2026-01-20")
    assert finding.message.endswith("comes again: 2 mailings within 90 days met with no open, click or hit")
    assert finding.facts == ("customer.send_log[0]", "customer.send_log[2]")
    assert finding.evidence == {"topic": PUMP, "mailings": 2, "days": 90}
    assert (finding.severity, finding.help[:25]) == ("warning", f"leave {PUMP} out"[:25])


def test_fewer_mailings_are_none() -> None:
    assert findings() == findings("2026-01-20") == []


@pytest.mark.parametrize(
    ("at", "breaks"),
    [
        (FIRST, True), ("2026-01-10T08:59:59+01:00", False), ("2026-01-10T09:00:01+01:00", True), ("2026-01-10", True), ("2026-01-09", False),
        (None, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("list_", ["history", "answers"])
def test_what_they_did_since_the_first_mailing_breaks_the_silence(list_: str, at: str | None, breaks: bool) -> None:
    """A day lasts to its end; what has no time is given the benefit of the doubt."""
    entry = {"topic": PUMP, **({"at": at} if at else {}), **({"kind": "visit"} if list_ == "history" else {"question": "Heating?"})}
    assert bool(findings(FIRST, "2026-02-01T09:00:00+01:00", **{list_: [entry]})) is not breaks


@pytest.mark.parametrize(("channel", "breaks"), [("web", True), ("store", True), ("social", False), ("partner", False)])
def test_what_others_saw_breaks_nothing(channel: str, breaks: bool) -> None:
    visit = {"topic": PUMP, "kind": "view", "at": "2026-02-01", "channel": channel}
    assert bool(findings("2026-01-10", "2026-01-20", history=[visit])) is not breaks


@pytest.mark.parametrize(
    ("topic", "support", "breaks"),
    [
        (PUMP, {"opportunities": 4, "hits": 1, "clicks": 0}, True), (PUMP, {"opportunities": 4, "hits": 0, "clicks": 1}, True),
        (PUMP, {"opportunities": 4, "hits": 0, "clicks": 0}, False), (PUMP, None, False), (f"{PUMP}.air", {"hits": 1, "opportunities": 4}, True),
        ("energy", {"opportunities": 4, "hits": 1}, False), ("food.diet.fish", {"opportunities": 4, "hits": 1}, False),
    ],
)  # fmt: skip
def test_support_that_counts_a_hit_or_a_click_breaks_it(topic: str, support: dict[str, int] | None, breaks: bool) -> None:
    preference = {"topic": topic, "polarity": "neutral", "basis": "observed", **({"support": support} if support is not None else {})}
    assert bool(findings("2026-01-10", "2026-01-20", preferences=[preference])) is not breaks


def test_a_whole_trade_is_repeated_where_it_was_mailed_as_such() -> None:
    log = [{"topic": "energy", "at": at} for at in ("2026-01-10", "2026-01-20")]
    for topic, sent, repeated in (("energy", log, True), ("energy", [{**one, "topic": PUMP} for one in log], False), (PUMP, log, True)):
        context = {"customer": {"send_log": sent}}
        assert bool(found(IgnoredTopicRepeated, "<mj-text>News</mj-text>", manifest={"topics": [topic]}, context=context)) is repeated


@pytest.mark.parametrize("topic", ["food.diet.fish", None])
@pytest.mark.parametrize("list_", ["history", "answers"])
def test_what_they_did_elsewhere_breaks_nothing(list_: str, topic: str | None) -> None:
    entry = {"at": "2026-02-01", **({"topic": topic} if topic else {}), **({"kind": "visit"} if list_ == "history" else {"question": "Q"})}
    assert len(findings("2026-01-10", "2026-01-20", **{list_: [entry]})) == 1
