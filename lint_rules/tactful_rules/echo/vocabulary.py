"""How a language names days, months, numbers: compiled patterns from ``copy/data/times/<lang>.toml`` and the names of the Unicode CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from babel import Locale

from tactful_rules.copy.data_files import DataFile, pieces

MANNERS = ("past", "coming", "habitual", "deadline", "plain")
_TABLES = ("weekday", "month", "relative", "clock", "numbers", "names", "tails")
_SHORT = 5
"""Letters from which a month's name may begin a compound: ``majs`` and ``marsch`` begin with shorter ones."""
TIME = r"(?P<hour>\d{1,2}|WORDS)(?:[:.](?P<minute>\d{2}))?(?!\d|[.,:]\d)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """``kind``: weekday, month, date, clock, half, ago, relative (``value`` says which), times, visits. ``manner``: how a day is named."""

    kind: str
    regex: re.Pattern[str]
    manner: str = "plain"
    value: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """Compiled patterns of one language with what their words mean. ``ordinals`` are 1 to 31 in words."""

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    ordinals: tuple[tuple[re.Pattern[str], int], ...]
    units: Mapping[str, str]
    times: tuple[Pattern, ...]
    counts: tuple[Pattern, ...]
    once: Mapping[str, int]
    currency: re.Pattern[str]
    named: re.Pattern[str]
    number: re.Pattern[str]
    tails: Mapping[str, tuple[str, ...]]
    """Beginnings of what may follow a day or month in its compound or after its genitive: ``day``, ``own``, ``joined``."""

    def number_of(self, word: str) -> int | None:
        return int(word) if word.isdecimal() else self.numbers.get(word)

    def ordinal_of(self, word: str) -> int | None:
        found = re.match(r"\d{1,2}", word)
        if found:
            return int(found.group())
        return next((value for regex, value in self.ordinals if regex.fullmatch(word)), None)


@cache
def vocabulary(language: str) -> Vocabulary:
    """The packaged vocabulary of ``language``. Raises ConfigError where its file is broken."""
    data = DataFile.packaged("times", language)
    data.only(_TABLES)
    return _Builder(data, language).build()


class _Builder:
    def __init__(self, data: DataFile, language: str) -> None:
        self.data = data
        self.language = language
        days, months = Locale(language).days["stand-alone"]["wide"], Locale(language).months["stand-alone"]["wide"]
        self.weekdays = self._names({_plain(days[number]): number for number in range(7)}, "weekday")
        self.months = self._names({_plain(months[number]): number for number in range(1, 13)}, "month")
        if language == "fi":  # helmikuu, helmikuussa; keskiviikko, keskiviikon
            self.months = {name.removesuffix("u"): number for name, number in self.months.items()}
            self.weekdays["keskiviiko"] = self.weekdays["keskiviikko"]
        numbers = data.values["numbers"]
        self.numbers = {
            word: value for value, words in enumerate(pieces(data, "words", numbers["words"])) for word in _plain(words).split("|")
        } | {_plain(word): int(value) for word, value in self._pairs(numbers, "tens").items()}
        self.ordinals = tuple(
            (re.compile(_spaced(_plain(words))), value) for value, words in enumerate(pieces(data, "ordinals", numbers["ordinals"]), 1)
        )

    def build(self) -> Vocabulary:
        numbers, clock = self.data.values["numbers"], self.data.values["clock"]
        once = {_plain(word): int(value) for word, value in self._pairs(numbers, "once").items()}
        counts = [*self._patterns("times", numbers["times"]), *self._patterns("visits", numbers["visits"])]
        if once:
            counts.append(Pattern("times", self._compiled("|".join(once)), value="once"))
        times = [
            *self._patterns("date", [f"(?:{one})" for one in numbers["date"]], self.months), *self._ago(), *self._relative(),
            *self._patterns("clock", clock["marked"]), *(replace(one, value="open") for one in self._patterns("clock", clock.get("open", ()))), *self._patterns("clock", [r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?![:.]?\d)"]),
            *self._patterns("half", clock["half"]), *self._named("weekday", self.weekdays), *self._named("month", self.months),
        ]  # fmt: skip
        unit = {_plain(word): value for word, value in self._pairs(self.data.values["relative"], "unit").items()}
        return Vocabulary(
            self.weekdays, self.months, self.numbers, self.ordinals, unit, tuple(times), tuple(counts), once,
            re.compile(rf"\s?(?:{numbers['currency']})(?!\w)"), re.compile("|".join(map(re.escape, [*self.weekdays, *self.months]))),
            re.compile(rf"(?<![\w.,:/-])(?:(?P<num>\d{{1,3}}(?:[ .]\d{{3}})+|\d+)(?P<cents>[.,]\d{{2}})?|(?P<word>{self._words()}))(?![\w]|[.,:/]\d)"),
            {kind: tuple(_plain(words).split()) for kind, words in self.data.values["tails"].items()},
        )  # fmt: skip

    def _names(self, names: dict[str, int], table: str) -> dict[str, int]:
        for other, name in self._pairs(self.data.values[table], "more").items():
            names[_plain(other)] = names[_plain(name)]
        return names

    def _pairs(self, table: Mapping[str, Any], key: str) -> dict[str, str]:
        """The pairs of a string ``"word: value, word: value"``. Raises ConfigError."""
        found: dict[str, str] = {}
        for piece in pieces(self.data, key, table.get(key, "")):
            word, colon, value = piece.partition(": ")
            if not colon:
                raise self.data.error(f"cannot read the pair {piece!r}", "write word: value, with commas between", key, piece)
            found[word] = value
        return found

    def _named(self, table: str, names: Mapping[str, int]) -> Iterator[Pattern]:
        entries = self.data.values[table]
        for manner in MANNERS:
            for source in entries.get(manner, ()):
                yield Pattern(table, self._compiled(source, names), manner)
        long = {name: value for name, value in names.items() if len(name) >= _SHORT}
        for source in entries.get("compound", ()):
            yield Pattern(table, self._compiled(source, long), "plain")

    def _relative(self) -> Iterator[Pattern]:
        for value, sources in self.data.values["relative"].items():
            if value not in ("ago", "unit"):
                yield from (Pattern("relative", self._compiled(source), value=value) for source in sources)

    def _ago(self) -> Iterator[Pattern]:
        return iter(self._patterns("ago", self.data.values["relative"]["ago"]))

    def _patterns(self, kind: str, sources: Any, names: Mapping[str, int] | None = None) -> list[Pattern]:
        return [Pattern(kind, self._compiled(source, names or {})) for source in sources]

    def _compiled(self, source: str, names: Mapping[str, int] | None = None) -> re.Pattern[str]:
        text = _plain(source) if not any(mark in source for mark in ("TIME", "NUM", "DAY", "ORDINAL", "(?P<", "\\")) else source
        text = text.replace("ß", "ss").replace("TIME", TIME).replace("WORDS", self._words())
        text = text.replace(
            "ORDINAL", rf"(?P<ord>\d{{1,2}}[.:]?(?:st|nd|rd|th|e|a)?|{'|'.join(regex.pattern for regex, _ in self.ordinals)})"
        )
        text = text.replace("DAY", rf"(?P<day>\d{{1,2}}|{'|'.join(regex.pattern for regex, _ in self.ordinals)})")
        text = text.replace("NUM", rf"(?P<num>\d{{1,4}}|{self._words()})")
        text = text.replace("{}", rf"(?P<name>{'|'.join(sorted(names or (), key=len, reverse=True))})")
        try:
            return re.compile(rf"(?<![\w-])(?:{_spaced(text)})(?![\w])")
        except re.error as error:
            raise self.data.error(f"cannot read the pattern {source!r}: {error}", "mend the expression", "", source) from error

    def _words(self) -> str:
        return "|".join(sorted((word for word, value in self.numbers.items() if value > 0), key=len, reverse=True))


def _plain(text: str) -> str:
    return text.lower().replace("ß", "ss")


def _spaced(text: str) -> str:
    return re.sub(r" (?!\?)", r"\\s+", text)
