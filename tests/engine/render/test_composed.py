"""Shapes put together from parts are the shapes that the whole message has: outline, HTML, text, links, findings."""

from __future__ import annotations

import functools
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.draft.decisions import Decision
from tactful.draft.model import Draft
from tactful.errors import ContextError, StageError
from tactful.lint.rule import Rule
from tactful.project import Project
from tactful.render.composed import ComposedFamily, ComposedShape, Composer, facts, told
from tactful.render.shapes import RenderShape

SCHEMA = {"additionalProperties": True}
HEAD = (
    "<mj-head><mj-title>{{ a }}</mj-title><mj-attributes><mj-all font-family='Lato' /><mj-class name='k' color='#123456' /></mj-attributes>"
    "<mj-style>.t b { color: red } .badge { color: #fff } div > .t { margin: 0 } @media (max-width:480px) { .t { color: blue !important } }</mj-style></mj-head>"
)
ROW = (
    "<mj-section><mj-column width='{{ 30 + loop.index }}%'><mj-image src='{{ x.image }}' alt='{{ x.title }}' /></mj-column><mj-column>"
    "{% if x.badge %}<mj-text css-class='badge'>{{ x.badge }}</mj-text>{% endif %}<mj-text css-class='t'>{{ x.title }} <b>{{ loop.index }}</b></mj-text>"
    "<mj-button href='{{ x.url }}'>Köp</mj-button></mj-column></mj-section>"
)
LAST = "<mj-section><mj-column><mj-text><a href='{{ out }}'>Avregistrera</a></mj-text></mj-column></mj-section>"
FIRST = "<mj-section><mj-column><mj-text mj-class='k'>Hej {{ a }}!{% if b %} Guld.{% endif %}</mj-text></mj-column></mj-section>"

