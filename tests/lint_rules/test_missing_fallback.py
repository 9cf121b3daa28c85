"""DAT404: what may be absent by the schema, what is absent for this customer, and what saves it."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.missing_fallback import MissingFallback

SCHEMA: dict[str, Any] = {
    "properties": {
        "city": {"type": "string"},
        "must": {"type": "string"},
        "maybe": {"type": ["string", "null"]},
        "two": {"type": "array", "minItems": 2, "items": {"type": "string"}},
        "any": {"type": "array", "items": {"type": "string"}},
        "box": {"type": "object", "properties": {"inner": {"type": "string"}, "other": {"type": "string"}}, "required": ["inner"]},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "note": {"type": "string"}}, "required": ["name"]}},
        "count": {"type": "integer"},
        "grid": {"type": "array", "minItems": 1},
    },
    "required": ["must", "maybe", "count", "grid"],
}  # fmt: skip
FULL: dict[str, Any] = {
    "city": "Malmö", "must": "x", "maybe": "y", "two": ["a", "b"], "any": ["a"], "box": {"inner": "i", "other": "o"},
    "lines": [{"name": "n", "note": "m"}], "count": 3, "grid": [["a", "b"]],
}  # fmt: skip


def report(expression: str, **context: Any) -> list[tuple[str, str]]:
    """``(severity, message)`` for an expression or a whole body."""
    body = expression if "<mj-" in expression else f"<mj-text>{{{{ {expression} }}}}</mj-text>"
    return [(one.severity, one.message) for one in found(MissingFallback, body, schema=SCHEMA, context={**FULL, **context})]


@pytest.mark.parametrize(
    ("expression", "may_lack"),
    [
        ("must", False), ("city", True), ("maybe", True), ("count", False), ("two[0]", True), ("two[1]", True), ("any[0]", True),
        ("box.inner", True), ("box.other", True), ("unsubscribe_url", False), ("city | default('x', true)", False), ("city or 'x'", False),
        ("city if city else 'x'", False), ("city | upper", True), ("must ~ city", True), ("must ~ '!'", False),
        ("<mj-text>{% if city %}{{ city }}{% endif %}</mj-text>", False), ("<mj-text>{% if city is defined %}{{ city }}{% endif %}</mj-text>", False),
        ("<mj-text>{% if must %}{{ city }}{% endif %}</mj-text>", True), ("<mj-text>{% if box %}{{ box.inner }}{% endif %}</mj-text>", False),
        ("<mj-text>{% if box %}{{ box.other }}{% endif %}</mj-text>", True), ("<mj-text>{% for l in lines %}{{ l.name }}{% endfor %}</mj-text>", False),
        ("<mj-text>{% for l in lines %}{{ l.note }}{% endfor %}</mj-text>", True), ("<mj-text>{% for a in any %}{{ a }}{% endfor %}</mj-text>", False),
        ("<mj-text>{{ 'just words' }}</mj-text>", False), ("grid[0]", False), ("grid[0][1]", True),
        ("<mj-text>{% for a in grid %}{{ a[0] }}{% endfor %}</mj-text>", True),
    ],
)  # fmt: skip
def test_the_schema_says_what_may_be_absent(expression: str, may_lack: bool) -> None:
    assert [severity for severity, _ in report(expression)] == ["warning"] * may_lack


def test_an_item_beyond_those_required_may_be_absent_and_is() -> None:
    assert sorted(severity for severity, _ in report("grid[1]")) == ["error", "warning"]


def test_a_list_of_enough_items_has_them() -> None:
    needed = {**SCHEMA, "required": ["two", "any"]}
    for expression, lacks in (("two[1]", 0), ("two[-2]", 0), ("two[-3]", 1), ("two[2]", 1), ("any[0]", 1)):
        body = f"<mj-text>{{{{ {expression} | default('x') if false else {expression} }}}}</mj-text>".replace(
            f"{expression} | default('x') if false else ", ""
        )
        warned = [one for one in found(MissingFallback, body, schema=needed, context=FULL) if one.severity == "warning"]
        assert len(warned) == lacks, expression


@pytest.mark.parametrize(
    ("value", "blank"),
    [
        ("", True), (" ", True), ("\t\n", True), ("\x07", True), ("\x00 \x1b", True), (None, True), ("0", False), ("a", False), ("Åsa", False), (" a", False),
        ("\u3042", False), ("~", False), ("\x07a", False), ("\u00a0", True),
    ],
)  # fmt: skip
def test_what_shows_nothing_is_an_error(value: Any, blank: bool) -> None:
    errors = [one for one in report("maybe", maybe=value) if one[0] == "error"]
    assert bool(errors) is blank
    assert all(message == "maybe is absent or blank for this customer" for _, message in errors)


def test_zero_and_false_are_something() -> None:
    assert not [one for one in report("count", count=0) if one[0] == "error"]


def test_a_fallback_saves_the_customer_too() -> None:
    for expression in ("maybe | default('x', true)", "maybe or 'x'", "'x' if not maybe else maybe"):
        assert report(expression, maybe="") == []
    assert report("maybe or ''", maybe="") == []  # nothing, on purpose
    errors = [severity for severity, _ in report("maybe | default('x')", maybe="")]
    assert "error" in errors  # default without true lets blanks through


def test_a_filter_that_does_not_know_the_value_is_named() -> None:
    messages = [message for severity, message in report("must | brand", must="Läslampa") if severity == "error"]
    assert messages == ["must is absent or blank for this customer after `| brand`"]


def test_every_value_is_named_once_wherever_it_stands() -> None:
    errors = [
        message for severity, message in report("<mj-text>{{ must }} {{ maybe }}</mj-text>", must="", maybe="") if severity == "error"
    ]
    assert sorted(errors) == ["maybe is absent or blank for this customer", "must is absent or blank for this customer"]


def test_an_undeclared_member_is_named_with_the_nearest() -> None:
    finding = found(MissingFallback, "<mj-text>{{ customer.frist_name }}</mj-text>")[0]
    assert finding.severity == "error" or finding.message == "customer.frist_name is not declared in the schema"
    warning = next(one for one in found(MissingFallback, "<mj-text>{{ customer.frist_name }}</mj-text>") if one.severity == "warning")
    assert (warning.message, warning.help) == ("customer.frist_name is not declared in the schema", "did you mean customer.first_name?")
    plain = next(one for one in found(MissingFallback, "<mj-text>{{ city }}</mj-text>", schema=SCHEMA, context=FULL))
    assert plain.message == "city may be absent and has no fallback"
    assert plain.help.startswith("write {{ city | default(")
    far = next(one for one in found(MissingFallback, "<mj-text>{{ zzzzqqqq }}</mj-text>") if one.severity == "warning")
    assert far.help.startswith("write {{ zzzzqqqq")


def test_what_comes_from_no_member_may_be_blank() -> None:
    body = "<mj-text>{% set none_yet %}{% endset %}{{ none_yet }}{{ '' | string }}{{ [] | join }}{{ must }}</mj-text>"
    assert report(body) == []
    assert [severity for severity, _ in report(body, must="")] == ["error"]


def test_a_value_that_is_part_of_the_shape_is_not_mistaken_for_another() -> None:
    """A colour belongs to the layout; whether it is there is MJML's question, and the blank beside it is found all the same."""
    body = "<mj-text color='{{ must }}'>{{ maybe | default('x', true) }} {{ count }}</mj-text>"
    assert report(body, must="", maybe="y") == []
    assert [m for s, m in report(body.replace(" | default('x', true)", ""), must="red", maybe="") if s == "error"] == [
        "maybe is absent or blank for this customer"
    ]


