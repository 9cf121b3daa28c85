"""EXP209 against our own labelled sentences, and the neighbours that must pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tactful import Example
from tactful.lint.runner import Linter
from tactful.testing import project_of
from tactful_rules.paraphrased_fact import ParaphrasedFact

CASES = Path(__file__).parent / "cases"
FILES = sorted(path.name for path in CASES.glob("echo*.txt"))
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
    for name in FILES:
        for number, line in enumerate((CASES / name).read_text("utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                lang, expected, entries, copy = (part.strip() for part in line.split("|", 3))
                found.append(pytest.param(lang, expected, history(entries), copy, id=f"{name}-{number}-{lang}-{expected}"))
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


MONDAY = history("attendance; 2026-02-09T18:30; vinyasapass; Kungsholmen")
SAID = "Tack för i måndags på Kungsholmen"
PLACES = {
    "tags": "<mj-text>Hoppas <b>månd</b>agens pass på <i>Kungs</i>holmen kändes bra.</mj-text>",
    "button": f"<mj-button href='https://b.example.com/'>{SAID}</mj-button>",
    "cell": f"<mj-table><tr><td>{SAID}</td></tr></mj-table>",
    "alt": f"<mj-image src='https://b.example.com/1.png' alt='{SAID}' />",
    "set": f"{{% set s = '{SAID}' %}}<mj-text>{{{{ s }}}}</mj-text>",
    "a filter": f"<mj-text>{{{{ '{SAID}' | upper }}}}</mj-text>",
    "macro": "{% macro m(x) %}Tack för {{ x }} på Kungsholmen{% endmacro %}<mj-text>{{ m('i måndags') }}</mj-text>",
    "concatenation": "<mj-text>{{ 'Tack för i mån' ~ 'dags på Kungsholmen' }}</mj-text>",
    "format": "<mj-text>{{ 'Tack för i måndags på %s' | format('Kungsholmen') }}</mj-text>",
    "join": "<mj-text>{{ ['Tack för i måndags', 'Kungsholmen'] | join(' på ') }}</mj-text>",
    "a live branch": f"{{% if customer.history %}}<mj-text>{SAID}</mj-text>{{% endif %}}<mj-text>.</mj-text>",
    "two blocks": "<mj-text>Måndagens pass</mj-text><mj-text>Hoppas det kändes bra på Kungsholmen!</mj-text>",
    "soft hyphens": "<mj-text>Hoppas mån&shy;dagens pass på Kungs&shy;holmen kändes bra.</mj-text>",
    "hard spaces": "<mj-text>Tack för i&nbsp;måndags på&nbsp;Kungsholmen</mj-text>",
    "small letters": f"<mj-text>{SAID.lower()}</mj-text>",
    "capitals": f"<mj-text>{SAID.upper()}</mj-text>",
    "line breaks": "<mj-text>Tack för<br/>i måndags<br/>på Kungsholmen</mj-text>",
    "a value between": "<mj-text>Tack {{ customer.first_name | default('vän') }} för i måndags på Kungsholmen</mj-text>",
}


@pytest.mark.parametrize("mjml", PLACES.values(), ids=PLACES)
def test_wherever_it_stands(mjml: str) -> None:
    assert verdict("sv", mjml, {"history": MONDAY}) == "error"


def test_subject_and_preheader_are_copy() -> None:
    assert verdict("sv", "<mj-text>x</mj-text>", {"history": MONDAY}, manifest={"subject": SAID}) == "error"
    assert verdict("sv", "<mj-text>x</mj-text>", {"history": MONDAY}, manifest={"preheader": SAID}) == "error"


def test_a_branch_that_is_not_live_says_nothing() -> None:
    assert (
        verdict("sv", f"{{% if customer.points %}}<mj-text>{SAID}</mj-text>{{% endif %}}<mj-text>.</mj-text>", {"history": MONDAY})
        == "none"
    )


def test_what_is_stated_or_ledger_is_no_echo() -> None:
    assert (
        verdict("sv", f"<mj-text>{SAID}</mj-text>", {"history": MONDAY, "facts": {"customer.history": {"provenance": "stated"}}}) == "none"
    )
    bought = history("purchase; 2026-02-09T18:30; läslampa; Täby")
    copy = "<mj-text>Tack för ditt köp av läslampan i Täby i måndags.</mj-text>"
    assert verdict("sv", copy, {"history": bought}) == "error"
    assert verdict("sv", copy, {"history": bought}, manifest={"purpose": "service"}) == "none"


def fact(kind: str = "string", provenance: str = "observed", **granularity: str) -> dict[str, Any]:
    return {
        "type": kind,
        "x-fact": {"provenance": provenance, "sensitivity": "none", "known_to_recipient": True, "granularity": granularity},
    }


OWN = {
    "visit": {"type": "object", "properties": {"at": fact(time="clock"), "store": fact(place="store"), "thing": fact(item="product")}},
    "last_store": fact(place="store"), "weekday": fact(time="weekday"), "trips": fact("integer", "transaction", quantity="exact"),
    "home_town": fact(provenance="stated", place="city"), "goods": fact(item="category"),
}  # fmt: skip
OWN_SCHEMA = {"properties": {"customer": {"properties": OWN}}}


@pytest.mark.parametrize(
    ("copy", "customer", "expected"),
    [
        (
            "Hur känns mattan från Täby?",
            {"visit": {"at": "2026-02-09T18:30:00+01:00", "store": "Täby Centrum", "thing": "yogamatta"}},
            "error",
        ),
        ("Tack för att du var i Täby i måndags.", {"last_store": "Täby", "weekday": "måndag"}, "error"),
        ("Du har rest sju gånger med oss.", {"trips": 7}, "warning"),
        ("Du har rest sju gånger med oss.", {"trips": 6}, "none"),
        ("Tack för att du kom till oss från Täby.", {"home_town": "Täby"}, "none"),
        ("Tack för att du köpte yogamattor.", {"goods": "yogamattor"}, "none"),
        ("Tack för att du var i Täby i tisdags.", {"last_store": "Solna", "weekday": "måndag"}, "none"),
    ],
)
def test_members_of_the_projects_own_schema(copy: str, customer: dict[str, Any], expected: str) -> None:
    assert verdict("sv", f"<mj-text>{copy}</mj-text>", customer, schema=OWN_SCHEMA) == expected


def test_findings_carry_no_value_of_the_customer() -> None:
    project, context = project_of(Example("sv", f"<mj-text>{SAID}</mj-text>", {}, {"customer": {"history": MONDAY}}), ParaphrasedFact)
    (finding,) = Linter([ParaphrasedFact()], project.config).check(project.draft("case", context)).findings
    said = f"{finding.message} {finding.facts} {finding.evidence} {finding.help}"
    assert not any(word in said.lower() for word in ("kungsholmen", "måndag", "vinyasa"))
    assert finding.facts == ("customer.history[].at", "customer.history[].place")
    assert finding.evidence["dimensions"] == ["time", "place"]
