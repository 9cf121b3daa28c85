"""Start tags of a document numbered, so that what another parser finds can be carried back to the author's text."""

from __future__ import annotations

import functools
import re
from typing import Any

from tactful.mjml.html import Event, markup, start_tags

NUMBER = "data-tactful-number"
_END_OF_STYLE = re.compile(r"</style(?![\w:-])", re.IGNORECASE)
_END_OF_BODY = re.compile(r"</body(?![\w:-])", re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)


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


Tag = tuple[int, int, str]
"""A start tag in a document: from where to where, and its name."""


def skeleton(html: str, asked: frozenset[str]) -> tuple[str, list[Tag]]:
    """The numbered tags of a document alone, without its style elements: what a parser and selectors need that ask for classes, ids and the
    attributes ``asked`` for; and the tags.

    Tags that have none of these stand there without attributes. Text in the body is left out, for no parser's idea of the elements depends on
    it; outside of it, where it may make a body of its own, it stays as a letter.
    """
    found = markup(html)
    if found is None:
        text, events = numbered(html)
        return _STYLE.sub("", text), [(event.start, event.end, event.tag) for event in events]
    looked_at = _looked_at(asked)
    parts: list[str] = []
    tags: list[Tag] = []
    at = 0
    inside = False
    for match in found:
        begin, end = match.span()
        if not inside and begin > at and not html[at:begin].isspace():
            parts.append("x")
        at = end
        kind = match.lastgroup
        if kind == "end":
            text = html[begin:end]
            if text[2] in "sSbB":
                if _END_OF_STYLE.match(text):
                    continue
                inside = inside and _END_OF_BODY.match(text) is None
            parts.append(text)
        elif kind == "name":
            after = match.end(1)
            name = html[begin + 1 : after].lower()
            parts.append(f'<{name} {NUMBER}="{len(tags)}"{looked_at(html[after:end])}')
            tags.append((begin, end, name))
            inside = inside or name == "body"
        elif kind == "raw":
            name, end = match["rawname"].lower(), match.end("raw")
            if name != "style":
                parts.append(f'<{name} {NUMBER}="{len(tags)}"{looked_at(html[match.end("rawname") : end])}')
            tags.append((begin, end, name))
        elif kind == "told":
            parts.append(html[begin:end])
    return "".join(parts) + ("x" if not inside and html[at:].strip() else ""), tags


@functools.lru_cache(maxsize=64)
def _looked_at(asked: frozenset[str]) -> Any:
    """Leaves of what stands in a tag after its name what selectors look at. The same tags stand in many messages: what was found of one is
    remembered."""
    names = "|".join(sorted(map(re.escape, {"class", "id", *asked})))
    seen = re.compile(rf"""[\s"'/](?:{names})[\s=/>]""", re.IGNORECASE)

    @functools.lru_cache(maxsize=8_192)
    def left(rest: str) -> str:
        if "style" not in asked and "'" not in rest and (begin := rest.find(' style="')) >= 0:
            rest = rest[:begin] + rest[rest.find('"', begin + 8) + 1 :]
        if seen.search(rest) is None:
            return "/>" if rest.endswith("/>") else ">"
        return rest

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
