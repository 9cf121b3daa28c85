"""No way through Jinja loses a fact: whatever prints it, the flow of some output says so, or says that it could not follow."""

from __future__ import annotations

from typing import Any

import pytest

from tactful.project import Project

SCHEMA: dict[str, Any] = {"properties": {"customer": {"properties": {
    "visit": {"type": "object", "properties": {"activity": {"type": "string"}, "at": {"type": "string"}}},
    "tags": {"type": "array", "items": {"type": "string"}},
}}}}  # fmt: skip
CONTEXT: dict[str, Any] = {
    "as_of": "2026-02-13T08:00:00+01:00",
    "customer": {
        "id": "c", "first_name": "Bo", "visit": {"activity": "zyoga", "at": "2026-02-09T10:00:00Z"}, "tags": ["zyoga", "b"],
        "history": [
            {"topic": "sport.activity.yoga", "kind": "visit", "at": "2026-02-09T10:00:00Z", "item": "zyoga", "channel": "web"},
            {"topic": "sport.activity.yoga", "kind": "visit", "at": "2026-01-09T10:00:00Z", "item": "b", "channel": "web"},
        ],
    },
}  # fmt: skip
FACTS = ("customer.visit.activity", "customer.history[].item", "customer.tags")
FILES = {
    "m.mjml": "{% macro show(c) %}{{ c.visit.activity }}{% endmacro %}",
    "p.mjml": "<mj-text>{{ zz }}</mj-text>",
    "mc.mjml": "{% set val = customer.visit.activity %}{% macro show() %}{{ customer.visit.activity }}{% endmacro %}",
}
WAYS = {
    "set": "{% set x = customer.visit.activity %}<mj-text>{{ x }}</mj-text>",
    "set tuple": "{% set x, y = customer.visit.activity, 1 %}<mj-text>{{ x }}</mj-text>",
    "set obj": "{% set v = customer.visit %}<mj-text>{{ v.activity }}</mj-text>",
    "item": "<mj-text>{{ customer['visit']['activity'] }}</mj-text>",
    "computed key": "{% set k='activity' %}<mj-text>{{ customer.visit[k] }}</mj-text>",
    "attr filter": "<mj-text>{{ customer.visit | attr('activity') }}</mj-text>",
    "get": "<mj-text>{{ customer.visit.get('activity') }}</mj-text>",
    "items loop": "<mj-text>{% for k, v in customer.visit.items() %}{{ v }}{% endfor %}</mj-text>",
    "dictsort": "<mj-text>{% for k, v in customer.visit|dictsort %}{{ v }}{% endfor %}</mj-text>",
    "values join": "<mj-text>{{ customer.visit.values()|join(',') }}</mj-text>",
    "map attr": "<mj-text>{{ customer.history|map(attribute='item')|join(', ') }}</mj-text>",
    "map first": "<mj-text>{{ (customer.history|map(attribute='item')|list)[0] }}</mj-text>",
    "selectattr": "<mj-text>{{ (customer.history|selectattr('kind','equalto','visit')|first).item }}</mj-text>",
    "sort": "<mj-text>{% for h in customer.history|sort(attribute='at') %}{{ h.item }}{% endfor %}</mj-text>",
    "groupby": "<mj-text>{% for g, hs in customer.history|groupby('item') %}{{ g }}{% endfor %}</mj-text>",
    "groupby2": "<mj-text>{% for g in customer.history|groupby('topic') %}{% for h in g.list %}{{ h.item }}{% endfor %}{% endfor %}</mj-text>",
    "dict lit": "{% set d = {'a': customer.visit.activity} %}<mj-text>{{ d.a }}</mj-text>",
    "list lit": "{% set d = [1, customer.visit.activity] %}<mj-text>{{ d[1] }}</mj-text>",
    "list loop": "<mj-text>{% for x in ['a', customer.visit.activity] %}{{ x }}{% endfor %}</mj-text>",
    "namespace": "{% set ns = namespace(x='') %}{% for h in customer.history %}{% set ns.x = h.item %}{% endfor %}<mj-text>{{ ns.x }}</mj-text>",
    "namespace2": "{% set ns = namespace(x='') %}{% for h in customer.history %}{% set ns.x = ns.x ~ h.item %}{% endfor %}<mj-text>{{ ns.x }}</mj-text>",
    "format": "<mj-text>{{ 'hej %s'|format(customer.visit.activity) }}</mj-text>",
    "str.format": "<mj-text>{{ 'hej {}'.format(customer.visit.activity) }}</mj-text>",
    "percent": "<mj-text>{{ 'hej %s' % customer.visit.activity }}</mj-text>",
    "tilde": "<mj-text>{{ 'hej ' ~ customer.visit.activity }}</mj-text>",
    "plus": "<mj-text>{{ 'hej ' + customer.visit.activity }}</mj-text>",
    "replace": "<mj-text>{{ 'hej X'|replace('X', customer.visit.activity) }}</mj-text>",
    "join": "<mj-text>{{ ['a', customer.visit.activity]|join(' ') }}</mj-text>",
    "strjoin": "<mj-text>{{ ' '.join(['a', customer.visit.activity]) }}</mj-text>",
    "joiner": "{% set j = joiner(', ') %}<mj-text>{% for h in customer.history %}{{ j() }}{{ h.item }}{% endfor %}</mj-text>",
    "cycler": "{% set c = cycler(customer.visit.activity, 'b') %}<mj-text>{{ c.next() }}</mj-text>",
    "ternary": "<mj-text>{{ customer.visit.activity if customer.first_name else '' }}</mj-text>",
    "or": "<mj-text>{{ '' or customer.visit.activity }}</mj-text>",
    "and": "<mj-text>{{ customer.first_name and customer.visit.activity }}</mj-text>",
    "default arg": "<mj-text>{{ nothing | default(customer.visit.activity) }}</mj-text>",
    "macro": "{% macro m(x) %}{{ x }}{% endmacro %}<mj-text>{{ m(customer.visit.activity) }}</mj-text>",
    "macro kw": "{% macro m(x='') %}{{ x }}{% endmacro %}<mj-text>{{ m(x=customer.visit.activity) }}</mj-text>",
    "macro default": "{% macro m(x=customer.visit.activity) %}{{ x }}{% endmacro %}<mj-text>{{ m() }}</mj-text>",
    "macro varargs": "{% macro m() %}{{ varargs[0] }}{% endmacro %}<mj-text>{{ m(customer.visit.activity) }}</mj-text>",
    "macro kwargs": "{% macro m() %}{{ kwargs.z }}{% endmacro %}<mj-text>{{ m(z=customer.visit.activity) }}</mj-text>",
    "macro obj": "{% macro m(c) %}{{ c.visit.activity }}{% endmacro %}<mj-text>{{ m(customer) }}</mj-text>",
    "macro caller": "{% macro m() %}{{ caller(customer.visit.activity) }}{% endmacro %}<mj-text>{% call(x) m() %}{{ x }}{% endcall %}</mj-text>",
    "caller body": "{% macro m() %}{{ caller() }}{% endmacro %}<mj-text>{% call m() %}{{ customer.visit.activity }}{% endcall %}</mj-text>",
    "macro result filtered": "{% macro m(x) %}{{ x }}{% endmacro %}<mj-text>{{ m(customer.visit.activity)|upper }}</mj-text>",
    "macro alias": "{% macro m(x) %}{{ x }}{% endmacro %}{% set f = m %}<mj-text>{{ f(customer.visit.activity) }}</mj-text>",
    "macro in dict": "{% macro m(x) %}{{ x }}{% endmacro %}{% set d={'f': m} %}<mj-text>{{ d.f(customer.visit.activity) }}</mj-text>",
    "set block": "{% set x %}<b>{{ customer.visit.activity }}</b>{% endset %}<mj-text>{{ x }}</mj-text>",
    "set block filter": "{% set x | upper %}{{ customer.visit.activity }}{% endset %}<mj-text>{{ x }}</mj-text>",
    "filter block": "<mj-text>{% filter upper %}{{ customer.visit.activity }}{% endfilter %}</mj-text>",
    "with": "{% with x = customer.visit.activity %}<mj-text>{{ x }}</mj-text>{% endwith %}",
    "with2": "{% with v = customer.visit, y = 1 %}{% with w = v %}<mj-text>{{ w.activity }}</mj-text>{% endwith %}{% endwith %}",
    "block": "{% block a %}<mj-text>{{ customer.visit.activity }}</mj-text>{% endblock %}",
    "self block": "{% block a %}<mj-text>{{ customer.visit.activity }}</mj-text>{% endblock %}{{ self.a() }}",
    "loop recursive": "<mj-text>{% for h in customer.history recursive %}{{ h.item }}{{ loop([]) }}{% endfor %}</mj-text>",
    "loop var": "<mj-text>{% for h in customer.history %}{{ loop.previtem.item if loop.previtem }}{% endfor %}</mj-text>",
    "nextitem": "<mj-text>{% for h in customer.history %}{{ loop.nextitem.item }}{% endfor %}</mj-text>",
    "slice": "<mj-text>{{ customer.visit.activity[:3] }}</mj-text>",
    "index char": "<mj-text>{{ customer.visit.activity[0] }}</mj-text>",
    "list index": "<mj-text>{{ customer.tags[0] }}</mj-text>",
    "whole list": "<mj-text>{{ customer.tags }}</mj-text>",
    "xs batch": "<mj-text>{% for r in customer.history|batch(2) %}{% for h in r %}{{ h.item }}{% endfor %}{% endfor %}</mj-text>",
    "zip": "<mj-text>{% for i in range(customer.history|length) %}{{ customer.history[i].item }}{% endfor %}</mj-text>",
    "reverse": "<mj-text>{{ customer.visit.activity|reverse }}</mj-text>",
    "dict()": "{% set d = dict(a=customer.visit.activity) %}<mj-text>{{ d['a'] }}</mj-text>",
    "for else": "<mj-text>{% for x in [] %}a{% else %}{{ customer.visit.activity }}{% endfor %}</mj-text>",
    "loop if": "<mj-text>{% for h in customer.history if h.item != 'b' %}{{ h.item }}{% endfor %}</mj-text>",
    "if chain": "{% if customer.first_name == 'Bo' %}{% set x = customer.visit.activity %}{% else %}{% set x = '' %}{% endif %}<mj-text>{{ x }}</mj-text>",
    "wordcount?": "<mj-text>{{ customer.visit.activity|truncate(3) }}</mj-text>",
    "split": "<mj-text>{{ customer.visit.activity.split('y')|join('-') }}</mj-text>",
    "upper method": "<mj-text>{{ customer.visit.activity.upper() }}</mj-text>",
    "unique": "<mj-text>{{ customer.tags|unique|join }}</mj-text>",
    "list+": "<mj-text>{{ (customer.tags + ['x'])|join }}</mj-text>",
    "min": "<mj-text>{{ customer.tags|max }}</mj-text>",
    "escape": "<mj-text>{{ customer.visit.activity|e }}</mj-text>",
    "attr alt": "<mj-image src='https://x.example/a.png' alt='{{ customer.visit.activity }}' />",
    "button": "<mj-button href='https://x.example/'>{{ customer.visit.activity }}</mj-button>",
    "cell": "<mj-table><tr><td>{{ customer.visit.activity }}</td></tr></mj-table>",
    "navlink": "<mj-navbar><mj-navbar-link href='https://x.example'>{{ customer.visit.activity }}</mj-navbar-link></mj-navbar>",
    "social": "<mj-social><mj-social-element name='facebook' href='https://x.example'>{{ customer.visit.activity }}</mj-social-element></mj-social>",
    "accordion": "<mj-accordion><mj-accordion-element><mj-accordion-title>{{ customer.visit.activity }}</mj-accordion-title><mj-accordion-text>x</mj-accordion-text></mj-accordion-element></mj-accordion>",
    "raw": "<mj-raw><p>{{ customer.visit.activity }}</p></mj-raw>",
    "title attr": "<mj-text><span title='{{ customer.visit.activity }}'>x</span></mj-text>",
    "comment mso": "<mj-text><!--[if mso]>{{ customer.visit.activity }}<![endif]-->x</mj-text>",
    "context()": "{% set c = customer %}{% set c2 = c %}<mj-text>{{ c2.visit.activity }}</mj-text>",
    "loop over dict list": "<mj-text>{% for x in [customer.visit] %}{{ x.activity }}{% endfor %}</mj-text>",
    "select": "<mj-text>{{ customer.tags|select('ne','b')|join }}</mj-text>",
    "xmlattr/urlencode": "<mj-text><a href='https://x.example/?q={{ customer.visit.activity|urlencode }}'>x</a></mj-text>",
    "nested macro import": "{% import 'm.mjml' as m %}<mj-text>{{ m.show(customer) }}</mj-text>",
    "include": "{% set zz = customer.visit.activity %}{% include 'p.mjml' %}",
    "from import": "{% from 'm.mjml' import show as s %}<mj-text>{{ s(customer) }}</mj-text>",
    "import ctx": "{% import 'mc.mjml' as m with context %}<mj-text>{{ m.show() }}</mj-text>",
    "import var": "{% import 'mc.mjml' as m with context %}<mj-text>{{ m.val }}</mj-text>",
    "callable via map": "<mj-text>{{ [customer.visit]|map(attribute='activity')|first }}</mj-text>",
    "trans": "<mj-text>{% set a = [customer.visit.activity]*2 %}{{ a[0] }}</mj-text>",
    "loop.changed": "<mj-text>{% for h in customer.history %}{% if loop.changed(h.item) %}{{ h.item }}{% endif %}{% endfor %}</mj-text>",
    "loop.cycle": "<mj-text>{% for h in [1] %}{{ loop.cycle(customer.visit.activity) }}{% endfor %}</mj-text>",
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_a_printed_fact_is_followed(way: str) -> None:
    mjml = f"<mjml><mj-body><mj-section><mj-column>{way}</mj-column></mj-section></mj-body></mjml>"
    project = Project.in_memory(manifest={"subject": "S", "purpose": "service"}, mjml=mjml, schema=SCHEMA, files=FILES)
    template = project.template("case")
    followed = {ref.path for flow in template.flows for ref in flow.prints}
    given_up = template.unknowns or any(flow.unknowns for flow in template.flows)
    assert any(path.startswith(FACTS) for path in followed) or given_up
    project.draft("case", CONTEXT)  # and the way is one that Jinja goes
