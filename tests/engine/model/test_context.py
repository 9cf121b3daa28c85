from __future__ import annotations

import json
import math
from decimal import Decimal
from enum import IntEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.errors import ContextError
from tactful.model.context import ContextSchema

CORPUS = Path(__file__).parents[2] / "corpus"
DEFAULT = ContextSchema.build()
OPEN = ContextSchema.build(
    [
        (
            "open.json",
            {"properties": {"free": {}, "customer": {"properties": {"own": {}}}, "offers": {"items": {"properties": {"more": {}}}}}},
        )
    ]
)


def customer(**members: Any) -> dict[str, Any]:
    return {"customer": {"id": "1", **members}}


def refusal(context: Any, schema: ContextSchema = DEFAULT) -> ContextError:
    with pytest.raises(ContextError) as caught:
        schema.validate(context)
    return caught.value


@pytest.mark.parametrize("name", ["stories", "development"])
def test_every_labelled_case_validates_with_its_own_fragment(name: str) -> None:
    for line in (CORPUS / f"{name}.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        ContextSchema.build([("schema", case["schema"])] if case.get("schema") else []).validate(case["context"])


def test_the_least_context_is_a_customer_with_an_id() -> None:
    DEFAULT.validate(customer())
    assert refusal({"customer": {}}).pointer == "/customer/id"
    assert refusal({}).pointer == "/customer"


@pytest.mark.parametrize("root", [None, [], "x", 3, True])
def test_the_root_is_an_object(root: Any) -> None:
    error = refusal(root)
    assert (error.pointer, error.expected) == ("", "an object")


def test_a_misspelt_member_names_the_nearest() -> None:
    error = refusal(customer(frist_name="Ada"))
    assert error.pointer == "/customer/frist_name"
    assert "first_name" in (error.remedy or "")


@pytest.mark.parametrize("where", ["preferences", "history", "household", "answers", "send_log"])
def test_entries_of_reserved_lists_are_closed(where: str) -> None:
    least = {
        "preferences": {"topic": "travel", "polarity": "like"}, "history": {"kind": "view"}, "household": {"role": "child"},
        "answers": {"question": "q"}, "send_log": {"topic": "travel", "at": "2026-01-01"},
    }[where]  # fmt: skip
    DEFAULT.validate(customer(**{where: [least]}))
    assert refusal(customer(**{where: [{**least, "zzz": 1}]})).pointer == f"/customer/{where}/0/zzz"


def test_offers_hold_more_where_a_project_declares_it() -> None:
    context = {**customer(), "offers": [{"title": "Paris", "badge": "new"}]}
    assert refusal(context).pointer == "/offers/0/badge"
    ContextSchema.build([("f", {"properties": {"offers": {"items": {"properties": {"badge": {"type": "string"}}}}}})]).validate(context)


def test_a_project_opens_what_it_declares_and_nothing_else() -> None:
    OPEN.validate(customer(own={"any": [1]}))
    assert refusal(customer(other=1), OPEN).pointer == "/customer/other"


SECRET = "s3cr3t-value"


@pytest.mark.parametrize(
    "context",
    [
        customer(age=SECRET), customer(birth_date=SECRET), customer(preferences=SECRET), customer(history=[{"kind": SECRET}]),
        customer(facts={"customer.age": {"provenance": SECRET}}), {**customer(), "as_of": SECRET}, {"customer": SECRET}, SECRET,
    ],
)  # fmt: skip
def test_errors_never_quote_a_value(context: Any) -> None:
    error = refusal(context)
    assert SECRET not in f"{error} {error.got} {error.expected} {error.remedy} {error.pointer}"


class _Word(str):
    __slots__ = ()


class _Tier(IntEnum):
    GOLD = 1


STRANGE = [math.nan, math.inf, -math.inf, Decimal("NaN"), (1,), {1}, b"x", object(), {1: 2}, {"a": [math.nan]}, _Word("x"), _Tier.GOLD]


@pytest.mark.parametrize("value", STRANGE, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("place", ["root", "customer", "offer", "answer"])
def test_what_is_no_json_is_refused_in_open_places_too(value: Any, place: str) -> None:
    context = {
        "root": {**customer(), "free": value}, "customer": customer(own=value), "offer": {**customer(), "offers": [{"more": value}]},
        "answer": customer(answers=[{"question": "q", "value": value}]),
    }[place]  # fmt: skip
    assert refusal(context, OPEN).expected == "JSON values"


def test_numbers_of_databases_pass() -> None:
    OPEN.validate({**customer(points=Decimal("12.50")), "free": Decimal(3)})


def test_text_of_another_class_is_refused_in_declared_places() -> None:
    error = refusal(customer(first_name=_Word("x")))
    assert (error.pointer, error.got) == ("/customer/first_name", "a Python _Word")


def test_cycles_and_absurd_depth_are_refused() -> None:
    loop: dict[str, Any] = {}
    loop["again"] = loop
    assert "cycle" in refusal({**customer(), "free": loop}, OPEN).got
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    assert "deep" in refusal({**customer(), "free": deep}, OPEN).got
    shallow: list[Any] = []
    for _ in range(40):
        shallow = [shallow]
    OPEN.validate({**customer(), "free": shallow})


GOOD = [
    "2026-02-28", "2024-02-29", "2000-02-29", "2026-12-31", "9999-12-31", "0001-01-01", "2026-01-01T10:00:00Z", "2026-01-01t10:00:00z",
    "2026-01-01 10:00:00+01:00", "2026-01-01T10:00", "2026-06-30T23:59:60Z", "2026-01-01T10:00:00.123456789-23:59",
]  # fmt: skip
BAD = [
    "2026-02-29", "1900-02-29", "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-10", "0000-01-01", "0000-02-29", "2026-1-1", "20260101",
    "2026-01-01T24:00:00Z", "2026-01-01T10:60:00Z", "2026-01-01T10:00:00+99:99", "2026-01-01T10:00:00+24:00", "2026-01-01T", "today", "",
    "2026-01-01T10:00:00Zx", " 2026-01-01", "2026-01-01\n", "２０２６-01-01",
]  # fmt: skip


@pytest.mark.parametrize("at", GOOD)
def test_dates_and_date_times_are_accepted_everywhere(at: str) -> None:
    DEFAULT.validate({**customer(birth_date=at, history=[{"kind": "view", "at": at}]), "as_of": at, "offers": [{"valid_until": at}]})


@pytest.mark.parametrize("at", BAD)
def test_days_that_do_not_exist_are_refused_everywhere(at: str) -> None:
    for context in (customer(birth_date=at), {**customer(), "as_of": at}, {**customer(), "offers": [{"valid_until": at}]}):
        refusal(context)


@settings(max_examples=200, deadline=None)
@given(st.dates())
def test_every_real_day_is_accepted(day: Any) -> None:
    DEFAULT.validate(customer(birth_date=day.isoformat()))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(JSON)
def test_all_json_fits_in_an_open_place_and_nothing_crashes_elsewhere(value: Any) -> None:
    OPEN.validate({**customer(), "free": value})
    for context in (value, {"customer": value}, customer(preferences=value), {**customer(), "offers": value}):
        try:
            DEFAULT.validate(context)
        except ContextError as error:
            if not (error.expected and error.got):
                raise AssertionError("an error without an explanation") from error


def test_may_be_absent() -> None:
    schema = ContextSchema.build(
        [("f", {"required": ["offers", "shop", "any"], "properties": {
            "shop": {"type": ["string", "null"]}, "any": {}, "offers": {"minItems": 1, "items": {"required": ["title", "url"], "properties": {"url": {"type": "string"}}}},
        }})]
    )  # fmt: skip
    assert not schema.may_be_absent("customer.id")
    assert schema.may_be_absent("customer.first_name")
    assert schema.may_be_absent("nowhere")
    assert schema.may_be_absent("shop")
    assert schema.may_be_absent("any")
    assert not schema.may_be_absent("offers[].title")
    assert not schema.may_be_absent("offers[].url")
    assert schema.may_be_absent("offers[].terms")
    offers = schema.member("offers")
    assert offers is not None
    assert offers.min_items == 1


def test_nearest() -> None:
    assert DEFAULT.nearest("customer.frist_name") == "customer.first_name"
    assert DEFAULT.nearest("customer.history[].itme") == "customer.history[].item"
    assert DEFAULT.nearest("zebra") is None


def test_what_is_a_fact() -> None:
    for path in ("customer", "customer.age", "customer.history[].item", "customer.unheard_of", "customer.limits_of_mine"):
        assert DEFAULT.is_fact(path), path
    for path in (
        "customer.relationship.stage",
        "customer.limits",
        "customer.send_log[].at",
        "customer.facts",
        "offers[].title",
        "unsubscribe_url",
        "as_of",
    ):
        assert not DEFAULT.is_fact(path), path


def test_facts_under_an_object_are_its_leaves() -> None:
    assert DEFAULT.facts_under("customer.history[].item") == ("customer.history[].item",)
    under = DEFAULT.facts_under("customer")
    assert {"customer.first_name", "customer.history[].item", "customer.preferences[].topic"} <= set(under)
    assert not any(path.startswith(("customer.limits", "customer.consents", "customer.facts")) for path in under)
    assert DEFAULT.facts_under("offers") == ()
    assert DEFAULT.facts_under("customer.his") == ("customer.his",)


def test_the_fingerprint_says_which_schema() -> None:
    assert ContextSchema.build().fingerprint == DEFAULT.fingerprint
    assert OPEN.fingerprint != DEFAULT.fingerprint
