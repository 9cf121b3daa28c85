"""The words of one language: which topics a word speaks of, through inflection and compounding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any

from tactful_rules.copy.data_files import (
    DataFile,
    Term,
    compounds_of,
    estranging_of,
    exceptions_of,
    homonyms_of,
    known_topics,
    plain_language,
    topic_terms,
)
from tactful_rules.copy.morphology import LINKS, VOWELS, Endings, paradigms

_EXACT: Endings = frozenset({""})
_REMEMBERED = 20_000
_LONG = 7
"""Letters from which a word may stand in a compound with anything: shorter ones occur by chance inside other words."""


@dataclass(frozen=True, slots=True)
class Sense:
    """A topic that a word speaks of; ``opens`` and ``closes`` as in ``Term``."""

    topic: str
    strong: bool
    opens: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known of one word form: its senses, and the dictionary words it may be a form of."""

    senses: tuple[Sense, ...] = ()
    lemmas: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Entry:
    """A stem's dictionary word with the endings it takes; ``joins``: may be part of a compound."""

    lemma: str
    endings: Endings
    senses: tuple[Sense, ...]
    joins: bool


@dataclass(slots=True)
class _Lemma:
    senses: list[Sense] = field(default_factory=list)
    exact: bool = True
    joins: bool = False


NOTHING = Analysis()


