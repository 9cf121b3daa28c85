"""Whether copy sells: pushes to buy, discounts, offers; whether it brings up a basket that was left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from tactful.draft.model import Block, Draft, Shape
from tactful.draft.offers import LiveOffer
from tactful_rules.copy import Cue, read

SURE, LURE = 0.9, 0.5
_AMOUNT = re.compile(
    r"(?:[£$€]|\bkr\.?)\s*\d|\d(?:,-|:-|\s*(?:kr\b|kroner|kronor|€|euro|pounds|eurolla|eurot))|\d[,.]\d\d (?:per|pr|die|a|pussi)\b"
    r"|(?<![\w%])[-–−]\s?\d{1,2}\s?%",
    re.IGNORECASE,
)
_SHOP = re.compile(
    r"/(?:sale|deals?|offers?|shop|rea|kampanj\w*|erbjudanden?|tilbud\w*|kampagne\w*|udsalg|salg|angebote?|aktion\w*|tarjou\w*|ale|kampanja\w*|kauppa|butik|nyheter|nyheder|"
    r"neuheiten|uutuudet)(?:[/?#-]|$)",
    re.IGNORECASE,
)
"""Targets that lead to what is for sale: a sign that counts in company only."""
Push = tuple[Block, Cue]


def pushes(shape: Shape) -> tuple[Push, ...]:
    """Where the live copy pushes to buy: a phrase that does it outright, or two that may be read so in one block or in a button and the
    block beside it. Once per shape."""
    return shape.decided("pushes", lambda one: tuple(_pushes(one)))


def _pushes(shape: Shape) -> Iterator[Push]:
    outline, lang = shape.outline, shape.template.lang
    hints = {id(block): () if block.kind == "title" else read(block.text, lang).of("promotion_push", "aside") for block in outline.blocks}
    labels = {
        spot.label.strip() for spot in outline.spots if spot.kind == "url" and spot.attribute == "href" and _SHOP.search(spot.text)
    } - {""}  # fmt: skip
    service = shape.template.manifest.exempt_from_preferences  # elsewhere a sum may be a gift or a donation
    for block in outline.blocks:
        cues = hints[id(block)]
        if not cues:
            continue
        beside = [*cues]
        if block.kind == "button" or block.text.strip() in labels:
            beside += [cue for other in outline.neighbours(block) for cue in hints[id(other)]]
        shops = any(label in block.text for label in labels)
        told = telling(beside, priced=service and is_priced(block.text, lang), led=shops)
        if told is not None:
            yield block, told if told in cues else cues[0]


def telling(cues: Sequence[Cue], *, priced: bool, led: bool = False) -> Cue | None:
    """The phrase that tells that a block sells: one that does it outright, one of two that may be read so (a link that leads to what is for
    sale counts as one, and so does an aside, "PS", however many there are), or any beside a price. None where nothing does."""
    pushes = [cue for cue in cues if cue.kind != "aside"]
    sure = next((cue for cue in pushes if cue.certainty >= SURE), None)
    if sure is not None:
        return sure
    lures = {cue.text.casefold(): cue for cue in pushes if cue.certainty >= LURE}
    if len(lures) + led + (len(cues) > len(pushes)) > 1:
        return next(iter(lures.values()), cues[0])
    return cues[0] if priced and cues else None


def is_priced(text: str, lang: str) -> bool:
    """Whether a sentence names an amount of money, or takes a percentage off, that is none of the reader's own order, bill or contract."""
    if _AMOUNT.search(text) is None:
        return False
    found = read(text, lang)
    own = [cue.start for cue in found.of("transaction")]
    return any(_AMOUNT.search(text, start, end) and not any(start <= at < end for at in own) for start, end in found.sentences)


def cues_of(shape: Shape, kind: str) -> tuple[Push, ...]:
    """Every cue of one kind in the live copy, with its block. Once per shape."""
    return shape.decided(f"cues {kind}", partial(_cues_of, kind))


def _cues_of(kind: str, shape: Shape) -> tuple[Push, ...]:
    lang = shape.template.lang
    return tuple(
        shape.outline.each_block(
            f"cues {kind}", lambda block: [(block, cue) for cue in read(block.text, lang).of(kind) if block.kind != "title"]
        )
    )


def goods(draft: Draft) -> list[LiveOffer]:
    """The live offers that are for sale: all but what belongs to the service itself (its topic lies in ``service``)."""
    taxonomy = draft.template.taxonomy
    return [live for live in draft.offers if not taxonomy.covers("service", live.offer.get("topic") or "")]


def sells(draft: Draft) -> bool:
    """Whether a message is a promotion, by its manifest or, for occasions and surveys, by what it shows."""
    manifest = draft.template.manifest
    if manifest.is_promotion:
        return True
    if manifest.exempt_from_preferences:
        return False
    return bool(pushes(draft.shape)) or bool(goods(draft))
