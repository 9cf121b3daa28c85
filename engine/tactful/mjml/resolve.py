"""The attributes that an element ends up with: its own over its classes over the defaults of its tag over mj-all.

As the official compiler resolves them: of ``mj-class="a b"`` the last wins (``css-class`` adds up), an mj-class may hold defaults for
the elements inside of its wearer, and of an attribute written twice the first counts. Values are as written, entities included.
"""

from __future__ import annotations

from collections.abc import Mapping

from tactful.mjml.parser import Document, Node

Attributes = dict[str, str]


class Resolver:
    """Effective attributes of the elements of one document."""

    def __init__(self, document: Document) -> None:
        self.everywhere: Attributes = {}
        self.of_tags: dict[str, Attributes] = {}
        self.of_classes: dict[str, Attributes] = {}
        self.inside_classes: dict[str, dict[str, Attributes]] = {}
        for node in document.walk():
            if node.tag == "mj-attributes":
                for child in node.children:
                    self._declare(child)

    def _declare(self, node: Node) -> None:
        values = written(node)
        if node.tag == "mj-all":
            self.everywhere.update(values)
        elif node.tag == "mj-class":
            name = values.pop("name", "")
            self.of_classes.setdefault(name, {}).update(values)
            inside = self.inside_classes.setdefault(name, {})
            for child in node.children:
                inside.setdefault(child.tag, {}).update(written(child))
        else:
            self.of_tags.setdefault(node.tag, {}).update(values)

    def own(self, node: Node) -> Attributes:
        """All but mj-all's, which what an element inherits from its parent comes between."""
        mine = written(node)
        found = dict(self.of_tags.get(node.tag, {}))
        worn: Attributes = {}
        for name in mine.pop("mj-class", "").split(" "):
            values = self.of_classes.get(name, {})
            both = " ".join(filter(None, (worn.get("css-class"), values.get("css-class"))))
            worn.update(values)
            if both:
                worn["css-class"] = both
        found.update(worn)
        for name in _worn_around(node).split(" "):
            found.update(self.inside_classes.get(name, {}).get(node.tag, {}))
        found.update(mine)
        return found

    def effective(self, node: Node, inherited: Mapping[str, str] | None = None) -> Attributes:
        """What the element ends up with, its component's own defaults aside."""
        return {**self.everywhere, **(inherited or {}), **self.own(node)}


def written(node: Node) -> Attributes:
    """The attributes in the source; the first of a name counts."""
    found: Attributes = {}
    for attribute in node.attributes:
        found.setdefault(attribute.name, attribute.value)
    return found


def _worn_around(node: Node) -> str:
    """The mj-class of the nearest element around that wears one."""
    parent = node.parent
    while parent is not None:
        worn = parent.get("mj-class")
        if worn is not None:
            return worn.value
        parent = parent.parent
    return ""
