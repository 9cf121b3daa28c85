"""Expansion with holes says exactly what bare Jinja says, and leaves open what it can."""

from __future__ import annotations

import pytest
from expansion import bare, expand, program, text
from hypothesis import given
from hypothesis import strategies as st

from tactful.errors import TemplateError

CONTEXT = {
    "name": "Åsa & <b>", "blank": "", "nothing": None, "n": 7, "on": True, "xs": ["a", "<", "c"],
    "customer": {"first_name": "Bo", "visits": [{"at": "2026-02-03", "item": "mat"}, {"at": "2026-03-04", "item": "block"}]},
    "offers": [{"title": "A", "tags": ["x"]}, {"title": "B & C", "tags": []}],
    "tree": [{"n": 1, "k": [{"n": 2, "k": []}, {"n": 3, "k": []}]}],
}  # fmt: skip

SOURCES = {
    "plain": "Hi {{ name }}, {{ n + 1 }} {{ nothing }}{{ absent }}{{ absent.deeper }}",
    "set block": "{% set s %}<i>{{ name }}</i>{% endset %}{{ s }}{{ s }}{% if s %}y{% endif %}{{ s|length }}{{ s|upper }}",
    "blank set block": "{% set s %}{{ blank }}{% endset %}{% if s %}full{% else %}empty{% endif %}{{ s or 'vän' }}",
    "macro": "{% macro m(x, y='&') %}[{{ x }}{{ y }}]{% endmacro %}{{ m(name) }}{{ m(n, y=name) }}{{ m(1)|upper }}{{ m(2) ~ name }}",
    "macro tested": "{% macro m(x) %}{{ x }}{% endmacro %}{% if m(blank) %}a{% else %}b{% endif %}{{ 'same' if m(name) == m(name) else 'other' }}",
    "caller": "{% macro box() %}<p>{{ caller() }}</p>{% endmacro %}{% call box() %}in {{ name }}{% endcall %}",
    "caller argument": "{% macro rows(xs) %}{% for x in xs %}{{ caller(x) }};{% endfor %}{% endmacro %}{% call(x) rows(xs) %}-{{ x }}{% endcall %}",
    "filter block": "{% filter upper %}a {{ name }}{% endfilter %}",
    "set block filter": "{% set s | upper %}a {{ name }}{% endset %}{{ s }}",
    "concat": "{{ name ~ '<' ~ n }}{% set z = name ~ n %}{{ z }}",
    "ternary": "{{ name if on else blank }}{{ 'yes' if blank }}{{ ('a' if on else 'b') ~ name }}",
    "join": "{{ xs|join(', ') }}{% set s %}<{{ n }}>{% endset %}{{ [s, name]|join('-') }}{{ [name, s]|first }}",
    "slices": "{% set s %}{{ name }}{% endset %}{{ s[0:3] }}{{ name[:3] }}{{ xs[1:]|join }}",
    "methods": "{{ name.upper() }}{{ 'x%sx'|format(name) }}{{ 'a{}'.format(name) }}{{ customer.get('first_name') }}",
    "loop": "{% for o in offers %}{{ loop.index }}{{ o.title }}{% for t in o.tags %}{{ t }}{% else %}none{% endfor %}{% endfor %}",
    "loop filter": "{% for o in offers if o.tags %}{{ o.title }}{{ loop.last }}{% endfor %}",
    "recursive": "{% for r in tree recursive %}({{ r.n }}{{ loop(r.k) if r.k }}){% endfor %}",
    "namespace": "{% set ns = namespace(t='') %}{% for x in xs %}{% set ns.t = ns.t ~ x %}{% endfor %}{{ ns.t }}",
    "namespace fragment": "{% set ns = namespace() %}{% set ns.h %}<b>{{ name }}</b>{% endset %}{{ ns.h }}",
    "selection": "{{ offers|map(attribute='title')|join('/') }}{{ (offers|selectattr('tags')|list)[0].title }}{{ (offers|last).title }}",
    "groupby": "{% for v, items in customer.visits|groupby('item') %}{{ v }}{{ items|length }}{% endfor %}",
    "dict": "{% set d = {'a': name, 'b': n} %}{{ d.a }}{{ d['b'] }}{% for k, v in d|dictsort %}{{ k }}{{ v }}{% endfor %}",
    "fragment in dict": "{% set s %}<u>{{ name }}</u>{% endset %}{% set d = {'a': s} %}{{ d.a }}{{ d }}",
    "compare": "{% set s %}{{ n }}{% endset %}{{ s == '7' }}{{ '7' in s }}{{ s is string }}",
    "default": "{{ absent|default('vän') }}{{ blank|default(name, true) }}{{ nothing|default('x', true) }}{{ nothing|default('x') }}",
    "escape filters": "{{ '<b>'|safe }}{{ '<b>' }}",
    "with and scopes": "{% with a = name %}{{ a }}{% endwith %}{% for x in [1] %}{% set name = 'inner' %}{{ name }}{% endfor %}{{ name }}",
    "joiner": "{% set j = joiner(', ') %}{% for x in xs %}{{ j() }}{{ x }}{% endfor %}{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}",
    "loop controls": "{% for x in xs %}{% if x == '<' %}{% continue %}{% endif %}{{ x }}{% endfor %}{% do xs|list %}",
    "whitespace": "  {%- if on -%}  a {{- name -}} b {%- endif %}  \n\n x",
    "members first": "{{ {'items': 3}['items'] }}",
    "raw": "{% raw %}{{ name }}{% endraw %}{# {{ n }} #}",
    "markup in tests": "{% macro m() %}{{ blank }}{% endmacro %}{{ m() or name }}{{ m() and name }}{{ not m() }}",
    "replace": "{{ name|replace('&', 'and') }}{{ name|truncate(4, true, '…') }}{{ 'a b'|wordwrap(1) }}",
}  # fmt: skip