TEMPLATES = {
    "loop": f"<mjml>{HEAD}<mj-body>{FIRST}{{% for x in xs %}}{ROW}{{% endfor %}}{LAST}</mj-body></mjml>",
    "by hand": f"<mjml>{HEAD}<mj-body>{FIRST}"
    + "".join(
        f"<mj-section>{{% if xs[{n}].badge %}}<mj-column><mj-text>{{{{ xs[{n}].badge }}}} nu</mj-text></mj-column>{{% endif %}}<mj-column><mj-text>{{{{ xs[{n}].title }}}}</mj-text></mj-column></mj-section>"
        for n in range(4)
    )
    + f"{LAST}</mj-body></mjml>",
    "whole sections": f"<mjml><mj-body>{FIRST}{{% for x in xs %}}{{% if x.badge %}}<mj-section><mj-column><mj-text>{{{{ x.title }}}}</mj-text></mj-column></mj-section>"
    f"<mj-section full-width='full-width'><mj-column><mj-text>{{{{ x.badge }}}}</mj-text></mj-column></mj-section>{{% else %}}<mj-raw><hr></mj-raw>{{% endif %}}{{% endfor %}}{LAST}</mj-body></mjml>",
    "wrapper and hero": f"<mjml>{HEAD}<mj-body>{FIRST}{{% for x in xs %}}<mj-wrapper gap='5px'>{ROW}<mj-section><mj-column><mj-divider /></mj-column></mj-section></mj-wrapper>"
    f"<mj-hero background-url='{{{{ x.image }}}}' height='100px'>{{% if x.badge %}}<mj-text>{{{{ x.badge }}}}</mj-text>{{% endif %}}</mj-hero>{{% endfor %}}{LAST}</mj-body></mjml>",
    "macro and set": "{% macro card(x) %}<mj-section><mj-column><mj-text>{{ x.title }}{% if x.badge %} {{ x.badge }}{% endif %}</mj-text></mj-column></mj-section>{% endmacro %}"
    f"{{% set late %}}<i>{{{{ a }}}}</i>{{% endset %}}<mjml>{HEAD}<mj-body>{FIRST}{{% for x in xs %}}{{{{ card(x) }}}}<mj-section><mj-column><mj-text>{{{{ late }}}}</mj-text></mj-column></mj-section>{{% endfor %}}{LAST}</mj-body></mjml>",
    "own text": f"<mjml>{HEAD}<mj-body>{FIRST}{{% for x in xs %}}<mj-section background-color='{{{{ x.colour }}}}'><mj-column><mj-text>{{{{ 'Ny!' if x.badge else 'Kvar' }}}} {{{{ x.title }}}}</mj-text></mj-column></mj-section>{{% endfor %}}{LAST}</mj-body></mjml>",
    "nested loops": f"<mjml>{HEAD}<mj-body>{FIRST}{{% for row in xs|batch(2) %}}<mj-section><mj-column><mj-text>{{{{ row|length }}}}</mj-text></mj-column></mj-section><mj-section>{{% for x in row %}}<mj-column>"
    f"<mj-text>{{% if x.badge %}}{{{{ x.badge }}}}{{% endif %}} {{{{ x.title }}}} {{{{ row[0].title }}}}</mj-text></mj-column>{{% endfor %}}</mj-section>{{% endfor %}}{LAST}</mj-body></mjml>",
    "components": f"<mjml>{HEAD}<mj-body><mj-section><mj-column><mj-navbar hamburger='hamburger'><mj-navbar-link href='/a'>A</mj-navbar-link></mj-navbar></mj-column></mj-section>{FIRST}"
    "{% for x in xs %}<mj-section><mj-column>{% if x.badge %}<mj-accordion><mj-accordion-element><mj-accordion-title>{{ x.badge }}</mj-accordion-title><mj-accordion-text>{{ x.title }}</mj-accordion-text></mj-accordion-element></mj-accordion>"
    f"{{% else %}}<mj-social><mj-social-element name='facebook' href='{{{{ x.url }}}}'>{{{{ x.title }}}}</mj-social-element></mj-social>{{% endif %}}</mj-column></mj-section>{{% endfor %}}{LAST}</mj-body></mjml>",
    "links and forms": f"<mjml>{HEAD}<mj-body>{FIRST}{{% for x in xs %}}<mj-section>{{% if x.badge %}}<mj-column><mj-text><form><input name='{{{{ x.title }}}}' placeholder='p'></form><!--[if mso]><v:rect href=\"{{{{ x.url }}}}\"></v:rect><![endif]--></mj-text></mj-column>"
    f"{{% endif %}}<mj-column><mj-table>{{% for y in x.ys %}}<tr><td>{{{{ y }}}}</td><td>{{{{ x.title }}}}</td></tr>{{% endfor %}}</mj-table></mj-column></mj-section>{{% endfor %}}{LAST}</mj-body></mjml>",
}  # fmt: skip
PREHEADER = "{{ a }}{% if b %} med guld{% endif %}"

TEXT = st.sampled_from(["Lampa", "O'Neil & Co", "<b>", "&amp;", "å\nä", "", "\u202eabc", "tq1x", "😀"])
OFFER = st.fixed_dictionaries({
    "title": TEXT, "badge": st.sampled_from(["", "", "Ny", "-20 %"]), "image": st.sampled_from(["https://x.example/1.png", "/2.png"]),
    "url": st.sampled_from(["https://x.example/a?b=1&c=2", "mailto:a@b.example", ""]), "colour": st.sampled_from(["#fff", "red"]),
    "ys": st.lists(TEXT, max_size=2),
})  # fmt: skip
CONTEXT = st.fixed_dictionaries({"a": TEXT, "b": st.booleans(), "xs": st.lists(OFFER, min_size=0, max_size=6), "out": st.just("https://u.example/1")})  # fmt: skip


@functools.cache
def project(which: str) -> Project:
    made = Project.in_memory(
        manifest={"subject": "S {{ a }}{% if b %}!{% endif %}", "preheader": PREHEADER, "purpose": "service", "locale": "sv-SE"},
        mjml=TEMPLATES[which], schema=SCHEMA,
    )  # fmt: skip
    made.template("case").__dict__["composer"] = Composer(made.template("case"))
    return made


def email(made: Project, context: dict[str, Any]) -> Any:
    draft = made.draft("case", context)
    return draft, made._renderer.email(draft, made.linter.check(draft))


def whole(draft: Any) -> RenderShape:
    family = draft.shape.composed
    assert isinstance(family, ComposedFamily)
    return family.whole(draft.shape.texts)


