"""Where a setting stands: the line of a key in the text of a TOML file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Path = tuple["str | int", ...]
_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]\]?")
_KEY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_SKIP = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL)


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line (from 1) of ``path`` in the TOML text, else of the first thing inside it, else of what it would stand in; or None.

    ``path`` is that of the parsed value: ``("expect", 1, "verdict")`` is the second ``[[expect]]``.
    """
    wanted = tuple(path)
    best: tuple[int, int] | None = None
    for found, line in key_lines(text):
        common = min(len(found), len(wanted))
        if common and found[:common] == wanted[:common] and (best is None or common > best[0]):
            best = common, line
    return best[1] if best else None


def key_lines(text: str) -> Iterator[tuple[Path, int]]:
    """Every key and table header with its line, in the order of the file."""
    table: Path = ()
    counts: dict[Path, int] = {}
    depth = 0
    blank = _SKIP.sub(_hollow, text).split("\n")
    for number, (line, bare) in enumerate(zip(text.split("\n"), blank, strict=True), 1):
        if depth == 0 and bare.strip():
            header, key = _HEADER.match(line), _KEY.match(line)
            if header is not None and bare.lstrip().startswith("["):
                table = _opened(_names(header.group(2)), counts, header.group(1) == "[[")
                yield table, number
                continue
            if key is not None and "=" in bare:
                yield (*table, *_names(key.group(1))), number
                bare = bare[bare.index("=") :]
        depth = max(0, depth + sum(bare.count(mark) for mark in "[{") - sum(bare.count(mark) for mark in "]}"))


def _opened(names: Path, counts: dict[Path, int], is_list: bool) -> Path:
    """The path of a table header: tables below a list of tables belong to its last one."""
    found: Path = ()
    for at, name in enumerate(names):
        found = (*found, name)
        last = at == len(names) - 1
        if last and is_list:
            counts[found] = counts.get(found, -1) + 1
        if found in counts:
            found = (*found, counts[found])
    return found


def _names(dotted: str) -> Path:
    return tuple(name[1:-1] if name[0] in "\"'" else name for name in re.findall(_NAME, dotted))


def _hollow(found: re.Match[str]) -> str:
    """A string or comment without what it holds, its line breaks kept."""
    return "".join("\n" if letter == "\n" else "_" for letter in found.group()) if found.group()[0] != "#" else ""
