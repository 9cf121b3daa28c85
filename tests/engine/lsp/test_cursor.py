"""What stands at a cursor, in templates that do not parse."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.lsp.jinja import canonical, chain_at, scope_at, tag_at, tags
from tactful.lsp.text import Place, Text, moved, path_of, uri_of


def cursor(marked: str) -> tuple[str, int]:
    return marked.replace("¦", ""), marked.index("¦")


@pytest.mark.parametrize(
    ("marked", "path"),
    [
        ("{{ customer.city¦ }}", "customer.city"), ("{{ customer.ci¦ty }}", "customer.city"), ("{{ cust¦omer.city }}", "customer"),
        ("{{ customer['city']¦ }}", "customer.city"), ("{{ customer.history[0].it¦em }}", "customer.history[].item"),
        ("{% for o in offers %}{{ o.tit¦le }}{% endfor %}", "offers[].title"), ("{% for o in offers %}{{ o.price.am¦ount", "offers[].price.amount"),
        ("{% for h in customer.history | selectattr('topic', 'eq', 'a') | list %}{{ h.it¦em }}", "customer.history[].item"),
        ("{% for h in customer.history[:3] %}{{ h.it¦em }}", None), ("{% for o in offers %}{% endfor %}{{ o¦ }}", "o"),
        ("{% set c = customer %}{{ c.ci¦ty }}", "customer.city"), ("{% set h = customer.history | last %}{{ h.at¦ }}", "customer.history[].at"),
        ("{% set c = customer.city | upper %}{{ c¦ }}", None), ("{% with c = customer %}{{ c.ci¦ty }}{% endwith %}", "customer.city"),
        ("{% with c = customer %}{% endwith %}{{ c.ci¦ty }}", "c.city"), ("{% macro m(c) %}{{ c.ci¦ty }}", None), ("{% set c %}x{% endset %}{{ c¦ }}", None),
        ("{% import 'a' as parts %}{{ parts.ca¦rd() }}", None), ("{% raw %}{{ customer.ci¦ty }}{% endraw %}", "nothing"), ("{# {{ customer.ci¦ty }} #}", "nothing"),
        ("{{ customer. }}\n{{ customer.ci¦ty }}", "customer.city"), ("{{ 'a }} b' ~ customer.ci¦ty }}", "customer.city"), ("{{ 'customer.ci¦ty' }}", "nothing"),
        ("{% for o in offers %}{% if x %}{{ o.ti¦tle", "offers[].title"), ("<b>customer.ci¦ty</b>", "nothing"), ("{{ a if customer.ci¦ty", "customer.city"),
        ("{% for o in offers if o.x %}{{ o.ti¦tle", "offers[].title"), ("{% for a, b in customer | dictsort %}{{ a¦ }}", None),
        ("{% for o in offers %}{% for p in o.terms %}{{ p¦ }}", "offers[].terms[]"), ("{%- for o in offers -%}{{- o.ti¦tle -}}", "offers[].title"),
    ],
)  # fmt: skip
def test_the_member_under_the_cursor(marked: str, path: str | None) -> None:
    text, offset = cursor(marked)
    place = chain_at(text, offset)
    if path == "nothing":
        assert place is None
    else:
        assert place is not None
        assert canonical(text[slice(*place)], scope_at(text, offset)) == path


@pytest.mark.parametrize(
    ("marked", "kind", "inner"),
    [
        ("{{ a¦ }}", "output", " a "), ("{% if ¦", "statement", " if "), ("{{ a¦ {% if b %}", "output", " a "), ("{{ a¦\n<b>}}</b>", "output", " a\n<b>"),
        ("{{ a¦\n<b></b>", "output", " a"), ("{# a¦ {{ b }} #}", "comment", " a {{ b }} "), ("{{ '}}' ¦}}", "output", " '}}' "),
    ],
)  # fmt: skip
def test_the_tag_around_the_cursor(marked: str, kind: str, inner: str) -> None:
    text, offset = cursor(marked)
    tag = tag_at(text, offset)
    assert tag is not None
    assert (tag.kind, tag.inner) == (kind, inner)


@given(st.text(st.sampled_from("{}%#'\"ab .|-\n["), max_size=60), st.data())
def test_any_text_has_tags_in_order(text: str, data: st.DataObject) -> None:
    found = tags(text)
    assert all(text[tag.begin : tag.begin + len(tag.inner)] == tag.inner and tag.start < tag.begin <= tag.end for tag in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    offset = data.draw(st.integers(0, len(text)))
    chain_at(text, offset)
    scope_at(text, offset)


TEXTS = st.text(st.sampled_from("aå🎉\u200d\n\r \t"), max_size=40)


@given(TEXTS, st.sampled_from(["utf-8", "utf-16", "utf-32"]), st.data())
def test_places_lead_back(text: str, encoding: str, data: st.DataObject) -> None:
    lines = Text(text, encoding)
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] != "\r\n":  # between the two there is no place
        assert lines.offset(lines.place(offset)) == offset


def test_places_of_utf_16() -> None:
    text = Text("a🎉b\r\nå")
    assert text.place_of(1, 3) == Place(0, 3)
    assert text.offset(Place(0, 2)) == 1, "the middle of a pair is before it"
    assert text.offset(Place(0, 3)) == 2
    assert text.place_of(2, 2) == Place(1, 1)
    assert text.offset(Place(9, 9)) == len(text.text)
    assert text.place_of(9, 9) == Place(1, 0)


@pytest.mark.parametrize(
    ("uri", "windows", "path"),
    [
        ("file:///home/a%20b/gr%C3%BC%C3%9Fe.mjml", False, "/home/a b/grüße.mjml"), ("file:///c%3A/mail/a%20b.mjml", True, "c:/mail/a b.mjml"),
        ("file:///C:/mail/a.mjml", True, "C:/mail/a.mjml"), ("file://server/share/a.mjml", True, "//server/share/a.mjml"), ("FILE:///a", False, "/a"),
        ("file:///a%23b%3Fc.mjml", False, "/a#b?c.mjml"), ("untitled:Untitled-1", False, None), ("git:/a/b.mjml", True, None),
    ],
)  # fmt: skip
def test_files_of_uris(uri: str, windows: bool, path: str | None) -> None:
    found = path_of(uri, windows)
    assert (found.as_posix() if found is not None else None) == path


@pytest.mark.parametrize("path", ["/home/a b/grüße.mjml", "/a#b?c%20.mjml"])
def test_uris_of_files_lead_back(path: str) -> None:
    assert path_of(uri_of(Path(path)), False) == Path(path)


@pytest.mark.parametrize(
    ("before", "after", "line", "now"),
    [
        ("a\nb\nc", "a\nX\nb\nc", 2, 3), ("a\nb\nc", "a\nX\nb\nc", 1, 1), ("a\nb\nc", "a\nc", 3, 2), ("a\nb\nc", "a\nc", 2, None), ("a\nb\nc", "a\nB\nc", 2, None),
        ("a\nb\nc", "a\nb\nc", 2, 2), ("a\na\na", "a\na", 3, None), ("a\r\nb", "x\r\na\r\nb", 2, 3),
    ],
)  # fmt: skip
def test_lines_that_moved(before: str, after: str, line: int, now: int | None) -> None:
    assert moved(before, after, line) == now
