from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from tactful.lint.rule import Example, Issue
from tactful.mjml.elements import ELEMENTS
from tactful.mjml.parser import Node
from tactful.model.fixes import Fix
from tactful_rules.shared.layout import Layout, LayoutRule

_MJML_3 = {  # source: https://documentation.mjml.io, migration to MJML 4
    "mj-container": "put what it holds, and its attributes, on mj-body", "mj-inline-links": "write mj-navbar", "mj-link": "write mj-navbar-link",
    "mj-hero-content": "put what it holds, and its attributes, on mj-hero", "mj-html": "write mj-raw", "mj-list": "write a list in mj-text",
    "mj-invoice": "write mj-table", "mj-invoice-item": "write a row of mj-table", "mj-location": "write a link in mj-text",
}  # fmt: skip


class UnknownElement(LayoutRule):
    """An element that MJML does not know.

    What it finds: a tag outside of mj-text, mj-button, mj-table and mj-raw that is no element of MJML 4: a misspelt one, or HTML.

    Why it hurts: MJML draws nothing in its place, and drops all that is in it without a word.

    What to do: correct the name, or put HTML into mj-text, mj-table or mj-raw.

    Source: https://documentation.mjml.io, the elements of MJML 4.18; the official validator's validTag.
    """

    code = "MJM901"
    name = "unknown-element"
    severity = "error"
    violates = (
        Example("en", "<mj-txt>Hello</mj-txt>"),
        Example("sv", "<div>Hej</div>"),
    )
    passes = (
        Example("en", "<mj-text><div>Hello</div></mj-text>"),
        Example("sv", "<mj-raw><mj-like>Hej</mj-like></mj-raw>"),
    )

    def faults(self, layout: Layout) -> Iterator[Issue]:
        for node in layout.document.walk():
            if node.tag in ELEMENTS:
                continue
            old = _MJML_3.get(node.tag)
            near = [] if old else get_close_matches(node.tag, ELEMENTS, 1, 0.7) if node.tag.startswith("mj") else []
            remedy = (
                f"it is of MJML 3: {old}"
                if old
                else f"did you mean <{near[0]}>?"
                if near
                else "write HTML inside mj-text, mj-table or mj-raw"
            )
            fix = _renamed(layout, node, near[0]) if near else None
            yield Issue(f"<{node.tag}> is no MJML element", layout.name(node), (), {"element": node.tag}, remedy, fix=fix)


def _renamed(layout: Layout, node: Node, name: str) -> Fix | None:
    """Both tags with the name that was probably meant."""
    size, source = len(node.tag), layout.document.source
    places = [layout.span(node.start + 1, node.start + 1 + size)]
    if source.startswith("</", node.close_start):
        places.append(layout.span(node.close_start + 2, node.close_start + 2 + size))
    elif node.end > node.open_end:
        return None
    return layout.rewrites(places, node.tag, name, f"make it <{name}>")
