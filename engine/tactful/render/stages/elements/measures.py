"""Lengths as the official compiler reads and writes them: JavaScript's idea of what number a text begins with.

A length that is none is ``nan``; what is reckoned from it is ``nan`` too and written nowhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

_WHOLE = re.compile(r"\s*([+-]?[0-9]+)")
_NUMBER = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))")
_UNIT = re.compile(r"[0-9.,]*([^0-9]*)\Z")
_BORDER = re.compile(r"(?:^| )([0-9]+)")
_SIDES = {
    2: {"top": 0, "bottom": 0, "left": 1, "right": 1},
    3: {"top": 0, "left": 1, "right": 1, "bottom": 2},
    4: {"top": 0, "right": 1, "bottom": 2, "left": 3},
}
Values = Mapping[str, str | None]


def whole(text: str | None) -> float:
    """The integer that a text begins with."""
    found = _WHOLE.match(text or "")
    return float(int(found.group(1)[:300])) if found else math.nan


def number(text: str | None) -> float:
    """The decimal number that a text begins with."""
    found = _NUMBER.match(text or "")
    return float(found.group(1)) if found else math.nan


def measured(text: str) -> tuple[float, str]:
    """A width and its unit, ``px`` where it has none. Pixels are whole, percentages may have decimals."""
    found = _UNIT.search(text)
    unit = found.group(1) if found else ""
    return (number(text) if unit == "%" else whole(text)), unit or "px"


def shown(value: float, unit: str = "") -> str | None:
    """A number as JavaScript writes it, with its unit; None for one that is none."""
    if math.isnan(value) or math.isinf(value):
        return None
    return f"{int(value) if value == int(value) else repr(value)}{unit}"


def side(values: Values, name: str, which: str) -> float:
    """Pixels of ``padding`` (or another shorthand) on one side."""
    single = values.get(f"{name}-{which}")
    if single:
        return whole(single)
    parts = (values.get(name) or "0").split()[:4]
    return whole(parts[_SIDES[len(parts)][which]]) if len(parts) in _SIDES else whole(parts[0]) if parts else math.nan


def sides(values: Values, name: str = "padding") -> float:
    """Pixels of a shorthand on the left and the right."""
    return side(values, name, "left") + side(values, name, "right")


def border(values: Values, which: str, name: str = "border") -> float:
    """Pixels of a border on one side."""
    found = _BORDER.search(values.get(f"{name}-{which}") or values.get(name) or "0")
    return float(found.group(1)) if found else 0.0


def borders(values: Values, name: str = "border") -> float:
    """Pixels of the borders on the left and the right."""
    return border(values, "left", name) + border(values, "right", name)


def box(values: Values, width: str) -> float:
    """What padding and borders leave of a width, in whole pixels."""
    return whole(width) - sides(values) - borders(values)
