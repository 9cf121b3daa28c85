"""A document's skeleton has the elements of the document, in the same places, and what selectors look at."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tactful.mjml.html import events, pieces, tag_of
from tactful.render.stages.inline import inline_css
from tactful.render.stages.numbered import NUMBER, numbered, skeleton

STYLE = re.compile(r"<style(?![\w:-])[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
FRAGMENTS = [
    "<p>", "</p>", "<div class='a b'>", "</div>", '<td class="a" style="color:red">', "</td>", "<tr>", "</tr>", "<table>", "</table>", "<tbody>", "</tbody>",
    "<br>", "<br/>", '<img class="i" src="x>y">', "text ", " ", "<!-- <p class='no'> -->", "<!--[if mso]><table><![endif]-->", "<![if !mso]>", "<a href=x>", "</a>",
    "<STYLE>.a{}</STYLE>", "<style-x>", "</style-x>", "<title id=t>a<b</title>", "<textarea class=t><p></textarea>", "<script>if (a<b) {}</script>", "<h2 ID='x'>", "</h2>",
    "<li>", "<ul>", "</ul>", "<option>", "<select>", "</select>", "<span data-class='x' title=\"it's style=\">", "</span>", "</body>", "<body>", "<center hidden>", "<hr class>",
    "&amp;", "a < b", "<form>", "</form>", "<p class=\"&#97;\">", "<B class=b>", "</B>", "<v:rect class=v>", "</v:rect>", "<div\tstyle='x:y'\nclass=z>", "<p/class=q>",
]  # fmt: skip


def elements(text: str) -> list[tuple[str, tuple[str, ...], dict[str, str]]]:
    """Of each numbered element its number, what is around it, its class and id."""
    root: Any = etree.fromstring(text, etree.HTMLParser())
    found = []
    for element in root.iter() if root is not None else ():
        number = element.get(NUMBER) if isinstance(element.tag, str) else None
        if number is not None:
            around = tuple(parent.get(NUMBER) or parent.tag for parent in element.iterancestors())
            found.append((number, around, {name: element.get(name) for name in ("class", "id") if name in element.attrib}))
    return found


def same(html: str) -> None:
    text = skeleton(html, frozenset()).text
    assert elements(text) == elements(STYLE.sub("", numbered(html)[0]))


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14), st.booleans())
@settings(max_examples=400, deadline=None)
def test_the_skeleton_has_the_elements_of_the_document(parts: list[str], framed: bool) -> None:
    body = "".join(parts)
    same(f"<!DOCTYPE html><html><head><title>t</title><style>.a{{}}</style></head><body>{body}</body></html>" if framed else f"<p>{body}")


@pytest.mark.parametrize("before", ["", "text", " \n ", "<!-- c -->", "&nbsp;"])
@pytest.mark.parametrize("after", ["", "text", " \n ", "<p class='late'>x</p>"])
def test_text_outside_of_the_body_stays(before: str, after: str) -> None:
    same(f"{before}<html><head></head>{before}<body class='a'><p>x</p></body>{after}</html>{after}")


@given(st.lists(st.sampled_from([*FRAGMENTS, "<", "<p", "<!--", "</", '<p class="', "<style>", "]]>"]), max_size=10))
@settings(max_examples=300, deadline=None)
def test_pieces_are_the_whole_and_tags_are_those_of_the_scanner(parts: list[str]) -> None:
    html = "".join(parts)
    bare = skeleton(html, frozenset({"style"}))
    assert "".join(bare.pieces) == html
    tags = [event for event in events(html) if event.kind == "start"]
    assert bare.names == [event.tag for event in tags]
    assert [tag_of(bare.pieces[at])[0] for at in bare.tags] == [html[event.start : event.end] for event in tags]


def test_what_is_not_closed_has_no_pieces() -> None:
    assert pieces("<p>a</p>") == ["", "<p>", "a", "</p>", ""]
    assert [pieces(html) for html in ("<!-- a", "<p class='", "<style>.a{}", "a<b")] == [None] * 4
    assert pieces("a < b") == ["a < b"]
    assert skeleton("<p>a<!-- b", frozenset()).names == ["p"]


def test_only_what_is_asked_for_is_looked_at() -> None:
    html = '<body><div style="color:red" title="t"><p class=a style="x:y" bgcolor="b">x<i class="b" style=\'font:"it"\'>'
    expected = '<body #0><div #1><p #2 class=a bgcolor="b"><i #3 class="b" style=\'font:"it"\'>'
    assert skeleton(html, frozenset()).text == re.sub("#([0-9])", rf'{NUMBER}="\1"', expected)
    assert 'title="t"' in skeleton(html, frozenset({"title"})).text
    assert 'style="color:red"' in skeleton(html, frozenset({"style"})).text


@pytest.mark.parametrize(
    ("css", "tag", "styled"),
    [
        ("textarea{color:red}", "<textarea><p></textarea>", '<textarea style="color:red;"><p></textarea>'),
        ("my-box{color:red}", "<my-box>x</my-box>", '<my-box style="color:red;">x</my-box>'), ("h7.a{color:red}", "<p class='a'>x</p>", "<p class='a'>x</p>"),
        ("html .a{color:red}", "<p class='a'>x</p>", "<p class='a' style=\"color:red;\">x</p>"), (".a{color:red}", "<br class='a'/>", "<br class='a' style=\"color:red;\"/>"),
        (".a{color:red}", "<p class='a' title='style'>x</p>", "<p class='a' title='style' style=\"color:red;\">x</p>"),
        (".a{color:red}", "<p class='a' STYLE='top:0'>x</p>", "<p class='a' style=\"top:0;color:red;\">x</p>"),
        ("[title=t]{color:red}", "<p title='t'>x</p>", "<p title='t' style=\"color:red;\">x</p>"), ("p[style]{color:red}", "<p style='top:0'>x</p>", '<p style="top:0;color:red;">x</p>'),
        ("p:empty{color:red}", "<p></p><p>x</p>", '<p style="color:red;"></p><p>x</p>'), (".a{color:red}", "<!-- <p class='a'> --><p>x</p>", "<!-- <p class='a'> --><p>x</p>"),
    ],
)  # fmt: skip
def test_tags_are_restyled_in_their_places(css: str, tag: str, styled: str) -> None:
    page = "<!DOCTYPE html><html><head><style data-tactful-author>{}</style></head><body>{}</body></html>"
    assert inline_css(page.format(css, tag)) == page.format(css, styled).replace(" data-tactful-author", "")
