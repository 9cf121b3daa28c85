"""MJML and CSS stages: nothing is lost, nothing is fetched, what is wrong is an error with a place."""

from __future__ import annotations

import http.server
import threading

import pytest

from tactful.errors import StageError
from tactful.mjml.parser import parse
from tactful.render.stages.inline import inline_css
from tactful.render.stages.mjml import compile_mjml
from tactful.render.stages.selfcheck import check_html

FRAME = "<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>{body}</mj-column></mj-section></mj-body></mjml>"


def html(body: str, head: str = "") -> str:
    return inline_css(compile_mjml(FRAME.format(head=head, body=body)))


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("<mj-text><p>a<p>b</mj-text>", "<p>a<p>b"), ("<mj-text>{{ a < 1 }}</mj-text>", "{{ a < 1 }}"), ("<mj-text>\xa0\xad\u200dก่อน</mj-text>", "\xa0\xad\u200dก่อน"),
        ('<mj-image src="a.png" alt="&quot;x&quot;\xa0y" />', 'alt="&quot;x&quot;\xa0y"'), ('<mj-image src="a.png" alt="" />', 'alt=""'),
        ("<mj-raw><div></mj-raw><mj-text>x</mj-text><mj-raw></div></mj-raw>", "<div>"), ("<mj-text><![CDATA[x]]></mj-text>", "<![CDATA[x]]>"),
        ('<mj-button href="https://x.example/?a=1&amp;b=å ä">x</mj-button>', 'href="https://x.example/?a=1&amp;b=å ä"'),
        ("<mj-social><!-- c --><mj-social-element name='facebook' href='https://f.example'>F</mj-social-element></mj-social>", "https://f.example"),
    ],
)  # fmt: skip
def test_the_authors_words_survive(body: str, kept: str) -> None:
    assert kept in html(body)


def test_ghost_sections_are_no_literal_mjml() -> None:
    source = "<mjml><mj-body><mj-raw><div></mj-raw><mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section><mj-raw></div></mj-raw></mj-body></mjml>"
    assert "<mj-" not in compile_mjml(source)


@pytest.mark.parametrize(
    ("source", "message", "offset"),
    [
        ("<mj-body></mj-body>", "not one <mjml>", 0), ("<mjml></mjml>", "no <mj-body>", 0),
        ('<mjml><mj-body><mj-text color="red>x</mj-text></mj-body></mjml>', "quote of color", 24), ("<mjml><mj-body></mj-body><!-- x", "comment", 25),
        ("<mjml><mj-body><mj-text>x</mj-body></mjml>", "never closed", 15),
        ("", "not one <mjml>", 0), ("<mjml><mj-body><mj-section a=b", "never closed", 15),
    ],
)  # fmt: skip
def test_what_is_wrong_has_a_place_and_a_remedy(source: str, message: str, offset: int) -> None:
    with pytest.raises(StageError, match=message) as caught:
        compile_mjml(source)
    assert caught.value.offset == offset  # type: ignore[attr-defined]
    assert caught.value.remedy


def test_depth_is_capped() -> None:
    with pytest.raises(StageError, match="deep"):
        compile_mjml("<mjml><mj-body>" + "<mj-wrapper>" * 30_000)


def test_hostile_sources_parse_in_linear_time() -> None:
    for source in ("<" * 200_000, "<mj-text>" * 50_000, "<mj-text a='" * 20_000, "<!--" * 50_000, "</x>" * 50_000):
        try:
            parse(source)
        except StageError:
            continue


def test_offsets_slice_back() -> None:
    source = "<mjml>\n<mj-body width=\"600px\"><mj-text a='1' b=2 c>x <b>y</b></mj-text></mj-body></mjml>"
    document = parse(source)
    text = document.find("mj-text")
    assert text is not None
    assert source[text.open_end : text.close_start] == "x <b>y</b>"
    assert [(a.name, source[a.value_start : a.value_end], a.quote) for a in text.attributes] == [
        ("a", "1", "'"),
        ("b", "2", ""),
        ("c", "", ""),
    ]
    assert source[text.start : text.end].startswith("<mj-text")
    assert source[text.start : text.end].endswith("</mj-text>")


CSS = "<mj-style>.a { color: red; } .b > b { font-weight: 400 } @media (max-width:480px) { .a { color: blue !important; } } @font-face { font-family: X; src: url(https://f.example/x.woff) }</mj-style>"


def test_author_css_is_inlined_and_media_queries_stay() -> None:
    found = html("<mj-text><span class='a' style='margin:0'>x</span><i class='b'><b>y</b></i></mj-text>", CSS)
    assert found.startswith("<!DOCTYPE html>")
    assert "color:red" in found.split("<body")[1].replace(" ", "")
    assert "color: blue !important" in found
    assert "@font-face" in found
    assert "data-tactful" not in found
    assert "data-premailer" not in found


def test_inline_only_styles_leave_no_style_element() -> None:
    found = html("<mj-text><span class='z'>x</span></mj-text>", "<mj-style inline='inline'>.z { color: green }</mj-style>")
    assert "color:green" in found.split("<body")[1].replace(" ", "")
    assert ".z" not in found


def test_only_style_attributes_change() -> None:
    source = FRAME.format(
        head=CSS, body="<mj-text><a class='a' href='tel:+46 8 1'>å&nbsp;&amp;&copy; 😀</a><br><img src='a b.png' alt=''></mj-text>"
    )
    import re

    before, after = compile_mjml(source), inline_css(compile_mjml(source))
    bare = re.compile(r' style="[^"]*"| data-tactful-author')
    assert bare.sub("", after).replace("<!DOCTYPE", "<!doctype") == bare.sub("", before)


def test_nothing_is_fetched() -> None:
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    head = f"<mj-style>@import url({url}/a.css); .a {{ color: red; background: url({url}/b.png) }}</mj-style><mj-font name='X' href='{url}/c.css' />"
    found = html(
        f"<mj-text><link rel='stylesheet' href='{url}/d.css'><span class='a'>x</span></mj-text><mj-image src='{url}/e.png' />", head
    )
    server.shutdown()
    server.server_close()
    assert asked == []
    assert f"@import url({url}/a.css)" in found


@pytest.mark.parametrize(
    ("holder", "raw"),
    [("mj-text", "<mj-raw>Hej</mj-raw>"), ("mj-text", '<mj-raw position="file-start">Hej</mj-raw>'), ("mj-button", "<mj-raw>Hej</mj-raw>"), ("mj-table", "<tr><td><mj-raw>Hej</mj-raw></td></tr>")],
)  # fmt: skip
def test_an_mj_raw_around_a_part_of_a_text_is_left_out_and_its_content_kept(holder: str, raw: str) -> None:
    html = compile_mjml(f"<mjml><mj-body><mj-section><mj-column><{holder}>a {raw} b</{holder}></mj-column></mj-section></mj-body></mjml>")
    assert "mj-raw" not in html
    assert "Hej" in html


def test_another_mjml_element_in_a_text_is_an_error() -> None:
    source = "<mjml><mj-body><mj-section><mj-column><mj-text>a <mj-divider /> b</mj-text></mj-column></mj-section></mj-body></mjml>"
    with pytest.raises(StageError, match="mj-divider"):
        check_html(inline_css(compile_mjml(source)), parse(source))
