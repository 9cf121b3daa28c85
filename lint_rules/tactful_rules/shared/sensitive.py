"""Claims about the reader's body, belief, purse or standing that copy makes, in blocks and in the printed strings of offers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from tactful.draft.model import Block, Outline, Shape
from tactful.draft.template import Template
from tactful.model.taxonomy import Taxonomy
from tactful_rules.copy import Cue, read

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


def printed_strings(shape: Shape) -> tuple[str, ...]:
    """The members of offers whose text the shape prints."""
    found: tuple[str, ...] | None = shape.memo.get("printed_strings")
    if found is None:
        refs = [ref for block in shape.outline.blocks for hole in block.holes for ref in hole.flow.prints]
        names = [ref.steps[2] for ref in refs if ref.steps[0] == "offers" and len(ref.steps) == 3]
        found = shape.memo["printed_strings"] = tuple(dict.fromkeys(name for name in names if isinstance(name, str)))
    return found


_LONG_NUMBERS = re.compile(r"\d{3,}")
"""Prices and article numbers: no claim is made with them (an age has two digits), and texts that differ in nothing else are read once."""


def offer_claims(offer: Mapping[str, Any], members: tuple[str, ...], lang: str) -> tuple[Cue, ...]:
    """The claims of an offer's printed strings; each distinct text is read once."""
    found: tuple[Cue, ...] = ()
    for name in members:
        text = offer.get(name)
        if type(text) is str and (said := _offer_text(text, lang)):
            found += said
    return found


@lru_cache(maxsize=16_384)
def _offer_text(text: str, lang: str) -> tuple[Cue, ...]:
    return _numberless(_LONG_NUMBERS.sub("000", text), lang)


@lru_cache(maxsize=16_384)
def _numberless(text: str, lang: str) -> tuple[Cue, ...]:
    return _claims(text, lang)
