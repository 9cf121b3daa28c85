"""Audits: every customer judged as lint judges them, counted, and nothing said about whom it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tactful import Audit, Issue, Project, Rule, audit
from tactful.audience import Entry, entries
from tactful.model.validation import packaged

FOOTER = '<mj-text>Lamp Ltd, 1 High Street, Leeds. <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>'
LABEL = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
COPY = "Hello {{ customer.first_name }}.{% if customer.town == 'York' %} A shop opens in York.{% endif %}"
NEVER = [{"topic": "travel.leisure.ski", "polarity": "never", "basis": "stated"}]


def project(copy: str = COPY, rules: Any = None, settings: dict[str, Any] | None = None) -> Project:
    return Project.in_memory(
        manifest={"subject": "News", "purpose": "promotion", "locale": "en-GB", "topics": ["travel.leisure.ski"]},
        mjml=f"<mjml><mj-body><mj-section><mj-column><mj-text>{copy}</mj-text>{FOOTER}</mj-column></mj-section></mj-body></mjml>",
        schema={"properties": {"unsubscribe_url": {"type": "string"}, "customer": {"properties": {"town": {"type": "string", "x-fact": LABEL}}}}},
        config={"thresholds": {"audience_k": 2}, **(settings or {})}, rules=rules,
    )  # fmt: skip


def person(number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "as_of": "2026-02-13",
        "customer": {"id": f"c-{number}", "first_name": "Bo", "town": "Leeds", **more},
        "unsubscribe_url": "https://post.example.com/u",
    }


def by_code(found: Audit) -> dict[str, Any]:
    return {rule.code: rule for rule in found.rules}


def test_verdicts_and_rules_are_counted() -> None:
    people = [
        person(1),
        person(2, preferences=NEVER),
        person(3, first_name=""),
        person(4, first_name="", preferences=NEVER),
        person(5, preferences=NEVER),
    ]
    found = audit(project(), "case", people)
    assert (found.customers, found.accepted, found.rejected) == (5, 1, 4)
    never, blank = by_code(found)["PRF101"], by_code(found)["DAT404"]
    assert (never.stopped, never.alone, never.reported, never.examples) == (3, 2, 3, [2, 4, 5])
    assert (blank.stopped, blank.alone, blank.reported, blank.examples) == (2, 1, 5, [3, 4])  # the static warning is everybody's
    assert [rule.code for rule in found.rules][:2] == ["PRF101", "DAT404"]
    assert found.warned == 1


def test_a_rule_in_shadow_stops_nobody() -> None:
    found = audit(project(settings={"rules": {"PRF101": {"mode": "shadow"}}}), "case", [person(1, preferences=NEVER)])
    never = by_code(found)["PRF101"]
    assert (found.rejected, never.stopped, never.reported, dict(never.modes)) == (0, 0, 1, {"shadow": 1})


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from(["York", "Leeds"])), max_size=8))
def test_every_customer_is_judged_as_lint_judges_them(drawn: list[tuple[bool, bool, str]]) -> None:
    people = [
        person(n, first_name="Bo" if named else "", town=town, **({"preferences": NEVER} if never else {}))
        for n, (named, never, town) in enumerate(drawn)
    ]
    found = audit(PROJECT, "case", people)
    reports = [PROJECT.lint("case", one) for one in people]
    assert found.rejected == sum(report.rejected for report in reports)
    for code, rule in by_code(found).items():
        assert rule.stopped == sum(code in report.blocking_codes for report in reports)
        assert rule.reported == sum(code in report.codes for report in reports)
        assert rule.alone == sum(report.blocking_codes == (code,) for report in reports)


PROJECT = project()


def test_customers_who_cannot_be_judged_are_listed_and_stop_nobody() -> None:
    lines = [
        json.dumps(person(1)),
        "",
        '{"customer": ',
        "[]",
        json.dumps({"customer": {}}),
        json.dumps(person(6, agee="Bo Ek")),
        '{"a": 1, "a": 2}',
        "\x00",
        json.dumps(person(9)),
    ]
    found = audit(project(), "case", entries((f"{line}\n".encode() for line in lines), "people.jsonl"))
    assert (found.customers, [bad.line for bad in found.bad_lines]) == (2, [3, 4, 5, 6, 7, 8])
    assert {bad.reason for bad in found.bad_lines} == {"context"}
    assert [bad.pointer for bad in found.bad_lines][2:4] == ["/customer/id", "/customer/agee"]
    assert "Bo Ek" not in str(found.to_dict())


def test_encoding_marks_and_bytes_that_are_no_text() -> None:
    good = json.dumps(person(1)).encode()
    found = audit(project(), "case", entries([b"\xef\xbb\xbf" + good + b"\n", b"\xff\xfe\n", good], "people.jsonl"))
    assert (found.customers, [bad.line for bad in found.bad_lines]) == (2, [2])


def test_deep_nesting_is_one_bad_line() -> None:
    deep = b'{"customer": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    found = audit(project(), "case", entries([deep, json.dumps(person(2)).encode()], "people.jsonl"))
    assert (found.customers, [bad.line for bad in found.bad_lines]) == (1, [1])


def test_singling_out_with_lines_of_the_file() -> None:
    people = [person(n, town="York" if n == 3 else "Leeds") for n in range(1, 6)]
    found = audit(project(), "case", people)
    ((one,),) = [found.audience]
    assert (one.finding.code, one.customers, one.lines) == ("EXP205", 1, (3,))
    assert audit(project(), "case", [*people, person(7, town="York")]).audience == []


def test_facts_used_by_how_many_messages() -> None:
    people = [person(1), person(2, town="York"), person(3, town="York")]
    facts = {fact.path: (fact.printed, fact.steering) for fact in audit(project(), "case", people).facts}
    assert facts == {"customer.first_name": (3, 0), "customer.town": (0, 2)}


def test_ids_only_where_asked_for() -> None:
    people = [person(1, preferences=NEVER)]
    assert "c-1" not in json.dumps(audit(project(), "case", people).to_dict())
    shown = audit(project(), "case", people, show_ids=True).to_dict()
    assert shown["rules"][0]["examples"] == [{"line": 1, "id": "c-1"}]


def test_examples_are_few_and_ids_of_others_are_forgotten() -> None:
    found = audit(project(), "case", [person(n, preferences=NEVER) for n in range(1, 50)], show_ids=True)
    assert by_code(found)["PRF101"].examples == [1, 2, 3, 4, 5]
    assert sorted(found.ids) == [1, 2, 3, 4, 5]


def test_the_clock_of_customers_without_one() -> None:
    people = [{key: value for key, value in person(1).items() if key != "as_of"}]
    assert audit(project(), "case", people, as_of="2026-02-13").as_of == "2026-02-13"
    assert audit(project(), "case", people).customers == 1
    assert "as_of" not in people[0]


def test_what_should_be_noted() -> None:
    notes = audit(project(), "case", [person(1)]).notes
    assert "fewer than k = 2" in notes[0]
    assert "1 customers have an id" in audit(project(), "case", [person(1), person(1), person(2)]).notes[0]
    assert audit(project(), "case", [person(1), person(2)]).notes == []


def test_what_is_no_mapping_is_a_bad_line() -> None:
    found = audit(project(), "case", [person(1), None, Entry(7, None)])  # type: ignore[list-item]
    assert (found.customers, [bad.line for bad in found.bad_lines]) == (1, [2, 7])


class Breaking(Rule):
    """Breaks over audiences.

    What it finds: nothing.

    Why it hurts: it does not.

    What to do: nothing.

    Source: this test.
    """

    code = "ACM101"
    name = "breaking"
    kinds = ("audience",)
    violates = passes = ()
    where = "see"

    def audience(self, template: Any) -> Any:
        where = type(self).where

        class Counter:
            def see(self, number: int, draft: Any) -> None:
                if where == "see":
                    raise RuntimeError

            def issues(self) -> Iterator[tuple[Issue, list[int]]]:
                if where == "issues":
                    raise RuntimeError
                yield "no issue", [1]  # type: ignore[misc]

        if where == "audience":
            raise RuntimeError
        return Counter()


@pytest.mark.parametrize("where", ["audience", "see", "issues", "malformed"])
def test_an_audience_rule_that_breaks_is_said_and_breaks_nothing_else(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Breaking, "where", where)
    found = audit(project(rules=[Breaking()]), "case", [person(1), person(2)])
    assert (found.customers, found.broken) == (2, True)
    ((one,),) = [found.audience]
    assert (one.finding.code, one.finding.evidence, one.finding.blocks) == ("ACM101", {"rule_failed": True}, True)


def test_the_json_satisfies_its_schema() -> None:
    people = [person(1, preferences=NEVER), person(2, town="York"), {"customer": {}}]
    for show in (True, False):
        data = json.loads(json.dumps(audit(project(), "case", people, show_ids=show).to_dict()))
        Draft202012Validator(packaged("audit")).validate(data)
        assert data["verdicts"]["reject"] == {"customers": 1, "share": 0.5}


def test_the_same_audience_gives_the_same_audit(tmp_path: Path) -> None:
    people = [person(n, town="York" if n % 3 else "Leeds", first_name="" if n % 2 else "Bo") for n in range(20)]
    assert audit(project(), "case", people, as_of="2026-02-13").to_dict() == audit(project(), "case", people, as_of="2026-02-13").to_dict()
