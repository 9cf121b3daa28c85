"""A fact stays that fact on every way through a template."""

from __future__ import annotations

import pytest
from expansion import flows, program

from tactful.template.flows import LoopStep

NAME = "customer.visit.at"


@pytest.mark.parametrize(
    ("source", "output", "printed"),
    [
        ("{{ customer.visit.at }}", "customer.visit.at", [NAME]),
        ("{{ customer['visit'].at }}", "customer['visit'].at", [NAME]),
        ("{{ customer.visit.at | season }}", "customer.visit.at | season", [f"{NAME}|season"]),
        ("{% set a = customer.visit.at %}{{ a }}", "a", [NAME]),
        ("{% set a = customer.visit %}{% set b = a.at %}{{ b | month }}", "b | month", [f"{NAME}|month"]),
        ("{% with a = customer.visit.at %}{{ a }}{% endwith %}", "a", [NAME]),
        ("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(customer.visit.at) }}", "x", [NAME]),
        ("{% macro m(x=customer.visit.at) %}{{ x }}{% endmacro %}{{ m() }}", "x", [NAME]),
        ("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(x=customer.visit.at) }}", "x", [NAME]),
        ("{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ customer.visit.at }}{% endcall %}", "customer.visit.at", [NAME]),
        ("{% macro m() %}{{ caller(customer.visit.at) }}{% endmacro %}{% call(v) m() %}{{ v }}{% endcall %}", "v", [NAME]),
        ("{% set s %}{{ customer.visit.at }}{% endset %}{{ s }}", "customer.visit.at", [NAME]),
        ("{% set s %}{{ customer.visit.at }}{% endset %}{{ s | upper }}", "s | upper", [f"{NAME}|upper"]),
        ("{% filter upper %}{{ customer.visit.at }}{% endfilter %}", "upper", [f"{NAME}|upper"]),
        ("{{ 'at ' ~ customer.visit.at }}", "customer.visit.at", [NAME]),
        ("{{ 'at %s' | format(customer.visit.at) }}", "'at %s' | format(customer.visit.at)", [NAME]),
        ("{{ 'at {}'.format(customer.visit.at) }}", "'at {}'.format(customer.visit.at)", [NAME]),
        ("{{ customer.visit.at.upper() }}", "customer.visit.at.upper()", [f"{NAME}|upper"]),
        ("{{ customer.visit.at[:10] }}", "customer.visit.at[:10]", [f"{NAME}|slice"]),
        ("{{ customer.visit.at if customer.ok else 'x' }}", "customer.visit.at", [NAME]),
        ("{{ customer.visit.at or 'x' }}", "customer.visit.at or 'x'", [f"{NAME}?"]),
        ("{{ {'a': customer.visit.at}.a }}", "{'a': customer.visit.at}.a", [NAME]),
        ("{{ {'a': customer.visit.at}['a'] }}", "{'a': customer.visit.at}['a']", [NAME]),
        ("{{ [customer.visit.at] | join }}", "[customer.visit.at] | join", [f"{NAME}|join"]),
        ("{% for x in [customer.visit.at] %}{{ x }}{% endfor %}", "x", [NAME]),
        ("{% for k, v in {'a': customer.visit.at} | dictsort %}{{ v }}{% endfor %}", "v", [NAME]),
        ("{% set ns = namespace(v='') %}{% for i in [1] %}{% set ns.v = customer.visit.at %}{% endfor %}{{ ns.v }}", "ns.v", [NAME]),
        ("{% for v in customer.history %}{{ v.item }}{% endfor %}", "v.item", ["customer.history[].item"]),
        ("{{ customer.history | map(attribute='item') | join(', ') }}", "customer.history | map(attribute='item') | join(', ')", ["customer.history[].item|join"]),
        ("{{ (customer.history | first).item }}", "(customer.history | first).item", ["customer.history[].item"]),
        ("{{ customer.history[0].item }}", "customer.history[0].item", ["customer.history[].item"]),
        ("{% for g in customer.history | groupby('item') %}{{ g.grouper }}{% endfor %}", "g.grouper", ["customer.history[].item"]),
        ("{{ (customer.history | selectattr('kind') | list)[0].item }}", "(customer.history | selectattr('kind') | list)[0].item", ["customer.history[].item"]),
        ("{% set a, b = customer.visit.at, 'x' %}{{ a }}", "a", [NAME]),
        ("{% set j = joiner(', ') %}{{ j() }}{{ customer.visit.at }}", "customer.visit.at", [NAME]),
    ],
)  # fmt: skip
def test_a_fact_is_followed(source: str, output: str, printed: list[str]) -> None:
    assert flows(source, lists=("customer.history",))[output] == printed


