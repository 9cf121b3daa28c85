"""How wide the content of an MJML element is, as the official compiler reckons it."""

from __future__ import annotations

import re

from tactful.mjml.parser import Node
from tactful.mjml.resolve import Resolver

_LEADING = re.compile(r"\s*[+-]?\d+")
_BORDER = re.compile(r"(?:^| )(\d+)")
_SIDES = {
    2: {"top": 0, "bottom": 0, "left": 1, "right": 1},
    3: {"top": 0, "left": 1, "right": 1, "bottom": 2},
    4: {"top": 0, "right": 1, "bottom": 2, "left": 3},
}
_PADDINGS = {"mj-section": "20px 0", "mj-wrapper": "20px 0"}


def whole(text: str) -> int:
    """The integer that a text begins with, 0 where it begins with none."""
    found = _LEADING.match(text)
    return int(found.group()) if found else 0


def side(attributes: dict[str, str], name: str, which: str) -> int:
    """Pixels of ``padding`` (or another shorthand) on one side."""
    single = attributes.get(f"{name}-{which}")
    if single:
        return whole(single)
    parts = attributes.get(name, "").split()[:4]
    return whole(parts[_SIDES[len(parts)][which]]) if len(parts) in _SIDES else whole(parts[0]) if parts else 0


def border(attributes: dict[str, str], which: str, name: str = "border") -> int:
    """Pixels of a border on one side."""
    found = _BORDER.search(attributes.get(f"{name}-{which}") or attributes.get(name) or "0")
    return int(found.group(1)) if found else 0


def siblings(node: Node) -> int:
    """How many elements share the parent, raw ones not counted."""
    return sum(child.tag != "mj-raw" for child in node.parent.children) if node.parent is not None else 1


class Boxes:
    """Widths of the elements of one document, in pixels."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def picture(self, node: Node, attributes: dict[str, str]) -> int:
        """How wide an mj-image is drawn."""
        taken = sum(side(attributes, "padding", which) + border(attributes, which) for which in ("left", "right"))
        box = int(self.inside(node.parent)) - taken
        given = whole(attributes.get("width", ""))
        return min(box, given) if given > 0 else box

    def inside(self, node: Node | None) -> float:
        """What an element leaves its children."""
        if node is None or node.tag in ("mjml", "mj-body"):
            return whole(self.resolver.effective(node).get("width", "600px")) or 600 if node is not None and node.tag == "mj-body" else 600
        around = self.inside(node.parent)
        attributes = self.resolver.effective(node)
        attributes.setdefault("padding", _PADDINGS.get(node.tag, ""))
        taken = sum(side(attributes, "padding", which) for which in ("left", "right"))
        if node.tag in ("mj-section", "mj-wrapper"):
            return int(around) - taken - sum(border(attributes, which) for which in ("left", "right"))
        if node.tag == "mj-hero":
            return around - taken
        if node.tag not in ("mj-column", "mj-group"):
            return around
        if node.tag == "mj-column":
            taken += sum(border(attributes, which, name) for which in ("left", "right") for name in ("border", "inner-border"))
        return self._width(node, attributes, around) - taken

    @staticmethod
    def _width(node: Node, attributes: dict[str, str], around: float) -> float:
        width = attributes.get("width", "").strip()
        number = re.match(r"[\d.]+", width)
        if not number:
            return around / max(siblings(node), 1)
        return around * float(number.group()) / 100 if width.endswith("%") else float(number.group())
