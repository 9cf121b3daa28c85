from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from tactful.lint.rule import Example, Issue
from tactful.mjml.elements import ELEMENTS
from tactful.mjml.types import COLOURS, fault
from tactful_rules.shared.layout import Layout, LayoutRule

_NUMBERS = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:\s+-?(?:\d+\.?\d*|\.\d+))*")
_HEX = re.compile(r"(?:[0-9a-f]{3}){1,2}", re.IGNORECASE)


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
                    span, meant = layout.span(attribute.value_start, attribute.value_end), meant_by(kind, attribute.value)
                    yield Issue(
                        f"{attribute.name} of {node.tag} cannot be {attribute.value[:40]!r}", span,
                        (), {"element": node.tag, "attribute": attribute.name, "type": kind}, f"write {wanted}",
                        fix=layout.rewritten(span, attribute.value, meant, f"write {meant}") if meant else None,
                    )  # fmt: skip


def meant_by(kind: str, value: str) -> str | None:
    """The value of this type that was probably meant: another case, the unit or the # that is missing, the nearest word."""
    plain = " ".join(value.split())
    return next((one for one in _guesses(kind, plain, plain.lower()) if one and one != value and fault(kind, one) is None), None)


def _guesses(kind: str, plain: str, small: str) -> Iterator[str]:
    yield plain
    yield small
    if kind.startswith("unit"):
        yield re.sub(r"(?<=\d)\s+(?=[a-z%])", "", small)
        if _NUMBERS.fullmatch(small) and "px" in kind:
            yield " ".join(number if float(number) == 0 else f"{number}px" for number in small.split())
        yield small.replace(",", " ")
    elif kind == "color":
        if _HEX.fullmatch(small):
            yield f"#{plain}"
        yield from get_close_matches(small, sorted(COLOURS), 1, 0.75)
    elif kind.startswith("enum("):
        yield from get_close_matches(small, kind[5:-1].split(","), 1, 0.6)