def test_a_fact_is_followed_through_files() -> None:
    files = {
        "main": "{% extends 'layout' %}{% from 'm' import show %}{% block body %}{{ super() }}{{ show(customer.visit.at) }}{% include 'part' %}{% endblock %}",
        "layout": "{% block body %}{{ customer.tier }}{% endblock %}",
        "m": "{% macro show(x) %}<b>{{ x }}</b>{% endmacro %}",
        "part": "{{ customer.city }}",
    }
    found = flows(files)
    assert found == {"customer.tier": ["customer.tier"], "x": [NAME], "customer.city": ["customer.city"]}


def test_two_calls_of_a_macro_have_two_flows() -> None:
    assert flows("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(customer.points) }}{{ m(customer.city) }}")["x"] == [
        "customer.points",
        "customer.city",
    ]


def guards(source: str, **schema: tuple[str, ...]) -> list[tuple[str, list[str], list[str], bool]]:
    item = next(item for item in program(source, **schema).items if item.flow is not None or item.guards)
    return [(guard.kind, [ref.path for ref in guard.refs], [ref.path for ref in guard.present], guard.polarity) for guard in item.guards]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% if customer.tier == 'guld' %}x{% endif %}", [("if", ["customer.tier"], [], True)]),
        ("{% if customer.tier %}x{% endif %}", [("if", [], ["customer.tier"], True)]),
        ("{% if not customer.tier %}x{% endif %}", [("if", [], ["customer.tier"], True)]),
        ("{% if customer.tier is defined and customer.points > 3 %}x{% endif %}", [("if", ["customer.points"], ["customer.tier"], True)]),
        ("{% if customer.history | length > 0 %}x{% endif %}", [("if", [], ["customer.history"], True)]),
        ("{% if customer.history | length > 3 %}x{% endif %}", [("if", ["customer.history"], [], True)]),
        (
            "{% if 'a' in (customer.preferences | map(attribute='topic') | list) %}x{% endif %}",
            [("if", ["customer.preferences[].topic"], [], True)],
        ),
        ("{% if 'a' in [customer.tier, (customer.city, 'b')] %}x{% endif %}", [("if", ["customer.tier", "customer.city"], [], True)]),
        ("{% if (customer.tier, customer.city) == ('a', 'b') %}x{% endif %}", [("if", ["customer.tier", "customer.city"], [], True)]),
        ("{% for o in offers if o.price > 3 %}x{% endfor %}", [("loop", ["offers"], [], True), ("if", ["offers[].price"], [], True)]),
    ],
)
def test_conditions_are_known(source: str, expected: list[tuple[str, list[str], list[str], bool]]) -> None:
    assert guards(source) == expected


@pytest.mark.parametrize(
    "condition", ["customer.tier in ['gold', 'silver']", "customer.tier in ('gold', 'silver')", "customer.tier == 'gold' or 'silver' == customer.tier", "customer.tier not in {'gold': 1, 'silver': 'gold'}"]
)  # fmt: skip
def test_the_words_that_a_condition_compares_with_are_known(condition: str) -> None:
    (item,) = program(f"{{% if {condition} %}}x{{% endif %}}").items
    assert {"gold"} <= set(item.guards[0].literals) <= {"gold", "silver"}


def test_a_boolean_is_read_by_its_truth() -> None:
    assert guards("{% if customer.pregnant %}x{% endif %}", booleans=("customer.pregnant",)) == [("if", ["customer.pregnant"], [], True)]


