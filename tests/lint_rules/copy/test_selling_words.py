"""Words that sell in a service mail, and words about a left basket, against our own sentences and their near-misses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tactful_rules.copy import LANGUAGES, read
from tactful_rules.shared.selling import is_priced, telling

CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "cases" / "selling.jsonl").read_text("utf-8").splitlines()
]


def says(case: dict[str, Any]) -> bool:
    text, lang = case["text"], case["lang"]
    found = read(text, lang)
    if case["kind"] == "abandoned":
        return bool(found.of("abandoned"))
    return telling(found.of("promotion_push"), priced=is_priced(text, lang)) is not None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["sells", "abandoned"])
def test_what_sells_is_told_from_its_neighbours(lang: str, kind: str) -> None:
    cases = [case for case in CASES if (case["lang"], case["kind"]) == (lang, kind)]
    assert {case["is"] for case in cases} == {True, False}
    assert [case["text"] for case in cases if says(case) is not case["is"]] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_typography_changes_nothing(lang: str) -> None:
    cases = [case for case in CASES if case["lang"] == lang and case["kind"] == "sells"]
    for case in cases:
        shouted = {**case, "text": case["text"].replace(" ", "\u00a0", 2).replace("-", "\u2010")}
        assert says(shouted) is says(case), case["text"]


def test_company() -> None:
    """Two phrases that may be read so sell together; a price alone or one phrase alone does not."""
    lures = read("Last chance. Browse the range.", "en").of("promotion_push")
    assert len(lures) > 1
    assert telling(lures, priced=False) is not None
    assert telling(lures[:1], priced=False) is None
    assert telling(lures[:1], priced=False, led=True) is not None
    assert telling((), priced=True, led=True) is None


@pytest.mark.parametrize(
    ("lang", "text", "priced"),
    [
        ("en", "Teas at £5.90 a tin", True), ("en", "Your order comes to £5.90", False), ("en", "We have 30 teas", False),
        ("sv", "Te för 59 kr", True), ("sv", "Fakturan är på 59 kr. Te för 59 kr.", True), ("de", "Die Rechnung beträgt 5,90 €", False),
        ("fi", "Teetä 5,90 €", True), ("fi", "Lasku on 5,90 €", False), ("nb", "Te til 59,-", True), ("da", "Gebyret er 59 kr.", False),
    ],
)  # fmt: skip
def test_an_amount_of_the_readers_own_is_no_price(lang: str, text: str, priced: bool) -> None:
    assert is_priced(text, lang) is priced
