"""Moments that a text names: read once per text, compared with a customer's moments as values.

Notation of ``copy/data/times/<lang>.toml``: regular expressions over small letters; ``{}`` is a name of the table (a weekday, a month),
``NUM`` a number in figures or words, ``ORDINAL`` one that counts, ``DAY`` a day of the month, ``TIME`` a time of day, a space what separates
words. ``past`` and ``coming`` say when the day lies, ``habitual`` that it returns, ``deadline`` that something begins or ends there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from tactful_rules.copy.normal import Plain, plain
from tactful_rules.copy.reader import language_of
from tactful_rules.echo.vocabulary import Pattern, Vocabulary, vocabulary

WEEKDAY, SEASON, MONTH, DATE, CLOCK = 3, 1, 2, 3, 4
"""Levels of GUARDRAILS §5 on the scale of time."""
_LEVELS = {"month": MONTH, "months": MONTH, "about_months": MONTH, "clock": CLOCK, "years": SEASON, "seasons": SEASON}
_RECENT = 14
"""Days in which "last Monday" is the Monday that a reader thinks of: this week's or the week's before."""
_REMEMBERED = 31
"""Days in which a weekday without more is still that day to a reader."""
_YEAR = 366
_MONTH_LENGTH = 31
_ABOUT = {"about_days": (1, 10), "about_weeks": (9, 27), "about_months": (40, 160)}
"""Days that "the other day", "a couple of weeks ago", "some months ago" may mean."""
_NUMERIC = re.compile(r"(?<![\w.,/-])(?:(?P<year>\d{4})-(?P<m1>\d{2})-(?P<d1>\d{2})|(?P<d2>\d{1,2})(?P<sep>[./])(?P<m2>\d{1,2})(?:(?P=sep)(?P<y2>\d{2,4})?)?)(?![\w]|[.,]\d)")  # fmt: skip
_RANGE = re.compile(r"\s*(?:[-–—/]|to|till|til|bis|thru|through)\s*")
_AMBIGUOUS = {"may", "march"}
_BEFORE_MONTH = re.compile(r"(?:in|last|this|of|since|early|late|mid|during|back in|\d|st|nd|rd|th)[ -]$")


@dataclass(frozen=True, slots=True)
class Named:
    """A moment that stands at ``start:end`` of the text. ``value``: weekday 0 to 6; month 1 to 12; (day, month, year or 0);
    (hour, minute or -1, whether the half of the day is open); days, weeks, months or years ago; the number of a season, from winter."""

    kind: str
    value: tuple[int, ...]
    start: int
    end: int
    manner: str = "plain"
    tail: str = ""
    """What follows in the same word or after the genitive: ``day`` (a part of the day), ``own`` (a deed that only a reader does), ``joined``
    (what a reader may have taken part in), ``other`` (a compound with anything else, "novemberskörd"; the month of a year, "January 2026")."""
    rest: int = 0
    """Where in the text the second part of a compound begins; 0 where there is none."""

    @property
    def level(self) -> int:
        return _LEVELS.get(self.kind, DATE)

    @property
    def deictic(self) -> bool:
        """Whether the words themselves lie in the past: "i måndags", "yesterday"."""
        return self.manner == "past"


@lru_cache(maxsize=4096)
def moments(text: str, lang: str) -> tuple[Named, ...]:
    """What ``text`` names, by position. Overlaps go to what says more: a date before its month, "last Monday" before "Monday"."""
    language = language_of(lang)
    known, form = vocabulary(language), plain(text)
    taken: list[tuple[int, int]] = []
    found: list[Named] = []
    some_name = known.named.search(form.lower) is not None
    for pattern in known.times:
        if pattern.kind in ("weekday", "month", "date") and not some_name:
            continue
        for match in pattern.regex.finditer(form.lower):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            value = _value(pattern, match, known)
            if value is None or (pattern.kind == "month" and language == "en" and not _is_month(match, form)):
                continue
            taken.append(match.span())
            kind, manner = _meaning(pattern)
            tail, rest = _tail(match, form, known) if pattern.kind in ("weekday", "month") else ("", 0)
            found.append(
                Named(value[0] or kind, value[1], *form.span(*match.span()), manner, tail, form.span(rest, rest)[0] if rest else 0)
            )
    found += _numeric(form, taken)
    return tuple(_ranges(sorted(found, key=lambda one: one.start), text))


_DATED = re.compile(r" (?:19|20)\d\d(?!\d)")
_INFLECTION = 3
_LINK = re.compile(r"u?(?:n|i)?s?-?\s?")
_NEXT = re.compile(r"(?:'s)?[ -](\w+)")


def _tail(match: re.Match[str], form: Plain, known: Vocabulary) -> tuple[str, int]:
    """The kind of what follows a day or month, and where the second part of its compound begins (0 where there is none)."""
    name_end, end = match.end("name"), match.end()
    if _DATED.match(form.lower, end):
        return "other", 0
    link = _LINK.match(form.lower, name_end, end)
    begin = link.end() if link else name_end
    for first in dict.fromkeys((begin, name_end)):
        kind = _kind_of_tail(form.lower[first:end], known)
        if kind:
            return kind, first
    if end - begin > _INFLECTION and begin > name_end - 1 and end - name_end > _INFLECTION + 1:
        return "other", begin
    after = _NEXT.match(form.lower, end)
    return (_kind_of_tail(after[1], known) if after else ""), 0


def _kind_of_tail(word: str, known: Vocabulary) -> str:
    return next((kind for kind, words in known.tails.items() if word and word.startswith(words)), "")


def _meaning(pattern: Pattern) -> tuple[str, str]:
    if pattern.kind == "relative":
        open_ = pattern.value.startswith("open_")  # "i helgen", "today": may lie ahead as well
        return f"{pattern.value.removeprefix('open_')[:-1]}s", "plain" if open_ else "past"
    return pattern.kind, "past" if pattern.kind == "ago" else pattern.manner


def _value(pattern: Pattern, match: re.Match[str], known: Vocabulary) -> tuple[str, tuple[int, ...]] | None:
    """What a match means, with the kind where the pattern's own does not say it."""
    groups = match.groupdict()
    if pattern.kind == "weekday":
        return "", (known.weekdays[groups["name"]],)
    if pattern.kind == "month":
        return "", (known.months[groups["name"]],)
    if pattern.kind == "date":
        day = known.ordinal_of(groups["day"])
        month = known.months[groups["name"]] if groups.get("name") else 0
        return ("", (day, month, 0)) if day and day <= 31 else None
    if pattern.kind == "relative":
        return "", (int(pattern.value[-1]),)
    if pattern.kind == "ago":
        number = known.number_of(groups["num"]) if groups.get("num") else 1
        unit = known.units.get(match.group(match.lastindex or 0)) or known.units.get(
            next((g for g in match.groups() if g in known.units), "")
        )
        return (f"{unit}s", (number,)) if number and unit else None
    hour = known.number_of(groups.get("hour") or groups.get("num") or "")
    if hour is None or hour > 24:
        return None
    if pattern.kind == "half":
        british = match.group().startswith("half") and "halv" not in match.group()
        german = match.group().startswith("halb")
        return "clock", ((hour if british and not german else hour - 1) % 24, 30, 1)
    minute = int(groups["minute"]) if groups.get("minute") else -1
    half = re.search(r"(a|p)\.?m", match.group())
    if half:
        return "", (hour % 12 + (12 if half.group(1) == "p" else 0), minute, 0)
    return ("", (hour, minute, 1 if hour <= 12 and (minute < 0 or pattern.value == "open") else 0)) if minute < 60 else None


