from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from tactful.lint.rule import Example, Issue
from tactful.mjml.elements import ANYWHERE, ELEMENTS
from tactful_rules.shared.layout import Layout, LayoutRule

_FREE = frozenset({"mjml", "mj-all", "mj-class", "mj-include"})  # they take attributes of anything, or of the file format


class UnknownAttribute(LayoutRule):
    """An attribute that its element does not have.

    What it finds: attributes of MJML elements that are not in the documentation of the element, in the body and in mj-attributes.

    Why it hurts: the compiler ignores it, so the mail does not look as meant; a misspelt `href` is a dead button.

    What to do: correct the name; use `css-class` with mj-style for what MJML has no attribute for, `mj-html-attributes` for HTML attributes.

    Source: https://documentation.mjml.io, the attributes of MJML 4.18; the official validator's validAttributes.
    """

    code = "MJM902"
    name = "unknown-attribute"
    violates = (
        Example("en", '<mj-text colour="red">Hello</mj-text>'),
        Example("sv", '<mj-button hreff="https://example.com">Boka</mj-button>'),
    )
    passes = (
        Example("en", '<mj-text color="red" css-class="x">Hello</mj-text>'),
        Example("sv", '<mj-text><a hreff="https://example.com" data-x="1">Boka</a></mj-text>'),
    )

    def faults(self, layout: Layout) -> Iterator[Issue]:
        for node in layout.document.walk():
            element = ELEMENTS.get(node.tag)
            if element is None or node.tag in _FREE:
                continue
            for attribute in node.attributes:
                if attribute.name in element.attributes or attribute.name in ANYWHERE:
                    continue
                near = get_close_matches(attribute.name, [*element.attributes, *ANYWHERE], 1, 0.7)
                span = layout.span(attribute.start, attribute.start + len(attribute.name))
                free = near and not any(other.name == near[0] for other in node.attributes)
                remedy = f"did you mean {near[0]}?" if near else f"take it out, or see the documentation of {node.tag}"
                yield Issue(
                    f"{node.tag} has no attribute {attribute.name}", span, (),
                    {"element": node.tag, "attribute": attribute.name}, remedy,
                    fix=layout.rewritten(span, attribute.name, near[0], f"call it {near[0]}") if free else None,
                )  # fmt: skip
