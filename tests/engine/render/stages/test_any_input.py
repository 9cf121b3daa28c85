"""No input ends the process, hangs it, or comes out as anything but HTML or an error of ours: the stages over documents that nobody would write."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tactful.errors import TactfulError
from tactful.mjml.elements import ELEMENTS
from tactful.mjml.parser import parse
from tactful.render.stages.inline import inline_css
from tactful.render.stages.mjml import compile_mjml
from tactful.render.stages.selfcheck import check_html
from tactful.render.stages.text import plain_text

TAGS = sorted(ELEMENTS)
NAMES = sorted(
    {name for element in ELEMENTS.values() for name in element.attributes}
    | {"mj-class", "css-class", "Href", "data-x", "ö", "1", "@", "x:y"}
)
VALUES = st.one_of(
    st.sampled_from([
        "", "0", "10px", "-5px", "50%", "1e999px", "NaN", "Infinity", "9" * 400, "auto", "none", "#abc", "red", "rgba(1,2,3,0.5)", "a b", "1px 2px 3px 4px 5px",
        "center top", "cover", "full-width", "true", "false", "fluid-height", "hamburger", "vertical", "rtl", "file-start", "inline", "&", "&quot;", "%", "\\", "{{ x }}",
    ]),
    st.text(max_size=12),
)  # fmt: skip
LOOSE = st.one_of(
    st.sampled_from([
        "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<!", "<?", "<!--[if mso]>", "<![endif]-->", "<!--[if !mso]><!-->", "<!--<![endif]-->", "'", '"', "&nbsp;", "\0",
        "\ud800", "\u2028", "<br>", "<p>", "</p>", "<td>", "<script>", "</script>", "<style>", "</style>", "</body></html>", "<mj-", "</mjml>", "=", " ", "\r\n", "ord",
    ]),
    st.text(max_size=8),
)  # fmt: skip


@st.composite
def tags(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.tuples(st.sampled_from(NAMES), VALUES, st.sampled_from(['"', "'", ""])), max_size=4))
    written = "".join(f" {name}={quote}{value}{quote}" for name, value, quote in names)
    tag = draw(st.sampled_from(TAGS))
    return draw(
        st.sampled_from(
            [f"<{tag}{written}>", f"<{tag}{written}/>", f"</{tag}>", f"<{tag}{written}>ord</{tag}>", f"<{tag.upper()}{written}></{tag}>"]
        )
    )


LEAF = st.one_of(tags(), LOOSE)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", st.sampled_from(TAGS), st.lists(inner, max_size=4))


DOCUMENTS = st.lists(st.recursive(LEAF, _nested, max_leaves=12), max_size=8).map("".join)


def through(source: str) -> None:
    """All stages; nothing but an error of ours may come out of them."""
    failure: TactfulError | None = None
    html = text = ""
    try:
        document = parse(source)
        html = inline_css(compile_mjml(source, document))
        check_html(html, document)
        text = plain_text(document)
    except TactfulError as error:
        failure = error
    if failure is not None:
        assert failure.remedy
        return
    assert "<!DOCTYPE html>" in html
    assert "NaN" not in html.partition("<body")[2] or "NaN" in source
    assert text.endswith("\n")


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whole_documents(source: str) -> None:
    through(source)


@given(DOCUMENTS, DOCUMENTS)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_bodies_and_heads(body: str, head: str) -> None:
    through(f"<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>{body}</mj-column></mj-section></mj-body></mjml>")


def column(body: str, head: str = "") -> str:
    return f"<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>{body}</mj-column></mj-section></mj-body></mjml>"


MANY = 20_000


@pytest.mark.parametrize(
    "source",
    [
        column(f"<mj-text>{'<b>' * MANY}x{'</b>' * MANY}</mj-text>"), column(f"<mj-text>{'<!-- ' * MANY}x</mj-text>"), column(f"<mj-text>{'<script>' * MANY}</mj-text>"),
        column(f"<mj-text>{'<' * MANY}</mj-text>"), column("<!--" * MANY), column("</mj-text>" * MANY), column("<mj-text>" * MANY), column("<mj-wrapper>" * MANY),
        column('<mj-text a="' + '"' * MANY + ">x</mj-text>"), column("<mj-text " + " ".join(f'a{n}="x"' for n in range(MANY)) + ">x</mj-text>"),
        column(f'<mj-text mj-class="{"a " * MANY}">x</mj-text>', '<mj-attributes><mj-class name="a" css-class="k" /></mj-attributes>'),
        column("x", f"<mj-style>{'a{' * MANY}</mj-style>"), column("x", f"<mj-style>{'/*' * MANY}</mj-style>"), column("x", f"<mj-style>{'a ' * 3000}{{color:red}}</mj-style>"),
        column(f"<mj-text>{'&amp;' * MANY}{'&#99999999999;' * 500}</mj-text>"), column("<![CDATA[" * MANY), column(f'<mj-image width="{"9" * MANY}px" padding="{"9" * MANY}px" />'),
        column("<mj-carousel>" + '<mj-carousel-image src="x" />' * 60 + "</mj-carousel>"),
    ],
)  # fmt: skip
def test_great_numbers_of_anything_take_time_that_grows_with_them(source: str) -> None:
    begun = time.monotonic()
    through(source)
    assert time.monotonic() - begun < 20  # what is quadratic takes a minute