@given(st.sampled_from(sorted(TEMPLATES)), CONTEXT)
@settings(max_examples=200, deadline=None)
def test_parts_together_are_the_whole(which: str, context: dict[str, Any]) -> None:
    made = project(which)
    context = {"customer": {"id": 1}, **context}
    draft, sent = email(made, context)
    if not isinstance(draft.shape, ComposedShape):
        assert not context["xs"], f"{which} is not put together"
        return
    assert not draft.template.__dict__["composer"].off
    one = whole(draft)
    assert told(draft.outline) == told(one.outline)
    assert facts(draft.shape.moulded()) == facts(one.moulded())
    subject, preheader, html, text = one.moulded().fill(draft.values, 10**8, "")
    assert (sent.subject, sent.preheader, sent.html, sent.text) == (subject, preheader, html, text)


def test_few_kinds_of_section_make_many_shapes() -> None:
    made = project("loop")
    for number in range(1 << 6):
        xs = [{"title": "T", "badge": "Ny" if number >> at & 1 else "", "image": "/i.png", "url": "/u"} for at in range(6)]
        draft, _sent = email(made, {"customer": {"id": 1}, "a": "A", "b": False, "xs": xs, "out": "/o"})
        assert isinstance(draft.shape, ComposedShape)
    composer = draft.template.__dict__["composer"]
    assert not composer.off
    assert len(composer.kinds._kinds) <= 4
    assert composer.compared["outline"] <= 8
    assert composer.compared["mould"] <= 8


def made_of(mjml: str, **more: Any) -> Project:
    made = Project.in_memory(manifest={"subject": "S", "purpose": "service", "locale": "en"}, mjml=mjml, schema=SCHEMA, **more)
    made.template("case").__dict__["composer"] = Composer(made.template("case"))
    return made


def simple(css: str, section: str = "<mj-section><mj-column>{% if x %}<mj-text css-class='t'>{{ x }}</mj-text>{% endif %}<mj-text>y</mj-text></mj-column></mj-section>") -> str:  # fmt: skip
    return f"<mjml><mj-head>{css}</mj-head><mj-body><mj-section></mj-section>{{% for x in xs %}}{section}{{% endfor %}}<mj-section></mj-section></mj-body></mjml>"


@pytest.mark.parametrize(
    "css",
    [
        "<mj-style>.t + .t { color: red }</mj-style>",
        "<mj-style inline='inline'>div ~ div { color: red }</mj-style>",
        "<mj-style>div:nth-child(2) .t { color: red }</mj-style>",
        "<mj-style>div:last-of-type { color: red }</mj-style>",
        "<mj-style>@media print { p:first-child { color: red } }</mj-style>",
        "<mj-style>div:not(:only-child) { color: red }</mj-style>",
        "<mj-html-attributes><mj-selector path='div + div'><mj-html-attribute name='data-a'>1</mj-html-attribute></mj-selector></mj-html-attributes>",
    ],
)
def test_styles_that_depend_on_siblings_take_the_message_as_a_whole(css: str) -> None:
    made = made_of(simple(css))
    for xs in (["a"], ["", "b"]):
        draft, _sent = email(made, {"customer": {"id": 1}, "xs": xs})
        assert type(draft.shape) is RenderShape


@pytest.mark.parametrize(
    "css", ["<mj-style>.t[title~='a'] { color: red } a[href='x+y'] { color: red } .t > b { color: red }</mj-style>", "<mj-style>div p { margin: 0 }</mj-style>"]
)  # fmt: skip
def test_styles_that_do_not_are_no_hindrance(css: str) -> None:
    made = made_of(simple(css))
    draft, _sent = email(made, {"customer": {"id": 1}, "xs": ["a", ""]})
    assert isinstance(draft.shape, ComposedShape)


