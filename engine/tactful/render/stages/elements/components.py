"""What the writers of elements share: tags, an element's attributes, its place, its children."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from tactful.mjml.elements import ELEMENTS
from tactful.mjml.parser import Document, Node
from tactful.mjml.places import OPAQUE_ATTRIBUTES
from tactful.mjml.resolve import Resolver

Style = Mapping[str, str | None]
PADDINGS = ("padding", "padding-top", "padding-right", "padding-bottom", "padding-left")
BORDERS = ("border", "border-bottom", "border-left", "border-radius", "border-right", "border-top")
TABLE = {"border": "0", "cellpadding": "0", "cellspacing": "0"}
PRESENTATION = {**TABLE, "role": "presentation"}
_RAW_TAG = re.compile(r"</?mj-raw(?:\s[^<>]*)?/?>")
_CONDITIONAL = re.compile(r"<!--\s*(?:\[if\b|<!\[endif\])|<!--\[")
_SHORT_COLOUR = re.compile(r"#(\w)(\w)(\w)")


def tag(name: str, style: Style | None = None, /, **attributes: str | None) -> str:
    """An opening tag; ``for_`` is ``for``, ``class_`` is ``class``; None leaves an attribute or a declaration out."""
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is not None:
            parts.append(f' {key.rstrip("_")}="{_quoted(value)}"')
    declared = ";".join([f"{key}:{value}" for key, value in style.items() if value]) if style else ""
    if declared:
        parts.append(f' style="{_quoted(declared)};"')
    return "".join(parts) + ">"


def _quoted(value: str) -> str:
    return value.replace('"', "&quot;") if '"' in value else value


def outlook(html: str) -> str:
    """HTML for Outlook alone. The white space around it parts boxes that stand in a line: with letter-spacing it has a width."""
    return f"\n<!--[if mso | IE]>{html}<![endif]-->\n"


def joined(html: str) -> str:
    """HTML with neighbouring parts for Outlook made one."""
    return html.replace("<![endif]-->\n\n<!--[if mso | IE]>", "")


def suffixed(classes: str | None, suffix: str) -> str | None:
    """Each of the classes with a suffix."""
    return " ".join(f"{name}-{suffix}" for name in classes.split(" ")) if classes else None


@cache
def _colours(element: str) -> frozenset[str]:
    """The attributes of an element that are colours."""
    known = ELEMENTS[element].attributes if element in ELEMENTS else {}
    return frozenset(name for name, kind in known.items() if kind == "color")


class View:
    """An element's attributes, its component's defaults included.

    An attribute that is empty counts as absent, unless a value may stand open in it: what is drawn must not depend on such a value.
    """

    __slots__ = ("node", "values")

    def __init__(self, resolver: Resolver, node: Node, inherited: Mapping[str, str] | None = None) -> None:
        defaults = ELEMENTS[node.tag].defaults if node.tag in ELEMENTS else {}
        self.node = node
        self.values: dict[str, str] = {**defaults, **resolver.effective(node, inherited)}
        for name in _colours(node.tag):
            short = _SHORT_COLOUR.fullmatch(self.values.get(name, ""))
            if short:
                self.values[name] = "#" + "".join(digit * 2 for digit in short.groups())

    def __getitem__(self, name: str) -> str | None:
        value = self.values.get(name)
        return value if value or name in OPAQUE_ATTRIBUTES else None

    def on(self, name: str) -> bool:
        """Whether an attribute has a value that is not "false"."""
        return self.values.get(name, "") not in ("", "false")

    def some(self, *names: str) -> dict[str, str | None]:
        return {name: self[name] for name in names}

    def passed(self, *names: str) -> dict[str, str]:
        """The attributes that children inherit, where they are set."""
        return {name: value for name in names if (value := self.values.get(name)) is not None}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: the width around it (CSS), its number among its siblings, how many of them are not raw."""

    width: str
    index: int = 0
    siblings: int = 1
    gap: str | None = None
    fonts: tuple[str | None, str | None] = (None, None)  # of the accordion and of its element around
    inherited: Mapping[str, str] = field(default_factory=dict)


Writer = Callable[["Components", View, Place], str]


class Components:
    """Writes the elements of one document. Ids are numbered in document order, so that the same source gives the same bytes.

    ``queries`` are the widths of columns by class, ``styles`` the CSS that elements need in the head, ``own_styles`` that of one element
    alone, which comes first; each in the order of need.
    """

    def __init__(self, document: Document, resolver: Resolver, breakpoint: str, comments: Mapping[int, list[tuple[int, int]]]) -> None:
        from tactful.render.stages.elements.writers import WRITERS

        self.source = document.source
        self.writers: Mapping[str, Writer] = WRITERS
        self.resolver = resolver
        self.breakpoint = breakpoint
        self.comments = comments
        self.queries: dict[str, str] = {}
        self.styles: dict[str, None] = {}
        self.own_styles: list[str] = []
        self.count = 0

    def view(self, node: Node, inherited: Mapping[str, str] | None = None) -> View:
        return View(self.resolver, node, inherited)

    def draw(self, view: View, place: Place) -> str:
        """An element's HTML."""
        return self.writers[view.node.tag](self, view, place)

    def each(self, node: Node, place: Place) -> Iterator[tuple[View | None, str]]:
        """The children with their HTML, in order; raw ones (mj-raw, conditional comments) have no view.

        Other comments are the author's own and stay with him; they count as children all the same.
        """
        comments = self.comments.get(id(node), [])
        if not comments and not node.children:
            return
        siblings = sum(child.tag != "mj-raw" for child in node.children)
        children = sorted(
            [*((child.start, child, 0) for child in node.children), *((start, None, end) for start, end in comments)],
            key=lambda one: one[0],
        )
        for index, (start, child, end) in enumerate(children):
            if child is None:
                comment = self.source[start:end]
                if _CONDITIONAL.match(comment):
                    yield None, comment
            elif child.tag == "mj-raw":
                yield None, self.content(child)
            elif child.tag in self.writers:  # what MJML does not know, or not here, draws nothing
                view = self.view(child, place.inherited)
                yield view, self.draw(view, replace(place, index=index, siblings=siblings))

    def rows(self, node: Node, place: Place, *, hero: bool = False) -> str:
        """The children as the rows of a column's table."""
        return "".join(html if view is None else _row(view, html, hero) for view, html in self.each(node, place))

    def content(self, node: Node) -> str:
        """The body of an ending tag. Not trimmed: a value at its edge may be blank, and what is beside it must stay as it is. An mj-raw
        around a part of it says what is so anyway, and no client knows its tags."""
        body = self.source[node.open_end : node.close_start]
        return _RAW_TAG.sub("", body) if "mj-raw" in body else body

    def number(self) -> str:
        """A fresh id."""
        self.count += 1
        return f"{self.count:08d}"


def _row(view: View, html: str, hero: bool) -> str:
    background = view["container-background-color"]
    style = {"background": background, "font-size": "0px", **view.some(*PADDINGS), "word-break": "break-word"}
    extra = {"background": background} if hero else {}
    return f"<tr>{tag('td', style, align=view['align'], **extra, class_=view['css-class'])}{html}</td></tr>"
