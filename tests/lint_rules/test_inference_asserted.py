"""DAT403 and the attribution behind it, against our own labelled sentences; confidence to its boundary; every way of a fact to the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tactful import Example
from tactful.lint.runner import Linter
from tactful.testing import project_of
from tactful_rules.inference_asserted import InferenceAsserted

CASES = Path(__file__).parent / "cases" / "attribution.txt"


def schema(path: str, value: Any, **label: Any) -> dict[str, Any]:
    kind = {bool: "boolean", str: "string", int: "integer"}[type(value)]
    fact = {"provenance": "inferred", "sensitivity": "none", "known_to_recipient": True, **label}
    member: dict[str, Any] = {"type": kind, "x-fact": fact}
    for name in reversed(path.split(".")):
        member = {"type": "object", "properties": {name: member}, "required": [name]}
    return {"properties": {"customer": member}}


def customer(path: str, value: Any, confidence: float | None) -> dict[str, Any]:
    found: Any = value
    for name in reversed(path.split(".")):
        found = {name: found}
    facts = {} if confidence is None else {"facts": {f"customer.{path}": {"confidence": confidence}}}
    return {**found, **facts}


def verdict(lang: str, mjml: str, path: str, value: Any, confidence: float | None = 0.6, **more: Any) -> str:
    example = Example(
        lang, mjml, more.get("manifest", {}), {"customer": customer(path, value, confidence)}, schema(path, value, **more.get("label", {}))
    )
    project, context = project_of(example, InferenceAsserted)
    report = Linter([InferenceAsserted()], project.config, prove=True).check(project.draft("case", context))
    assert not any(finding.evidence.get("rule_failed") for finding in report.findings), report.findings
    return next((finding.severity for finding in report.findings), "none")


def cases() -> list[Any]:
    found = []
    for number, line in enumerate(CASES.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            lang, told, fact, condition, copy = (part.strip() for part in line.split("|", 4))
            path, value = (part.strip() for part in fact.split("=", 1))
            found.append(pytest.param(lang, told, path, True if value == "true" else value, condition, copy, id=f"{number}-{lang}-{told}"))
    return found


@pytest.mark.parametrize(("lang", "told", "path", "value", "condition", "copy"), cases())
def test_own_sentences(lang: str, told: str, path: str, value: Any, condition: str, copy: str) -> None:
    if condition == "selection":
        found = verdict(lang, f"<mj-text>{copy}</mj-text>", path, value, manifest={"selection": [f"customer.{path}"]})
    else:
        found = verdict(lang, f"{{% if {condition} %}}<mj-text>{copy}</mj-text>{{% endif %}}<mj-text>.</mj-text>", path, value)
    assert found == ("error" if told == "told" else "none")


@pytest.mark.parametrize(("confidence", "expected"), [(0.0, "error"), (0.89, "error"), (0.9, "none"), (1.0, "none"), (None, "warning")])
def test_confidence_to_its_boundary(confidence: float | None, expected: str) -> None:
    assert verdict("en", "<mj-text>Your {{ customer.pet }} is fine.</mj-text>", "pet", "dog", confidence) == expected


@pytest.mark.parametrize(
    ("provenance", "confidence", "expected"),
    [
        ("stated", 0.2, "none"),
        ("observed", 0.2, "none"),
        ("transaction", 0.2, "none"),
        ("third_party", 0.2, "error"),
        ("third_party", None, "none"),
    ],
)
def test_only_guesses_are_guesses(provenance: str, confidence: float | None, expected: str) -> None:
    assert (
        verdict("en", "<mj-text>Your {{ customer.pet }} is fine.</mj-text>", "pet", "dog", confidence, label={"provenance": provenance})
        == expected
    )


WAYS = {
    "set": "{% set w = customer.pet %}<mj-text>Din {{ w }} mår bra.</mj-text>",
    "set block": "{% set w %}{{ customer.pet }}{% endset %}<mj-text>Din {{ w }} mår bra.</mj-text>",
    "macro": "{% macro m(x) %}Din {{ x }} mår bra.{% endmacro %}<mj-text>{{ m(customer.pet) }}</mj-text>",
    "caller": "{% macro m() %}<b>{{ caller() }}</b>{% endmacro %}<mj-text>{% call m() %}Din {{ customer.pet }}{% endcall %}</mj-text>",
    "list": "{% for w in [customer.pet] %}<mj-text>Din {{ w }} mår bra.</mj-text>{% endfor %}",
    "dict": "{% set d = {'p': customer.pet} %}<mj-text>Din {{ d.p }} mår bra.</mj-text>",
    "concatenation": "<mj-text>{{ 'Din ' ~ customer.pet ~ ' mår bra.' }}</mj-text>",
    "concatenation in a variable": "{% set s = 'Din ' ~ customer.pet %}<mj-text>{{ s }} mår bra.</mj-text>",
    "plus": "<mj-text>{{ 'Din ' + customer.pet }}</mj-text>",
    "format": "<mj-text>{{ 'Din %s mår bra.' | format(customer.pet) }}</mj-text>",
    "format of a string": "<mj-text>{{ 'Din {} mår bra.'.format(customer.pet) }}</mj-text>",
    "percent": "<mj-text>{{ 'Din %s' % customer.pet }}</mj-text>",
    "ternary": "<mj-text>Din {{ customer.pet if customer.pet else 'vän' }} mår bra.</mj-text>",
    "default": "<mj-text>Din {{ customer.pet | default('vän', true) }} mår bra.</mj-text>",
    "join": "<mj-text>{{ ['Din', customer.pet] | join(' ') }}</mj-text>",
    "replace": "<mj-text>{{ 'Din PET' | replace('PET', customer.pet) }}</mj-text>",
    "filter block": "<mj-text>{% filter upper %}Din {{ customer.pet }}{% endfilter %}</mj-text>",
    "namespace": "{% set n = namespace(w='') %}{% set n.w = customer.pet %}<mj-text>Din {{ n.w }}</mj-text>",
    "subscript": "<mj-text>Din {{ customer['pet'] }}</mj-text>",
    "get": "<mj-text>Din {{ customer.get('pet') }}</mj-text>",
    "slice": "<mj-text>Din {{ customer.pet[:20] }}</mj-text>",
    "with": "{% with w = customer.pet %}<mj-text>Din {{ w }}</mj-text>{% endwith %}",
    "alias of the customer": "{% set c = customer %}<mj-text>Din {{ c.pet }}</mj-text>",
    "joiner": "{% set j = joiner(', ') %}<mj-text>{{ j() }}Din {{ customer.pet }}</mj-text>",
    "block": "{% block b %}<mj-text>Din {{ customer.pet }}</mj-text>{% endblock %}",
    "self": "<mj-text>{% block b %}Din {{ customer.pet }}{% endblock %}</mj-text><mj-text>{{ self.b() }}</mj-text>",
    "map": "<mj-text>Din {{ [customer] | map(attribute='pet') | first }}</mj-text>",
    "alt": "<mj-image src='https://b.example.com/1.png' alt='Din {{ customer.pet }}' />",
    "button": "<mj-button href='https://b.example.com/'>Till din {{ customer.pet }}</mj-button>",
    "cell": "<mj-table><tr><td>Din {{ customer.pet }}</td></tr></mj-table>",
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_way_of_a_printed_guess(way: str) -> None:
    assert verdict("sv", way, "pet", "hund") == "error"


TELLINGS = {
    "branch": "{% if customer.pet == 'hund' %}<mj-text>Som hundägare vet du.</mj-text>{% endif %}<mj-text>.</mj-text>",
    "branch inside": "<mj-text>{% if customer.pet == 'hund' %}Som hundägare vet du.{% endif %}.</mj-text>",
    "only the word": "<mj-text>Din {% if customer.pet == 'hund' %}hund{% else %}katt{% endif %} mår bra.</mj-text>",
    "across tags": "<mj-text>{% if customer.pet == 'hund' %}Som <b>hund</b><i>ägare</i> vet du.{% endif %}.</mj-text>",
    "else": "{% if customer.pet != 'hund' %}<mj-text>x</mj-text>{% else %}<mj-text>Som hundägare vet du.</mj-text>{% endif %}",
    "ternary": "<mj-text>{{ 'Som hundägare vet du' if customer.pet == 'hund' else 'Hej' }}.</mj-text>",
    "ternary in a variable": "{% set s = 'Din hund' if customer.pet == 'hund' else 'Alla' %}<mj-text>{{ s }} mår bra.</mj-text>",
    "lookup": "{% set d = {'hund': 'hund', 'katt': 'katt'} %}<mj-text>Din {{ d[customer.pet] }} mår bra.</mj-text>",
    "lookup of a sentence": "<mj-text>{{ {'hund': 'Som hundägare vet du.'}[customer.pet] }}</mj-text>",
    "get with a fallback": "<mj-text>{{ {'hund': 'Som hundägare vet du.'}.get(customer.pet, 'Hej') }}</mj-text>",
    "set in a branch": "{% if customer.pet == 'hund' %}{% set s = 'Som hundägare vet du.' %}{% else %}{% set s = 'Hej' %}{% endif %}<mj-text>{{ s }}</mj-text>",
    "set block in a branch": "{% if customer.pet == 'hund' %}{% set s %}Som hundägare vet du.{% endset %}{% else %}{% set s %}Hej{% endset %}{% endif %}<mj-text>{{ s }}</mj-text>",
    "flag": "{% set dog = customer.pet == 'hund' %}{% if dog %}<mj-text>Som hundägare vet du.</mj-text>{% endif %}<mj-text>.</mj-text>",
    "macro": "{% macro m(dog) %}{% if dog %}Som hundägare vet du.{% endif %}{% endmacro %}<mj-text>{{ m(customer.pet == 'hund') }}.</mj-text>",
    "call in a branch": "{% macro m() %}<mj-text>Som hundägare vet du.</mj-text>{% endmacro %}{% if customer.pet == 'hund' %}{{ m() }}{% endif %}<mj-text>.</mj-text>",
    "in": "{% if customer.pet in ['hund', 'valp'] %}<mj-text>Som hundägare vet du.</mj-text>{% endif %}<mj-text>.</mj-text>",
    "test": "{% if customer.pet is eq 'hund' %}<mj-text>Som hundägare vet du.</mj-text>{% endif %}<mj-text>.</mj-text>",
    "loop with a filter": "{% for x in ['Som hundägare vet du.'] if customer.pet == 'hund' %}<mj-text>{{ x }}</mj-text>{% endfor %}<mj-text>.</mj-text>",
    "and": "{% if customer.pet == 'hund' and customer.id %}<mj-text>Som hundägare vet du.</mj-text>{% endif %}<mj-text>.</mj-text>",
    "upper": "{% set s %}{% if customer.pet == 'hund' %}Som hundägare vet du.{% endif %}{% endset %}<mj-text>{{ s | upper }}.</mj-text>",
    "filter block": "<mj-text>{% filter upper %}{% if customer.pet == 'hund' %}Som hundägare vet du.{% endif %}{% endfilter %}.</mj-text>",
    "length": "{% if (['hund', 'valp'] | select('equalto', customer.pet) | list | length) > 0 %}<mj-text>Som hundägare vet du.</mj-text>{% endif %}<mj-text>.</mj-text>",
    "index": "<mj-text>{{ ['Hej', 'Som hundägare vet du.'][(customer.pet == 'hund') | int] }}</mj-text>",
    "multiplication": "<mj-text>{{ 'Som hundägare vet du.' * (customer.pet == 'hund') | int }}.</mj-text>",
    "namespace": "{% set n = namespace(s='Hej') %}{% if customer.pet == 'hund' %}{% set n.s = 'Som hundägare vet du.' %}{% endif %}<mj-text>{{ n.s }}</mj-text>",
}  # fmt: skip


@pytest.mark.parametrize("telling", TELLINGS.values(), ids=TELLINGS)
def test_every_way_of_a_told_guess(telling: str) -> None:
    assert verdict("sv", telling, "pet", "hund") == "error"


def test_the_other_branch_tells_nothing() -> None:
    assert verdict("sv", TELLINGS["branch"], "pet", "katt") == "none"
    assert verdict("sv", TELLINGS["lookup of a sentence"].replace("[customer.pet]", ".get(customer.pet, 'Hej')"), "pet", "katt") == "none"


def test_a_preference_on_an_inferred_basis() -> None:
    preference = {"topic": "sport.activity.yoga", "polarity": "like", "basis": "inferred", "confidence": 0.5}
    for confidence, basis, expected in ((0.5, "inferred", "error"), (0.9, "inferred", "none"), (0.5, "stated", "none")):
        example = Example(
            "sv", "<mj-text>Du som älskar yoga behöver en matta.</mj-text>", {"selection": ["customer.preferences"], "topics": ["sport.activity.yoga"]},
            {"customer": {"preferences": [{**preference, "confidence": confidence, "basis": basis}]}},
        )  # fmt: skip
        project, context = project_of(example, InferenceAsserted)
        report = Linter([InferenceAsserted()], project.config).check(project.draft("case", context))
        assert next((finding.severity for finding in report.findings), "none") == expected