@pytest.mark.parametrize(
    "section",
    [
        "{% if x %}<mj-raw><div class='t'></mj-raw>{% endif %}<mj-section><mj-column><mj-text>y</mj-text></mj-column></mj-section>{% if x %}<mj-raw></div></mj-raw>{% endif %}",
        "{% if x %}<mj-raw><!--[if mso]></mj-raw>{% endif %}<mj-section><mj-column><mj-text>y</mj-text></mj-column></mj-section>{% if x %}<mj-raw><![endif]--></mj-raw>{% endif %}",
        "<mj-section><mj-column><mj-text><div>{{ x }}</mj-text></mj-column></mj-section>",
        "<mj-section><mj-column><mj-carousel><mj-carousel-image src='/{{ x }}.png' /></mj-carousel></mj-column></mj-section>",
        "<mj-section><mj-column><mj-text><style>.t { color: red }</style>{{ x }}</mj-text></mj-column></mj-section>",
    ],
)
def test_what_reaches_beyond_its_section_is_never_put_together_wrongly(section: str) -> None:
    made = made_of(simple("<mj-style>.t p { color: red } p { margin: 0 }</mj-style>", section))
    reference = made_of(simple("<mj-style>.t p { color: red } p { margin: 0 }</mj-style>", section))
    reference.template("case").__dict__["composer"].off = True
    for xs in (["a"], ["", "b", "c"], ["a", "b"], ["a", "", "b", "c"]):
        context = {"customer": {"id": 1}, "xs": xs}
        assert outcome(made, context) == outcome(reference, context)


def outcome(made: Project, context: dict[str, Any]) -> tuple[str, ...]:
    try:
        sent = email(made, context)[1]
    except StageError as error:
        return (str(error),)
    return sent.html, sent.text


def test_a_difference_found_in_comparing_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from tactful.render import opening

    made = made_of(simple(""))
    monkeypatch.setattr(opening, "BODY_END", "</body>")
    draft, sent = email(made, {"customer": {"id": 1}, "xs": ["a", ""]})
    assert draft.template.__dict__["composer"].off
    assert sent.html.endswith("</div></body></html>")
    assert type(made.draft("case", {"customer": {"id": 1}, "xs": ["", ""]}).shape) is RenderShape


def test_values_that_cannot_stay_open_are_checked_in_every_part() -> None:
    made = made_of(simple("", "<mj-section background-color='{{ x }}'><mj-column><mj-text>y</mj-text></mj-column></mj-section>"))
    for xs in (["#fff", "red"], ["blue", "#123456", "red"]):
        draft, sent = email(made, {"customer": {"id": 1}, "xs": xs})
        assert isinstance(draft.shape, ComposedShape)
        assert all(value in sent.html for value in ("red", "#fff"[:1]))
    with pytest.raises(ContextError, match="cannot stand in the attribute background-color"):
        email(made, {"customer": {"id": 1}, "xs": ["#fff", "red;background:url(https://evil.example)"]})


def test_dangerous_links_are_refused_in_every_part() -> None:
    made = made_of(simple("", "<mj-section><mj-column><mj-button href='{{ x }}'>y</mj-button></mj-column></mj-section>"))
    draft, _sent = email(made, {"customer": {"id": 1}, "xs": ["https://a.example", "/b"]})
    assert isinstance(draft.shape, ComposedShape)
    with pytest.raises(ContextError, match="no email may hold"):
        email(made, {"customer": {"id": 1}, "xs": ["https://a.example", "javascript:alert(1)"]})


def test_layouts_and_blocks_are_followed() -> None:
    layout = "<mjml><mj-body><mj-section></mj-section>{% block content %}{% endblock %}<mj-section></mj-section></mj-body></mjml>"
    made = made_of(
        "{% extends 'case/layout.mjml' %}{% block content %}{% for x in xs %}<mj-section><mj-column>{% if x %}<mj-text>{{ x }}</mj-text>{% endif %}"
        "<mj-text>{{ super() }}</mj-text></mj-column></mj-section>{% endfor %}{% endblock %}",
        files={"case/layout.mjml": layout},
    )
    draft, _sent = email(made, {"customer": {"id": 1}, "xs": ["a", "", "b"]})
    assert isinstance(draft.shape, ComposedShape)
    assert told(draft.outline) == told(whole(draft).outline)


