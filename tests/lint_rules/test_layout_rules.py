"""MJM rules: places in the author's file, severities, and silence where branches decide."""

from __future__ import annotations

import pytest

from tactful.mjml.types import fault
from tactful.model.findings import Finding
from tactful.project import Project
from tactful_rules import RULES

MJM = [rule() for rule in RULES if rule.code.startswith("MJM")]
FRAME = "<mjml><mj-body><mj-section><mj-column>{}</mj-column></mj-section></mj-body></mjml>"


def found(mjml: str, column: bool = True) -> list[Finding]:
    source = FRAME.format(mjml) if column else mjml
    manifest = {"subject": "Hej", "purpose": "notice", "locale": "sv-SE"}
    return list(Project.in_memory(manifest=manifest, mjml=source, rules=MJM).lint("case").findings)


def test_a_finding_stands_at_the_name_and_says_the_nearest() -> None:
    [one] = found('\n<mj-text\n  colr="red">Hej</mj-text>')
    assert (one.code, one.line, one.column) == ("MJM902", 3, 3)
    assert "did you mean color?" in one.help


@pytest.mark.parametrize(
    ("mjml", "codes"),
    [
        ("<mj-buton>Hej</mj-buton>", [("MJM901", "error"), ("MJM907", "error")]), ("<mj-carousel><mj-text>x</mj-text></mj-carousel>", [("MJM903", "error")]), ("<mj-social><mj-text>x</mj-text></mj-social>", [("MJM903", "warning")]),
        ("<mj-style>.a{}</mj-style>", [("MJM903", "error")]), ("<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>", [("MJM903", "warning")]),
        ('<mj-spacer height="20" />', [("MJM904", "warning")]), ('<mj-spacer height="20 px" />', [("MJM904", "warning")]), ("<mj-image alt='x' />", [("MJM905", "warning")]),
    ],
)  # fmt: skip
def test_severity_is_error_only_where_content_or_compiling_is_at_stake(mjml: str, codes: list[tuple[str, str]]) -> None:
    assert [(one.code, one.severity) for one in found(mjml)] == codes


@pytest.mark.parametrize(
    "mjml",
    [
        "{% if x is defined %}<mj-text>{% else %}<mj-text color='red'>{% endif %}Hej</mj-text>",
        "<mj-image alt='' src='{{ customer.city }}' width='{% if offers %}100px{% else %}50px{% endif %}' />", "<mj-text color='{{ \"#fff\" }}'>x</mj-text>",
        "<mj-text mj-class='a b' css-class='c'>x</mj-text>", "<mj-raw><mj-unknown>x</mj-unknown></mj-raw>", "<mj-divider border-width='1px' border-color='#ddd' />",
        "<mj-table cellpadding='4'><tr id='a'><td>x</td></tr></mj-table>", "<mj-social mode='vertical'><mj-social-element name='web' href='#'>x</mj-social-element></mj-social>",
        "{% for o in offers %}<mj-text><b id='o-{{ loop.index }}'>x</b></mj-text>{% endfor %}", "<!-- <mj-old> --> &nbsp; <mj-text>x</mj-text>",
    ],
)  # fmt: skip
def test_near_misses_pass(mjml: str) -> None:
    assert found(mjml.replace("customer.city", "'https://a.example/'")) == []


def test_defaults_are_checked_where_they_are_written() -> None:
    source = '<mjml><mj-head><mj-attributes><mj-text size="2" /><mj-all padding="0" what="x" /><mj-class name="a" color="x" /></mj-attributes></mj-head><mj-body></mj-body></mjml>'
    assert [(one.code, one.column) for one in found(source, column=False)] == [("MJM902", source.index("size") + 1)]


@pytest.mark.parametrize(
    ("kind", "value", "right"),
    [
        ("color", "#FFF", True), ("color", "#ffff", False), ("color", "rgb(1,2,3)", True), ("color", "blå", False), ("unit(px)", "10px", True), ("unit(px)", "0", True),
        ("unit(px)", "10", False), ("unit(px)", "10em", False), ("unit(px,%){1,4}", "0 10px 5% 1px", True), ("unit(px,%){1,4}", "1px 1px 1px 1px 1px", False),
        ("unit(px,%,)", "1.5", True), ("unitWithNegative(px,em)", "-0.5em", True), ("unit(px,auto)", "auto", True), ("enum(left,right)", "left", True),
        ("enum(left,right)", "Left", False), ("boolean", "yes", False), ("string", "anything", True),
    ],
)  # fmt: skip
def test_types(kind: str, value: str, right: bool) -> None:
    assert (fault(kind, value) is None) is right
