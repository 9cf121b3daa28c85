"""Claims about the reader's body, belief, purse or standing that copy makes, in blocks and in the printed strings of offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tactful.draft.model import Block, Draft, Outline
from tactful.draft.offers import LiveOffer
from tactful.draft.template import Template
from tactful.model.taxonomy import Taxonomy
from tactful_rules.copy import Cue, read
from tactful_rules.shared.offer_texts import levelled, printed_members

READ_KINDS = frozenset(
    {"subject", "preheader", "text", "button", "cell", "alt", "raw", "navbar", "accordion", "other", "social"}
)  # the title repeats the subject
HARDSHIP = ("family.divorce", "family.bereavement", "work")
"""Topics that the taxonomy calls life events, and that are personal hardship where somebody is told that they are theirs (GUARDRAILS §2)."""


def copy_claims(outline: Outline, template: Template) -> Iterator[tuple[Block, Cue]]:
    """Every claim of literal copy, outermost grammar first where two overlap."""
    for block in outline.blocks:
        if block.kind in READ_KINDS:
            yield from ((block, cue) for cue in _claims(block.text, template.lang))


def _claims(text: str, lang: str) -> tuple[Cue, ...]:
    kept: list[Cue] = []
    for cue in sorted(
        read(text, lang).of("attribute", "role", "complaint"), key=lambda cue: (cue.kind == "complaint", cue.start - cue.end)
    ):
        if not any(cue.start < other.end and other.start < cue.end for other in kept):
            kept.append(cue)
    return tuple(sorted(kept, key=lambda cue: cue.start))


def addressed(cue: Cue) -> bool:
    """Whether a claim names the attribute that it puts on the reader; others only hint at it."""
    return cue.kind != "complaint"


def is_sensitive(cue: Cue, taxonomy: Taxonomy) -> bool:
    """Whether a claim is about something special: hints are always (a body, an empty purse); of named attributes those of special
    topics and of personal hardship, not an age group or being a parent."""
    if cue.kind == "complaint" or (not cue.topics and not any(char.isdigit() for char in cue.text)):
        return True  # without topics and numbers: "do you sleep badly?"
    return any(topic == "body" or topic in HARDSHIP or taxonomy.sensitivity(topic) == "special" for topic in cue.topics)


_LONG_NUMBERS = re.compile("[0-9]{3,}")
"""Prices and article numbers: no claim is made with them (an age has two digits)."""


def offer_claims(draft: Draft) -> tuple[tuple[LiveOffer, Cue], ...]:
    """The claims of the printed strings of live offers. Made once per draft; each distinct string is read once."""
    found: tuple[tuple[LiveOffer, Cue], ...] | None = draft.__dict__.get("offer_claims")
    if found is None:
        lang, names = draft.template.lang, printed_members(draft.shape)
        strings = [text for live in draft.offers for name in names if type(text := live.offer.get(name)) is str]
        said = [_said_in(text, lang) for text in levelled(strings, _LONG_NUMBERS, "000")]
        found = draft.__dict__["offer_claims"] = tuple(_whose(draft, names, said)) if any(said) else ()
    return found


def _whose(draft: Draft, names: tuple[str, ...], said: list[tuple[Cue, ...]]) -> Iterator[tuple[LiveOffer, Cue]]:
    owners = [live for live in draft.offers for name in names if type(live.offer.get(name)) is str]
    for live, cues in zip(owners, said, strict=True):
        yield from ((live, cue) for cue in cues)


@lru_cache(maxsize=16_384)
def _said_in(text: str, lang: str) -> tuple[Cue, ...]:
    return _claims(text, lang)
