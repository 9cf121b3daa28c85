"""mj-column and mj-group: boxes that stand side by side on a desktop."""

from __future__ import annotations

from tactful.render.stages.elements.components import BORDERS, PADDINGS, PRESENTATION, Components, Place, View, outlook, tag
from tactful.render.stages.elements.measures import borders, measured, number, shown, sides, whole

_MOBILE = "mobileWidth"  # what a group passes on to its columns


def column(components: Components, view: View, place: Place) -> str:
    value, unit = share(view, place)
    name = f"mj-column-{'per' if unit == '%' else 'px'}-{(shown(value) or 'NaN').replace('.', '-', 1)}"
    query(components, name, value, unit)
    style = {
        "font-size": "0px", "text-align": "left", "direction": view["direction"], "display": "inline-block",
        "vertical-align": view["vertical-align"], "width": _on_mobile(view, place),
    }  # fmt: skip
    classes = " ".join(filter(None, (name, "mj-outlook-group-fix", view["css-class"])))
    taken = sides(view.values) + borders(view.values) + borders(view.values, "inner-border")
    rows = components.rows(view.node, Place(_inside(view, place, taken)))
    frame = {"background-color": view["background-color"], **view.some(*BORDERS), "vertical-align": view["vertical-align"]}
    rounded = "separate" if view["border-radius"] else None
    if all(view.values.get(name) is None for name in PADDINGS):
        content = _table({**frame, "border-collapse": rounded or _rounded_inside(view)}, rows)
    else:
        inner = {"background-color": view["inner-background-color"], **{one: view[f"inner-{one}"] for one in BORDERS}}
        content = _table({**inner, "border-collapse": _rounded_inside(view)}, rows)
        gutter = tag("td", {**frame, "border-collapse": rounded, **view.some(*PADDINGS)})
        content = _table({"border-collapse": rounded}, f"<tr>{gutter}{content}</td></tr>")
    return f"{tag('div', style, class_=classes)}{content}</div>"


def _table(style: dict[str, str | None], rows: str) -> str:
    return f"{tag('table', style, **PRESENTATION, width='100%')}<tbody>{rows}</tbody></table>"


def _rounded_inside(view: View) -> str | None:
    return "separate" if view["inner-border-radius"] else None


def group(components: Components, view: View, place: Place) -> str:
    value, unit = share(view, place)
    name = f"mj-column-{'per' if unit == '%' else 'px'}-{shown(whole(shown(value))) or 'NaN'}"
    query(components, name, value, unit)
    background = view["background-color"]
    style = {
        "font-size": "0", "line-height": "0", "text-align": "left", "display": "inline-block", "width": "100%",
        "direction": view["direction"], "vertical-align": view["vertical-align"], "background-color": background,
    }  # fmt: skip
    classes = " ".join(filter(None, (name, "mj-outlook-group-fix", view["css-class"])))
    inside = Place(_inside(view, place, sides(view.values)), inherited={_MOBILE: _MOBILE})
    columns = []
    for child, html in components.each(view.node, inside):
        if child is None:
            columns.append(html)
            continue
        wide = pixels(child, _among(view, inside)) if child.node.tag in ("mj-column", "mj-group") else child["width"]
        cell = tag("td", {"align": child["align"], "vertical-align": child["vertical-align"], "width": _for_outlook(wide, place)})
        columns.append(f"{outlook(cell)}{html}{outlook('</td>')}")
    opening = outlook(f"{tag('table', bgcolor=None if background == 'none' else background, **PRESENTATION)}<tr>")
    return f"{tag('div', style, class_=classes)}{opening}{''.join(columns)}{outlook('</tr></table>')}</div>"


def _for_outlook(wide: str | None, place: Place) -> str | None:
    if not wide:
        return shown(whole(place.width) / max(place.siblings, 1), "px")
    value, unit = measured(wide)
    return None if unit == "%" else shown(value, unit)


def _among(view: View, inside: Place) -> Place:
    """The place of each child."""
    return Place(inside.width, siblings=sum(child.tag != "mj-raw" for child in view.node.children))


def share(view: View, place: Place) -> tuple[float, str]:
    """The width of a column or group and its unit: its own, else an equal share."""
    width = view["width"]
    return measured(width) if width else (100 / max(place.siblings, 1), "%")


def pixels(view: View, place: Place) -> str | None:
    """The width for Outlook."""
    value, unit = share(view, place)
    return shown(number(place.width) * value / 100 if unit == "%" else value, "px")


def query(components: Components, name: str, value: float, unit: str) -> None:
    """Ask for the media query of a column's class."""
    wide = shown(value, unit)
    components.queries[name] = f"{{ width:{wide} !important; max-width:{wide}; }}"


def _inside(view: View, place: Place, taken: float) -> str:
    """The width that is left to the children."""
    width = view["width"]
    if not width:
        left = number(place.width) / max(place.siblings, 1)
        return shown(whole(shown(left)) - taken, "px") or ""
    value, unit = measured(width)
    return shown((number(place.width) * value / 100 if unit == "%" else value) - taken, "px") or ""


def _on_mobile(view: View, place: Place) -> str | None:
    """The width where no media query is read: all of it, but for the columns of a group."""
    if view.values.get(_MOBILE) != _MOBILE:
        return "100%"
    width = view.values.get("width")
    if width is None:
        return shown(100 // max(place.siblings, 1), "%")
    value, unit = measured(width)
    if unit == "%":
        return width
    return shown(value / whole(place.width) * 100, "%") if whole(place.width) else None