COPY = {
    "tidy": "{% for x in xs %}<mj-section><mj-column>{% if x.badge %}<mj-text>{{ x.badge }}</mj-text>{% endif %}<mj-text>{{ x.title }}</mj-text></mj-column></mj-section>{% endfor %}",
    "facts in offers": "{% for x in xs %}<mj-section><mj-column><mj-text>{% if customer.history[0].item == x.title %}Vi såg att du köpte {{ x.title }} i måndags, bara idag!"
    "{% endif %} {{ x.title }} gratis</mj-text><mj-text>{{ customer.city }}{% if x.badge %} sista chansen{% endif %}</mj-text></mj-column></mj-section>{% endfor %}",
    "claims in places": "{% for x in xs %}<mj-section><mj-column>{% if x.badge %}<mj-text>Din yogamatta saknar dig, {{ customer.first_name }}. Har du diabetes?</mj-text>{% endif %}"
    "<mj-text>Fyll i ditt personnummer</mj-text><mj-table><tr><td>{{ x.title }}</td></tr></mj-table><mj-button href='https://x.example/{{ customer.age }}'>Köp</mj-button></mj-column></mj-section>{% endfor %}",
    "forms": "{% for x in xs %}<mj-section><mj-column><mj-text>{% if x.badge %}<form><input name='birth_date'></form>{% endif %}"
    "<a href='https://x.example/avregistrera'>{{ x.title }}</a></mj-text></mj-column></mj-section>{% endfor %}",
}  # fmt: skip


@functools.cache
def lint_project(which: str, selection: bool) -> Project:
    manifest = {
        "subject": "S {{ customer.first_name }}",
        "preheader": PREHEADER,
        "purpose": "promotion",
        "locale": "sv-SE",
        "topics": ["retail"],
    }
    made = Project.in_memory(
        manifest={**manifest, "selection": ["customer.age"]} if selection else manifest, schema=SCHEMA,
        mjml=f"<mjml><mj-body>{FIRST}{COPY[which]}{LAST}</mj-body></mjml>",
    )  # fmt: skip
    made.template("case").__dict__["composer"] = Composer(made.template("case"))
    return made


@given(st.sampled_from(sorted(COPY)), st.booleans(), CONTEXT, st.sampled_from(["", "Lampa", "yogamatta"]), st.booleans())
@settings(max_examples=120, deadline=None)
def test_rules_find_the_same_in_parts_as_in_the_whole(
    which: str, selection: bool, context: dict[str, Any], item: str, labelled: bool
) -> None:
    made = lint_project(which, selection)
    customer = {
        "id": 1, "first_name": "Åsa", "city": "Lund", "age": 42, "locale": "sv-SE",
        "history": [{"topic": "retail", "kind": "purchase", "item": item, "at": "2026-02-09T10:00:00+01:00"}] if item else [],
        **({"facts": {"customer.city": {"observed_at": "2020-01-01"}}} if labelled else {}),
    }  # fmt: skip
    context = {**context, "as_of": "2026-02-13T08:00:00+01:00", "customer": customer}
    draft = made.draft("case", context)
    if not isinstance(draft.shape, ComposedShape):
        assert not context["xs"]
        return
    alone = Draft(whole(draft), draft.values, draft.context)
    with patch.object(Decision, "of", lambda self, shape, decide: decide(shape)):  # shared with no other shape
        expected = made.linter.check(alone).findings
    assert made.linter.check(draft).findings == expected


def test_a_rule_that_changes_what_it_reads_is_found_out_in_parts_too() -> None:
    class Meddler(Rule):
        """A rule that changes the context.

        What it finds: nothing.

        Why it hurts: it lies to the rules after it.

        What to do: repair it.

        Source: the test.
        """

        code = "ACM901"
        name = "meddler"

        def check_draft(self, draft: Draft) -> Any:
            if draft.context["xs"][0]:
                draft.context["xs"][0] = ""
            return ()

    made = made_of(simple(""), rules=[Meddler()])
    draft = made.draft("case", {"customer": {"id": 1}, "xs": ["a", ""]})
    assert isinstance(draft.shape, ComposedShape)
    assert [finding.evidence.get("rule_failed") for finding in made.linter.check(draft).findings] == [True]


def test_shapes_of_parts_are_kept_in_greater_number() -> None:
    made = made_of(simple(""), config={"limits": {"shape_cache": 2}})
    for number in range(16):
        made.draft("case", {"customer": {"id": 1}, "xs": [str(number >> at & 1).replace("0", "") for at in range(4)]})
    info = made.cache_info()
    assert (info.maxsize, info.composed, info.shapes) == (2, 8, 8)
