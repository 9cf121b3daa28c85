"""Which offers a draft shows, whichever way they are chosen."""

from __future__ import annotations

import pytest

from tactful.project import Project

_SCHEMA = {"properties": {"offers": {"minItems": 2, "items": {"required": ["title", "topic", "url"]}}}}
_OFFERS = [
    {
        "id": 1,
        "topic": "travel.leisure.ski",
        "title": "Week 7",
        "url": "https://www.example.com/1",
        "price": {"amount": 3, "currency": "SEK"},
    },
    {
        "id": 2,
        "topic": "travel.leisure.city_break",
        "title": "Lisbon",
        "url": "https://www.example.com/2",
        "price": {"amount": 2, "currency": "SEK"},
    },
]
_CUSTOMER = {"id": "c-1", "preferences": [{"topic": "travel.leisure.ski", "polarity": "never", "basis": "stated"}]}
_END = "<mj-text>{{ customer.id }}</mj-text>"  # what follows a loop belongs to none of its turns


def shown(mjml: str) -> list[int]:
    body = mjml if "mj-section" in mjml else f"<mj-section><mj-column>{mjml}{_END}</mj-column></mj-section>"
    project = Project.in_memory(
        manifest={"subject": "News", "locale": "en-GB"}, mjml=f"<mjml><mj-body>{body}</mj-body></mjml>", schema=_SCHEMA
    )
    context = {"as_of": "2026-02-13T08:00:00+01:00", "customer": _CUSTOMER, "offers": _OFFERS}
    return [live.index + 1 for live in project.draft("case", context).offers]


@pytest.mark.parametrize(
    ("mjml", "expected"),
    [
        ('{% set hero = offers[0] %}<mj-text>{{ hero.title }}</mj-text>', [1]),
        ('{% set hero = offers[1] %}<mj-text>{{ hero.title }}</mj-text>', [2]),
        ('{% set hero = offers[-1] %}<mj-text>{{ hero.title }}</mj-text>', [2]),
        ('<mj-text>{{ (offers|first).title }}</mj-text>', [1]),
        ('<mj-text>{{ (offers|last).title }}</mj-text>', [2]),
        ('{% for o in offers[:1] %}<mj-text>{{ o.title }}</mj-text>{% endfor %}', [1]),
        ('{% for o in offers[1:] %}<mj-text>{{ o.title }}</mj-text>{% endfor %}', [2]),
        ("{% for o in offers|sort(attribute='price.amount') %}{% if loop.first %}<mj-text>{{ o.title }}</mj-text>{% endif %}{% endfor %}", [2]),
        ("{% for o in offers|sort(attribute='price.amount', reverse=true) %}{% if loop.first %}<mj-text>{{ o.title }}</mj-text>{% endif %}{% endfor %}", [1]),
        ('{% macro m(o) %}<mj-text>{{ o.title }}</mj-text>{% endmacro %}{% for o in offers %}{{ m(o) }}{% endfor %}', [1, 2]),
        ('{% macro m(o) %}<mj-text>{{ o.title }}</mj-text>{% endmacro %}{% for o in offers if o.id == 2 %}{{ m(o) }}{% endfor %}', [2]),
        ("<mj-button href='{{ offers[0].url }}'>See it</mj-button>", [1]),
        ("<mj-button href='{{ offers[1].url }}'>See it</mj-button>", [2]),
        ("{% for g in offers|groupby('topic') %}{% for o in g.list %}<mj-text>{{ o.title }}</mj-text>{% endfor %}{% endfor %}", [1, 2]),
        ("{% for o in offers %}{% if o.topic in ['travel.leisure.city_break'] %}<mj-text>{{ o.title }}</mj-text>{% endif %}{% endfor %}", [2]),
        ("{% set ns = namespace(pick=none) %}{% for o in offers %}{% if o.topic != 'travel.leisure.ski' %}{% set ns.pick = o %}{% endif %}{% endfor %}<mj-text>{{ ns.pick.title }}</mj-text>", [2]),
        ("{% set ns = namespace(pick=none) %}{% for o in offers %}{% if o.topic == 'travel.leisure.ski' %}{% set ns.pick = o %}{% endif %}{% endfor %}<mj-text>{{ ns.pick.title }}</mj-text>", [1]),
        ("{% set pick = offers|selectattr('topic','equalto','travel.leisure.city_break')|first %}<mj-text>{{ pick.title }}</mj-text>", [2]),
        ("{% set fine = offers|rejectattr('topic','equalto','travel.leisure.ski')|list %}{% for o in fine %}<mj-text>{{ o.title|upper }}</mj-text>{% endfor %}", [2]),
        ("{% set avoided = customer.preferences|selectattr('polarity','in',['avoid','never'])|map(attribute='topic')|list %}{% for o in offers if o.topic not in avoided %}<mj-text>{{ o.title }}</mj-text>{% endfor %}", [2]),
        ("{% for o in offers %}<mj-image src='https://e.com/{{ o.id }}.png' alt='{{ o.title }}'/>{% endfor %}", [1, 2]),
        ("<mj-text>{{ offers|map(attribute='title')|join(', ') }}</mj-text>", [1, 2]),
        ("<mj-text>{{ offers|rejectattr('topic','equalto','travel.leisure.ski')|map(attribute='title')|join(', ') }}</mj-text>", [2]),
        ("{% for o in offers if o.topic != 'travel.leisure.ski' %}<mj-text>{{ loop.index }}. {{ o.title }} {{ o.price.amount }}</mj-text>{% endfor %}", [2]),
        ('<mj-text>{% if offers|length > 1 %}Two new places{% endif %}</mj-text>', []),
        ('{% for o in offers|reverse %}<mj-text>{{ o.title }}</mj-text>{% endfor %}', [1, 2]),
        ('{% for o in offers %}{% if loop.index0 == 0 %}{% continue %}{% endif %}<mj-text>{{ o.title }}</mj-text>{% endfor %}', [2]),
        ("<mj-text>{{ offers[0].title if 'travel.leisure.ski' not in (customer.preferences|map(attribute='topic')|list) else offers[1].title }}</mj-text>", [2]),
        ("{% for o in offers|reverse %}{% if o.topic != 'travel.leisure.ski' %}<mj-text>{{ o.title }}</mj-text>{% endif %}{% endfor %}", [2]),
        ("<mj-text>{{ offers[0].title if offers[0].topic != 'travel.leisure.ski' else 'News' }}</mj-text>", []),
        ("<mj-text>{{ offers[0].title if offers[0].topic != 'travel.leisure.ski' else offers[1].title }}</mj-text>", [2]),
        ("<mj-text>{{ offers[0].title ~ '!' }}</mj-text>", [1]),
        ('<mj-text>{{ offers[0].title | upper }}</mj-text>', [1]),
        ('<mj-text>{{ (offers|first).title | upper }}</mj-text>', [1]),
        ('<mj-text>{{ (offers|last).title | upper }}</mj-text>', [2]),
        ('<mj-text>{{ offers[0].price.amount }} kr</mj-text>', [1]),
        ("<mj-text>{% if offers[0].topic == 'travel.leisure.ski' %}Not this time{% endif %}</mj-text>", []),
        ('<mj-wrapper>{% for o in offers|reverse if o.id == 2 %}<mj-section><mj-column><mj-text>{{ o.title }}</mj-text></mj-column></mj-section>{% endfor %}</mj-wrapper>', [2]),
    ],
)  # fmt: skip
def test_live_offers(mjml: str, expected: list[int]) -> None:
    assert shown(mjml) == expected
