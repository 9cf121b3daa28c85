from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.errors import ConfigError, ContextError
from tactful.model.files import parse_json, read_json, read_text, read_toml
from tactful.model.strict_json import offence


@pytest.mark.parametrize(
    ("data", "what", "line"),
    [
        (b"\xef\xbb\xbfa = 1", "byte order mark", 1), ("a = 1".encode("utf-16"), "UTF-16", 1), (b"a = 1\nb = \0", "NUL", 2),
        ("ett\ntvå".encode("latin-1"), "0xE5", 2), ("a = 1".encode("utf-16-le"), "NUL", 1),
    ],
)  # fmt: skip
def test_only_utf8_without_mark(tmp_path: Path, data: bytes, what: str, line: int) -> None:
    file = tmp_path / "message.toml"
    file.write_bytes(data)
    with pytest.raises(ConfigError, match=what) as caught:
        read_text(file)
    assert (caught.value.file, caught.value.line) == (str(file), line)
    assert "UTF-8" in (caught.value.remedy or "")


def test_good_text_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_bytes("två\r\n\u2028ﬁ".encode())
    assert read_text(file) == "två\r\n\u2028ﬁ"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(ContextError) as caught:
            read_text(path, error=lambda *a, **k: ContextError(*a, pointer="", expected="", got="", **k), shown="shown")  # type: ignore[arg-type]
        assert caught.value.file == "shown"


@pytest.mark.parametrize(
    ("text", "what", "line", "column"),
    [
        ('{"a": 1,\n  "a": 2}', "'a' stands twice", 2, 3), ('{"a": {"b": 1, "b": 2}}', "'b' stands twice", 1, 16),
        ('{"a": [1,\n NaN]}', "NaN", 2, 2), ('{"a": -Infinity}', "-Infinity", 1, 7), ('{"a": 1e999}', "too large", 1, 7),
        ("{} x", "Extra data", 1, 4), ('{"a": }', "not JSON", 1, 7), ("  \n", "empty", 2, 1), ("[" * 100_000, "deep", 1, None),
        ('{"a": ' + "9" * 5000 + "}", "5000 digits", 1, 7), ('{"\\u0061": 1, "a": 2}', "'a' stands twice", 1, 15),
    ],
)  # fmt: skip
def test_json_that_is_refused(text: str, what: str, line: int, column: int | None) -> None:
    with pytest.raises(ConfigError, match=what) as caught:
        parse_json(text, "case.json")
    assert (caught.value.file, caught.value.line, caught.value.column) == ("case.json", line, column)


def test_lines_of_json_lines_are_those_of_the_file() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_json('{"a": 1, "a": 2}', "cases.jsonl", first_line=7)
    assert caught.value.line == 7


@pytest.mark.parametrize(
    "text", ['{"a": {"b": 1}, "b": {"a": "a"}}', '{"a": "NaN, 1e999", "b": ["a", "a", "b"]}', '["x", {"y": "\\"y\\": 1"}]']
)
def test_near_misses_pass(text: str) -> None:
    assert parse_json(text, "case.json") == json.loads(text)
    assert offence(text) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_all_json_is_read_and_gives_no_offence(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False)):
        assert parse_json(text, "f") == value
        assert offence(text) is None


def test_json_files(tmp_path: Path) -> None:
    file = tmp_path / "sample.json"
    file.write_text('{"a": [1, 2.5, "å"]}', "utf-8")
    assert read_json(file) == {"a": [1, 2.5, "å"]}


def test_broken_toml_has_a_place(tmp_path: Path) -> None:
    file = tmp_path / "message.toml"
    file.write_text('subject = "a"\npurpose = promotion\n', "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_toml(file)
    assert (caught.value.line, caught.value.column) == (2, 11)
    file.write_text("a = 1\na = 2\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_toml(file)
    assert caught.value.line == 2


def test_other_contents_stand_for_files_on_disk_and_only_inside(tmp_path: Path) -> None:
    from tactful.model.files import is_over, over

    file = tmp_path / "a.json"
    file.write_text("1", "utf-8")
    with over({file.resolve(): b"2"}):
        assert read_json(tmp_path / "." / "a.json") == 2
        assert is_over()
        with over({}):
            assert read_json(file) == 1
        assert read_json(file) == 2
    assert read_json(file) == 1
    assert not is_over()