def test_an_else_branch_reads_what_its_if_reads() -> None:
    items = program("{% if customer.tier == 'guld' %}a{% else %}b{% endif %}").items
    assert [item.guards[0].polarity for item in items] == [True, False]


def test_a_variable_set_in_a_branch_is_steered_by_it() -> None:
    item = program(
        "{% if customer.dog %}{% set s = 'hund' %}{% elif customer.tier == 'x' %}{% set s = 'y' %}{% else %}{% set s = 'z' %}{% endif %}{{ s }}"
    ).items[-1]
    assert item.flow is not None
    assert [ref.path for ref in item.flow.steers] == ["customer.tier"]
    assert item.flow.literals == ("hund", "y", "z")


def test_a_lookup_is_steered_by_its_key() -> None:
    item = program("{{ {'a': 'x', 'b': 'y'}[customer.segment] }}").items[0]
    assert item.flow is not None
    assert [ref.path for ref in item.flow.steers] == ["customer.segment"]
    assert item.flow.literals == ("x", "y")


@pytest.mark.parametrize(
    ("source", "fallback"),
    [
        ("{{ customer.x }}", False), ("{{ customer.x | default('y') }}", True), ("{{ customer.x or 'y' }}", True),
        ("{% if customer.x %}{{ customer.x }}{% endif %}", True), ("{% if not customer.x %}-{% else %}{{ customer.x }}{% endif %}", True),
        ("{% if customer.x is defined %}{{ customer.x }}{% endif %}", True), ("{% if customer.y %}{{ customer.x }}{% endif %}", False),
        ("{% if customer.x or customer.y %}{{ customer.x }}{% endif %}", False), ("{% if customer.x and customer.y %}{{ customer.x }}{% endif %}", True),
        ("{{ customer.x if customer.x else 'y' }}", True), ("{% if customer.x == 'a' %}{{ customer.x }}{% endif %}", True),
        ("{% if customer.x != 'a' %}{{ customer.x }}{% endif %}", False), ("{% if customer.x is none %}{{ customer.x }}{% endif %}", False),
    ],
)  # fmt: skip
def test_fallbacks_are_known(source: str, fallback: bool) -> None:
    outputs = [item.flow for item in program(source).items if item.flow is not None and item.flow.prints]
    assert [ref.fallback for ref in outputs[-1].prints if ref.path == "customer.x"] == [fallback]


@pytest.mark.parametrize(
    "source",
    [
        "{% include customer.part %}",
        "{% import customer.part as m %}",
        "{{ foo(customer) }}",
        "{% for k, v in customer.items() %}{{ v }}{% endfor %}",
    ],
)
def test_what_cannot_be_followed_is_said(source: str) -> None:
    made = program(source)
    assert made.items is not None
    assert next(ref.path for unknown in made.unknowns for ref in unknown.refs).startswith("customer")


def test_a_loop_binds_its_item() -> None:
    item = program("{% for o in offers %}{{ o.title }}{% endfor %}").items[-1]
    assert item.flow is not None
    assert item.flow.prints[0].steps == ("offers", LoopStep(item.loops[0]), "title")


@pytest.mark.parametrize(
    ("source", "start", "end"),
    [
        ("a\n  {{ customer.first_name | upper }}", (2, 6), (2, 33)), ("{{ a\n.b }}", (1, 4), (2, 3)), ("{#\n\n#}{{ x }}", (3, 6), (3, 7)),
        ("{%- if a -%}\n\n  {{ bc }}{% endif %}", (3, 6), (3, 8)), ("{% raw %}\n{{ x }}\n{% endraw %}{{ y }}", (3, 16), (3, 17)), ("å{{ x }}", (1, 5), (1, 6)),
    ],
)  # fmt: skip
def test_places_are_exact(source: str, start: tuple[int, int], end: tuple[int, int]) -> None:
    flow = next(item.flow for item in program(source).items if item.flow is not None)
    assert ((flow.span.line, flow.span.column), (flow.span.end_line, flow.span.end_column)) == (start, end)
