from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tactful.model.places import line_of

TEXT = '''\
# subject = "no"
subject = "topics = [1]"   # topics = 2
preheader = """
topics = 3
[sender]
name = "no"
"""
topics = [
  "travel",  # [x]
  "name = 1",
]
"quoted key" = 1
a.b . c = { d = 1, e = [2] }

[sender]
name = 'it''s'
[headers]
"X-Campaign" = "x"
[[expect]]
sample = "one"
[[expect]]
sample = """two]"""
verdict = "accept"
[[asks]]
field = "x"
[asks.more]
deep = 1
[tool.tactful.rules.EXP201]
mode = "off"
'''.replace("'it''s'", "'its'")


def line(marker: str) -> int:
    return next(number for number, text in enumerate(TEXT.split("\n"), 1) if text.startswith(marker))


@pytest.mark.parametrize(
    ("path", "marker"),
    [
        (("subject",), "subject"), (("topics",), "topics = ["), (("topics", 1), "topics = ["), (("sender", "name"), "name = 'its'"),
        (("headers", "X-Campaign"), '"X-Campaign"'), (("expect", 0, "sample"), 'sample = "one"'), (("expect", 1, "sample"), 'sample = """two'),
        (("expect", 1, "verdict"), "verdict"), (("quoted key",), '"quoted key"'), (("a", "b", "c", "d"), "a.b"),
        (("asks", 0, "more", "deep"), "deep"), (("tool", "tactful", "rules", "EXP201", "mode"), "mode"), (("sender", "unheard_of"), "[sender]"),
    ],
)  # fmt: skip
def test_lines(path: tuple[str | int, ...], marker: str) -> None:
    found = line_of(TEXT, path)
    # inside the multi-line text above, "[sender]" and "topics = 3" are words, so the last such line counts
    lines = [number for number, text in enumerate(TEXT.split("\n"), 1) if text.startswith(marker)]
    assert found == lines[-1]


def test_no_line() -> None:
    assert line_of(TEXT, ("locale",)) is None
    assert line_of("", ("subject",)) is None
    assert line_of(TEXT, ()) is None


def test_every_key_of_the_parsed_file_is_found() -> None:
    def leaves(value: Any, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
        if isinstance(value, dict):
            return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
        return [path]

    assert all(line_of(TEXT, path) for path in leaves(tomllib.loads(TEXT), ()))
