"""Trades whose goods are about other things, and what a mail only speaks of in passing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tactful.draft.model import Block
from tactful_rules.copy import Reading, read
from tactful_rules.copy.topics import within

_WORKS = (
    "retail.books",
    "retail.second_hand",
    "media",
    "culture",
    "education",
    "finance",
    "charity",
    "work",
    "software",
    "travel.extras.insurance",
)
"""Works and services that are about other things: a novel of a vineyard, an insurance for dogs."""
PRICE = re.compile(
    r"(?:[£$€]|\bkr\.?|\b(?:NOK|SEK|DKK|EUR))\s*[\d\ufffc]|[\d\ufffc]\s*(?:kr\b|kroner|kronor|€|euro|,-|:-|%|£|per cent|percent|prosent|procent|pct|prozent)",
    re.IGNORECASE,
)
_RUNNING_TEXT = 60
"""Characters from which a block of one sentence is a text rather than a heading or the line of a product."""
_LURE = 0.5


def works(topics: Iterable[str]) -> bool:
    """Whether a trade sells works or services that are about other things."""
    return any(within(topic, _WORKS) or any(member.startswith(f"{topic}.") for member in _WORKS) for topic in topics)


def sells(block: Block, found: Reading | None, begin: int, end: int) -> bool:
    """Whether a stretch of a block names a price, pushes to buy or is a button."""
    if block.kind == "button" or PRICE.search(block.text, begin, end):
        return True
    return found is not None and any(begin <= cue.start < end and cue.certainty >= _LURE for cue in found.of("promotion_push"))


def in_passing(topic: str, places: Sequence[tuple[Block, int]], declared: Sequence[str], lang: str) -> bool:
    """Whether a mail that declares its topics only speaks of another trade's in passing ("the coffee on the train is hot"): once, in the
    middle of running text, with no price or push in that sentence or the next. Where the mail is about works and services ("your bicycle is insured up
    to £2,000"), prices are theirs. ``places`` are the mentions as block and offset."""
    if not declared or any(_trade(topic) == _trade(known) for known in declared):
        return False
    about = works(declared)
    sentences: set[tuple[int, int]] = set()
    for block, start in places:
        found = read(block.text, lang)
        if block.kind != "text" or (len(block.text.strip()) < _RUNNING_TEXT and len(found.sentences) < 2):
            return False
        begin, end = found.sentence_at(start) or (0, len(block.text))
        sentences.add((block.order, begin))
        following = next((stop for first, stop in found.sentences if first >= end), end)
        if not about and sells(block, found, begin, following):
            return False
    return len(sentences) == 1 or about


def _trade(topic: str) -> str:
    """What a mail and a word of it must share to be of one trade: the first part of a topic, of shops the first two."""
    return ".".join(topic.split(".")[: 2 if topic.startswith("retail.") else 1])
