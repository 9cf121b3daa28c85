"""Things and places of a customer in the words of a text: inflected, definite, inside compounds, by their head noun, by their name.

The work of a value is done once per language (``keys``) and is independent of the text; a text offers its words by their first letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from tactful_rules.copy.data_files import DataFile
from tactful_rules.copy.finnish import strengthened
from tactful_rules.copy.morphology import LINKS, VOWELS, Endings, Paradigm, paradigms
from tactful_rules.copy.normal import plain
from tactful_rules.copy.reader import language_of
from tactful_rules.echo.names import bare, is_slip, other_names
from tactful_rules.echo.verbs import past_forms

FULL, PART = "full", "part"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_HEAD = 4
"""Letters of the shortest head noun looked for in a compound (``lampa`` in ``läslampa``); shorter ones must stand in ``_SHORT_HEADS``."""
_SHORT_HEADS = frozenset(
    {
        "sko",
        "bok",
        "hat",
        "hatt",
        "bil",
        "båt",
        "bad",
        "tur",
        "tält",
        "ost",
        "vin",
        "öl",
        "te",
        "bag",
        "hut",
        "rad",
        "uhr",
        "tee",
        "rom",
        "tog",
        "fly",
    }
)
_OPENS = 4
"""Letters from which a value may open a compound of the copy: ``yogapasset`` to somebody whose activity is ``yoga``."""
_PREFIX = 2
_MANY = 6
"""Words of a value from which on only its first and last are names of the thing; the rest describes it."""
_ENDINGS = {
    "sv": ("orna", "arna", "erna", "or", "ar", "er", "na", "en", "et", "n", "r", "t"), "nb": ("ene", "er", "en", "et", "a", "e", "r"),
    "da": ("erne", "ene", "er", "en", "et", "e", "r"), "de": ("en", "er", "e", "n", "s"), "en": ("es", "s"), "fi": ("t",),
}  # fmt: skip


class Key(NamedTuple):
    """A stem to look for. ``word`` numbers the word of the value that it belongs to; ``part`` where it is only the head of that word;
    ``named`` where the text's word must begin with a capital."""

    stem: str
    endings: Endings
    word: int
    part: bool
    named: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Keys:
    """What to look for of one value. ``words`` are how many of its words say something."""

    keys: tuple[Key, ...]
    words: int


class Found(NamedTuple):
    """A value's word in a text's word number ``at``. ``full``: all of the value's word stands there, not only its head."""

    at: int
    word: int
    full: bool


class Word(NamedTuple):
    """A word of a text: small letters, place in the original, whether it begins with a capital that its place does not explain."""

    text: str
    start: int
    end: int
    capital: bool


