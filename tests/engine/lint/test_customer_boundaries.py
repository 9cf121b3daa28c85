"""What one customer's lists say of taste: each list, each channel, each tie."""

from __future__ import annotations

from typing import Any

import pytest

from tactful.lint.customer import CustomerView, age_of, latest_answers, view
from tactful.model.clock import Clock
from tactful.project import Project

_PROJECT = Project.in_memory(manifest={"subject": "News", "locale": "en-GB"}, mjml="<mjml><mj-body></mj-body></mjml>")
SKI, LEISURE = "travel.leisure.ski", "travel.leisure"


def customer(**members: Any) -> CustomerView:
    return view(_PROJECT.draft("case", {"as_of": "2026-02-13T08:00:00+01:00", "customer": {"id": "c-1", **members}}))


def preference(topic: str, polarity: str, basis: str = "stated", at: str | None = None, **support: int) -> dict[str, Any]:
    return {"topic": topic, "polarity": polarity, "basis": basis, **({"at": at} if at else {}), **({"support": support} if support else {})}


def test_the_customer_is_read_once_and_nobody_is_known_of_nothing() -> None:
    draft = _PROJECT.draft("case", {"customer": {"id": "c"}})
    assert view(draft) is view(draft)
    assert not customer()
    assert customer().avoided(SKI) is None
    assert not customer(preferences=[], history=[], answers=[], send_log=[])
    assert not customer(history=[{"kind": "view", "at": "2026-01-01"}])  # an entry without topic says nothing of taste
    assert not customer(send_log=[{"topic": SKI, "at": "2026-01-01", "opened": True}])
    assert customer(send_log=[{"topic": SKI, "at": "2026-01-01", "clicked": True}])
    assert customer(preferences=[preference(SKI, "neutral")])


@pytest.mark.parametrize(
    ("members", "rank", "polarity", "path"),
    [
        ({"preferences": [preference(SKI, "neutral", "observed")]}, 1, "neutral", "customer.preferences[0]"),
        ({"preferences": [{"topic": SKI, "polarity": "like"}]}, 0, "like", "customer.preferences[0]"),  # without a basis it is a guess
        ({"history": [{"kind": "view"}, {"topic": SKI, "kind": "purchase"}]}, 2, "interest", "customer.history[1]"),
        ({"history": [{"topic": SKI, "kind": "booking", "channel": "store"}]}, 2, "interest", "customer.history[0]"),
        ({"history": [{"topic": SKI, "kind": "attendance"}]}, 1, "interest", "customer.history[0]"), ({"history": [{"topic": SKI, "kind": "view"}]}, 1, "interest", "customer.history[0]"),
        ({"history": [{"topic": SKI, "kind": "purchase", "channel": "partner"}]}, 0, "interest", "customer.history[0]"),
        ({"history": [{"topic": SKI, "kind": "post", "channel": "social"}]}, 0, "interest", "customer.history[0]"),
        ({"answers": [{"question": "?", "topic": SKI}]}, 3, "like", "customer.answers[0]"),
        ({"send_log": [{"topic": SKI, "at": "2026-01-01", "clicked": True}]}, 1, "interest", "customer.send_log[0]"),
    ],
)  # fmt: skip
def test_what_each_list_says(members: dict[str, Any], rank: int, polarity: str, path: str) -> None:
    (taste,) = customer(**members).tastes(SKI)
    assert (taste.rank, taste.polarity, taste.path, taste.topic) == (rank, polarity, path, SKI)
    assert customer(**members).tastes(LEISURE) == []
    assert customer(**members).decisive(SKI) == taste
    assert customer(**members).decisive(LEISURE) is None


