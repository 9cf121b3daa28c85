"""Which topics a text speaks of, and whether it denies them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tactful_rules.copy.lexicon import Lexicon, Sense
from tactful_rules.copy.normal import Plain
from tactful_rules.copy.reading import Mention

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_CLAUSE_END = re.compile(r"[.,;:!?()–—\n\"]")
_REACH = 5
"""Words that a denial reaches: the longest noun phrase seen in our own sentences before the noun denied."""


class Token(NamedTuple):
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Negation:
    """``determiners`` (no, inga) deny the noun phrase that follows; ``adverbs`` (not, inte) the clause that follows.

    ``breaks`` end a determiner's reach, ``contrasts`` (but, utan) any denial's. A word of ``urging`` (miss, glöm) just
    before, or of ``limiting`` (only, bara) just after, takes the denial back.
    """

    determiners: frozenset[str]
    adverbs: frozenset[str]
    breaks: frozenset[str]
    contrasts: frozenset[str]
    urging: frozenset[str]
    limiting: frozenset[str]


def within(topic: str, group: Iterable[str]) -> bool:
    """Whether a topic is a member of a group or lies below one."""
    return any(topic == member or topic.startswith(f"{member}.") for member in group)


def tokens(text: Plain) -> list[Token]:
    return [Token(found.group(), found.start(), found.end()) for found in _WORD.finditer(text.lower)]


def mentions(text: Plain, words: Sequence[Token], lexicon: Lexicon, negation: Negation) -> Iterator[Mention]:
    """Mentions in the order of their places."""
    taken: set[tuple[int, str]] = set()
    masked, phrases = phrases_in(text, words, lexicon)
    for first, last, sense in phrases:
        if first not in masked:
            taken.update((index, sense.topic) for index in range(first, last + 1))
            yield _mention(text, words, first, last, sense, negation)
    for index, token in enumerate(words):
        if index in masked or _a_mere_name(text, words, index, lexicon):
            continue
        senses = lexicon.analyse(token.word).senses
        if not senses and text.lower.startswith("-", token.end):
            senses = lexicon.modifier(token.word)
        for sense in _strongest(senses):
            if (index, sense.topic) not in taken:
                yield _mention(text, words, index, index, sense, negation)


def _a_mere_name(text: Plain, words: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Whether a word only names what follows it ("baby spinach", "vin-röd")."""
    if index + 1 >= len(words):
        return False
    between = text.lower[words[index].end : words[index + 1].start]
    joined = between == "-" or (between == " " and lexicon.open_compounds)
    return joined and lexicon.estranges(words[index + 1].word)


def _strongest(senses: Sequence[Sense]) -> list[Sense]:
    by_topic: dict[str, Sense] = {}
    for sense in senses:
        if sense.topic not in by_topic or sense.strong:
            by_topic[sense.topic] = sense
    return list(by_topic.values())


def phrases_in(text: Plain, words: Sequence[Token], lexicon: Lexicon) -> tuple[set[int], list[tuple[int, int, Sense]]]:
    """Indices of words that an exception covers, and phrases found as (first, last, sense)."""
    masked: set[int] = set()
    found: list[tuple[int, int, Sense]] = []
    for index, token in enumerate(words):
        for lemma in lexicon.analyse(token.word).lemmas:
            for parts, sense in lexicon.phrases.get(lemma, ()):
                last = index + len(parts) - 1
                if last < len(words) and _follows(text, words, index, parts, lexicon):
                    if sense is None:
                        masked.update(range(index, last + 1))
                    else:
                        found.append((index, last, sense))
    return masked, found


def _follows(text: Plain, words: Sequence[Token], index: int, parts: Sequence[str], lexicon: Lexicon) -> bool:
    for offset in range(1, len(parts)):
        before, token = words[index + offset - 1], words[index + offset]
        if parts[offset] not in lexicon.analyse(token.word).lemmas or text.lower[before.end : token.start].strip(" -\n'") != "":
            return False
    return True


def _mention(text: Plain, words: Sequence[Token], first: int, last: int, sense: Sense, negation: Negation) -> Mention:
    start, end = text.span(words[first].start, words[last].end)
    denied = _denied(text, words, first, negation)
    return Mention(sense.topic, start, end, text.original[start:end], "strong" if sense.strong else "weak", denied)


def _denied(text: Plain, words: Sequence[Token], index: int, negation: Negation) -> bool:
    """Whether a negator shortly before, in the same clause, governs the word at ``index``."""
    broken = False
    for before in range(index - 1, max(-1, index - 1 - _REACH), -1):
        if _CLAUSE_END.search(text.lower, words[before].end, words[before + 1].start):
            return False
        word = words[before].word
        if word in negation.contrasts:
            return False
        if word in negation.determiners and not broken:
            return not _taken_back(words, before, negation)
        if word in negation.adverbs:
            return not _taken_back(words, before, negation)
        broken = broken or word in negation.breaks
    return False


def _taken_back(words: Sequence[Token], index: int, negation: Negation) -> bool:
    after = words[index + 1].word if index + 1 < len(words) else ""
    return after in negation.limiting or any(token.word in negation.urging for token in words[max(0, index - 2) : index])
