"""Where the values of a deed stand in the copy, before anybody judges whether a reader hears them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from tactful.draft.model import Block, Outline
from tactful.model.clock import Clock
from tactful.model.facts import SCALES
from tactful.model.quick import quick
from tactful_rules.copy.reader import language_of
from tactful_rules.echo.behaviour import ITEM, PLACE, QUANTITY, TIME, Deed, Value, as_moment, as_named
from tactful_rules.echo.sentences import READ, TO, Sentence, is_yours, said, sentences
from tactful_rules.echo.times import Named, names
from tactful_rules.echo.weighing import FROM, may_be_heard, may_tell, time_alone
from tactful_rules.echo.words import Index, Word, keys, words_of
from tactful_rules.shared.copy_text import copy_of
from tactful_rules.shared.identity import names_a_sender

_SUBCATEGORY = SCALES["item"]["subcategory"]
_REMEMBERED = 16_384
_LOOKED_BACK = 800
"""Days back to which words such as "last year" reach."""
_BESIDE = 16
"""Letters between a weekday and the date that it belongs to ("tisdag den 3 mars", "Samstag, 25. April")."""


@quick
@dataclass(frozen=True, slots=True)
class Hit:
    """A value of a deed in a sentence. ``alone``: it tells something by itself; otherwise only in company. ``exact``: a count of the deed or
    a sum of money, not a bare number. ``bound``: it counts only where a thing comes from it ("maskinen fra november"). ``signs`` that the reader hears the values of the deed here (weighing.py)."""

    value: Value
    level: int
    sentence: Sentence
    start: int
    end: int
    alone: bool
    lang: str
    whole: bool = True
    named: Named | None = None
    exact: bool = False
    bound: bool = False
    signs: int = 0


class Ears:
    """What of a shape's copy can tell a reader something about themselves; None of it in most messages."""

    def __init__(self, outline: Outline, lang: str) -> None:
        self.lang = lang
        blocks = (*outline.blocks, *_titles(outline))
        self.sentences = sentences(blocks, lang) if any(_may_open(block, lang) for block in blocks) else ()
        first = {one.number for one in self.sentences if one.grade or _may_be_meant(one, lang)}
        near = {number for one in self.sentences if one.number in first for number in one.beside}
        self.open = tuple(one for one in self.sentences if one.number in first or (one.number in near and not one.silent)) if first else ()
        self.index = Index([self._words(one) for one in self.open], self.lang)
        self.times = tuple((one, named, _date_of(one, named)) for one in self.open for named in one.times)
        self.numbers = tuple((one, number) for one in self.open for number in one.numbers if not _in(number.start, one.times))
        self._telling = tuple((named, dated) for one, named, dated in self.times if one.grade == TO or time_alone(one))
        self._sums = frozenset(number.value for _one, number in self.numbers if number.kind == "money")
        self._worded: dict[tuple[Any, Any], bool] = {}
        self._days: tuple[date | None, frozenset[str]] = None, frozenset()

    def of_interest(self, history: Sequence[Mapping[str, Any]], today: date) -> list[int]:
        """The entries of a history that are worth a closer look: most are of nothing in the copy. Remembered by what an entry is of, and
        for a day by the days that the copy may mean."""
        known, sums = self._worded, self._sums
        days = self._meant(today) if self._telling else ()
        found = []
        for at, entry in enumerate(history):
            key = entry.get("item"), entry.get("place")
            worded = known[key] if key in known else self._is_worded(key)
            if worded or (sums and entry.get("amount") in sums) or (days and str(entry.get("at"))[:10] in days):
                found.append(at)
        return found

    def _is_worded(self, key: tuple[Any, Any]) -> bool:
        """Whether a thing or a place stands in the copy where, with the right moment beside it, it could be heard."""
        if len(self._worded) >= _REMEMBERED:
            self._worded.clear()
        by_sentence: dict[int, list[Hit]] = {}
        for value, kind in zip(key, (ITEM, PLACE), strict=True):
            if isinstance(value, str):
                for hit in _worded(self, Value(kind, value, "", "", {"kind": "purchase"})):
                    by_sentence.setdefault(hit.sentence.number, []).append(hit)
        telling = {one.number for one in self.open if one.grade or (one.times and may_tell(one))}
        found = self._worded[key] = any(
            one[0].sentence.number in telling or telling.intersection(one[0].sentence.beside) or any(hit.alone for hit in one)
            or may_be_heard(one[0].sentence, one, self.lang)
            for one in by_sentence.values()
        )  # fmt: skip
        return found

    def _meant(self, today: date) -> frozenset[str]:
        """The days of the last year that moments of the copy which may be heard alone could be, as they begin a date or time."""
        if self._days[0] != today:
            days = [today - timedelta(days=past) for past in range(-1, _LOOKED_BACK)]
            self._days = (
                today,
                frozenset(day.isoformat() for day in days if any(_about(named, dated, day, today) for named, dated in self._telling)),
            )
        return self._days[1]

    def _words(self, one: Sentence) -> list[Word]:
        """The words of a sentence, with the second parts of compounds with a day or a month: ``yogan`` of ``måndagsyogan``."""
        found = [word for word in words_of(one.copy.text, self.lang) if one.start <= word.start < one.end]
        found += [Word(one.copy.text[named.rest : named.end].lower(), named.rest, named.end, False) for named in one.times if named.rest]
        return found


