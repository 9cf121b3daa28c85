"""A sentence that was met before is read as it stands now: in its place, beside its neighbours, to whom it speaks."""

from __future__ import annotations

import pytest

from tactful_rules.copy import read
from tactful_rules.copy.cues import cue_book

CASES = [
    ("sv", "Vi ser att du gillade din yogaklass.", "Hej Åsa! ", " Tack för besöket."), ("nb", "Vi har sett at du likte joggeskoene.", "Hei! ", " Vel møtt."),
    ("da", "Vi kan se, at du har købt en gryde.", "Kære Ib. ", " Tak!"), ("fi", "Näemme, että pidit joogasta.", "Hei! ", " Kiitos."),
    ("de", "Wir haben gesehen, dass Sie Laternen mögen.", "Guten Tag. ", " Danke!"), ("en", "We noticed that you liked your yoga class.", "Hello you. ", " Bye."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "before", "after"), CASES)
def test_in_another_place(language: str, sentence: str, before: str, after: str) -> None:
    alone = read(sentence, language)
    assert alone.watching
    among = read(f"{before}{sentence}{after}", language)
    moved = [(cue.kind, cue.start + len(before), cue.end + len(before), cue.text) for cue in alone.cues]
    assert [one for one in ((cue.kind, cue.start, cue.end, cue.text) for cue in among.cues) if one in moved] == moved


@pytest.mark.parametrize(("language", "sentence", "before", "after"), CASES)
def test_with_and_without_memory(language: str, sentence: str, before: str, after: str) -> None:
    text = f"{before}{sentence} {sentence}{after} \ufffc"
    first = read.__globals__["_read"].__wrapped__(text, language)
    book = cue_book(language)
    book._sentences.clear()
    assert read.__globals__["_read"].__wrapped__(text, language) == first
    assert book._sentences
