from __future__ import annotations

from collections.abc import Iterator

from tactful.lint.fixing import inserted, proposed
from tactful.lint.rule import Example, Issue
from tactful.mjml.elements import ELEMENTS
from tactful.mjml.parser import Node
from tactful.model.fixes import Fix
from tactful_rules.shared.layout import EXCLUSIVE, HEAD_ONLY, Layout, LayoutRule, author_span, in_head


class WrongNesting(LayoutRule):
    """An element stands where MJML has no place for it.

    What it finds: elements in others that may not hold them: a text straight in a section, a section in a column, mj-style in the body.
    An error where the element would be lost or the template would not compile, a warning where it is only drawn otherwise than meant.

    Why it hurts: widths are reckoned from the wrong parent, Outlook gets tables that do not fit, and some content vanishes.

    What to do: put sections into mj-body or mj-wrapper, columns into sections or groups, content into columns.

    Source: https://documentation.mjml.io; the official validator's validChildren.
    """

    code = "MJM903"
    name = "wrong-nesting"
    violates = (
        Example("en", "<mj-section><mj-column><mj-text>Hello</mj-text></mj-column></mj-section>"),
        Example("sv", "<mj-social><mj-text>Hej</mj-text></mj-social>"),
        Example("de", "<mjml><mj-body><mj-section><mj-text>Hallo</mj-text></mj-section></mj-body></mjml>"),
    )
    passes = (
        Example("en", "<mj-text>Hello</mj-text><mj-raw><tr><td>x</td></tr></mj-raw>"),
        Example(
            "de",
            "<mjml><mj-body><mj-wrapper><mj-section><mj-group><mj-column><mj-text>Hallo</mj-text></mj-column></mj-group></mj-section></mj-wrapper></mj-body></mjml>",
        ),
    )

    def faults(self, layout: Layout) -> Iterator[Issue]:
        for node in layout.document.walk():
            parent = node.parent
            if parent is None or node.tag not in ELEMENTS or parent.tag not in ELEMENTS:
                continue
            allowed = ELEMENTS[parent.tag].children
            if node.tag in allowed or "*" in allowed or _included(node):
                continue
            places = sorted(name for name, element in ELEMENTS.items() if node.tag in element.children)
            yield Issue(
                f"<{node.tag}> cannot stand in <{parent.tag}>", layout.name(node), (), {"element": node.tag, "parent": parent.tag},
                f"put it into {' or '.join(places)}" if places else "take it out", "error" if _lost(node, parent) else None,
                fix=_in_column(layout, node, parent),
            )  # fmt: skip


def _included(node: Node) -> bool:
    """An include that was not read (MJM910), or CSS that one brought: it goes into the head from anywhere."""
    return node.tag == "mj-include" or (node.tag == "mj-style" and node.get("css-include") is not None)


def _lost(node: Node, parent: Node) -> bool:
    """Whether nothing of the element would be left, or nothing compiles."""
    return parent.tag in EXCLUSIVE or (node.tag in HEAD_ONLY) != in_head(node)


def _in_column(layout: Layout, node: Node, parent: Node) -> Fix | None:
    """Content straight in a section gets a column around it, neighbours that lack theirs too in the same one."""
    content = ELEMENTS["mj-column"].children
    if parent.tag not in ("mj-section", "mj-group") or node.tag not in content:
        return None
    at = next(number for number, child in enumerate(parent.children) if child is node)
    first = last = at
    while first > 0 and parent.children[first - 1].tag in content:
        first -= 1
    while last + 1 < len(parent.children) and parent.children[last + 1].tag in content:
        last += 1
    span = author_span(layout.marked, parent.children[first].start, parent.children[last].end)
    if span is None:
        return None
    edits = [inserted(span, "<mj-column>"), inserted(span, "</mj-column>", after=True)]
    return proposed(layout.template, "put it into a column", edits, "unsafe")
