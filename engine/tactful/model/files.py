"""Reading text, JSON and TOML so that what is wrong has a file, a line and a remedy."""

from __future__ import annotations

import codecs
import json
import math
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from tactful.errors import ConfigError, TactfulError

_BOMS = (
    (codecs.BOM_UTF8, "begins with a byte order mark", "save it as UTF-8 without BOM"),
    (codecs.BOM_UTF16_LE, "is UTF-16", "save it as UTF-8"),
    (codecs.BOM_UTF16_BE, "is UTF-16", "save it as UTF-8"),
)

_OVER: ContextVar[Mapping[Path, bytes] | None] = ContextVar("tactful files", default=None)


@contextmanager
def over(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Inside, these contents (by resolved path) stand for what is on disk: unsaved buffers of an editor, fixes that are being tried."""
    token = _OVER.set(files)
    try:
        yield
    finally:
        _OVER.reset(token)


def is_over() -> bool:
    """Whether other contents stand for files on disk now: what is kept about files on disk is not to be used."""
    return bool(_OVER.get())


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises OSError."""
    files = _OVER.get()
    found = files.get(path.resolve()) if files else None
    return path.read_bytes() if found is None else found


def read_text(path: Path, *, error: type[TactfulError] = ConfigError, shown: str | None = None) -> str:
    """The text of a UTF-8 file. Raises ``error`` for a missing, unreadable, empty-named or wrongly encoded file."""
    name = shown or str(path)
    try:
        data = read_bytes(path)
    except OSError as cause:
        raise error(f"cannot be read: {cause.strerror or cause}", file=name, remedy="check the path and its permissions") from cause
    for bom, what, remedy in _BOMS:
        if data.startswith(bom):
            raise error(f"the file {what}", file=name, line=1, column=1, remedy=remedy)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise error("the file holds NUL bytes: it is no text, or UTF-16", file=name, line=line, remedy="save it as UTF-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as cause:
        line = data.count(b"\n", 0, cause.start) + 1
        raise error(f"byte 0x{data[cause.start]:02X} is not UTF-8", file=name, line=line, remedy="save it as UTF-8") from cause


def read_json(path: Path, *, error: type[TactfulError] = ConfigError, shown: str | None = None) -> Any:
    """The value of a JSON file. Duplicate members, NaN and trailing text are errors. Raises ``error``."""
    return parse_json(read_text(path, error=error, shown=shown), shown or str(path), error)


def parse_json(text: str, file: str, error: type[TactfulError] = ConfigError, first_line: int = 1) -> Any:
    """The value of JSON text whose first line is line ``first_line`` of ``file``. Raises ``error`` with line and column."""
    from tactful.model.strict_json import offence

    try:
        return json.loads(text, parse_constant=_refused, parse_float=_finite, object_pairs_hook=_once)
    except json.JSONDecodeError as cause:
        what = "the file is empty" if not text.strip() else f"not JSON: {cause.msg}"
        raise error(
            what, file=file, line=cause.lineno + first_line - 1, column=cause.colno, remedy="correct the JSON at this place"
        ) from cause
    except RecursionError as cause:
        raise error("not JSON that can be used: nested too deeply", file=file, line=first_line, remedy="flatten it") from cause
    except ValueError as cause:
        what, at = offence(text) or (str(cause), 0)
        line, column = text.count("\n", 0, at) + first_line, at - text.rfind("\n", 0, at)
        raise error(
            f"not JSON that can be used: {what}", file=file, line=line, column=column, remedy="correct the JSON at this place"
        ) from cause


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        raise ValueError("a member stands twice")
    return found


def read_toml(path: Path, shown: str | None = None) -> tuple[dict[str, Any], str]:
    """``(table, text)`` of a TOML file. Raises ConfigError."""
    text = read_text(path, shown=shown)
    name = shown or str(path)
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as cause:
        import re

        where = re.search(r"\(at line (\d+), column (\d+)\)", str(cause))
        line, column = (int(where.group(1)), int(where.group(2))) if where else (len(text.splitlines()) or 1, 1)
        message = re.sub(r"\s*\(at .*\)$", "", str(cause))
        raise ConfigError(f"not TOML: {message}", file=name, line=line, column=column, remedy="correct the TOML at this place") from cause
    except RecursionError as cause:
        raise ConfigError("not TOML: nested too deeply", file=name, remedy="flatten it") from cause
