from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.errors import ContextError
from tactful.model.clock import Clock, add_duration, birthday_in, moment


def clock(as_of: str, zone: str | None = "Europe/Oslo", project: str | None = None) -> Clock:
    customer = {"id": "1", "time_zone": zone} if zone else {"id": "1"}
    return Clock.of({"as_of": as_of, "customer": customer}, project)


def test_the_customers_zone_then_the_projects_then_the_offset() -> None:
    at = "2026-02-13T23:30:00Z"
    assert clock(at, "Europe/Oslo", "America/New_York").today == date(2026, 2, 14)
    assert clock(at, None, "America/New_York").today == date(2026, 2, 13)
    assert clock(at, None, "Europe/Oslo").today == date(2026, 2, 14)
    assert clock(at, None).today == date(2026, 2, 13)
    assert clock("2026-02-13T23:30:00+05:00", None).today == date(2026, 2, 13)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "Europe/Oslo\0", "Secret Street 5"])
def test_an_unknown_zone_is_an_error_that_does_not_quote_it(name: str) -> None:
    with pytest.raises(ContextError) as caught:
        clock("2026-02-13", name)
    assert caught.value.pointer == "/customer/time_zone"
    assert name not in str(caught.value)


def test_a_broken_as_of_is_an_error() -> None:
    with pytest.raises(ContextError):
        clock("2026-02-31")


@pytest.mark.parametrize(
    ("begin", "end", "inside"),
    [
        (None, None, True), (None, "2026-02-13", True), (None, "2026-02-12", False), ("2026-02-13", None, True), ("2026-02-14", None, False),
        ("2026-02-13", "2026-02-13", True), (None, "2026-02-13T18:00:00+01:00", True), (None, "2026-02-13T17:59:59+01:00", False),
        ("2026-02-13T17:00:00Z", None, True), ("2026-02-13T17:00:01Z", None, False), (None, "2026-02-13T18:00:00", True),
        (None, "9999-12-31", True), (None, "9999-12-31T23:59:59Z", True), ("0001-01-01T00:00:00Z", None, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("zone", ["Europe/Oslo"])
def test_windows_are_inclusive(begin: str | None, end: str | None, inside: bool, zone: str) -> None:
    assert clock("2026-02-13T18:00:00+01:00", zone).within(begin, end) is inside


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "America/New_York", "UTC"])
def test_for_ever_does_not_overflow_anywhere(zone: str) -> None:
    now = clock("2026-02-13T18:00:00Z", zone)
    for end in ("9999-12-31", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"):
        assert now.within("0001-01-01", end)
        assert now.within("0001-01-01T00:00:00+14:00", end)
        assert not now.older_than(end, "P1Y")
    assert now.older_than("0001-01-01", "P1Y")
    assert not now.older_than("2020-01-01", "P999999999999Y")
    assert not now.older_than("2020-01-01", "P999999999D")


def test_the_last_day_lasts_as_long_as_it_does_for_the_recipient() -> None:
    assert clock("2026-02-14T04:00:00Z", "America/New_York").within(None, "2026-02-13")
    assert not clock("2026-02-14T04:00:00Z", "Europe/Oslo").within(None, "2026-02-13")


def minutes(now: Clock, at: str | None) -> float | None:
    since = now.elapsed(at)
    return None if since is None else since / timedelta(minutes=1)


def test_exactly_sixty_minutes() -> None:
    now = clock("2026-02-13T18:00:00+01:00")
    assert minutes(now, "2026-02-13T17:00:00+01:00") == 60
    assert minutes(now, "2026-02-13T16:59:59+01:00") == pytest.approx(60 + 1 / 60)
    assert minutes(now, "2026-02-13T18:30:00+01:00") == -30
    assert minutes(now, None) is None
    assert minutes(now, "2026-02-13") == 0
    assert (minutes(now, "2026-02-12") or 0) == pytest.approx(18 * 60)


def test_minutes_are_real_minutes_across_a_change_of_the_clocks() -> None:
    spring = clock("2026-03-29T03:15:00+02:00")
    assert minutes(spring, "2026-03-29T01:45:00+01:00") == 30
    autumn = clock("2026-10-25T02:15:00+01:00")
    assert minutes(autumn, "2026-10-25T02:15:00+02:00") == 60
    assert autumn.within("2026-10-25T02:45:00+02:00", None)
    assert not autumn.within(None, "2026-10-25T02:45:00+02:00")
    assert not spring.older_than("2026-03-29T01:45:00+01:00", "PT30M")
    assert spring.older_than("2026-03-29T01:44:59+01:00", "PT30M")


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        ("1983-06-02", "2026-06-01", 42), ("1983-06-02", "2026-06-02", 43), ("2004-02-29", "2026-02-27", 21), ("2004-02-29", "2026-02-28", 22),
        ("2004-02-29", "2028-02-28", 23), ("2004-02-29", "2028-02-29", 24), ("2026-06-02", "2026-06-02", 0), ("2026-06-03", "2026-06-02", None),
        (None, "2026-06-02", None), ("no", "2026-06-02", None), ("1983-06-01T23:30:00Z", "2026-06-01", 42),
    ],
)  # fmt: skip
def test_age(born: str | None, today: str, age: int | None) -> None:
    assert clock(f"{today}T12:00:00+02:00").age_at(born) == age


