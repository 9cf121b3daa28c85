"""What makes use of a taste: branches, outputs, words."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.draft.model import Draft
from tactful.testing import project_of
from tactful_rules.known_facts_unused import KnownFactsUnused
from tactful_rules.shared.uses import branches_of_taste, branches_on, is_taste, live_branches, prints_of, weakly_said

ANSWER = {"question": "q", "topic": "travel.leisure.city_break", "value": "city", "at": "2026-01-01"}
KNOWN = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
SCHEMA = {"properties": {"customer": {"properties": {
    "shoe": {"type": "string", "x-fact": {**KNOWN, "granularity": {"item": "category"}}}, "club": {"type": "string", "x-fact": {**KNOWN, "topic": "sport"}},
    "lane": {"type": "string", "x-fact": {**KNOWN, "granularity": {"place": "city"}}},
}}}}  # fmt: skip


def drafted(mjml: str, lang: str = "en", **customer: Any) -> Draft:
    context = {"customer": {"answers": [ANSWER], "shoe": "trail", "club": "a", "lane": "b", **customer}}
    project, whole = project_of(Example(lang, mjml, {}, context, SCHEMA), KnownFactsUnused)
    return project.draft("case", whole)


CITY = "customer.answers[0].value == 'city'"


@pytest.mark.parametrize(
    ("mjml", "used"),
    [
        (f"{{% if {CITY} %}}<mj-text>Lamps</mj-text>{{% endif %}}", True),  # words of no member of the family
        (f"{{% if {CITY} %}}<mj-text>Holidays</mj-text>{{% endif %}}", True),  # of the family as a whole
        (f"{{% if {CITY} %}}<mj-text>Ski holidays</mj-text>{{% endif %}}", False),  # of another member
        (f"{{% if {CITY} %}}<mj-text>Ski socks</mj-text>{{% endif %}}{{% if {CITY} %}}<mj-text>Cruises</mj-text>{{% endif %}}", False),
        ("{% if customer.answers[0].value == 'beach' %}<mj-text>Lamps</mj-text>{% else %}<mj-text>Sofas</mj-text>{% endif %}", False),
        ("{% if customer.answers[0].value != 'beach' %}<mj-text>Lamps</mj-text>{% endif %}", False),  # another answer's name
        ("{% if customer.answers[0].value in ['beach', 'city'] %}<mj-text>Lamps</mj-text>{% endif %}", True),
        (f"{{% if {CITY} and customer.tier == 'gold' %}}<mj-text>Lamps</mj-text>{{% endif %}}", True),
        ("{% if customer.shoe == 'trail' %}<mj-text>Lamps</mj-text>{% endif %}", False),  # no answer
        ("{% if customer.shoe != 'city' %}<mj-text>Lamps</mj-text>{% endif %}", False),
        ("<mj-text>Lamps</mj-text>", False),
        (f"{{% if customer.answers[0].value != 'city' %}}<mj-text>Ski</mj-text>{{% endif %}}{{% if {CITY} %}}<mj-text>Lamps</mj-text>{{% endif %}}", True),
    ],
)  # fmt: skip
def test_a_branch_on_the_answer_is_use_of_it(mjml: str, used: bool) -> None:
    assert branches_on(drafted(mjml, tier="gold"), ANSWER, "travel.leisure.city_break", "travel.leisure") is used


def test_words_of_the_whole_family_are_no_other_member_of_it() -> None:
    draft = drafted(f"{{% if {CITY} %}}<mj-text>Travel and holidays</mj-text>{{% endif %}}")
    assert branches_on(draft, ANSWER, "travel.leisure", "travel")


def test_branches_not_taken_are_not_live() -> None:
    draft = drafted("{% if customer.shoe == 'road' %}<mj-text>A</mj-text>{% else %}<mj-text>B</mj-text>{% endif %}")
    assert [[block.text for block in blocks] for _guard, blocks in live_branches(draft.shape)] in ([], [["B"]])
    assert all(guard.polarity for guard, _blocks in live_branches(draft.shape))
    assert branches_of_taste(drafted("{% if customer.shoe == 'trail' %}<mj-text>A</mj-text>{% endif %}").shape)
    assert not branches_of_taste(
        drafted("{% if customer.shoe == 'road' %}<mj-text>A</mj-text>{% else %}<mj-text>B</mj-text>{% endif %}").shape
    )
    assert branches_of_taste(drafted("{% if customer.lane == 'b' and customer.shoe == 'trail' %}<mj-text>A</mj-text>{% endif %}").shape)
    assert not branches_of_taste(drafted("{% if customer.lane == 'b' %}<mj-text>A</mj-text>{% endif %}").shape)


@pytest.mark.parametrize(
    ("path", "taste"),
    [
        ("customer.preferences[].topic", True), ("customer.answers[].value", True), ("customer.history[].item", True), ("customer.shoe", True),
        ("customer.club", True), ("customer.lane", False), ("customer.city", False), ("customer.household[].age", False), ("customer.points", False), ("campaign", False),
    ],
)  # fmt: skip
def test_what_says_something_of_taste(path: str, taste: bool) -> None:
    assert is_taste(drafted("<mj-text>A</mj-text>").template, path) is taste


def test_outputs_below_a_root() -> None:
    shape = drafted("<mj-text>{{ customer.answers[0].value }}</mj-text><mj-text>A</mj-text>").shape
    assert prints_of(shape, "customer.answers")
    assert not prints_of(shape, "customer.history")
    assert not prints_of(drafted("<mj-text>A</mj-text>").shape, "customer.answers")


@pytest.mark.parametrize(
    ("copy", "enough"),
    [("Snow and slopes", True), ("Snow, snow and SNOW", False), ("No snow and no slopes", False), ("Snow but no slopes", False), ("Snow and lamps", False)],
)  # fmt: skip
def test_two_words_speak_of_a_topic_however_weakly(copy: str, enough: bool) -> None:
    assert weakly_said(drafted(f"<mj-text>{copy}</mj-text>"), "travel.leisure.ski") is enough
