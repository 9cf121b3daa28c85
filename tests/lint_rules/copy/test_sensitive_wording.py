"""Attributes that copy puts on its reader, told from their neighbours in six languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.model.taxonomy import Taxonomy
from tactful_rules.copy import LANGUAGES, read
from tactful_rules.copy.attributes import CLASSES, OTHER_TOPICS, attribute_lexicon, attribute_terms, coded
from tactful_rules.copy.data_files import DataFile
from tactful_rules.copy.normal import plain
from tactful_rules.copy.topics import tokens

CASES = Path(__file__).parent / "cases" / "sensitive.jsonl"
FLOOR = 0.88
"""Share of the sentences that put something on the reader which must be seen, per language; of the clean ones none may be."""
CATEGORIES = {
    "illness": "health", "pregnancy": "family.pregnancy", "religion": "belief.religion", "origin": "ethnicity",
    "orientation": "orientation", "family": "family", "finances": "finance.debt", "union": "belief.union", "crime": "crime",
}  # fmt: skip
LEAST = {
    "illness": 200,
    "religion": 25,
    "origin": 25,
    "orientation": 20,
    "family": 25,
    "pregnancy": 20,
    "finances": 25,
    "union": 10,
    "crime": 15,
}


def _cases(lang: str) -> list[dict[str, Any]]:
    every = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    return [case for case in every if case["lang"] == lang]


def _seen(case: dict[str, Any]) -> bool:
    found = read(case["text"], case["lang"]).of("attribute", "role", "complaint")
    return any(cue.kind != "complaint" for cue in found) if case["is"] == "addressed" else bool(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_readers_are_told_from_products_and_others(lang: str) -> None:
    cases = _cases(lang)
    told = [case for case in cases if case["is"] != "neither"]
    missed = [case["text"] for case in told if not _seen(case)]
    assert len(missed) <= (1 - FLOOR) * len(told), missed
    assert not [case["text"] for case in cases if case["is"] == "neither" and _seen(case)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lexicon_is_broad(lang: str) -> None:
    words: dict[str, set[str]] = {}
    for term in attribute_terms(DataFile.packaged("attributes", lang), Taxonomy.load().nodes):
        words.setdefault(term.topic.split(" ")[1], set()).add(" ".join(term.parts))
    for name, topic in CATEGORIES.items():
        count = sum(len(found) for known, found in words.items() if known == topic or known.startswith(f"{topic}."))
        assert count >= LEAST[name], (name, count)
    assert set(words) <= set(Taxonomy.load().nodes) | OTHER_TOPICS


@pytest.mark.parametrize(
    ("lang", "text", "topic"),
    [
        ("sv", "Lider du av björkpollenallergi?", "health.allergy"),
        ("nb", "Sliter du med kreditkortgjeld?", "finance.debt"),
        ("da", "Lider du af birkepollenallergi?", "health.allergy"),
        ("de", "Haben Sie Spielschulden?", "finance.debt"),
        ("fi", "Oletko kahden lapsen yksinhuoltajaäiti?", "family"),
        ("fi", "Diabeteksesi ei ole este", "health.diabetes"),
        ("en", "As a type 2 diabetic you know", "health.diabetes"),
    ],
)
def test_inflected_and_compounded(lang: str, text: str, topic: str) -> None:
    assert topic in [found for cue in read(text, lang).of("attribute", "role") for found in cue.topics]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("sv", "Har du diabetesutrustning kvar?"),
        ("nb", "Har du diabetesutstyr igjen?"),
        ("da", "Har du diabetesudstyr tilbage?"),
        ("de", "Haben Sie Diabetesbedarf?"),
        ("de", "Ihre Allergie-Apotheke"),
    ],
)
def test_the_head_of_a_compound_decides(lang: str, text: str) -> None:
    assert not read(text, lang).of("attribute", "role", "complaint")


@given(st.text(max_size=120), st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=150)
def test_codes_lead_back(text: str, lang: str) -> None:
    form = plain(f"{text} diabetes pensionär Single muslimi {text}")
    found = coded(form, tokens(form), attribute_lexicon(lang))
    if found is None:
        return
    for mark in found.marks:
        assert found.plain(found.at(mark.start)) == mark.start
        assert found.plain(found.at(mark.end)) == mark.end
    assert found.plain(len(found.text)) == len(form.lower)
    assert len(CLASSES) == len(set(CLASSES))
