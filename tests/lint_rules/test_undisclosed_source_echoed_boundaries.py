"""EXP203: what is said of which label, and where."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.undisclosed_source_echoed import UndisclosedSourceEchoed

KNOWN = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}


def findings(mjml: str, label: dict[str, Any] | None) -> list[Finding]:
    members = {name: {"type": "string", **({"x-fact": label} if label is not None else {})} for name in ("a", "b")}
    return found(
        UndisclosedSourceEchoed,
        mjml,
        schema={"properties": {"customer": {"properties": members}}},
        context={"customer": {"a": "x", "b": "y"}},
    )


@pytest.mark.parametrize(
    ("label", "message", "evidence"),
    [
        ({**KNOWN, "provenance": "third_party"}, "customer.a is said back, but it came from a third party", {"provenance": 4}),
        ({**KNOWN, "provenance": "third_party", "known_to_recipient": False}, "customer.a is said back, but it came from a third party", {"provenance": 4}),
        ({**KNOWN, "known_to_recipient": False}, "customer.a is said back, but it is not known to the recipient to be yours", {"provenance": 0}),
        ({**KNOWN, "provenance": "inferred"}, "", {}), (KNOWN, "", {}),
        ({"sensitivity": "none", "known_to_recipient": True}, "customer.a is said back, and nobody has labelled where it comes from", {"unlabelled": ["provenance"]}),
        ({"provenance": "stated", "sensitivity": "none"}, "customer.a is said back, and nobody has labelled where it comes from", {"unlabelled": ["known_to_recipient"]}),
    ],
)  # fmt: skip
def test_what_is_said_of_each_source(label: dict[str, Any], message: str, evidence: dict[str, Any]) -> None:
    found_ = findings("<mj-text>{{ customer.a }}</mj-text>", label)
    assert [(one.message, one.evidence) for one in found_] == ([(message, evidence)] if message else [])
    assert all(one.help == "print only what they gave you; label the fact if they did" for one in found_)


def test_each_place_once() -> None:
    mjml = "<mj-text>{{ customer.b }}</mj-text>\n<mj-text>Hello {{ customer.b }}, {{ customer.a }}</mj-text>"
    found_ = findings(mjml, {**KNOWN, "provenance": "third_party"})
    assert sorted((one.facts[0], one.line, one.block) for one in found_) == [
        ("customer.a", 2, "text"),
        ("customer.b", 1, "text"),
        ("customer.b", 2, "text"),
    ]
    a = next(one for one in found_ if one.facts == ("customer.a",))
    assert a.column == mjml.split("\n")[1].index("customer.a") + 1
