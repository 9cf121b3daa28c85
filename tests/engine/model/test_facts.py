from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.model.context import ContextSchema
from tactful.model.facts import COARSENED, DIMENSIONS, SCALES, Label, join, label_of

SCHEMA = ContextSchema.build()
LEVELS = st.fixed_dictionaries({name: st.sampled_from(sorted(set(SCALES[name].values()))) for name in DIMENSIONS})


def _label(levels: dict[str, Any]) -> Label:
    return Label(**levels)


LABELS = LEVELS.map(_label)
FILTERS = st.lists(st.sampled_from([*COARSENED, "upper", "default"]), max_size=5)


def label(path: str, **given_: Any) -> Label:
    return label_of(SCHEMA, path, **given_)


def test_an_unlabelled_fact_is_the_worst_there_is() -> None:
    worst = Label.from_keyword(None)
    assert (worst.provenance, worst.sensitivity, worst.known_to_recipient) == (4, 3, False)
    assert worst.assumed == ("provenance", "sensitivity", "known_to_recipient")
    part = Label.from_keyword({"sensitivity": "none"})
    assert part.assumed == ("provenance", "known_to_recipient")


def test_the_ledger_is_for_what_is_kept_for_the_recipient() -> None:
    base = {"known_to_recipient": True, "ledger": True}
    assert Label.from_keyword({**base, "provenance": "transaction", "sensitivity": "none"}).ledger
    assert not Label.from_keyword({**base, "provenance": "observed", "sensitivity": "none"}).ledger
    assert not Label.from_keyword({**base, "provenance": "stated", "sensitivity": "lifestyle"}).ledger
    assert not Label.from_keyword({**base, "sensitivity": "none"}).ledger


@pytest.mark.parametrize(("name", "dimension", "level"), [(name, *what) for name, what in COARSENED.items()])
def test_a_filter_coarsens_its_own_dimension_only(name: str, dimension: str, level: int) -> None:
    finest = Label(time=4, place=4, item=4, quantity=3, person=3)
    coarse = finest.coarsen([name])
    assert getattr(coarse, dimension) == level
    assert all(getattr(coarse, other) == getattr(finest, other) for other in DIMENSIONS if other != dimension)


def test_a_filter_that_lowers_nothing_changes_nothing() -> None:
    coarse = Label(time=1)
    assert coarse.coarsen(["month"]) == coarse
    assert coarse.coarsen(["upper"]) == coarse
    assert Label(time=4, item=1).coarsen(["brand", "season"]) == Label(time=1, item=1)
    assert Label(time=4, item=1).coarsen(["season", "brand"]) == Label(time=1, item=1)


@given(LABELS, FILTERS)
def test_coarsening_never_raises_a_level(label_: Label, filters: list[str]) -> None:
    coarse = label_.coarsen(filters)
    assert all(getattr(coarse, name) <= getattr(label_, name) for name in DIMENSIONS)
    assert coarse.score <= label_.score


@given(st.lists(LABELS, min_size=1, max_size=4), LABELS)
def test_a_join_is_the_componentwise_maximum(labels: list[Label], more: Label) -> None:
    found, larger = join(labels), join([*labels, more])
    assert found is not None
    assert larger is not None
    for name in DIMENSIONS:
        assert getattr(found, name) == max(getattr(one, name) for one in labels)
        assert getattr(larger, name) >= getattr(found, name)


def test_the_ledger_adds_nothing_to_a_join() -> None:
    points, age = label("customer.points"), label("customer.birth_date")
    assert points.score == 0
    assert join([points]) is None
    assert join([points, age]) == join([age])


def test_an_unknown_fact_makes_a_claim_unknown() -> None:
    found = join([Label(known_to_recipient=True), Label(known_to_recipient=False)])
    assert found is not None
    assert not found.known_to_recipient


@pytest.mark.parametrize("name", ["id", "locale", "time_zone", "first_name", "last_name", "email", "points", "tier"])
def test_ledger_members(name: str) -> None:
    assert label(f"customer.{name}").ledger


@pytest.mark.parametrize(
    ("name", "dimension", "level"),
    [
        ("birth_date", "time", 3),
        ("age", "time", 0),
        ("gender", "item", 0),
        ("city", "place", 2),
        ("postal_code", "place", 3),
        ("country", "place", 1),
    ],
)
def test_stated_members(name: str, dimension: str, level: int) -> None:
    found = label(f"customer.{name}")
    assert (found.ledger, found.provenance, found.known_to_recipient, found.assumed) == (False, 0, True, ())
    assert getattr(found, dimension) == level


