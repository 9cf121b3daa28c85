"""Start tags of a document numbered, so that what another parser finds can be carried back to the author's text."""

from __future__ import annotations

from typing import Any

from tactful.mjml.html import Event, start_tags

NUMBER = "data-tactful-number"


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
