"""mj-text, mj-button, mj-image, mj-divider, mj-spacer, mj-table."""

from __future__ import annotations

import math
import re

from tactful.render.stages.elements.components import BORDERS, PRESENTATION, Components, Place, View, outlook, tag
from tactful.render.stages.elements.measures import borders, box, measured, shown, sides, whole

_FLUID = """@media only screen and (max-width:{lower}) {{
table.mj-full-width-mobile {{ width: 100% !important; }}
td.mj-full-width-mobile {{ width: auto !important; }}
}}"""
_TYPE = ("font-family", "font-size", "font-style", "font-weight", "letter-spacing", "line-height")


def text(components: Components, view: View, _place: Place) -> str:
    style = {
        **view.some(*_TYPE), "text-align": view["align"], **view.some("text-decoration", "text-transform", "color", "height"),
    }  # fmt: skip
    content = f"{tag('div', style)}{components.content(view.node)}</div>"
    height = view["height"]
    if not height:
        return content
    cell = tag("td", {"vertical-align": "top", "height": height}, height=height)
    return f"{outlook(tag('table', **PRESENTATION) + '<tr>' + cell)}{content}{outlook('</td></tr></table>')}"


def button(components: Components, view: View, place: Place) -> str:
    values, name = view.values, "p" if view["href"] is None else "a"
    background, width = view["background-color"], view["width"]
    inner = None
    if width:
        pixels, unit = measured(width)
        inner = shown(pixels - sides(values, "inner-padding") - borders(values), "px") if unit == "px" else None
    holder = {
        **view.some(*BORDERS), "cursor": "auto", **view.some("font-style", "height"), "mso-padding-alt": view["inner-padding"],
        "text-align": view["text-align"], "background": background,
    }  # fmt: skip
    style = {
        "display": "inline-block", "width": inner, "background": background, **view.some("color", *_TYPE), "margin": "0",
        **view.some("text-decoration", "text-transform"), "padding": view["inner-padding"], "mso-padding-alt": "0px",
        "border-radius": view["border-radius"],
    }  # fmt: skip
    table = tag("table", {"border-collapse": "separate", "width": width, "line-height": "100%"}, **PRESENTATION)
    cell = tag(
        "td",
        holder,
        align="center",
        bgcolor=None if background == "none" else background,
        role="presentation",
        valign=view["vertical-align"],
    )
    link = tag(
        name,
        style,
        href=view["href"],
        name=view["name"],
        rel=view["rel"],
        title=view["title"],
        target=view["target"] if name == "a" else None,
    )
    return f"{table}<tbody><tr>{cell}{link} {components.content(view.node)} </{name}></td></tr></tbody></table>"


def image(components: Components, view: View, place: Place) -> str:
    components.styles[_FLUID.format(lower=lower(components.breakpoint))] = None
    widths = [one for one in (box(view.values, place.width), whole(view["width"])) if not math.isnan(one)]
    width = min(widths) if widths else math.nan
    full = view["full-width"] == "full-width"
    height = view["height"]
    style = {
        **view.some(*BORDERS), "display": "block", "outline": "none", "text-decoration": "none", **view.some("height", "max-height"),
        "min-width": "100%" if full else None, "width": "100%", "max-width": "100%" if full else None, "font-size": view["font-size"],
    }  # fmt: skip
    picture = tag(
        "img", style, alt=view["alt"], src=view["src"], srcset=view["srcset"], sizes=view["sizes"], title=view["title"], width=shown(width),
        usemap=view["usemap"], height="auto" if height == "auto" else shown(whole(height)),
    )  # fmt: skip
    if view["href"] is not None:
        link = tag("a", href=view["href"], target=view["target"], rel=view["rel"], name=view["name"], title=view["title"])
        picture = f"{link}{picture}</a>"
    wide = "100%" if full else None
    frame = {
        "min-width": wide, "max-width": wide, "width": shown(width, "px") if full else None, "border-collapse": "collapse",
        "border-spacing": "0px",
    }  # fmt: skip
    fluid = "mj-full-width-mobile" if view.on("fluid-on-mobile") else None
    cell = tag("td", {"width": None if full else shown(width, "px")}, class_=fluid)
    return f"{tag('table', frame, **PRESENTATION, class_=fluid)}<tbody><tr>{cell}{picture}</td></tr></tbody></table>"


def divider(_components: Components, view: View, place: Place) -> str:
    align = view["align"]
    margin = "0px" if align == "left" else "0px 0px 0px auto" if align == "right" else "0px auto"
    line = " ".join(view.values.get(f"border-{part}", "") for part in ("style", "width", "color"))
    style = {"border-top": line, "font-size": "1px", "margin": margin, "width": view["width"]}
    share, unit = measured(view["width"] or "")
    around = whole(place.width) - sides(view.values)
    wide = view["width"] if unit == "px" else shown(around * math.floor(share) / 100 if unit == "%" else around, "px")
    table = tag("table", {**style, "width": wide}, align=align, **PRESENTATION, width=wide)
    return f'{tag("p", style)}</p>{outlook(f"""{table}<tr><td style="height:0;line-height:0;">&nbsp;</td></tr></table>""")}'


def spacer(_components: Components, view: View, _place: Place) -> str:
    return f"{tag('div', {'height': view['height'], 'line-height': view['height']})}&#8202;</div>"


def table(components: Components, view: View, _place: Place) -> str:
    wanted = view["width"] or ""
    width, unit = measured(wanted)
    spacing = re.sub(r"[^0-9.]", "", view["cellspacing"] or "")
    spaced = re.match(r"[0-9]*\.?[0-9]*", spacing)
    separate = bool(spaced and spaced.group().strip(".") and float(spaced.group()) > 0)
    style = {
        **view.some("color", "font-family", "font-size", "line-height", "table-layout", "width", "border"),
        "border-collapse": "separate" if separate else None,
    }  # fmt: skip
    opening = tag(
        "table", style, cellpadding=view["cellpadding"], cellspacing=view["cellspacing"], role=view["role"],
        width=wanted if unit in ("%", "auto") else shown(width), border="0",
    )  # fmt: skip
    return f"{opening}{components.content(view.node)}</table>"


def lower(breakpoint: str) -> str:
    """One pixel less than a breakpoint."""
    found = re.search(r"[0-9]+", breakpoint)
    return f"{int(found.group()) - 1}px" if found else breakpoint
