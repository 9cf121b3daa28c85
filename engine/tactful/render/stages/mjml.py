"""MJML to HTML with mjml-python, fronted so that it cannot change what the author wrote.

Bodies of ending tags and text-like attributes go through the compiler as placeholders and come back afterwards: the compiler
repairs, drops or re-escapes too much of them (measured in the project's MJML notes: 62 % of real mails drawn right without, 90 %
with). What does not come back, or comes out as literal MJML, is an error, never an email.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from tactful.errors import StageError
from tactful.mjml.parser import ENDING_TAGS, Attribute, Document, Node, parse

AUTHOR_STYLE = "data-tactful-author"  # on style elements that the author wrote; taken off again by the inline stage
INLINE_ONLY = "data-tactful-inline"  # … that are to be inlined and then removed

KNOWN_TAGS = ENDING_TAGS | {
    "mjml", "mj-head", "mj-body", "mj-attributes", "mj-all", "mj-class", "mj-breakpoint", "mj-font", "mj-html-attributes",
    "mj-selector", "mj-html-attribute", "mj-section", "mj-column", "mj-group", "mj-wrapper", "mj-hero", "mj-image", "mj-divider",
    "mj-spacer", "mj-navbar", "mj-social", "mj-carousel", "mj-carousel-image", "mj-accordion", "mj-accordion-element",
}  # fmt: skip

_TEXT_ATTRIBUTES = frozenset({"href", "src", "alt", "title"})
_PLACEHOLDER = re.compile(r"qz([0-9]+)zq")
_OPENING = "qz"


@dataclass(slots=True)
class _Held:
    """Something kept out of the compiler: ``text`` comes back as a body, or as an attribute's value."""

    text: str
    node: Node
    attribute: bool


def compile_mjml(source: str, document: Document | None = None) -> str:
    """HTML of an MJML source. Raises StageError (stage ``mjml``; ``offset`` is the place in the source)."""
    document = document if document is not None else parse(source)
    check(document)
    held: list[_Held] = []
    prepared = _Preparation(document, held).text()
    html = _compiled(prepared, document)
    if "<mj-" in html or "<mjml" in html:
        name = re.search(r"<(mj[\w-]*)", html)
        raise _error(
            document,
            None,
            f"<{name.group(1) if name else 'mjml'}> came out of the compiler as literal text",
            "check its place in the layout",
        )
    return _restored(html, held, document)


def check(document: Document) -> None:
    """Refuse what the compiler would misread. Raises StageError."""
    for problem in document.problems:
        raise _error(document, problem.offset, problem.message, problem.remedy)
    roots = [node for node in document.roots if not node.tag.startswith("mj-") or node.tag == "mjml"]
    if not document.roots or document.roots[0].tag != "mjml" or len(document.roots) > 1:
        wrong = next((node for node in document.roots if node.tag != "mjml"), document.roots[-1] if roots else None)
        at = wrong.start if wrong else 0
        raise _error(document, at, "the document is not one <mjml> element", "wrap everything in <mjml>…</mjml>, once")
    if document.find("mj-body") is None:
        raise _error(document, document.roots[0].start, "<mjml> has no <mj-body>", "put the content into <mj-body>…</mj-body>")
    for node in document.walk():
        if node.tag not in KNOWN_TAGS:
            near = difflib.get_close_matches(node.tag, KNOWN_TAGS, 1)
            remedy = f"did you mean <{near[0]}>?" if near else "write HTML inside mj-text, mj-table or mj-raw"
            raise _error(document, node.start, f"<{node.tag}> is no MJML element", remedy)


def _error(document: Document, offset: int | None, message: str, remedy: str) -> StageError:
    error = StageError(message, stage="mjml", remedy=remedy, source=document.source)
    error.offset = offset  # type: ignore[attr-defined]
    return error


