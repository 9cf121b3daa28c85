"""SEN301 at its edges: lists and own facts together, entries that say little, and what the finding says."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.sensitive_steering import SensitiveSteering

STATED = {"provenance": "stated", "sensitivity": "special", "known_to_recipient": True}
SCHEMA = {"properties": {"customer": {"properties": {
    "clinic": {"type": "string", "x-fact": {**STATED, "topic": "health.diabetes"}}, "ward": {"type": "string", "x-fact": STATED},
    "free": {"type": "string"},
}}}}  # fmt: skip


def findings(mjml: str, manifest: dict[str, Any] | None = None, **customer: Any) -> list[Finding]:
    return found(SensitiveSteering, mjml, manifest=manifest, context={"customer": customer}, schema=SCHEMA)


HISTORY = "{% for h in customer.history or [] %}<mj-text>{{ h.item }}</mj-text>{% endfor %}<mj-text>Hello</mj-text>"
BOTH_LISTS = "<mj-text>{% for h in customer.history or [] %}{{ h.item }}{% endfor %}{% for p in customer.preferences or [] %}{{ p.topic }}{% endfor %}</mj-text>"


def test_a_list_in_the_mail_does_not_hide_an_own_fact() -> None:
    """Whoever has no special entry may still have the special fact."""
    mjml = HISTORY + "<mj-text>{% if customer.clinic == 'north' %}Strips{% endif %}</mj-text>"
    plain = [{"topic": "food", "kind": "view", "item": "x"}]
    assert [one.facts for one in findings(mjml, clinic="north", history=plain)] == [("customer.clinic",)]
    assert [one.facts for one in findings(mjml, clinic="north")] == [("customer.clinic",)]


@pytest.mark.parametrize(
    ("customer", "reported"),
    [
        ({}, False), ({"history": []}, False), ({"history": [{"kind": "view", "item": "x"}]}, False),
        ({"history": [{"kind": "view", "item": "x"}, {"topic": "health.diabetes", "kind": "view", "item": "y"}]}, True),
        ({"history": [{"topic": "food", "kind": "view", "item": "x"}]}, False),
        ({"preferences": [{"topic": "health.diabetes", "polarity": "like", "basis": "observed"}]}, True),
        ({"preferences": [{"topic": "food", "polarity": "like", "basis": "observed"}]}, False),
    ],
)  # fmt: skip
def test_an_entry_is_special_by_its_topic(customer: dict[str, Any], reported: bool) -> None:
    assert bool(findings(BOTH_LISTS, **customer)) is reported


@pytest.mark.parametrize(
    ("member", "said", "remedy", "topic"),
    [
        ("clinic", "the special fact customer.clinic {} without explicit consent to health.diabetes", "ask for explicit consent to health.diabetes", "health.diabetes"),
        ("ward", "the special fact customer.ward {} and no consent can cover it: its label names no topic", "name its topic in the label", None),
        ("free", "customer.free, whose sensitivity nobody has labelled, {} and no consent can cover it: its label names no topic", "label its sensitivity", None),
    ],
)  # fmt: skip
def test_what_is_said_and_what_to_do(member: str, said: str, remedy: str, topic: str | None) -> None:
    values = {"clinic": "north", "ward": "B", "free": "x"}
    (printed,) = findings(f"<mj-text>Hello</mj-text>\n<mj-text>{{{{ customer.{member} }}}}</mj-text>", **values)
    how = printed.message[len(said.split("{}")[0]) :].split(" without")[0].split(" and no consent")[0]
    assert printed.message == said.format(how)
    assert printed.help.startswith(remedy)
    assert (printed.line, printed.evidence["use"], printed.evidence.get("topic")) == (2, "print", topic)
    assert ("unlabelled" in printed.evidence) is (member == "free")


def test_a_selection_stands_in_the_manifest() -> None:
    (finding,) = findings("<mj-text>Hello</mj-text>", {"selection": ["customer.clinic"]}, clinic="north")
    assert finding.file.endswith("message.toml")
    assert finding.evidence == {"use": "selection", "topic": "health.diabetes"}
    (branch,) = findings("<mj-text>{% if customer.clinic == 'north' %}Strips{% endif %}Hello</mj-text>", clinic="north")
    assert branch.file.endswith(".mjml")


def test_a_list_that_the_customer_does_not_have_hides_nothing() -> None:
    manifest = {"selection": ["customer.preferences"]}
    view = {"kind": "view", "item": "x"}
    assert findings(HISTORY, manifest, history=[{**view, "topic": "food"}]) == []
    assert findings(HISTORY, manifest, history=[{**view, "topic": "health.diabetes"}]) != []