@lru_cache(maxsize=4096)
def words_of(text: str, lang: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    form = plain(text)
    shouted = form.cased.isupper() or form.cased.islower()  # capitals that distinguish nothing
    return tuple(
        Word(found.group(), *form.span(found.start(), found.end()), shouted or form.cased[found.start()].isupper())
        for found in _WORD.finditer(form.lower)
    )  # fmt: skip


class Index:
    """The words of several texts by their first letters. Answers are remembered: each value is looked up once."""

    def __init__(self, texts: Sequence[Sequence[Word]], lang: str) -> None:
        self.lang = language_of(lang)
        self.words = [(number, at, word) for number, text in enumerate(texts) for at, word in enumerate(text)]
        self._by_start: dict[str, list[int]] = {}
        for index, (_number, _at, word) in enumerate(self.words):
            self._by_start.setdefault(word.text[:_PREFIX], []).append(index)
        self._memory: dict[tuple[str, str], tuple[Found, ...]] = {}

    def find(self, value: str, kind: str) -> tuple[Found, ...]:
        """Where the words of a value stand; ``kind`` is item or place. ``Found.at`` numbers ``words``."""
        found = self._memory.get((value, kind))
        if found is None:
            if len(self._memory) >= 4096:
                self._memory.clear()
            found = self._memory[(value, kind)] = tuple(self._find(keys(value, kind, self.lang)))
        return found

    def _find(self, wanted: Keys) -> Iterator[Found]:
        seen: dict[tuple[int, int], bool] = {}
        for key in wanted.keys:
            for index in self._by_start.get(key.stem[:_PREFIX], ()):
                word = self.words[index][2]
                if word.text.startswith(key.stem) and (not key.named or word.capital) and self._fits(word.text[len(key.stem) :], key):
                    seen[index, key.word] = seen.get((index, key.word), False) or not key.part
        missing = [key for key in wanted.keys if key.named and not any(number == key.word for _index, number in seen)]
        for named in missing:
            for index in self._misspelt(named):
                seen.setdefault((index, named.word), not named.part)
        for (index, number), full in sorted(seen.items()):
            yield Found(index, number, full)

    def _misspelt(self, key: Key) -> Iterator[int]:
        """The words that are a name without its accents ("Koeln", "Molndal") or with a slip of the pen."""
        stem = bare(key.stem)
        if len(stem) <= _PREFIX:
            return
        endings = _bare_endings(key.endings)
        cuts = (len(stem), len(stem) + 1, len(stem) - 1)
        for index, form in self._capitals.get(key.stem[0], ()):
            for cut in cuts:
                if form[cut:] in endings and (form[:cut] == stem or is_slip(form[:cut], stem)):
                    yield index
                    break

    @cached_property
    def _capitals(self) -> dict[str, list[tuple[int, str]]]:
        """The words with a capital, without their accents, by their first letter."""
        found: dict[str, list[tuple[int, str]]] = {}
        for index, (_number, _at, word) in enumerate(self.words):
            if word.capital:
                found.setdefault(word.text[0], []).append((index, bare(word.text)))
        return found

    def _fits(self, rest: str, key: Key) -> bool:
        if rest in key.endings:
            return True
        return key.opens and len(rest) >= 3 and any(char in VOWELS for char in rest)


@lru_cache(maxsize=4_096)
def _bare_endings(endings: Endings) -> frozenset[str]:
    return frozenset(map(bare, endings))


@lru_cache(maxsize=16_384)
def keys(value: str, kind: str, language: str) -> Keys:
    """What to look for of a value: ``kind`` is item or place."""
    form = plain(value)
    said = [(found.group(), form.cased[found.start()].isupper()) for found in _WORD.finditer(form.lower)]
    weak = weak_words(language)[0 if kind == "item" else 1]
    telling = [(word, capital) for word, capital in said if word not in weak and len(word) > 2]
    if kind == "place":
        return _place_keys(telling, said, language)
    return _item_keys(telling, language)


def _place_keys(telling: list[tuple[str, bool]], said: list[tuple[str, bool]], language: str) -> Keys:
    """A place is a proper name: its words, inflected, with a capital."""
    named = any(capital for _word, capital in said)
    found: list[Key] = []
    for number, (word, capital) in enumerate(telling):
        for name in (word, *sorted(other_names(word))):
            for stem, endings in _name_forms(name, language):
                found.append(Key(stem, endings, number, False, capital or not named, len(name) > 4 and stem == name))
    return Keys(tuple(found), len(telling))


def _item_keys(telling: list[tuple[str, bool]], language: str) -> Keys:
    """The words of a thing: nouns with their inflection and their heads; words with a capital inside are names."""
    found: dict[Key, None] = {}
    for number, (word, capital) in enumerate(telling):
        name = capital and number > 0 and language != "de" and not all(capital for _word, capital in telling)
        last = number == len(telling) - 1
        for other in sorted(other_names(word)) if capital else ():
            for stem, endings in _name_forms(other, language):
                found[Key(stem, endings, number, False, True, len(other) > 4 and stem == other)] = None
        for stem, endings in past_forms(word, language):
            found.setdefault(Key(stem, endings, number, True, False, False))
        for lemma in _lemmas(word, language):
            for stem, endings in _noun_forms(lemma, language):
                found[Key(stem, endings, number, False, name, False)] = None
            for opening in paradigms()[language](lemma).modifiers if LINKS[language] != ("-",) else ():
                if len(opening) >= (_OPENS if not capital else _OPENS - 1):
                    found[Key(opening, frozenset(), number, False, capital and len(opening) < _OPENS, True)] = None
            if not name and (number == 0 or last or len(telling) < _MANY):
                for head in _heads(lemma, language):
                    for stem, endings in _noun_forms(head, language):
                        found.setdefault(Key(stem, endings, number, True, False, False))
    return Keys(tuple(found), len(telling))


def _heads(word: str, language: str) -> Iterator[str]:
    """What may be the last part of a compound: ``lampa`` of ``läslampa``. What no copy says does no harm."""
    if LINKS[language] == ("-",):
        return
    for cut in range(3, len(word) - 2):
        head = word[cut:]
        long = len(head) >= _HEAD or head in _SHORT_HEADS
        if long and any(char in VOWELS for char in word[:cut]) and any(char in VOWELS for char in head) and _begins(head):
            yield head


def _begins(word: str) -> bool:
    """Whether a word may begin like this: no Germanic or Finnish word begins with a double consonant or with ng, nk, mp, rt …"""
    if word[0] in VOWELS:
        return True
    return word[0] != word[1] and word[:2] not in (
        "ng",
        "nk",
        "mp",
        "rt",
        "rs",
        "rl",
        "rk",
        "rd",
        "rm",
        "rn",
        "lt",
        "ld",
        "lk",
        "ls",
        "lm",
        "nt",
        "nd",
        "ns",
        "ck",
        "mb",
        "tt",
        "ts",
    )


def _lemmas(word: str, language: str) -> list[str]:
    """The word, and what it may be a plural or definite form of."""
    found = [word, word[:-2]] if language == "da" and word.endswith("kursus") else [word]  # kurset
    found += [word.replace("é", "e")] if "é" in word else []  # kafé, kafeen
    for ending in _ENDINGS[language]:
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 2:
            found.append(stem)
            if language == "sv" and ending in ("or", "orna"):
                found.append(stem + "a")
            if language in ("sv", "nb", "da", "de") and ending in ("er", "erne", "ene", "n", "r", "en", "ar"):
                found.append(stem + "e")
            if language == "fi" and stem[-1] in VOWELS:
                found += strengthened(stem)
    return list(dict.fromkeys(found))


def _noun_forms(word: str, language: str) -> tuple[tuple[str, Endings], ...]:
    paradigm: Paradigm = paradigms()[language](word)
    return tuple((stem, endings) for stem, endings in paradigm.stems if len(stem) > 1)


_NAME_ENDINGS = {
    "sv": ("", "s", "'s"), "nb": ("", "s", "'s"), "da": ("", "s", "'s"), "de": ("", "s", "'", "er", "ern", "erin"), "en": ("", "'s", "s"),
}  # fmt: skip


def _name_forms(word: str, language: str) -> list[tuple[str, Endings]]:
    if language == "fi":
        return list(_noun_forms(word, language))
    found = [(word, frozenset(_NAME_ENDINGS[language]))]
    if language == "de" and word.endswith(("en", "e")):  # München, Münchner; Bremen, Bremer; Karlsruhe, Karlsruher
        root = word.removesuffix("n").removesuffix("e")
        found += [(root, frozenset({"er", "ner"}))]
    return found


@lru_cache(maxsize=8)
def weak_words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words that say nothing by themselves: of things, of places."""
    names = DataFile.packaged("times", language).values["names"]
    return frozenset(names["things"].split()), frozenset(names["places"].split())