def _may_open(block: Block, lang: str) -> bool:
    """Whether a sentence of a block, or one beside it, may tell anybody anything: most blocks are spared the rest."""
    return block.kind in READ and _opens(copy_of(block).text, lang, names_a_sender(block.text))


@lru_cache(maxsize=8_192)
def _opens(text: str, lang: str, signed: bool) -> bool:
    return any(one.grade or (one.sure and not one.footer) or _may_be_meant(one, lang) for one in said(text, lang, signed))


def _may_be_meant(one: Sentence, lang: str) -> bool:
    """Whether by its words alone a sentence that says nothing to the reader may still mean them."""
    found = one.memo.get("may be meant")
    if found is None:
        found = one.memo["may be meant"] = _possessive(one, lang) or may_tell(one)
    return found


def _possessive(one: Sentence, lang: str) -> bool:
    return not one.silent and one.address and any(is_yours(one, word.start, lang) for word in words_of(one.copy.text, lang) if one.start <= word.start < one.end)  # fmt: skip


def _about(named: Named, dated: Named | None, day: date, today: date) -> bool:
    """Whether a moment of the copy may be on a day of any zone: that day or one beside it."""
    near = [day + timedelta(days=away) for away in (-1, 0, 1)]
    return any(named.kind == "clock" or (names(named, one, today, company=True) and (dated is None or names(dated, one, today, company=True))) for one in near)  # fmt: skip


def hits_of(listening: Ears, deed: Deed, clock: Clock) -> Iterator[Hit]:
    """Every value of a deed wherever the copy has it."""
    for value in deed.values:
        if value.dimension in (ITEM, PLACE) and isinstance(value.value, str):
            yield from _worded(listening, value)
        elif value.dimension == TIME:
            yield from _timed(listening, value, len(deed.values) > 1, clock)
        elif value.dimension == QUANTITY and (amount := _number(value.value)) >= 2:
            yield from _counted(listening, value, amount, not deed.is_history)


def _number(value: Any) -> float:
    """A count, also where it is kept as a string of digits; 0 for anything else."""
    if isinstance(value, str):
        return float(value) if value.isascii() and value.isdecimal() else 0
    return float(value) if isinstance(value, int | float) else 0


def _worded(listening: Ears, value: Value) -> Iterator[Hit]:
    """Things and places in the words of the copy."""
    found = listening.index.find(value.value, value.dimension)
    if not found:
        return
    words = keys(value.value, value.dimension, listening.index.lang).words
    together: dict[int, set[int]] = {}
    for one in found:
        together.setdefault(listening.index.words[one.at][0], set()).add(one.word)
    for one in found:
        number, _at, word = listening.index.words[one.at]
        sentence = listening.open[number]
        whole = one.full and (words == 1 or len(together[number]) > 1)
        if value.dimension == PLACE and sentence.listed:
            continue
        bound = value.dimension == PLACE and sentence.programme(word.start, word.end) and not sentence.sure
        if value.dimension == ITEM and not whole and words > 1 and one.word not in (0, words - 1) and not word.capital:
            continue
        level = 4 if whole or value.dimension == PLACE else _SUBCATEGORY
        own = sentence.grade == 0 and value.dimension == ITEM and whole and is_yours(sentence, word.start, listening.lang)
        alone = (sentence.grade == TO or own) and not bound
        yield Hit(value, level, sentence, word.start, word.end, alone, listening.lang, whole, bound=bound)


def _timed(listening: Ears, value: Value, company: bool, clock: Clock) -> Iterator[Hit]:
    at = as_moment(value.value)
    said = as_named(value.value, listening.lang) if at is None and isinstance(value.value, str) else ()
    if at is None and not said:
        return
    here = clock.local(at) if at is not None else None
    for sentence, named, dated in listening.times:
        bound = not _may_be_past(sentence, named)
        if bound and not _from_then(sentence, named, listening.lang):
            continue
        if dated is not None and here is not None and not names(dated, here, clock.today, company=company):
            continue
        if names(named, here, clock.today, company=company) if here is not None else _same(named, said):
            alone = sentence.grade == TO and not bound
            yield Hit(value, named.level, sentence, named.start, named.end, alone, listening.lang, named=named, bound=bound)


