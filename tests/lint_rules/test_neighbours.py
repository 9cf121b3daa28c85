"""Neighbours: our own cases as data, one message and customer a line, each differing from the next in what decides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from one_rule import found

from tactful.lint.loader import load_rules

CASES = [
    (f"{file.stem}-{number}-{case['rule']}-{case['lang']}", case)
    for file in sorted((Path(__file__).parent / "cases").glob("*.jsonl"))
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
    for case in [json.loads(line)]
]
RULES = {rule.code: type(rule) for rule in load_rules()}


@pytest.mark.parametrize("case", [case for _name, case in CASES], ids=[name for name, _case in CASES])
def test_neighbour(case: dict[str, Any]) -> None:
    mjml = case["mjml"] if "<mj" in case["mjml"] else f"<mj-text>{case['mjml']}</mj-text>"
    context = {"customer": case.get("customer", {}), **({"offers": case["offers"]} if "offers" in case else {}), **case.get("context", {})}
    findings = found(
        RULES[case["rule"]], mjml, lang=case["lang"], manifest=case.get("manifest"), context=context, schema=case.get("schema"),
        config=case.get("config"),
    )  # fmt: skip
    severities = {finding.severity for finding in findings}
    assert severities == ({case["expect"]} if case["expect"] != "none" else set()), (case["why"], [finding.message for finding in findings])


def test_there_are_six_languages_and_as_many_near_misses() -> None:
    assert {case["lang"] for _name, case in CASES} == {"sv", "nb", "da", "fi", "de", "en"}
    passing = sum(case["expect"] == "none" for _name, case in CASES)
    assert len(CASES) / 3 < passing < len(CASES) * 2 / 3
    assert len({json.dumps(case, sort_keys=True) for _name, case in CASES}) == len(CASES)