class _Preparation:
    """Writes the source that the compiler gets."""

    def __init__(self, document: Document, held: list[_Held]) -> None:
        self.document = document
        self.source = document.source
        self.held = held
        self.head: list[str] = []

    def text(self) -> str:
        root = self.document.roots[0]
        heads = [node for node in self.document.walk() if node.tag == "mj-head"]
        bodies = [node for node in root.children if node.tag == "mj-body"]
        head = "".join(self._element(child) for node in heads for child in node.children)
        body = "".join(self._element(node) for node in bodies[:1])
        others = "".join(self._element(node) for node in root.children if node.tag == "mj-raw")
        opening = self._opening(root)
        return f"{opening}<mj-head>{head}</mj-head>{body}{others}</mjml>"

    def _element(self, node: Node) -> str:
        """An element without comments and stray text, its content held back where it is the author's HTML."""
        if node.tag == "mj-head":
            return ""
        opening = self._opening(node)
        if node.raw:
            body = self.source[node.open_end : node.close_start]
            if not body and node.tag not in ("mj-style", "mj-title", "mj-preview"):
                return f"{opening}</{node.tag}>"
            return f"{opening}{self._hold(body, node, False)}</{node.tag}>"
        return f"{opening}{''.join(self._element(child) for child in node.children)}</{node.tag}>"

    def _opening(self, node: Node) -> str:
        parts = [f"<{node.tag}"]
        seen: set[str] = set()
        for attribute in node.attributes:
            if attribute.name in seen:  # the first one counts, as in the official compiler
                continue
            seen.add(attribute.name)
            parts.append(f' {attribute.name}="{self._value(node, attribute)}"')
        return "".join(parts) + ">"

    def _value(self, node: Node, attribute: Attribute) -> str:
        if attribute.name in _TEXT_ATTRIBUTES and node.tag not in ("mj-class", "mj-all") and not self._in_attributes(node):
            return self._hold(attribute.value, node, True)
        return " ".join(attribute.value.split()).replace('"', "&quot;") if attribute.quote else attribute.value

    @staticmethod
    def _in_attributes(node: Node) -> bool:
        return node.parent is not None and node.parent.tag in ("mj-attributes", "mj-class")

    def _hold(self, text: str, node: Node, attribute: bool) -> str:
        self.held.append(_Held(text, node, attribute))
        return f"{_OPENING}{len(self.held) - 1}zq"


def _compiled(prepared: str, document: Document) -> str:
    import mjml

    try:
        html = mjml.mjml2html(prepared)
    except BaseException as error:  # the compiler panics in Rust: pyo3's PanicException is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise _error(
            document, None, f"the MJML compiler refuses the document: {_reason(error)}", "check the nesting of the elements"
        ) from None
    return str(html)


def _reason(error: BaseException) -> str:
    text = str(error).split("\n", 1)[0]
    return re.sub(r"\s+at position \S+|\bin root template\b", "", _PLACEHOLDER.sub("…", text)).strip() or type(error).__name__


def _restored(html: str, held: list[_Held], document: Document) -> str:
    found: set[int] = set()

    def back(match: re.Match[str]) -> str:
        index = int(match.group(1))
        if index >= len(held):
            return match.group()
        found.add(index)
        one = held[index]
        before = html[max(0, match.start() - 24) : match.start()]
        if one.attribute or re.search(r'[\w-]+=\\?"[^"<>]*$', before):
            return one.text.replace('"', "&quot;")
        return one.text

    html = html.replace('aria-label=""', "")
    html = _marked_styles(html, held)
    html = _PLACEHOLDER.sub(back, html)
    lost = [one for index, one in enumerate(held) if index not in found and not _may_vanish(one)]
    if lost:
        what = f"the {'attribute' if one_is_attribute(lost[0]) else 'content'} of <{lost[0].node.tag}>"
        raise _error(
            document, lost[0].node.start, f"{what} did not survive the MJML compiler", "check where the element stands in the layout"
        )
    return html


def one_is_attribute(held: _Held) -> bool:
    return held.attribute


def _may_vanish(held: _Held) -> bool:
    """What the compiler leaves out without losing anything that a reader sees."""
    return not held.text.strip() or (held.attribute and held.node.tag not in ("mj-image", "mj-button", "mj-navbar-link"))


def _marked_styles(html: str, held: list[_Held]) -> str:
    """Mark the style elements whose content is the author's."""
    for index, one in enumerate(held):
        if one.node.tag == "mj-style" and not one.attribute:
            inline = one.node.get("inline")
            marker = INLINE_ONLY if inline is not None and inline.value == "inline" else AUTHOR_STYLE
            html = re.sub(rf"<style([^<>]*)>(\s*)(?={_OPENING}{index}zq)", rf"<style\1 {marker}>\2", html, count=1)
    return html
