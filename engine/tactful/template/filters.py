"""Filters for mail: coarsening (a value becomes less exact) and formats of the recipient's language.

A coarsening filter lowers one dimension of a fact (``COARSENING``). What it does not understand counts as absent: it prints
nothing, and DAT404 reports it; it never lets the exact value through. Every filter takes None and absent values and returns ''.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from tactful.model.clock import zone
from tactful.template.run import current
from tactful.template.runtime import Missing
from tactful.template.tokens import clean

COARSENING = {
    "season": "time", "month": "time", "part_of_year": "time", "region": "place",
    "category": "item", "brand": "item", "range": "quantity", "some": "quantity",
}  # fmt: skip


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("tactful.template").joinpath("data/words.toml").read_text("utf-8"))


def language(locale: str) -> str:
    """The language whose words are used: one of the six, Norwegian bokmål for ``no`` and ``nn``, otherwise English."""
    code = locale.replace("_", "-").split("-")[0].lower()
    code = {"no": "nb", "nn": "nb"}.get(code, code)
    return code if code in _words() else "en"


@lru_cache(maxsize=4096)
def moment(value: str) -> datetime | date | None:
    """An RFC 3339 date or date-time, or None."""
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return None


def _moment(value: Any) -> datetime | date | None:
    if isinstance(value, date):
        return value
    found = moment(value) if isinstance(value, str) else None
    name = current().zone
    return found.astimezone(zone(name)) if isinstance(found, datetime) and found.tzinfo and name else found


def season(value: Any) -> str:
    """``"2026-02-11"`` is ``winter`` (northern, meteorological)."""
    at = _moment(value)
    return "" if at is None else str(_words()[language(current().locale)]["season"][at.month % 12 // 3])


def month(value: Any) -> str:
    """``"2026-02-11"`` is ``February`` in the message's language."""
    at = _moment(value)
    return "" if at is None else _month_name(current().locale, at.month)


