"""Writes the MJML that the compiler gets: its head, with the author's text kept out, and a body that is written here already."""

from __future__ import annotations

import re

from tactful.mjml.parser import Document, Node
from tactful.mjml.resolve import Attributes, Resolver, written
from tactful.render.stages.elements.components import Components, Place, View, joined
from tactful.render.stages.held import Holder

_INTO_HEAD = frozenset({"mj-style", "mj-title", "mj-preview", "mj-raw"})
_SINGLE = frozenset({"mj-title", "mj-preview"})  # the last counts
_ROOT = ("owa", "lang", "dir")
_LENGTH = re.compile(r"[0-9]+px")


class Preparation:
    """The source for the compiler (``text``), and what must happen to its HTML afterwards (``queries``)."""

    def __init__(self, document: Document, holder: Holder) -> None:
        self.document = document
        self.source = document.source
        self.holder = holder
        self.breakpoint = _breakpoint(document)
        self.components = Components(document, Resolver(document), self.breakpoint, self._comments())

    def _comments(self) -> dict[int, list[tuple[int, int]]]:
        """Comments that stand between elements of the body, by the element that they stand in."""
        found: dict[int, list[tuple[int, int]]] = {}
        for start, end in self.document.comments:
            if self.source.startswith("<![CDATA[", start):
                continue
            node = self._around(start)
            if node is not None:
                found.setdefault(id(node), []).append((start, end))
        return found

    def _around(self, offset: int) -> Node | None:
        around: Node | None = None
        level = self.document.roots
        while level:
            inner = next((node for node in level if node.start <= offset < node.end), None)
            if inner is None or inner.tag == "mj-head":
                return around if inner is None else None
            around, level = inner, inner.children
        return around

    def text(self) -> str:
        root = self.document.roots[0]
        body = next(node for node in root.children if node.tag == "mj-body")
        view = self.components.view(body)
        place = Place(view.values.get("width", ""))
        content = "".join(joined(html) for _child, html in self.components.each(body, place))  # each band for itself: see render.sections
        parts = [node for node in self.document.walk() if _reaches_head(node)]
        last = {node.tag: node for node in parts}
        parts.sort(key=lambda node: node.get("css-include") is not None)  # included CSS comes after the author's own, as officially
        head = "".join(self._of_head(node) for node in parts if node.tag not in _SINGLE or last[node.tag] is node)
        own = "\n".join([*self.components.own_styles, *self.components.styles])
        if own:
            head = f"<mj-style>{self.holder.hold(own, root, 'own')}</mj-style>{head}"
        opening = _opening(root, {name: value for name, value in written(root).items() if name in _ROOT})
        held = f"<mj-raw>{self.holder.hold(content, body, 'own')}</mj-raw>" if content else ""
        return f"{opening}<mj-head>{head}</mj-head>{_opening(body, _of_body(view))}{held}</mj-body></mjml>"

    def _of_head(self, node: Node) -> str:
        body = self.source[node.open_end : node.close_start]
        if node.tag == "mj-raw" and not body.strip():
            return ""
        attributes = {name: value for name, value in written(node).items() if node.tag == "mj-style" and name == "inline"}
        return f"{_opening(node, attributes)}{self.holder.hold(body, node, 'body')}</{node.tag}>"

    def queries(self) -> str:
        """Style elements that give the columns their widths on a desktop."""
        rules = self.components.queries
        if not rules:
            return ""
        wide = "\n".join(f".{name} {rule}" for name, rule in rules.items())
        thunderbird = "\n".join(f".moz-text-html .{name} {rule}" for name, rule in rules.items())
        found = (
            f'<style type="text/css">@media only screen and (min-width:{self.breakpoint}) {{ {wide} }}</style>'
            f'<style media="screen and (min-width:{self.breakpoint})">{thunderbird}</style>'
        )
        if written(self.document.roots[0]).get("owa") == "desktop":
            owa = "\n".join(f"[owa] .{name} {rule}" for name, rule in rules.items())
            found += f'<style type="text/css">{owa}</style>'
        return found


def _breakpoint(document: Document) -> str:
    node = document.find("mj-breakpoint")
    width = node.get("width") if node is not None else None
    found = _LENGTH.match(width.value.strip()) if width is not None else None
    return found.group() if found else "480px"


def _of_body(view: View) -> Attributes:
    colour = view["background-color"]
    found = {"background-color": colour} if colour else {}
    if view["css-class"]:
        found["css-class"] = str(view["css-class"])
    return found


def _reaches_head(node: Node) -> bool:
    """Whether an element goes into the head: what stands there, and CSS that was included into the body."""
    if not node.raw or node.parent is None:
        return False
    if node.parent.tag == "mj-head":
        return node.tag in _INTO_HEAD
    return node.tag == "mj-style" and node.parent.tag != "mjml"


def _opening(node: Node, attributes: Attributes) -> str:
    return f"<{node.tag}" + "".join(f' {name}="{_quoted(" ".join(value.split()))}"' for name, value in attributes.items()) + ">"


def _quoted(value: str) -> str:
    return value.replace('"', "&quot;").replace("<", "&lt;") if '"' in value or "<" in value else value
