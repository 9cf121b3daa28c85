"""Which declaration wins. The expected values were read off Chromium's computed style of the page before inlining."""

from __future__ import annotations

import pytest

from tactful.mjml.html import events
from tactful.render.stages.css import declarations, overlap, rules
from tactful.render.stages.engines import INLINERS
from tactful.render.stages.inline import inline_css

PAGE = "<!doctype html><html><head><title>t</title><style data-tactful-{kind}>{css}</style></head><body>{body}</body></html>"


def winner(css: str, body: str, name: str, kind: str = "author", element: str = "x") -> str | None:
    """The value that the style attribute of #x ends with for a property; None where it has none. Every inliner finds the same."""
    html, *others = (inline_css(PAGE.format(kind=kind, css=css, body=body), inliner) for inliner in INLINERS)
    assert others == [html]
    event = next(event for event in events(html) if event.kind == "start" and (one := event.get("id")) is not None and one.value == element)
    style = event.get("style")
    found = [one.value for one in declarations(style.value.replace("&quot;", '"')) if one.name == name] if style is not None else []
    return found[-1] if found else None


P = "<p id='x' class='a b'>x</p>"


@pytest.mark.parametrize(
    ("css", "body", "color"),
    [
        (".a{color:red}", P, "red"), (".a{color:red}.b{color:blue}", P, "blue"), (".b{color:blue}.a{color:red}", P, "red"), ("p.a{color:red}.b{color:blue}", P, "red"),
        ("#x{color:red}.a.b{color:blue}", P, "red"), (".a{color:red!important}#x{color:blue}", P, "red"), (".a{color:red !IMPORTANT}.b{color:blue!important}", P, "blue"),
        (".a{color:red;color:blue}", P, "blue"), (".a{color:red!important;color:blue}", P, "red"), ("p{color:red}*{color:blue}", P, "red"), ("*{color:blue}", P, "blue"),
        (".a{color:red}", "<p id='x' class='a' style='color:green'>x</p>", "green"), (".a{color:red!important}", "<p id='x' class='a' style='color:green'>x</p>", "red"),
        (".a{color:red!important}", "<p id='x' class='a' style='color:green!important'>x</p>", "green"), ("p:not(.c){color:red}p{color:blue}", P, "red"),
        ("p:nth-child(2){color:red}", "<div><p>a</p><p id='x'>b</p></div>", "red"), ("p:nth-of-type(odd){color:red}", "<div><i>a</i><p id='x'>b</p></div>", "red"),
        ("p:first-child{color:red}", "<div><p id='x'>b</p></div>", "red"), ("div > p{color:red}", "<div><p id='x'>b</p></div>", "red"), ("i + p{color:red}", "<div><i></i><p id='x'>b</p></div>", "red"),
        ("i ~ p{color:red}", "<div><i></i><b></b><p id='x'>b</p></div>", "red"), ("p[title]{color:red}", "<p id='x' title='t'>b</p>", "red"), ("p[title^='t']{color:red}", "<p id='x' title='tt'>b</p>", "red"),
        (".a,.b{color:red}.c{color:blue}", P, "red"), (".a{color:red}@media print{.a{color:blue!important}}", P, "red"), ("/* .a{color:blue} */.a{color:red}", P, "red"),
        (".a{content:'}';color:red}", P, "red"), (".a{background:url('a;b.png');color:red}", P, "red"), ("@import url(x.css);.a{color:red}", P, "red"),
        ("@charset 'utf-8';.a{color:red}", P, "red"), (".a{color:var(--x)}:root{--x:red}", P, "var(--x)"), (".a:hover{color:blue}.a{color:red}", P, "red"), (".a::before{color:blue}.a{color:red}", P, "red"),
        (".A{color:blue}.a{color:red}", P, "red"), ("P{color:red}", P, "red"), (".a{color:red}.a{colour:blue}", P, "red"), (":is(.a){color:blue}", P, "blue"), (".a{}.b{color:red}", P, "red"),
        ("<!-- .a{color:red} -->", P, "red"), (".a{color:red", P, "red"),
    ],
)  # fmt: skip
def test_colours(css: str, body: str, color: str | None) -> None:
    assert winner(css, body, "color") == color


@pytest.mark.parametrize(
    ("css", "body", "name", "value"),
    [
        (".a{padding-left:0}", "<p id='x' class='a' style='padding:10px'>x</p>", "padding-left", None),
        (".a{padding-left:0!important}", "<p id='x' class='a' style='padding:10px'>x</p>", "padding-left", "0"),
        (".a{margin-top:1px}.b{margin:0}", P, "margin-top", None), (".b{margin:0}.a{margin-top:1px}", P, "margin-top", "1px"),
        (".a{font-weight:700}", "<p id='x' class='a' style='font-size:9px'>x</p>", "font-weight", "700"), (".a{border-radius:3px}", "<p id='x' class='a' style='border:0'>x</p>", "border-radius", "3px"),
        (".a{font-family:'Open Sans'}", P, "font-family", "'Open Sans'"), ('.a{font-family:"Open Sans"}', P, "font-family", '"Open Sans"'),
    ],
)  # fmt: skip
def test_shorthands_and_quotes(css: str, body: str, name: str, value: str | None) -> None:
    assert winner(css, body, name) == value


@pytest.mark.parametrize(
    "css",
    [
        ".a{color:red}@media (max-width:480px){.a{color:blue}}", "@media (prefers-color-scheme:dark){p{color:white}}.a{color:red}", ".a{color:red}@supports (color:blue){.a{color:blue}}",
        ".a{color:red}input:checked ~ .a{color:blue}", ".a{color:red}.a:target{color:blue}", ".a{color:red}p:dir(ltr){color:blue}", ".a{color:red}@media (min-width:1px){.a{all:unset}}",
    ],
)  # fmt: skip
def test_what_a_media_query_or_a_state_may_change_stays_out_of_the_attribute(css: str) -> None:
    body = P if "checked" not in css else f"<div><input>{P}</div>"
    assert winner(css, body, "color") is None


def test_what_a_media_query_forces_may_be_inlined() -> None:
    assert winner(".a{color:red}@media (max-width:480px){.a{color:blue!important}}", P, "color") == "red"


def test_a_menu_that_opens_while_pointed_at_is_not_shut_for_good() -> None:
    assert winner(".b{display:none}.b:hover{display:block}", P, "display") is None


def test_inline_only_css_is_inlined_whatever_else_holds() -> None:
    assert winner(".a{color:red}@media print{.a{color:blue}}", P, "color", kind="inline") == "red"


@pytest.mark.parametrize(
    "css",
    [
        "{",
        "}",
        "}}.a{",
        "@media{",
        ".a{;;;}",
        "a{b:c",
        "\\",
        "'",
        "/*",
        "@",
        ".a{color:red;}}}.b{color:blue}",
        "@media x{@media y{.a{b:c}}}",
    ],
)
def test_broken_css_never_fails(css: str) -> None:
    rules(css)
    inline_css(PAGE.format(kind="author", css=css, body=P))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("padding", "padding-left", True), ("padding-left", "padding-right", False), ("border", "border-left-color", True), ("border-left", "border-color", True),
        ("border-collapse", "border-left", False), ("font", "line-height", True), ("font-size", "font-weight", False), ("color", "background-color", False), ("all", "color", True),
    ],
)  # fmt: skip
def test_overlap(first: str, second: str, same: bool) -> None:
    assert overlap(first, second) is same
    assert overlap(second, first) is same
