"""Where bodies of ending tags end, and the elements of a document in order."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tactful.mjml.parser import _tags_of, parse

_BITS = ["<mj-text", "</mj-text", ">", "/>", " a=", "'", '"', "x", "<!--", "-->", "<b>", "</b>", "<mj-section>", "</mj-section>", "\n"]


@given(st.lists(st.sampled_from(_BITS), max_size=24).map("".join))
def test_tags_of_a_name_are_those_that_a_search_with_backtracking_finds(source: str) -> None:
    slow = re.compile(r"<(/?)mj-text(?=[\s/>])((?:\"[^\"]*\"|'[^']*'|[^\"'>])*)>", re.IGNORECASE)
    assert [found.span() + found.groups() for found in _tags_of("mj-text").finditer(source)] == [
        found.span() + found.groups() for found in slow.finditer(source)
    ]


@given(st.lists(st.sampled_from(_BITS), max_size=24).map("".join))
def test_elements_are_walked_in_the_order_in_which_they_stand(source: str) -> None:
    document = parse(source)
    assert list(document.walk()) == list(document._walked())


def test_a_body_holds_tags_of_its_own_name_and_ends_where_they_are_closed() -> None:
    source = "<mjml><mj-text a=\"1>2\">one <mj-text b='/'/> <!-- </mj-text> --> <mj-text>two</mj-text> three</mj-text><mj-text/></mjml>"
    first, second = parse(source).roots[0].children
    assert source[first.open_end : first.close_start].endswith("three")
    assert second.start == source.rindex("<mj-text")


def test_a_released_document_has_no_circles() -> None:
    document = parse("<mjml><mj-body><mj-section></mj-section></mj-body></mjml>")
    nodes = list(document.walk())
    document.release()
    assert all(node.parent is None for node in nodes)
