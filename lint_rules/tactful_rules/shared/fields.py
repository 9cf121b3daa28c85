"""Fields that a message may ask for: what an identifier means, and from which tier on it may be asked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from tactful_rules.copy.data_files import DataFile, pieces

TIERS = {"prospect": 0, "active": 1, "loyal": 2, "special": 3, "never": 4}
STAGES = {"prospect": 0, "new": 0, "active": 1, "lapsed": 1, "loyal": 2}
"""The tier that a stage has reached (GUARDRAILS §7, Asking: lapsed counts as active)."""

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ð": "d", "þ": "th", "œ": "oe"})
_HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ])")


@dataclass(frozen=True, slots=True)
class Field:
    """``tier`` is a key of ``TIERS``; ``consent`` the topic whose consent a special field needs."""

    name: str
    tier: str
    consent: str
    identifiers: re.Pattern[str]

    def within(self, reached: int) -> bool:
        """Whether a customer who has reached this tier may be asked."""
        return TIERS[self.tier] <= reached


@cache
def fields() -> dict[str, Field]:
    """All known fields by name. Raises ConfigError where the packaged file is broken."""
    data = DataFile.packaged("", "fields")
    found: dict[str, Field] = {}
    for name, table in data.values.items():
        if table.get("tier") not in TIERS:
            raise data.error(f"{name!r} has no known tier", f"use one of {', '.join(TIERS)}", name)
        words = [_expression(piece) for piece in pieces(data, name, table.get("names", ""))]
        found[name] = Field(name, table["tier"], table.get("consent", ""), re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)"))
    return found


@lru_cache(maxsize=4_096)
def named(identifier: str) -> str:
    """The field that an identifier (``birthDate``, ``fødselsdato``, ``customer.birth_date``, a URL's path) calls; empty where it calls
    none. Where several do, the most guarded one: a name that could mean a diagnosis is read as one."""
    folded = _folded(_HUMP.sub(" ", identifier))
    hits = [field for field in fields().values() if field.identifiers.search(folded)]
    return max(hits, key=lambda field: TIERS[field.tier]).name if hits else ""


def _expression(piece: str) -> str:
    folded = _folded(piece.strip("*"))
    return (r"\w*" if piece.startswith("*") else "") + re.escape(folded) + (r"\w*" if piece.endswith("*") else "")


def _folded(text: str) -> str:
    """Small letters without marks, words apart by one space; ``oe``, ``ae``, ``ue`` as they are written for ö, ä, ü are o, a, u."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = plain.replace("oe", "o").replace("ae", "a").replace("ue", "u")
    return " ".join(re.findall(r"[a-z0-9]+", plain))
