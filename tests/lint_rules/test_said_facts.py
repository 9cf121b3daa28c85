"""EXP201, EXP203 and EXP204 on every way that a fact takes to the reader, and what copy adds to a claim."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.lint.runner import Linter
from tactful.testing import project_of
from tactful_rules import RULES
from tactful_rules.shared.claims import exposure_of

MINE = [rule for rule in RULES if rule.code in ("EXP201", "EXP203", "EXP204")]
BOUGHT = {"provenance": "third_party", "sensitivity": "lifestyle", "known_to_recipient": False, "granularity": {"place": "address"}}
SCHEMA = {
    "properties": {"customer": {"properties": {"home": {"type": "object", "properties": {"street": {"type": "string", "x-fact": BOUGHT}}}}}}
}
HOME = {"home": {"street": "Fjellveien 12"}}

WAYS = {
    "plain": "<mj-text>Vi tar {{ customer.home.street }} på en formiddag.</mj-text>",
    "set": "{% set s = customer.home.street %}<mj-text>Vi tar {{ s }}.</mj-text>",
    "set block": "{% set s %}{{ customer.home.street }}{% endset %}<mj-text>Vi tar {{ s }}.</mj-text>",
    "set block and a filter": "{% set s %}{{ customer.home.street }}{% endset %}<mj-text>Vi tar {{ s | upper }}.</mj-text>",
    "macro": "{% macro m(x) %}Vi tar {{ x }}.{% endmacro %}<mj-text>{{ m(customer.home.street) }}</mj-text>",
    "macro of an object": "{% macro m(x) %}Vi tar {{ x.street }}.{% endmacro %}<mj-text>{{ m(customer.home) }}</mj-text>",
    "keyword of a macro": "{% macro m(x='') %}Vi tar {{ x }}.{% endmacro %}<mj-text>{{ m(x=customer.home.street) }}</mj-text>",
    "loop": "{% for s in [customer.home.street] %}<mj-text>Vi tar {{ s }}.</mj-text>{% endfor %}",
    "ternary": "<mj-text>Vi tar {{ customer.home.street if customer.home.street else 'dere' }}.</mj-text>",
    "or": "<mj-text>Vi tar {{ customer.home.street or 'dere' }}.</mj-text>",
    "dict": "{% set d = {'s': customer.home.street} %}<mj-text>Vi tar {{ d['s'] }}.</mj-text>",
    "tilde": "<mj-text>{{ 'Vi tar ' ~ customer.home.street ~ '.' }}</mj-text>",
    "format": "<mj-text>{{ 'Vi tar %s.' | format(customer.home.street) }}</mj-text>",
    "format method": "<mj-text>{{ 'Vi tar {s}.'.format(s=customer.home.street) }}</mj-text>",
    "join": "<mj-text>{{ ['Vi tar', customer.home.street] | join(' ') }}</mj-text>",
    "replace": "<mj-text>{{ 'Vi tar X' | replace('X', customer.home.street) }}</mj-text>",
    "slice": "<mj-text>Vi tar {{ customer.home.street[:6] }}.</mj-text>",
    "split": "<mj-text>Vi tar {{ customer.home.street.split(' ')[0] }}.</mj-text>",
    "truncate": "<mj-text>Vi tar {{ customer.home.street | truncate(8) }}.</mj-text>",
    "namespace": "{% set n = namespace(s='') %}{% set n.s = customer.home.street %}<mj-text>Vi tar {{ n.s }}.</mj-text>",
    "block": "{% block b %}<mj-text>Vi tar {{ customer.home.street }}.</mj-text>{% endblock %}",
    "call": "{% macro m() %}<mj-text>{{ caller() }}</mj-text>{% endmacro %}{% call m() %}Vi tar {{ customer.home.street }}.{% endcall %}",
    "filter block": "<mj-text>{% filter lower %}Vi tar {{ customer.home.street }}.{% endfilter %}</mj-text>",
    "with": "{% with s = customer.home.street %}<mj-text>Vi tar {{ s }}.</mj-text>{% endwith %}",
    "alias": "{% set c = customer %}{% set h = c.home %}<mj-text>Vi tar {{ h.street }}.</mj-text>",
    "alt": "<mj-image src='https://b.example.com/1.png' alt='Vi tar {{ customer.home.street }}' />",
    "told by the branch": "{% if customer.home.street == 'Fjellveien 12' %}<mj-text>Du bor i Fjellveien 12, så vi kommer innom.</mj-text>{% endif %}<mj-text>.</mj-text>",
}  # fmt: skip


def codes(mjml: str, customer: dict[str, Any], schema: Any = SCHEMA, lang: str = "nb", **manifest: Any) -> dict[str, str]:
    project, context = project_of(Example(lang, mjml, manifest, {"customer": customer}, schema), MINE[0])
    report = Linter([rule() for rule in MINE], project.config, prove=True).check(project.draft("case", context))
    assert not any(finding.evidence.get("rule_failed") for finding in report.findings), report.findings
    return {finding.code: finding.severity for finding in report.findings}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_way_of_a_bought_address(way: str) -> None:
    found = codes(way, HOME)
    assert found.get("EXP203") == "error"
    assert found.get("EXP201") == "error"


def test_choosing_by_it_says_nothing() -> None:
    """Chosen by a third party's address: 4 + 4 + 1, which warns at 9 and no more."""
    mjml = "{% if customer.home.street == 'Fjellveien 12' %}<mj-text>Takrenner fra 490 kroner.</mj-text>{% endif %}<mj-text>.</mj-text>"
    assert codes(mjml, HOME) == {"EXP201": "warning"}


