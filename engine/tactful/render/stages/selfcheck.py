"""What must be true of the HTML of a new shape before any email is made of it. A failed check is an error, never an email.

Checked: doctype, no literal MJML, no placeholder or broken hole mark, every word, link and picture of the source, Outlook's
conditional comments balanced, the author's CSS (``!important`` in media queries included) as written, the size.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator

from tactful.errors import StageError
from tactful.mjml.html import events, squeezed, visible
from tactful.mjml.parser import Document, Node
from tactful.render.stages.held import PLACEHOLDER

_LITERAL = re.compile(r"</?mj(?:-|ml)", re.IGNORECASE)
_CONDITIONAL = re.compile(r"<!--\s*\[if\b[^\]]*\]>|<!\[if\b[^\]]*\]>|<!\[endif\]", re.IGNORECASE)
_STYLES = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_UNSEEN = frozenset({"mj-style", "mj-title"})
_LINKED = re.compile("href|src", re.IGNORECASE)
_LINKS = ("href", "src", "background-url", "background", "thumbnails-src")


def check_html(html: str, document: Document, *, mark: re.Pattern[str] | None = None, limit: int | None = None) -> None:
    """Raises StageError (stage ``selfcheck``; ``offset`` is the place in the document's source). ``mark`` is what a whole hole mark is."""
    for node, message, remedy in _faults(html, document, mark, limit):
        error = StageError(message, stage="selfcheck", remedy=remedy, source=document.source)
        error.offset = node.start if isinstance(node, Node) else node  # type: ignore[attr-defined]
        raise error


def _faults(html: str, document: Document, mark: re.Pattern[str] | None, limit: int | None) -> Iterator[tuple[Node | int | None, str, str]]:
    yield from _frame(html, document, limit)
    yield from _placeholders(html, mark)
    yield from _content(html, document)
    yield from _conditionals(html, document)
    yield from _css(html, document)


def _frame(html: str, document: Document, limit: int | None) -> Iterator[tuple[Node | int | None, str, str]]:
    if "<!doctype html>" not in html.lower():
        yield None, "the HTML has no doctype: clients would draw it in quirks mode", "remove what takes it away from mj-raw"
    tags = events(html) if _LITERAL.search(html) else ()
    literal = next((event for event in tags if event.kind in ("start", "end") and event.tag.startswith(("mj-", "mjml"))), None)
    if literal is not None:
        place = next((node for node in _bodies(document) if _LITERAL.search(_source(document, node))), None)
        yield place, f"<{literal.tag}> came out as literal text", "MJML elements work only outside of mj-text, mj-raw and mj-table"
    if limit is not None and len(html) > limit:
        yield None, f"the HTML is larger than {limit:,} characters", "shorten the template, or raise limits.output_bytes"


def _placeholders(html: str, mark: re.Pattern[str] | None) -> Iterator[tuple[Node | int | None, str, str]]:
    if PLACEHOLDER.search(html):
        yield None, "a placeholder was left in the HTML", "report this, with the template"
    if mark is not None:
        stem = mark.pattern.partition("(")[0]
        if html.count(stem) != len(mark.findall(html)):
            yield None, "the place of a value was damaged", "report this, with the template"


def _content(html: str, document: Document) -> Iterator[tuple[Node | int | None, str, str]]:
    shown = squeezed(html)
    unescaped = None
    for node in _bodies(document):
        if squeezed(document.source, node.open_end, node.close_start) in shown:
            continue
        for word in visible(document.source, node.open_end, node.close_start).text.split():
            if word not in shown:
                yield node, f"the word {word[:40]!r} of <{node.tag}> is not in the HTML", "check where the element stands in the layout"
    for node, link in _links(document):
        if link in html or link.replace('"', "&quot;") in html:
            continue
        unescaped = entities.unescape(html) if unescaped is None else unescaped
        if entities.unescape(link) not in unescaped:
            yield node, f"a link or picture of <{node.tag}> is not in the HTML", "check where the element stands in the layout"


def _bodies(document: Document) -> Iterator[Node]:
    """Elements whose content readers see."""
    for node in document.walk():
        if node.raw and node.tag not in _UNSEEN and _shows(node):
            yield node


def _shows(node: Node) -> bool:
    """Whether an element stands in the body (or is the preview), so that it is drawn."""
    parent = node.parent
    if node.tag == "mj-preview":
        return True
    while parent is not None:
        if parent.tag == "mj-head":
            return False
        if parent.tag == "mj-body":
            return True
        parent = parent.parent
    return False


def _links(document: Document) -> Iterator[tuple[Node, str]]:
    for node in document.walk():
        if not _shows(node):
            continue
        for attribute in node.attributes:
            if (
                attribute.name in _LINKS
                and attribute.value.strip()
                and node.get(attribute.name) is attribute
                and not _unused(node, attribute.name)
            ):
                yield node, attribute.value
        if node.raw and node.tag not in _UNSEEN and _LINKED.search(document.source, node.open_end, node.close_start):
            for event in events(document.source, node.open_end, node.close_start):
                for attribute in event.attributes if event.kind == "start" else ():
                    if attribute.name in ("href", "src") and attribute.value.strip():
                        yield node, attribute.value


def _unused(node: Node, name: str) -> bool:
    """Attributes that this element has no use for."""
    from tactful.mjml.elements import ELEMENTS

    known = ELEMENTS.get(node.tag)
    return known is None or name not in known.attributes or (name == "thumbnails-src")


def _source(document: Document, node: Node) -> str:
    return document.source[node.open_end : node.close_start]


def _conditionals(html: str, document: Document) -> Iterator[tuple[Node | int | None, str, str]]:
    if _open_at_end(html) == 0:
        return
    place: Node | int | None = _left_open(document)
    for node in [*_bodies(document), *(node for node in document.walk() if node.tag == "mj-raw")]:
        if _open_at_end(_source(document, node)):
            place = node
    yield place, "conditional comments for Outlook are not balanced: it would hide the rest", "close every <!--[if …]> with <![endif]-->"


def _left_open(document: Document) -> int | None:
    """Where the conditional comment between elements begins that nothing closes, or the end that closes nothing stands."""
    open_ones: list[int] = []
    for start, end in document.comments:
        for token in _CONDITIONAL.finditer(document.source, start, end):
            if "endif" not in token.group().lower():
                open_ones.append(start)
            elif not open_ones:
                return start
            else:
                open_ones.pop()
    return open_ones[-1] if open_ones else None


def _open_at_end(text: str) -> int:
    depth = 0
    for token in _CONDITIONAL.finditer(text):
        depth += -1 if "endif" in token.group().lower() else 1
        if depth < 0:
            return depth
    return depth


def _css(html: str, document: Document) -> Iterator[tuple[Node | int | None, str, str]]:
    styles = "\n".join(_STYLES.findall(html))
    for node in document.walk():
        inline = node.get("inline") if node.tag == "mj-style" else None
        if (
            node.tag == "mj-style"
            and (inline is None or inline.value != "inline")
            and node.parent is not None
            and node.parent.tag == "mj-head"
        ):
            css = _source(document, node).strip()
            if css and css not in styles:
                yield node, "the CSS of mj-style is not in the HTML as it was written", "check it for </style> and unclosed braces"
