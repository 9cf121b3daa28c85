"""What the name of a member says about it, in six languages. The words stand in ``data/names.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("sv", "nb", "da", "fi", "de", "en")
_PARTS = re.compile(r"[A-ZÅÄÖÆØÜ]+(?![a-zåäöæøüß])|[A-ZÅÄÖÆØÜ]?[a-zåäöæøüß]+|[A-ZÅÄÖÆØÜ]+")
_LETTERS = str.maketrans({"ø": "o", "æ": "a", "ß": "ss", "å": "a", "ä": "a", "ö": "o", "ü": "u"})
_SPELT_OUT = (("ae", "a"), ("oe", "o"), ("aa", "a"), ("ue", "u"))
_ENGLISH_BY = re.compile(r"\w{2,}ed|sort|group|order|filter|partition|sold|sent|made|given|written|chosen|driven|paid|led|run|sponsored")
"""What stands before an English "by" (``created_by``, ``sort_by``), which is no Danish or Norwegian town."""
_SHORT = 3  # words of up to as many letters say something at the end of a name only: visited_at, home_zip


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that a name may say: a part of a label, and its words."""

    name: str
    label: Mapping[str, Any]
    words: tuple[str, ...]


@cache
def kinds(languages: frozenset[str]) -> tuple[Kind, ...]:
    """Every kind with the words of these languages; English belongs to every CRM."""
    table = tomllib.loads(files("tactful.labels").joinpath("data/names.toml").read_text("utf-8"))
    chosen = [lang for lang in LANGUAGES if lang in languages or lang == "en"]
    return tuple(
        Kind(name, {key: value for key, value in entry.items() if key not in LANGUAGES}, tuple(dict.fromkeys(word for lang in chosen for word in entry.get(lang, ()))))
        for name, entry in table.items()
    )  # fmt: skip


def parts(name: str) -> tuple[str, ...]:
    """``"dateOfBirth"`` and ``"date_of_birth"`` are ``("date", "of", "birth")``; diacritics are stripped."""
    return tuple(plain(part) for part in _PARTS.findall(unicodedata.normalize("NFC", name)))


def plain(word: str) -> str:
    folded = word.casefold().translate(_LETTERS)
    return "".join(letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter))


def said_by(name: str, languages: Iterable[str] = LANGUAGES) -> Iterator[tuple[Kind, str]]:
    """The kinds that a name speaks of, each with the word that says so."""
    spellings = [parts(name)]
    spelt = tuple(_contracted(part) for part in spellings[0])
    spellings += [spelt] if spelt != spellings[0] else []
    for kind in kinds(frozenset(languages)):
        word = next(
            (word for word in kind.words for found in spellings if _matches(plain(word), found, bool(kind.label.get("last")))), None
        )
        if word is not None:
            yield kind, word


def _contracted(part: str) -> str:
    for long, short in _SPELT_OUT:
        part = part.replace(long, short)
    return part


def _matches(word: str, found: Sequence[str], last: bool) -> bool:
    """``last``: only at the end of the name."""
    tail = found[-1 - word.count(" ") :] if last else found
    return any(_one(form, tail) for form in {word, _contracted(word)})


def _one(word: str, found: Sequence[str]) -> bool:
    if " " in word:
        wanted = word.split(" ")
        return any(list(found[at : at + len(wanted)]) == wanted for at in range(len(found))) or word.replace(" ", "") in found[-1:]
    stem = word.strip("-")
    if stem == "by" and len(found) > 1 and _ENGLISH_BY.fullmatch(found[-2]):
        return False
    if word.startswith("-") and word.endswith("-"):
        return any(stem in part for part in found)
    if word.endswith("-"):
        return any(part.startswith(stem) for part in found)
    if word.startswith("-"):
        return any(part.endswith(stem) for part in found)
    return stem in (found[-1:] if len(stem) <= _SHORT else found)
