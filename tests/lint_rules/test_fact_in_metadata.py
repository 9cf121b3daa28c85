"""EXP208: facts in what travels on; names, ledger facts and whole links chosen by a branch pass."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.fact_in_metadata import FactInMetadata

LABEL = {"provenance": "observed", "sensitivity": "lifestyle", "known_to_recipient": True}
SCHEMA: dict[str, Any] = {"properties": {"campaign": {"type": "string"}, "customer": {"properties": {
    "dog": {"type": "string", "x-fact": LABEL},
    "card": {"type": "string", "x-fact": {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True, "ledger": True}},
}}}}  # fmt: skip
CONTEXT = {
    "campaign": "k",
    "customer": {"dog": "x", "card": "1", "first_name": "Bo", "history": [{"topic": "travel", "kind": "view", "item": "z"}]},
}
LINK = '<mj-button href="https://x.example/{}">Go</mj-button>'


def facts(body: str, **manifest: Any) -> set[str]:
    return {fact for one in found(FactInMetadata, body, schema=SCHEMA, context=CONTEXT, manifest=manifest) for fact in one.facts}


@pytest.mark.parametrize(
    "body",
    [
        LINK.format("?d={{ customer.dog }}"), LINK.format("{{ customer.dog | urlencode }}/x"), LINK.format("?d={{ 'a' if customer.dog == 'x' else 'b' }}"),
        LINK.format("?d={% if customer.dog == 'x' %}a{% endif %}"), LINK.format("{% set d = customer.dog %}?d={{ d }}"), LINK.format("?d={{ {'x': 'a'}[customer.dog] }}"), LINK.format("?d={{ ('a' if customer.dog == 'x' else campaign) | upper }}"),
        '<mj-image src="https://x.example/{{ customer.dog }}.png" alt="x" />', '<mj-image src="https://x.example/a.png" alt="{{ customer.dog }}" />',
        '<mj-text><a href="https://x.example/?d={{ customer.dog }}">x</a></mj-text>', '<mj-text><b class="{{ customer.dog }}">x</b></mj-text>',
        '<mj-text css-class="{{ customer.dog }}">x</mj-text>', '<mj-text><b class="a {% if customer.dog == \'x\' %}dog{% endif %}">x</b></mj-text>',
        '{% macro url(d) %}https://x.example/?d={{ d }}{% endmacro %}<mj-button href="{{ url(customer.dog) }}">Go</mj-button>',
    ],
)  # fmt: skip
def test_facts_that_travel_on(body: str) -> None:
    assert facts(body) == {"customer.dog"}


@pytest.mark.parametrize(
    "body",
    [
        LINK.format("?id={{ customer.id }}"), LINK.format("?c={{ campaign }}"), LINK.format("?n={{ customer.card }}"), LINK.format("?f={{ customer.first_name }}"),
        "{% if customer.dog == 'x' %}" + LINK.format("dogs") + "{% else %}" + LINK.format("sale") + "{% endif %}", "<mj-text>{{ customer.dog }}</mj-text>",
        '<mj-text><a href="https://x.example/sale">{{ customer.dog }}</a></mj-text>', '<mj-image src="https://x.example/a.png" alt="{{ customer.first_name }}" />',
        LINK.format("{{ (campaign if customer.dog == 'x' else unsubscribe_url) | lower }}"),  # one of the sender's own links
        LINK.format("{% if campaign == 'k' %}a{% endif %}"), '<mj-text font-size="{{ 12 }}px">x</mj-text>',
    ],
)  # fmt: skip
def test_what_passes(body: str) -> None:
    assert facts(body) == set()


@pytest.mark.parametrize("place", ["subject", "preheader"])
def test_subject_and_preheader(place: str) -> None:
    assert facts("<mj-text>x</mj-text>", **{place: "About your {{ customer.dog }}"}) == {"customer.dog"}
    assert facts("<mj-text>x</mj-text>", **{place: "Hello {{ customer.first_name }}, {{ campaign }}"}) == set()
    assert (
        facts("<mj-text>x</mj-text>", **{place: "{% if customer.dog == 'x' %}Leads{% else %}Lamps{% endif %}"}) == set()
    )  # selecting is not quoting


@pytest.mark.parametrize(
    "body",
    [
        '<mj-text font-size="{{ customer.dog }}px">x</mj-text>', '<mj-text><b style="color:{{ customer.dog }}">x</b></mj-text>',
        "<mj-raw><!-- {{ customer.dog }} --></mj-raw>", '<mj-raw><input name="{{ customer.dog }}" /></mj-raw>',
    ],
)  # fmt: skip
def test_other_places_are_the_business_of_other_rules(body: str) -> None:
    assert facts(body + LINK.format("?c={{ campaign }}")) == set()
    assert facts(body + LINK.format("?d={{ customer.dog }}")) == {"customer.dog"}  # and do not keep this one from the links


def test_a_branch_inside_subject_alt_or_preheader_is_not_read_off() -> None:
    """What differs there is what the reader was chosen for; only the fact itself may not stand there."""
    choice = "{{ ('Leads' if customer.dog == 'x' else campaign) | upper }}"
    assert facts("<mj-text>x</mj-text>", subject=choice) == set()
    assert facts("<mj-text>x</mj-text>", preheader=choice) == set()
    assert facts(f'<mj-image src="https://x.example/a.png" alt="{choice}" />') == set()


def test_turns_of_a_loop_tell_nothing_a_condition_does() -> None:
    assert facts(LINK.format("?n={% for h in customer.history %}1{% endfor %}")) == set()
    assert facts(LINK.format("?n={% for h in customer.history %}{% if h.item == 'z' %}1{% endif %}{% endfor %}")) == {
        "customer.history[].item"
    }


def test_own_orders_in_a_service_mail() -> None:
    assert facts(LINK.format("?d={{ customer.dog }}"), purpose="service") == {"customer.dog"}
    body = LINK.format("?i={{ customer.history[0].item }}")
    assert facts(body, purpose="service") == set()
    assert facts(body, purpose="promotion") == {"customer.history[].item"}


def test_each_fact_once_with_place_and_remedy() -> None:
    body = LINK.format("?a={{ customer.dog }}&b={{ customer.dog }}")
    findings = found(FactInMetadata, body, schema=SCHEMA, context=CONTEXT)
    assert [(one.message, one.help, one.block) for one in findings] == [("customer.dog is printed in a link", "use an opaque id", "url")]
    read_off = found(FactInMetadata, LINK.format("?d={% if customer.dog == 'x' %}a{% endif %}"), schema=SCHEMA, context=CONTEXT)
    assert read_off[0].message == "customer.dog can be read off a link"
    alt = found(FactInMetadata, '<mj-image src="https://x.example/a.png" alt="{{ customer.dog }}" />', schema=SCHEMA, context=CONTEXT)
    assert alt[0].help == "leave it out; only a name may stand there"
