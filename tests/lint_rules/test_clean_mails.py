"""Clean mails near the edge: no rule of exposure, echo or guessing rejects them, and the echo hears nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tactful import Example
from tactful.lint.runner import Linter
from tactful.testing import project_of
from tactful_rules import RULES

CASES = Path(__file__).parent / "cases" / "clean.txt"
CODES = ("EXP201", "EXP202", "EXP203", "EXP204", "EXP209", "DAT403")
MINE = [rule for rule in RULES if rule.code in CODES]


def cases() -> list[Any]:
    found = []
    for number, line in enumerate(CASES.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            lang, entry, selection, copy = (part.strip() for part in line.split("|", 3))
            found.append(pytest.param(lang, entry, selection, copy, id=f"{number}-{lang}"))
    return found


@pytest.mark.parametrize(("lang", "entry", "selection", "copy"), cases())
def test_clean_mails_pass(lang: str, entry: str, selection: str, copy: str) -> None:
    kind, at, item, place = (part.strip() for part in entry.split(";"))
    history = {"kind": kind, "at": f"{at}:00+01:00", "channel": "store", "item": item, **({"place": place} if place else {})}
    mjml = "".join(f"<mj-text>{block}</mj-text>" for block in copy.split(" / "))
    manifest = {"selection": [selection]} if selection else {}
    project, context = project_of(Example(lang, mjml, manifest, {"customer": {"history": [history]}}), MINE[0])
    report = Linter([rule() for rule in MINE], project.config).check(project.draft("case", context))
    assert [(finding.code, finding.message) for finding in report.findings if finding.severity == "error" or finding.code == "EXP209"] == []


def test_there_are_enough_of_them() -> None:
    assert len(cases()) >= 40
    assert len({case.values[0] for case in cases()}) == 6
