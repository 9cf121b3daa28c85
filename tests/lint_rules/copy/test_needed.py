"""An expression is skipped only where it cannot match: what it needs stands in every text that it matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful_rules.copy import read
from tactful_rules.copy.cues import Pattern, cue_book
from tactful_rules.copy.needed import is_possible, needed
from tactful_rules.copy.normal import plain

_LITERALS = st.sampled_from(
    ["ab", "ba", "b", "a", " ", r"\w+", r"\w*", ".", "[ab]", "[^a]", r"\.", "ab?", "ba+", "a{0,2}", "^", "$", "(?!b)", "(?=a)"]
)
_EXPRESSIONS = st.recursive(
    _LITERALS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        inner.map(lambda one: f"(?:{one})?"), inner.map(lambda one: f"(?:{one}){{0,2}}"), inner.map(lambda one: f"(?:{one})*"),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
    ),
    max_leaves=12,
)  # fmt: skip


@given(_EXPRESSIONS, st.text("ab .", max_size=12))
def test_what_matches_has_what_is_needed(source: str, text: str) -> None:
    try:
        found = re.search(rf"(?<!\w)(?:{source})(?!\w)", text)
    except re.error:
        return
    if found is not None:
        assert is_possible(text, needed(source)), needed(source)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("vet att", [["vet", "att"]]), ("(?:ser|sett) ~2 (?:att|hur)", [["ser sett", "att hur"]]), ("ja,? må ~2 (?:leva)", [["ja", "må", "leva"]]),
        (r"handling(?:en)? \w+", [["handling"]]), ("(?:du |ni )?köper", [["köper"]]), ("köpte?", [["köpt"]]),
        ("(?:dig|\\w+en) handlar", [["handlar"]]), ("leve|hurra", [["leve"], ["hurra"]]), ("leve|\\w+", []), ("(?!inte )(?:vi)", [["vi"]]),
        ("~3{not} kommer", [["kommer"]]), ("(?:(?:jul|påsk)afton|helg)", [["helg jul påsk"]]),
    ],
)  # fmt: skip
def test_examples(source: str, wanted: list[list[str]]) -> None:
    found = [[piece.forms for piece in choice] for choice in needed(source)]
    assert found == [[frozenset(words.split()) for words in choice] for choice in wanted]


@pytest.mark.parametrize(
    ("source", "text", "possible"),
    [
        ("vet att", "jag vet nog att", True), ("vet att", "att du vet", False), ("vet att", "jag vet bratt", False),
        ("vet att", "jag vetat att", False), ("vet ?att", "vetatt", True), ("vet~2 att", "vetatt", True), ("vet ~2 att", "vet nu att", True),
        ("vet ~2 att", "vet nu matt", False), ("(?:vet|såg) (?:att|hur)", "hur du såg", False), ("(?:vet|såg) (?:att|hur)", "du såg hur", True),
        ("(?:vet|såg)s att", "vetas satt att", True), ("^vet", "vet", True), ("vet", "vet_", False), ("(?:ett|ettan) två", "ettan två", True),
        ("(?:ettan|ett)a b två", "etta b två", True), ("inköp", "köp, inköp", True),
    ],
)  # fmt: skip
def test_pieces_stand_in_order_and_at_the_ends_of_words(source: str, text: str, possible: bool) -> None:
    assert is_possible(text, needed(source)) is possible


@pytest.mark.parametrize("language", ["sv", "nb", "da", "fi", "de", "en"])
def test_most_expressions_of_the_files_need_something(language: str) -> None:
    patterns = cue_book(language).patterns
    assert sum(bool(pattern.needed) for pattern in patterns) > len(patterns) * 0.7


TEXTS = [
    ("sv", "Vi ser att du gillade din yogaklass. Tack för besöket i måndags!"), ("nb", "Gratulerer med dagen! Vi har sett at du likte joggeskoene."),
    ("da", "Vi kan se, at du har købt en gryde. Tillykke med fødselsdagen!"), ("fi", "Näemme, että pidit joogasta. Hyvää syntymäpäivää!"),
    ("de", "Wir haben gesehen, dass Sie Laternen mögen. Herzlichen Glückwunsch!"), ("en", "We noticed that you liked your yoga class. Happy birthday!"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_nothing_is_lost(language: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every expression of the language, tried without asking what it needs."""
    lower = plain(text).lower
    skipped: list[Pattern] = [one for one in cue_book(language).patterns if not one.coded and not is_possible(lower, one.needed)]
    assert skipped
    assert not [one.line for one in skipped if one.regex.search(lower)]
    assert read(text, language).cues
