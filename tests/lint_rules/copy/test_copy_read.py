"""The copy engine against our own sentences and against what must hold of any text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful.errors import ConfigError
from tactful.model.taxonomy import Taxonomy
from tactful_rules.copy import LANGUAGES, language_of, read
from tactful_rules.copy.cues import CueBook, cue_book
from tactful_rules.copy.data_files import DataFile, topic_terms
from tactful_rules.copy.normal import plain

CASES = Path(__file__).parent / "cases"
FLOOR = 0.8


def cases(name: str, lang: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]
    return [line for line in lines if line["lang"] == lang]


def watched(text: str, lang: str) -> bool:
    return any(cue.kind in ("perception", "basis") for cue in read(text, lang).watching)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_watching_is_told_from_its_neighbours(lang: str) -> None:
    missed = [case["text"] for case in cases("wording.jsonl", lang) if watched(case["text"], lang) is not case["watch"]]
    assert len(missed) <= (1 - FLOOR) * len(cases("wording.jsonl", lang)), missed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_topics_are_told_from_false_friends(lang: str) -> None:
    for case in cases("topics.jsonl", lang):
        strong = {mention.topic for mention in read(case["text"], lang).topics if mention.strength == "strong"}
        assert set(case["has"]) <= strong, case["text"]
        assert not strong & set(case["not"]), case["text"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("sv", "Inga skidresor i år"),
        ("nb", "Ingen skiferie denne gangen"),
        ("da", "Vi sælger ikke skirejser"),
        ("de", "Kein Skiurlaub in diesem Jahr"),
        ("fi", "Ei hiihtolomia tänä vuonna"),
        ("en", "No ski trips this year"),
    ],
)
def test_denied_topics(lang: str, text: str) -> None:
    ski = [mention for mention in read(text, lang).topics if mention.topic == "travel.leisure.ski"]
    assert ski
    assert all(mention.negated for mention in ski)


@pytest.mark.parametrize(
    ("lang", "text"),
    [("sv", "Missa inte skidresorna"), ("en", "Don't miss our ski trips"), ("de", "Nicht nur Skiurlaub"), ("da", "Ikke kun skirejser")],
)
def test_urging_denies_nothing(lang: str, text: str) -> None:
    assert not any(mention.negated for mention in read(text, lang).topics)


@pytest.mark.parametrize(
    ("lang", "easy", "hard"),
    [
        ("sv", "Avregistrera dig här, ingen inloggning krävs.", "Avregistrera dig genom att ringa kundtjänst vardagar 9–15."),
        ("nb", "Meld deg av med ett klikk.", "Meld deg av ved å sende et brev til postboks 12."),
        ("da", "Frameld dig her.", "Frameld dig ved at ringe til kundeservice på hverdage."),
        ("fi", "Peruuta uutiskirjeen tilaus tästä.", "Peruuta tilaus kirjeitse."),
        ("de", "Hier vom Newsletter abmelden, kein Login nötig.", "Zum Abmelden schreiben Sie uns einen Brief."),
        ("en", "Unsubscribe with one click, no login needed.", "To unsubscribe, send a letter to PO Box 12."),
    ],
)
def test_ways_out(lang: str, easy: str, hard: str) -> None:
    assert read(easy, lang).opt_out
    assert not read(easy, lang).burdensome
    assert read(hard, lang).opt_out
    assert read(hard, lang).burdensome


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=120)
def test_every_span_lies_in_the_text(text: str, lang: str) -> None:
    reading = read(text, lang)
    for found in (*reading.watching, *reading.opt_out, *reading.burdensome):
        assert text[found.start : found.end] == found.text
    for mention in reading.topics:
        assert text[mention.start : mention.end] == mention.word
    assert all(0 <= start < end <= len(text) for start, end in (*reading.sentences, *reading.address))


@given(st.text(max_size=80))
def test_plain_forms_have_one_length(text: str) -> None:
    form = plain(text)
    assert len(form.cased) == len(form.lower)
    assert form.span(len(form.cased), len(form.cased)) == (len(text), len(text))


def test_addressing_follows_the_capital_in_german() -> None:
    assert read("Wir zeigen Ihnen alles.", "de").address
    assert not read("Wir zeigen ihnen alles.", "de").address


def test_locales() -> None:
    assert [language_of(name) for name in ("nn-NO", "no", "de_AT", "fr", "")] == ["nb", "nb", "de", "en", "en"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_vocabulary_covers_the_taxonomy(lang: str) -> None:
    named = {term.topic for term in topic_terms(DataFile.packaged("topics", lang), Taxonomy.load().nodes)}
    leaves = {path for path in Taxonomy.load().nodes if not Taxonomy.load().children(path)}
    assert leaves <= named


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[topics]\n"travel.leisure.sky" = "x"', 2),
        ('[topics]\n"travel.rail" = "tåg, tåg"', 2),
        ('[topics]\n\n"travel.rail" = "t&g"', 3),
    ],
)
def test_broken_vocabulary_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ConfigError) as caught:
        list(topic_terms(DataFile("x.toml", text), Taxonomy.load().nodes))
    assert caught.value.line == line


def test_a_pattern_needs_a_trigger() -> None:
    with pytest.raises(ConfigError, match="no trigger"):
        CueBook(DataFile("g.toml", ""), [(DataFile("x.toml", '[perception]\npatterns = ["we see"]'), ("perception",))])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_pattern_is_an_expression(lang: str) -> None:
    for pattern in cue_book(lang).patterns:
        assert pattern.regex.pattern  # compiled when first tried; a broken one raises ConfigError


def _alternatives(line: str) -> list[str]:
    """The alternatives of a pattern's own level."""
    parts, depth, last = [], 0, 0
    for at, char in enumerate(line):
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            parts.append(line[last:at])
            last = at + 1
    return [*parts, line[last:]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_alternative_of_a_pattern_is_dead(lang: str) -> None:
    """A pattern is tried only on sentences with one of its trigger words: an alternative without one would never be found alone."""
    dead = [
        (pattern.data.name, pattern.line, part)
        for pattern in cue_book(lang).patterns for part in _alternatives(pattern.line) if "[[" not in part and "!>" not in part
    ]  # fmt: skip
    assert [one for one in dead if not one[2].endswith("$)")] == []