@pytest.mark.parametrize(
    ("entry", "polarities"),
    [
        (preference(SKI, "neutral", "observed", opportunities=10, hits=0, clicks=0), ["never"]), (preference(SKI, "neutral", "observed", opportunities=9, hits=0, clicks=0), ["neutral"]),
        (preference(SKI, "neutral", "transaction", opportunities=10, hits=0), ["never"]), (preference(SKI, "neutral", "stated", opportunities=10, hits=0), ["never", "neutral"]),
        (preference(SKI, "like", "observed", opportunities=10, hits=0), ["never"]), (preference(SKI, "like", "transaction", opportunities=10, hits=0), ["never", "like"]),
        (preference(SKI, "like", "stated", opportunities=10, hits=0), ["never", "like"]), (preference(SKI, "avoid", "inferred", opportunities=10, hits=0), ["never", "avoid"]),
        (preference(SKI, "neutral", "observed", opportunities=10, hits=1), ["neutral"]), (preference(SKI, "neutral", "observed", opportunities=10, hits=0, clicks=1), ["neutral"]),
        (preference(SKI, "neutral", "observed", opportunities=10), ["neutral"]), (preference(SKI, "neutral", "observed"), ["neutral"]),
    ],
)  # fmt: skip
def test_what_ten_chances_replace(entry: dict[str, Any], polarities: list[str]) -> None:
    assert [taste.polarity for taste in customer(preferences=[entry]).tastes(SKI)] == polarities


@pytest.mark.parametrize(
    ("above", "below", "decides"),
    [
        (preference(LEISURE, "avoid"), preference(SKI, "like", "observed"), "avoid"), (preference(LEISURE, "avoid"), preference(SKI, "like", "transaction"), "like"),
        (preference(LEISURE, "avoid"), preference(SKI, "neutral", "inferred"), "avoid"), (preference(LEISURE, "avoid", "transaction"), preference(SKI, "like", "observed"), "avoid"),
        (preference(LEISURE, "avoid", "observed"), preference(SKI, "like", "inferred"), "like"), (preference(LEISURE, "like"), preference(SKI, "never", "inferred"), "never"),
        (preference(LEISURE, "like"), preference(SKI, "neutral", "inferred"), "neutral"),
    ],
)  # fmt: skip
def test_only_a_firm_word_lifts_a_firm_refusal_above(above: dict[str, Any], below: dict[str, Any], decides: str) -> None:
    found = customer(preferences=[above, below]).decisive(SKI)
    assert found is not None
    assert found.polarity == decides


def test_the_nearest_firm_word_decides_over_those_further_up() -> None:
    travel = preference("travel", "avoid")
    weak = preference(SKI, "like", "observed")
    assert customer(preferences=[travel, preference(LEISURE, "like"), weak]).avoided(SKI) is None
    assert customer(preferences=[preference("travel", "like"), preference(LEISURE, "never"), weak]).avoided(SKI) is not None
    assert customer(preferences=[travel, preference(LEISURE, "like", "observed"), weak]).avoided(SKI) is not None


@pytest.mark.parametrize(
    ("one", "other", "decides"),
    [
        (("avoid", "2026-01-01"), ("like", "2026-01-02"), "like"), (("like", "2026-01-02"), ("avoid", "2026-01-01"), "like"),
        (("avoid", "2026-01-01T10:00:00Z"), ("like", "2026-01-01T09:00:00-05:00"), "like"), (("like", "2026-01-01T09:00:00-05:00"), ("avoid", "2026-01-01T10:00:00Z"), "like"),
        (("avoid", "2026-01-01T10:00:00+01:00"), ("like", "2026-01-01T11:00:00+01:00"), "like"), (("avoid", "2026-01-02"), ("like", "2026-01-01T23:00:00Z"), "avoid"),
        (("like", "2026-01-01T09:30:00-05:00"), ("avoid", "2026-01-01T10:00:00+01:00"), "like"),  # as long a text, another zone
        (("avoid", None), ("like", "2020-01-01"), "like"), (("like", "2020-01-01"), ("avoid", None), "like"), (("avoid", None), ("like", None), "avoid"),
        (("avoid", "2026-01-01"), ("like", "2026-01-01"), "avoid"),  # of equals the first
    ],
)  # fmt: skip
def test_among_equals_the_newer_wins(one: tuple[str, str | None], other: tuple[str, str | None], decides: str) -> None:
    found = customer(preferences=[preference(SKI, polarity, at=at) for polarity, at in (one, other)]).decisive(SKI)
    assert found is not None
    assert found.polarity == decides
    better = customer(
        preferences=[
            *(preference(SKI, polarity, at=at) for polarity, at in (one, other)),
            preference(SKI, "never", "observed", "2026-02-01"),
        ]
    )
    assert better.decisive(SKI) == found  # the basis comes before the time


