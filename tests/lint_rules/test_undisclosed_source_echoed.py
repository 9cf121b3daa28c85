"""EXP203: what came from elsewhere is not said back, in one's own words either; choosing by it is another matter."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.undisclosed_source_echoed import UndisclosedSourceEchoed

LABEL = {"provenance": "third_party", "sensitivity": "none", "known_to_recipient": False}
SCHEMA: dict[str, Any] = {"properties": {"customer": {"properties": {"heating": {"type": "string", "x-fact": LABEL}}}}}
WORDS = "{% set words = {'oil': 'oil-fired boiler', 'gas': 'combi'} %}"


def facts(body: str, heating: str | None = "oil", **label: Any) -> list[str]:
    schema = {"properties": {"customer": {"properties": {"heating": {"type": ["string", "null"], "x-fact": {**LABEL, **label}}}}}}
    findings = found(UndisclosedSourceEchoed, body, schema=schema, context={"customer": {"heating": heating}})
    return [fact for finding in findings for fact in finding.facts]


@pytest.mark.parametrize(
    "body",
    [
        "<mj-text>Your {{ customer.heating }}</mj-text>",
        WORDS + "<mj-text>Your {{ words[customer.heating] }}</mj-text>",
        WORDS + "<mj-text>Your {{ words.get(customer.heating, 'boiler') }}</mj-text>",
        WORDS + "<mj-text>Your {{ words[customer.heating | lower] | default('boiler', true) }}</mj-text>",
        WORDS + "{% set word = words[customer.heating] %}<mj-text>Your {{ word }}</mj-text>",
        "{% macro m(k) %}{{ {'oil': 'oil-fired boiler'}[k] }}{% endmacro %}<mj-text>Your {{ m(customer.heating) }}</mj-text>",
    ],
)
def test_said_as_it_is_or_in_the_templates_words(body: str) -> None:
    assert facts(body) == ["customer.heating"]
    assert facts(body, provenance="stated", known_to_recipient=True) == []


@pytest.mark.parametrize(
    "body",
    [
        "{% if customer.heating == 'oil' %}<mj-text>Nozzles from £9</mj-text>{% endif %}",
        "<mj-text>{{ 'Nozzles' if customer.heating == 'oil' else 'Filters' }} from £9</mj-text>",
        WORDS
        + "{% if words[customer.heating] == 'combi' %}<mj-text>Filters from £9</mj-text>{% else %}<mj-text>Nozzles</mj-text>{% endif %}",
        WORDS + "<mj-text>{{ words['oil'] }} and {{ words.gas }}, serviced</mj-text>",
        "<mj-text>{{ {'gb': 'Hello'}[customer.country] | default('Hello') }}</mj-text>",
    ],
)
def test_choosing_is_not_saying(body: str) -> None:
    assert facts(body) == []


def test_a_word_for_what_is_not_there_says_nothing() -> None:
    assert facts(WORDS + "<mj-text>Your {{ words[customer.heating] | default('boiler', true) }}</mj-text>", heating=None) == []
