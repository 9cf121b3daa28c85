"""DAT402: the minute at which an occasion is over, in the recipient's zone, for live offers only."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.model.findings import Finding
from tactful.testing import project_of
from tactful_rules.trigger_expired import TriggerExpired

SCHEMA = {"properties": {"offers": {"items": {"required": ["title"]}}}}
EACH = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"


def found(trigger: Any, mjml: str = EACH, config: Any = None, **more: Any) -> list[Finding]:
    offers = [{"id": n, "title": f"Lampa {n}", "trigger": one} for n, one in enumerate(trigger if isinstance(trigger, list) else [trigger])]
    project, context = project_of(Example("sv", mjml, {}, {"offers": offers, **more}, SCHEMA, config), TriggerExpired)
    return [finding for finding in project.lint("case", context).findings if finding.code == "DAT402"]


@pytest.mark.parametrize(
    ("trigger", "over"),
    [
        ({"at": "2026-02-13T07:00:00+01:00"}, False), ({"at": "2026-02-13T06:59:59+01:00"}, True), ({"at": "2026-02-13T06:00:00Z"}, False),
        ({"at": "2026-02-13T05:59:59Z"}, True), ({"at": "2026-02-13T07:30:00+01:00", "ttl_minutes": 30}, False),
        ({"at": "2026-02-13T07:29:59+01:00", "ttl_minutes": 30}, True), ({"at": "2026-02-13T07:59:30+01:00", "ttl_minutes": 0.5}, False),
        ({"at": "2026-02-13T07:59:29+01:00", "ttl_minutes": 0.5}, True), ({"at": "2026-02-13T08:00:00+01:00", "ttl_minutes": 0}, False),
        ({"at": "2026-02-13T07:59:59+01:00", "ttl_minutes": 0}, True), ({"at": "2026-02-13T07:00:00+01:00", "ttl_minutes": None}, False),
        ({"at": "2026-02-12T08:00:00+01:00", "ttl_minutes": 1440}, False), ({"at": "2026-02-13T09:00:00+01:00"}, False),
        ({"at": "1990-01-01T00:00:00Z", "ttl_minutes": 1e300}, False), ({"kind": "store_visit"}, False), ({}, False), (None, False),
        ({"at": "2026-02-13"}, False), ({"at": "2026-02-12"}, True), ({"at": "2026-02-12", "ttl_minutes": 480}, False),
        ({"at": "2026-02-12", "ttl_minutes": 479}, True),
    ],
)  # fmt: skip
def test_exactly_the_time_to_live_passes(trigger: Any, over: bool) -> None:
    assert bool(found({"kind": "store_visit", **trigger} if trigger is not None else None)) is over


def test_the_default_is_configuration() -> None:
    trigger = {"kind": "arrival", "at": "2026-02-13T05:00:00+01:00"}
    assert found(trigger)
    assert not found(trigger, config={"thresholds": {"trigger_ttl_minutes": 180}})
    assert found(trigger, config={"thresholds": {"trigger_ttl_minutes": 179}})
    assert found({**trigger, "ttl_minutes": 10}, config={"thresholds": {"trigger_ttl_minutes": 180}})


def test_a_day_lasts_to_its_end_in_the_recipients_zone() -> None:
    """At 23:30 UTC on the 13th it is 00:30 on the 14th in Stockholm, half an hour after the day."""
    moments = {"as_of": "2026-02-13T23:30:00Z"}
    for zone, over in (("Europe/Stockholm", False), ("Europe/Helsinki", True), ("Europe/London", False)):
        assert bool(found({"kind": "birthday", "at": "2026-02-13"}, **moments, customer={"time_zone": zone})) is over


def test_only_offers_that_are_shown_have_an_occasion() -> None:
    late, soon = {"kind": "visit", "at": "2026-02-12T08:00:00+01:00"}, {"kind": "visit", "at": "2026-02-13T07:59:00+01:00"}
    assert [finding.evidence["offer"] for finding in found([soon, late, soon])] == [1]
    passed_over = "<mj-text>{% for offer in offers if offer.trigger.at > '2026-02-13' %}{{ offer.title }}{% endfor %}</mj-text>"
    assert not found([soon, late], passed_over)
    assert not found([soon, late], "<mj-text>{{ offers[0].title }}</mj-text>")
    assert found([soon, late], "<mj-text>{{ (offers | last).title }}</mj-text>")


def test_a_finding_says_nothing_of_the_moment() -> None:
    (finding,) = found({"kind": "store_visit", "at": "2026-02-12T16:04:00+01:00"})
    assert "16:04" not in str(finding)
    assert finding.severity == "error"
    assert (finding.file, finding.facts) == ("case/message.mjml", ("offers[].trigger",))
