"""A shape that is read with the template's own strings in place is the shape that is read with every value open and then again."""

from __future__ import annotations

from typing import Any

import pytest

from tactful.project import Project
from tactful.render import shapes
from tactful.render.composed import facts, told
from tactful.template.run import Run, running

BODIES = {
    "in attributes and text": (
        "{% macro card(colour, title) %}<mj-section background-color=\"{{ colour }}\"><mj-column><mj-text>{{ title }}, {{ customer.first_name }}"
        "</mj-text><mj-image src=\"https://a.example/{{ customer.id }}.png\" alt=\"{{ title }}\" /></mj-column></mj-section>{% endmacro %}"
        "<mjml><mj-body>{{ card('#ff0000', 'Bread & \"butter\" <b>') }}{{ card('#00ff00', 'Jam') }}</mj-body></mjml>",
        True,
    ),
    "in a link": (
        "{% set url = 'https://a.example/?a=1&b=2' %}<mjml><mj-body><mj-section><mj-column><mj-text><a href=\"{{ url }}\">{{ customer.first_name }}"
        "</a></mj-text></mj-column></mj-section></mj-body></mjml>",
        True,
    ),
    "in CSS": (
        "{% set colour = 'red' %}<mjml><mj-head><mj-style>.a { color: {{ colour }} }</mj-style></mj-head><mj-body><mj-section><mj-column>"
        "<mj-text>{{ customer.first_name }}</mj-text></mj-column></mj-section></mj-body></mjml>",
        False,
    ),
    "blank": (
        "{% set colour = ' ' %}<mjml><mj-body><mj-section><mj-column><mj-text>{{ colour }}{{ customer.first_name }}</mj-text></mj-column>"
        "</mj-section></mj-body></mjml>",
        False,
    ),
    "beside a value that belongs to the key": (
        "{% set title = 'Bread' %}<mjml><mj-body><mj-section padding=\"{{ customer.points }}px\"><mj-column><mj-text>{{ title }}</mj-text>"
        "</mj-column></mj-section></mj-body></mjml>",
        False,
    ),
}  # fmt: skip
CONTEXT: dict[str, Any] = {"customer": {"id": "c-1", "first_name": "Åsa", "points": 7}}


@pytest.mark.parametrize("name", BODIES)
def test_the_shape_is_the_same_read_once_or_twice(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body, read_once = BODIES[name]
    project = Project.in_memory(manifest={"subject": "{% set s = 'Hello' %}{{ s }}", "purpose": "service", "locale": "en-GB"}, mjml=body)
    template = project.template("case")
    environment = template.environment
    run = Run(environment.registry.chunks, environment.steps, environment.max_size, template.locale)
    with running(run):
        expansions: Any = tuple(program.expand(run, dict(CONTEXT)) for program in template.programs)
    parses: list[str] = []
    parse = shapes.parse
    monkeypatch.setattr(shapes, "parse", lambda source: parses.append(source) or parse(source))
    quickly = shapes.family_of(template, expansions, run.values)
    one = quickly.shape(template, run.values)
    once = len(parses)
    other = shapes.family_of(template, expansions).shape(template, run.values)
    assert (quickly.keyed != () and once == 1) is read_once
    assert told(one.outline) == told(other.outline)
    assert one.marked.text == other.marked.text
    assert facts(one.moulded()) == facts(other.moulded())


def test_another_string_of_the_template_makes_another_shape() -> None:
    body = (
        "{% set colour = '#ff0000' if customer.points else '#00ff00' %}<mjml><mj-body><mj-section background-color=\"{{ colour }}\"><mj-column>"
        "<mj-text>Hello</mj-text></mj-column></mj-section></mj-body></mjml>"
    )
    project = Project.in_memory(manifest={"subject": "Hello", "purpose": "service", "locale": "en-GB"}, mjml=body, rules=_none())
    for points, colour in ((1, "#ff0000"), (0, "#00ff00"), (2, "#ff0000")):
        assert colour in project.render("case", {"customer": {"id": "c-1", "points": points}}).html


def _none() -> Any:
    from tactful.lint.loader import load_rules

    return [rule for rule in load_rules() if rule.code == "DAT405"]