FILES = {
    "main": "{% extends 'layout' %}{% from 'm' import row, box as b %}{% import 'm' as m %}{% set title = name %}"
    "{% block body %}{{ super() }}{% for o in offers %}{{ row(o) }}{{ m.row(o, 1) }}{% endfor %}{% call b() %}{{ name }}{% endcall %}"
    "{% include 'part' %}{% include ['nowhere', 'part'] %}{% include 'nowhere' ignore missing %}{% endblock %}",
    "layout": "<h>{{ title }}</h>{% block body %}default {{ n }}{% endblock %}|{{ self.body() }}|{% block foot scoped %}{% endblock %}",
    "m": "{% set logo %}<img>{% endset %}{% macro row(o, n=0) %}{{ logo }}[{{ o.title }}{{ n }}]{% endmacro %}"
    "{% macro box() %}<p>{{ caller() }}</p>{% endmacro %}",
    "part": "part {{ name }}{% if on %}!{% endif %}",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_expansion_says_what_jinja_says(source: str) -> None:
    assert text(program(source), CONTEXT) == bare(source, CONTEXT)


def test_expansion_says_what_jinja_says_over_files() -> None:
    assert text(program(FILES), CONTEXT) == bare(FILES, CONTEXT)


def test_expansions_are_repeatable_and_independent() -> None:
    made = program(FILES)
    first = expand(made, CONTEXT)
    expand(made, {**CONTEXT, "name": "someone else"})
    assert expand(made, CONTEXT) == first


@pytest.mark.parametrize(
    "source",
    ["{{ name }}", "{{ name|upper }}", "{{ name ~ '!' }}", "{{ name if on else 'x' }}", "{% set s %}{{ name }}{% endset %}{{ s }}",
     "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(name) }}", "{{ name|e }}", "{{ name|default('x', true) }}"],
)  # fmt: skip
def test_values_do_not_make_shapes(source: str) -> None:
    made = program(source)
    keys = {expand(made, {**CONTEXT, "name": name})[0] for name in ("Åsa", "<b>", "😀", "a" * 1000)}
    assert len(keys) == 1


def test_a_value_that_decides_is_part_of_the_key() -> None:
    made = program("{% set s %}{{ name }}{% endset %}{{ s or 'vän' }}")
    assert expand(made, {"name": "Bo"})[0] != expand(made, {"name": ""})[0]


HOSTILE = st.one_of(
    st.text(max_size=30), st.none(), st.integers(-(10**6), 10**6), st.booleans(), st.floats(allow_nan=False),
    st.sampled_from(["{{ 7*7 }}", "{% for %}", "\x01" + "1\x07", "<mj-raw>", "]]>", "-->", "a\nb", "\x00", "\u202eabc", "e\u0301", "&amp;"]),
)  # fmt: skip


def cleaned(value: object) -> object:
    from tactful.template.tokens import clean

    return clean(value) if isinstance(value, str) else value


@given(st.sampled_from(sorted(SOURCES)), HOSTILE, HOSTILE)
def test_hostile_values_stay_values(which: str, name: object, blank: object) -> None:
    context = {**CONTEXT, **{key: cleaned(value) for key, value in (("name", name), ("blank", blank)) if value is not None}}
    source = SOURCES[which]
    try:
        expected = bare(source, context)
    except Exception:
        with pytest.raises(TemplateError):
            text(program(source), context)
        return
    assert text(program(source), context) == expected


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}", "steps"),
        ("{{ 'x'.ljust(10**9) }}", "characters"), ("{{ 'x' * 10**10 }}", "characters"), ("{{ '%1000000000d' % 1 }}", "characters"),
        ("{{ '%1000000000d'|format(1) }}", "characters"), ("{{ 'x'|center(10**9) }}", "characters"),
        ("{{ '{:1000000000}'.format(1) }}", "characters"), ("{{ 10**(10**10) }}", "characters"),
        ("{{ 'aaaa'.replace('a', 'b' * 5000000) }}", "characters"), ("{{ 'aaaa'|replace('a', 'b' * 5000000) }}", "characters"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "itself"),
        ("{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% endif %}{% endmacro %}{{ m(40) }}", "steps"),
        ("{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}", "characters"),
        ("{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s %}{{ ns.s }}{{ ns.s }}{% endset %}{% endfor %}", "characters"),
        ("{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}", "characters"),
        ("{% for x in [1] recursive %}{{ loop([1, 2]) }}{% endfor %}", "steps|itself"),
        ("{{ ('a b ' * 100)|wordwrap(1, true, 'x' * 1000000) }}", "characters"), ("{{ ('x' * 100)|indent(10**9) }}", "characters"),
        ("{{ customer.__class__ }}{{ ''.__class__.__mro__ }}{{ ().__class__.__bases__[0].__subclasses__() }}", "not allowed"),
        ("{% include 'main' %}", "itself"), ("{% extends 'main' %}", "itself"),
    ],
)  # fmt: skip
def test_nothing_runs_away(source: str, word: str) -> None:
    import re

    with pytest.raises(TemplateError) as caught:
        text(program(source), {"customer": {}})
    assert re.search(word, caught.value.message), caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    "source",
    ["{{ x|safe }}", "{{ x|xmlattr }}", "{{ x|urlize }}", "{{ xs|random }}", "{{ lipsum() }}", "{% autoescape false %}{{ x }}{% endautoescape %}",
     "{{ x|uper }}", "{% if %}", "{{ x", "{% for %}", "{% endfor %}", "{% block a %}{% endblock %}{% block a %}{% endblock %}", "{% unknown %}",
     "{% include 'gone' %}", "a\x00b"],
)  # fmt: skip
def test_refused_sources_say_where_and_what_to_do(source: str) -> None:
    with pytest.raises(TemplateError) as caught:
        text(program(source), {})
    assert caught.value.file == "main"
    assert caught.value.line == 1
    assert caught.value.remedy
