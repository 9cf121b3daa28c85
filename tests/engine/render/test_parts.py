"""Expansions are cut where sections end, and only what is complete in itself is a part."""

from __future__ import annotations

import pytest

from tactful.mjml.parser import parse
from tactful.project import Project
from tactful.render.parts import OFFSET, Cutter, Slice, balanced, relative
from tactful.render.sections import independent, well_nested
from tactful.template.tokens import CHUNK, END, VALUE

SECTION = "<mj-section><mj-column><mj-text>{{ x }}</mj-text></mj-column></mj-section>"


def slices(body: str, xs: list[str]) -> list[tuple[bool, str]]:
    made = Project.in_memory(
        manifest={"subject": "S", "purpose": "service"},
        mjml=f"<mjml><mj-body>{body}</mj-body></mjml>",
        schema={"additionalProperties": True},
    )
    made.draft("case", {"customer": {"id": 1}, "xs": xs, "x": "x"})
    expansion = next(iter(made._renderer._families))[3]
    found = Cutter(made.template("case").body).slices(expansion)
    whole = Slice(False, False, "")
    for inside, tokens in found:
        whole = whole.joined(Slice(inside, False, tokens))
    assert whole.tokens == expansion
    return found


def test_the_opening_each_turn_the_last_section_and_what_closes() -> None:
    body = f"<mj-section></mj-section>{{% for x in xs %}}{SECTION}{{% endfor %}}<mj-section></mj-section>"
    assert len(slices(body, ["a", "b", "c"])) == 1 + 3 + 1 + 1


def test_sections_written_one_after_another_are_cut_within_their_literal() -> None:
    found = slices(SECTION * 3, [])
    assert [inside for inside, _tokens in found] == [False, True, True, True]


def test_a_body_without_sections_is_not_cut() -> None:
    assert len(slices("<mj-raw>{{ x }}</mj-raw>", [])) == 1


def test_values_are_numbered_from_the_first_of_the_part() -> None:
    tokens, base = relative(f"{CHUNK}7{END}{VALUE}41{END}{VALUE}42{END}{VALUE}3{END}")
    assert base == 41
    assert tokens == f"{CHUNK}7{END}{VALUE}{OFFSET}{END}{VALUE}{OFFSET + 1}{END}{VALUE}{OFFSET - 38}{END}"
    assert relative(f"{CHUNK}7{END}") == (f"{CHUNK}7{END}", 0)


def test_what_holds_others_is_opened_as_often_as_closed() -> None:
    assert balanced(SECTION)
    assert not balanced(f"<mj-wrapper>{SECTION}")
    assert not balanced("</mj-section>")


@pytest.mark.parametrize(
    ("html", "closed"),
    [
        ("<td><p>a<br></p></td>", True),
        ('<img src="a"><hr/><input>', True),
        ("<td><p>a</td>", False),
        ("<td>a</p></td>", False),
        ("</td><td>", False),
        ("<div>", False),
        ("<!--[if mso]><td><![endif]-->a", True),
    ],
)
def test_what_is_well_nested(html: str, closed: bool) -> None:
    assert well_nested(html) is closed


@pytest.mark.parametrize(
    ("css", "alone"),
    [
        (".a > .b c[title~='x'] { color: red }", True),
        (".a:hover, a:not(.b) { color: red }", True),
        ("p::before { content: 'a + b' }", True),
        (".a + .b { color: red }", False),
        (".a~.b { color: red }", False),
        ("td:nth-child(2) { color: red }", False),
        ("td:NOT(:Last-Child) { color: red }", False),
        ("@media print { div:has(p) { color: red } }", False),
        ("div:empty { display: none }", False),
    ],
)
def test_which_styles_depend_on_what_stands_beside(css: str, alone: bool) -> None:
    assert independent(parse(f"<mjml><mj-head><mj-style>{css}</mj-style></mj-head><mj-body></mj-body></mjml>")) is alone
