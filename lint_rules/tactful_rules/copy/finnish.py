"""Finnish inflection: stem types, consonant gradation and case endings with possessives and clitics."""

from __future__ import annotations

import re
from functools import cache

from tactful_rules.copy.morphology import Endings, Paradigm

_WEAK = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("mp", "mm"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr"),
    ("ht", "hd"), ("lk", "l"), ("rk", "r"), ("k", ""), ("p", "v"), ("t", "d"),
)  # fmt: skip
_STRONG = (
    ("ng", "nk"),
    ("mm", "mp"),
    ("nn", "nt"),
    ("ll", "lt"),
    ("rr", "rt"),
    ("d", "t"),
    ("v", "p"),
    ("k", "kk"),
    ("p", "pp"),
    ("t", "tt"),
)
_GRADED = re.compile(r"^(.*?[aeiouyäöhnlrm])([kpt]+|nk|mp|nt|lt|rt|ht|lk|rk)([aeiouyäö]i?)$")
_SINGULAR = [
    "n",
    "t",
    "a",
    "ä",
    "ta",
    "tä",
    "tta",
    "ttä",
    "ssa",
    "ssä",
    "sta",
    "stä",
    "lla",
    "llä",
    "lta",
    "ltä",
    "lle",
    "ksi",
    "kse",
    "na",
    "nä",
    "an",
    "ään",
    "en",
    "in",
    "on",
    "un",
    "yn",
    "ön",
    "hin",
    "hen",
    "han",
    "hon",
    "hun",
    "seen",
]
_PLURAL = [
    "ia",
    "iä",
    "ja",
    "jä",
    "ita",
    "itä",
    "oita",
    "öitä",
    "ien",
    "jen",
    "iden",
    "itten",
    "ten",
    "ihin",
    "iin",
    "issa",
    "issä",
    "ista",
    "istä",
    "illa",
    "illä",
    "ilta",
    "iltä",
    "ille",
    "iksi",
    "ina",
    "inä",
    "oja",
    "öjä",
]
_POSSESSIVE = ("", "si", "mme", "nne", "nsa", "nsä", "ni", "an", "än", "en")
_CLITIC = ("", "kin", "kaan", "kään", "ko", "kö", "han", "hän")
_VOWELS = "aeiouyäö"
_INTO = tuple(part + owner for vowel in _VOWELS for part in (vowel, f"h{vowel}", "see") for owner in _POSSESSIVE[1:6])
"""Into something of somebody's: auto-osi, maa-hasi, vieraa-seesi."""
_OF_MANY = tuple(part + owner for part in ("ie", "je", "ide", "itte", "te", "ihi", "isii") for owner in _POSSESSIVE[1:6])
"""Of, or into, several of somebody's: polvi-esi, kissoi-desi, hius-tesi, velko-ihisi."""
_IRREGULAR: dict[str, tuple[str, ...]] = {
    "mies": ("miehe", "mieh", "mies"), "lapsi": ("lapse", "laps"), "käsi": ("käde", "käte", "kät", "käs"), "vesi": ("vede", "vete", "vet", "ves"),
    "uusi": ("uude", "uute", "uut", "uus"), "kausi": ("kaude", "kaute", "kaut", "kaus"), "köysi": ("köyde", "köyte", "köyt", "köys"),
    "reisi": ("reide", "reite", "reit", "reis"), "liesi": ("liede", "liete", "liet", "lies"), "kynsi": ("kynne", "kynte", "kynt", "kyns"),
    "kansi": ("kanne", "kante", "kant", "kans"), "virsi": ("virre", "virte", "virt", "virs"), "varsi": ("varre", "varte", "vart", "vars"),
    "hirsi": ("hirre", "hirte", "hirt", "hirs"), "sydän": ("sydäme", "sydäm"), "tytär": ("tyttäre", "tyttär"), "kevät": ("kevää",),
    "olut": ("olue", "olu"), "ohut": ("ohue", "ohu"), "lyhyt": ("lyhye", "lyhy"), "kevyt": ("kevye", "kevy"), "veli": ("velje", "velj"),
    "ruoka": ("ruoa", "ruua", "ruok", "ruoi"), "isä": ("isi",), "uni": ("une", "unt"), "lumi": ("lume", "lun"),
    "aika": ("aja", "aik", "aiko"), "poika": ("poja", "poik", "poiki"), "reikä": ("reiä", "reik"),
}  # fmt: skip
"""Oblique stems of nouns, and of compounds that end in them, which no rule below gives."""
_NOT_IRREGULAR = ("kuusi", "taika", "lisä", "suni", "tuni", "muni", "kirves", "pulumi")
"""Words that only sound like them."""


