"""Edits in bytes: what no edit names stays as it is."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.fixes import Text, applied
from tactful.fixes.apply import collide
from tactful.model.fixes import Edit


def edit(line: int, column: int, end_line: int, end_column: int, text: str, file: str = "a") -> Edit:
    return Edit(file, line, column, end_line, end_column, text)


@pytest.mark.parametrize(
    ("data", "edits", "expected"),
    [
        (b"one\ntwo\n", [edit(2, 1, 2, 4, "2")], b"one\n2\n"),
        (b"one\r\ntwo\r\n", [edit(2, 1, 2, 4, "a\nb")], b"one\r\na\r\nb\r\n"),
        (b"one\rtwo", [edit(2, 4, 2, 4, "\n!")], b"one\rtwo\r!"),
        (codecs.BOM_UTF8 + b"one", [edit(1, 1, 1, 4, "1")], codecs.BOM_UTF8 + b"1"),
        ("åäö 🎉 x".encode(), [edit(1, 7, 1, 8, "y")], "åäö 🎉 y".encode()),
        (b"ab", [edit(1, 2, 1, 2, "1"), edit(1, 2, 1, 2, "2")], b"a12b"),
        (b"abc", [edit(1, 3, 1, 4, "C"), edit(1, 1, 1, 2, "A")], b"AbC"),
        (b"one\ntwo\nthree", [edit(2, 1, 3, 1, "")], b"one\nthree"),
        (b"one  \n\ttwo", [edit(1, 1, 1, 4, "1")], b"1  \n\ttwo"),
    ],
)
def test_only_what_is_named_changes(data: bytes, edits: list[Edit], expected: bytes) -> None:
    assert applied(data, edits) == expected


@pytest.mark.parametrize("wrong", [edit(3, 1, 3, 1, "x"), edit(1, 6, 1, 6, "x"), edit(1, 3, 1, 2, "x"), edit(0, 1, 1, 1, "x")])
def test_a_place_that_is_not_there(wrong: Edit) -> None:
    with pytest.raises(ValueError, match=r"line|end"):
        applied(b"one\ntwo", [wrong])


def test_overlaps_and_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        applied(b"abcd", [edit(1, 1, 1, 3, "x"), edit(1, 2, 1, 4, "y")])
    with pytest.raises(ValueError, match="utf-8"):
        applied(b"\xff\xfe", [])


def test_what_touches_collides() -> None:
    assert collide([edit(1, 1, 1, 3, "")], [edit(1, 3, 1, 4, "")])
    assert collide([edit(1, 2, 1, 2, "x")], [edit(1, 2, 1, 2, "x")])
    assert not collide([edit(1, 1, 1, 2, "")], [edit(1, 3, 1, 4, "")])
    assert not collide([edit(1, 1, 1, 2, "")], [edit(1, 1, 1, 2, "", file="b")])


TEXTS = st.text(st.sampled_from("aå🎉 \t{}<>'\"\n\r"), max_size=40)


@given(TEXTS, st.booleans())
def test_no_edit_no_change(text: str, marked: bool) -> None:
    data = (codecs.BOM_UTF8 if marked else b"") + text.encode()
    assert applied(data, []) == data


@given(TEXTS, st.data())
def test_the_rest_of_the_file_is_untouched(text: str, data: st.DataObject) -> None:
    made = Text(text.encode())
    line = data.draw(st.integers(1, len(made.starts)))
    column = data.draw(st.integers(1, made.ends[line - 1] - made.starts[line - 1] + 1))
    at = made.offset(line, column)
    found = applied(text.encode(), [edit(line, column, line, column, "NEW")]).decode()
    assert (found[:at], found[at : at + 3], found[at + 3 :]) == (text[:at], "NEW", text[at:])
