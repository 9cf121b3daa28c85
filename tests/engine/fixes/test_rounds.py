"""Rounds of fixes over a linter of a few lines: words in capitals are findings, and each proposes what its test says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tactful.errors import ConfigError
from tactful.fixes import Candidate, Look, Outcome, settle
from tactful.fixes.rounds import BREAKS, CIRCLE, DIFFERS, IDLE, PLACE, SHARED
from tactful.model.files import read_bytes
from tactful.model.findings import Finding
from tactful.model.fixes import Edit, Fix

Propose = Callable[[str, int, int], "tuple[tuple[Edit, ...], str] | None"]


def small(word: str, start: int, end: int) -> tuple[tuple[Edit, ...], str]:
    return (Edit("a", 1, start, 1, end, word.lower()),), "safe"


def run(
    file: Path, text: str, propose: Propose = small, *, unsafe: bool = False, messages: tuple[str, ...] = ("m",), shared: bool = False,
    breaks: str = "\0",
) -> Outcome:  # fmt: skip
    file.write_text(text, "utf-8")

    def look() -> Look:
        now = read_bytes(file).decode()
        found = []
        for message in messages:
            for word in re.finditer("[A-Z]+", now):
                start, end = word.start() + 1, word.end() + 1
                proposal = propose(word.group() if len(messages) == 1 else f"{word.group()}{message}", start, end)
                fix = Fix("do it", proposal[0], proposal[1]) if proposal is not None else None  # type: ignore[arg-type]
                finding = Finding("TST001", "capital", "error", f"capitals {word.group()}", "a", 1, start, 1, end, fix=fix)
                found.append(Candidate(finding, message, shared))
        if "explode" in now:
            raise ConfigError("broken")
        return Look(tuple(found), frozenset({"m"} if breaks in now else ()), now)

    outcome = settle(look, lambda _: file, unsafe=unsafe)
    assert file.read_text("utf-8") == text, "nothing is written here"
    return outcome


def new(outcome: Outcome, file: Path) -> str | None:
    data = outcome.files.get(file.resolve())
    return data.decode() if data is not None else None


def test_all_at_once(tmp_path: Path) -> None:
    outcome = run(tmp_path / "a", "one TWO three FOUR")
    assert new(outcome, tmp_path / "a") == "one two three four"
    assert len(outcome.fixed) == 2
    assert outcome.look.candidates == ()
    assert outcome.refused == {}


def test_nothing_to_do_changes_nothing(tmp_path: Path) -> None:
    outcome = run(tmp_path / "a", "one two")
    assert outcome.files == {}
    assert outcome.fixed == []


def test_unsafe_ones_only_when_asked(tmp_path: Path) -> None:
    def careful(word: str, start: int, end: int) -> tuple[tuple[Edit, ...], str]:
        return small(word, start, end)[0], "unsafe"

    assert new(run(tmp_path / "a", "TWO", careful), tmp_path / "a") is None
    assert new(run(tmp_path / "a", "TWO", careful, unsafe=True), tmp_path / "a") == "two"


def test_what_collides_waits_for_the_next_round(tmp_path: Path) -> None:
    def wide(word: str, start: int, end: int) -> tuple[tuple[Edit, ...], str]:
        return (Edit("a", 1, start, 1, end, word.lower()), Edit("a", 1, 1, 1, 1, "-")), "safe"

    outcome = run(tmp_path / "a", "x ONE TWO", wide)
    assert new(outcome, tmp_path / "a") == "--x one two"
    assert len(outcome.fixed) == 2


def test_the_same_fix_of_two_messages_is_one(tmp_path: Path) -> None:
    outcome = run(tmp_path / "a", "ONE", lambda word, start, end: small("ONE", start, end), messages=("m", "n"))
    assert new(outcome, tmp_path / "a") == "one"
    assert [one.messages for one in outcome.fixed] == [("m", "n")]


def test_messages_that_want_different_things_get_neither(tmp_path: Path) -> None:
    outcome = run(tmp_path / "a", "ONE", messages=("m", "n"))
    assert outcome.files == {}
    assert {why: len(left) for why, left in outcome.refused.items()} == {DIFFERS: 2}


def test_a_shared_file_waits_for_the_others(tmp_path: Path) -> None:
    outcome = run(tmp_path / "a", "ONE", shared=True)
    assert outcome.files == {}
    assert list(outcome.refused) == [SHARED]


def test_what_breaks_is_taken_back_and_the_rest_is_done(tmp_path: Path) -> None:
    outcome = run(tmp_path / "a", "ONE TWO THREE", breaks="two")
    assert new(outcome, tmp_path / "a") == "one TWO three"
    assert list(outcome.refused) == [BREAKS]
    outcome = run(tmp_path / "a", "ONE EXPLODE THREE")
    assert new(outcome, tmp_path / "a") == "one EXPLODE three"


def test_what_gains_nothing_is_taken_back(tmp_path: Path) -> None:
    outcome = run(tmp_path / "a", "ONE TWO", lambda word, start, end: ((Edit("a", 1, end, 1, end, "!" if word == "TWO" else ""),), "safe"))
    assert outcome.files == {}
    assert list(outcome.refused) == [IDLE]


def test_a_place_that_is_not_there_is_left_alone(tmp_path: Path) -> None:
    outcome = run(tmp_path / "a", "ONE", lambda word, start, end: ((Edit("a", 7, 1, 7, 1, "x"),), "safe"))
    assert outcome.files == {}
    assert list(outcome.refused) == [PLACE]


def test_a_circle_ends(tmp_path: Path) -> None:
    other = {"A": "B", "B": "A"}
    outcome = run(tmp_path / "a", "A", lambda word, start, end: ((Edit("a", 1, start, 1, end, other[word]),), "safe"))
    assert list(outcome.refused) == [CIRCLE]
    assert outcome.files == {}, "nothing of it is written"


def test_a_circle_stops_nothing_else(tmp_path: Path) -> None:
    other = {"A": "B", "B": "A"}
    outcome = run(tmp_path / "a", "A ONE", lambda word, start, end: ((Edit("a", 1, start, 1, end, other.get(word, word.lower())),), "safe"))
    assert list(outcome.refused) == [CIRCLE]
    assert new(outcome, tmp_path / "a") == "A one"


def test_what_grows_without_end_is_taken_back(tmp_path: Path) -> None:
    def grow(word: str, start: int, end: int) -> tuple[tuple[Edit, ...], str]:
        return (Edit("a", 1, start, 1, end, f"{word}X"),), "safe"

    outcome = run(tmp_path / "a", "A", grow)
    assert outcome.files == {}
    assert list(outcome.refused) == [CIRCLE]
