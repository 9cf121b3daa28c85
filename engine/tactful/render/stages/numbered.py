"""Start tags of a document numbered, so that what another parser finds can be carried back to the author's text."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from tactful.mjml.html import Event, start_tags, tag_of
from tactful.mjml.html import pieces as cut

NUMBER = "data-tactful-number"
_END_OF_STYLE = re.compile(r"</style(?![\w:-])", re.IGNORECASE)
_END_OF_BODY = re.compile(r"</body(?![\w:-])", re.IGNORECASE)
_STYLE = re.compile(r"<style(?![\w:-])[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
_START = re.compile(r"<([A-Za-z][\w:-]*)")


def numbered(html: str) -> tuple[str, list[Event]]:
    """The document with a number on every start tag, and those tags."""
    tags = start_tags(html)
    parts: list[str] = []
    at = 0
    for index, event in enumerate(tags):
        after = event.start + 1 + len(event.tag)
        parts += [html[at:after], f' {NUMBER}="{index}"']
        at = after
    return "".join([*parts, html[at:]]), tags


class Skeleton(NamedTuple):
    """``text``: the numbered tags of a document and little else. ``pieces`` of the document itself, ``tags`` are the places in them of its
    start tags, ``names`` their names."""

    text: str
    pieces: list[str]
    tags: list[int]
    names: list[str]


def skeleton(html: str, asked: frozenset[str]) -> Skeleton:
    """The numbered tags of a document without its style elements: what a parser and selectors need that ask for classes, ids and the
    attributes ``asked`` for.

    Tags that have none of these stand there without attributes. Text in the body is left out, for no parser's idea of the elements depends on
    it; outside of it, where it may make a body of its own, it stays as a letter.
    """
    pieces = cut(html)
    if pieces is None:
        return _unclosed(html)
    looked_at = _looked_at(asked)
    parts: list[str] = []
    tags: list[int] = []
    names: list[str] = []
    inside = False
    for at in range(1, len(pieces), 2):
        piece = pieces[at]
        if not inside and pieces[at - 1].strip():
            parts.append("x")
        mark = piece[1]
        if mark == "/":
            if piece[2] in "sSbB":
                if _END_OF_STYLE.match(piece):
                    continue
                inside = inside and _END_OF_BODY.match(piece) is None
            parts.append(piece)
        elif mark not in "!?":
            name, begin, rest = looked_at(piece)
            if name != "style":
                parts.append(f'{begin}"{len(tags)}"{rest}')
            tags.append(at)
            names.append(name)
            inside = inside or name == "body"
        elif piece[2:3] not in "-[":
            parts.append(piece)
    if not inside and pieces[-1].strip():
        parts.append("x")
    return Skeleton("".join(parts), pieces, tags, names)


def _unclosed(html: str) -> Skeleton:
    text, events = numbered(html)
    pieces = [""]
    at = 0
    for event in events:
        pieces[-1] += html[at : event.start]
        pieces += (html[event.start : event.end], "")
        at = event.end
    pieces[-1] += html[at:]
    return Skeleton(_STYLE.sub("", text), pieces, list(range(1, len(pieces), 2)), [event.tag for event in events])


@functools.lru_cache(maxsize=64)
def _looked_at(asked: frozenset[str]) -> Callable[[str], tuple[str, str, str]]:
    """Of a tag its name, and what selectors look at, before and after its number. The same tags stand in many messages: what was found of
    one is remembered."""
    names = "|".join(sorted(map(re.escape, {"class", "id", *asked})))
    seen = re.compile(rf"""[\s"'/](?:{names})[\s=/>]""", re.IGNORECASE)

    @functools.lru_cache(maxsize=8_192)
    def left(piece: str) -> tuple[str, str, str]:
        tag, _held = tag_of(piece)
        found = _START.match(tag)
        assert found is not None
        name, rest = found.group(1).lower(), tag[found.end() :]
        if "style" not in asked and "'" not in rest and (begin := rest.find(' style="')) >= 0:
            rest = rest[:begin] + rest[rest.find('"', begin + 8) + 1 :]
        if seen.search(rest) is None:
            rest = "/>" if rest.endswith("/>") else ">"
        return name, f"<{name} {NUMBER}=", rest

    return left


class Chooser:
    """Which numbered elements a CSS selector chooses."""

    def __init__(self, text: str) -> None:
        from lxml.html import document_fromstring

        self._root: Any = document_fromstring(text)

    def chosen(self, selector: str) -> list[int]:
        """Numbers of the elements. Raises cssselect.SelectorError for what is no selector or none that can be translated."""
        from lxml.cssselect import CSSSelector

        found: Any = CSSSelector(selector, translator="html")(self._root)
        return [int(number) for element in found if (number := element.get(NUMBER)) is not None]

    def every(self) -> list[int]:
        return [int(number) for number in self._root.xpath(f"//@{NUMBER}")]
