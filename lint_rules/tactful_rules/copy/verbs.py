"""Verbs as data: stems under their endings, expanded to the forms that turns of phrase are written with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tactful_rules.copy.data_files import DataFile

SLOTS = ("inf", "now", "past", "done", "ing")
"""Infinitive, present, past, participle or supine, -ing form: a class of pattern words for each."""
IRREGULAR = "irregular"


def verb_classes(data: DataFile) -> dict[str, str]:
    """The classes ``v_inf`` … ``v_ing`` of the file's table ``[verbs]``, and ``v_any`` of all their forms; {} where it has none.

    A key names the endings of the slots with strokes between and commas between variants (``a/ar/ade/at``); its words are stems, to which
    each ending is put. ``_`` in an ending stands for the stem (``ge_t``), ``an|schau`` is a stem with a prefix, which such an ending
    leaves in front (``angeschaut``) and others may do without. Under ``irregular`` each word has its forms itself (``se/ser/såg/sett``). Raises ConfigError.
    """
    table: Mapping[str, Any] = data.values.get("verbs", {})
    forms: dict[str, set[str]] = {slot: set() for slot in SLOTS}
    for key, words in table.items():
        for word in str(words).split():
            slots = word if key == IRREGULAR else key
            if slots.count("/") >= len(SLOTS) or (key != IRREGULAR and "/" not in key):
                raise data.error(f"cannot read the verb {word!r} under {key!r}", f"write {'/'.join(SLOTS)}", key, word)
            for slot, variants in zip(SLOTS, slots.split("/"), strict=False):
                for variant in variants.split(","):
                    forms[slot] |= set(_forms(word, variant) if key != IRREGULAR else (variant,)) - {"-"}
    found = {f"v_{slot}": trie(words) for slot, words in forms.items() if words}
    return {**found, "v_any": trie(set().union(*forms.values()))} if found else {}


def _forms(stem: str, ending: str) -> tuple[str, ...]:
    """A form of a stem; of one with a prefix also the form without it, as German parts them ("schaust dir … an")."""
    prefix, _bar, root = stem.rpartition("|")
    if ending == "-" or "_" in ending:
        return (ending if ending == "-" else prefix + ending.replace("_", root),)
    return (prefix + root + ending, root + ending) if prefix else (root + ending,)


def trie(words: Iterable[str]) -> str:
    """A regular expression for these words that looks at each letter once."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _source(root)


def _source(node: dict[str, Any]) -> str:
    branches = [char + _source(below) for char, below in sorted(node.items()) if char]
    if not branches:
        return ""
    if "" in node:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
