"""The door to the copy engine: ``read``."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from tactful.model.lexicon import own_words, tagged
from tactful_rules.copy.attributes import attribute_lexicon, coded
from tactful_rules.copy.cues import cue_book
from tactful_rules.copy.lexicon import lexicon
from tactful_rules.copy.normal import plain, sentences
from tactful_rules.copy.reading import Mention, Reading
from tactful_rules.copy.topics import mentions, tokens, within

LANGUAGES = ("sv", "nb", "da", "fi", "de", "en")
_OTHER_NAMES = {"no": "nb", "nn": "nb"}
_REMEMBERED = 4_096


@lru_cache(maxsize=1_024)
def language_of(lang: str) -> str:
    """The language in which copy of the locale ``lang`` is read: ``de-AT`` as de, ``nn_NO`` as nb, the unknown as en."""
    short = lang.replace("_", "-").partition("-")[0].lower()
    short = _OTHER_NAMES.get(short, short)
    return short if short in LANGUAGES else "en"


def read(text: str, lang: str) -> Reading:
    """What ``text`` is about and how it speaks to its reader.

    ``lang`` is a language or locale; a private-use subtag names a project's own words (``tactful.model.lexicon``). U+FFFC in the text stands for a printed value. The answer depends on nothing else; recent
    ones are remembered. Raises ConfigError only where a vocabulary file is broken.
    """
    return _read(text, reading_language(lang))


@lru_cache(maxsize=1_024)
def reading_language(lang: str) -> str:
    """The language of ``language_of``, with the private-use subtag that names a project's own words where ``lang`` has one."""
    words = own_words(lang)
    return tagged(language_of(lang), words.tag if words is not None else "")


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str, language: str) -> Reading:
    book = cue_book(language)
    form = plain(text)
    words = tokens(form)
    stretches = sentences(form)
    address = book.address(form, words, stretches)
    marked = coded(form, words, attribute_lexicon(language))
    cues = sorted(book.cues(form, words, stretches, address, marked), key=lambda cue: (cue.start, cue.end, cue.kind))
    figures = [(cue.start, cue.end) for cue in cues if cue.kind == "figure"]
    found = sorted(
        (
            mention for mention in mentions(form, words, lexicon(language), book.negation)
            if not any(start < mention.end and mention.start < end for start, end in figures)
        ),
        key=lambda mention: (mention.start, mention.end, mention.topic),
    )  # fmt: skip
    return Reading(
        topics=_told_apart(found, language),
        cues=tuple(cues),
        address=tuple(form.span(*span) for span in address),
        sentences=tuple(form.span(*span) for span in stretches),
    )


def is_double(word: str, lang: str) -> bool:
    """Whether a word means something else under some topic."""
    return bool(lexicon(reading_language(lang)).rivals(word.lower()))


def means_another(word: str, company: Collection[str], lang: str) -> bool:
    """Whether a word means something else in the company of these topics: a Golf beside tyres is a car, unless there is golf of the same
    trade beside it too (a journey with a hire car)."""
    words = lexicon(reading_language(lang))
    others = words.rivals(word.lower())
    own = [topic for topic in company if not within(topic, others)]
    if len(own) == len(company):
        return False
    trades = {sense.topic.partition(".")[0] for sense in words.analyse(word.lower()).senses}
    return not any(topic.partition(".")[0] in trades for topic in own)


def _told_apart(found: list[Mention], language: str) -> tuple[Mention, ...]:
    """Without the mentions whose word means something else in the company of the others."""
    words = lexicon(language)
    double = {mention for mention in found if words.rivals(mention.word.lower())}
    if not double:
        return tuple(found)
    company = {mention.topic for mention in found if mention not in double}
    return tuple(mention for mention in found if mention not in double or not means_another(mention.word, company, language))
