"""Inflection: the stems of a dictionary word with the endings each may take, and its forms inside compounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Endings = frozenset[str]
VOWELS = frozenset("aeiouyåäöæøüéáàè")


@dataclass(frozen=True, slots=True)
class Paradigm:
    """``stems``: pairs of a stem and the endings it takes. ``modifiers``: forms that may stand before another word in a compound."""

    stems: tuple[tuple[str, Endings], ...]
    modifiers: tuple[str, ...]


def endings(words: str) -> Endings:
    """A set of endings from words with spaces between; ``_`` is the empty ending."""
    return frozenset("" if word == "_" else word for word in words.split())


def syncopated(word: str, double: bool = False) -> str | None:
    """``möbel`` gives ``möbl``, with ``double`` also ``sykkel`` gives ``sykl``; None where nothing falls away."""
    if len(word) < 4 or word[-2:] not in ("el", "er", "en") or word[-3] in VOWELS:
        return None
    root = word[:-2]
    if double and len(root) > 3 and root[-1] == root[-2]:
        root = root[:-1]
    return root + word[-1]


def _adjective(word: str, forms: Endings) -> Paradigm:
    """A Nordic adjective of any length, its consonant doubled where the language does: ``öm`` ömma, ``grøn`` grønne."""
    stems = [(word, forms)]
    if word[-1] not in VOWELS and word[-2:-1] in VOWELS:
        stems.append((word + word[-1], endings("a e o t")))
    return Paradigm(tuple(stems), (word,))


_SV_CONSONANT = endings("_ s en et ens ets ar arna arnas ars er erna ernas ers")
_SV_LONG = _SV_CONSONANT | endings("a t e as n na nas")
_SV_A = endings("a an ans as ar or orna ornas ors ade at ats ande r rna t n")
_SV_E = endings("e en ens ar arna arnas et n na nas t s es er")
_SV_VOWEL = endings("_ s n ns t ts r rs rna rnas er erna et en na")
_SV_SHORT = endings("ar arna arnas er erna ernas a et e en")


def swedish(word: str) -> Paradigm:
    """Stems and compound forms of a Swedish word: ``resa`` res-a, -an, -or; rese-. ``döv~`` is an adjective: döva, dövt."""
    if word.endswith("~"):
        return _adjective(word[:-1], _SV_LONG)
    stem = word[:-1]
    if word.endswith("are"):
        return Paradigm(((word, endings("_ s n ns na nas")), (stem, endings("e en na"))), (word, stem))
    if word.endswith("a"):
        return Paradigm(((stem, _SV_A),), (word, stem, stem + "e", stem + "o", stem + "u"))
    if word.endswith("e"):
        return Paradigm(((word, endings("_ s n ns t ts r rna na")), (stem, _SV_E)), (word, stem))
    if word[-1] in VOWELS:
        return Paradigm(((word, _SV_VOWEL),), (word,))
    stems = [(word, _SV_LONG if len(word) > 4 else _SV_CONSONANT)]
    if short := syncopated(word):
        stems.append((short, _SV_SHORT))
    if word.endswith("m") and word[-2] in VOWELS:
        stems.append((word + "m", _SV_SHORT | endings("en ets ens")))
    return Paradigm(tuple(stems), (word,))


_NB_CONSONANT = endings("_ s en et a er ene ens ets enes ers ane")
_NB_LONG = _NB_CONSONANT | endings("e t te es")
_NB_E = endings("e er en et a ene s es ens ets enes te t ende ers r")
_NB_VOWEL = endings("_ s en et a er ene ens ets r n t ne")
_NB_SHORT = endings("er ene enes e et a ers")


def norwegian(word: str) -> Paradigm:
    """Stems and compound forms of a Norwegian (bokmål) word: ``sykkel``, sykler; ``rom``, rommet; ``døv~``, døve, døvt."""
    if word.endswith("~"):
        return _adjective(word[:-1], _NB_LONG)
    stem = word[:-1]
    if word.endswith("e"):
        return Paradigm(((stem, _NB_E),), (word, stem) if len(stem) > 3 else (word,))
    if word[-1] in VOWELS:
        return Paradigm(((word, _NB_VOWEL),), (word,))
    stems = [(word, _NB_LONG if len(word) > 4 else _NB_CONSONANT)]
    if short := syncopated(word, double=True):
        stems.append((short, _NB_SHORT))
    if word.endswith("m") and word[-2] in VOWELS:
        stems.append((word + "m", _NB_SHORT | endings("en ens ets")))
    return Paradigm(tuple(stems), (word,))


_DA_CONSONANT = endings("_ s en et er erne e ene ens ets ernes ers enes es")
_DA_LONG = _DA_CONSONANT | endings("t r rne")
_DA_E = endings("e er en et r rne erne ens ets s es ede te t ende ene ernes ers")
_DA_VOWEL = endings("_ s en et er erne ens ets r n t ne rne ene")
_DA_DOUBLE = endings("er erne en et e ene ens ets ernes ers")


def danish(word: str) -> Paradigm:
    """Stems and compound forms of a Danish word: ``hotel``, hoteller; ``cykel``, cykler; ``døv~``, døve, døvt."""
    if word.endswith("~"):
        return _adjective(word[:-1], _DA_LONG)
    stem = word[:-1]
    if word.endswith("e"):
        return Paradigm(((stem, _DA_E),), (word, stem) if len(stem) > 3 else (word,))
    if word[-1] in VOWELS:
        return Paradigm(((word, _DA_VOWEL),), (word,))
    stems = [(word, _DA_LONG if len(word) > 4 else _DA_CONSONANT)]
    if short := syncopated(word, double=True):
        stems.append((short, _DA_DOUBLE))
    if word[-1] in "lktpsmbdg" and word[-2:-1] in VOWELS and word[-3:-2] not in VOWELS:
        stems.append((word + word[-1], _DA_DOUBLE))
    return Paradigm(tuple(stems), (word,))


_DE_PLAIN = endings("_ e en er ern n s es ens em in innen nen")
_DE_E = endings("e en es er em n ern te ten t st")
_DE_UMLAUT = endings("e er ern en")
_UMLAUT = {"a": "ä", "o": "ö", "u": "ü"}


def german(word: str) -> Paradigm:
    """Stems and compound forms of a German word: ``buch``, bücher; ``reise``, reise-n."""
    if word.endswith("e"):
        return Paradigm(((word[:-1], _DE_E),), (word, word[:-1]) if len(word) > 5 else (word,))
    if word.endswith(("eln", "ern")):
        return Paradigm(((word[:-1], endings("n t st e te ten d de den")), (word, endings("_ s"))), (word[:-1],))
    if word.endswith("en") and len(word) > 4:
        root = word[:-2]
        return Paradigm(
            ((root, endings("en ens e t st te ten tet end ende enden et")), (word, endings("_ s")), ("ge" + root, endings("t te"))),
            (word, root),
        )
    if word[-1] in VOWELS:
        return Paradigm(((word, endings("_ s n en ns")),), (word,))
    stems = [(word, _DE_PLAIN)]
    changed = umlauted(word)
    if changed:
        stems.append((changed, _DE_UMLAUT | (endings("_ n") if word.endswith(("er", "el", "en")) else frozenset())))
    return Paradigm(tuple(stems), (word, changed + "er", changed + "e") if changed else (word,))


def umlauted(word: str) -> str | None:
    """The word with its last back vowel fronted: ``schuh`` gives ``schüh``, ``haus`` ``häus``; None where it has none."""
    for index in range(len(word) - 1, -1, -1):
        char = word[index]
        if char in _UMLAUT:
            if char == "u" and index and word[index - 1] == "a":
                return word[: index - 1] + "äu" + word[index + 1 :]
            if char == "u" and index and word[index - 1] == "e":
                return None
            return word[:index] + _UMLAUT[char] + word[index + 1 :]
        if char in VOWELS and char != "e":
            return None
    return None


_EN_PLAIN = endings("_ s 's s'")
_EN_VERB = endings("_ s ed ing er ers 's ings")


def english(word: str) -> Paradigm:
    """Stems of an English word. ``hike~`` is a verb and takes -s, -ed, -ing, -er too, doubling where English does."""
    verb = word.endswith("~")
    word = word.rstrip("~")
    stems = [(word, _EN_VERB if verb else _EN_PLAIN)]
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        stems.append((word[:-1], endings("ies ied ier iers") if verb else endings("ies")))
    elif word.endswith(("s", "x", "z", "ch", "sh", "o")):
        stems.append((word, endings("es")))
    elif word.endswith("fe"):
        stems.append((word[:-2], endings("ves")))
    if verb and word.endswith("e"):
        stems.append((word[:-1], endings("ing ed er ers ings")))
    elif verb and word[-2:-1] in VOWELS and word[-1] not in VOWELS | set("wxy"):
        stems.append((word + word[-1], endings("ing ed er ers")))
    return Paradigm(tuple(stems), (word,))


def paradigms() -> dict[str, Callable[[str], Paradigm]]:
    """Language → inflector."""
    from tactful_rules.copy.finnish import finnish

    return {"sv": swedish, "nb": norwegian, "da": danish, "fi": finnish, "de": german, "en": english}


LINKS: dict[str, tuple[str, ...]] = {
    "sv": ("", "s", "-"),
    "nb": ("", "s", "e", "-"),
    "da": ("", "s", "e", "-"),
    "fi": ("", "n", "-"),
    "de": ("", "s", "n", "en", "es", "e", "er", "-"),
    "en": ("-",),
}
