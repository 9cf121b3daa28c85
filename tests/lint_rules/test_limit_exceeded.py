"""REL803: what counts as a mention, and how far a limit reaches."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.limit_exceeded import LimitExceeded

WINE = "food.drinks.wine"
STATED = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True, "granularity": {"item": "category"}}
SCHEMA = {"properties": {
    "note": {"type": "string"},
    "customer": {"properties": {"likes": {"type": "string", "x-fact": STATED}, "club": {"type": "string", "x-fact": STATED}}},
}}  # fmt: skip


def findings(mjml: str, topics: tuple[str, ...] = (), note: str = "x", offers: Any = None, **limits: Any) -> list[Finding]:
    customer = {"city": "Leeds", "likes": "kayaks", "club": "ok", "limits": limits}
    context = {"customer": customer, "note": note, **({"offers": offers} if offers else {})}
    return found(LimitExceeded, mjml, manifest={"topics": list(topics)}, context=context, schema=SCHEMA)


def test_each_barred_topic_is_found_once_where_it_is_met_first() -> None:
    mjml = "<mj-text>Red wine</mj-text>\n<mj-text>White wine and lager</mj-text>"
    wine, beer = findings(mjml, never_mention=["retail.books", WINE, "food.drinks.beer"])
    assert (wine.facts, wine.line, wine.block) == (("customer.limits.never_mention[1]",), 1, "text")
    assert (beer.facts, beer.line) == (("customer.limits.never_mention[2]",), 2)
    assert wine.message == f"{WINE} is mentioned to somebody who asked never to hear of it: the copy speaks of {WINE} ('Red wine')"
    assert (wine.evidence, wine.help) == ({"topic": WINE}, f"leave out everything in {WINE} for these customers")
    assert len(findings(mjml, never_mention=["food"])) == 1
    assert len(findings(mjml, never_mention=["food", WINE])) == 2


@pytest.mark.parametrize(("note", "reported"), [("A case of red wine", True), ("A snowy chalet", False), ("A loaf", False), ("", False)])
def test_a_printed_value_is_heard_too(note: str, reported: bool) -> None:
    """Strong words alone: what may be the weather is no mention of skiing."""
    found_ = findings("<mj-text>News: {{ note }}</mj-text>", note=note, never_mention=[WINE, "travel.leisure.ski"])
    assert [one.message for one in found_] == (
        [f"{WINE} is mentioned to somebody who asked never to hear of it: the text speaks of it"] if reported else []
    )


def test_a_printed_value_and_the_copy_are_one_mention() -> None:
    both = "<mj-text>Red wine: {{ note }}</mj-text>"
    assert len(findings(both, note="white wine", never_mention=[WINE])) == 1
    two = findings(both, note="lager and white wine", never_mention=[WINE, "food.drinks.beer"])
    assert sorted(one.evidence["topic"] for one in two) == ["food.drinks.beer", WINE]
    again = findings("<mj-text>{{ note }}</mj-text><mj-text>{{ note }}</mj-text>", note="white wine", never_mention=[WINE])
    assert len(again) == 1


@pytest.mark.parametrize(
    ("limit", "reported"),
    [
        ("customer.likes", True), ("likes", True), ("customer", True), ("customer.like", False), ("customer.city", False), ("customer.likes.more", False),
        ("customer.", False), ("food.drinks", False),
    ],
)  # fmt: skip
def test_a_path_bars_itself_and_what_lies_below(limit: str, reported: bool) -> None:
    printed = "<mj-text>For {{ customer.likes }}, {{ customer.likes }}</mj-text><mj-text>{{ customer.likes }}</mj-text>"
    found_ = findings(printed, never_mention=[limit])
    assert [one.facts for one in found_] == ([("customer.likes",)] if reported else [])


@pytest.mark.parametrize(
    ("condition", "copy", "reported"),
    [
        ("customer.likes == 'kayaks'", "All our KAYAKS", True), ("customer.likes == 'kayaks'", "All our canoes", False),
        ("customer.club == 'ok'", "Is it ok?", False),  # two letters stand in any text
        ("customer.city == 'Leeds'", "kayaks", False), ("customer.city == 'Leeds'", "New in Leeds", False),  # not barred
    ],
)  # fmt: skip
def test_a_barred_fact_that_chose_and_is_said_is_a_mention(condition: str, copy: str, reported: bool) -> None:
    mjml = f"{{% if {condition} %}}<mj-text>{copy}</mj-text>{{% endif %}}<mj-text>News</mj-text>"
    found_ = [one.facts[0] for one in findings(mjml, never_mention=["customer.likes", "customer.club"])]
    assert found_ == (["customer.likes"] if reported else [])


def test_printed_and_chosen_is_one_mention() -> None:
    mjml = (
        "{% if customer.likes == 'kayaks' %}<mj-text>All kayaks, as {{ customer.likes }} go</mj-text><mj-text>Kayaks</mj-text>{% endif %}"
    )
    assert len(findings(mjml, never_mention=["customer.likes"])) == 1
    twice = "{% if customer.likes == 'kayaks' %}<mj-text>All kayaks</mj-text><mj-text>Kayaks</mj-text>{% endif %}"
    assert len(findings(twice, never_mention=["customer.likes"])) == 1


@pytest.mark.parametrize(("highest", "reported"), [(0, True), (1, True), (2, False), (9, False), (None, False)])
def test_exactly_as_much_as_is_allowed_passes(highest: int | None, reported: bool) -> None:
    """A stated category, printed: 2 × 1."""
    limits = {} if highest is None else {"max_exposure": highest}
    found_ = findings("<mj-text>For {{ customer.likes }}</mj-text>", never_mention=[], **limits)
    assert bool(found_) is reported
    if found_:
        (finding,) = found_
        assert finding.message == "the exposure 2 is above what this customer allows"
        assert (finding.facts, finding.block) == (("customer.likes",), "text")
        assert (finding.evidence["score"], finding.evidence["limit"]) == (2, "customer.limits.max_exposure")


def test_what_only_chooses_counts_for_the_limit() -> None:
    context = {"customer": {"likes": "kayaks", "limits": {"max_exposure": 0}}}
    manifest = {"selection": ["customer.likes"]}
    (finding,) = found(LimitExceeded, "<mj-text>News</mj-text>", manifest=manifest, context=context, schema=SCHEMA)
    assert (finding.message, finding.facts) == ("the exposure 1 is above what this customer allows", ("customer.likes",))


def test_limits_of_both_kinds_stand_together() -> None:
    found_ = findings("<mj-text>Red wine for {{ customer.likes }}</mj-text>", never_mention=[WINE, "customer.likes"], max_exposure=0)
    assert sorted(one.message.split(" ")[0] for one in found_) == ["customer.likes", WINE, "the"]


def test_one_of_several_entries_that_is_said_is_a_mention_and_a_number_in_the_text_is_none() -> None:
    history = [{"topic": "sport", "kind": "view", "item": item} for item in ("tents", "kayaks")]
    mjml = "{% if 'kayaks' in customer.history | map(attribute='item') | list %}<mj-text>All kayaks</mj-text>{% endif %}<mj-text>News</mj-text>"
    context: dict[str, Any] = {
        "customer": {"history": history, "age": 142, "limits": {"never_mention": ["customer.history", "customer.age"]}}
    }
    assert [one.facts for one in found(LimitExceeded, mjml, context=context)] == [("customer.history[].item",)]
    aged = "{% if customer.age > 40 %}<mj-text>142 lamps</mj-text>{% endif %}<mj-text>News</mj-text>"
    assert found(LimitExceeded, aged, context=context) == []


def test_exposure_is_reported_where_it_weighs() -> None:
    (finding,) = findings("<mj-text>News</mj-text>\n<mj-text>For {{ customer.likes }}</mj-text>", max_exposure=0)
    assert (finding.line, finding.file.rpartition(".")[2]) == (2, "mjml")
