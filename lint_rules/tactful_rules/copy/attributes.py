"""Words for what a person may be, have or suffer from, and the text with these words coded for the patterns of the family "sensitive".

A word belongs to classes of grammar (``CLASSES``) and to topics. In the coded text a private-use character stands before it for
each of its classes; a pattern's ``<person>`` matches the codes that hold this class and the word behind them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain
from typing import Any, NamedTuple

from tactful_rules.copy.data_files import DataFile, Term, exceptions_of, known_topics, parse_term, pieces, plain_language
from tactful_rules.copy.lexicon import Lexicon, Sense
from tactful_rules.copy.normal import Plain
from tactful_rules.copy.topics import Token, phrases_in

CLASSES = ("person", "state", "predicate", "condition", "symptom", "sore", "hurts", "body", "aid", "essive", "possessed")
"""person: nouns for people (pensioner) · state: adjectives before a noun or after "are" (deaf) · predicate: adjectives that say it only
after "are" (single, Polish) · condition: what one has (diabetes, debts) · symptom: what one feels (hot flushes) · sore: what a body part
is (aching) · hurts: what it does · body: parts of it · aid: what only
those use who need it (hearing aid, insulin). essive and possessed are forms (Finnish: as a …, your …)."""
OTHER_TOPICS = frozenset({"age", "body"})
"""What an attribute may be about beside the topics of the taxonomy."""
_FIRST = 0xE000
_JOINER = "\u2063"  # between the words of a coded phrase: no letter, no space
_PRIVATE = re.compile(f"[\ue000-\uf8ff{_JOINER}]")
_FORMS = {"fi": (re.compile(r".{3,}n[aä](?:kin|kaan|kään)?"), re.compile(r".{3,}(?:si|nne)(?:kin|kaan|kään|ko|kö)?"))}


class Mark(NamedTuple):
    """A coded stretch of the plain text. ``form`` is how it stands in the coded text: code, then its words joined to one."""

    start: int
    end: int
    form: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """The small-letter text in which each attribute word has its code before it, and where they stand."""

    text: str
    marks: tuple[Mark, ...]
    starts: tuple[int, ...]
    added: tuple[int, ...]
    coded_starts: tuple[int, ...]

    def at(self, offset: int) -> int:
        """Where an offset of the plain text lies in the coded one, before a code that stands there."""
        return offset + self.added[bisect_left(self.starts, offset)]

    def plain(self, offset: int) -> int:
        """The way back; a place inside a code is the start of its word."""
        passed = bisect_left(self.coded_starts, offset)
        found = offset - self.added[passed]
        return max(found, self.starts[passed - 1]) if passed else found

    def topics(self, start: int, end: int) -> tuple[str, ...]:
        """The topics of the attributes within a stretch of the plain text, each once."""
        return tuple(dict.fromkeys(topic for mark in self.marks if start <= mark.start < end for topic in mark.topics))


class AttributeLexicon(Lexicon):
    """The attribute words of one language. Of a compound the head says what somebody has: ``pollenallergi``, not ``diabetesutstyr``."""

    def __init__(self, language: str, files: Sequence[DataFile], known: Mapping[str, Any]) -> None:
        terms = chain.from_iterable(attribute_terms(data, known) for data in files)
        super().__init__(language, terms, chain.from_iterable(map(exceptions_of, files)))
        self.forms = _FORMS.get(language, ())

    def _compound(self, word: str, depth: int) -> tuple[Sense, ...]:
        for cut in range(2, len(word) - 2):
            kept = tuple(sense for entry in self._whole(word[cut:]) if entry.joins for sense in entry.senses if sense.closes)
            if kept:
                return kept
        return ()


def attribute_terms(data: DataFile, known: Mapping[str, Any]) -> Iterator[Term]:
    """The terms of an attribute file, each with ``class topic`` as its topic. Raises ConfigError for unknown classes or topics."""
    data.only((*CLASSES, "exceptions"))
    for kind in CLASSES:
        for topic, words in data.values.get(kind, {}).items():
            if topic not in known and topic not in OTHER_TOPICS:
                raise data.error(f"unknown topic {topic!r}", f"use a topic of the taxonomy or {', '.join(sorted(OTHER_TOPICS))}", topic)
            for piece in pieces(data, topic, words):
                yield parse_term(data, f"{kind} {topic}", piece)


def coded(text: Plain, words: Sequence[Token], lexicon: AttributeLexicon) -> Coded | None:
    """The text with its attribute words coded; None where it has none."""
    marks: list[Mark] = []
    for mark in sorted(_marks(text, words, lexicon)):
        if not marks or mark.start >= marks[-1].end:
            marks.append(mark)
    if not marks:
        return None
    parts: list[str] = []
    last = 0
    lower = _PRIVATE.sub(" ", text.lower)
    for mark in marks:
        parts += [lower[last : mark.start], mark.form]
        last = mark.end
    added = tuple(accumulate((len(mark.form) - mark.end + mark.start for mark in marks), initial=0))
    starts = tuple(mark.start for mark in marks)
    coded_starts = tuple(start + before for start, before in zip(starts, added, strict=False))
    return Coded("".join((*parts, lower[last:])), tuple(marks), starts, added, coded_starts)


def _marks(text: Plain, words: Sequence[Token], lexicon: AttributeLexicon) -> Iterator[Mark]:
    masked, phrases = phrases_in(text, words, lexicon)
    taken: set[int] = set()
    for first, last in dict.fromkeys((first, last) for first, last, _sense in phrases):
        senses = [sense for one, other, sense in phrases if (one, other) == (first, last)]
        if first not in masked and first not in taken:
            taken.update(range(first, last + 1))
            yield _mark(text.lower, words[first].start, words[last].end, senses, lexicon)
    for index, token in enumerate(words):
        if index not in masked and index not in taken:
            senses = list(lexicon.analyse(token.word).senses)
            if senses:
                yield _mark(text.lower, token.start, token.end, senses, lexicon)


def _mark(lower: str, start: int, end: int, senses: Sequence[Sense], lexicon: AttributeLexicon) -> Mark:
    form = lower[start:end]
    named = [sense.topic.split(" ", 1) for sense in senses]
    classes = {kind for kind, _topic in named}
    classes.update(name for name, shape in zip(CLASSES[-2:], lexicon.forms, strict=False) if shape.fullmatch(form))
    codes = "".join(chr(_FIRST + at) for at, kind in enumerate(CLASSES) if kind in classes)
    joined = codes + "".join(char if char.isalpha() or char == "'" else _JOINER for char in form)
    return Mark(start, end, joined, tuple(dict.fromkeys(topic for _kind, topic in named)))


_WORD = rf"[\w'{_JOINER}]+(?![\w'{_JOINER}]|-\w)"  # whole, and no part of a compound written with a hyphen
CODE = f"[{chr(_FIRST)}-{chr(_FIRST + len(CLASSES))}]*"
"""The codes before a word: what patterns that name a coded word by its letters skip."""
CODE_CLASSES: dict[str, str] = {name: f"{CODE}{chr(_FIRST + at)}{CODE}{_WORD}" for at, name in enumerate(CLASSES)}
"""What ``<person>`` and the others stand for in patterns."""


@cache
def attribute_lexicon(language: str) -> AttributeLexicon:
    """The attribute words of ``language``, with a project's own where a private-use subtag names them. Raises ConfigError where a file is
    broken."""
    plain = plain_language(language)
    files = [DataFile.packaged("attributes", plain), *(data for _family, data in DataFile.own("attributes", language))]
    return AttributeLexicon(plain, files, known_topics(language))