def test_birthdays_of_leap_days() -> None:
    born = date(2004, 2, 29)
    assert birthday_in(born, 2026) == date(2026, 2, 28)
    assert birthday_in(born, 2028) == date(2028, 2, 29)


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_age_grows_on_birthdays_only(born: date, today: date) -> None:
    eve, day = clock((today - timedelta(days=1)).isoformat()), clock(today.isoformat())
    before, after = eve.age_at(born.isoformat()), day.age_at(born.isoformat())
    if before is not None and after is not None:
        assert after - before == int(birthday_in(born, today.year) == today)


@pytest.mark.parametrize(
    ("at", "duration", "older"),
    [
        ("2025-11-15", "P90D", False), ("2025-11-14", "P90D", True), ("2025-02-13T12:00:00+01:00", "P1Y", False),
        ("2025-02-13T11:59:59+01:00", "P1Y", True), ("2026-02-13T10:00:00+01:00", "PT2H", False), ("2026-02-13T09:59:59+01:00", "PT2H", True),
        ("2026-01-30", "P2W", False), ("2026-01-29", "P2W", True), (None, "P1D", False),
    ],
)  # fmt: skip
def test_exactly_as_old_passes(at: str | None, duration: str, older: bool) -> None:
    assert clock("2026-02-13T12:00:00+01:00").older_than(at, duration) is older


def test_durations_follow_the_calendar() -> None:
    start = datetime(2024, 1, 31, 12, tzinfo=UTC)
    assert add_duration(start, "P1M") == datetime(2024, 2, 29, 12, tzinfo=UTC)
    assert add_duration(start, "P1Y2M10DT2H") == datetime(2025, 4, 10, 14, tzinfo=UTC)
    assert add_duration(datetime(2024, 2, 29, tzinfo=UTC), "P1Y") == datetime(2025, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize("duration", ["", "P", "PT", "1Y", "P1.5Y", "P-1D", "P1Y2", "p1y"])
def test_what_is_no_duration(duration: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 duration"):
        add_duration(datetime(2024, 1, 31, tzinfo=UTC), duration)


@pytest.mark.parametrize("value", [None, 3, "", "no", "2026-02-30", ["2026-01-01"]])
def test_no_moment(value: Any) -> None:
    assert moment(value) is None


def test_a_time_without_offset_is_the_recipients_and_else_utc() -> None:
    noon = datetime(2026, 2, 13, 12, tzinfo=UTC)
    for text in ("2026-02-13T12:00:00", "2026-02-13"):  # a date is taken at its noon
        assert clock(text, "Europe/Oslo").now == noon - timedelta(hours=1)
        assert clock(text, None, "Europe/Oslo").now == noon - timedelta(hours=1)
        assert clock(text, None).now == noon
    naive = Clock(datetime(2026, 2, 13, 12))
    assert (naive.zone, naive.day(noon), naive.begins(datetime(2026, 2, 13, 12))) == (UTC, date(2026, 2, 13), noon)


def test_a_window_that_ends_later_may_not_have_begun() -> None:
    now = clock("2026-02-13T18:00:00+01:00")
    assert not now.within("2026-02-14", "2026-02-20")
    assert now.within("2026-02-13", "2026-02-20")
    assert not now.within("2026-02-01", "2026-02-12")


def test_a_day_lasts_from_its_first_moment_to_its_last() -> None:
    assert clock("2026-02-13T00:00:00+01:00").elapsed("2026-02-13") == timedelta()
    assert (clock("2026-02-12T23:59:59+01:00").elapsed("2026-02-13") or timedelta()) < timedelta()
    assert (clock("2026-02-14T00:00:00+01:00").elapsed("2026-02-13") or timedelta()) > timedelta()


@pytest.mark.parametrize(
    ("born", "year", "birthday"),
    [
        (date(2000, 2, 29), 2026, date(2026, 2, 28)), (date(2000, 2, 29), 2028, date(2028, 2, 29)), (date(2000, 3, 29), 2026, date(2026, 3, 29)),
        (date(2000, 2, 10), 2026, date(2026, 2, 10)), (date(2000, 2, 28), 2026, date(2026, 2, 28)), (date(2000, 1, 29), 2026, date(2026, 1, 29)),
    ],
)  # fmt: skip
def test_only_the_leap_day_moves(born: date, year: int, birthday: date) -> None:
    assert birthday_in(born, year) == birthday


def test_hours_are_real_hours_and_days_those_of_the_calendar() -> None:
    oslo = clock("2026-03-29", "Europe/Oslo").zone
    spring = datetime(2026, 3, 29, 1, 30, tzinfo=oslo)
    assert add_duration(spring, "PT1H").isoformat() == "2026-03-29T03:30:00+02:00"
    assert add_duration(spring, "P1D").isoformat() == "2026-03-30T01:30:00+02:00"
    assert add_duration(datetime(2026, 3, 29, 1, 30), "PT1H") == datetime(2026, 3, 29, 2, 30)
    assert add_duration(datetime(9998, 5, 1, tzinfo=UTC), "P1Y") == datetime(9999, 5, 1, tzinfo=UTC)
    assert add_duration(datetime(9999, 5, 1, tzinfo=UTC), "P1Y") == datetime.max.replace(tzinfo=UTC)
