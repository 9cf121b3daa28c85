"""mj-section and mj-wrapper: the horizontal bands of a mail."""

from __future__ import annotations

from tactful.render.stages.elements.backgrounds import place_of, vml
from tactful.render.stages.elements.columns import pixels
from tactful.render.stages.elements.components import BORDERS, PADDINGS, PRESENTATION, Components, Place, View, outlook, suffixed, tag
from tactful.render.stages.elements.measures import box, shown, whole

_LINE = "line-height:0px;font-size:0px;mso-line-height-rule:exactly;"


def section(components: Components, view: View, place: Place) -> str:
    """A section or a wrapper: one holds columns side by side, the other sections one upon the other."""
    content = _band(components, view, place)
    full = view["full-width"] == "full-width"
    before, after = _before(view, place), outlook("</td></tr></table>")
    if not full:
        return f"{before}{vml(view, place.width, content) if _pictured(view) else content}{after}"
    content = f"{before}{content}{after}"
    style = {**_background(view), "width": "100%"}
    table = tag("table", style, align="center", class_=view["css-class"], background=view["background-url"], **PRESENTATION)
    return f"{table}<tbody><tr><td>{vml(view, place.width, content, full=True) if _pictured(view) else content}</td></tr></tbody></table>"


def _pictured(view: View) -> bool:
    return view.values.get("background-url") is not None


def _before(view: View, place: Place) -> str:
    """The table that holds the band in Outlook."""
    gap = place.gap if place.index else None
    colour = None if place.gap else view["background-color"]
    table = tag(
        "table", {"width": place.width, "padding-top": gap}, align="center", **PRESENTATION, class_=suffixed(view["css-class"], "outlook"),
        width=shown(whole(place.width)), bgcolor=colour,
    )  # fmt: skip
    return outlook(f'{table}<tr><td style="{_LINE}">')


def _band(components: Components, view: View, place: Place) -> str:
    full, rounded = view["full-width"] == "full-width", bool(view["border-radius"])
    own = {} if full else _background(view)
    style = {
        **own, "margin": "0px auto", "max-width": place.width, "border-radius": view["border-radius"],
        "overflow": "hidden" if rounded else None, "margin-top": place.gap if place.index else None,
    }  # fmt: skip
    cell = {
        **view.some(*BORDERS), "direction": view["direction"], "font-size": "0px", **view.some(*PADDINGS), "text-align": view["text-align"],
    }  # fmt: skip
    table = tag(
        "table", {**own, "width": "100%", "border-collapse": "separate" if rounded else None}, align="center",
        background=None if full else view["background-url"], **PRESENTATION,
    )  # fmt: skip
    inner = ('<div style="line-height:0;font-size:0;">', "</div>") if _pictured(view) else ("", "")
    opening = tag("div", style, class_=None if full else view["css-class"])
    rows = _sections(components, view, place) if view.node.tag == "mj-wrapper" else _columns(components, view, place)
    holder = outlook(f"{tag('table', **PRESENTATION)}")
    return (
        f"{opening}{inner[0]}{table}<tbody><tr>{tag('td', cell)}{holder}{rows}{outlook('</table>')}"
        f"</td></tr></tbody></table>{inner[1]}</div>"
    )


def _inside(view: View, place: Place) -> Place:
    return Place(shown(box(view.values, place.width), "px") or "", gap=view["gap"])


def _columns(components: Components, view: View, place: Place) -> str:
    inside = _inside(view, place)
    among = Place(inside.width, siblings=sum(child.tag != "mj-raw" for child in view.node.children))
    parts = []
    for child, html in components.each(view.node, inside):
        if child is None:
            parts.append(html)
            continue
        style = (
            {"vertical-align": child["vertical-align"], "width": pixels(child, among)}
            if child.node.tag in ("mj-column", "mj-group")
            else None
        )
        cell = tag("td", style, align=child["align"], class_=suffixed(child["css-class"], "outlook"))
        parts.append(f"{outlook(cell)}{html}{outlook('</td>')}")
    return f"{outlook('<tr>')}{''.join(parts)}{outlook('</tr>')}"


def _sections(components: Components, view: View, place: Place) -> str:
    parts = []
    for child, html in components.each(view.node, _inside(view, place)):
        if child is None:
            parts.append(html)
            continue
        cell = tag("td", align=child["align"], class_=suffixed(child["css-class"], "outlook"), width=place.width)
        parts.append(f"{outlook(f'<tr>{cell}')}{html}{outlook('</td></tr>')}")
    return "".join(parts)


def _background(view: View) -> dict[str, str | None]:
    colour = view["background-color"]
    if not view["background-url"]:
        return {"background": colour, "background-color": colour}
    x, y = place_of(view)
    size, repeat = view["background-size"], view["background-repeat"]
    parts = [colour, f"url('{view['background-url']}')", f"{x} {y}", f"/ {size}", repeat]
    return {
        "background": " ".join(filter(None, parts)), "background-position": f"{x} {y}", "background-repeat": repeat, "background-size": size,
    }  # fmt: skip
