"""What a message is about for one customer: its live offers, its manifest's topics, its copy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tactful.draft.model import Block, Draft, Outline, Shape
from tactful.draft.offers import LiveOffer
from tactful.draft.template import Template
from tactful.template.flows import Span
from tactful_rules.copy import Reading, read
from tactful_rules.copy.reader import is_double, means_another
from tactful_rules.shared.identity import sender_spans
from tactful_rules.shared.offer_texts import levelled, offer_texts
from tactful_rules.shared.works import in_passing

_READ_KINDS = frozenset({"subject", "preheader", "text", "button", "cell", "alt", "raw", "navbar", "accordion", "other", "social"})
_COMPANY = 2
_NUMBERS = re.compile("[0-9]+")
"""Prices and sizes are not about anything."""
_ENDING = 4
"""Letters that no ending of the six languages reaches: words that part before are words of their own."""


class TopicAt(NamedTuple):
    """A topic that the message shows. ``origin`` is offer, manifest or copy; ``word`` the word of the copy that says it."""

    topic: str
    origin: str
    span: Span
    word: str = ""
    block: str = ""


def plain_topics(text: str, lang: str) -> tuple[tuple[str, int, int, str], ...]:
    """``(topic, start, end, word)`` of what a text is plainly about and does not deny.

    One strong word is enough; of weak ones (a resort's name, "snow") it takes two different ones about a topic in the same text. The
    sender's name and address ("Linden-Apotheke, Marktplatz 2") and the sentence that lets the reader out are about nothing.
    """
    found = read(text, lang)
    told = [mention for mention in found.topics if not mention.negated]
    if told:
        silent = _of_the_sender(text, found)
        told = [mention for mention in told if not any(start <= mention.start < end for start, end in silent)]
    weak: dict[str, set[str]] = {}
    for mention in told:
        if mention.strength == "weak":
            weak.setdefault(mention.topic, set()).add(mention.word.casefold())
    return tuple(
        (mention.topic, mention.start, mention.end, mention.word) for mention in told
        if mention.strength == "strong" or _in_company(weak[mention.topic])
    )  # fmt: skip


def _in_company(words: set[str]) -> bool:
    """Whether weak words are more than forms of one and the same: "recipe" and "recipes" are no company."""
    if len(words) < _COMPANY:
        return False
    first, *others = sorted(words, key=len)
    return any(not _same_word(first, other) for other in others)


def _same_word(short: str, long: str) -> bool:
    """Whether two forms differ in their last letters only, as inflection does."""
    return len(long) - len(short) < _ENDING and long.startswith(short[: max(_ENDING, len(short) - 1)])


def _of_the_sender(text: str, found: Reading) -> list[tuple[int, int]]:
    """Where words name the sender or let the reader out: what stands there is not what the message is about."""
    ways_out = found.opt_out
    return [*sender_spans(text, bool(ways_out)), *(span for cue in ways_out if (span := found.sentence_at(cue.start)))]


def copy_topics(outline: Outline, template: Template) -> list[TopicAt]:
    """Topics that literal copy is plainly about, without those that a mail about something else mentions in passing."""
    said = outline.each_block("copy_topics", lambda block: _topics_in(block, template.lang))
    places: dict[str, list[tuple[Block, int]]] = {}
    for one, block, start in said:
        places.setdefault(one.topic, []).append((block, start))
    declared = template.manifest.topics
    passing = {topic for topic, where in places.items() if in_passing(topic, where, declared, template.lang)}
    here = {*declared, *(one.topic for one, _block, _start in said if not is_double(one.word, template.lang))}
    return [
        one for one, _block, _start in said
        if one.topic not in passing and not means_another(one.word, here, template.lang)
    ]  # fmt: skip


def _topics_in(block: Block, lang: str) -> Iterator[tuple[TopicAt, Block, int]]:
    for topic, start, end, word in plain_topics(block.text, lang) if block.kind in _READ_KINDS else ():
        yield TopicAt(topic, "copy", block.span_at(start, end), word, block.kind), block, start


def hard_coded(shape: Shape) -> tuple[TopicAt, ...]:
    """The topics of hard-coded content that is live: declared ones, unless the words for them stand in other branches only, and what
    the copy says."""
    return shape.decided("hard_coded_topics", _hard_coded)


def _hard_coded(shape: Shape) -> tuple[TopicAt, ...]:
    template = shape.template
    live = copy_topics(shape.outline, template)
    every = copy_topics(template.outline, template)
    declared = [
        TopicAt(topic, "manifest", template.manifest_span("topics")) for topic in template.manifest.topics
        if not _elsewhere(topic, live, every, template)
    ]  # fmt: skip
    named = {one.topic for one in declared}
    said = [one for one in live if not any(template.taxonomy.covers(one.topic, topic) for topic in named)]
    unique = {one.topic: one for one in [*reversed(said), *declared]}
    return tuple(unique.values())


def _elsewhere(topic: str, live: list[TopicAt], every: list[TopicAt], template: Template) -> bool:
    """Whether the copy about a declared topic stands only in branches that are not live."""

    def says(said: list[TopicAt]) -> bool:
        return any(template.taxonomy.covers(topic, one.topic) for one in said)

    return says(every) and not says(live)


def shown(draft: Draft) -> tuple[TopicAt, ...]:
    """Every topic that this customer would see, each once where it is met first: of offers and the strings of them that are printed, then
    of hard-coded content. Made once per draft."""
    found: tuple[TopicAt, ...] | None = draft.__dict__.get("shown")
    if found is None:
        fixed = hard_coded(draft.shape)
        live = draft.offers
        found = draft.__dict__["shown"] = _with_offers(draft, live, fixed) if live else fixed
    return found


def _with_offers(draft: Draft, offers: Sequence[LiveOffer], fixed: Sequence[TopicAt]) -> tuple[TopicAt, ...]:
    lang = draft.template.lang
    found: dict[str, TopicAt] = {}
    for live, text in zip(offers, levelled(offer_texts(draft), _NUMBERS, "0"), strict=True):
        topic = live.offer.get("topic")
        if topic and topic not in found:
            found[topic] = TopicAt(topic, "offer", live.span)
        for said, word, double in _said_in(text, lang) if text else ():
            if said not in found and not (topic and (topic.startswith(f"{said}.") or (double and means_another(word, (topic,), lang)))):
                found[said] = TopicAt(said, "offer", live.span, word)
    for one in fixed:
        found.setdefault(one.topic, one)
    return tuple(found.values())


@lru_cache(maxsize=16_384)
def _said_in(text: str, lang: str) -> tuple[tuple[str, str, bool], ...]:
    """``(topic, word, whether the word has a second meaning)`` of an offer's strings, read together with their numbers made one: each
    distinct text is read once."""
    return tuple({topic: (topic, word, is_double(word, lang)) for topic, _start, _end, word in plain_topics(text, lang)}.values())


def topics_of(draft: Draft) -> tuple[str, ...]:
    """All topics of the message, each once."""
    found: tuple[str, ...] | None = draft.__dict__.get("shown_topics")
    if found is None:
        said = tuple([one.topic for one in shown(draft)])
        found = draft.__dict__["shown_topics"] = tuple(dict.fromkeys((*draft.template.manifest.topics, *said)))
    return found


def described(one: TopicAt) -> str:
    """``an offer about travel.leisure.ski``, for messages."""
    kind = {"offer": "an offer about", "manifest": "the message is about", "copy": "the copy speaks of"}[one.origin]
    return f"{kind} {one.topic}" + (f" ({one.word!r})" if one.origin == "copy" else " (its text says so)" if one.word else "")


__all__ = ["Block", "TopicAt", "copy_topics", "described", "hard_coded", "shown", "topics_of"]