def _is_month(match: re.Match[str], form: Plain) -> bool:
    """May and March are months where a preposition or a number stands before them and a capital begins them."""
    name = match.group("name")
    if name not in _AMBIGUOUS:
        return True
    at = match.start("name")
    return form.cased[at].isupper() and (_BEFORE_MONTH.search(form.lower[:at]) is not None or at > match.start())


def _numeric(form: Plain, taken: list[tuple[int, int]]) -> list[Named]:
    """``2026-02-09``, ``9.2.``, ``9/2``, ``09.02.2026``."""
    found = []
    for match in _NUMERIC.finditer(form.lower):
        if any(match.start() < end and start < match.end() for start, end in taken):
            continue
        day, month = int(match["d1"] or match["d2"]), int(match["m1"] or match["m2"])
        year = int(match["year"] or match["y2"] or 0)
        if (1 <= day <= 31 and 1 <= month <= 12) or (1 <= month <= 31 and 1 <= day <= 12):
            found.append(Named("date", (day, month, year + 2000 if 0 < year < 100 else year), *form.span(*match.span())))
    return found


def _ranges(found: list[Named], text: str) -> list[Named]:
    """Weekdays with a dash or "to" between them are opening hours."""
    habitual: set[int] = set()
    for at in range(1, len(found)):
        before, after = found[at - 1], found[at]
        if before.kind == after.kind and before.kind in ("weekday", "clock", "date", "month"):
            between = text[before.end : after.start].lower()
            if _RANGE.fullmatch(between) or (after.manner == "deadline" and not between.strip()):
                habitual |= {at - 1, at}
    return [replace(one, manner="habitual") if at in habitual else one for at, one in enumerate(found)]


