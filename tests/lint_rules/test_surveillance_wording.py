"""EXP202: words of watching, told from idioms; what they need beside them to count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tactful import Example
from tactful.lint.runner import Linter
from tactful.testing import project_of
from tactful_rules.copy import read
from tactful_rules.surveillance_wording import SurveillanceWording

CASES = Path(__file__).parent / "cases" / "watching.txt"


def cases() -> list[Any]:
    found = []
    for number, line in enumerate(CASES.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            lang, kind, copy = (part.strip() for part in line.split("|", 2))
            found.append(pytest.param(lang, kind == "watching", copy, id=f"{number}-{lang}-{kind}"))
    return found


@pytest.mark.parametrize(("lang", "watching", "copy"), cases())
def test_own_sentences(lang: str, watching: bool, copy: str) -> None:
    assert bool(read(copy, lang).of("perception", "basis")) is watching


GOODS = {"provenance": "transaction", "sensitivity": "none", "granularity": {"item": "category"}, "known_to_recipient": True}
SCHEMA = {"properties": {"customer": {"properties": {"goods": {"type": "string", "x-fact": GOODS}}, "required": ["goods"]}}}


def verdict(lang: str, mjml: str, **customer: Any) -> str:
    project, context = project_of(Example(lang, mjml, {}, {"customer": {"goods": "tält", **customer}}, SCHEMA), SurveillanceWording)
    report = Linter([SurveillanceWording()], project.config, prove=True).check(project.draft("case", context))
    severities = {finding.severity for finding in report.findings}
    return "error" if "error" in severities else "warning" if severities else "none"


WAYS = {
    "hole": "<mj-text>Vi såg att du köpte {{ customer.goods }}.</mj-text>",
    "hole without a predicate": "<mj-text>Vi såg att du var på {{ customer.goods }}.</mj-text>",
    "format": "<mj-text>{{ 'Vi såg att du köpte %s.' | format(customer.goods) }}</mj-text>",
    "format method": "<mj-text>{{ 'Vi såg att du köpte {}.'.format(customer.goods) }}</mj-text>",
    "concatenation": "<mj-text>{{ 'Vi såg att du köpte ' ~ customer.goods }}</mj-text>",
    "a variable": "{% set s = 'Vi såg att du köpte ' ~ customer.goods %}<mj-text>{{ s }}</mj-text>",
    "macro": "{% macro m(x) %}Vi såg att du köpte {{ x }}.{% endmacro %}<mj-text>{{ m(customer.goods) }}</mj-text>",
    "branch": "{% if customer.goods == 'tält' %}<mj-text>Vi såg att du köpte något.</mj-text>{% endif %}<mj-text>.</mj-text>",
    "tags": "<mj-text>Vi s<b>åg att</b> du köpte <i>{{ customer.goods }}</i>.</mj-text>",
    "ternary": "<mj-text>{{ 'Vi såg att du köpte något' if customer.goods == 'tält' else 'Hej' }}</mj-text>",
}


@pytest.mark.parametrize("mjml", WAYS.values(), ids=WAYS)
def test_every_way(mjml: str) -> None:
    assert verdict("sv", mjml) == "error"


def test_no_fact_beside_it_is_a_warning() -> None:
    assert verdict("sv", "<mj-text>Vi såg att du köpte något.</mj-text>") == "warning"


def test_an_echo_beside_it_is_an_error() -> None:
    visit = {"kind": "visit", "at": "2026-02-09T12:00:00+01:00", "place": "Kungsholmen", "channel": "store"}
    assert verdict("sv", "<mj-text>Vi såg att du besökte Kungsholmen.</mj-text>", history=[visit]) == "error"
    assert verdict("sv", "<mj-text>Vi såg att du besökte Södermalm.</mj-text>", history=[visit]) == "warning"


@pytest.mark.parametrize(
    ("lang", "copy"),
    [
        ("sv", "Vi ser att du har {{ customer.points }} poäng."),
        ("en", "We can see you have {{ customer.points }} points."),
        ("de", "Wir sehen, dass Sie {{ customer.points }} Punkte haben."),
        ("fi", "Näemme, että sinulla on {{ customer.points }} pistettä."),
    ],
)
def test_ledger_facts_may_be_seen(lang: str, copy: str) -> None:
    assert verdict(lang, f"<mj-text>{copy}</mj-text>", points=2400) == "none"
