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


def live(mjml: str, context: dict[str, object] | None = None) -> list[tuple[str, int, int]]:
    """What is found for one customer."""
    manifest = {"subject": "Hej", "purpose": "notice", "locale": "sv-SE"}
    schema = {"properties": {"vip": {"type": "boolean"}}}
    report = Project.in_memory(manifest=manifest, mjml=FRAME.format(mjml), schema=schema, rules=MJM).lint(
        "case", {"customer": {"id": "c-1"}, **(context or {})}
    )
    return [(one.code, one.line or 0, one.column or 0) for one in report.findings]


OPENED = "{% if vip %}<mj-text>{% else %}<mj-text color='red'>{% endif %}Hej</mj-text>"
WRAPPED = "{% if vip %}<mj-group>{% endif %}\n<mj-text>Hej</mj-text>\n{% if vip %}</mj-group>{% endif %}"


@pytest.mark.parametrize("vip", [True, False])
@pytest.mark.parametrize("mjml", [OPENED, WRAPPED])
def test_branches_that_open_and_close_elements_are_judged_by_those_that_are_live(mjml: str, vip: bool) -> None:
    assert [code for code, _line, _column in live(mjml, {"vip": vip}) if code == "MJM911"] == []


def test_a_branch_that_leaves_an_element_open_is_found_for_whom_it_is_live() -> None:
    broken = "{% if vip %}<mj-group>{% endif %}\n<mj-text>Hej</mj-text>"
    assert [one for one in live(broken, {"vip": True}) if one[0] == "MJM911"] == [
        ("MJM911", 1, len("<mjml><mj-body><mj-section><mj-column>{% if vip %}") + 1)
    ]
    assert [one for one in live(broken, {"vip": False}) if one[0] == "MJM911"] == []


@pytest.mark.parametrize(
    ("mjml", "places"),
    [
        ("\n</mj-text>", [("MJM911", 2, 1)]), ("\n  <mj-group>", [("MJM903", 2, 3), ("MJM911", 2, 3)]), ("<br>", [("MJM901", 1, 39)]), ("<mj-text>a<br>b<p>c</mj-text>", []),
        ("<mj-text><b>a</mj-text>", []), ("<mj-raw></td></tr></mj-raw><mj-text>x</mj-text>", []), ("<mj-spacer /><mj-divider/>", []), ("<mj-text />", []),
        ("<mj-text>a <!-- </mj-text> --> b</mj-text>", []), ("<!-- </mj-column> --><mj-text>x</mj-text>", []), ("<MJ-Text>Hej</mj-text>", []),
    ],
)  # fmt: skip
def test_tags_that_match_and_do_not(mjml: str, places: list[tuple[str, int, int]]) -> None:
    assert sorted((one.code, one.line, one.column) for one in found(mjml)) == places


def test_the_case_of_attributes_counts_as_it_does_to_the_official_compiler() -> None:
    [one] = found('<mj-button Href="https://a.example/">Boka</mj-button>')
    assert (one.code, one.column) == ("MJM902", 50)
    assert "did you mean href?" in one.help


def test_an_include_that_is_not_read_is_one_finding_at_its_path() -> None:
    [one] = found('<mj-include path="./gone.mjml" type="html" /><mj-text>x</mj-text>')
    assert (one.code, one.severity, one.column, one.end_column) == ("MJM910", "error", 57, 68)
    assert "gone.mjml" in one.message


def test_elements_of_mjml_3_are_told_what_became_of_them() -> None:
    [container, *_rest] = found("<mjml><mj-body><mj-container><mj-section></mj-section></mj-container></mj-body></mjml>", column=False)
    assert (container.code, container.column) == ("MJM901", 16)
    assert "mj-body" in container.help
    assert "MJML 3" in container.help
