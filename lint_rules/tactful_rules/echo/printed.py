"""Strings that reach the copy through an output and are nobody's facts: an offer's title, a campaign's line, what is said in place of an
absent value. Each distinct one is read once; few speak to a reader at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tactful.draft.model import Block, Draft, Hole, Outline, Shape
from tactful.draft.template import Template
from tactful.template.flows import Span
from tactful_rules.copy.reader import language_of
from tactful_rules.echo.hits import Ears
from tactful_rules.echo.sentences import READ
from tactful_rules.shared.copy_text import Copy, copy_of

_LEAST = 12
"""Letters of the shortest string that says something to somebody."""
_NO_COPY = frozenset({"amount", "currency", "url", "image", "id", "valid_from", "valid_until"})
_SPEAKING = {
    "sv": "du dig din ditt dina ni er ert era tack tackar hoppas hur", "nb": "du deg din ditt dine dere deres takk håper hvordan",
    "da": "du dig din dit dine jer jeres tak håber hvordan", "en": "you your yours you've you're thanks thank hope hoping how",
    "de": "du dich dir dein deine deinen deinem deiner deines sie ihnen ihr ihre ihren ihrem ihrer ihres euch euer eure danke hoffe hoffen hoffentlich wie",
}  # fmt: skip
_STOPS = ("", ".", ",", "!", "?", ":", ";")
_SPOKEN = {language: frozenset(word + stop for word in words.split() for stop in _STOPS) for language, words in _SPEAKING.items()}
_FINNISH = re.compile(r"kiitos|toivottavasti|miten|sinu|\w(?:si|nne|it)(?!\w)")


def speaks(text: str, language: str) -> bool:
    """Whether a text may speak to a reader at all: a cheap look that most goods' names fail."""
    small = text.lower()
    return _FINNISH.search(small) is not None if language == "fi" else not _SPOKEN[language].isdisjoint(small.split())


def may_print(shape: Shape) -> bool:
    """Whether an output of a shape may print such a string."""
    return shape.decided("echo_may_print", _may_print)


def _may_print(shape: Shape) -> bool:
    template = shape.template
    return bool(shape.outline.distinct("echo_may_print", lambda block: [True for _ in _printing(block, template)]))


def _indexes(shape: Shape) -> tuple[int, ...]:
    """The values that the outputs of a shape may print as such strings, each once."""
    found: tuple[int, ...] | None = shape.memo.get("echo_indexes")
    if found is None:
        template = shape.template
        indexes = shape.outline.each_block("echo_indexes", lambda block: {hole.index: None for _block, hole in _printing(block, template)})
        found = shape.memo["echo_indexes"] = tuple(dict.fromkeys(indexes))
    return found


def _places(shape: Shape) -> list[tuple[Block, Hole]]:
    template = shape.template
    return shape.outline.each_block("echo_printed", lambda block: _printing(block, template))


def _printing(block: Block, template: Template) -> Iterator[tuple[Block, Hole]]:
    for hole in block.holes if block.kind in READ else ():
        if hole.text is None and hole.index >= 0 and (_is_nobodys(template, hole) or any(map(_may_say, hole.flow.literals))):
            yield block, hole


def _is_nobodys(template: Template, hole: Hole) -> bool:
    refs = hole.flow.prints
    return bool(refs) and not any(template.schema.is_fact(ref.path) or ref.steps[-1] in _NO_COPY for ref in refs)


def _may_say(text: str) -> bool:
    return len(text) >= _LEAST


def printed(draft: Draft) -> Iterator[tuple[Ears, Block, Hole]]:
    """What listens to each string of this draft that may speak to a reader, with where it is printed."""
    shape, values, lang = draft.shape, draft.values, draft.template.lang
    if not may_print(shape):
        return
    said = {text for index in _indexes(shape) if type(text := values[index]) is str and len(text) >= _LEAST}
    if not said or not speaks(" ".join(said), language_of(lang)):
        return
    for block, hole in _places(shape):
        text = values[hole.index]
        if type(text) is str and len(text) >= _LEAST:
            listening = _ears_of(text, lang)
            if listening is not None and (text in hole.flow.literals or _is_nobodys(draft.template, hole)):
                yield listening, block, hole


@lru_cache(maxsize=16_384)
def _ears_of(text: str, lang: str) -> Ears | None:
    if not speaks(text, language_of(lang)):
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
