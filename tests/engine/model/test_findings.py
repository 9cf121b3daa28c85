from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tactful.model.findings import Finding, Report, ordered
from tactful.model.validation import packaged

ERROR = Finding(
    "EXP201", "too-specific", "error", "too specific", "message.mjml", 4, 3, 4, 20, "mj-text", ("customer.birth_date",), {"score": 33}
)
WARNING = replace(ERROR, code="EXP206", severity="warning", line=2)
SHADOW = replace(ERROR, mode="shadow")
FINDINGS = st.builds(
    replace, st.just(ERROR), code=st.sampled_from(["EXP201", "DAT404"]), severity=st.sampled_from(["error", "warning", "info"]),
    line=st.integers(1, 9), mode=st.sampled_from(["enforce", "shadow"]), message=st.sampled_from(["a", "b"]),
)  # fmt: skip


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [((), "accept"), ((WARNING,), "accept"), ((SHADOW,), "accept"), ((ERROR,), "reject"), ((WARNING, SHADOW, ERROR), "reject")],
)
def test_an_enforced_error_rejects_and_nothing_else(findings: tuple[Finding, ...], verdict: str) -> None:
    report = Report("spring", None, findings)
    assert report.verdict == verdict
    assert bool(report.blocking) == (verdict == "reject")
    assert report.blocking_codes == (("EXP201",) if verdict == "reject" else ())


@given(st.lists(FINDINGS, max_size=6), st.sampled_from([None, "samples/ada.json"]))
def test_reports_satisfy_their_published_schema(findings: list[Finding], context: str | None) -> None:
    data = json.loads(json.dumps(Report("spring", context, ordered(findings)).to_dict()))
    Draft202012Validator(packaged("report")).validate(data)
    assert data["verdict"] == ("reject" if any(one.blocks for one in findings) else "accept")


@given(st.lists(FINDINGS, max_size=6).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_does_not_depend_on_who_came_first(both: tuple[list[Finding], list[Finding]]) -> None:
    assert ordered(both[0]) == ordered(both[1])


@given(st.lists(FINDINGS, max_size=6))
def test_identical_findings_stand_once_and_none_is_lost(findings: list[Finding]) -> None:
    found = ordered([*findings, *findings])
    assert len(found) == len(set(findings))
    assert set(found) == set(findings)


def test_errors_come_first() -> None:
    assert ordered([WARNING, ERROR]) == (ERROR, WARNING)


@pytest.mark.parametrize("change", [{"severity": "fatal"}, {"line": 0}, {"code": "X1"}])
def test_the_schema_refuses_what_is_no_finding(change: dict[str, object]) -> None:
    data = Report("spring", None, (ERROR,)).to_dict()
    data["findings"][0].update(change)
    assert not Draft202012Validator(packaged("report")).is_valid(data)