def part_of_year(value: Any) -> str:
    """``"2026-02-11"`` is ``the beginning of the year``."""
    at = _moment(value)
    return "" if at is None else str(_words()[language(current().locale)]["part_of_year"][(at.month - 1) // 4])


def _table(name: str, value: Any) -> str:
    table = (current().tables or {}).get(name) or {}
    found = table.get(value) if isinstance(value, str) else None
    return "" if found is None else str(found)


def region(value: Any) -> str:
    """A place's region from the project's table (``coarsen.region``)."""
    return _table("region", value)


def brand(value: Any) -> str:
    """A product's brand from the project's table (``coarsen.brand``)."""
    return _table("brand", value)


def category(value: Any) -> str:
    """An item's category from the project's table (``coarsen.category``); for a topic, the topic above it, if the table names it or it can be read."""
    if not isinstance(value, str):
        return ""
    found = _table("category", value)
    if found or "." not in value or " " in value:
        return found
    above = value.rpartition(".")[0]
    return _table("category", above) or above.rpartition(".")[2].replace("_", " ")


def some(value: Any) -> str:
    """A count as a word: none, one, a couple (2), a few (3 to 6), many."""
    number = _number(value)
    if number is None:
        return ""
    words = _words()[language(current().locale)]["some"]
    return str(words[0 if number < 1 else 1 if number < 2 else 2 if number < 3 else 3 if number < 7 else 4])


def range_(value: Any) -> str:
    """A number as a range with round ends: 7 is ``5–10``, 2340 is ``2 000–5 000``."""
    number_ = _number(value)
    if number_ is None or number_ < 0:
        return ""
    if number_ == 0:
        return "0"
    low = 1
    while True:
        for factor in (1, 2, 5):
            high = {1: 2, 2: 5, 5: 10}[factor] * low
            if number_ < high:
                return f"{number(factor * low)}–{number(high)}"
        low *= 10


def _number(value: Any) -> float | None:
    if isinstance(value, (bool, Missing)):
        return None
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


def number(value: Any) -> str:
    """``2400`` is ``2 400`` in Swedish, ``2,400`` in English."""
    return "" if _number(value) is None else _format_number(current().locale, repr(value))


def percent(value: Any) -> str:
    """``0.2`` is ``20 %`` in Swedish, ``20%`` in English."""
    return "" if _number(value) is None else _format_percent(current().locale, repr(value))


def money(value: Any, currency: Any = None) -> str:
    """``money(1195, "SEK")``, or of an object ``{amount, currency}``; whole amounts without decimals."""
    if isinstance(value, dict):
        value, currency = value.get("amount"), value.get("currency")
    if _number(value) is None or not isinstance(currency, str):
        return ""
    return _format_money(current().locale, repr(value), currency)


def date_(value: Any, style: str = "long") -> str:
    """A date in the message's language; ``style`` is short, medium, long or full, or a CLDR pattern."""
    at = _moment(value)
    return "" if at is None else _format_date(current().locale, at.date() if isinstance(at, datetime) else at, style)


def time_(value: Any, style: str = "short") -> str:
    """The clock of a date-time in the recipient's zone; nothing for a date."""
    at = _moment(value)
    return _format_time(current().locale, at, style) if isinstance(at, datetime) else ""


def tojson(value: Any, indent: int | None = None) -> str:
    """JSON as plain text: escaped where it lands, never structure."""
    import json

    if isinstance(indent, int) and indent > 16:
        indent = 16
    return json.dumps(cleaned(value), ensure_ascii=False, sort_keys=True, indent=indent, default=str)


def urlencode(value: Any) -> str:
    """Percent-encoding for a URL; an object or list of pairs becomes a query."""
    from jinja2.filters import do_urlencode

    return str(do_urlencode(cleaned(value)))


def cleaned(value: Any) -> Any:
    """The value without characters that no mail can carry: encoded, they would be carried after all."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {cleaned(key): cleaned(inner) for key, inner in value.items()}
    return [cleaned(inner) for inner in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=256)
def _month_name(locale: str, number_: int) -> str:
    from babel.dates import get_month_names

    return str(get_month_names("wide", "stand-alone", _locale(locale))[number_])


@lru_cache(maxsize=4096)
def _format_number(locale: str, shown: str) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(_decimal(shown), locale=_locale(locale)))


@lru_cache(maxsize=4096)
def _format_percent(locale: str, shown: str) -> str:
    from babel.numbers import format_percent

    return str(format_percent(_decimal(shown), locale=_locale(locale)))


@lru_cache(maxsize=4096)
def _format_money(locale: str, shown: str, currency: str) -> str:
    from babel.numbers import format_currency

    amount = _decimal(shown)
    whole = amount == amount.to_integral_value()
    text = str(format_currency(amount, currency, locale=_locale(locale)))
    if not whole:
        return text
    from babel.numbers import get_currency_precision, get_decimal_symbol

    places = get_currency_precision(currency)
    return text.replace(get_decimal_symbol(_locale(locale)) + "0" * places, "") if places else text


@lru_cache(maxsize=4096)
def _format_date(locale: str, at: date, style: str) -> str:
    from babel.dates import format_date

    return str(format_date(at, style, locale=_locale(locale)))


@lru_cache(maxsize=4096)
def _format_time(locale: str, at: datetime, style: str) -> str:
    from babel.dates import format_time

    return str(format_time(at, style, locale=_locale(locale)))


def _decimal(shown: str) -> Any:
    from decimal import Decimal

    return Decimal(shown.strip("'\""))


@cache
def _locale(locale: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language(locale))


MAIL_FILTERS: dict[str, Callable[..., Any]] = {
    "season": season, "month": month, "part_of_year": part_of_year, "region": region, "category": category, "brand": brand,
    "range": range_, "some": some, "number": number, "percent": percent, "money": money, "date": date_, "time": time_,
    "tojson": tojson, "urlencode": urlencode,
}  # fmt: skip
