"""HTML laid out for a diff: nothing lost but white space."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.snapshots.pretty import pretty


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div><p>a</p></div>", "<div>\n  <p>\n    a\n  </p>\n</div>\n"),
        ("<td>a <b>b</b>\n  c<br>d</td>", "<td>\n  a <b>b</b> c<br>d\n</td>\n"),
        ("<div><img src='a'><hr/>x</div>", "<div>\n  <img src='a'>\n  <hr/>\n  x\n</div>\n"),
        ("<p>1 < 2</p>", "<p>\n  1 < 2\n</p>\n"),
        ("<!-- a\n b --><p></p>", "<!-- a b -->\n<p>\n</p>\n"),
        ("<style>a{b:c}@media x{d{e:f}}</style>", "<style>\n"),
        ('<a title="a > b" href="x">t</a>', '<a title="a > b" href="x">t</a>\n'),
        ("</div></div><p>x", "</div>\n</div>\n<p>\n  x\n"),
    ],
)
def test_layout(html: str, expected: str) -> None:
    assert pretty(html).startswith(expected)


def test_a_long_tag_has_an_attribute_per_line() -> None:
    lines = pretty(f'<td style="{"a:b;" * 30}" class="x" width=5 hidden>y</td>').splitlines()
    assert [line.strip() for line in lines[2:6]] == ['class="x"', "width=5", "hidden", ">"]


_PARTS = st.lists(
    st.sampled_from(["<div>", "</div>", "<b>", "</b>", "<br>", '<td class="a b">', "</td>", " ", "text", "å < ä", "<!-- c -->", "&nbsp;", "\n\t", "x > y"])
)  # fmt: skip


@given(_PARTS)
def test_no_tag_or_word_is_lost_and_it_is_stable(parts: list[str]) -> None:
    html = "".join(parts)
    shown = pretty(html)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", html)
    assert pretty(shown) == shown
