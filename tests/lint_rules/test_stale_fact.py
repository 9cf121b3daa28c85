"""DAT401: boundaries of age, where the age comes from, what counts as use."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.model.findings import Finding
from tactful.testing import merged, project_of
from tactful_rules.stale_fact import StaleFact

LABEL = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
LIST = {
    "type": "array",
    "items": {"type": "object", "properties": {"topic": {"type": "string"}, "item": {"type": "string"}, "at": {"type": "string"}}},
}


def schema(**customer: Any) -> dict[str, Any]:
    return {"properties": {"customer": {"properties": customer}}}


def aged(max_age: str = "P30D", **more: Any) -> dict[str, Any]:
    return {"type": ["string", "boolean"], "x-fact": {**LABEL, "max_age": max_age, **more}}


def found(mjml: str, customer: dict[str, Any], declared: dict[str, Any], **more: Any) -> list[Finding]:
    example = Example(
        "sv", mjml, more.get("manifest", {}), merged(more.get("context", {}), {"customer": customer}), declared, more.get("config")
    )
    project, context = project_of(example, StaleFact)
    return [finding for finding in project.lint("case", context).findings if finding.code == "DAT401"]


def severities(*arguments: Any, **more: Any) -> list[str]:
    return [finding.severity for finding in found(*arguments, **more)]


PRINTED = "<mj-text>Dags för {{ customer.size }}</mj-text>"
BRANCHED = "<mj-text>{% if customer.size == '68' %}Overaller{% endif %}</mj-text>"


def observed(at: str, **more: Any) -> dict[str, Any]:
    return {"size": "68", "facts": {"customer.size": {"observed_at": at, **more}}}


@pytest.mark.parametrize(
    ("max_age", "at", "stale"),
    [
        ("P30D", "2026-01-14T08:00:00+01:00", False), ("P30D", "2026-01-14T07:59:59+01:00", True),
        ("P30D", "2026-01-14", False), ("P30D", "2026-01-13", True),  # a date counts to its end
        ("P1M", "2026-01-13T08:00:00+01:00", False), ("P1M", "2026-01-13T07:59:59+01:00", True),
        ("PT1H", "2026-02-13T07:00:00+01:00", False), ("PT1H", "2026-02-13T06:59:59+01:00", True), ("PT1H", "2026-02-13T06:30:00Z", False),
        ("P1Y", "2025-02-13", False), ("P1Y", "2025-02-12", True), ("P2W", "2026-01-30", False), ("P2W", "2026-01-29", True),
        ("P30D", "2026-03-01", False),  # still to come
    ],
)  # fmt: skip
def test_exactly_as_old_as_max_age_passes(max_age: str, at: str, stale: bool) -> None:
    assert severities(PRINTED, observed(at), schema(size=aged(max_age))) == (["error"] if stale else [])
    assert severities(BRANCHED, observed(at), schema(size=aged(max_age))) == (["warning"] if stale else [])


@pytest.mark.parametrize(("until", "stale"), [("2026-02-13", False), ("2026-02-12", True), ("2026-02-13T08:00:00+01:00", False),
                                              ("2026-02-13T07:59:59+01:00", True)])  # fmt: skip
def test_the_last_day_of_valid_until_passes(until: str, stale: bool) -> None:
    declared = schema(size={"type": "string", "x-fact": LABEL})
    customer = {"size": "68", "facts": {"customer.size": {"valid_until": until}}}
    assert severities(PRINTED, customer, declared) == (["error"] if stale else [])


def test_a_max_age_may_stand_in_the_customers_own_label() -> None:
    declared = schema(size={"type": "string", "x-fact": LABEL})
    assert severities(PRINTED, observed("2020-01-01"), declared) == []
    assert severities(PRINTED, observed("2020-01-01", max_age="P1Y"), declared) == ["error"]
    assert severities(PRINTED, observed("2020-01-01", max_age="P10Y"), schema(size=aged("P1Y"))) == []


def test_an_unknown_age_is_fresh_unless_configured() -> None:
    assert severities(PRINTED, {"size": "68"}, schema(size=aged())) == []
    assert severities(PRINTED, {"size": "68"}, schema(size=aged()), config={"unknown_age": "stale"}) == ["error"]
    assert severities(PRINTED, {"size": "68"}, schema(size={"type": "string", "x-fact": LABEL}), config={"unknown_age": "stale"}) == []


def test_an_override_of_the_object_around_counts_for_its_members() -> None:
    declared = schema(pet={"type": "object", "properties": {"name": aged()}})
    customer = {"pet": {"name": "Bosse"}, "facts": {"customer.pet": {"observed_at": "2020-01-01"}}}
    mjml = "<mj-text>Till {{ customer.pet.name }}</mj-text>"
    assert severities(mjml, customer, declared) == ["error"]
    again = {**customer, "facts": {**customer["facts"], "customer.pet.name": {"observed_at": "2026-02-01"}}}
    assert severities(mjml, again, declared) == []


def test_the_moment_beside_a_fact_is_its_age() -> None:
    declared = schema(visit={"type": "object", "properties": {"at": {"type": "string"}, "place": aged()}})
    mjml = "<mj-text>Senast i {{ customer.visit.place }}</mj-text>"
    assert severities(mjml, {"visit": {"at": "2025-11-01", "place": "Lund"}}, declared) == ["error"]
    assert severities(mjml, {"visit": {"at": "2026-02-01", "place": "Lund"}}, declared) == []
    confirmed = {"visit": {"at": "2025-11-01", "place": "Lund"}, "facts": {"customer.visit.place": {"observed_at": "2026-02-10"}}}
    assert severities(mjml, confirmed, declared) == []


def history(**label: Any) -> dict[str, Any]:
    return schema(
        history={"items": {"properties": {"item": {"x-fact": {"max_age": "P90D", **label}}, "topic": {"x-fact": {"max_age": "P90D"}}}}}
    )


def entries(*dates: str, item: str = "Stol", topic: str = "retail.home") -> dict[str, Any]:
    return {"history": [{"kind": "purchase", "item": f"{item} {n}", "topic": topic, "at": at} for n, at in enumerate(dates)]}


def test_entries_of_a_list_have_ages_of_their_own() -> None:
    each = "<mj-text>{% for one in customer.history %}{{ one.item }} {% endfor %}</mj-text>"
    assert severities(each, entries("2026-01-01", "2026-02-01"), history()) == []
    stale = found(each, entries("2026-01-01", "2025-02-01"), history())
    assert [finding.severity for finding in stale] == ["error", "warning"]  # the item is said, the topic was looped over
    assert stale[0].evidence["entry"] == "customer.history[1].item"
    assert severities("<mj-text>{{ customer.history[0].item }}</mj-text>", entries("2026-01-01", "2025-02-01"), history()) == []
    assert severities("<mj-text>{{ customer.history[1].item }}</mj-text>", entries("2026-01-01", "2025-02-01"), history()) == ["error"]


def test_a_loop_that_passes_over_an_entry_does_not_use_it() -> None:
    mjml = "<mj-text>{% for one in customer.history if one.at > '2025-12-01' %}{{ one.item }}{% endfor %}</mj-text>"
    assert severities(mjml, entries("2026-01-01", "2025-02-01"), history()) == []


def test_the_entry_that_a_filter_chose_is_found_by_what_it_printed() -> None:
    mjml = "<mj-text>{{ (customer.history | last).item }}</mj-text>"
    assert severities(mjml, entries("2026-01-01", "2025-02-01"), history()) == ["error"]
    assert severities(mjml, entries("2025-02-01", "2026-01-01"), history()) == []
    joined = "<mj-text>{{ customer.history | map(attribute='item') | join(', ') }}</mj-text>"
    assert severities(joined, entries("2026-01-01", "2025-02-01"), history()) == ["error"]
    assert severities(joined, entries("2026-01-01", "2026-01-02"), history()) == []


def test_one_fresh_entry_is_enough_for_a_selection() -> None:
    manifest = {"selection": ["customer.history[].topic"], "topics": ["retail.home"]}
    assert severities("<mj-text>Stolar</mj-text>", entries("2025-02-01", "2026-01-01"), history(), manifest=manifest) == []
    assert severities("<mj-text>Stolar</mj-text>", entries("2025-02-01", "2025-03-01"), history(), manifest=manifest) == ["warning"]
    other = entries("2025-02-01", topic="travel.leisure.ski")
    assert severities("<mj-text>Stolar</mj-text>", other, history(), manifest=manifest) == []  # not on the path of the mail's topics


@pytest.mark.parametrize(
    "mjml",
    [
        "{% set storlek = customer.size %}<mj-text>Dags för {{ storlek }}</mj-text>",
        "{% macro rad(x) %}{{ x | upper }}{% endmacro %}<mj-text>{{ rad(customer.size) }}</mj-text>",
        "<mj-text>{{ 'Storlek ' ~ customer.size }}</mj-text>", "<mj-text>{{ '%s' | format(customer.size) }}</mj-text>",
        '<mj-button href="https://butik.example/?s={{ customer.size }}">Handla</mj-button>',
    ],
)  # fmt: skip
def test_a_fact_is_printed_by_whatever_way(mjml: str) -> None:
    assert "error" in severities(mjml, observed("2020-01-01"), schema(size=aged()))
    assert severities(mjml, observed("2026-02-01"), schema(size=aged())) == []


@pytest.mark.parametrize(
    "mjml",
    [
        "<mj-text>{{ 'Overaller' if customer.size == '68' else 'Byxor' }}</mj-text>", "<mj-text>{{ {'68': 'Overaller'}[customer.size] }}</mj-text>",
        "<mj-text>{% set vad = 'Overaller' if customer.size == '68' else 'Byxor' %}{{ vad }}</mj-text>",
        '{% if customer.size == "68" %}<mj-image src="https://bild.example/68.jpg" alt="Overall" />{% endif %}',
    ],
)  # fmt: skip
def test_a_fact_steers_by_whatever_way(mjml: str) -> None:
    assert severities(mjml, observed("2020-01-01"), schema(size=aged())) == ["warning"]
    assert severities(mjml, observed("2026-02-01"), schema(size=aged())) == []


@pytest.mark.parametrize(
    "mjml",
    [
        "<mj-text>{% if customer.size %}Overaller{% endif %}</mj-text>",  # a presence test reads nothing
        "<mj-text>Overaller</mj-text>",
        "<mj-text>{% if customer.points > 10 %}{{ customer.size }}{% endif %}</mj-text>",  # a branch that is not live
    ],
)
def test_what_is_not_used_may_be_old(mjml: str) -> None:
    assert severities(mjml, {**observed("2020-01-01"), "points": 1}, schema(size=aged())) == []


def test_a_fact_that_is_absent_is_not_used() -> None:
    customer = {"facts": {"customer.size": {"observed_at": "2020-01-01"}}}
    assert severities("<mj-text>{{ customer.size | default('dig') }}</mj-text>", customer, schema(size=aged())) == []
    assert severities(BRANCHED.replace("==", "!="), customer, schema(size=aged())) == []


def test_a_fact_is_told_once_at_its_worst() -> None:
    mjml = "<mj-text>{% if customer.size == '68' %}{{ customer.size }} {{ customer.size }}{% endif %}</mj-text>"
    findings = found(mjml, observed("2020-01-01"), schema(size=aged()))
    assert [(finding.severity, finding.facts) for finding in findings] == [("error", ("customer.size",))]
    assert "68" not in findings[0].message + findings[0].help + str(findings[0].evidence)


def test_the_recipients_zone_decides_the_day() -> None:
    """At 00:30 in Helsinki on the 14th it is still the 13th in London."""
    for zone, stale in (("Europe/Helsinki", True), ("Europe/London", False)):
        context = {"as_of": "2026-02-13T22:30:00Z"}
        customer = {**observed("2026-01-14"), "time_zone": zone}
        assert bool(severities(PRINTED, customer, schema(size=aged("P30D")), context=context)) is stale


def test_a_value_that_a_filter_did_not_know_is_not_printed() -> None:
    assert severities("<mj-text>Nära dig{{ customer.size | region }}</mj-text>", observed("2020-01-01"), schema(size=aged())) == []


def test_one_fresh_entry_is_enough_for_a_list_that_is_read_whole() -> None:
    manifest = {"selection": ["customer.history"], "topics": ["retail.home"]}
    assert severities("<mj-text>Stolar</mj-text>", entries("2025-02-01", "2026-01-01"), history(), manifest=manifest) == []
    assert severities("<mj-text>Stolar</mj-text>", entries("2025-02-01", "2025-03-01"), history(), manifest=manifest) == ["warning"]


def test_an_equal_value_that_is_fresh_may_be_the_one_that_is_said() -> None:
    customer = {"history": [{"kind": "purchase", "item": "Stol", "at": at} for at in ("2025-02-01", "2026-01-01")]}
    mjml = "<mj-text>{{ customer.history | map(attribute='item') | join(', ') }}</mj-text>"
    assert severities(mjml, customer, history()) == []
    customer["history"][1]["at"] = "2025-03-01"
    assert severities(mjml, customer, history()) == ["error"]


def test_limits_in_the_schema_itself() -> None:
    ended = {"type": "string", "x-fact": {**LABEL, "valid_until": "2026-02-12"}}
    assert severities(PRINTED, {"size": "68"}, schema(size=ended)) == ["error"]
    assert severities(PRINTED, {"size": "68"}, schema(size={**ended, "x-fact": {**LABEL, "valid_until": "2026-02-13"}})) == []


def test_turns_of_nested_loops_are_told_apart() -> None:
    mjml = "<mj-text>{% for p in customer.preferences %}{% for h in customer.history %}{% if h.kind == 'purchase' %}Stolar {% endif %}{% endfor %}{% endfor %}</mj-text>"
    declared = schema(
        preferences={"items": {"properties": {"topic": {"x-fact": {"max_age": "P90D"}}}}},
        **history()["properties"]["customer"]["properties"],
    )
    for preferred, bought, expected in (("2026-01-01", "2026-01-01", []), ("2025-01-01", "2026-01-01", ["customer.preferences[].topic"]),
                                        ("2026-01-01", "2025-01-01", ["customer.history[].topic"])):  # fmt: skip
        customer = {"preferences": [{"topic": "retail.home", "polarity": "like", "basis": "stated", "at": preferred}], **entries(bought)}
        assert [finding.facts[0] for finding in found(mjml, customer, declared)] == expected


def test_evidence_names_the_fact_where_there_is_no_entry() -> None:
    (finding,) = found(PRINTED, observed("2020-01-01"), schema(size=aged()))
    assert finding.evidence == {"limit": "max_age", "use": "printed", "entry": "customer.size"}
    assert "max_age P30D" in finding.message


def test_a_moment_of_the_message_is_not_the_age_of_a_fact() -> None:
    declared = {"properties": {"at": {"type": "string"}, **schema(size=aged())["properties"]}}
    assert severities(PRINTED, {"size": "68"}, declared, context={"at": "2020-01-01"}) == []


def test_what_is_said_of_printing_and_of_choosing() -> None:
    label = {"size": aged("P30D", observed_at="2025-01-01")}
    (printed,) = found(PRINTED, {"size": "x"}, schema(**label))
    assert printed.message == "customer.size is printed, but it is older than its max_age P30D"
    assert (printed.severity, printed.evidence["use"]) == ("error", "printed")
    (chosen,) = found("<mj-text>{% if customer.size == 'x' %}Nytt{% endif %}</mj-text>", {"size": "x"}, schema(**label))
    assert chosen.message == "customer.size is used to choose, but it is older than its max_age P30D"
    assert (chosen.severity, chosen.evidence["use"]) == ("warning", "steering")