@cache
def _endings(bare: bool) -> Endings:
    cases = [*_SINGULAR, *_PLURAL]
    if bare:
        cases.append("")
    found = {case + owner for case in cases for owner in _POSSESSIVE if owner == "" or case[-1:] in "aäies" or case == ""}
    if not bare:  # lapsi, lapse-si; hevonen, hevose-nne
        found |= {owner for owner in _POSSESSIVE if owner not in ("", "an", "än", "en")}
    found |= {*_INTO, *_OF_MANY}
    return frozenset(form + clitic for form in found for clitic in _CLITIC)


@cache
def _plural_endings(partitive: bool = False) -> Endings:
    """What follows a stem that is the plural's alone: koir-ia; ``partitive``: and the consonant stem of old words, kiel-tä, nuor-ten."""
    cases = (*_PLURAL, "ineen", *(("ta", "tä", "ten") if partitive else ()))
    found = {case + owner for case in cases for owner in _POSSESSIVE if owner == "" or case[-1:] in "aäies"} | set(_OF_MANY)
    return frozenset(form + clitic for form in found for clitic in _CLITIC)


def finnish(word: str) -> Paradigm:
    """Stems and compound forms of a Finnish word: ``hiihto``, hiihdo-n; ``puhelin``, puhelime-n; ``matka``, matko-ille."""
    anything, oblique = _endings(True), _endings(False)
    stems: list[tuple[str, Endings]] = [(word, anything)]
    modifiers = [word]
    for stem, plural in _stems(word):
        stems.append((stem, _plural_endings(word[-1] == "i" and stem == word[:-1]) if plural else oblique))
        modifiers.append(stem)
    unique = dict(reversed(stems))
    return Paradigm(tuple(unique.items()), tuple(dict.fromkeys(form for form in modifiers if len(form) > 2)))


def _stems(word: str) -> list[tuple[str, bool]]:
    """Oblique stems: pairs of stem and whether it is a plural stem (what follows begins with i or j)."""
    special = _special(word)
    if special:
        return special
    bases = {word, *_gradated(word)}
    found: list[tuple[str, bool]] = [(base, False) for base in bases if base != word]
    for base in bases:
        last, body = base[-1], base[:-1]
        if last in "aä":
            found += [(body, True), (body + ("o" if last == "a" else "ö"), True)]
        elif last == "i":
            found += [(body + "e", False), (body, True)]
            if body.endswith(("mp", "mm")):  # of two: vanhempi, vanhemma-n
                found += [(body + "a", False), (body + "ä", False)]
        elif last in "oöuye":
            found.append((base, True))
        elif last not in "aeiouyäö":
            found += [(base + "i", False), (base + "e", False)]
    return [pair for pair in dict.fromkeys(found) if len(pair[0]) > 2]


