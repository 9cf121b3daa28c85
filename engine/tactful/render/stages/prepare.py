"""Writes the MJML that the compiler gets: attributes resolved, the author's HTML kept out, what it gets wrong written otherwise."""

from __future__ import annotations

import re

from tactful.mjml.elements import ELEMENTS
from tactful.mjml.parser import Document, Node
from tactful.mjml.resolve import Attributes, Resolver, written
from tactful.render.stages.boxes import Boxes, siblings, whole
from tactful.render.stages.components import WRITTEN_HERE, Components
from tactful.render.stages.finish import single
from tactful.render.stages.held import Holder

_TEXTS = frozenset({"href", "src", "alt", "title", "srcset", "usemap", "name", "background-url"})
_HEAD_WRITTEN = frozenset({"mj-attributes", "mj-html-attributes", "mj-font"})
_UNITLESS_ZERO = re.compile(r"(?<![\w.#%-])0(?![\w.%])")
_SHARE = re.compile(r"\s*(\d+\.\d+)%\s*")
_SHORT_COLOUR = re.compile(r"^#(\w)(\w)(\w)$")
_KEPT_ATTRIBUTES = frozenset({"full-width", "owa", "lang", "dir", "width"})  # known to both compilers, absent from the tables


class Preparation:
    """The source for the compiler (``text``), and what must happen to its HTML afterwards."""

    def __init__(self, document: Document, holder: Holder) -> None:
        self.document = document
        self.source = document.source
        self.holder = holder
        self.resolver = Resolver(document)
        self.boxes = Boxes(self.resolver)
        self.breakpoint = self._breakpoint()
        self.components = Components(document, self.resolver, self.boxes, self.breakpoint)
        self.styles: list[str] = []
        self.shares: dict[str, float] = {}
        self.fluid: dict[str, int] = {}
        self.body_percent = ""
        self.comments = self._conditional_comments()

    def _breakpoint(self) -> int:
        node = self.document.find("mj-breakpoint")
        width = node.get("width") if node is not None else None
        return whole(width.value) if width is not None and whole(width.value) else 480

    def _conditional_comments(self) -> dict[int, list[tuple[int, int]]]:
        """Conditional comments of the body that stand between elements, by the element that they stand in."""
        found: dict[int, list[tuple[int, int]]] = {}
        for start, end in self.document.comments:
            if not re.match(r"<!--\s*(?:\[if\b|<!\[endif\])|<!--\[", self.source[start:end]):
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

    # -- the document

    def text(self) -> str:
        root = self.document.roots[0]
        bodies = [node for node in root.children if node.tag == "mj-body"]
        body = "".join(self._element(node) for node in bodies[:1])
        head = "".join(
            self._element(child)
            for node in self.document.walk()
            if node.tag == "mj-head"
            for child in node.children
            if child.tag not in _HEAD_WRITTEN and (child.raw or child.tag == "mj-breakpoint")
        )
        own = "\n".join(dict.fromkeys(self.styles))
        if own:
            head = f"<mj-style>{self.holder.hold(own, root, 'own')}</mj-style>{head}"
        return f"{self._opening(root, written(root))}<mj-head>{head}</mj-head>{body}</mjml>"

    def _element(self, node: Node) -> str:
        if node.tag == "mj-head" or node.tag in _HEAD_WRITTEN:
            return ""
        if node.tag in WRITTEN_HERE:
            cell = self.components.write(node)
            self.styles += cell.styles
            return f"<mj-raw>{self.holder.hold(cell.cell, node, 'body')}</mj-raw>"
        if node.raw:
            body = self.source[node.open_end : node.close_start]
            if node.tag == "mj-raw" and not body.strip():
                return ""
            held = self.holder.hold(body, node, "body") if body or node.tag in ("mj-style", "mj-title", "mj-preview") else ""
            return f"{self._opening(node, self._attributes(node))}{held}</{node.tag}>"
        if node.tag in ("mj-section", "mj-group") and (count := sum(child.tag != "mj-raw" for child in node.children)):
            self.shares.setdefault(single(100 / count), 100 / count)
        return f"{self._opening(node, self._attributes(node))}{self._children(node)}</{node.tag}>"

    def _children(self, node: Node) -> str:
        parts = [(child.start, self._element(child)) for child in node.children]
        for start, end in self.comments.get(id(node), ()):
            if node.tag != "mjml":
                parts.append((start, f"<mj-raw>{self.holder.hold(self.source[start:end], node, 'own')}</mj-raw>"))
        return "".join(text for _start, text in sorted(parts, key=lambda part: part[0]))

    # -- attributes

    def _attributes(self, node: Node) -> Attributes:
        known = ELEMENTS[node.tag].attributes
        found = self.resolver.effective(node) if not _in_head(node) else written(node)
        found = {name: value for name, value in found.items() if name in known or name == "css-class" or name in _KEPT_ATTRIBUTES}
        if node.tag == "mj-image":
            found.setdefault("alt", "")
            width = self.boxes.picture(node, {**ELEMENTS["mj-image"].defaults, **found})
            if width > 0:
                found["width"] = f"{width}px"
        if node.tag == "mj-body" and found.get("width", "").strip().endswith("%"):
            self.body_percent = found["width"].strip()
            found["width"] = f"{whole(found['width'])}px"
        if node.tag in ("mj-column", "mj-group") and (share := _SHARE.fullmatch(found.get("width", ""))):
            self.shares[single(float(share.group(1)))] = float(share.group(1))
        for name in found:
            if "padding" in name:
                found[name] = _UNITLESS_ZERO.sub("0px", found[name])
            elif known.get(name) == "color":
                found[name] = _SHORT_COLOUR.sub(r"#\1\1\2\2\3\3", found[name].strip())
        return found

    def _opening(self, node: Node, attributes: Attributes) -> str:
        parts = [f"<{node.tag}"]
        styles, outlook = self._style_changes(node, attributes)
        worn = attributes.get("css-class", "")
        ratio = _ratio(attributes) if node.tag == "mj-hero" and attributes.get("mode") == "fluid-height" else None
        if styles or outlook or ratio is not None or len(worn.split()) > 1:
            held = self.holder.hold(worn, node, "class", styles=styles, outlook=outlook)
            attributes = {**attributes, "css-class": held}
            if ratio is not None:
                self.fluid[held] = ratio
        for name, value in attributes.items():
            if node.tag == "mj-button" and name == "title":
                continue  # goes beside href
            if name in _TEXTS and not (node.tag == "mj-font" or _in_head(node)):
                value = self.holder.hold(_quoted(value) + self._companions(node, name, attributes), node, "attribute")
            elif not (name == "css-class" and value.startswith("qz")):
                value = _quoted(" ".join(value.split()))
            parts.append(f' {name}="{value}"')
        return "".join(parts) + ">"

    @staticmethod
    def _companions(node: Node, name: str, attributes: Attributes) -> str:
        """Attributes that the compiler drops, written beside one that it keeps."""
        wanted: list[str] = []
        if node.tag == "mj-button" and name == "href":
            wanted = ["title"]
        elif node.tag == "mj-image" and name == "src":
            wanted = ["sizes"]
        elif node.tag == "mj-image" and name == "href":
            wanted = ["title"]
        return "".join(f'" {one}="{_quoted(attributes[one])}' for one in wanted if attributes.get(one))

    def _style_changes(self, node: Node, attributes: Attributes) -> tuple[dict[str, str], dict[str, str]]:
        """Styles that the compiler gets wrong or leaves out, for the element and for its Outlook table."""
        parent = node.parent
        if parent is None:
            return {}, {}
        if node.tag in ("mj-section", "mj-wrapper") and parent.tag == "mj-wrapper":
            gap = self.resolver.effective(parent).get("gap", "")
            if gap and node is not parent.children[0]:
                return {"margin-top": gap}, {"padding-top": gap}
        if node.tag == "mj-column" and parent.tag == "mj-group":
            width = attributes.get("width", "").strip()
            if not width:
                return {"width": f"{100 // max(siblings(node), 1)}%"}, {}
        return {}, {}


def _ratio(attributes: Attributes) -> int | None:
    """Height of a hero's background in percent of its width."""
    height, width = whole(attributes.get("background-height", "")), whole(attributes.get("background-width", ""))
    return int(height / width * 100 + 0.5) if height > 0 and width > 0 else None


def _in_head(node: Node) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag == "mj-head":
            return True
        parent = parent.parent
    return node.tag == "mjml"


def _quoted(value: str) -> str:
    return value.replace('"', "&quot;").replace("<", "&lt;") if '"' in value or "<" in value else value
