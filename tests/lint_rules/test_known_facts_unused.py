"""PRF107: which branches and outputs make something of what is known, and which likes count."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.known_facts_unused import KnownFactsUnused

CITY, EUROPE = "travel.leisure.city_break", "travel.flights.europe"
GENERAL = "<mj-text>Over a hundred places</mj-text>"
INTEREST = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True, "granularity": {"item": "category"}}
SCHEMA = {"properties": {
    "campaign": {"type": "string"},
    "customer": {"properties": {"interest": {"type": "string", "x-fact": INTEREST}, "shoe_size": {"type": "integer"}}},
}}  # fmt: skip


def likes(*topics: str, **more: Any) -> list[dict[str, Any]]:
    return [{"topic": topic, "polarity": "like", "basis": "stated", **more} for topic in topics]


def findings(mjml: str, topics: tuple[str, ...] = ("travel",), config: Any = None, **customer: Any) -> list[Finding]:
    person = {"preferences": likes(CITY, EUROPE), "tier": "gold", "interest": "travel.rail", **customer}
    context = {"campaign": CITY, "customer": person}
    return found(KnownFactsUnused, mjml, manifest={"topics": list(topics)}, schema=SCHEMA, config=config, context=context)


def branch(condition: str) -> str:
    return f"{{% if {condition} %}}<mj-text>Spring is near</mj-text>{{% endif %}}{GENERAL}"


PREFERRED = "customer.preferences | map(attribute='topic') | list"


@pytest.mark.parametrize(
    ("condition", "used"),
    [
        (f"'{CITY}' in {PREFERRED}", True), (f"customer.tier == 'gold' and '{CITY}' in {PREFERRED}", True),
        (f"'travel.leisure' in {PREFERRED}", True), (f"'{CITY}.paris' in {PREFERRED}", True),  # above and below what is liked
        (f"'food' in {PREFERRED}", False), (f"'food.fish.smoked' in {PREFERRED}", False),  # another trade's, known to the taxonomy or not
        ("customer.history[0].kind == 'booking'", True), ("customer.history[0].place == 'Leeds'", True),
        ("customer.interest == 'travel.rail'", True),  # a project's own fact of taste
        (f"customer.interest == 'travel.rail' and 'food' in {PREFERRED}", True),
        ("customer.tier == 'gold'", False), (f"campaign == '{CITY}'", False), ("customer.shoe_size == 44", False),
    ],
)  # fmt: skip
def test_which_live_branches_make_something_of_it(condition: str, used: bool) -> None:
    known = likes(CITY, EUROPE, "travel.leisure", f"{CITY}.paris", "food", "food.fish.smoked")
    history = [{"topic": "food", "kind": "booking", "at": "2026-01-01", "place": "Leeds"}]
    mjml = branch(condition)
    reported = findings(mjml, preferences=known, history=history, shoe_size=44)
    assert bool(reported) is not used
    if used:
        dead = mjml.replace(condition, f"({condition}) and customer.tier == 'tin'")
        assert findings(dead, preferences=known, history=history, shoe_size=44)


@pytest.mark.parametrize(
    ("copy", "used"),
    [
        ("{{ customer.preferences[0].topic }}", True), ("{{ customer.interest }}", True), ("{{ customer.first_name }}", False),
        ("{{ customer.first_name if customer.interest == 'travel.rail' else 'you' }}", True), ("{{ campaign }}", False),
        ("{{ {'travel.rail': 'Trains', 'x': campaign}[customer.interest] }}", True), ("{{ customer.tier }} {{ customer.interest }}", True),
    ],
)  # fmt: skip
def test_printing_or_choosing_by_taste_uses_it(copy: str, used: bool) -> None:
    assert bool(findings(f"<mj-text>For you: {copy}</mj-text>", first_name="Bo")) is not used


def test_answers_count_without_any_preference() -> None:
    given = [{"question": str(at), "topic": topic, "at": "2026-01-01"} for at, topic in enumerate((CITY, EUROPE))]
    (finding,) = findings(GENERAL, preferences=[], answers=given)
    assert finding.facts == ("customer.answers[0]", "customer.answers[1]")
    assert findings(GENERAL, preferences=[], answers=given[:1]) == []
    assert findings(GENERAL, preferences=[], answers=[]) == []
    assert len(findings(GENERAL, preferences=likes(CITY), answers=given[1:])) == 1
    assert findings(GENERAL, preferences=likes(CITY), answers=given[:1]) == []  # the same like, said twice


@pytest.mark.parametrize(
    ("topics", "known", "reported"),
    [
        (("travel",), (CITY, EUROPE), True), (("travel",), (CITY, "food.diet.fish"), False), (("travel.leisure",), (CITY, EUROPE), False),
        (("travel.leisure",), (CITY, "travel.leisure.ski"), True),
        (("travel",), (CITY, EUROPE, "travel"), False),  # general mail about travel is what this one likes
        (("travel.leisure",), (CITY, "travel.leisure.ski", "travel"), False), (("travel", CITY), (CITY, EUROPE), False),
        (("travel", f"{CITY}.paris"), (CITY, EUROPE), False), (("travel", "food"), (CITY, "food.diet.fish"), True), (("retail",), (CITY, EUROPE), False),
    ],
)  # fmt: skip
def test_which_likes_lie_within_the_message_and_are_not_met(topics: tuple[str, ...], known: tuple[str, ...], reported: bool) -> None:
    assert bool(findings(GENERAL, topics, preferences=likes(*known))) is reported


def test_a_like_that_was_taken_back_is_none() -> None:
    taken_back = {"topic": EUROPE, "polarity": "never", "basis": "stated", "at": "2026-02-01"}
    assert findings(GENERAL, preferences=[*likes(CITY, EUROPE, at="2025-01-01"), taken_back]) == []
    (finding,) = findings(GENERAL, preferences=[*likes(CITY, EUROPE, "travel.rail", at="2025-01-01"), taken_back])
    assert finding.evidence == {"topic": "travel", "likes": [CITY, "travel.rail"]}
    above = [*likes(CITY, EUROPE, at="2025-01-01"), {"topic": "travel", "polarity": "like", "basis": "inferred", "at": "2025-01-01"}]
    assert findings(GENERAL, preferences=above) == []
    no_more = {"topic": "travel", "polarity": "avoid", "basis": "observed", "at": "2026-01-01"}
    assert len(findings(GENERAL, preferences=[*above, no_more])) == 1


def test_how_many_likes_it_takes_is_configuration() -> None:
    config = {"thresholds": {"unused_likes": 3}}
    assert findings(GENERAL, config=config) == []
    assert len(findings(GENERAL, config=config, preferences=likes(CITY, EUROPE, "travel.rail"))) == 1


def test_the_finding_names_the_general_topic_and_the_likes() -> None:
    (finding,) = findings(GENERAL, ("food", "travel"))
    assert finding.message == "the message is about travel in general, though 2 known likes lie within it and none is used"
    assert finding.facts == ("customer.preferences[0]", "customer.preferences[1]")
    assert finding.evidence == {"topic": "travel", "likes": [EUROPE, CITY]}
    assert finding.help.startswith("lead with one of them in a branch")
