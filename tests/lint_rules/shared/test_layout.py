"""Places of the layout in the author's files, and when there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tactful.mjml.parser import Node
from tactful.project import Project
from tactful_rules.shared.layout import Layout, author_span, in_head

FILES = {"a.mjml": "<mj-text>From a</mj-text>", "b.mjml": "<mj-text>From b</mj-text>"}


def layout_of(column: str, head: str = "") -> Layout:
    text = f"<mjml>{head}<mj-body><mj-section><mj-column>{column}</mj-column></mj-section></mj-body></mjml>"
    template = Project.in_memory(manifest={"subject": "Hej", "purpose": "notice", "locale": "sv-SE"}, mjml=text, files=FILES).template(
        "case"
    )
    return Layout(template, *template.layout)


@pytest.mark.parametrize(
    ("column", "begins", "ends", "there"),
    [
        ("<mj-text>One</mj-text>", "One", "One", True), ("<mj-text>One</mj-text><mj-text>Two</mj-text>", "One", "Two", True),
        ("<mj-text>One {{ campaign }} Two</mj-text>", "One", "Two", True), ("{% if a %}One{% endif %}Two", "One", "Two", False),
        ("{% if a %}One{% else %}Two{% endif %}", "One", "Two", False), ("{% if a %}One{% if b %}x{% endif %}Two{% endif %}", "One", "Two", True),
        ("One{% for x in offers %}Two{% endfor %}", "One", "Two", False), ("{% for x in offers %}One {{ x }} Two{% endfor %}", "One", "Two", True),
        ("{% for x in offers %}One{% endfor %}{% for x in offers %}Two{% endfor %}", "One", "Two", False),
        ("{% include 'a.mjml' %}{% include 'b.mjml' %}", "From a", "From b", False), ("{% include 'a.mjml' %}", "<mj-text>From a", "</mj-text>", True),
        ("One{% include 'a.mjml' %}", "One", "From a", False),
    ],
)  # fmt: skip
def test_a_stretch_is_one_place_if_all_of_it_is_live_together(column: str, begins: str, ends: str, there: bool) -> None:
    marked = layout_of(column).marked
    start = marked.text.index(begins)
    stop = marked.text.index(ends, start) + len(ends)
    assert (author_span(marked, start, stop) is not None) is there
    assert author_span(marked, start, start) is None
    assert author_span(marked, stop, start) is None


def test_a_stretch_has_the_lines_and_columns_of_its_file() -> None:
    marked = layout_of("\n  <mj-text>One</mj-text>").marked
    start = marked.text.index("<mj-text>")
    span = author_span(marked, start, start + len("<mj-text>One</mj-text>"))
    assert span is not None
    assert (span.line, span.column, span.end_line, span.end_column) == (2, 3, 2, 25)


@pytest.mark.parametrize(
    ("value", "literal"), [("red", True), ("", True), ("{{ campaign }}", False), ("re{{ campaign }}", False), ("{% if a %}red{% else %}blue{% endif %}", False)]
)  # fmt: skip
def test_a_value_is_literal_if_the_author_wrote_all_of_it_at_once(value: str, literal: bool) -> None:
    layout = layout_of(f'<mj-text color="{value}">One</mj-text>')
    (text,) = [node for root in layout.document.roots for node in _all(root) if node.tag == "mj-text"]
    assert layout.literal(text.attributes[0]) is literal


def test_words_are_rewritten_only_where_all_of_them_stand() -> None:
    layout = layout_of("<mj-text>One</mj-text>")
    start = layout.marked.text.index("One")
    one = author_span(layout.marked, start, start + 3)
    other = author_span(layout.marked, start - 1, start + 3)
    assert one is not None
    assert other is not None
    assert layout.rewritten(one, "one", "Two", "m") is not None  # names of elements: the case does not matter
    for places in ([other], [one, other], [other, one]):
        assert layout.rewrites(places, "One", "Two", "m") is None
    nowhere = type(one)("nowhere.mjml", 1, 1, 1, 4)
    assert layout.rewrites([nowhere], "One", "Two", "m") is None


@pytest.mark.parametrize(
    ("column", "tree"),
    [
        ("<mj-text>One</mj-text>", True), ("{% if a %}<mj-text>One</mj-text>{% endif %}", True), ("<mj-text>One</mj-txt>", False), ("</mj-hero><mj-text>One</mj-text>", True),
        ("{% if a %}<mj-text>{% else %}<mj-text color='red'>{% endif %}One</mj-text>", False), ("<mj-text color='red>One</mj-text>", False),
        ("{% if a %}</mj-hero>{% endif %}<mj-text>One</mj-text>", False),
    ],
)  # fmt: skip
def test_branches_that_open_elements_make_no_tree(column: str, tree: bool) -> None:
    assert layout_of(column).is_tree is tree


def test_what_excludes_each_other_does_not_stand_together() -> None:
    layout = layout_of("One{% if a %}Two{% if b %}Three{% endif %}{% else %}Four{% endif %}")
    at = {word: layout.marked.text.index(word) for word in ("One", "Two", "Three", "Four")}
    assert [pair for pair in (("One", "Two"), ("Two", "Three"), ("One", "Four"), ("Two", "Four"), ("Three", "Four")) if layout.together(at[pair[0]], at[pair[1]])] == [
        ("One", "Two"), ("Two", "Three"), ("One", "Four"),
    ]  # fmt: skip


def test_what_stands_in_the_head() -> None:
    layout = layout_of("<mj-text>One</mj-text>", "<mj-head><mj-attributes><mj-all color='red' /></mj-attributes></mj-head>")
    heads = {node.tag: in_head(node) for root in layout.document.roots for node in _all(root)}
    assert heads == {
        "mjml": False, "mj-head": False, "mj-attributes": True, "mj-all": True, "mj-body": False, "mj-section": False, "mj-column": False, "mj-text": False,
    }  # fmt: skip


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _all(child)
