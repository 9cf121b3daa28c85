"""A mould: the finished email of one shape with its holes open. Filling it is a join of strings.

Where each value may stand is decided when the mould is made; how it is escaped depends on the place: HTML text and attributes,
URLs (scheme checked, also where a URL is composed of several values), headers (one line), plain text (as it is).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import escape

from tactful.errors import ContextError, StageError
from tactful.render.email import header_text
from tactful.render.urls import refused_scheme
from tactful.template.flows import Span
from tactful.template.tokens import clean

Values = Sequence[Any]


def text_of(value: Any) -> str:
    """What a value prints: nothing for None, otherwise its text, cleaned of what no mail can carry."""
    if type(value) is str:
        return value if value.isprintable() else clean(value)
    return "" if value is None else clean(str(value))


def check_size(texts: Sequence[str], limit: int, file: str = "") -> None:
    """Raises StageError where these values alone are longer than an email may be: before they are joined, not after."""
    if sum(map(len, texts)) > limit:
        raise StageError(
            f"the values of the email are longer than {limit:,} characters", stage="mould", file=file or None,
            remedy="shorten the values or the loops of the template, or raise limits.output_bytes",
        )  # fmt: skip


class Cut:
    """A text cut at its holes: ``parts`` are literal, hole, literal and so on, ``fills`` the index of the value in each hole."""

    __slots__ = ("fills", "parts")

    def __init__(self, text: str, mark: re.Pattern[str], index_of: Callable[[str], int | str]) -> None:
        parts: list[str] = [""]
        fills: list[int] = []
        at = 0
        for found in mark.finditer(text):
            parts[-1] += text[at : found.start()]
            index = index_of(found.group())
            if isinstance(index, str):
                parts[-1] += index
            else:
                fills.append(index)
                parts += ("", "")
            at = found.end()
        parts[-1] += text[at:]
        self.parts: tuple[str, ...] = tuple(parts)  # the garbage collector passes over tuples of strings, and there are thousands of moulds
        self.fills: tuple[int, ...] = tuple(fills)

    def filled(self, texts: Sequence[str]) -> str:
        """The text with ``texts[index]`` at each hole."""
        if len(self.parts) == 1:
            return self.parts[0]
        parts = list(self.parts)
        parts[1::2] = [texts[index] for index in self.fills]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class UrlHole:
    """A URL with holes: literal parts and value indexes in order, and where the author wrote it."""

    parts: tuple[str | int, ...]
    span: Span


@dataclass(slots=True)
class Mould:
    """The email of one shape. ``used`` are the indexes of the values that stand in a hole, in the order of ``Mould`` texts."""

    subject: Cut
    preheader: Cut
    html: Cut
    text: Cut
    used: tuple[int, ...]
    urls: tuple[UrlHole, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def fill(self, values: Values, limit: int, file: str) -> tuple[str, str, str, str]:
        """``(subject, preheader, html, text)`` with these values. Raises ContextError for a URL that no email may hold, StageError for values
        of more than ``limit`` characters in all."""
        plain = [value if type(value) is str else text_of(value) for value in map(values.__getitem__, self.used)]
        every = "".join(plain)
        if not every.isprintable():
            plain = [text_of(text) for text in plain]
        if len(every) > limit:
            check_size(plain, limit, file)
        for url in self.urls:
            parts = url.parts
            if type(parts[0]) is int and plain[parts[0]].startswith(("https://", "http://")):
                continue
            check_url("".join([part if type(part) is str else plain[part] for part in parts]), url.span)  # type: ignore[index]
        escaped = plain
        if "&" in every or "<" in every or ">" in every or '"' in every or "'" in every:  # most customers' values hold none of it
            escaped = [str(escape(text)) for text in plain]
        return (
            header_text(self.subject.filled(plain)),
            header_text(self.preheader.filled(plain)),
            self.html.filled(escaped),
            self.text.filled(plain),
        )


def check_url(url: str, span: Span) -> None:
    """Raises ContextError where the URL's scheme may not stand in an email."""
    scheme = refused_scheme(url)
    if scheme is not None:
        raise ContextError(
            "a value makes a link that no email may hold",
            pointer="",
            expected="a URL with https, http, mailto, tel or cid, or one without a scheme",
            got="a URL with another scheme",
            remedy="correct the value in the context; the template prints it at this place",
            file=span.file,
            line=span.line,
            column=span.column,
        )
