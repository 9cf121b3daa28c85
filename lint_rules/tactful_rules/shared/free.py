"""Claims that something is free, and the terms that are said with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tactful_rules.copy import Reading, read
from tactful_rules.shared.offer_texts import levelled

_CURRENCY = r"€|£|\$|kr\b\.?|kronor\b|kroner\b|euro\w*|:-|,-|,–|:–|p\b|øre\b|öre\b|cent\w*|pence\b|pund\b|pounds?\b|dollar\w*|eur\b|sek\b|nok\b|dkk\b"
_NUMBER = r"(?:\d[\d\s.,]*|\ufffc\s?)"
_AMOUNT = re.compile(rf"(?:(?:€|£|\$|\bkr\.?|\beur|\bsek|\bnok|\bdkk)\s?{_NUMBER}|{_NUMBER}\s?(?:{_CURRENCY}))", re.IGNORECASE)
_ZERO = re.compile(
    r"(?<![\d.,])(?:(?:€|£|\$)\s?0(?:[.,]00)?(?!\d|[.,]\d)|0(?:[.,]00)?\s?(?:€|£|\$|kr\b|kronor|kroner|euro\w*|:-|,-))", re.IGNORECASE
)
_DIGITS = re.compile("[0-9]+")
_NOTE = re.compile(r"(?<=[^\s*])[*†¹]+(?=[\s.,;:!?)]|$)")
_FOOTNOTE = re.compile(r"(?:^|[\s.!?])[*†¹]+\s?(?=\w)")
_REACH = 14
"""Characters between a word of worth ("worth", "Wert von") and its amount."""


@dataclass(frozen=True, slots=True)
class Free:
    """A claim of "free" at ``start:end``. ``service``: of what usually has no strings (delivery, admission, advice)."""

    start: int
    end: int
    words: str
    service: bool


def free_claims(text: str, lang: str) -> list[Free]:
    """All claims of a text."""
    found = read(text, lang)
    services = found.of("free_service")
    claims = [
        Free(cue.start, cue.end, cue.text, any(one.start < cue.end and cue.start < one.end for one in services)) for cue in found.of("free")
    ]
    return claims + [Free(zero.start(), zero.end(), zero.group(), False) for zero in _ZERO.finditer(text)]


def may_be_free(texts: list[str], lang: str) -> list[int]:
    """Which of some texts may claim that something is free. Those that differ in numbers alone are read once; ``free_claims`` decides."""
    spoken = [at for at, text in enumerate(levelled(texts, _DIGITS, "7")) if text and _speaks_of_free(text, lang)]
    if _ZERO.search("\n".join(texts)) is None:
        return spoken
    return [at for at, text in enumerate(texts) if at in spoken or _ZERO.search(text)]


@lru_cache(maxsize=16_384)
def _speaks_of_free(text: str, lang: str) -> bool:
    return bool(read(text, lang).of("free"))


def has_amount(text: str, lang: str) -> bool:
    """Whether a price stands in a text. Zero is none, and neither is what something is said to be worth."""
    found = read(text, lang)
    worths = found.of("worth")
    for amount in _AMOUNT.finditer(text):
        if _ZERO.search(amount.group()) or not re.search(r"[1-9\ufffc]", amount.group()):
            continue
        if not any(0 <= amount.start() - worth.end <= _REACH and worth.end <= amount.start() for worth in worths):
            return True
    return False


def has_terms(text: str, lang: str) -> bool:
    """Whether a text says on what terms: a price, a condition, or that there are none."""
    return bool(read(text, lang).of("terms")) or has_amount(text, lang)


def has_weak_terms(text: str, lang: str) -> bool:
    """Whether a text says for whom, where or until when, which is enough where nothing else is hidden."""
    return bool(read(text, lang).of("weak_terms"))


def hides_strings(text: str, lang: str) -> bool:
    """Whether a text is where strings are found: postage, what comes after, a contract, with a price or as a footnote."""
    found: Reading = read(text, lang)
    return bool(found.of("strings")) and (has_amount(text, lang) or bool(_FOOTNOTE.search(text)))


def refers_to_a_note(text: str) -> bool:
    """Whether an asterisk in the text points elsewhere."""
    return bool(_NOTE.search(text))


def holds_the_note(text: str) -> bool:
    return bool(_FOOTNOTE.search(text))