def names(one: Named, at: date | datetime, today: date, *, company: bool) -> bool:
    """Whether the words name the moment ``at`` (as the recipient's clock shows it) on the day ``today``.

    ``company``: something else of the same entry is told beside it, so that an older day is recognised as well.
    """
    day = at.date() if isinstance(at, datetime) else at
    past = (today - day).days
    if past < 0:
        return False
    if one.kind == "weekday":
        limit = _YEAR if company and not one.deictic else _RECENT if one.deictic else _REMEMBERED
        return day.weekday() == one.value[0] and past <= limit
    if one.kind == "month":
        return day.month == one.value[0] and past <= _YEAR
    if one.kind == "date":
        return _same_day(one.value, day)
    if one.kind == "clock":
        return isinstance(at, datetime) and _same_hour(one.value, at)
    return _ago(one, day, today)


def _same_day(value: tuple[int, ...], day: date) -> bool:
    first, second, year = value
    if year and year != day.year:
        return False
    if second == 0:
        return first == day.day
    return (first, second) == (day.day, day.month)


def _same_hour(value: tuple[int, ...], at: datetime) -> bool:
    hour, minute, either = value
    wanted = hour * 60 + max(minute, 0)
    actual = at.hour * 60 + at.minute
    distance = abs(wanted - actual)
    if either:
        distance = min(distance, abs(wanted + 12 * 60 - actual), abs(wanted - 12 * 60 - actual))
    return distance <= (30 if minute < 0 else 5)


def _ago(one: Named, day: date, today: date) -> bool:
    number = one.value[0]
    past = (today - day).days
    if one.kind == "days":
        return past == number
    if one.kind == "weeks":
        monday = today - timedelta(days=today.weekday())
        first = monday - timedelta(weeks=number)
        return first <= day < first + timedelta(weeks=1) or abs(past - 7 * number) <= 1
    if one.kind == "weekends":
        return day.weekday() >= 5 and past <= 8
    if one.kind == "years":
        return today.year - day.year == number or abs(past - _YEAR * number) <= _MONTH_LENGTH
    if one.kind == "seasons":
        return day.month % 12 // 3 + 1 == number and past <= _YEAR
    if one.kind in _ABOUT:
        least, most = _ABOUT[one.kind]
        return least <= past <= most
    return one.kind == "months" and (today.year - day.year) * 12 + today.month - day.month == number
