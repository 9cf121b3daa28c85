"""An audience file: JSON Lines, one context a line. A bad line is an entry with an error, never the end of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tactful.errors import ContextError, TactfulError
from tactful.model.files import parse_json


@dataclass(frozen=True, slots=True)
class Entry:
    """One customer: the line (from 1) and the context, or why there is none."""

    line: int
    context: Mapping[str, Any] | None
    error: TactfulError | None = None


def entries(lines: Iterable[bytes], file: str) -> Iterator[Entry]:
    """The customers of a file's lines; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        raw = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not raw.strip():
            continue
        try:
            context = parse_json(raw.decode("utf-8"), file, _NotJson, number)
        except UnicodeDecodeError as error:
            yield Entry(number, None, _NotJson(f"byte 0x{raw[error.start]:02X} is not UTF-8", file=file, line=number))
            continue
        except TactfulError as error:
            yield Entry(number, None, error)
            continue
        if isinstance(context, dict):
            yield Entry(number, context)
        else:
            yield Entry(number, None, _NotJson("a context is a JSON object", file=file, line=number))


class _NotJson(ContextError):
    """ContextError for a line that cannot be read."""

    def __init__(self, message: str, **place: Any) -> None:
        super().__init__(message, pointer="", expected="a JSON object on one line", got="something else", **place)
