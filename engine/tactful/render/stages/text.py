"""The plain-text part, made from the MJML: reading order, links, buttons, lists, tables and headings are kept."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator

from tactful.mjml.html import Event, events
from tactful.mjml.parser import Document, Node

_SKIPPED = frozenset({"mj-style", "mj-title", "mj-preview", "mj-attributes", "mj-font", "mj-breakpoint", "mj-head"})
_HEADINGS = {"h1": "=", "h2": "-"}
_BLOCKS = frozenset({"p", "div", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "center", "section"})


def plain_text(document: Document) -> str:
    """Text of the message; blocks are separated by blank lines, the last line ends with a line feed."""
    parts = [text for node in document.walk() if not _hidden(node) for text in [_element(document.source, node)] if text]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(parts)).strip() + "\n"


def _hidden(node: Node) -> bool:
    while True:
        if node.tag in _SKIPPED:
            return True
        if node.parent is None:
            return False
        node = node.parent


def _element(source: str, node: Node) -> str:
    if node.tag in ("mj-image", "mj-carousel-image"):
        return _linked(_attribute(node, "alt"), _attribute(node, "href"))
    if node.tag == "mj-divider":
        return "-" * 40
    if not node.raw:
        return ""
    text = _html(source, node.open_end, node.close_start)
    if node.tag in ("mj-button", "mj-navbar-link", "mj-social-element"):
        return _linked(" ".join(text.split()) or _attribute(node, "alt"), _attribute(node, "href"))
    return text


def _attribute(node: Node, name: str) -> str:
    attribute = node.get(name)
    return entities.unescape(attribute.value).strip() if attribute is not None else ""


def _linked(label: str, href: str) -> str:
    if not href or href == "#":
        return label
    return f"{label}: {href}" if label else href


def _html(source: str, start: int, end: int) -> str:
    return _Writer(source).write(events(source, start, end))


class _Writer:
    """Writes HTML events as lines of text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.links: list[tuple[str, int]] = []
        self.lists: list[int] = []
        self.headings: list[int] = []
        self.hidden: list[str] = []

    def write(self, stream: Iterator[Event]) -> str:
        for event in stream:
            if event.kind == "text" and not self.hidden:
                self.out.append(entities.unescape(re.sub(r"[ \t\n]+", " ", self.source[event.start : event.end])))
            elif event.kind == "start":
                self._start(event)
            elif event.kind == "end":
                self._end(event.tag)
        lines = [re.sub(r"[ \t]+", " ", line).strip(" ") for line in "".join(self.out).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.replace("\x1f", "  ") for line in lines)).strip()

    def _start(self, event: Event) -> None:
        style = event.get("style")
        if event.tag in ("script", "style") or (style is not None and re.search(r"display\s*:\s*none", style.value)):
            if event.tag not in ("br", "img", "hr", "input", "meta", "link") and not self._closed(event):
                self.hidden.append(event.tag)
            return
        if self.hidden:
            if event.tag == self.hidden[-1]:
                self.hidden.append(event.tag)
            return
        if event.tag == "br":
            self.out.append("\n")
        elif event.tag == "hr":
            self.out.append("\n" + "-" * 40 + "\n")
        elif event.tag == "img":
            alt = event.get("alt")
            self.out.append(entities.unescape(alt.value) if alt else "")
        elif event.tag == "a":
            href = event.get("href")
            self.links.append((entities.unescape(href.value).strip() if href else "", len(self.out)))
        elif event.tag in ("ul", "ol"):
            self.lists.append(0 if event.tag == "ol" else -1)
            self.out.append("\n")
        elif event.tag == "li":
            self._item()
        elif event.tag in ("td", "th"):
            if "".join(self.out[-1:]).strip() and not self.out[-1].endswith("\n"):
                self.out.append(" | ")
        elif event.tag == "tr":
            self.out.append("\n")
        elif event.tag in _BLOCKS:
            self.out.append("\n\n")
            self.headings.append(len(self.out))

    def _closed(self, event: Event) -> bool:
        return self.source[event.end - 2 : event.end] == "/>"

    def _item(self) -> None:
        depth = "\x1f" * max(len(self.lists) - 1, 0)
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            self.out.append(f"\n{depth}{self.lists[-1]}. ")
        else:
            self.out.append(f"\n{depth}- ")

    def _end(self, tag: str) -> None:
        if self.hidden:
            if tag == self.hidden[-1]:
                self.hidden.pop()
            return
        if tag == "a" and self.links:
            href, at = self.links.pop()
            label = "".join(self.out[at:]).strip()
            if href and href != "#" and href not in (label, f"mailto:{label}", f"tel:{label}"):
                self.out.append(f" ({href})" if label else href)
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.out.append("\n")
        elif tag in ("tr", "table"):
            self.out.append("\n")
        elif tag in _BLOCKS:
            self.out.append("\n\n")
