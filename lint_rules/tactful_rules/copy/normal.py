"""Typography out of the way: one plain form of a text, with the way back to the offsets of the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tactful_rules.copy.reading import Span

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u034f\u061c\u180e\u200e\u200f\ufe0e\ufe0f"
_PLAIN: dict[int, str | None] = {ord(char): None for char in _INVISIBLE}
_PLAIN |= {ord(char): " " for char in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\v\f"}
_PLAIN |= {ord(char): "'" for char in "\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc`"}
_PLAIN |= {ord(char): '"' for char in "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a"}
_PLAIN |= {ord(char): "-" for char in "\u2010\u2011\u2012\u2212"}
_PLAIN |= {ord("ß"): "ss", ord("ẞ"): "SS"}
_SPECIAL = re.compile("[" + "".join(re.escape(chr(code)) for code in _PLAIN) + "]")
_STOP = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)|\n\s*\n")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|t\.ex|f\.eks|bl\.a|z\.b|d\.h|e\.g|i\.e|kl|ca|nr|no|dr|st|mr|mrs|ms|esim|mm|inkl|exkl|ekskl|evtl|usw|bzw|vs|tel|tlf|puh|pga|ev)$",
    re.I,
)

_DAY_OF_MONTH = re.compile(r"(?<!\w)\d{1,2}$")
_MONTH = re.compile(
    r"(?:jan|feb|mär|maa|mar|apr|huh|ma[ijy]|tou|jun|kes|jul|hei|aug|elo|sep|syy|o[kc]t|lok|nov|de[czs]|jou|jän|tam|hel)\w*", re.I
)


@dataclass(frozen=True, slots=True)
class Plain:
    """``cased`` and ``lower`` have equal length; ``offsets[i]`` is where their character ``i`` begins in the original."""

    original: str
    cased: str
    lower: str
    offsets: tuple[int, ...] | None

    def span(self, start: int, end: int) -> Span:
        """A span of the plain text as a span of the original."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end]


def plain(text: str) -> Plain:
    """Composed letters, straight quotes and hyphens, no invisible characters, ``ss`` for ``ß``."""
    if text.isascii() and "`" not in text:
        return Plain(text, text, text.lower(), None)
    if unicodedata.is_normalized("NFC", text) and not _SPECIAL.search(text):
        lower = text.lower()
        if len(lower) == len(text):
            return Plain(text, text, lower, None)
    cased, offsets = _rebuilt(text)
    return Plain(text, cased, "".join(_small(char) for char in cased), (*offsets, len(text)))


def _rebuilt(text: str) -> tuple[str, list[int]]:
    pieces: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text):
        piece = unicodedata.normalize("NFC", cluster.translate(_PLAIN))
        pieces.append(piece)
        offsets.extend([start] * len(piece))
    return "".join(pieces), offsets


def _clusters(text: str) -> Iterable[tuple[int, str]]:
    """Each character with the combining marks that follow it, invisible characters between them included."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not (unicodedata.combining(text[index]) or text[index] in _INVISIBLE):
            yield start, text[start:index]
            start = index


def _small(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


def sentences(text: Plain) -> tuple[Span, ...]:
    """Spans of sentences in the plain text. A line break alone ends nothing; a blank line does."""
    spans: list[Span] = []
    start = 0
    for stop in _STOP.finditer(text.cased):
        if _goes_on(text.cased, start, stop):
            continue
        _add(spans, text.cased, start, stop.end())
        start = stop.end()
    _add(spans, text.cased, start, len(text.cased))
    return tuple(spans)


def _goes_on(text: str, start: int, stop: re.Match[str]) -> bool:
    """A full stop after an abbreviation, within a date or before a small letter ends no sentence."""
    if stop.group()[0] != ".":
        return False
    before, after = text[start : stop.start()], text[stop.end() :].lstrip()
    if not after:
        return False
    dated = _DAY_OF_MONTH.search(before) is not None and _MONTH.match(after) is not None  # "am 4. Februar"
    return dated or after[0].islower() or bool(_ABBREVIATION.search(before))


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
