"""Time as the recipient lives it: RFC 3339 dates and date-times, whole days, inclusive ends (GUARDRAILS §7, Time)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from tactful.errors import ContextError

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


@lru_cache(maxsize=16384)
def parsed(text: str) -> datetime | date:
    """An RFC 3339 date or date-time. Raises ValueError."""
    if len(text) == 10:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text.upper().replace(" ", "T").replace(":60", ":59"))


def moment(value: Any) -> datetime | date | None:
    """The same, None where the value is none."""
    if not isinstance(value, str):
        return None
    try:
        return parsed(value)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def zone(name: str) -> tzinfo:
    """An IANA time zone. Raises ContextError, without the name: it may be a customer's."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except Exception as error:
        raise ContextError(
            "the customer's time zone is unknown", pointer="/customer/time_zone", expected="an IANA name such as Europe/Oslo", got="another name",
            remedy="use a name of the IANA time zone database",
        ) from error  # fmt: skip


class Clock:
    """The moment of a message in the recipient's zone.

    Moments are compared in UTC: Python compares two times of one zone by the hands of the clock, an hour wrong across a change of them.
    """

    __slots__ = ("_instant", "now", "today", "today_text", "zone")

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.zone: tzinfo = now.tzinfo or UTC
        self.today = now.date()
        self.today_text = self.today.isoformat()
        self._instant = _utc(now if now.tzinfo else now.replace(tzinfo=UTC))

    @classmethod
    def of(cls, context: Mapping[str, Any], project_zone: str | None = None) -> Clock:
        """The clock of a context: ``as_of`` (now where there is none) in the customer's zone, else the project's, else its own."""
        as_of = context.get("as_of")
        customer = context.get("customer") or {}
        name = customer.get("time_zone") or project_zone
        return cls(_now(as_of, name) if isinstance(as_of, str) else datetime.now(zone(name) if name else UTC))

    def local(self, at: datetime | date) -> datetime | date:
        """A date-time as the recipient's clock shows it; one without offset is already theirs; a date is a date everywhere."""
        if not isinstance(at, datetime):
            return at
        if at.tzinfo is None:
            return at.replace(tzinfo=self.zone)
        try:
            return at.astimezone(self.zone)
        except OverflowError:  # the first or the last day of the calendar
            return at

    def day(self, at: datetime | date) -> date:
        """The day on which something falls for the recipient."""
        found = self.local(at)
        return found.date() if isinstance(found, datetime) else found

    def begins(self, at: datetime | date) -> datetime:
        """A date-time itself, or the first moment of a date; in UTC."""
        found = self.local(at)
        return _utc(found if isinstance(found, datetime) else datetime.combine(found, time.min, self.zone))

    def ends(self, at: datetime | date) -> datetime:
        """A date-time itself, or the last moment of a date; in UTC."""
        found = self.local(at)
        return _utc(found if isinstance(found, datetime) else datetime.combine(found, time.max, self.zone))

    def within(self, valid_from: Any, valid_until: Any) -> bool:
        """Whether now lies in a window whose ends are inclusive; a missing end is open."""
        if valid_from is None and type(valid_until) is str and len(valid_until) == 10:
            return valid_until >= self.today_text  # ISO dates sort as text
        begin, end = moment(valid_from), moment(valid_until)
        return (begin is None or self.begins(begin) <= self._instant) and (end is None or self._instant <= self.ends(end))

    def elapsed(self, at: Any) -> timedelta | None:
        """Time since a moment, negative for what is still to come; since the end of a date, and none at all while that day lasts. None where there is no moment."""
        found = moment(at)
        if found is None:
            return None
        since = self._instant - self.ends(found)
        return timedelta() if since < timedelta() and self.begins(found) <= self._instant else since

    def age_at(self, birth_date: Any) -> int | None:
        """Full years; a birthday on 29 February falls on the 28th in other years. None for who is not yet born."""
        found = moment(birth_date)
        if found is None:
            return None
        born = self.day(found)
        years = self.today.year - born.year - (self.today < birthday_in(born, self.today.year))
        return years if born <= self.today else None

    def older_than(self, at: Any, duration: str) -> bool:
        """Whether a moment lies further back than an ISO 8601 duration; exactly as old passes. A date counts to its end."""
        found = moment(at)
        return found is not None and self._instant > self.ends_after(found, duration)

    def ends_after(self, at: datetime | date, duration: str) -> datetime:
        """When a duration that begins at a moment is over; in UTC."""
        found = self.local(at)
        later = add_duration(found if isinstance(found, datetime) else datetime.combine(found, time.min, self.zone), duration)
        return _utc(later if isinstance(found, datetime) else datetime.combine(later.date(), time.max, self.zone))


def _utc(at: datetime) -> datetime:
    """An aware moment in UTC, held within the calendar: ``9999-12-31`` is how senders write "for ever"."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return (datetime.min if at.year == 1 else datetime.max).replace(tzinfo=UTC)


@lru_cache(maxsize=1024)
def _now(as_of: str, name: str | None) -> datetime:
    try:
        found = parsed(as_of)
    except ValueError as error:
        raise ContextError(
            "as_of is no moment",
            pointer="/as_of",
            expected="an RFC 3339 date or date-time",
            got="text",
            remedy="write it as 2026-02-13T08:00:00+01:00",
        ) from error
    where = zone(name) if name else None
    if isinstance(found, datetime):
        aware = found if found.tzinfo else found.replace(tzinfo=where or UTC)
        try:
            return aware.astimezone(where) if where else aware
        except OverflowError:
            return aware
    return datetime.combine(found, time(12), where or UTC)


def birthday_in(born: date, year: int) -> date:
    if born.month == 2 and born.day == 29 and monthrange(year, 2)[1] == 28:
        return date(year, 2, 28)
    return date(year, born.month, born.day)


def add_duration(at: datetime, duration: str) -> datetime:
    """``at`` plus an ISO 8601 duration, calendar-exact: 31 January plus P1M is the last of February. Raises ValueError."""
    found = _DURATION.fullmatch(duration)
    if found is None or duration in ("P", "PT"):
        raise ValueError(f"not an ISO 8601 duration: {duration}")
    years, months, weeks, days, hours, minutes, seconds = (min(int(part or 0), 10**9) for part in found.groups())
    month = at.month - 1 + months
    year = at.year + years + month // 12
    month = month % 12 + 1
    if year > 9999:
        return datetime.max.replace(tzinfo=at.tzinfo)
    moved = at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))
    try:
        moved += timedelta(weeks=weeks, days=days)  # by the calendar: the same hour of a later day
        exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return (moved.astimezone(UTC) + exact).astimezone(at.tzinfo) if exact and at.tzinfo else moved + exact
    except OverflowError:
        return datetime.max.replace(tzinfo=at.tzinfo)
