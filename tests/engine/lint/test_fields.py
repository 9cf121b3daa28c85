"""What a message reads: every way of reading, with its place; nothing that it does not."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Project
from tactful.lint.fields import Field, facts_of, fields_of

LABEL = {
    "provenance": "observed",
    "sensitivity": "lifestyle",
    "known_to_recipient": True,
    "purposes": ["service", "marketing"],
    "max_age": "P1Y",
}
SCHEMA: dict[str, Any] = {
    "properties": {
        "unsubscribe_url": {"type": "string"}, "campaign": {"type": "string"},
        "customer": {"properties": {
            "visit": {"type": "object", "properties": {"at": {"type": "string", "x-fact": {**LABEL, "granularity": {"time": "clock"}}}, "item": {"type": "string"}}},
            "vip": {"type": "boolean", "x-fact": LABEL},
            "shops": {"type": "array", "items": {"type": "string"}, "x-fact": LABEL},
        }},
    }
}  # fmt: skip


def read(mjml: str, **manifest: Any) -> dict[str, Field]:
    body = f"<mjml><mj-body><mj-section><mj-column>{mjml}</mj-column></mj-section></mj-body></mjml>"
    project = Project.in_memory(manifest={"subject": "News", "locale": "en-GB", **manifest}, mjml=body, schema=SCHEMA)
    return {one.path: one for one in fields_of(project.template("case"))}


@pytest.mark.parametrize(
    ("mjml", "path", "use"),
    [
        ("<mj-text>{{ customer.visit.at }}</mj-text>", "customer.visit.at", "printed"),
        ("<mj-text>{% set x = customer.visit.at %}{{ x | season }}</mj-text>", "customer.visit.at", "printed"),
        ("{% macro m(x) %}{{ x }}{% endmacro %}<mj-text>{{ m(customer.visit.at) }}</mj-text>", "customer.visit.at", "printed"),
        ('<mj-button href="https://x.example/?{{ customer.visit.at }}">Go</mj-button>', "customer.visit.at", "printed"),
        ("<mj-text>{% if customer.vip %}Hello{% endif %}</mj-text>", "customer.vip", "steering"),
        ("{% if customer.vip %}<mj-divider />{% endif %}", "customer.vip", "steering"),  # nothing but structure behind it
        ("<mj-text>{{ 'A' if customer.vip else 'B' }}</mj-text>", "customer.vip", "steering"),
        ("<mj-text>{{ {'x': 'A'}[customer.visit.item] }}</mj-text>", "customer.visit.item", "steering"),
        ("<mj-text>{% if customer.visit.item == 'yoga' %}Mats{% endif %}</mj-text>", "customer.visit.item", "steering"),
        ("<mj-text>{% if customer.visit %}Hello{% endif %}</mj-text>", "customer.visit", "presence"),
        ("<mj-text>{% if customer.visit.at is defined %}Hello{% endif %}</mj-text>", "customer.visit.at", "presence"),
        ("<mj-text>{% for s in customer.shops %}{{ s }}{% endfor %}</mj-text>", "customer.shops", "loop"),
        ("<mj-text>{% for s in customer.shops %}{{ s }}{% endfor %}</mj-text>", "customer.shops[]", "printed"),
        ("<mj-text>{{ customer | tojson }}</mj-text>", "customer.visit.at", "printed"),
        ("<mj-text>{{ campaign }}</mj-text>", "campaign", "printed"), ("<mj-text>{{ campain }}</mj-text>", "campain", "printed"),
    ],
)  # fmt: skip
def test_every_way_of_reading(mjml: str, path: str, use: Any) -> None:
    found = read(mjml)
    assert use in found[path].uses
    assert found[path].readings[0].span.file == "case/message.mjml"


def test_the_manifest_reads_too() -> None:
    eligibility = {"properties": {"age": {"maximum": 25}}}
    found = read("<mj-text>Hi</mj-text>", subject="For {{ customer.first_name }}", selection=["customer.history"], eligibility=eligibility)
    assert {path: one.uses for path, one in found.items()} == {
        "customer.age": ("eligibility",), "customer.first_name": ("printed",), "customer.history[].topic": ("selection",), "unsubscribe_url": ("header",),
    }  # fmt: skip
    assert found["customer.first_name"].readings[0].place.startswith("case/message.toml:")


def test_what_is_not_read_is_not_there() -> None:
    assert set(read("<mj-text>Hello {# customer.visit.at #} {% raw %}{{ customer.vip }}{% endraw %}</mj-text>")) == {"unsubscribe_url"}


def test_a_member_is_there_once_with_all_its_places() -> None:
    found = read("<mj-text>{% if customer.vip %}{{ customer.vip }}{% endif %}\n{{ customer.vip }}</mj-text>")["customer.vip"]
    assert (found.uses, [(reading.use, reading.span.line) for reading in found.readings]) == (
        ("printed", "steering"), [("printed", 1), ("printed", 2), ("steering", 1)],
    )  # fmt: skip


def test_labels_in_the_words_of_the_schema() -> None:
    found = read(
        "<mj-text>{{ customer.visit.at }} {{ customer.visit.item }} {{ campaign }} {% if customer.visit %}x{% endif %} {{ customer.history[0].at }}</mj-text>"
    )
    assert found["customer.visit.at"].to_dict()["label"] == {
        "provenance": "observed", "sensitivity": "lifestyle", "granularity": {"time": "clock"}, "known_to_recipient": True, "ledger": False,
        "purposes": ["marketing", "service"], "max_age": "P1Y", "topic": None, "assumed": [], "per_entry": False,
    }  # fmt: skip
    bare = found["customer.visit.item"].to_dict()["label"]
    assert (bare["provenance"], bare["sensitivity"], bare["assumed"]) == (
        "third_party",
        "special",
        ["provenance", "sensitivity", "known_to_recipient"],
    )
    assert (found["campaign"].fact, found["campaign"].to_dict()["label"]) == (False, None)
    assert (found["customer.visit"].fact, found["customer.visit"].label) == (True, None)  # its members have labels of their own
    assert found["customer.history[].at"].to_dict()["label"]["per_entry"]
    assert not read("<mj-text>{{ customer.visti }}</mj-text>")["customer.visti"].declared


def test_facts_of_one_shape_are_those_of_its_live_branches() -> None:
    body = "<mjml><mj-body><mj-section><mj-column><mj-text>{% if customer.vip %}{{ customer.visit.at }}{% else %}{{ customer.city }}{% endif %}</mj-text></mj-column></mj-section></mj-body></mjml>"
    project = Project.in_memory(manifest={"subject": "News", "locale": "en-GB"}, mjml=body, schema=SCHEMA)
    for vip, printed in ((True, "customer.visit.at"), (False, "customer.city")):
        draft = project.draft("case", {"as_of": "2026-02-13", "customer": {"id": 1, "vip": vip, "visit": {"at": "x"}, "city": "Leeds"}})
        assert facts_of(draft.template, draft.outline) == {"customer.vip": {"steering"}, printed: {"printed"}}
