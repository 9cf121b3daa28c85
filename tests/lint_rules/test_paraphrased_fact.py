"""EXP209 against our own labelled sentences, and the neighbours that must pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tactful import Example
from tactful.lint.runner import Linter
from tactful.testing import project_of
from tactful_rules.paraphrased_fact import ParaphrasedFact

CASES = Path(__file__).parent / "cases" / "echo.txt"
MEMBERS = ("kind", "at", "item", "place")


def history(text: str) -> list[dict[str, Any]]:
    """``kind; at; item; place`` for each entry, one amount after the last."""
    parts = [part.strip() for part in text.split(";")]
    amount = float(parts.pop()) if len(parts) % 4 == 1 else None
    entries = [dict(zip(MEMBERS, parts[at : at + 4], strict=True)) for at in range(0, len(parts), 4)]
    found = [{key: value for key, value in entry.items() if value} | {"channel": "store"} for entry in entries]
    for entry in found:
        if len(entry["at"]) > 10:
            entry["at"] += ":00+01:00"
    return [{**entry, "amount": amount} if amount else entry for entry in found]


def cases() -> list[Any]:
    found = []
    for number, line in enumerate(CASES.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            lang, expected, entries, copy = (part.strip() for part in line.split("|", 3))
            found.append(pytest.param(lang, expected, history(entries), copy, id=f"{number}-{lang}-{expected}"))
    return found


def verdict(lang: str, mjml: str, customer: dict[str, Any], **more: Any) -> str:
    example = Example(lang, mjml, more.get("manifest", {}), {"customer": customer}, more.get("schema"))
    project, context = project_of(example, ParaphrasedFact)
    report = Linter([ParaphrasedFact()], project.config, prove=True).check(project.draft("case", context))
    assert not any(finding.evidence.get("rule_failed") for finding in report.findings), report.findings
    severities = {finding.severity for finding in report.findings}
    return "error" if "error" in severities else "warning" if severities else "none"


@pytest.mark.parametrize(("lang", "expected", "entries", "copy"), cases())
def test_own_sentences(lang: str, expected: str, entries: list[dict[str, Any]], copy: str) -> None:
    assert verdict(lang, f"<mj-text>{copy}</mj-text>", {"history": entries}) == expected
