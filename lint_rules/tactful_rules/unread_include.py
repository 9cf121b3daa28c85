from __future__ import annotations

from collections.abc import Iterator

from tactful.lint.rule import Example, Issue
from tactful.mjml.parser import Attribute, Node
from tactful.template.flows import Span
from tactful_rules.shared.layout import Layout, LayoutRule


class UnreadInclude(LayoutRule):
    """A file that the template includes is not there.

    What it finds: an mj-include without a path, or whose path names no file below the template roots: a missing file, a web address, a
    path that leads out of the roots. Paths are relative to the including file.

    Why it hurts: MJML leaves a comment in its place and goes on. The footer with the unsubscribe link is gone, and nobody notices.

    What to do: correct the path, or move the file below a template root. Nothing is ever fetched from the web.

    Source: https://documentation.mjml.io/#mj-include; the official validator's "mj-include fails to read file".
    """

    code = "MJM910"
    name = "unread-include"
    severity = "error"
    violates = (
        Example("en", '<mj-text>Hello</mj-text><mj-include path="./footer.mjml" />'),
        Example("sv", '<mj-include path="https://example.com/sidfot.mjml" /><mj-text>Hej</mj-text>'),
        Example("de", "<mj-include /><mj-text>Hallo</mj-text>"),
    )
    passes = (
        Example("en", '<!-- <mj-include path="./footer.mjml" /> --><mj-text>Hello</mj-text>'),
        Example("sv", "<mj-text>Skriv &lt;mj-include path='./sidfot.mjml' /&gt;</mj-text>"),
    )

    def faults(self, layout: Layout) -> Iterator[Issue]:
        for node in layout.document.walk():
            if node.tag == "mj-include":
                path = node.get("path")
                yield Issue(_message(path), _place(layout, node, path), (), {"path": path.value if path else ""}, _remedy(path))


def _message(path: Attribute | None) -> str:
    if path is None or not path.value.strip():
        return "mj-include without a path"
    shown = path.value.strip()[:120]
    if "://" in shown:
        return f"mj-include reads files, not web addresses: {shown}"
    return f"there is no file {shown} below the template roots, relative to the including file"


def _remedy(path: Attribute | None) -> str:
    if path is None or not path.value.strip():
        return 'write <mj-include path="./part.mjml" />'
    return "correct the path, or move the file below a template root"


def _place(layout: Layout, node: Node, path: Attribute | None) -> Span:
    return layout.span(path.value_start, path.value_end) if path is not None and path.value else layout.name(node)
