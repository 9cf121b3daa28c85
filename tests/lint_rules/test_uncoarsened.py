"""EXP206: which levels count, which filters lower them, where."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.model.findings import Finding
from tactful.testing import project_of
from tactful_rules.uncoarsened import Uncoarsened

LABEL = {"provenance": "transaction", "sensitivity": "none", "known_to_recipient": True}


def found(mjml: str, label: dict[str, Any] | None = None, manifest: dict[str, Any] | None = None, **members: Any) -> list[Finding]:
    fact = {"type": "string", **({"x-fact": {**LABEL, **label}} if label is not None else {})}
    schema = {"properties": {"customer": {"properties": {"fact": fact, **members}}}}
    project, _context = project_of(Example("sv", mjml, manifest or {}, {}, schema), Uncoarsened)
    return [finding for finding in project.lint("case").findings if finding.code == "EXP206"]


def exact(**granularity: str) -> dict[str, Any]:
    return {"granularity": granularity}


PRINTED = "<mj-text>{{ customer.fact }}</mj-text>"
LEVELS = [
    ("time", "clock", True), ("time", "date", True), ("time", "weekday", True), ("time", "month", False), ("time", "season", False),
    ("place", "address", True), ("place", "district", True), ("place", "store", True), ("place", "city", False), ("place", "region", False),
    ("item", "variant", True), ("item", "activity", True), ("item", "product", True), ("item", "brand", False), ("item", "subcategory", False),
    ("quantity", "exact", False), ("person", "named", False),
]  # fmt: skip


@pytest.mark.parametrize(("dimension", "level", "reported"), LEVELS)
def test_three_and_more_of_time_place_and_item(dimension: str, level: str, reported: bool) -> None:
    assert bool(found(PRINTED, exact(**{dimension: level}))) is reported


@pytest.mark.parametrize(
    ("dimension", "filters", "reported"),
    [
        ("time", "season", False), ("time", "month", False), ("time", "part_of_year", False), ("time", "date('MMMM')", True), ("time", "category", True),
        ("time", "replace('-', '/')", True), ("time", "default('då', true) | season", False), ("time", "season | upper", False), ("place", "region", False),
        ("place", "season", True), ("place", "title", True), ("item", "category", False), ("item", "brand", False), ("item", "some", True),
        ("item", "region", True), ("time", "time", True), ("time", "string", True),
    ],
)  # fmt: skip
def test_only_the_filter_of_the_dimension_lowers_it(dimension: str, filters: str, reported: bool) -> None:
    level = {"time": "date", "place": "store", "item": "product"}[dimension]
    assert bool(found(f"<mj-text>{{{{ customer.fact | {filters} }}}}</mj-text>", exact(**{dimension: level}))) is reported


def test_each_dimension_is_lowered_for_itself() -> None:
    both = exact(time="clock", place="store")
    assert found("<mj-text>{{ customer.fact | season }}</mj-text>", both)[0].evidence["granularity"] == {"place": 3}
    assert found(PRINTED, both)[0].evidence["granularity"] == {"time": 4, "place": 3}


@pytest.mark.parametrize(
    ("label", "reported"),
    [
        ({"ledger": True}, False), ({"ledger": True, "provenance": "observed"}, True), ({"ledger": True, "sensitivity": "lifestyle"}, True),
        ({"provenance": "stated", "ledger": True}, False),
    ],
)  # fmt: skip
def test_the_ledger_is_free_where_it_is_one(label: dict[str, Any], reported: bool) -> None:
    assert bool(found(PRINTED, {**exact(time="date"), **label})) is reported


def test_a_fact_without_label_carries_no_granularity() -> None:
    assert not found(PRINTED)


@pytest.mark.parametrize(
    ("mjml", "reported"),
    [
        ("{% set s = customer.fact %}<mj-text>{{ s }}</mj-text>", True), ("{% set s = customer.fact | season %}<mj-text>{{ s }}</mj-text>", False),
        ("{% macro m(x) %}{{ x }}{% endmacro %}<mj-text>{{ m(customer.fact) }}</mj-text>", True),
        ("{% macro m(x) %}{{ x | month }}{% endmacro %}<mj-text>{{ m(customer.fact) }}</mj-text>", False),
        ("<mj-text>{{ customer.fact[:10] }}</mj-text>", True), ("<mj-text>{{ 'Senast ' ~ customer.fact }}</mj-text>", True),
        ("<mj-text>{{ '%s' | format(customer.fact) }}</mj-text>", True), ('<mj-image src="a.png" alt="{{ customer.fact }}" />', True),
        ("<mj-text>{% if customer.fact == '2026-02-02' %}Nytt{% endif %}</mj-text>", False), ("<mj-text>{{ customer.fact == 'x' }}</mj-text>", False),
        ("<mj-text>{{ 'Nytt' if customer.fact else 'Gammalt' }}</mj-text>", False), ("<mj-text>{{ customer.fact | length }}</mj-text>", False),
        ("<mj-text>{{ customer.fact is defined }}</mj-text>", False), ("<mj-text>{{ customer.fact or customer.city }}</mj-text>", True),
        ("<mj-text>{% if customer.points > 5 %}{{ customer.fact }}{% endif %}</mj-text>", True),  # every branch
    ],
)  # fmt: skip
def test_every_way_of_printing_and_none_of_testing(mjml: str, reported: bool) -> None:
    assert bool(found(mjml, exact(time="date"))) is reported


@pytest.mark.parametrize(
    ("member", "reported"), [("item", True), ("at", True), ("place", True), ("topic", False), ("kind", False), ("amount", False)]
)
def test_members_of_history(member: str, reported: bool) -> None:
    mjml = f"<mj-text>{{% for h in customer.history %}}{{{{ h.{member} }}}} {{% endfor %}}</mj-text>"
    assert bool(found(mjml)) is reported
    assert not found(mjml, manifest={"purpose": "service"})


def test_reserved_members() -> None:
    assert [finding.facts for finding in found("<mj-text>{{ customer.postal_code }} {{ customer.city }} {{ customer.birth_date }}</mj-text>")] == [
        ("customer.postal_code",), ("customer.birth_date",)
    ]  # fmt: skip
    assert not found("<mj-text>{{ customer.first_name }} {{ customer.points }} {{ customer.country }}</mj-text>")


def test_a_list_of_plain_values_is_one_fact_and_a_dump_is_another_rules() -> None:
    plain = {"type": "array", "items": {"type": "string"}, "x-fact": {**LABEL, **exact(place="store")}}
    objects = {
        "type": "array",
        "items": {"type": "object", "properties": {"at": {"type": "string", "x-fact": {**LABEL, **exact(time="date")}}}},
    }
    assert found("<mj-text>{{ customer.shops | join(', ') }}</mj-text>", shops=plain)
    assert not found("<mj-text>{{ customer.shops | length }}</mj-text>", shops=plain)
    assert not found("<mj-text>{{ customer.visits | tojson }}</mj-text>", visits=objects)
    assert not found("<mj-text>{{ customer.visit | tojson }}</mj-text>", visit=objects["items"])


def test_the_rewrite_can_be_pasted() -> None:
    (finding,) = found("<mj-text>{{ customer.fact | default('förra året') }}</mj-text>", exact(time="date"))
    assert "{{ customer.fact | season }}" in finding.help
    assert (finding.severity, finding.line, finding.column) == ("warning", 1, 51)
    assert finding.message == "customer.fact is printed to the weekday or date"
    (looped,) = found("<mj-text>{% for h in customer.history %}{{ h.place }}{% endfor %}</mj-text>")
    assert "{{ h.place | region }}" in looped.help


def test_one_place_is_told_once() -> None:
    assert (
        len(
            found(
                "{% macro m(x) %}{{ x }}{% endmacro %}<mj-text>{{ m(customer.fact) }} {{ m(customer.fact) }}</mj-text>", exact(time="date")
            )
        )
        == 2
    )
    assert len(found("<mj-text>{{ customer.fact ~ customer.fact }}</mj-text>", exact(time="date"))) == 2


def test_a_service_mail_may_name_the_customers_own_orders_and_nothing_else() -> None:
    for path, reported in (("customer.fact", True), ("customer.history[0].item", False), ("customer.postal_code", True)):
        mjml = f"<mj-text>{{{{ {path} }}}}</mj-text>"
        assert bool(found(mjml, exact(time="date"), manifest={"purpose": "service"})) is reported


def test_a_list_of_which_the_schema_says_no_more_is_one_fact() -> None:
    for items, reported in (
        ({}, True),
        ({"items": {"type": "string"}}, True),
        ({"items": {"type": "object", "properties": {"a": {"type": "string"}}}}, False),
    ):
        visits = {"type": "array", "x-fact": {**LABEL, **exact(time="date")}, **items}
        assert bool(found("<mj-text>{{ customer.visits }}</mj-text>", visits=visits)) is reported


def test_each_place_of_the_author_once() -> None:
    called = "{% macro said(x) %}{{ x }}{% endmacro %}<mj-text>{{ said(customer.fact) }}</mj-text>"
    assert len(found(called, exact(time="date"))) == 1
    assert len(found("{% for n in [1, 2] %}" + PRINTED + "{% endfor %}", exact(time="date"))) == 1
    assert len(found(PRINTED + PRINTED, exact(time="date"))) == 2


def test_what_the_schema_does_not_know_carries_no_granularity() -> None:
    assert not found("<mj-text>{{ nowhere }} {{ customer.nowhere }}</mj-text>", exact(time="date"))


def test_a_list_whose_items_nobody_described_is_one_fact() -> None:
    (finding,) = found(
        "<mj-text>{{ customer.shops | join }}</mj-text>", shops={"type": "array", "x-fact": {**LABEL, **exact(place="store")}}
    )
    assert finding.facts == ("customer.shops",)


def test_a_place_that_is_reached_twice_is_told_once() -> None:
    assert len(found("{% macro m() %}{{ customer.fact }}{% endmacro %}<mj-text>{{ m() }} {{ m() }}</mj-text>", exact(time="date"))) == 1
