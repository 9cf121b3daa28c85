"""Decisions: what they cover, what nobody may decide, what stays on record."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tactful import ConfigError, Finding, Override, Report
from tactful.model.validation import packaged

ERROR = Finding(
    "PRF102", "offer-ignores-known-preference", "error", "ski", "message.mjml", 4, 3, 4, 20, "text", ("customer.preferences[0]",)
)
EXPOSED = replace(ERROR, code="EXP201", name="too-specific", line=7)


def report(*findings: Finding) -> Report:
    return Report("spring", None, findings)


def decided(found: Report, *codes: str) -> Report:
    return found.under(Override(codes, "ada@example.com", "asked for by the customer"))


def test_what_it_names_no_longer_blocks_and_stands_on_record() -> None:
    found = decided(report(ERROR), "PRF102")
    assert (found.verdict, found.reasons, found.findings[0].mode) == ("accept", (), "overridden")
    assert [record.to_dict() for record in found.overrides] == [
        {"codes": ["PRF102"], "by": "ada@example.com", "why": "asked for by the customer", "covered": ["PRF102"]}
    ]


def test_what_it_does_not_name_goes_on_blocking() -> None:
    found = decided(report(ERROR, EXPOSED), "PRF102", "TON601")
    assert (found.verdict, found.blocking_codes) == ("reject", ("EXP201",))
    assert found.overrides[0].covered == ("PRF102",)


@pytest.mark.parametrize("evidence", [{"hard_block": "a third party's fact is said back"}, {"rule_failed": True}])
def test_a_hard_block_or_a_check_that_did_not_run_is_never_covered(evidence: dict[str, Any]) -> None:
    found = decided(report(replace(EXPOSED, evidence=evidence), replace(EXPOSED, line=9)), "EXP201")
    assert found.rejected
    assert [finding.mode for finding in found.findings] == ["enforce", "overridden"]
    assert found.reasons == ({"code": "EXP201", "name": "too-specific", "overridable": False},)


@pytest.mark.parametrize("code", ["LAW701", "LAW702", "LAW703", "LAW704", "LAW999", "SEN301", "EXP203", "REL803"])
def test_law_hard_blocks_and_the_recipients_limit_cannot_be_named(code: str) -> None:
    with pytest.raises(ConfigError, match="cannot be overridden"):
        Override(["PRF102", code], "ada", "because")
    assert not replace(ERROR, code=code).overridable


@pytest.mark.parametrize(
    ("codes", "by", "why", "word"),
    [((), "ada", "x", "codes"), (["PRF102"], "", "x", "by"), (["PRF102"], "ada", " \n", "why"), (["prf102"], "ada", "x", "no rule code"),
     (["PRF"], "ada", "x", "no rule code"), ([102], "ada", "x", "no rule code"), (["PRF102"], None, "x", "by")],
)  # fmt: skip
def test_a_decision_has_codes_a_name_and_a_reason(codes: Any, by: Any, why: Any, word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        Override(codes, by, why)


def test_a_record_is_one_line_of_text() -> None:
    found = Override("PRF102", "ada\r\nBcc: all", "first\n  second")
    assert (found.codes, found.by, found.why) == (("PRF102",), "ada Bcc: all", "first second")


def test_shadow_and_warnings_are_left_alone() -> None:
    shadow, warning = replace(ERROR, mode="shadow", line=1), replace(ERROR, severity="warning", line=2)
    assert [finding.mode for finding in decided(report(ERROR, shadow, warning), "PRF102").findings] == ["shadow", "overridden", "enforce"]


def test_reports_with_decisions_and_predecessors_satisfy_the_schema() -> None:
    found = replace(decided(report(ERROR), "PRF102"), instead_of=(report(ERROR, EXPOSED),))
    data = json.loads(json.dumps(found.to_dict()))
    Draft202012Validator(packaged("report")).validate(data)
    assert [reason["code"] for reason in data["instead_of"][0]["reasons"]] == ["PRF102", "EXP201"]
    assert data["reasons"] == []
