"""mj-hero: content upon a picture of fixed height, or of a height that follows the picture."""

from __future__ import annotations

import math

from tactful.render.stages.elements.components import PADDINGS, PRESENTATION, TABLE, Components, Place, View, outlook, tag
from tactful.render.stages.elements.measures import number, shown, side, sides, whole


def hero(components: Components, view: View, place: Place) -> str:
    width = place.width
    picture = {
        "border": "0", "height": view["background-height"], "mso-position-horizontal": "center", "position": "absolute", "top": "0",
        "width": view["background-width"] or width, "z-index": "-3",
    }  # fmt: skip
    table = tag("table", {"width": width}, align="center", **PRESENTATION, width=shown(whole(width)))
    line = tag("td", {"line-height": "0", "font-size": "0", "mso-line-height-rule": "exactly"})
    image = tag("v:image", picture, src=view["background-url"], **{"xmlns:v": "urn:schemas-microsoft-com:vml"})[:-1] + " />"
    box = tag("div", {"margin": "0 auto", "max-width": width}, align=view["align"], class_=view["css-class"])
    return (
        f"{outlook(f'{table}<tr>{line}{image}')}{box}{tag('table', {'width': '100%'}, **PRESENTATION)}<tbody>"
        f"{tag('tr', {'vertical-align': 'top'})}{_cells(components, view, place)}</tr></tbody></table></div>{outlook('</td></tr></table>')}"
    )


def _cells(components: Components, view: View, place: Place) -> str:
    url = view["background-url"]
    style = {
        "background": _background(view), "background-position": view["background-position"], "background-repeat": "no-repeat",
        "border-radius": view["border-radius"], **view.some(*PADDINGS), "vertical-align": view["vertical-align"],
    }  # fmt: skip
    content = _content(components, view, place)
    if view["mode"] == "fluid-height":
        height, width = whole(view["background-height"]), whole(view["background-width"])
        ratio = math.floor(height / width * 100 + 0.5) if width and not math.isnan(height / width) else math.nan
        holder = tag("td", {"width": "0.01%", "padding-bottom": shown(ratio, "%"), "mso-padding-bottom-alt": "0"})
        return f"{holder}</td>{tag('td', style, background=url)}{content}</td>{holder}</td>"
    height = whole(view["height"]) - side(view.values, "padding", "top") - side(view.values, "padding", "bottom")
    return f"{tag('td', {**style, 'height': shown(height, 'px')}, background=url, height=shown(height))}{content}</td>"


def _background(view: View) -> str:
    parts = [view["background-color"]]
    if view["background-url"]:
        parts += [f"url('{view['background-url']}')", "no-repeat", f"{view['background-position']} / cover"]
    return " ".join(filter(None, parts))


def _content(components: Components, view: View, place: Place) -> str:
    align, width = view["align"], place.width
    padding = {name: view[f"inner-{name}"] for name in PADDINGS}
    table = tag("table", {"width": width}, align=align, **TABLE, width=width.replace("px", "", 1))
    cell = tag("td", {"background-color": view["inner-background-color"], **padding})
    box = tag(
        "div", {"background-color": view["inner-background-color"], "float": align, "margin": "0px auto", "width": view["width"]}, align=align,
        class_="mj-hero-content",
    )  # fmt: skip
    inner = tag("table", {"width": "100%", "margin": "0px"}, **PRESENTATION)
    rows = components.rows(view.node, Place(shown(number(width) - sides(view.values), "px") or ""), hero=True)
    return (
        f"{outlook(f'{table}<tr>{cell}')}{box}{inner}<tbody><tr><td>{inner}<tbody>{rows}</tbody></table></td></tr></tbody></table></div>"
        f"{outlook('</td></tr></table>')}"
    )
