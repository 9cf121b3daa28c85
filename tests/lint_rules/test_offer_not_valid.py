"""DAT405: both ends of an offer are inclusive, days are the recipient's."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.testing import project_of
from tactful_rules.offer_not_valid import OfferNotValid

SCHEMA = {"properties": {"offers": {"items": {"required": ["title"]}}}}
EACH = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"


def found(*windows: dict[str, Any], mjml: str = EACH, **more: Any) -> list[int]:
    offers = [{"id": n, "title": f"Lampa {n}", **window} for n, window in enumerate(windows)]
    project, context = project_of(Example("sv", mjml, {}, {"offers": offers, **more}, SCHEMA), OfferNotValid)
    return [finding.evidence["offer"] for finding in project.lint("case", context).findings if finding.code == "DAT405"]


@pytest.mark.parametrize(
    ("window", "invalid"),
    [
        ({}, False), ({"valid_until": None, "valid_from": None}, False), ({"valid_until": "2026-02-13"}, False), ({"valid_until": "2026-02-12"}, True),
        ({"valid_from": "2026-02-13"}, False), ({"valid_from": "2026-02-14"}, True), ({"valid_until": "2026-02-13T08:00:00+01:00"}, False),
        ({"valid_until": "2026-02-13T07:59:59+01:00"}, True), ({"valid_from": "2026-02-13T07:00:00Z"}, False), ({"valid_from": "2026-02-13T07:00:01Z"}, True),
        ({"valid_from": "2026-02-10", "valid_until": "9999-12-31"}, False), ({"valid_from": "2026-02-20", "valid_until": "2026-02-01"}, True),
    ],
)  # fmt: skip
def test_both_ends_are_inclusive(window: dict[str, Any], invalid: bool) -> None:
    assert bool(found(window)) is invalid


@pytest.mark.parametrize(("zone", "invalid"), [("Europe/Helsinki", True), ("Europe/Stockholm", False), ("America/New_York", False)])
def test_the_last_day_is_the_recipients(zone: str, invalid: bool) -> None:
    """At 22:30 UTC the 13th is over in Helsinki only."""
    assert bool(found({"valid_until": "2026-02-13"}, as_of="2026-02-13T22:30:00Z", customer={"time_zone": zone})) is invalid


def test_the_hour_that_the_clock_skips() -> None:
    """Spring forward in Stockholm, 29 March 2026: 02:30 does not exist; the day ends 23 hours after it began."""
    for as_of, invalid in (("2026-03-29T21:59:59Z", False), ("2026-03-29T22:00:00Z", True)):
        assert bool(found({"valid_until": "2026-03-29"}, as_of=as_of, customer={"time_zone": "Europe/Stockholm"})) is invalid


@pytest.mark.parametrize(
    ("mjml", "expected"),
    [
        (EACH, [1]), ("<mj-text>{{ offers[0].title }}</mj-text>", []), ("<mj-text>{{ offers[1].title }}</mj-text>", [1]),
        ("<mj-text>{{ (offers | last).title }}</mj-text>", []), ("<mj-text>{% for o in offers if o.id != 1 %}{{ o.title }}{% endfor %}</mj-text>", []),
        ("<mj-text>{% for o in offers[:2] %}{{ o.title }}{% endfor %}</mj-text>", [1]), ("<mj-text>Lampor</mj-text>", []),
        ("{% macro kort(o) %}{{ o.title }}{% endmacro %}<mj-text>{% for o in offers %}{{ kort(o) }}{% endfor %}</mj-text>", [1]),
    ],
)  # fmt: skip
def test_only_offers_that_are_shown_count(mjml: str, expected: list[int]) -> None:
    assert found({}, {"valid_until": "2026-02-01"}, {"valid_until": "2026-02-13"}, mjml=mjml) == expected


def test_what_is_said_of_each_end() -> None:
    for window, message, remedy, fact in (
        ({"valid_from": "2026-02-14", "valid_until": "2026-03-01"}, "not yet", "until it begins", "offers[].valid_from"),
        ({"valid_from": "2026-01-01", "valid_until": "2026-02-12"}, "no longer", "what has ended", "offers[].valid_until"),
    ):
        offers = [{"id": "o", "title": "Lampa", **window}]
        project, context = project_of(Example("sv", EACH, {}, {"offers": offers}, SCHEMA), OfferNotValid)
        finding = next(one for one in project.lint("case", context).findings if one.code == "DAT405")
        assert message in finding.message
        assert remedy in finding.help
        assert finding.facts == (fact,)
