"""The scanner of HTML: what is read in one pass is what is read step by step."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.mjml.html import Event, events, squeezed, start_tags, visible

BITS = [
    "<a", "<B ", "</a>", ">", "/>", "/", "=", '"', "'", " ", "\n", "x", "href", "data-x", "<!--", "-->", "<!", "<?", "<style>", "</style>", "&amp;", "å",
    '="y"', "='z'", "=q ", "<", "<![endif]-->", "<!--[if mso]>", "<title>", "<p>", "a&nbsp;b", "<script>", "</script>", "<textarea>", "<STYLE>", "</Stylex",
]  # fmt: skip
HTML = st.lists(st.sampled_from(BITS), max_size=14).map("".join)


def in_steps(source: str) -> str:
    return "".join(visible(source, 0, len(source)).text.split())


def told(event: Event) -> tuple[object, ...]:
    return event.start, event.end, event.tag, [(one.name, one.value, one.quote, one.start, one.end) for one in event.attributes]


@given(HTML)
@settings(max_examples=600, deadline=None)
def test_in_one_pass_as_in_steps(source: str) -> None:
    assert squeezed(source) == in_steps(source)
    assert [told(event) for event in start_tags(source)] == [told(event) for event in events(source) if event.kind == "start"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Hej <b>du</b></p>", "Hejdu"),
        ("a<!-- dold -->b<style>p { color: red }</style>c<script>x < y</script>d", "abcd"),
        ('<a title="a > b">x &amp; y</a>', "x&y"),
        ("<!--[if mso]><td>bara Outlook</td><![endif]-->alla", "alla"),
        ("3 < 4 och 5 > 4", "3<4och5>4"),
        ("<style>aldrig stängd", ""),
        ("<textarea>inte text</textarea>ute", "ute"),
    ],
)
def test_what_a_reader_sees_without_white_space(source: str, text: str) -> None:
    assert squeezed(source) == text == in_steps(source)


def test_a_part_of_a_source() -> None:
    assert squeezed("<b>a</b><i>b</i>", 8) == "b"
    assert squeezed("<b>a</b><i>b</i>", 0, 8) == "a"


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("<a href=x/>", [("href", "x/", "")]),
        ("<a HREF='a>b' b>", [("href", "a>b", "'"), ("b", "", "")]),
        ('<a b="" / c>', [("b", "", '"'), ("c", "", "")]),
        ('<a b="x', [("b", "", ""), ("x", "", "")]),
    ],
)
def test_attributes_are_read_when_asked_for(tag: str, attributes: list[tuple[str, str, str]]) -> None:
    event = next(events(tag))
    assert event.get("nothing") is None
    assert [(one.name, one.value, one.quote) for one in event.attributes] == attributes
    assert event.get(attributes[0][0]) is event.attributes[0]


def test_many_quotes_and_brackets_take_no_time() -> None:
    hostile = '<a "' * 3_000 + "<a =" * 3_000 + "<a b='" * 3_000 + "<style>" * 3_000
    assert squeezed(hostile[:20_000]) == in_steps(hostile[:20_000])
    assert len(start_tags(hostile[:20_000])) > 0