def _special(word: str) -> list[tuple[str, bool]]:
    """Words whose oblique stem is not the dictionary form."""
    irregular = next((noun for noun in _IRREGULAR if word.endswith(noun)), None)
    if irregular is not None and not word.endswith(_NOT_IRREGULAR):
        head = word[: -len(irregular)]
        return [(head + stem, False) for stem in _IRREGULAR[irregular]]
    if word.endswith(("ton", "tön")):  # without: työtön, työttömä-n
        return [(word[:-2] + ("toma" if word[-2] == "o" else "tömä"), False), (word[:-2] + ("tom" if word[-2] == "o" else "töm"), True)]
    if len(word) > 4 and word[-1] == "t" and word[-2] in _VOWELS and not word.endswith(("nut", "nyt")):
        return _of_plural(word[:-1])
    if word.endswith("nen"):
        return [(word[:-3] + "se", False), (word[:-3] + "s", True), (word[:-3] + "s", False)]
    if word.endswith(("uus", "yys", "eus")):
        return [(word[:-1] + "de", False), (word[:-1] + "ks", True), (word[:-1] + "t", False), (word[:-1] + "kse", False)]
    if word.endswith(("aus", "eys", "äys")):  # what one is (sairaus, sairaude-n) or does (vuokraus, vuokraukse-n)
        return [(word[:-1] + end, False) for end in ("de", "t", "kse", "ks")]
    if word.endswith(("us", "ys", "os", "ös", "is", "es")):
        return [(word[:-1] + "kse", False), (word[:-1] + "ks", True), *_lengthened(word)]
    if word.endswith(("as", "äs")):
        return [*_lengthened(word), (word[:-1] + "kse", False), (word[:-1] + "ks", True)]
    if word.endswith(("nut", "nyt")):  # participles: turvonnut, turvonnee-n
        return [(word[:-2] + "ee", False), (word[:-2] + "e", True)]
    if word.endswith("in") and len(word) > 4:
        bases = (word[:-1], *strengthened(word[:-1]))  # puhelin, puhelime-; keitin, keittime-
        return [pair for base in bases for pair in ((base + "me", False), (base + "m", True))]
    if word.endswith("e"):
        return [
            (stem, plural)
            for base in (word, *strengthened(word))
            for stem, plural in ((base + "e", False), (base, True), (base + "t", False))
        ]
    return []


def _of_plural(stem: str) -> list[tuple[str, bool]]:
    """Of words that have no singular, or stand in the plural: ``housut``, housu-ja; ``hiukset``, hiuks-ia; ``kuulokkeet``, kuulokke-ita."""
    found: list[tuple[str, bool]] = []
    for base in (stem, *strengthened(stem)):
        last, body = base[-1], base[:-1]
        found.append((base, False))
        if last in "aä" and body[-1:] != last:
            found += [(body, True), (body + ("o" if last == "a" else "ö"), True)]
        elif last in "eaä":  # hiukse-, kuulokkee-, rattaa-
            found.append((body, True))
        elif last == "i":
            found.append((body + "e", True))
        elif last in "oöuy":
            found.append((base, True))
    return [pair for pair in dict.fromkeys(found) if len(pair[0]) > 2]


def _lengthened(word: str) -> list[tuple[str, bool]]:
    """``lipas`` to ``lippaa-``, ``vieras`` to ``vieraa-``."""
    body = word[:-1]
    return [(base + base[-1], False) for base in (body, *strengthened(body))] + [(base, True) for base in (body, *strengthened(body))]


def _gradated(word: str) -> list[str]:
    found = _GRADED.match(word)
    if not found or len(word) < 4:
        return []
    head, _, tail = found.groups()
    for strong, weak in _WEAK:
        stop = len(word) - len(tail)
        if word[:stop].endswith(strong):
            grades = [word[: stop - len(strong)] + weak + tail]
            if strong == "k" and tail[0] in "uy" and head[-1] in "uy":
                grades.append(head + "v" + tail)
            if strong in ("lk", "rk") and tail[0] in "ei":
                grades.append(head[: len(head)] + word[stop - 2 : stop - 1] + "j" + "e")
            return grades
    return []


def strengthened(word: str) -> list[str]:
    body, tail = word[:-1], word[-1]
    return next(([body[: -len(weak)] + strong + tail] for weak, strong in _STRONG if body.endswith(weak)), [])
