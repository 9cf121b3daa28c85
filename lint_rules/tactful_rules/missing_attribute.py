from __future__ import annotations

from collections.abc import Iterator

from tactful.lint.rule import Example, Issue
from tactful.mjml.elements import ELEMENTS
from tactful.mjml.parser import Node
from tactful.mjml.resolve import Resolver
from tactful_rules.shared.layout import Layout, LayoutRule


class MissingAttribute(LayoutRule):
    """An element lacks the attribute that it is nothing without.

    What it finds: an image without `src`, a font without `name` or `href`, a class without `name`. Defaults of mj-attributes and mj-class
    count.

    Why it hurts: the reader sees a broken picture; the font or the class does nothing.

    What to do: write the attribute.

    Source: https://documentation.mjml.io.
    """

    code = "MJM905"
    name = "missing-attribute"
    violates = (
        Example("en", '<mj-image alt="A lamp" />'),
        Example(
            "sv",
            "<mjml><mj-head><mj-font name='Inter' /></mj-head><mj-body><mj-section><mj-column><mj-text>Hej</mj-text></mj-column></mj-section></mj-body></mjml>",
        ),
    )
    passes = (
        Example("en", '<mj-image src="https://example.com/a.png" alt="A lamp" />'),
        Example("sv", '<mjml><mj-head><mj-attributes><mj-class name="logo" src="https://example.com/l.png" /></mj-attributes></mj-head><mj-body><mj-section>'
                '<mj-column><mj-image mj-class="logo" /></mj-column></mj-section></mj-body></mjml>'),
    )  # fmt: skip

    def faults(self, layout: Layout) -> Iterator[Issue]:
        resolver = Resolver(layout.document)
        for node in layout.document.walk():
            element = ELEMENTS.get(node.tag)
            if element is None or _is_default(node):
                continue
            given = resolver.effective(node)
            for name in element.required:
                if name not in given:
                    yield Issue(
                        f"<{node.tag}> has no {name}", layout.name(node), (), {"element": node.tag, "attribute": name}, f'write {name}="…"'
                    )


def _is_default(node: Node) -> bool:
    """Whether an element only declares defaults for others."""
    return node.parent is not None and node.parent.tag in ("mj-attributes", "mj-class") and node.tag != "mj-class"
