"""EXP202 on sentences of six languages: who knows, what the reader did, and what stands between the two."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from one_rule import found

from tactful_rules.surveillance_wording import SurveillanceWording

CASES = Path(__file__).parent / "cases"
SEEN = {"provenance": "observed", "sensitivity": "none", "granularity": {"item": "category"}, "known_to_recipient": True}
SCHEMA = {"properties": {"customer": {"properties": {"seen": {"type": "string", "x-fact": SEEN}}, "required": ["seen"]}}}
CONTEXT = {"customer": {"seen": "stoves", "points": 2400}}
KNOWN_GAP = 0.25
"""Of sentences written after the patterns, so many may be passed over in a language; what is passed over is marked in the file."""


def lines(name: str) -> list[tuple[int, str, str, str]]:
    text = (CASES / name).read_text("utf-8").splitlines()
    rows = [(number, *(part.strip() for part in line.split("|", 2))) for number, line in enumerate(text, 1) if line and line[0] != "#"]
    return [(number, lang, kind, copy) for number, lang, kind, copy in rows]


def severities(lang: str, copy: str, **manifest: Any) -> set[str]:
    mjml = f"<mj-text>{copy.replace('{x}', '{{ customer.seen }}')}</mj-text>"
    return {one.severity for one in found(SurveillanceWording, mjml, lang=lang, manifest=manifest, context=CONTEXT, schema=SCHEMA)}


def each(*names: str) -> list[Any]:
    return [
        pytest.param(lang, kind == "watching", copy, id=f"{name}:{number}-{lang}-{kind}")
        for name in names for number, lang, kind, copy in lines(name) if kind != "missed"
    ]  # fmt: skip


@pytest.mark.parametrize(("lang", "watching", "copy"), each("watching_second.txt", "watching_kept.txt", "watching_fresh.txt"))
def test_sentences(lang: str, watching: bool, copy: str) -> None:
    assert bool(severities(lang, copy)) is watching
    if watching and "{x}" in copy:
        assert "error" in severities(lang, copy)


@pytest.mark.parametrize(("lang", "watching", "copy"), each("watching_clean.txt"))
def test_ordinary_copy_watches_nobody(lang: str, watching: bool, copy: str) -> None:
    assert not watching
    assert severities(lang, copy) == set()


def test_what_is_passed_over_is_known_and_little() -> None:
    count: dict[str, list[bool]] = defaultdict(list)
    for _number, lang, kind, _copy in lines("watching_fresh.txt"):
        if kind != "not":
            count[lang].append(kind == "missed")
    assert set(count) == {"sv", "nb", "da", "de", "en", "fi"}
    assert {lang: sum(missed) / len(missed) for lang, missed in count.items() if sum(missed) / len(missed) > KNOWN_GAP} == {}


PLACES = {
    "opened by a conjunction": ("We noticed that you came back to our sofas.", True),
    "before the knowing": ("That you came back to our sofas has not escaped us.", True),
    "in the sentence before": ("You came back to our sofas. We noticed.", True),
    "in the sentence before, of the reader": ("Was it you who came back to our sofas? We saw you.", True),
    "in the clause before, pointed at": ("You came back to our sofas, and that did not go unnoticed.", True),
    "after a colon": ("We noticed one thing: you keep coming back to our sofas.", True),
    "after a turn": ("We noticed the first snow, so you dropped by at the right time.", False),
    "of others": ("We noticed that many customers came back to the sofas that you like.", False),
    "of others, after the reader": ("We noticed that you came back like many others.", True),
    "two sentences before": ("You came back to our sofas. It is autumn. We noticed.", False),
    "before a knowing with an object of its own": ("You came back to our sofas. We noticed a draught.", False),
    "before a knowing far from the beginning": ("You came back. From the top of the old red lighthouse we noticed.", False),
    "no conduct": ("We noticed that the sofas are sold out.", False),
    "a trace": ("We noticed your late visits.", True),
    "a trace before": ("Your late visits have not escaped us.", True),
    "denied": ("We never noticed what you looked at.", False),
    "supposed": ("If we notice that you left something, we keep it for you.", False),
    "promised": ("We will see that you get home.", False),
    "a verb of no list, past": ("We scribbled on a napkin that you walked around and looked at sofas.", True),
    "a verb of no list, present": ("We built it so well that you sleep better.", False),
    "a wish": ("We hope that you looked at our sofas.", False),
}


@pytest.mark.parametrize(("copy", "watching"), PLACES.values(), ids=PLACES)
def test_where_the_conduct_stands(copy: str, watching: bool) -> None:
    assert bool(severities("en", copy)) is watching


PRINTED = {
    "with a word for the reader": ("We noticed that {x} tempt you.", True),
    "without one": ("We noticed that {x} are in fashion.", False),
    "the reader only beyond a turn": ("We noticed that {x} are in fashion, so hurry if you want some.", False),
    "the reader only within the knower": ("The counter in your app tells how much power {x} need.", False),
    "in the sentence before": ("So much time spent among {x}. We saw you.", True),
    "in the sentence before, of nobody": ("Autumn is the time of {x}. We noticed.", False),
    "only ledger": ("We noticed that {{ customer.points }} points wait for you.", False),
}


@pytest.mark.parametrize(("copy", "watching"), PRINTED.values(), ids=PRINTED)
def test_what_is_printed_beside_it(copy: str, watching: bool) -> None:
    assert bool(severities("en", copy)) is watching


@pytest.mark.parametrize(
    ("lang", "copy", "watching"),
    [
        ("de", "Wir haben gesehen, dass Sie oft bei den Sofas waren.", True),
        ("de", "Wir haben die Störche gesehen, und sie waren oft bei den Sofas.", False),
        ("de", "WIR HABEN GESEHEN, DASS SIE BEI DEN SOFAS WAREN.", True),
        ("da", "Vi har set, at I var forbi sofaerne.", True),
        ("da", "I har været forbi sofaerne, har vi set.", True),
        ("da", "I sofaerne har vi set nyt betræk.", False),
        ("nb", "Det er kaldt, så vi har funnet varme {x} til deg.", False),
        ("nb", "Du kom tilbake til sofaene, det så vi.", True),
        ("sv", "Du kom tillbaka till sofforna, det såg vi.", True),
        ("fi", "Palasit sohvien luo, sen me näimme.", True),
    ],
)
def test_words_that_may_be_others(lang: str, copy: str, watching: bool) -> None:
    assert bool(severities(lang, copy)) is watching


STATED = {"provenance": "stated", "sensitivity": "none", "granularity": {"item": "category"}, "known_to_recipient": True}
TASTES = {
    "properties": {"customer": {"properties": {"wish": {"type": "string", "x-fact": STATED}, "seen": {"type": "string", "x-fact": SEEN}}}}
}


def grave(mjml: str, schema: Any = SCHEMA, manifest: Any = None, **customer: Any) -> set[str]:
    context = {"customer": {**CONTEXT["customer"], **customer}}
    return {one.severity for one in found(SurveillanceWording, mjml, lang="en", manifest=manifest, context=context, schema=schema)}


WATCHED = "<mj-text>We noticed that you came back.</mj-text>"


def test_an_echo_in_another_block_makes_no_error_here() -> None:
    visit = {"kind": "visit", "at": "2026-02-09T12:00:00+01:00", "place": "Harrogate", "item": "armchair", "channel": "store"}
    echoed = "<mj-text>How is the armchair from Harrogate?</mj-text>"
    assert grave(WATCHED + echoed, history=[visit]) == {"warning"}
    assert "error" in grave(WATCHED.replace("came back", "came back for the armchair in Harrogate"), history=[visit])


def test_a_ledger_fact_in_the_next_sentence_makes_no_error() -> None:
    block = "<mj-text>We noticed that you came back. You have {{ customer.%s }} points.</mj-text>"
    assert grave(block % "points") == {"warning"}
    assert "error" in grave(block % "seen")


def test_what_was_stated_may_select_beside_it() -> None:
    assert grave(WATCHED, TASTES, {"selection": ["customer.wish"]}, wish="sofas") == {"warning"}
    assert "error" in grave(WATCHED, TASTES, {"selection": ["customer.seen"]}, seen="sofas")
    assert grave("{% if customer.points > 3 %}" + WATCHED + "{% endif %}", TASTES) == {"warning"}


def test_without_a_fact_it_is_said_once_by_the_template() -> None:
    [one] = found(SurveillanceWording, WATCHED, lang="en")
    assert one.severity == "warning"
    assert one.evidence["kind"] == "knowing"
    assert one.facts == ()


def test_with_a_fact_the_words_and_the_fact_are_named() -> None:
    issues = found(SurveillanceWording, "<mj-text>We noticed that {{ customer.seen }} tempt you.</mj-text>", context=CONTEXT, schema=SCHEMA)
    [error] = [one for one in issues if one.severity == "error"]
    assert error.facts == ("customer.seen",)
    assert "stoves" not in error.message + str(error.evidence)


ANSWERS = {
    "sv": "Vi har registrerat att du avbokat din tid på torsdag.",
    "nb": "Vi ser at du har bestilt bord til fire klokka sju.",
    "da": "Vi har registreret, at du har afbestilt din tid på torsdag.",
    "de": "Wir haben registriert, dass Sie Ihren Termin am Donnerstag storniert haben.",
    "en": "We see that you cancelled your table on Thursday.",
    "fi": "Olemme rekisteröineet, että peruit torstain aikasi.",
}


@pytest.mark.parametrize(("lang", "copy"), ANSWERS.items())
def test_a_service_message_may_answer_what_was_done_openly(lang: str, copy: str) -> None:
    assert severities(lang, copy, purpose="service") == set()
    assert severities(lang, copy, purpose="notice") == set()
    assert severities(lang, copy, purpose="promotion") == {"warning"}


def test_a_service_message_may_not_watch() -> None:
    assert severities("en", "We see that you lingered over our sofas on Thursday.", purpose="service") == {"warning"}
    assert "error" in severities("en", "We see that you ordered {x} on Thursday.", purpose="service")