def _may_be_past(sentence: Sentence, named: Named) -> bool:
    """Whether a moment is not one of the sender's: opening hours, a programme, a deadline, something that lies ahead."""
    if named.manner == "deadline" or (named.kind == "date" and _is_period(sentence, named)):
        return False
    if named.manner == "habitual":
        return sentence.sure and sentence.address and not sentence.programme(named.start, named.end)
    if named.deictic:
        return True
    if named.manner == "coming" and not (sentence.sure and sentence.past):
        return False
    if sentence.programme(named.start, named.end):
        return False
    return sentence.sure or not sentence.lies_ahead(named.start, named.end)


def _from_then(sentence: Sentence, named: Named, lang: str) -> bool:
    """Whether a moment is said with "from", which begins a period or tells where a thing is from."""
    text, words = sentence.copy.text.lower(), FROM[language_of(lang)]
    within = re.match(rf"(?:{words})\s", text[named.start : named.end]) if named.manner == "deadline" else None
    return within is not None or (
        named.kind == "date" and re.search(rf"(?<!\w)(?:{words})\s(?:den\s|the\s)?$", text[sentence.start : named.start]) is not None
    )


_PERIOD = re.compile(
    r"(?<!\w)(?:från|till|före|innan|senast|fra|til|før|innen|inden|bis|ab|vor|from|by|until|till|before|through|ennen|viimeistään)(?: och med| og med| zum| den| the| dem)*\s$"
)
_PERIOD_AFTER = re.compile(r"(?: päivä\w*)?\s(?:alkaen|lähtien|asti|saakka|mennessä|och framåt|og fremover|onwards)(?!\w)")


def _is_period(sentence: Sentence, named: Named) -> bool:
    """Whether something of the sender's begins or ends on a date: "från den 4 februari", "4.2. alkaen"."""
    text = sentence.copy.text.lower()
    return _PERIOD.search(text[sentence.start : named.start]) is not None or _PERIOD_AFTER.match(text[named.end : sentence.end]) is not None


def _same(named: Named, said: Iterable[Named]) -> bool:
    return any(named.kind == one.kind and named.value == one.value for one in said)


def _counted(listening: Ears, value: Value, amount: float, any_kind: bool) -> Iterator[Hit]:
    """Counts and amounts: a number of one's own may stand before any word; what was paid must be money."""
    for sentence, number in listening.numbers:
        if number.value == amount and (any_kind or number.kind == "money"):
            priced = any(other.kind == "money" and other.value != amount for other in sentence.numbers)
            alone = sentence.grade == TO and (number.kind != "plain" or sentence.sure) and not priced
            yield Hit(value, 3, sentence, number.start, number.end, alone, listening.lang, exact=number.kind != "plain")


def tallies(listening: Ears, history: list[Mapping[str, Any]]) -> list[tuple[Deed, list[Hit]]]:
    """How often something was done: entries of one place, one thing, one topic, told as "seven times"."""
    wanted = [(one, number) for one, number in listening.numbers if number.kind in ("times", "visits")]
    if not wanted:
        return []
    tally: dict[tuple[str, str], list[int]] = {}
    for at, entry in enumerate(history):
        for key in ("place", "item", "topic", "kind"):
            if entry.get(key):
                tally.setdefault((key, entry[key]), []).append(at)
    found: list[tuple[Deed, list[Hit]]] = []
    seen: set[int] = set()
    for (_key, _value), members in tally.items():
        for sentence, number in wanted:
            if len(members) == number.value and number.start not in seen:
                seen.add(number.start)
                entry = history[members[-1]]
                name = f"customer.history[{members[-1]}]"
                value = Value(QUANTITY, len(members), "customer.history[]", name, entry)
                hit = Hit(value, 3, sentence, number.start, number.end, sentence.grade == TO, listening.lang, exact=True)
                found.append((Deed(name, (value,), None, entry, False), [hit]))
    return found


def _titles(outline: Outline) -> Iterator[Block]:
    """Titles and the alternative texts within running HTML, which are copy that no block holds; each stands beside nothing."""
    known = {block.text for block in outline.blocks}
    last = len(outline.blocks)
    for number, spot in enumerate(outline.spots):
        if spot.kind in ("alt", "preheader") and spot.text not in known and spot.text.strip():
            yield Block("title", last + number, -2 - number, spot.element, spot.text, spot.holes, (), spot.span)


def _date_of(sentence: Sentence, named: Named) -> Named | None:
    """The date right beside a weekday, which says of which week it is."""
    if named.kind != "weekday":
        return None
    return next((one for one in sentence.times if one.kind == "date" and one.value[1] and 0 <= one.start - named.end <= _BESIDE), None)


def _in(offset: int, times: Iterable[Named]) -> bool:
    return any(one.start <= offset < one.end for one in times)


__all__ = ["Ears", "Hit", "hits_of", "tallies"]
