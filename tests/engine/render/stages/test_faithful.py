"""What mjml-python gets wrong, drawn as npm mjml 4.18 draws it. The expected facts were read off the official compiler's output."""

from __future__ import annotations

import re

import pytest

from tactful.errors import StageError
from tactful.mjml.html import events
from tactful.render.stages.inline import inline_css
from tactful.render.stages.mjml import compile_mjml


def page(body: str, head: str = "", opening: str = "<mj-body>") -> str:
    return f"<mjml><mj-head>{head}</mj-head>{opening}{body}</mj-body></mjml>"


def column(body: str, head: str = "") -> str:
    return compile_mjml(page(f"<mj-section><mj-column>{body}</mj-column></mj-section>", head))


def tags(html: str, name: str) -> list[dict[str, str]]:
    """Attributes of every start tag of this name, Outlook's included."""
    plain = re.sub(r"<!--\[if[^\]]*\]>|<!\[endif\]-->|<!--<!\[endif\]-->|<!-->", "", html)
    return [{one.name: one.value for one in event.attributes} for event in events(plain) if event.kind == "start" and event.tag == name]


def styled(html: str, name: str, declaration: str) -> bool:
    return any(declaration in attributes.get("style", "") for attributes in tags(html, name))


def test_html_opened_in_one_mj_raw_and_closed_in_another_keeps_the_sections_between() -> None:
    html = compile_mjml(
        page(
            "<mj-raw><div class='box'></mj-raw><mj-section><mj-column><mj-text>Hej på dig</mj-text></mj-column></mj-section><mj-raw></div></mj-raw>"
        )
    )
    assert "Hej på dig" in html
    assert "<mj-" not in html


def test_ghost_tables_for_outlook_stay_around_the_columns() -> None:
    ghost = "<!--[if mso]><table><tr><td><![endif]-->"
    html = compile_mjml(
        page(f"<mj-section>{ghost}<mj-column><mj-text>x</mj-text></mj-column><!--[if mso]></td></tr></table><![endif]--></mj-section>")
    )
    assert html.index(ghost) < html.index(">x<") < html.index("</td></tr></table><![endif]-->", html.index(">x<"))


def test_mj_raw_between_the_sections_of_a_wrapper_is_shown_to_everyone() -> None:
    section = "<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>"
    html = compile_mjml(page(f"<mj-wrapper>{section}<mj-raw><tr><td>Mellan</td></tr></mj-raw>{section}</mj-wrapper>"))
    assert "Mellan" in re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)


def test_other_comments_between_elements_stay_with_the_author() -> None:
    assert "internal" not in compile_mjml(page("<!-- internal --><mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>"))


def test_inline_styles_are_inlined_and_gone() -> None:
    html = inline_css(
        column('<mj-text css-class="blue">x</mj-text>', "<mj-style inline='inline'>.blue div { color: blue !important; }</mj-style>")
    )
    assert styled(html, "div", "color:blue")
    assert ".blue" not in html


def test_attributes_with_quotes_are_no_broken_html() -> None:
    html = column("""<mj-image src='https://a.example/?q="x"' alt='say "hej"' title='{"a":1}' />""")
    [image] = tags(html, "img")
    assert image["alt"] == "say &quot;hej&quot;"
    assert image["title"] == "{&quot;a&quot;:1}"
    assert image["src"] == "https://a.example/?q=&quot;x&quot;"


@pytest.mark.parametrize(("padding", "width"), [("0 20px", "560"), ("0", "600"), ("10px 0 10px 30px", "570"), ("0px 20px", "560")])
def test_zero_needs_no_unit(padding: str, width: str) -> None:
    [image] = tags(column(f'<mj-image src="a.png" padding="{padding}" />'), "img")
    assert image["width"] == width


def test_section_padding_without_units_narrows_what_outlook_gets() -> None:
    html = compile_mjml(page('<mj-section padding="0 40px"><mj-column><mj-image src="a.png" padding="0" /></mj-column></mj-section>'))
    assert tags(html, "img")[0]["width"] == "520"
    assert "width:520px" in html


DEFAULTS = """<mj-attributes>
  <!-- house style -->
  <mj-all font-family="Arial" /><mj-body background-color="#123456" width="500px" />
  <mj-class name="a" color="red" css-class="one" /><mj-class name="b" color="blue" css-class="two" />
  <mj-class name="card"><mj-text font-size="21px" /></mj-class>
  <mj-social-element font-size="9px" /><mj-accordion icon-width="11px" icon-height="12px" />
</mj-attributes>"""


