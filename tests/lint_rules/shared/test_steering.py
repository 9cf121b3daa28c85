"""Steering: what chose a block, which branches exclude each other, which texts a reader may get."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.draft.model import Outline
from tactful.draft.template import Template
from tactful.testing import project_of
from tactful_rules.pretended_personal import PretendedPersonal
from tactful_rules.shared.steering import chosen_here, exclude_each_other, is_steered, prints_personal, reads_offers, variants

LABEL = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
SCHEMA = {
    "properties": {
        "campaign": {"type": "string"},
        "customer": {"properties": {"likes": {"type": "string", "x-fact": LABEL}, "count": {"type": "integer", "x-fact": LABEL}}},
    }
}


def template(mjml: str, **manifest: Any) -> Template:
    project, _context = project_of(Example("en", mjml, {"footer": False, **manifest}, {}, SCHEMA), PretendedPersonal)
    found: Template = project.template("case")
    return found


def outline(mjml: str, **manifest: Any) -> tuple[Outline, Template]:
    made = template(mjml, **manifest)
    return made.outline, made


@pytest.mark.parametrize(
    ("mjml", "manifest", "steered"),
    [
        ("<mj-text>A</mj-text>", {}, False), ("<mj-text>A</mj-text>", {"selection": ["customer.likes"]}, True), ("<mj-text>A</mj-text>", {"selection": ["customer.points"]}, False),
        ("{% if customer.likes == 'tea' %}<mj-text>A</mj-text>{% endif %}", {}, True), ("{% if customer.points > 3 %}<mj-text>A</mj-text>{% endif %}", {}, False),
        ("{% if campaign == 'k' %}<mj-text>A</mj-text>{% endif %}", {}, False), ("<mj-text>{{ {'tea': campaign}[customer.likes] }}</mj-text>", {}, True),
        ("<mj-text>{{ customer.likes }}</mj-text>", {}, False), ("<mj-text>A</mj-text>", {"subject": "{% if customer.likes == 'tea' %}A{% endif %}"}, False),
    ],
)  # fmt: skip
def test_whether_a_fact_chose_anything_in_the_body(mjml: str, manifest: dict[str, Any], steered: bool) -> None:
    assert is_steered(*outline(mjml, **manifest)) is steered


@pytest.mark.parametrize(
    ("mjml", "reads"),
    [
        ("<mj-text>A</mj-text>", False), ("<mj-text>{{ offers[0].title }}</mj-text>", True), ("{% for o in offers %}<mj-text>A</mj-text>{% endfor %}", True),
        ("{% if offers %}<mj-text>A</mj-text>{% endif %}", False), ('<mj-button href="{{ offers[0].url }}">A</mj-button>', True), ("<mj-text>{{ campaign }}</mj-text>", False),
        ("{% if offers[0].id == 'a' %}<mj-text>A</mj-text>{% endif %}", True),
    ],
)  # fmt: skip
def test_whether_offers_are_read(mjml: str, reads: bool) -> None:
    assert reads_offers(outline(mjml)[0]) is reads


@pytest.mark.parametrize(
    ("expression", "personal"),
    [
        ("customer.likes", True),
        ("customer.first_name", False),
        ("customer.points", False),
        ("campaign", False),
        ("campaign ~ customer.likes", True),
    ],
)
def test_what_is_personal_in_print(expression: str, personal: bool) -> None:
    found, made = outline(f"<mj-text>{{{{ {expression} }}}}</mj-text>")
    assert prints_personal(found.blocks, made) is personal


@pytest.mark.parametrize(
    ("condition", "inside", "otherwise"),
    [
        ("customer.likes == 'tea'", True, False), ("customer.likes != 'tea'", False, True), ("not customer.count == 3", False, True), ("customer.count == 0", False, True),
        ("customer.count < 1", False, True), ("customer.count > 1", True, False), ("customer.points > 1", None, None), ("campaign == 'k'", None, None),
        ("customer.likes == 'tea' and customer.points > 1", True, False), ("customer.likes is none or customer.likes == 'x'", False, True),
    ],
)  # fmt: skip
def test_which_side_was_chosen_for_somebody(condition: str, inside: bool | None, otherwise: bool | None) -> None:
    found, made = outline(f"{{% if {condition} %}}<mj-text>A</mj-text>{{% else %}}<mj-text>B</mj-text>{{% endif %}}")
    a, b = (block for block in found.blocks if block.text in ("A", "B"))
    assert (chosen_here(a.guards, made), chosen_here(b.guards, made)) == (inside, otherwise)


def test_one_of_two_conditions_is_enough() -> None:
    found, made = outline("{% if customer.count == 0 %}{% if customer.likes == 'tea' %}<mj-text>A</mj-text>{% endif %}{% endif %}")
    (a,) = (block for block in found.blocks if block.text == "A")
    assert chosen_here(a.guards, made) is True


def test_branches_that_exclude_each_other() -> None:
    mjml = "{% if campaign == 'a' %}<mj-text>A</mj-text>{% else %}<mj-text>B</mj-text>{% endif %}{% if campaign == 'c' %}<mj-text>C</mj-text>{% endif %}<mj-text>D</mj-text>"
    a, b, c, d = (block for block in outline(mjml)[0].blocks if block.text in "ABCD" and block.text)
    assert exclude_each_other(a.guards, b.guards)
    assert exclude_each_other(b.guards, a.guards)
    for one, other in ((a, a), (a, c), (b, c), (a, d), (d, d)):
        assert not exclude_each_other(one.guards, other.guards)
    (loop,) = (block for block in outline("{% for n in [1, 2] %}<mj-text>A</mj-text>{% endfor %}")[0].blocks if block.text == "A")
    assert not exclude_each_other(loop.guards, loop.guards)


@pytest.mark.parametrize(
    ("copy", "texts"),
    [
        ("Happy birthday", ("Happy birthday",)), ("{% if campaign %}Kim, happy{% else %}Happy{% endif %} birthday", ("Kim, happyHappy birthday", "Kim, happy birthday", "Happy birthday")),
        ("{% for n in [1] %}Happy {% endfor %}birthday", ("Happy birthday",)),
        ("{% if campaign %}A {% endif %}{% for n in [1] %}Happy {% endfor %}birthday", ("A Happy birthday", "A Happy birthday", "Happy birthday")),
        ("{% if campaign %}A {% endif %}{{ campaign }} B", ("A \ufffc B", "A \ufffc B", "\ufffc B")),
    ],
)  # fmt: skip
def test_the_texts_that_a_reader_may_get(copy: str, texts: tuple[str, ...]) -> None:
    (block,) = (block for block in outline(f"<mj-text>{copy}</mj-text>")[0].blocks if block.kind == "text")
    assert tuple(text.strip() for text in variants(block)) == texts


def test_a_loop_denies_nobody() -> None:
    found, made = outline("{% for h in customer.history if h.topic != 'food' %}<mj-text>A</mj-text>{% endfor %}")
    (a,) = (block for block in found.blocks if block.text == "A")
    loops = tuple(guard for guard in a.guards if guard.kind == "loop")
    assert chosen_here(loops, made) is True
