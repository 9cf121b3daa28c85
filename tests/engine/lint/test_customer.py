"""Precedence of taste against a plain restatement of GUARDRAILS §1 and §7, over customers that nobody thought of."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.lint.customer import CustomerView, age_of, latest_answers, view
from tactful.model.clock import Clock
from tactful.project import Project

LINEAGE = ["travel", "travel.leisure", "travel.leisure.ski"]
RANK = {"stated": 3, "transaction": 2, "observed": 1, "inferred": 0}
AGAINST = ("avoid", "never")

_PROJECT = Project.in_memory(manifest={"subject": "News", "locale": "en-GB"}, mjml="<mjml><mj-body></mj-body></mjml>")

entries = st.builds(
    lambda topic, polarity, basis, day: {"topic": topic, "polarity": polarity, "basis": basis, "at": f"2025-01-{day:02}"},
    st.sampled_from(LINEAGE), st.sampled_from(["like", "neutral", "avoid", "never"]), st.sampled_from(list(RANK)), st.integers(1, 28),
)  # fmt: skip
preferences = st.lists(entries, max_size=6, unique_by=lambda entry: (entry["topic"], entry["basis"], entry["at"]))


def customer(**members: Any) -> CustomerView:
    return view(_PROJECT.draft("case", {"as_of": "2026-02-13T08:00:00+01:00", "customer": {"id": "c-1", **members}}))


def expected(found: list[dict[str, Any]], topic: str) -> str | None:
    """The polarity that decides: on each level the best basis, then the newest; the nearest level wins, unless something stated or
    transaction above says avoid or never and the nearer is weaker than that."""
    levels = []
    for level in [one for one in reversed(LINEAGE) if topic == one or topic.startswith(f"{one}.")]:
        here = [one for one in found if one["topic"] == level]
        if here:
            levels.append(max(here, key=lambda one: (RANK[one["basis"]], one["at"])))
    if not levels:
        return None
    nearest = levels[0]
    if nearest["polarity"] in AGAINST or RANK[nearest["basis"]] >= 2:
        return str(nearest["polarity"])
    firm = next((one for one in levels[1:] if RANK[one["basis"]] >= 2), None)
    return str(firm["polarity"]) if firm is not None and firm["polarity"] in AGAINST else str(nearest["polarity"])


@settings(max_examples=300, deadline=None)
@given(preferences, st.sampled_from([*LINEAGE, "travel.leisure.ski.alps"]))
def test_precedence(found: list[dict[str, Any]], topic: str) -> None:
    decisive = customer(preferences=found).decisive(topic)
    assert (decisive.polarity if decisive is not None else None) == expected(found, topic)


@settings(max_examples=100, deadline=None)
@given(preferences, st.permutations(range(6)))
def test_the_order_of_entries_decides_nothing(found: list[dict[str, Any]], order: list[int]) -> None:
    shuffled = [found[at] for at in order if at < len(found)]
    for topic in LINEAGE:
        one, other = customer(preferences=found).decisive(topic), customer(preferences=shuffled).decisive(topic)
        assert (one and (one.polarity, one.rank, one.at)) == (other and (other.polarity, other.rank, other.at))


@settings(max_examples=150, deadline=None)
@given(preferences)
def test_something_stated_below_always_has_the_last_word(found: list[dict[str, Any]]) -> None:
    for polarity in ("like", "never"):
        last = {"topic": "travel.leisure.ski", "polarity": polarity, "basis": "stated", "at": "2026-01-01"}
        avoided = customer(preferences=[*found, last]).avoided("travel.leisure.ski") is not None
        assert avoided is (polarity == "never")


@settings(max_examples=100, deadline=None)
@given(preferences, st.integers(0, 40), st.integers(0, 3), st.integers(0, 3))
def test_support_counts_as_never_from_ten_chances_without_hit_or_click(found: Any, opportunities: int, hits: int, clicks: int) -> None:
    counted = {
        "topic": "retail.books", "polarity": "neutral", "basis": "observed",
        "support": {"opportunities": opportunities, "hits": hits, "clicks": clicks},
    }  # fmt: skip
    never = customer(preferences=[*found, counted]).avoided("retail.books.crime") is not None
    assert never is (opportunities >= 10 and hits == 0 and clicks == 0)


def test_a_purchase_below_refutes_a_count_but_no_word() -> None:
    counted = {
        "topic": "travel.flights",
        "polarity": "neutral",
        "basis": "observed",
        "support": {"opportunities": 20, "hits": 0, "clicks": 0},
    }
    bought = {"topic": "travel.flights.domestic", "kind": "booking", "at": "2025-11-18", "channel": "app"}
    assert customer(preferences=[counted]).avoided("travel.flights.europe") is not None
    assert customer(preferences=[counted], history=[bought]).avoided("travel.flights.europe") is None
    assert customer(preferences=[counted], history=[{**bought, "channel": "partner"}]).avoided("travel.flights.europe") is not None
    assert customer(preferences=[counted], history=[{**bought, "kind": "view"}]).avoided("travel.flights.europe") is not None
    said = {"topic": "travel.flights", "polarity": "avoid", "basis": "stated"}
    assert customer(preferences=[said], history=[bought]).avoided("travel.flights.europe") is not None


def test_a_click_on_a_mailing_is_a_sign_and_an_open_is_none() -> None:
    mailed = {"topic": "travel.leisure.ski", "at": "2026-01-10", "opened": True}
    assert customer(send_log=[mailed]).sign_of_interest("travel.leisure") is None
    assert customer(send_log=[{**mailed, "clicked": True}]).sign_of_interest("travel.leisure") == "customer.send_log[0]"


def test_what_is_liked() -> None:
    like, answer = (
        {"topic": "retail.books", "polarity": "like", "basis": "observed"},
        {"question": "?", "topic": "retail.toys", "at": "2025-01-01"},
    )
    known = customer(preferences=[like], answers=[answer]).likes("retail")
    assert [(taste.topic, taste.path) for taste in known] == [
        ("retail.books", "customer.preferences[0]"),
        ("retail.toys", "customer.answers[0]"),
    ]
    assert customer(preferences=[like, {"topic": "retail", "polarity": "never", "basis": "stated"}]).likes("retail") == []


def test_the_newest_answer_to_a_question_counts() -> None:
    def topics(*answers: dict[str, Any]) -> list[tuple[int, str]]:
        return [(at, answer["topic"]) for at, answer in latest_answers({"answers": list(answers)})]

    old, new = (
        {"question": "Where to?", "topic": "a", "at": "2025-01-01"},
        {"question": "where  TO?", "topic": "b", "at": "2025-06-01T10:00:00Z"},
    )
    assert topics(old, new) == [(1, "b")]
    assert topics(new, old) == [(0, "b")]
    assert topics(old, {**new, "topic": None}) == []
    assert topics(old, {**new, "value": False}) == []
    assert topics(old, {**new, "at": None}) == [(0, "a")]
    assert topics({"topic": "a"}, {"topic": "b"}) == [(0, "a"), (1, "b")]
    assert latest_answers({}) == []


def test_age_is_derived_where_it_is_not_given() -> None:
    clock = Clock.of({"as_of": "2026-02-28T08:00:00+01:00"})
    assert age_of({"birth_date": "2000-02-29"}, clock) == 26
    assert age_of({"birth_date": "2000-02-29", "age": 25}, clock) == 25
    assert age_of({"birth_date": "2000-02-29", "age": None}, clock) == 26
    assert age_of({}, clock) is None
