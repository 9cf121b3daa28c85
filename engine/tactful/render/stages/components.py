"""Elements that the compiler gets wrong, written here as the official one (4.18) writes them: social, navbar, accordion, carousel.

Each goes through the compiler as an mj-raw: the cell of its column and what is in it. What it needs in the head comes along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tactful.mjml.elements import ELEMENTS
from tactful.mjml.parser import Document, Node
from tactful.mjml.resolve import Resolver
from tactful.render.stages.boxes import Boxes

Style = Mapping[str, str | None]
PADDINGS = ("padding", "padding-top", "padding-right", "padding-bottom", "padding-left")


def tag(name: str, style: Style | None = None, /, **attributes: str | int | None) -> str:
    """An opening tag; ``for_`` is ``for``, ``class_`` is ``class``; None leaves an attribute or a declaration out."""
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is not None:
            parts.append(f' {key.rstrip("_")}="{str(value).replace(chr(34), "&quot;")}"')
    declared = ";".join(f"{key}:{value}" for key, value in (style or {}).items() if value)
    if declared:
        parts.append(f' style="{declared.replace(chr(34), "&quot;")};"')
    return "".join(parts) + ">"


class View:
    """An element's attributes, its component's defaults included."""

    def __init__(self, resolver: Resolver, node: Node, inherited: Mapping[str, str] | None = None) -> None:
        defaults = ELEMENTS[node.tag].defaults if node.tag in ELEMENTS else {}
        self.node = node
        self.given = resolver.own(node)
        self.values = {**defaults, **resolver.effective(node, inherited)}

    def __getitem__(self, name: str) -> str | None:
        value = self.values.get(name)
        return value if value or name in ("alt", "href", "src") else None

    def some(self, *names: str) -> dict[str, str | None]:
        return {name: self[name] for name in names}


@dataclass(slots=True)
class Written:
    """``cell`` is what stands in the column; ``styles`` are CSS for the head."""

    cell: str
    styles: list[str] = field(default_factory=list)


def cell(view: View, content: str) -> str:
    """The table row that a column puts around a component."""
    style = {"background": view["container-background-color"], "font-size": "0px", **view.some(*PADDINGS), "word-break": "break-word"}
    return f"<tr>{tag('td', style, align=view['align'], class_=view['css-class'])}{content}</td></tr>"


def outlook(html: str) -> str:
    return f"<!--[if mso | IE]>{html}<![endif]-->"


class Components:
    """Writes the elements of one document. Ids are numbered in document order, so that the same source gives the same bytes."""

    def __init__(self, document: Document, resolver: Resolver, boxes: Boxes, breakpoint_px: int) -> None:
        self.source = document.source
        self.resolver = resolver
        self.boxes = boxes
        self.breakpoint = breakpoint_px
        self.count = 0

    def write(self, node: Node) -> Written:
        from tactful.render.stages import accordion, carousel, navbar, social

        writers = {"mj-social": social.write, "mj-navbar": navbar.write, "mj-accordion": accordion.write, "mj-carousel": carousel.write}
        return writers[node.tag](self, node)

    def view(self, node: Node, inherited: Mapping[str, str] | None = None) -> View:
        return View(self.resolver, node, inherited)

    def content(self, node: Node) -> str:
        """The body of an ending tag."""
        return self.source[node.open_end : node.close_start].strip()

    def number(self) -> str:
        """A fresh id."""
        self.count += 1
        return f"{self.count:08d}"


WRITTEN_HERE = frozenset({"mj-social", "mj-navbar", "mj-accordion", "mj-carousel"})


def raw_or(children: Iterable[Node], components: Components, other: str) -> Iterable[tuple[Node, str | None]]:
    """The children that are ``other``, and the content of mj-raw ones as text."""
    for child in children:
        if child.tag == "mj-raw":
            yield child, components.content(child)
        elif child.tag == other:
            yield child, None
