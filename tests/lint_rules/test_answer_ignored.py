"""PRF104: which messages are about the family of an answer, and what makes something of it."""

from __future__ import annotations

from typing import Any

from one_rule import found

from tactful import Finding
from tactful_rules.answer_ignored import AnswerIgnored

FISH, MEAT, VEGETARIAN = "food.diet.fish", "food.diet.meat", "food.diet.vegetarian"
DIET = ["food.diet"]


def answers(*topics: str, value: str | None = None) -> dict[str, Any]:
    given = {"value": value} if value else {}
    return {"answers": [{"question": f"Question {at}", "topic": topic, "at": "2026-01-05", **given} for at, topic in enumerate(topics)]}


def findings(mjml: str, customer: dict[str, Any], topics: list[str]) -> list[Finding]:
    return found(AnswerIgnored, mjml, manifest={"topics": topics}, context={"customer": customer})


def test_going_against_an_answer_is_told_from_making_nothing_of_it() -> None:
    (against,) = findings("<mj-text>This week in the box</mj-text>", answers(VEGETARIAN), [FISH])
    assert against.message == "the message is about food.diet.fish, which goes against the answer to a question on food.diet"
    (general,) = findings("<mj-text>This week in the box</mj-text>", answers(VEGETARIAN), DIET)
    assert general.message == "the message is about food.diet, which makes nothing of the answer to a question on food.diet"
    (both,) = findings("<mj-text>This week in the box</mj-text>", answers(VEGETARIAN), [*DIET, FISH])
    assert both.message == against.message  # the other member weighs more than the family beside it
    assert both.facts == ("customer.answers[0].topic",)
    assert both.evidence == {"family": "food.diet", "topic": FISH, "origin": "manifest"}
    assert both.help == "let food.diet.vegetarian lead for those who answered so, or put this into a branch for the others"


def test_of_several_answers_within_a_family_one_that_is_used_is_enough() -> None:
    mail = "<mj-text>This week in the box</mj-text>"
    assert findings(mail, answers(VEGETARIAN, FISH), [FISH]) == []
    (finding,) = findings(mail, answers(VEGETARIAN, MEAT), [FISH])
    assert finding.facts == ("customer.answers[0].topic", "customer.answers[1].topic")
    assert "food.diet.meat or food.diet.vegetarian" in finding.help


def test_each_family_is_judged_for_itself() -> None:
    mail = "<mj-text>This week in the box</mj-text>"
    found_in = [one.evidence["family"] for one in findings(mail, answers(VEGETARIAN, "food.drinks.wine"), [FISH, "food.drinks.beer"])]
    assert sorted(found_in) == ["food.diet", "food.drinks"]


def test_a_declared_topic_whose_words_stand_in_other_branches_still_makes_it_a_message_on_the_family() -> None:
    """Whatever else the manifest declares."""
    mail = "<mj-text>The box is on its way</mj-text>{% if customer.tier == 'gold' %}<mj-text>Salmon and cod</mj-text>{% endif %}"
    for topics in ([FISH], [FISH, "travel"], ["travel", FISH]):
        (finding,) = findings(mail, {**answers(VEGETARIAN), "tier": "silver"}, topics)
        assert finding.evidence["topic"] == "food.diet"
    assert findings(mail, {**answers(VEGETARIAN), "tier": "silver"}, ["travel"]) == []


def test_printing_the_answer_uses_it_unless_another_member_is_what_is_shown() -> None:
    printed = "<mj-text>You said {{ customer.answers[0].value }}</mj-text>"
    given = answers(VEGETARIAN, value="greens")
    assert findings(printed, given, DIET) == []
    assert len(findings(printed, given, [FISH])) == 1
    assert len(findings(printed, given, [*DIET, FISH])) == 1
    assert len(findings("<mj-text>Hello {{ customer.id }}</mj-text>", given, DIET)) == 1


def test_two_weak_words_for_the_answer_are_heard_one_is_not() -> None:
    """ "Snow" alone may be the weather; snow in the Alps is skiing."""
    given = answers("travel.leisure.ski")
    assert len(findings("<mj-text>Fresh air in the alps</mj-text>", given, ["travel.leisure"])) == 1
    assert findings("<mj-text>Fresh air in the alps, and a chalet</mj-text>", given, ["travel.leisure"]) == []
    assert len(findings("<mj-text>The alps? No chalet, the alps in summer: camping</mj-text>", answers(VEGETARIAN), DIET)) == 1


def test_weak_words_in_different_blocks_are_heard_together() -> None:
    given = answers("travel.leisure.ski")
    apart = "<mj-text>Fresh air in the alps</mj-text><mj-text>A chalet for eight</mj-text>"
    assert findings(apart, given, ["travel.leisure"]) == []
    assert len(findings(apart, answers("travel.leisure.golf"), ["travel.leisure"])) == 1


def test_an_answer_with_nothing_above_it_has_no_family() -> None:
    assert (
        findings("<mj-text>News</mj-text>", answers("food"), ["travel"])
        == findings("<mj-text>News</mj-text>", answers("food"), ["food"])
        == []
    )
