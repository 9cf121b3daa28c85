"""REL801: to whom, what, and what the finding says."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.stranger_too_close import StrangerTooClose

STRANGER = {"stage": "prospect", "source": "own"}


def findings(mjml: str, label: dict[str, Any] | None, **customer: Any) -> list[Finding]:
    member = {"type": "string", **({"x-fact": label} if label is not None else {})}
    schema = {"properties": {"customer": {"properties": {"hobby": member}}}}
    return found(StrangerTooClose, mjml, schema=schema, context={"customer": {"hobby": "knitting", **customer}})


def label(provenance: str, known: bool = True) -> dict[str, Any]:
    return {"provenance": provenance, "sensitivity": "none", "known_to_recipient": known}


PRINTED = "<mj-text>For all who like {{ customer.hobby }}</mj-text>"


@pytest.mark.parametrize(
    ("provenance", "known", "reported"),
    [
        ("stated", True, False), ("transaction", True, False), ("observed", True, True), ("inferred", True, True), ("third_party", True, True),
        ("stated", False, True), ("transaction", False, True),
    ],
)  # fmt: skip
def test_what_they_gave_may_be_said(provenance: str, known: bool, reported: bool) -> None:
    assert bool(findings(PRINTED, label(provenance, known), relationship=STRANGER)) is reported


@pytest.mark.parametrize(
    ("relationship", "who"),
    [
        ({"stage": "prospect", "source": "own"}, "a prospect"), ({"stage": "prospect", "source": "bought_list"}, "a prospect"),
        ({"stage": "prospect"}, "a prospect"),
        ({"stage": "active", "source": "unknown"}, "somebody whose address was not given to this sender"),
        ({"source": "bought_list"}, "somebody whose address was not given to this sender"),
        ({"stage": "new", "source": "own"}, ""), ({"stage": "new", "source": "partner"}, ""), ({"stage": "lapsed"}, ""), ({}, ""),
    ],
)  # fmt: skip
def test_who_is_a_stranger(relationship: dict[str, str], who: str) -> None:
    messages = [one.message for one in findings(PRINTED, label("observed"), relationship=relationship)]
    assert messages == ([f"customer.hobby is said to {who}, who did not give it"] if who else [])


def test_each_fact_once_with_its_place() -> None:
    (finding,) = findings(f"<mj-text>New</mj-text>\n{PRINTED}{PRINTED}", label("observed"), relationship=STRANGER)
    assert (finding.facts, finding.block, finding.line, finding.evidence) == (("customer.hobby",), "text", 2, {})
    assert finding.help.startswith("write what would fit anybody")


def test_what_nobody_labelled_is_named() -> None:
    (finding,) = findings(PRINTED, None, relationship=STRANGER)
    assert set(finding.evidence["unlabelled"]) >= {"provenance", "known_to_recipient"}