HISTORY = [{"kind": "visit", "at": "2026-02-09T18:30:00+01:00", "item": "kajakk", "place": "Sandvika", "channel": "web"}]


def test_an_echo_counts_as_printed() -> None:
    """Weekday 3, store 3, observed 2, twice: 16."""
    mjml = "<mj-text>Takk for at du var i Sandvika på mandag.</mj-text>"
    project, context = project_of(Example("nb", mjml, {}, {"customer": {"history": HISTORY}}), MINE[0])
    found = exposure_of(project.draft("case", context))
    assert (found.score, found.worst.echo if found.worst else 0) == (16, 2)
    assert found.evidence["parts"] == {"time": 3, "place": 3, "provenance": 2}
    assert found.evidence["from"] == {
        "time": "customer.history[].at",
        "place": "customer.history[].place",
        "provenance": "customer.history[].at",
    }


def test_watching_makes_it_three() -> None:
    mjml = "<mj-text>Vi så at du var i Sandvika på mandag.</mj-text>"
    project, context = project_of(Example("nb", mjml, {}, {"customer": {"history": HISTORY}}), MINE[0])
    assert exposure_of(project.draft("case", context)).score == 24


def test_an_echo_of_a_third_party_is_blocked() -> None:
    post = [{**HISTORY[0], "kind": "post", "channel": "social"}]
    assert codes("<mj-text>Takk for at du var i Sandvika.</mj-text>", {"history": post}) == {"EXP201": "error", "EXP203": "error"}


def test_what_is_heard_differs_between_customers_of_one_shape() -> None:
    mjml = "<mj-text>Takk for at du var i Sandvika på mandag.</mj-text>"
    project, context = project_of(Example("nb", mjml, {}, {"customer": {"history": HISTORY}}), MINE[0])
    linter = Linter([rule() for rule in MINE], project.config)
    other = {**context, "customer": {"id": "c-2", "history": [{**HISTORY[0], "place": "Drammen", "at": "2026-02-10T18:30:00+01:00"}]}}
    drafts = [project.draft("case", one) for one in (context, other, context)]
    assert [bool(linter.check(draft).findings) for draft in drafts] == [True, False, True]


@pytest.mark.parametrize(("shown", "expected"), [(3, {}), (4, {"EXP204": "warning"})])
def test_facts_shown_to_their_boundary(shown: int, expected: dict[str, str]) -> None:
    names = [f"f{number}" for number in range(shown)]
    fact = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
    schema = {"properties": {"customer": {"properties": {name: {"type": "string", "x-fact": fact} for name in names}, "required": names}}}
    mjml = "".join(f"<mj-text>{{{{ customer.{name} }}}}</mj-text>" for name in names) + "<mj-text>{{ customer.points }}</mj-text>"
    assert codes(mjml, {**dict.fromkeys(names, "x"), "points": 5}, schema) == expected


@pytest.mark.parametrize(("chosen", "expected"), [(5, {}), (6, {"EXP204": "warning"})])
def test_facts_that_choose_to_their_boundary(chosen: int, expected: dict[str, str]) -> None:
    names = [f"f{number}" for number in range(chosen)]
    fact = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
    schema = {"properties": {"customer": {"properties": {name: {"type": "string", "x-fact": fact} for name in names}, "required": names}}}
    guarded = "".join(f"{{% if customer.{name} == 'x' %}}<mj-text>Hei</mj-text>{{% endif %}}" for name in names[2:])
    customer = dict.fromkeys(names, "x")
    assert codes(guarded, customer, schema, selection=[f"customer.{name}" for name in names[:2]]) == expected
    assert codes("{% if customer.f0 %}<mj-text>Hei</mj-text>{% endif %}<mj-text>.</mj-text>", customer, schema) == {}
