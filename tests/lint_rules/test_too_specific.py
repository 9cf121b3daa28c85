"""EXP201: thresholds to the point, hard blocks, the place and the rewrite."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.too_specific import TooSpecific


def label(provenance: str = "stated", sensitivity: str = "none", **granularity: str) -> dict[str, Any]:
    return {"provenance": provenance, "sensitivity": sensitivity, "known_to_recipient": True, "granularity": granularity}


PRINTED = "<mj-text>Hello</mj-text>\n<mj-text>{{ campaign }}, from {{ customer.a }}</mj-text>"
CHOSEN = "<mj-text>Hello</mj-text>\n<mj-text>{% if customer.a == 'x' %}News{% endif %}</mj-text>"


def findings(mjml: str, a: dict[str, Any], b: dict[str, Any] | None = None, thresholds: Any = None, **manifest: Any) -> list[Finding]:
    members = {name: {"type": "string", "x-fact": one} for name, one in (("a", a), ("b", b or label()))}
    schema = {"properties": {"campaign": {"type": "string"}, "customer": {"properties": members}}}
    context = {"campaign": "k", "customer": {"a": "x", "b": "y"}}
    config = {"thresholds": thresholds} if thresholds else None
    return found(TooSpecific, mjml, manifest=manifest, schema=schema, context=context, config=config)


SEVEN = label("observed", time="date", place="city")  # 2 + 3 + 2, printed: 14
SIX = label("observed", time="month", place="city")


@pytest.mark.parametrize(
    ("fact", "thresholds", "severity"),
    [
        (SEVEN, None, "error"), (SIX, None, "warning"), (label("stated", time="month", place="city"), None, ""), (SEVEN, {"exposure_reject": 14.5}, "warning"),
        (SIX, {"exposure_reject": 12}, "error"), (SIX, {"exposure_warn": 12}, "warning"), (SIX, {"exposure_warn": 12.5}, ""),
    ],
)  # fmt: skip
def test_at_the_threshold_counts(fact: dict[str, Any], thresholds: Any, severity: str) -> None:
    assert [one.severity for one in findings(PRINTED, fact, thresholds=thresholds)] == ([severity] if severity else [])


def test_what_says_nothing_is_never_too_specific() -> None:
    for lowest in (0.1, 9):
        assert findings("<mj-text>Hello</mj-text>", SEVEN, thresholds={"exposure_warn": lowest}) == []


@pytest.mark.parametrize(
    ("mjml", "fact", "reason"),
    [
        (CHOSEN, label("inferred", "special"), "a special fact that was neither stated nor transacted"), (CHOSEN, label("observed", "special"), "a special fact that was neither stated nor transacted"),
        (CHOSEN, label("transaction", "special"), ""), (CHOSEN, label("stated", "special"), ""), (CHOSEN, label("inferred", "life_event"), ""),
        (PRINTED, label("third_party"), "a third party's fact is said back"), (CHOSEN, label("third_party"), ""),
    ],
)  # fmt: skip
def test_hard_blocks_hold_whatever_the_score(mjml: str, fact: dict[str, Any], reason: str) -> None:
    found_ = findings(mjml, fact)
    assert [(one.message, one.severity) for one in found_] == ([(f"too specific: {reason}", "error")] if reason else [])
    assert all(one.evidence["hard_block"] == reason for one in found_)


def test_where_it_is_said() -> None:
    (printed,) = findings(PRINTED, SEVEN)
    assert (printed.line, printed.block, printed.message) == (2, "text", "too specific: exposure 14 (reject at 14)")
    assert printed.column == PRINTED.split("\n")[1].index("customer.a") + 1
    heavy = label("inferred", "life_event", time="date", place="store")  # 3 + 2 + 3 + 3, steering: 11
    (chosen,) = findings(CHOSEN, heavy)
    assert (chosen.line, chosen.file.rpartition(".")[2]) == (2, "mjml")
    (selected,) = findings("<mj-text>Hello</mj-text>", heavy, selection=["customer.a"])
    assert selected.file.endswith("message.toml")
    (both,) = findings(PRINTED, SEVEN, selection=["customer.b"])
    assert (both.line, both.file.rpartition(".")[2]) == (2, "mjml")


@pytest.mark.parametrize(
    ("fact", "advice"),
    [
        (label("observed", time="date", place="city"), "print `{{ customer.a | season }}`, not its exact time; print `{{ customer.a | region }}`, not its exact place; leave unsaid what customer.a says"),
        (label("transaction", place="address", item="product"), "print `{{ customer.a | region }}`, not its exact place; print `{{ customer.a | category }}`, not its exact item"),
        (label("transaction", "lifestyle", quantity="exact", item="category", place="region", time="season"), "print `{{ customer.a | some }}`, not its exact quantity; leave unsaid what customer.a says"),
        (label("transaction", person="named", item="product"), "print `{{ customer.a | category }}`, not its exact item; do not name others"),
        (label("transaction", person="role", item="product"), "print `{{ customer.a | category }}`, not its exact item; do not name others"),
    ],
)  # fmt: skip
def test_the_rewrite_lowers_what_weighs_most(fact: dict[str, Any], advice: str) -> None:
    (finding,) = findings(PRINTED, fact, thresholds={"exposure_warn": 1})
    assert finding.help == f"{advice}; or let the fact choose the content without saying it"


def test_the_rewrite_of_a_choice_is_another_choice() -> None:
    (finding,) = findings(CHOSEN, label("inferred", "life_event", time="date"), thresholds={"exposure_warn": 1})
    assert finding.help == "choose by something less private than customer.a"
    (plain,) = findings(CHOSEN, label("stated", time="date"), thresholds={"exposure_warn": 1})
    assert plain.help == "choose by something less private than customer.a"


def test_words_of_watching_are_taken_out_first() -> None:
    (finding,) = findings(
        "<mj-text>We saw that you bought {{ customer.a }}</mj-text>", label("transaction", item="product"), thresholds={"exposure_warn": 1}
    )
    assert finding.help.startswith("take out the words of watching; print `{{ customer.a | category }}`, not its exact item")


def test_what_the_copy_tells_is_taken_out_of_the_copy() -> None:
    """A fact that a lookup puts into words is said without being printed: no filter can coarsen it."""
    mjml = "<mj-text>For your {{ {'x': 'sauna heater', 'z': 'kayak'}[customer.a] }}</mj-text>"
    (finding,) = findings(mjml, label("observed", item="product"), thresholds={"exposure_warn": 1})
    assert finding.help.startswith("take the item out of the copy (customer.a)")


HEAVY = label("inferred", "life_event", time="date", place="store")


def test_a_choice_made_by_the_selection_too_is_told_where_it_is_made() -> None:
    (selected,) = findings(CHOSEN, HEAVY, selection=["customer.b"])
    assert selected.file.endswith("message.toml")


def test_the_output_of_several_members_is_the_place_of_each() -> None:
    (finding,) = findings("<mj-text>Since {{ campaign ~ customer.a }}</mj-text>", SEVEN)
    assert finding.end_column - finding.column == len("customer.a")


def test_a_message_without_claims_is_silent_at_any_threshold() -> None:
    assert findings("<mj-text>Hello</mj-text>", SEVEN, thresholds={"exposure_warn": 0}) == []


def test_what_weighs_by_what_is_told_is_named_by_the_fact_that_weighs() -> None:
    private = label("stated", "life_event", time="month")
    known = label("inferred", time="date")
    (printed,) = findings("<mj-text>{{ customer.a }} {{ customer.b }}</mj-text>", known, private)
    assert "leave unsaid what customer.b says" in printed.help
    (chosen,) = findings(
        "<mj-text>{% if customer.a == 'x' and customer.b == 'y' %}News{% endif %}</mj-text>", known, private, {"exposure_warn": 1}
    )
    assert chosen.help == "choose by something less private than customer.b"
    (open_,) = findings("<mj-text>{{ customer.a }}</mj-text>", label("inferred", time="date", place="city"), None, {"exposure_warn": 1})
    assert "leave unsaid what customer.a says" in open_.help


@pytest.mark.parametrize(
    ("fact", "written"),
    [
        (label("observed", time="date"), ["customer.a | season"]), (label("observed", time="date", place="city"), []),  # one filter lowers one
        (label("observed", quantity="exact", time="season"), ["customer.a | some"]), (label("observed", time="season"), []),
        ({**label("transaction", time="date"), "ledger": True}, []),
    ],
)  # fmt: skip
def test_the_fix_lowers_what_one_filter_can(fact: dict[str, Any], written: list[str]) -> None:
    beside = label("third_party", "life_event")  # what the finding is about, whatever the other fact
    (finding,) = findings("<mj-text>Since {{ customer.a }} {{ customer.b }}</mj-text>", fact, beside)
    assert [edit.text for edit in finding.fix.edits] == written if finding.fix else not written
