"""Every inliner tells the same of the same document, and none of them loads anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.errors import ConfigError
from tactful.model.config import Config
from tactful.project import Project
from tactful.render.stages.engines import INLINERS, marker
from tactful.render.stages.inline import inline_css

PAGE = "<!DOCTYPE html><html><head><style data-tactful-author>{css}</style></head><body>{body}</body></html>"
SELECTORS = [".a", ".b", "p", "#i", ".a p", "div > .b", "div div", "p.a.b", "td", "table .b", "[title]", "a[href='x>y']", "[title~=\"t\"]", "body", "html div", ".a + .b", ".c ~ p"]  # fmt: skip
LEAVES = ["<p class=b>x</p>", "<p id=i style='top:0'>x<b class=\"b\">y</b></p>", "<br class=a>", "x < y", "<a href='x>y' title=t>l</a>", "<i class=c>y</i>", '<p style="top:0" class="a b">z</p>']  # fmt: skip
BLOCKS = [
    "<div class='a'>{}</div>",
    '<div class="b a" title="t u">{}</div>',
    "<div>{}</div>",
    "<table><tbody><tr><td class='b'>{}</td></tr></tbody></table>",
]
BODY = st.recursive(st.sampled_from(LEAVES), lambda inner: st.builds(lambda block, held: block.format("".join(held)), st.sampled_from(BLOCKS), st.lists(inner, max_size=4)), max_leaves=12)  # fmt: skip


@given(st.lists(st.sampled_from(SELECTORS), min_size=1, max_size=5), BODY)
@settings(max_examples=200, deadline=None)
def test_inliners_agree(selectors: list[str], body: str) -> None:
    """Of what is closed and nested as it should be; what is not, each parser mends in its own way."""
    css = "".join(f"{selector}{{color:#{number}{number}{number}}}" for number, selector in enumerate(selectors))
    found = [inline_css(PAGE.format(css=css, body=body), inliner) for inliner in INLINERS]
    assert found[1:] == found[:-1]


def test_markers_are_read_in_every_spelling_of_a_tag() -> None:
    for inliner in INLINERS.values():
        page = "<html><head><style>{}</style></head><body>{}</body></html>"
        body = (
            '<p data-tactful-number="7" class=\'a\' title=\'x > "y" <\'>x</p><p class="a">no number</p><br data-tactful-number="8" class=a>'
        )
        assert sorted(inliner(page.format(marker(".a", 3) + marker("p", 12), body))) == [(7, 3), (7, 12), (8, 3)]


@pytest.mark.parametrize("inliner", INLINERS)
@pytest.mark.parametrize(
    "css",
    [
        "@import url(http://127.0.0.1:9/x.css);.a{color:red}",
        ".a{background:url(http://127.0.0.1:9/x.png)}",
        "}}.a{",
        "a[b{c:d}.a{color:red}",
        ".a{",
    ],
)
def test_nothing_is_loaded_and_nothing_fails(inliner: str, css: str) -> None:
    page = PAGE.format(css=css, body="<link rel='stylesheet' href='http://127.0.0.1:9/y.css'><p class='a'>x</p>")
    assert inline_css(page, inliner) == inline_css(page)


def test_a_project_chooses_its_inliner() -> None:
    mjml = "<mjml><mj-head><mj-style>.a b { color: red } .a { margin: 0 !important }</mj-style></mj-head><mj-body>{% for x in xs %}<mj-section><mj-column><mj-text css-class='a'><b>{{ x }}</b></mj-text></mj-column></mj-section>{% endfor %}</mj-body></mjml>"
    found = []
    for inliner in INLINERS:
        made = Project.in_memory(manifest={"subject": "S", "purpose": "service"}, mjml=mjml, schema={"additionalProperties": True}, config={"inliner": inliner})  # fmt: skip
        for xs in (["a"], ["a", "b"], ["b", "c", "d"]):
            draft = made.draft("case", {"customer": {"id": 1}, "xs": xs})
            found.append((len(xs), made._renderer.email(draft, made.linter.check(draft)).html))
        assert 'style="color:red;"' in found[-1][1]
    assert found[: len(found) // 2] == found[len(found) // 2 :]


def test_an_inliner_that_is_not_installed_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tactful.model.config.find_spec", lambda name: None)
    (tmp_path / "tactful.toml").write_text('locale = "sv-SE"\ninliner = "css-inline"\n', "utf-8")
    with pytest.raises(ConfigError, match="not installed") as refused:
        Config.discover(tmp_path)
    assert (refused.value.line, refused.value.remedy) == (2, "pip install 'tactful[css-inline]'")
    (tmp_path / "tactful.toml").write_text('inliner = "premailer"\n', "utf-8")
    assert Config.discover(tmp_path).inliner == "premailer"
