"""The types of MJML attributes, checked as the official validator checks them."""

from __future__ import annotations

import re
from functools import cache

# Source: the CSS colour keywords that MJML 4 accepts.
_NAMES = """
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood
    cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray
    darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen
    darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue
    firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew
    hotpink indianred indigo inherit ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral
    lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue
    lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine
    mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred
    midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
    palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple
    rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue
    slategray slategrey snow springgreen steelblue tan teal thistle tomato transparent turquoise violet wheat white
    whitesmoke yellow yellowgreen
"""
COLOURS = frozenset(_NAMES.split())

_COLOUR = re.compile(
    r"rgba\(\d{1,3},\s?\d{1,3},\s?\d{1,3},\s?\d(\.\d{1,3})?\)|rgb\(\d{1,3},\s?\d{1,3},\s?\d{1,3}\)|^#([0-9a-f]{3}){1,2}$", re.IGNORECASE
)


def fault(kind: str, value: str) -> str | None:
    """What a value of this type should be, where it is not; None where it is. Types as in ``data/elements.toml``."""
    if kind == "color":
        return None if _COLOUR.search(value) or value in COLOURS else "a colour name, #rgb, #rrggbb, rgb() or rgba()"
    if kind == "boolean":
        return None if value in ("true", "false") else "true or false"
    if kind.startswith("enum("):
        words = kind[5:-1].split(",")
        return None if value in words else " or ".join(words)
    if kind.startswith("unit"):
        return None if _unit(kind).fullmatch(value) else _spoken(kind)
    return None


@cache
def _unit(kind: str) -> re.Pattern[str]:
    units, count = _parts(kind)
    sign = "-|" if kind.startswith("unitWithNegative") else ""
    suffixes = "|".join(re.escape(unit) for unit in units if unit != "auto")
    auto = "|auto" if "auto" in units else ""
    return re.compile(rf"(?:(?:(?:{sign}\d|,|\.)+(?:{suffixes})|0{auto}) ?){{{count}}}")


def _parts(kind: str) -> tuple[list[str], str]:
    found = re.match(r"\w+\(([^)]*)\)(?:\{([^}]*)\})?", kind)
    if found is None:
        raise ValueError(kind)
    return found.group(1).split(","), found.group(2) or "1"


def _spoken(kind: str) -> str:
    units, count = _parts(kind)
    named = " or ".join(unit for unit in units if unit)
    bare = ", or a bare number" if "" in units else ""
    return f"{'one value' if count == '1' else '1 to 4 values'} in {named}{bare}"