def test_what_a_filter_made_of_captured_copy_is_read_too() -> None:
    """Such a text belongs to the shape; beside it stands a value of the customer's, each judged for itself."""
    body = "<mj-text>{% set word %}{{ maybe }}{% endset %}{{ word | upper }} {{ must }}</mj-text>"

    def blank(**context: str) -> list[tuple[str, ...]]:
        findings = found(MissingFallback, body, schema=SCHEMA, context={**FULL, **context}, manifest={"footer": False})
        return [one.facts for one in findings if one.severity == "error"]

    assert blank(maybe="a", must="x") == []
    assert blank(maybe=" ", must="x") == [("maybe",)]
    assert blank(maybe="a", must="") == [("must",)]


def test_the_rewrite_is_written_out() -> None:
    (warning, error) = sorted(
        found(MissingFallback, "<mj-text>\n  {{ city | upper }}</mj-text>", schema=SCHEMA, context={**FULL, "city": ""}),
        key=lambda one: one.severity, reverse=True,
    )  # fmt: skip
    assert warning.help == "write {{ city | upper | default('…', true) }}, or test it with {% if %} first"
    assert error.help == "write {{ city | upper | default('…', true) }}, or put the sentence into {% if city %}"
    assert (warning.severity, error.severity, warning.line, error.line) == ("warning", "error", 2, 2)
    assert (error.facts, error.evidence) == (("city",), {"expression": "city | upper"})


@pytest.mark.parametrize("taken_away", ["must | replace('-', '')", "must.replace('-', '')", "must.strip('-') ~ maybe.removeprefix('y')"])
def test_what_a_replacement_leaves_of_a_value_is_looked_at(taken_away: str) -> None:
    assert "error" in [severity for severity, _ in report(taken_away, must="--", maybe="y")]


@pytest.mark.parametrize(
    "meant", ["must | replace('-', '') or ''", "(must | replace('-', '')) | default('', true)", "'' if must == '--' else must"]
)
def test_an_empty_fallback_means_to_show_nothing(meant: str) -> None:
    assert report(meant, must="--") == []


def test_the_fix_of_a_blank_is_for_the_member_that_has_no_fallback() -> None:
    body = "<mj-text>Till {{ must if count else (maybe or 'dig') }}!</mj-text>"
    (error,) = [one for one in found(MissingFallback, body, schema=SCHEMA, context={**FULL, "must": ""}) if one.severity == "error"]
    assert error.fix is not None
    assert "{% if must %}" in [edit.text for edit in error.fix.edits]
