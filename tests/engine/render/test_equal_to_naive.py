"""Fast path and naive pipeline draw the same document, for every template and every value tried."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import dom, naive_html

from tactful.errors import ContextError, StageError, TactfulError
from tactful.project import Project

SCHEMA = {"additionalProperties": True}
BODY = "<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>{body}</mj-column></mj-section></mj-body></mjml>"

TEMPLATES = {
    "text": "<mj-text>Hej {{ a }}, <b>{{ b }}</b> &amp; {{ a }}</mj-text>",
    "link": '<mj-text><a href="https://x.example/{{ a }}?q={{ b|urlencode }}">{{ a }}</a></mj-text><mj-button href="https://x.example/{{ b }}">{{ a }}</mj-button>',
    "alt": '<mj-image src="https://x.example/a.png" alt="{{ a }}" title="{{ b }}" /><mj-text><img src="https://x.example/{{ a }}" alt="{{ b }}"></mj-text>',
    "table": "<mj-table>{% for x in xs %}<tr><td>{{ x }}</td><td>{{ loop.index }}</td></tr>{% endfor %}</mj-table>",
    "branches": "{% if a %}<mj-text>{{ a }}</mj-text>{% else %}<mj-divider />{% endif %}{% for x in xs %}<mj-button href='#'>{{ x }}{{ b }}</mj-button>{% endfor %}",
    "macro": "{% macro card(t, u) %}<mj-text css-class='t'>{{ t }} {{ caller() if caller }}</mj-text>{% endmacro %}{{ card(a) }}{% call card(b) %}{{ a }}{% endcall %}",
    "set": "{% set s %}<i>{{ a }}</i>{% endset %}<mj-text>{{ s }}{{ s }}{% if s %}!{% endif %}{{ s|length }}</mj-text>",
    "raw": "<mj-raw><p>{{ a }}</p><!-- {{ b }} --></mj-raw><mj-text><!--[if mso]>{{ a }}<![endif]--> x</mj-text>",
    "style attribute": '<mj-text><span class="{{ n }}" style="width:{{ n }}px">{{ a }}</span></mj-text><mj-text font-size="{{ n }}px">{{ b }}</mj-text>',
    "concat": "<mj-text>{{ a ~ ' & ' ~ b }}{{ 'x' if a else b }}{{ a|upper }}{{ xs|join('<') }}</mj-text>",
}  # fmt: skip
CSS = "<mj-title>{{ a }}</mj-title><mj-preview>{{ b }}</mj-preview><mj-style>.t { color: red } b { font-style: italic } @media (max-width:480px) { .t { color: blue !important } }</mj-style>"

TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            '"', "'", "<b>", "&", "&amp;", "&lt;", "{{ 7*7 }}", "{% for %}", "<mj-raw>", "</mj-text>", "]]>", "-->", "<!--", "a\nb", "a\tb", "\r\n", "\x00x", "\x07",
            "\ud800x", "\u202eabc", "e\u0301", "\u200b", "\xa0", "\xad", "ก่อน", "😀👩‍👩‍👧", "a" * 100_000, "\\\\", '\\"', "tq1x", "qz0zq", "qz1zq", "<script>alert(1)</script>", "%", "%00", "#", "+", " ",
        ]
    ),
)  # fmt: skip
VALUES = st.one_of(TEXTS, st.none(), st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.dates().map(str))


@functools.cache
def project(which: str) -> Project:
    return Project.in_memory(
        manifest={"subject": "S {{ a }}", "purpose": "service", "locale": "sv-SE"},
        mjml=BODY.format(head=CSS, body=TEMPLATES[which]),
        schema=SCHEMA,
    )


def fast_html(made: Project, context: dict[str, Any]) -> str:
    draft = made.draft("case", context)
    return made._renderer.email(draft, made.linter.static_report(draft.template)).html


@given(st.sampled_from(sorted(TEMPLATES)), VALUES, VALUES, st.lists(VALUES, max_size=4), st.integers(1, 40))
@settings(max_examples=250, deadline=None)
def test_same_document(which: str, a: Any, b: Any, xs: list[Any], n: int) -> None:
    made = project(which)
    context = {"customer": {"id": 1}, "a": a, "b": b, "xs": xs, "n": n}
    for _ in range(2):  # the first makes the shape, the second fills it
        try:
            found = fast_html(made, context)
        except TactfulError:
            with pytest.raises(TactfulError):
                naive_html(made, "case", context)
            return
    assert dom(found) == dom(naive_html(made, "case", context))


@pytest.mark.parametrize("which", sorted(TEMPLATES))
def test_a_mould_filled_for_another_customer_is_the_same_document(which: str) -> None:
    made = project(which)
    first = {"customer": {"id": 1}, "a": "Åsa", "b": "Bo", "xs": ["x", "y"], "n": 12}
    other = {"customer": {"id": 2}, "a": 'O\'Neil "the" <b>', "b": "&amp; Co", "xs": ["<", "&"], "n": 12}
    fast_html(made, first)
    misses = made.cache_info().misses
    assert dom(fast_html(made, other)) == dom(naive_html(made, "case", other))
    assert which in ("set", "concat") or made.cache_info().misses == misses, "the second customer should have found the shape"


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "\x01javascript:x",
        "file:///etc/passwd",
    ],
)
@pytest.mark.parametrize(
    "body",
    ['<mj-button href="{{ a }}">x</mj-button>', '<mj-text><a href="{{ a }}">x</a></mj-text>', '<mj-image src="{{ a }}" />',
     '<mj-text><a href="{{ b }}{{ a }}">x</a></mj-text>', "<mj-text><!--[if mso]><v:rect href=\"{{ a }}\"><![endif]-->x</mj-text>"],
)  # fmt: skip
def test_no_value_makes_a_link_that_runs(body: str, value: str) -> None:
    made = Project.in_memory(manifest={"subject": "S", "purpose": "service"}, mjml=BODY.format(head="", body=body), schema=SCHEMA)
    assert "https://ok.example" in fast_html(made, {"customer": {"id": 1}, "a": "https://ok.example", "b": ""})
    with pytest.raises(ContextError):
        fast_html(made, {"customer": {"id": 1}, "a": value, "b": ""})
    with pytest.raises(ContextError):
        fast_html(made, {"customer": {"id": 1}, "a": value[2:], "b": value[:2]}) if "{{ b }}" in body else fast_html(
            made, {"customer": {"id": 1}, "a": value, "b": ""}
        )


@pytest.mark.parametrize(
    "body",
    [
        '<mj-text color="{{ a }}">x</mj-text>',
        '<mj-text><b style="color:{{ a }}">x</b></mj-text>',
        '<mj-section background-color="{{ a }}"></mj-section>',
    ],
)
def test_no_value_writes_css(body: str) -> None:
    made = Project.in_memory(manifest={"subject": "S", "purpose": "service"}, mjml=BODY.format(head="", body=body), schema=SCHEMA)
    assert "#aabbcc" in fast_html(made, {"customer": {"id": 1}, "a": "#aabbcc"}) or "section" in body
    for value in ("red;background:url(https://evil.example)", "red} body{display:none", "expression(alert(1))", '"><script>'):
        with pytest.raises((ContextError, StageError)):
            fast_html(made, {"customer": {"id": 1}, "a": value})


FOREIGN = Path(__file__).resolve().parents[4] / "shared" / "mjml"
HOSTILE = ["Åsa", "<b>\"x\"</b> & 'y'", "😀\u202e", "a\nb\u00ad", ""]


@pytest.mark.skipif(not FOREIGN.is_dir(), reason="the third-party templates are not part of this repository (../shared/mjml)")
def test_same_document_on_templates_that_nobody_here_wrote() -> None:
    from jinja2 import meta

    compared = 0
    for file in sorted(FOREIGN.rglob("*.mjml")):
        source = file.read_text("utf-8", "replace").replace("\r\n", "\n")
        if "mj-include" in source or len(source) > 60_000:
            continue
        try:
            made = Project.in_memory(manifest={"subject": "S", "purpose": "service"}, mjml=source, schema=SCHEMA)
            names = meta.find_undeclared_variables(made.environment.tree("case/message.mjml")) if made.template("case") else set()
            for value in HOSTILE[: 3 if names else 1]:
                context = {"customer": {"id": 1}, **{name: value for name in sorted(names) if name not in ("customer", "range")}}
                found = fast_html(made, context)
                assert dom(found) == dom(naive_html(made, "case", context)), file.name
            compared += 1
        except TactfulError:
            continue  # what cannot be compiled is an error with a place, never an email
    assert compared > 150
