"""Strings that reach the copy through an output and are nobody's facts: an offer's title, a campaign's line, what is said in place of an
absent value. Each distinct one is read once; few speak to a reader at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tactful.draft.model import Block, Draft, Hole, Outline, Shape
from tactful.template.flows import Span
from tactful_rules.copy.reader import language_of
from tactful_rules.echo.hits import Ears
from tactful_rules.echo.sentences import READ, YOURS
from tactful_rules.shared.copy_text import Copy, copy_of

_LEAST = 12
"""Letters of the shortest string that says something to somebody."""
_SPEAKING = {
    "sv": "du|dig|ni|tack|tackar|hoppas|hur", "nb": "du|deg|dere|takk|håper|hvordan", "da": "du|dig|jer|tak|håber|hvordan",
    "de": "du|dich|dir|sie|ihnen|euch|danke|hoffe|hoffen|hoffentlich|wie", "en": "you|thanks|thank|hope|hoping|how", "fi": "kiitos|toivottavasti|miten|sinu\\w*|\\w+it",
}  # fmt: skip
_MAY_SPEAK = {
    language: re.compile(rf"(?<!\w)(?:{words}|{YOURS[language]})(?!\w)" + (r"|\w(?:si|nne)(?!\w)" if language == "fi" else ""), re.I)
    for language, words in _SPEAKING.items()
}  # fmt: skip


def printed_holes(shape: Shape) -> tuple[tuple[Block, Hole], ...]:
    """The outputs of a shape that may print such a string."""
    found: tuple[tuple[Block, Hole], ...] | None = shape.memo.get("echo_printed")
    if found is None:
        found = shape.memo["echo_printed"] = tuple(
            (block, hole) for block in shape.outline.blocks if block.kind in READ for hole in block.holes
            if hole.text is None and hole.index >= 0 and (_is_nobodys(shape, hole) or any(map(_may_say, hole.flow.literals)))
        )  # fmt: skip
    return found


def _is_nobodys(shape: Shape, hole: Hole) -> bool:
    refs = hole.flow.prints
    return bool(refs) and not any(shape.template.schema.is_fact(ref.path) for ref in refs)


def _may_say(text: str) -> bool:
    return len(text) >= _LEAST


def printed(draft: Draft) -> Iterator[tuple[Ears, Block, Hole]]:
    """What listens to each string of this draft that may speak to a reader, with where it is printed."""
    lang, values = draft.template.lang, draft.values
    for block, hole in printed_holes(draft.shape):
        text = values[hole.index]
        if type(text) is str and len(text) >= _LEAST:
            listening = _ears_of(text, lang)
            if listening is not None and (text in hole.flow.literals or _is_nobodys(draft.shape, hole)):
                yield listening, block, hole


@lru_cache(maxsize=16_384)
def _ears_of(text: str, lang: str) -> Ears | None:
    if not _MAY_SPEAK[language_of(lang)].search(text):
        return None
    block = Block("text", 0, 0, "mj-text", text, (), (), Span("", 1, 1, 1, 1))
    found = Ears(Outline((block,), ()), lang)
    return found if found.open else None


def place_of(block: Block, hole: Hole) -> tuple[int, int]:
    """Where an output stands in the copy of its block."""
    copy: Copy = copy_of(block)
    inserted = [begin for begin, own in zip(copy.starts, copy.inserted, strict=True) if own]
    begin = next((begin for begin, one in zip(inserted, block.holes, strict=False) if one is hole), 0)
    return begin, begin + 1
