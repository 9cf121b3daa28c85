"""GUARDRAILS §5 in numbers: joining, echo, the worst claim, hard blocks, and what the evidence tells."""

from __future__ import annotations

import pytest

from tactful.lint.exposure import PRINTED, STEERING, WATCHED, Claim, Exposure, UsedFact, exposure, paths
from tactful.model.facts import Label


def fact(path: str = "customer.a", *, ledger: bool = False, assumed: tuple[str, ...] = (), **levels: int) -> UsedFact:
    return UsedFact(path, Label(**{"provenance": 0, "sensitivity": 0, **levels}, known_to_recipient=True, ledger=ledger, assumed=assumed))  # type: ignore[arg-type]


POINTS = fact("customer.points", ledger=True, quantity=3)
CITY, DAY = fact("customer.city", place=2), fact("customer.day", time=3, provenance=2)


@pytest.mark.parametrize(("echo", "score"), [(STEERING, 7), (PRINTED, 14), (WATCHED, 21)])
def test_a_claim_joins_its_facts_and_multiplies_by_the_echo(echo: int, score: int) -> None:
    assert Claim(echo, (CITY, DAY)).score == score
    assert Claim(echo, (CITY, DAY, POINTS)).score == score  # the ledger adds nothing
    assert Claim(echo, (CITY, fact("customer.town", place=1), DAY)).score == score  # nor does what is less exact
    assert Claim(echo, (POINTS,)).score == 0
    assert Claim(echo, (POINTS,)).label is None


def test_the_sources_name_the_first_that_gives_each_level() -> None:
    town = fact("customer.town", place=2)
    assert Claim(PRINTED, (POINTS, CITY, town, DAY)).sources == {
        "place": "customer.city",
        "time": "customer.day",
        "provenance": "customer.day",
    }
    assert Claim(PRINTED, (POINTS,)).sources == {}
    assert Claim(PRINTED, (fact("customer.card", ledger=True, place=2), CITY)).sources == {"place": "customer.city"}


@pytest.mark.parametrize(
    ("levels", "echo", "hard"),
    [
        ({"sensitivity": 3, "provenance": 2}, STEERING, True), ({"sensitivity": 3, "provenance": 1}, WATCHED, False), ({"sensitivity": 2, "provenance": 3}, WATCHED, False),
        ({"provenance": 4}, STEERING, False), ({"provenance": 4}, PRINTED, True), ({"provenance": 4}, WATCHED, True), ({"provenance": 3}, WATCHED, False),
    ],
)  # fmt: skip
def test_hard_blocks(levels: dict[str, int], echo: int, hard: bool) -> None:
    assert bool(Claim(echo, (CITY, fact("customer.x", **levels))).hard) is hard
    assert bool(exposure([Claim(PRINTED, (CITY,)), Claim(echo, (fact("customer.x", **levels),))]).hard) is hard


def test_a_message_scores_its_highest_printed_claim_and_half_of_the_others() -> None:
    high, low, least = Claim(PRINTED, (DAY,)), Claim(PRINTED, (CITY,)), Claim(PRINTED, (fact("customer.c", time=1),))
    for order in ([high, low, least], [least, low, high]):
        found = exposure(order)
        assert (found.score, found.worst) == (10 + 4 / 2 + 2 / 2, high)
        assert found.evidence["other_claims"] == [4, 2]
    assert exposure([Claim(PRINTED, (POINTS,)), low]).evidence.get("other_claims") is None
    assert (
        exposure([Claim(PRINTED, (fact("customer.zero"),)), low]).evidence.get("other_claims") is None
    )  # what scores nothing adds nothing


@pytest.mark.parametrize(("steps", "score", "steers"), [(10, 11, True), (9, 10, False), (8, 10, False)])
def test_steering_counts_where_it_weighs_more(steps: int, score: float, steers: bool) -> None:
    """A steering claim is never added; at the same score what is printed is named."""
    parts = {"time": min(steps, 4), "place": min(max(steps - 4, 0), 4), "item": max(steps - 8, 0)}
    steering = Claim(STEERING, (fact("customer.s", **parts, person=1),))
    lesser = Claim(STEERING, (fact("customer.t", time=1),))
    printed = Claim(PRINTED, (DAY,))
    found = exposure([lesser, steering, printed])
    assert (found.score, found.worst) == (score, steering if steers else printed)
    assert "other_claims" not in found.evidence


def test_nothing_said_is_nothing() -> None:
    for claims in ([], [Claim(PRINTED, (POINTS,))], [Claim(STEERING, (POINTS,))]):
        found = exposure(claims)
        assert (found.score, found.worst, found.hard, found.evidence) == (0, None, "", {"score": 0})
    assert exposure([Claim(STEERING, (CITY,))]).score == 2


def test_what_is_blocked_is_the_worst_whatever_weighs_more() -> None:
    blocked = Claim(STEERING, (fact("customer.x", sensitivity=3, provenance=2),))
    found = exposure([Claim(WATCHED, (DAY,)), blocked])
    assert (found.score, found.worst) == (15, blocked)
    assert found.evidence["hard_block"] == "a special fact that was neither stated nor transacted"
    assert "hard_block" not in exposure([Claim(WATCHED, (DAY,))]).evidence


def test_the_evidence_tells_which_coordinate_to_lower() -> None:
    free = fact("customer.free", assumed=("provenance",), provenance=4, item=1)
    assert exposure([Claim(PRINTED, (CITY, free))]).evidence == {
        "score": 14, "echo": 2, "parts": {"place": 2, "item": 1, "provenance": 4},
        "from": {"place": "customer.city", "item": "customer.free", "provenance": "customer.free"}, "unlabelled": ["provenance"],
        "hard_block": "a third party's fact is said back",
    }  # fmt: skip
    assert "unlabelled" not in exposure([Claim(PRINTED, (CITY,))]).evidence


def test_what_is_said_and_what_steers() -> None:
    said = [Claim(PRINTED, (POINTS,)), Claim(WATCHED, (CITY,))]
    steering = [Claim(STEERING, (DAY, POINTS)), Claim(STEERING, (CITY, DAY))]
    found: Exposure = exposure([*steering, *said])
    assert found.said == tuple(said)
    assert found.steering == (DAY, CITY)
    assert paths((DAY, CITY, DAY)) == ("customer.day", "customer.city")
