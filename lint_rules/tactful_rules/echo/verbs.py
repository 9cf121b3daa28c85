"""Activities as verbs: "du klättrade" to somebody whose class was ``klättring``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tactful_rules.copy.data_files import DataFile

Form = tuple[str, frozenset[str]]
"""A stem and the endings with which it tells what somebody did."""
_PAST = {
    "sv": frozenset({"ade", "at", "de", "t", "te"}), "nb": frozenset({"et", "a", "te", "t", "de", "dd"}), "da": frozenset({"ede", "et", "te", "t"}),
    "en": frozenset({"ed", "d"}), "de": frozenset({"te", "ten", "test", "tet", "t", "ete", "eten"}), "fi": frozenset({"it", "itte", "ithän", "itko", "itkö", "in", "i"}),
}  # fmt: skip
_NOUN_ENDINGS = {
    "sv": ("ning", "ing", "ande"),
    "nb": ("ning", "ing"),
    "da": ("ning", "ing"),
    "en": ("ing",),
    "de": ("en", "n"),
    "fi": ("y", "u"),
}
_LEAST = 3


def past_forms(word: str, language: str) -> Iterator[Form]:
    """The past of the verb that an activity's noun is made of; what no copy says does no harm."""
    for form in _irregular(language).get(word, ()):
        yield form, frozenset({""}) if language != "fi" else frozenset({"", "te", "hän", "ko", "kö"})
    for ending in _NOUN_ENDINGS[language]:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _LEAST:
            continue
        yield stem, _PAST[language]
        if language == "de":
            yield f"ge{stem}", frozenset({"t", "et"})
        elif language == "fi":
            continue
        elif stem[-1] == stem[-2]:
            yield stem[:-1], _PAST[language]
        else:
            yield stem + stem[-1], _PAST[language]
        return


@cache
def _irregular(language: str) -> dict[str, tuple[str, ...]]:
    pairs = (line.partition(": ") for line in DataFile.packaged("times", language).values["names"].get("verbs", ()))
    return {noun: tuple(forms.split()) for noun, _colon, forms in pairs}
