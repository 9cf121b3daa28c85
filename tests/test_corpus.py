"""The labelled cases: the stories are all right; the development set is a test, never a source of words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tactful.evaluate import Result, cases, evaluate, false_rejections, line_of, scores, wilson

CORPUS = Path(__file__).parent / "corpus"
STORIES = cases(CORPUS / "stories.jsonl")


@pytest.fixture(scope="module")
def stories() -> list[Result]:
    return list(evaluate(STORIES))


@pytest.fixture(scope="module")
def development() -> list[Result]:
    return list(evaluate(cases(CORPUS / "development.jsonl")))


@pytest.mark.parametrize("at", range(len(STORIES)), ids=[story["id"] for story in STORIES])
def test_a_story_of_an_installed_rule_is_right(at: int) -> None:
    (result,) = evaluate([STORIES[at]])
    assert (result.missed, result.unwanted, result.error) == ((), (), "") or not result.judged
    assert result.right or not result.judged


def test_no_clean_mail_is_rejected(stories: list[Result], development: list[Result]) -> None:
    assert false_rejections([*stories, *development])[0] == 0


def test_most_of_the_development_set_is_right(development: list[Result]) -> None:
    judged = [result for result in development if result.judged]
    assert sum(result.right for result in judged) / len(judged) >= 0.95


def test_no_case_fails_to_be_judged(stories: list[Result], development: list[Result]) -> None:
    assert [(result.id, result.error) for result in [*stories, *development] if result.error] == []


def test_wilson_intervals_are_those_of_the_textbook() -> None:
    share, low, high = wilson(8, 10)
    assert (round(share, 2), round(low, 3), round(high, 3)) == (0.8, 0.490, 0.943)


def test_scores_count_pairs() -> None:
    def result(kind: str, codes: tuple[str, ...]) -> Result:
        return Result(f"X-{kind}", "EXP201", kind, "sv", "X", "reject", codes, "reject")

    table = scores([result("violation", ("EXP201",)), result("near_miss", ())])
    assert (table["EXP201"].hits, table["EXP201"].silences, table["EXP201"].right_pairs) == (1, 1, 1)
    table = scores([result("violation", ()), result("near_miss", ("EXP201",))])
    assert (table["EXP201"].misses, table["EXP201"].false_alarms, table["EXP201"].right_pairs) == (1, 1, 0)


def test_a_line_says_id_verdict_codes(stories: list[Result]) -> None:
    assert line_of(stories[0]) == '{"id": "PRF102-sv-51-violation", "verdict": "reject", "codes": ["PRF102"]}'