@pytest.mark.parametrize(
    ("entry", "provenance"),
    [
        ({"kind": "purchase", "channel": "web"}, "transaction"), ({"kind": "booking"}, "transaction"), ({"kind": "view", "channel": "app"}, "observed"),
        ({"kind": "visit", "channel": "store"}, "observed"), ({"kind": "post", "channel": "social"}, "third_party"),
        ({"kind": "purchase", "channel": "partner"}, "third_party"), ({"kind": "click", "channel": None}, "observed"),
    ],
)  # fmt: skip
def test_history_by_channel_and_kind(entry: dict[str, Any], provenance: str) -> None:
    assert label("customer.history[].item", entry=entry).provenance == SCALES["provenance"][provenance]


def test_own_bookings_are_ledger_in_service_mail_only() -> None:
    own, seen, partner = {"kind": "booking"}, {"kind": "view"}, {"kind": "booking", "channel": "partner"}
    path = "customer.history[].item"
    assert label(path, entry=own, purpose="service").ledger
    assert not label(path, entry=own, purpose="promotion").ledger
    assert not label(path, entry=own, purpose="notice").ledger
    assert not label(path, entry=seen, purpose="service").ledger
    assert not label(path, entry=partner, purpose="service").ledger


def test_a_time_of_day_is_a_clock() -> None:
    path = "customer.history[].at"
    assert label(path, entry={"kind": "view", "at": "2026-02-02T18:30:00+01:00"}).time == 4
    assert label(path, entry={"kind": "view", "at": "2026-02-02"}).time == 3
    assert label(path).time == 3


@pytest.mark.parametrize("root", ["preferences[].topic", "household[].role"])
def test_preferences_and_household_by_basis(root: str) -> None:
    path = f"customer.{root}"
    for basis in ("stated", "transaction", "observed", "inferred"):
        found = label(path, entry={"basis": basis})
        assert found.provenance == SCALES["provenance"][basis]
        assert "provenance" not in found.assumed
    unsaid = label(path, entry={"topic": "travel"})
    assert (unsaid.provenance, "provenance" in unsaid.assumed) == (4, True)
    assert label(path).provenance == SCALES["provenance"]["observed"]


def test_the_customers_own_labels_go_over_the_schema() -> None:
    entry = {"kind": "view", "item": "mat"}
    path = "customer.history[].item"

    def found(key: str, **change: Any) -> Label:
        return label(path, entry=entry, customer={"history": [{"kind": "view"}, entry], "facts": {key: change}})

    assert found(path, sensitivity="special").sensitivity == 3
    assert found("customer.history", sensitivity="special").sensitivity == 3
    assert found("customer.history[]", sensitivity="special").sensitivity == 3
    assert found("customer.history[1].item", sensitivity="special").sensitivity == 3
    assert found("customer.history[0].item", sensitivity="special").sensitivity == 0
    assert found("customer.history[].place", sensitivity="special").sensitivity == 0
    assert found("customer.hist", sensitivity="special").sensitivity == 0
    assert found(path, confidence=0.6, valid_until="2026-01-01").confidence == 0.6


def test_the_closer_of_two_overrides_wins() -> None:
    facts = {"customer.history[].item": {"provenance": "stated"}, "customer.history": {"provenance": "third_party"}}
    assert label("customer.history[].item", customer={"facts": facts}).provenance == 0


def test_an_override_may_take_the_ledger_away() -> None:
    assert not label("customer.points", customer={"facts": {"customer.points": {"sensitivity": "lifestyle"}}}).ledger


def test_a_topic_raises_sensitivity_but_not_of_the_ledger() -> None:
    assert Label(provenance=2, sensitivity=0).sensitivity_at_least("special").sensitivity == 3
    assert Label(sensitivity=3).sensitivity_at_least("lifestyle").sensitivity == 3
    assert label("customer.points").sensitivity_at_least("special").ledger


def test_a_label_on_an_object_speaks_for_what_is_not_declared_below_it() -> None:
    club = {
        "x-fact": {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True},
        "properties": {"room": {"type": "string"}},
    }
    schema = ContextSchema.build([("f", {"properties": {"customer": {"properties": {"club": club}}}})])
    undeclared, declared = label_of(schema, "customer.club.card"), label_of(schema, "customer.club.room")
    assert (undeclared.provenance, undeclared.assumed) == (0, ())
    assert declared.assumed  # a member of its own needs a label of its own
    assert label_of(schema, "customer.nobody_declared").assumed


def test_items_of_a_labelled_list_have_its_label() -> None:
    label = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True, "granularity": {"place": "store"}}
    shops = {"type": "array", "items": {"type": "string"}, "x-fact": label}
    seats = {"type": "array", "items": {"type": "string", "x-fact": {"provenance": "observed"}}, "x-fact": label}
    schema = ContextSchema.build([("s", {"properties": {"customer": {"properties": {"shops": shops, "seats": seats}}}})])
    assert (label_of(schema, "customer.shops[]").place, label_of(schema, "customer.shops[]").assumed) == (3, ())
    assert label_of(schema, "customer.seats[]").assumed == ("sensitivity", "known_to_recipient")  # its own label, however small
