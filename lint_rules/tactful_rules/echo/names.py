"""Names of places: by what else they go, without their accents, with a slip of the pen."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale

from tactful_rules.copy.data_files import DataFile

_LOCALES = ("sv", "nb", "da", "fi", "de", "en", "it", "fr", "es", "pt", "nl", "pl")
_LETTERS = str.maketrans({"ø": "o", "æ": "a", "ß": "s", "đ": "d", "ł": "l"})
_DIGRAPHS = (("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
_LONG = 7
"""Letters from which a name with one wrong letter is still that name."""


@cache
def _alike() -> Mapping[str, frozenset[str]]:
    """Every name of a city with all its names: those of the CLDR's time zones and of ``places.toml``, small letters, single words."""
    groups: dict[str, set[str]] = {}
    for locale in _LOCALES:
        for zone, names in Locale(locale).time_zones.items():
            if "city" in names:
                groups.setdefault(zone, {zone.rpartition("/")[2].lower()}).add(names["city"].lower())
    every = [{name for name in group if name.isalpha()} for group in groups.values()]
    every += [set(line.split()) for line in DataFile.packaged("", "places").values["names"]["same"]]
    found: dict[str, set[str]] = {}
    for group in every:
        for name in group:
            found.setdefault(name, set()).update(group)
    return {name: frozenset(names - {name}) for name, names in found.items()}


def other_names(word: str) -> frozenset[str]:
    """What else a city is called ("copenhagen": "köpenhamn", "kööpenhamina" …), in any language."""
    return _alike().get(word, frozenset())


@lru_cache(maxsize=16_384)
def bare(word: str) -> str:
    """A word without accents and digraphs for them: ``koln`` of ``köln`` and ``koeln``, ``arhus`` of ``aarhus``."""
    plain = "".join(char for char in unicodedata.normalize("NFD", word.translate(_LETTERS)) if not unicodedata.combining(char))
    for digraph, letter in _DIGRAPHS:
        plain = plain.replace(digraph, letter)
    return plain


def is_slip(word: str, name: str) -> bool:
    """Whether a word is a long name with one letter more, less, other, or two changed about."""
    if word == name or len(name) < _LONG or abs(len(word) - len(name)) > 1 or word[0] != name[0]:
        return False
    at = next((at for at, (one, other) in enumerate(zip(word, name, strict=False)) if one != other), min(len(word), len(name)))
    if word[at + 1 :] == name[at:] or word[at:] == name[at + 1 :] or word[at + 1 :] == name[at + 1 :]:
        return True
    return word[at : at + 2] == name[at : at + 2][::-1] and word[at + 2 :] == name[at + 2 :]
