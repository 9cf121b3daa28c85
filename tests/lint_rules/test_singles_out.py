"""EXP205: what counts as shared, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tactful import Example, Finding
from tactful.lint.audience import AudienceLinter
from tactful.testing import merged, project_of
from tactful_rules.singles_out import SinglesOut

LABEL = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
MEMBERS = {name: {"type": ["string", "null"], "x-fact": LABEL} for name in ("town", "sport", "day")}
SCHEMA = {"properties": {"customer": {"properties": MEMBERS}}}
Found = list[tuple[Finding, list[int]]]


def found(mjml: str, customers: Sequence[dict[str, Any]], k: int = 3, schema: Any = SCHEMA, **manifest: Any) -> Found:
    example = Example("en", mjml, manifest, {}, schema, {"thresholds": {"audience_k": k}})
    project, context = project_of(example, SinglesOut)
    audience = AudienceLinter(project.linter, project.template("case"))
    for number, customer in enumerate(customers):
        audience.see(number, project.draft("case", merged(context, {"customer": customer})))
    return [(finding, list(numbers)) for finding, numbers in audience.findings()]


def numbers(*arguments: Any, **options: Any) -> list[list[int]]:
    return [concerned for _finding, concerned in found(*arguments, **options)]


def towns(*names: str | None) -> list[dict[str, Any]]:
    return [{"town": name} for name in names]


PRINTED = "<mj-text>Lamps in {{ customer.town }}</mj-text>"
BRANCHED = "<mj-text>{% if customer.town == 'Narvik' %}Open in Narvik{% endif %}</mj-text>"


@pytest.mark.parametrize(("count", "reported"), [(1, True), (2, True), (3, False), (4, False)])
def test_exactly_k_is_enough(count: int, reported: bool) -> None:
    customers = towns(*["Narvik"] * count, *["Leeds"] * 5)
    for mjml in (PRINTED, BRANCHED):
        assert numbers(mjml, customers) == ([list(range(count))] if reported else [])


def test_k_is_a_hundred_unless_configured() -> None:
    for count, reported in ((99, True), (100, False)):
        assert bool(numbers(PRINTED, towns(*["Narvik"] * count), k=100)) is reported


def test_an_audience_smaller_than_k_is_singled_out_by_whatever_is_said() -> None:
    assert numbers(PRINTED, towns("Narvik", "Narvik")) == [[0, 1]]
    assert numbers("<mj-text>Lamps</mj-text>", towns("Narvik", "Narvik"), selection=["customer.town"]) == [[0, 1]]
    assert numbers("<mj-text>Lamps</mj-text>", towns("Narvik", "Narvik")) == []
    assert numbers("<mj-text>Lamps</mj-text>", towns("Narvik", "Narvik", "Leeds"), selection=["customer.town"]) == []


@pytest.mark.parametrize(
    "mjml",
    [
        "<mj-text>{{ customer.first_name }}, you have {{ customer.points }} points</mj-text>",
        "<mj-text>{% if customer.tier == 'gold' %}Gold news{% endif %}</mj-text>",
        "<mj-text>{% if customer.town %}News{% else %}Where do you live?{% endif %}</mj-text>",  # a presence test reads nothing
    ],
)
def test_the_ledger_and_presence_single_out_nobody(mjml: str) -> None:
    customers = [{"first_name": str(n), "points": n, "tier": "gold" if n else "tin", "town": "Narvik" if n else None} for n in range(4)]
    assert numbers(mjml, customers) == []


def test_what_is_printed_counts_as_printed() -> None:
    """Coarser values are shared by more."""
    customers = [{"day": day} for day in ("2026-01-03", "2026-01-07", "2026-02-01", "2025-07-01")]
    assert numbers("<mj-text>Since {{ customer.day }}</mj-text>", customers) == [[0, 1, 2, 3]]
    assert numbers("<mj-text>Since {{ customer.day | month }}</mj-text>", customers) == [[0, 1, 2, 3]]
    assert numbers("<mj-text>Since {{ customer.day | season }}</mj-text>", customers) == [[3]]


def test_a_value_that_is_absent_says_nothing() -> None:
    assert numbers("<mj-text>Lamps{{ customer.town }}</mj-text>", towns("Leeds", "Leeds", "Leeds", None, "")) == []


def test_both_sides_of_a_branch_are_claims() -> None:
    both = "<mj-text>{% if customer.town == 'Narvik' %}North{% else %}South{% endif %}</mj-text>"
    assert numbers(both, towns("Leeds", *["Narvik"] * 3)) == [[0]]
    assert numbers(both, towns("Leeds", "York", "Bath", *["Narvik"] * 3)) == []  # other towns share the same text


@pytest.mark.parametrize(
    "mjml",
    [
        "<mj-text>{{ {'Narvik': 'North', 'Leeds': 'South'}[customer.town] }}</mj-text>",
        "<mj-text>{{ 'North' if customer.town == 'Narvik' else 'South' }}</mj-text>",
        "{% set where = 'North' if customer.town == 'Narvik' else 'South' %}<mj-text>{{ where }}</mj-text>",
        "{% if customer.town == 'Narvik' %}<mj-image src='n.png' alt='North' />{% endif %}",
        "{% if customer.town == 'Narvik' %}<mj-image src='n.png' />{% endif %}",
    ],
)
def test_every_way_of_choosing(mjml: str) -> None:
    assert numbers(mjml, towns("Narvik", "Leeds", "Leeds", "Leeds")) == [[0]]
    assert numbers(mjml, towns("Narvik", "Narvik", "Narvik", "Leeds", "Leeds", "Leeds")) == []


def test_what_else_differs_behind_a_branch_does_not_split_it() -> None:
    mjml = "<mj-text>{% if customer.town == 'Narvik' %}North{% if customer.tier == 'gold' %} gold{% endif %}, {{ customer.first_name }}{% endif %}</mj-text>"
    customers = [{"town": "Narvik", "tier": "gold" if n else "tin", "first_name": f"N{n}"} for n in range(3)]
    assert numbers(mjml, customers) == []
    assert numbers(mjml, customers[:2]) == [[0, 1]]


def test_two_branches_behind_the_same_condition_are_one_claim_each() -> None:
    mjml = "{% if customer.town == 'Narvik' %}<mj-text>North</mj-text><mj-text>Far</mj-text>{% endif %}"
    assert numbers(mjml, towns("Narvik", "Leeds", "Leeds", "Leeds")) == [[0]]


def test_a_combination_singles_out_whom_no_single_claim_does() -> None:
    mjml = "<mj-text>In {{ customer.town }}</mj-text><mj-text>For {{ customer.sport }}</mj-text>"
    pairs = [
        ("Leeds", "golf"),
        ("Leeds", "golf"),
        ("Leeds", "golf"),
        ("Leeds", "chess"),
        ("York", "golf"),
        ("York", "chess"),
        ("York", "chess"),
    ]
    customers = [{"town": town, "sport": sport} for town, sport in pairs]
    ((finding, concerned),) = found(mjml, customers)
    assert "combination" in finding.message
    assert finding.facts == ("customer.town", "customer.sport")
    assert concerned == [3, 4, 5, 6]
    assert numbers("<mj-text>In {{ customer.town }}</mj-text>", customers) == []


def test_values_in_one_block_are_one_claim() -> None:
    customers = [{"town": "Leeds", "sport": "golf"}] * 3 + [{"town": "Leeds", "sport": "chess"}]
    ((finding, concerned),) = found("<mj-text>{{ customer.sport }} in {{ customer.town }}</mj-text>", customers)
    assert "printed here" in finding.message
    assert concerned == [3]


def test_a_finding_counts_and_quotes_nobody() -> None:
    ((finding, _numbers),) = found(PRINTED, towns("Narvik", "York", "York", *["Leeds"] * 4))
    assert finding.evidence == {"k": 3, "audience": 7, "customers": 3, "smallest": 1, "groups": 2}
    assert (finding.severity, finding.line, finding.facts) == ("warning", 1, ("customer.town",))
    assert not any(town in str(finding) for town in ("Narvik", "York", "Leeds"))


def test_history_entries_that_are_looped_over() -> None:
    mjml = "<mj-text>{% for one in customer.history %}{% if one.topic == 'sport.activity.yoga' %}Mats{% endif %}{% endfor %}</mj-text>"
    customers = [{"history": [{"kind": "visit", "topic": topic}]} for topic in ("sport.activity.yoga", *["sport.activity.running"] * 3)]
    assert [0] in numbers(mjml, customers, schema=None)


def test_what_is_missing_beside_what_is_there_says_it_all_the_same() -> None:
    mjml = "<mj-text>{{ customer.sport }} in {{ customer.town }}</mj-text>"
    customers = [{"town": "Narvik", "sport": None}, *[{"town": "Leeds", "sport": None}] * 3, *[{"town": None, "sport": None}]]
    assert numbers(mjml, customers) == [[0]]


def test_a_value_that_was_captured_and_filtered_is_printed_too() -> None:
    mjml = (
        "{% set town %}{{ customer.town }}{% endset %}<mj-text>In {{ town | upper }}</mj-text><mj-text>{{ customer.first_name }}</mj-text>"
    )
    customers = [{"town": town, "first_name": f"N{at}"} for at, town in enumerate(["Narvik", "Leeds", "Leeds", "Leeds"])]
    assert numbers(mjml, customers, footer=False) == [[0]]
    assert numbers(mjml, customers[1:], footer=False) == []


@pytest.mark.parametrize(("member", "claims"), [("town", [[0, 1]]), ("tier", [])])
def test_a_choice_between_values_of_others_is_a_claim_of_what_chose(member: str, claims: list[list[int]]) -> None:
    """Which of the two it was is not known, only that all who get it were told apart by the town (by the tier, which is ledger)."""
    mjml = f"<mj-text>{{{{ {{'Narvik': customer.first_name, 'Leeds': customer.last_name}}[customer.{member}] }}}}</mj-text>"
    customers = [{"town": town, "tier": town, "first_name": "Bo", "last_name": "Ek"} for town in ("Narvik", "Leeds")]
    assert numbers(mjml, customers) == claims
    assert numbers(mjml, customers * 2) == []


def test_the_combination_is_of_what_is_printed() -> None:
    """What only chose stands in claims of its own."""
    mjml = PRINTED + "<mj-text>For {{ customer.sport }}</mj-text><mj-text>{% if customer.day == 'Monday' %}Open{% endif %}</mj-text>"
    pairs = [("Leeds", "golf")] * 3 + [("Leeds", "chess"), ("York", "golf"), ("York", "chess"), ("York", "chess")]
    customers = [{"town": town, "sport": sport, "day": "Monday"} for town, sport in pairs]
    ((finding, concerned),) = found(mjml, customers)
    assert (finding.facts, concerned) == (("customer.town", "customer.sport"), [3, 4, 5, 6])
