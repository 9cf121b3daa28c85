from __future__ import annotations

from collections.abc import Iterator

from tactful.lint.rule import Example, Issue
from tactful.mjml.elements import ELEMENTS
from tactful.mjml.types import fault
from tactful_rules.shared.layout import Layout, LayoutRule


class WrongValue(LayoutRule):
    """A width without its unit, a colour that is none.

    What it finds: attribute values that are not of the type in MJML's documentation: units, colours, choices. Values that come from the
    context, or differ by branch, are not looked at.

    Why it hurts: a width without a unit is read differently by each client, a colour that is none makes text black on black.

    What to do: write the value in the form that the finding names.

    Source: https://documentation.mjml.io, the attribute types of MJML 4.18; the official validator's validTypes.
    """

    code = "MJM904"
    name = "wrong-value"
    violates = (
        Example("en", '<mj-image src="https://example.com/a.png" width="100" />'),
        Example("sv", '<mj-text color="rödd">Hej</mj-text>'),
        Example("de", '<mj-text align="mitte">Hallo</mj-text>'),
    )
    passes = (
        Example("en", '<mj-image src="https://example.com/a.png" width="100px" padding="0 20px" />'),
        Example(
            "sv",
            """<mj-text color="{{ '#fff' if offers else 'red' }}" align="{% if offers %}left{% else %}right{% endif %}">Hej</mj-text>""",
        ),
        Example("de", '<mj-text color="rgba(0, 0, 0, 0.5)" line-height="1.5">Hallo</mj-text>'),
    )

    def faults(self, layout: Layout) -> Iterator[Issue]:
        for node in layout.document.walk():
            element = ELEMENTS.get(node.tag)
            for attribute in node.attributes if element is not None else ():
                kind = element.attributes.get(attribute.name) if element is not None else None
                if kind is None or not layout.literal(attribute):
                    continue
                wanted = fault(kind, attribute.value)
                if wanted is not None:
                    yield Issue(
                        f"{attribute.name} of {node.tag} cannot be {attribute.value[:40]!r}", layout.span(attribute.value_start, attribute.value_end),
                        (), {"element": node.tag, "attribute": attribute.name, "type": kind}, f"write {wanted}",
                    )  # fmt: skip
