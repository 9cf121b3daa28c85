"""Where the background picture of a section stands, in CSS and in Outlook's VML."""

from __future__ import annotations

import re

from tactful.render.stages.elements.components import View, outlook, tag
from tactful.render.stages.elements.measures import shown, whole

_SHARE = re.compile(r"[0-9]+(?:\.[0-9]+)?%")
_ACROSS = {"left": "0%", "center": "50%", "right": "100%"}
_DOWN = {"top": "0%", "center": "50%", "bottom": "100%"}


def place_of(view: View) -> tuple[str, str]:
    """``background-position``, across and down, from its one or two words in any order."""
    words = (view["background-position"] or "").split(" ")
    across, down = "center", "top"
    if len(words) == 1:
        across, down = ("center", words[0]) if words[0] in ("top", "bottom") else (words[0], "center")
    elif len(words) == 2:
        first, second = words
        swapped = first in ("top", "bottom") or (first == "center" and second in ("left", "right"))
        across, down = (second, first) if swapped else (first, second)
    return view["background-position-x"] or across, view["background-position-y"] or down


def vml(view: View, width: str, content: str, *, full: bool = False) -> str:
    """Content upon its picture for Outlook."""
    rect = tag(
        "v:rect", {"mso-width-percent": "1000"} if full else {"width": width}, **{"xmlns:v": "urn:schemas-microsoft-com:vml"}, fill="true",
        stroke="false",
    )  # fmt: skip
    fill = tag("v:fill", **_fill(view))[:-1] + " />"
    return f'{outlook(f"""{rect}{fill}<v:textbox style="mso-fit-shape-to-text:true" inset="0,0,0,0">""")}{content}{outlook("</v:textbox></v:rect>")}'


def _fill(view: View) -> dict[str, str | None]:
    x, y = place_of(view)
    repeat, size = view["background-repeat"], view["background-size"] or ""
    (origin_x, at_x), (origin_y, at_y) = (
        _point(_ACROSS.get(x, x), "50%", repeat == "repeat", across=True), _point(_DOWN.get(y, y), "0%", repeat == "repeat", across=False),
    )  # fmt: skip
    kind = "frame" if repeat == "no-repeat" else "tile"
    attributes: dict[str, str | None] = {}
    if size in ("cover", "contain"):
        attributes = {"size": "1,1", "aspect": "atleast" if size == "cover" else "atmost"}
    elif size == "auto":
        kind, (origin_x, at_x), (origin_y, at_y) = "tile", ("0.5", "0.5"), ("0", "0")
    else:
        words = size.split(" ")
        attributes = {"size": size, "aspect": "atmost"} if len(words) == 1 else {"size": ",".join(words)}
    return {
        "origin": f"{origin_x}, {origin_y}", "position": f"{at_x}, {at_y}", "src": view["background-url"], "color": view["background-color"],
        "type": kind, **attributes,
    }  # fmt: skip


def _point(place: str, otherwise: str, repeated: bool, *, across: bool) -> tuple[str, str]:
    """Origin and position on one axis: a share of the box when the picture repeats, else its distance from the middle."""
    if not _SHARE.fullmatch(place):
        place = otherwise
    share = whole(place) / 100
    text = shown(share if repeated else (-50 + share * 100) / 100) or "0"
    return text, text
