"""The strings of the offers that a draft shows, as far as the template prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tactful.draft.model import Block, Draft, Shape

_BETWEEN = "\x1e"  # keeps offers apart: no mail can carry it


def printed_members(shape: Shape) -> tuple[str, ...]:
    """The members of offers whose text the shape's outputs print as copy."""
    return shape.decided("printed_offer_members", _members)


def _members(shape: Shape) -> tuple[str, ...]:
    return shape.outline.distinct("printed_offer_members", _printed)


def _printed(block: Block) -> Iterable[str]:
    refs = [ref for hole in block.holes for ref in hole.flow.prints]
    names = [ref.steps[2] for ref in refs if ref.steps[0] == "offers" and len(ref.steps) == 3]
    return dict.fromkeys(name for name in names if isinstance(name, str))


def offer_texts(draft: Draft) -> list[str]:
    """One text for each of ``draft.offers``: its printed strings as sentences. Made once per draft."""
    found: list[str] | None = draft.__dict__.get("offer_texts")
    if found is None:
        printed = printed_members(draft.shape)
        found = draft.__dict__["offer_texts"] = [
            ". ".join([text for name in printed if type(text := live.offer.get(name)) is str]) for live in draft.offers
        ]
    return found


def levelled(texts: list[str], numbers: re.Pattern[str], to: str) -> list[str]:
    """The texts with their ``numbers`` made one, so that texts which differ in nothing else are read once."""
    found = numbers.sub(to, _BETWEEN.join(texts)).split(_BETWEEN)
    return found if len(found) == len(texts) else [numbers.sub(to, text) for text in texts]  # a value held the separator


__all__ = ["levelled", "offer_texts", "printed_members"]