class Lexicon:
    """Words of one language. ``analyse`` is the question; the rest is built once."""

    def __init__(
        self,
        language: str,
        terms: Iterable[Term],
        exceptions: Iterable[Term] = (),
        compounds: Iterable[str] = (),
        estranging: Iterable[str] = (),
        homonyms: Iterable[tuple[str, tuple[str, ...]]] = (),
    ) -> None:
        """``exceptions`` mean nothing wherever they stand; ``compounds`` are further words that compounds are made of; ``estranging``
        ones make whatever stands before them a mere name: a dog rose is no dog, coffee-brown no coffee.
        ``homonyms`` are words with the topics under which they mean something else."""
        self.language = language
        self.phrases: dict[str, list[tuple[tuple[str, ...], Sense | None]]] = {}
        self._stems: dict[str, list[_Entry]] = {}
        self._modifiers: dict[str, tuple[Sense, ...]] = {}
        self._barred: set[str] = set()
        self._barred_starts: tuple[str, ...] = ()
        self._barred_ends: tuple[str, ...] = ()
        self._estranging: dict[str, list[Endings]] = {}
        self._memory: dict[str, Analysis] = {}
        self._homonyms = dict(homonyms)
        self._links = LINKS[language]
        self._build(terms, exceptions, compounds)
        for word in estranging:
            for stem, endings in paradigms()[language](word).stems:
                self._estranging.setdefault(stem, []).append(endings)

    def analyse(self, word: str) -> Analysis:
        """``word`` in small letters, whole. Microseconds when new, a lookup when seen before."""
        found = self._memory.get(word)
        if found is None:
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            found = self._memory[word] = self._analyse(word)
        return found

    def modifier(self, word: str) -> tuple[Sense, ...]:
        """Senses of a word that a hyphen leaves hanging: the first in "skid- och solresor"."""
        return () if word in self._barred else self._modifiers.get(word, ())

    def estranges(self, word: str, first: int = 0) -> bool:
        """Whether a word, or its part from the letter ``first`` on, names what takes nothing but its name from the word before it."""
        return any(word[cut:] in endings for cut in range(len(word), first, -1) for endings in self._estranging.get(word[first:cut], ()))

    def rivals(self, word: str) -> tuple[str, ...]:
        """The topics under which a word means something else: in a garage's mail a Golf is a car."""
        return next((self._homonyms[lemma] for lemma in self.analyse(word).lemmas if lemma in self._homonyms), ()) if self._homonyms else ()

    @property
    def open_compounds(self) -> bool:
        """Whether compounds are written as words of their own ("baby spinach")."""
        return len(self._links) == 1

    def _analyse(self, word: str) -> Analysis:
        entries = self._whole(word)
        lemmas = frozenset(entry.lemma for entry in entries)
        if word in self._barred:
            return Analysis((), lemmas)
        senses = tuple(dict.fromkeys(sense for entry in entries for sense in entry.senses))
        barred = word.startswith(self._barred_starts) or word.endswith(self._barred_ends)  # bars compounds, not words of their own
        if not senses and not barred and len(word) > 4 and not any(entry.joins for entry in entries):
            senses = self._compound(word, 3)
            if senses and any(self.estranges(word, first) for first in range(3, len(word) - 2)):
                senses = ()
        return Analysis(senses, lemmas) if senses or lemmas else NOTHING

    def _whole(self, word: str) -> list[_Entry]:
        """Entries whose stem and one of its endings make up the word."""
        found: list[_Entry] = []
        for cut in range(len(word), 0, -1):
            for entry in self._stems.get(word[:cut], ()):
                if word[cut:] in entry.endings:
                    found.append(entry)
        return found

    def _compound(self, word: str, depth: int) -> tuple[Sense, ...]:
        """Senses of a word made of known words, else of one that has a long known first or last part."""
        return self._closed(word, depth) or self._open(word)

    def _closed(self, word: str, depth: int) -> tuple[Sense, ...]:
        for cut in range(len(word) - 2, 1, -1):
            first = self._modifiers.get(word[:cut])
            if first is None:
                continue
            for link in self._links:
                rest = word[cut + len(link) :]
                if len(rest) < 3 or not word.startswith(link, cut):
                    continue
                second = self._known(rest, depth)
                if second is not None and (first or second):
                    return _joined(first, second)
        return ()

    def _known(self, rest: str, depth: int) -> tuple[Sense, ...] | None:
        """Senses of the second part of a compound; None when it is no known word."""
        entries = [entry for entry in self._whole(rest) if entry.joins and len(entry.lemma) > 2]
        if entries:
            return tuple(sense for entry in entries for sense in entry.senses)
        return (self._closed(rest, depth - 1) or None) if depth > 1 and len(rest) > 5 else None

    def _open(self, word: str) -> tuple[Sense, ...]:
        for cut in range(len(word) - 3, 3, -1):
            first = self._modifiers.get(word[:cut], ())
            kept = tuple(sense for sense in first if sense.opens or cut >= _LONG)
            if kept and any(char in VOWELS for char in word[cut:]):
                return kept
        for cut in range(2, len(word) - 3):
            entries = [entry for entry in self._whole(word[cut:]) if entry.joins]
            kept = tuple(
                sense
                for entry in entries
                for sense in entry.senses
                if sense.closes or (len(entry.lemma) >= _LONG and cut > 3 and len(self._links) > 1)
            )
            if kept and any(char in VOWELS for char in word[:cut]):
                return kept
        return ()

    def _build(self, terms: Iterable[Term], exceptions: Iterable[Term], compounds: Iterable[str]) -> None:
        lemmas: dict[str, _Lemma] = {}
        for term in terms:
            self._add_term(lemmas, term)
        for word in compounds:
            lemmas.setdefault(word, _Lemma()).joins = True
            lemmas[word].exact = False
        self._add_exceptions(lemmas, exceptions)
        inflect = paradigms()[self.language]
        for lemma, what in lemmas.items():
            self._add_lemma(lemma, what, inflect(lemma) if not what.exact else None)

    def _add_term(self, lemmas: dict[str, _Lemma], term: Term) -> None:
        sense = Sense(term.topic, term.strong, term.opens, term.closes)
        if len(term.parts) > 1:
            self.phrases.setdefault(term.parts[0], []).append((term.parts, sense))
            for part in term.parts:
                lemmas.setdefault(part, _Lemma()).exact &= term.exact
            return
        lemma = lemmas.setdefault(term.parts[0], _Lemma())
        lemma.senses.append(sense)
        lemma.exact &= term.exact
        lemma.joins |= not term.exact

    def _add_exceptions(self, lemmas: dict[str, _Lemma], exceptions: Iterable[Term]) -> None:
        starts: list[str] = []
        ends: list[str] = []
        for term in exceptions:
            if len(term.parts) > 1:
                self.phrases.setdefault(term.parts[0], []).append((term.parts, None))
                for part in term.parts:
                    lemmas.setdefault(part, _Lemma()).exact = False
            elif term.opens:
                starts.append(term.parts[0])
            elif term.closes:
                ends.append(term.parts[0])
            else:
                self._barred.add(term.parts[0])
        self._barred_starts, self._barred_ends = tuple(starts), tuple(ends)

    def _add_lemma(self, lemma: str, what: _Lemma, forms: Any) -> None:
        bare = lemma.rstrip("~")
        senses = tuple(dict.fromkeys(what.senses))
        for stem, endings in forms.stems if forms else ((bare, _EXACT),):
            self._stems.setdefault(stem, []).append(_Entry(lemma, endings, senses, what.joins))
        if what.joins and forms:
            for form in forms.modifiers:
                self._modifiers[form] = tuple(dict.fromkeys((*self._modifiers.get(form, ()), *senses)))


def _joined(first: tuple[Sense, ...], second: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """The first part says what it is about; the second adds weakly, unless it is the only one or made to end compounds."""
    added = [sense if sense.closes or not first else Sense(sense.topic, False) for sense in second]
    return tuple(dict.fromkeys((*first, *added)))


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of ``language`` (sv, nb, da, fi, de, en), with a project's own words where a private-use subtag names them. Raises
    ConfigError where a file is broken."""
    plain = plain_language(language)
    files = [DataFile.packaged("topics", plain), *(data for _family, data in DataFile.own("topics", language))]
    known = known_topics(language)
    return Lexicon(
        plain, chain.from_iterable(topic_terms(data, known) for data in files),
        chain.from_iterable(map(exceptions_of, files)), chain.from_iterable(map(compounds_of, files)),
        chain.from_iterable(map(estranging_of, files)), chain.from_iterable(homonyms_of(data, known) for data in files),
    )  # fmt: skip
