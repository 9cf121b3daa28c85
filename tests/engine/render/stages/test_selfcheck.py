"""Every check of the finished HTML can fail, and says where."""

from __future__ import annotations

import pytest

from tactful.errors import StageError
from tactful.mjml.parser import parse
from tactful.render.stages.inline import inline_css
from tactful.render.stages.mjml import compile_mjml
from tactful.render.stages.selfcheck import check_html

SOURCE = """<mjml><mj-head><mj-style>@media (max-width:480px) { .a { color: red !important; } }</mj-style></mj-head><mj-body>
<mj-section><mj-column><mj-text>Våren är här &amp; <a href="https://a.example/?x=1&amp;y=2">boka</a></mj-text><mj-image src="https://b.example/p.png" alt="x" />
<mj-raw><!--[if mso]><p>Outlook</p><![endif]--></mj-raw></mj-column></mj-section></mj-body></mjml>"""


def finished(source: str = SOURCE) -> str:
    return inline_css(compile_mjml(source))


def test_what_is_right_passes() -> None:
    check_html(finished(), parse(SOURCE), limit=100_000)


@pytest.mark.parametrize(
    ("damage", "message", "place"),
    [
        (("<!DOCTYPE html>", ""), "no doctype", ""), (("Våren", ""), "Våren", "<mj-text"), (("https://b.example/p.png", ""), "link or picture", "<mj-image"),
        (("?x=1&amp;y=2", ""), "link or picture", "<mj-text"), (("!important; } }", "; } }"), "CSS", "<mj-style"), (("<p>Outlook</p><![endif]-->", ""), "not balanced", ""),
        (("boka", "boka<mj-text>"), "literal", ""),
    ],
)  # fmt: skip
def test_damage_is_found(damage: tuple[str, str], message: str, place: str) -> None:
    html = finished().replace(*damage)
    with pytest.raises(StageError, match=message) as caught:
        check_html(html, parse(SOURCE))
    offset = caught.value.offset  # type: ignore[attr-defined]
    assert SOURCE[offset:].startswith(place) if place else True
    assert caught.value.remedy


def test_size_is_bounded() -> None:
    with pytest.raises(StageError, match="larger than 500"):
        check_html(finished(), parse(SOURCE), limit=500)


def test_words_that_an_element_has_no_place_for_are_an_error_with_a_place() -> None:
    source = "<mjml><mj-body><mj-section><mj-column><mj-carousel><mj-text>Borttappat</mj-text></mj-carousel></mj-column></mj-section></mj-body></mjml>"
    with pytest.raises(StageError, match="Borttappat") as caught:
        check_html(finished(source), parse(source))
    assert caught.value.offset == source.index("<mj-text")  # type: ignore[attr-defined]


def test_unbalanced_conditional_comments_of_the_author_name_their_element() -> None:
    source = SOURCE.replace("<![endif]-->", "")
    with pytest.raises(StageError, match="not balanced") as caught:
        check_html(finished(source), parse(source))
    assert source[caught.value.offset :].startswith("<mj-raw")  # type: ignore[attr-defined]


@pytest.mark.parametrize("wrong", ["<!--[if mso]><table>", "<!--[if mso]><!-- x -->", "<!--<![endif]-->"])
def test_unbalanced_conditional_comments_between_elements_have_their_place(wrong: str) -> None:
    source = SOURCE.replace("<mj-section>", f"{wrong if wrong.endswith('-->') else wrong + '-->'}<mj-section>")
    with pytest.raises(StageError, match="not balanced") as caught:
        check_html(finished(source), parse(source))
    assert source[caught.value.offset :].startswith(wrong)  # type: ignore[attr-defined]


def test_what_looks_like_a_placeholder_is_text() -> None:
    source = SOURCE.replace("boka", "qz0zq qz1zq")
    html = finished(source)
    assert ">qz0zq qz1zq<" in html
    check_html(html, parse(source))