def test_defaults_reach_the_body() -> None:
    html = column("<mj-text>x</mj-text>", DEFAULTS)
    assert styled(html, "body", "background-color:#123456")
    assert styled(html, "div", "max-width:500px")
    assert styled(html, "div", "font-family:Arial")


def test_the_last_class_wins_and_css_classes_add_up() -> None:
    html = column('<mj-text mj-class="a b">x</mj-text>', DEFAULTS)
    assert styled(html, "div", "color:blue")
    assert any(one.get("class") == "one two" for one in tags(html, "td"))


def test_defaults_inside_a_class_reach_the_elements_inside_its_wearer() -> None:
    html = compile_mjml(
        page(
            '<mj-section><mj-column mj-class="card"><mj-text>x</mj-text></mj-column><mj-column><mj-text>y</mj-text></mj-column></mj-section>',
            DEFAULTS,
        )
    )
    assert html.count("font-size:21px") == 1


def test_defaults_reach_social_elements_and_accordion_icons() -> None:
    html = column('<mj-social><mj-social-element name="facebook" href="https://f.example/">Följ</mj-social-element></mj-social>', DEFAULTS)
    assert styled(html, "a", "font-size:9px")
    html = column(
        "<mj-accordion><mj-accordion-element><mj-accordion-title>F</mj-accordion-title></mj-accordion-element></mj-accordion>", DEFAULTS
    )
    assert styled(html, "img", "width:11px")
    assert styled(html, "img", "height:12px")


def test_outlook_gets_every_class_with_its_suffix() -> None:
    html = compile_mjml(page('<mj-section css-class="s t"><mj-column><mj-text>x</mj-text></mj-column></mj-section>'))
    assert 'class="s-outlook t-outlook"' in html
    assert 'class="s t"' in html


def test_image_widths_need_no_unit_and_stay_in_their_box() -> None:
    assert tags(column('<mj-image src="a.png" width="100" />'), "img")[0]["width"] == "100"
    assert tags(column('<mj-image src="a.png" width="900px" />'), "img")[0]["width"] == "550"


def test_images_have_an_alt_even_where_the_author_wrote_none() -> None:
    assert tags(column('<mj-image src="a.png" />'), "img")[0]["alt"] == ""


def test_titles_and_sizes_arrive() -> None:
    html = column(
        '<mj-button href="https://b.example" title="Läs mer">x</mj-button><mj-image src="a.png" sizes="50vw" href="https://c.example" title="T" />'
    )
    assert [one.get("title") for one in tags(html, "a")] == ["Läs mer", "T"]
    assert tags(html, "img")[0]["sizes"] == "50vw"


def test_a_body_in_percent_keeps_its_width() -> None:
    html = compile_mjml(page("<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>", opening='<mj-body width="90%">'))
    assert styled(html, "div", "max-width:90%")


def test_gaps_of_a_wrapper_stand_above_all_sections_but_the_first() -> None:
    section = "<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>"
    html = compile_mjml(page(f'<mj-wrapper gap="20px">{section * 3}</mj-wrapper>'))
    assert html.count("margin-top:20px") == 2
    assert html.count("padding-top:20px") == 2


def test_a_fluid_hero_is_held_open_by_its_background() -> None:
    html = compile_mjml(
        page(
            '<mj-hero mode="fluid-height" background-width="600px" background-height="469px" background-url="https://h.example/x.jpg" padding="100px 0px"><mj-text>x</mj-text></mj-hero>'
        )
    )
    assert html.count("padding-bottom:78%") == 2
    assert "height:-200px" not in html


def test_vertical_social_icons_may_stand_on_the_right() -> None:
    html = column(
        '<mj-social mode="vertical"><mj-social-element name="x" icon-position="right" href="https://x.example">Text</mj-social-element></mj-social>'
    )
    assert html.index("Text") < html.index("twitter-x.png")


def test_a_comment_in_social_is_no_icon() -> None:
    html = column('<mj-social><!-- c --><mj-social-element name="facebook" href="https://f.example">F</mj-social-element></mj-social>')
    assert len(tags(html, "img")) == 1


def test_two_menus_have_two_ids() -> None:
    html = column('<mj-navbar hamburger="hamburger"><mj-navbar-link href="/a">A</mj-navbar-link></mj-navbar>' * 2)
    ids = [one["id"] for one in tags(html, "input")]
    assert len(set(ids)) == 2
    assert [one["for"] for one in tags(html, "label")] == ids


