"""Counts and amounts that a text names: "sju gånger", "three nights", "€49"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tactful_rules.copy.normal import plain
from tactful_rules.copy.reader import language_of
from tactful_rules.echo.vocabulary import vocabulary

_MONEY_BEFORE = re.compile(r"(?:£|\$|€|kr\.?|sek|nok|dkk|eur|usd|gbp)\s?$")
_SHARE = re.compile(
    r"\s?(?:%|‰|prosent|procent|prozent|prosenttia|percent|per cent|pct|cm|mm|kg|g|ml|cl|l|km|m|min|st|pcs|stk|kpl|stück|år|vuotta|jahre|years)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """``value`` at ``start:end``. ``kind``: times ("seven times"), visits ("three nights"), money, or plain."""

    kind: str
    value: float
    start: int
    end: int


@lru_cache(maxsize=4096)
def numbers(text: str, lang: str) -> tuple[Number, ...]:
    """The counts of two and more and the amounts that ``text`` names, by position. Shares, sizes and ages count nothing."""
    known, form = vocabulary(language_of(lang)), plain(text)
    found: list[Number] = []
    taken: list[tuple[int, int]] = []
    for pattern in known.counts:
        for match in pattern.regex.finditer(form.lower):
            groups = match.groupdict()
            if pattern.value == "once":
                value = known.once.get(match.group())
            else:
                value = known.ordinal_of(groups["ord"]) if groups.get("ord") else known.number_of(groups["num"])
            if value is not None and value >= 2:
                taken.append(match.span())
                found.append(Number(pattern.kind, float(value), *form.span(*match.span())))
    for match in known.number.finditer(form.lower):
        if any(match.start() < end and start < match.end() for start, end in taken):
            continue
        word = match["word"]
        whole = known.numbers[word] if word else int(re.sub(r"\D", "", match["num"]))
        value_ = whole + (int(match["cents"][1:]) / 100 if match["cents"] else 0)
        if value_ < 2 or _SHARE.match(form.lower, match.end()):
            continue
        money = known.currency.match(form.lower, match.end()) or _MONEY_BEFORE.search(form.lower[: match.start()])
        found.append(Number("money" if money else "plain", float(value_), *form.span(*match.span())))
    return tuple(sorted(found, key=lambda one: one.start))