@pytest.mark.parametrize(
    ("entry", "taken"),
    [
        ({"kind": "purchase"}, True), ({"kind": "booking"}, True), ({"kind": "attendance"}, True), ({"kind": "visit"}, False), ({"kind": "click"}, False),
        ({"kind": "purchase", "channel": "partner"}, False), ({"kind": "attendance", "channel": "social"}, False), ({"kind": "booking", "channel": "phone"}, True),
    ],
)  # fmt: skip
def test_what_was_taken_below_refutes_a_count(entry: dict[str, str], taken: bool) -> None:
    counted = preference(LEISURE, "neutral", "observed", opportunities=20, hits=0, clicks=0)
    refuted = customer(preferences=[counted], history=[{"topic": SKI, **entry}])
    assert (refuted.avoided("travel.leisure.golf") is None) is taken
    assert customer(preferences=[counted, preference(SKI, "like")], history=[]).avoided("travel.leisure.golf") is not None
    assert customer(preferences=[counted], history=[{"topic": "travel.flights", **entry}]).avoided("travel.leisure.golf") is not None


@pytest.mark.parametrize(
    ("members", "sign"),
    [
        ({"preferences": [preference(SKI, "like")]}, "customer.preferences[0]"), ({"preferences": [preference(SKI, "neutral")]}, None), ({"preferences": [preference(SKI, "never")]}, None),
        ({"preferences": [preference(SKI, "neutral", "observed", opportunities=3, hits=1)]}, "customer.preferences[0]"),
        ({"preferences": [preference(SKI, "neutral", "observed", opportunities=3, hits=0, clicks=1)]}, "customer.preferences[0]"),
        ({"preferences": [preference(SKI, "neutral", "observed", opportunities=3, hits=0, clicks=0)]}, None),
        ({"preferences": [preference(SKI, "like", "observed", opportunities=10, hits=0)]}, None), ({"preferences": [preference(f"{SKI}.cross_country", "like")]}, "customer.preferences[0]"),
        ({"preferences": [preference(LEISURE, "like")]}, None), ({"preferences": [preference(f"{SKI}ing", "like")]}, None), ({"history": [{"topic": SKI, "kind": "view"}]}, "customer.history[0]"),
        ({"answers": [{"question": "?", "topic": SKI}]}, "customer.answers[0]"), ({}, None),
    ],
)  # fmt: skip
def test_what_is_a_sign_of_interest(members: dict[str, Any], sign: str | None) -> None:
    assert customer(**members).sign_of_interest(SKI) == sign


def test_a_like_that_something_contradicts_is_none() -> None:
    liked = customer(preferences=[preference(SKI, "like", "observed"), preference("travel.leisure.golf", "neutral")]).likes(LEISURE)
    assert [taste.topic for taste in liked] == [SKI]
    assert customer(preferences=[preference(SKI, "like", "observed"), preference(SKI, "never")]).likes(LEISURE) == []
    assert customer(preferences=[preference(LEISURE, "like")]).likes(LEISURE) == []  # below the family, not the family


@pytest.mark.parametrize(
    ("person", "age"),
    [({"age": 0}, 0), ({"age": 41.5}, 41.5), ({"age": True, "birth_date": "2000-01-01"}, 26), ({"age": "41", "birth_date": "2000-01-01"}, 26), ({"age": True}, None)],
)  # fmt: skip
def test_an_age_is_a_number(person: dict[str, Any], age: float | None) -> None:
    assert age_of(person, Clock.of({"as_of": "2026-02-13"})) == age
    assert customer(age=41).age() == 41


def test_a_newer_answer_stands_also_at_the_same_moment_and_without_a_question_each_stands_alone() -> None:
    def topics(*answers: dict[str, Any]) -> list[str]:
        return [answer["topic"] for _at, answer in latest_answers({"answers": list(answers)})]

    assert topics({"question": "Q", "topic": "a", "at": "2026-01-01"}, {"question": "q ", "topic": "b", "at": "2026-01-01"}) == ["b"]
    assert topics({"question": "Q", "topic": "a"}, {"question": "Q", "topic": "b"}) == ["b"]
    assert topics({"question": "Q", "topic": "a", "value": True}, {"topic": "b", "value": None}, {"question": None, "topic": "c"}) == [
        "a",
        "b",
        "c",
    ]
    assert topics(
        {"question": "Q", "topic": "a", "at": "2026-01-01T10:00:00"}, {"question": "Q", "topic": "b", "at": "2026-01-01T09:59:59Z"}
    ) == ["a"]
    assert topics({"question": "Q", "topic": "", "at": "2026-01-01"}) == []