def test_fonts_named_in_the_authors_html_are_linked() -> None:
    head = '<mj-font name="Raleway" href="https://fonts.example/raleway" /><mj-font name="Unused" href="https://fonts.example/unused" />'
    html = column('<mj-text><span style="font-family: Raleway, Arial">x</span></mj-text>', head)
    assert '<link href="https://fonts.example/raleway"' in html
    assert "fonts.example/unused" not in html


@pytest.mark.parametrize(
    "source",
    [
        "<mjml>\r\n<mj-head>\r\n<mj-attributes>\r\n<mj-all padding='0' />\r\n</mj-attributes>\r\n</mj-head>\r\n<mj-body>\r\n<mj-section><mj-column><mj-text>WORD</mj-text></mj-column></mj-section></mj-body></mjml>",
        page("<mj-section><mj-column><mj-text><ul><li>WORD<li>b</ul><p>c</mj-text></mj-column></mj-section>"),
        page("<mj-section><mj-column><mj-text>{% if a < 1 %}WORD{% endif %} {{ '<b>' }}</mj-text></mj-column></mj-section>"),
        page("<mj-section><mj-column><mj-social><mj-raw><!-- r --></mj-raw><mj-social-element name='web'>WORD</mj-social-element></mj-social></mj-column></mj-section>"),
        page("<mj-section><mj-column><mj-navbar><mj-raw>WORD</mj-raw><mj-navbar-link href='/'>a</mj-navbar-link></mj-navbar></mj-column></mj-section>"),
        page("<mj-section><mj-column><mj-accordion><mj-raw>WORD</mj-raw></mj-accordion></mj-column></mj-section>"),
        page("<mj-section><mj-column><mj-text>WORD</mj-text></mj-column></mj-section>", "<mj-preview><b>Hej</b> &amp; välkommen</mj-preview>"),
        "<!DOCTYPE mjml>\n<?xml version='1.0'?>\n" + page("<mj-section><mj-column><mj-text>WORD</mj-text></mj-column></mj-section>"),
        "outside\n" + page("<mj-section><mj-column><mj-text><![CDATA[WORD]]></mj-text></mj-column></mj-section>"),
        "<mjml><mj-raw>raw beside</mj-raw><mj-body><mj-section><mj-column><mj-text>WORD</mj-text></mj-column></mj-section></mj-body></mjml>",
    ],
)  # fmt: skip
def test_what_the_official_compiler_takes_compiles(source: str) -> None:
    html = inline_css(compile_mjml(source))
    assert "WORD" in html
    assert "<mj" not in html


def test_html_attributes_are_set_on_what_their_selectors_choose() -> None:
    head = '<mj-html-attributes><mj-selector path=".cta a"><mj-html-attribute name="data-id">42</mj-html-attribute></mj-selector></mj-html-attributes>'
    html = column(
        '<mj-button css-class="cta" href="https://b.example">x</mj-button><mj-button href="https://c.example">y</mj-button>', head
    )
    assert [one.get("data-id") for one in tags(html, "a")] == ["42", None]


def test_a_selector_that_is_none_is_an_error_with_its_place() -> None:
    source = page("<mj-section></mj-section>", '<mj-html-attributes><mj-selector path="..x"></mj-selector></mj-html-attributes>')
    with pytest.raises(StageError, match="mj-selector") as caught:
        compile_mjml(source)
    assert caught.value.offset == source.index("<mj-selector")  # type: ignore[attr-defined]


def test_what_stands_before_the_doctype_stands_there() -> None:
    html = compile_mjml('<mjml><mj-raw position="file-start"><!-- first --></mj-raw><mj-body><mj-section /></mj-body></mjml>')
    assert html.startswith("<!-- first -->\n<!doctype html>")


def test_columns_of_a_group_share_a_telephone_in_whole_percents() -> None:
    columns = "<mj-column><mj-text>x</mj-text></mj-column>" * 3
    html = compile_mjml(page(f"<mj-section><mj-group>{columns}</mj-group></mj-section>"))
    assert html.count("width:33%;") == 3
    assert "mj-column-per-33-333333333333336" in html


def test_the_same_source_gives_the_same_bytes() -> None:
    source = page(
        "<mj-section><mj-column><mj-carousel><mj-carousel-image src='a.png' /><mj-carousel-image src='b.png' /></mj-carousel></mj-column></mj-section>"
    )
    assert compile_mjml(source) == compile_mjml(source)
