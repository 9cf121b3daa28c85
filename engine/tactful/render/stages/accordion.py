"""mj-accordion and its elements, titles and texts."""

from __future__ import annotations

from collections.abc import Mapping

from tactful.mjml.parser import Node
from tactful.render.stages.components import PADDINGS, Components, View, Written, cell, raw_or, tag

_STYLE = """noinput.mj-accordion-checkbox { display:block!important; }
@media yahoo, only screen and (min-width:0) {
.mj-accordion-element { display:block; }
input.mj-accordion-checkbox, .mj-accordion-less { display:none!important; }
input.mj-accordion-checkbox + * .mj-accordion-title { cursor:pointer; touch-action:manipulation; -webkit-user-select:none; -moz-user-select:none; user-select:none; }
input.mj-accordion-checkbox + * .mj-accordion-content { overflow:hidden; display:none; }
input.mj-accordion-checkbox + * .mj-accordion-more { display:block!important; }
input.mj-accordion-checkbox:checked + * .mj-accordion-content { display:block; }
input.mj-accordion-checkbox:checked + * .mj-accordion-more { display:none!important; }
input.mj-accordion-checkbox:checked + * .mj-accordion-less { display:block!important; }
}
.moz-text-html input.mj-accordion-checkbox + * .mj-accordion-title { cursor: auto; touch-action: auto; -webkit-user-select: auto; -moz-user-select: auto; user-select: auto; }
.moz-text-html input.mj-accordion-checkbox + * .mj-accordion-content { overflow: hidden; display: block; }
.moz-text-html input.mj-accordion-checkbox + * .mj-accordion-ico { display: none; }
@goodbye { @gmail }"""
_PASSED_ON = (
    "border", "icon-align", "icon-width", "icon-height", "icon-position", "icon-wrapped-url", "icon-wrapped-alt", "icon-unwrapped-url",
    "icon-unwrapped-alt",
)  # fmt: skip


def write(components: Components, node: Node) -> Written:
    accordion = components.view(node)
    style = {
        "width": "100%", "border-collapse": "collapse", "border": accordion["border"], "border-bottom": "none",
        "font-family": accordion["font-family"],
    }  # fmt: skip
    passed = {name: value for name in _PASSED_ON if (value := accordion[name]) is not None}
    rows = [
        raw if raw is not None else _element(components, components.view(child, passed), str(accordion["font-family"]))
        for child, raw in raw_or(node.children, components, "mj-accordion-element")
    ]
    table = tag("table", style, cellspacing="0", cellpadding="0", class_="mj-accordion")
    return Written(cell(accordion, f"{table}<tbody>{''.join(rows)}</tbody></table>"), [_STYLE])


def _element(components: Components, element: View, font: str) -> str:
    passed = {name: value for name in _PASSED_ON if (value := element[name]) is not None}
    font = element["font-family"] or font
    parts = []
    for child in element.node.children:
        if child.tag == "mj-raw":
            parts.append(components.content(child))
        elif child.tag in ("mj-accordion-title", "mj-accordion-text"):
            view = components.view(child, passed)
            writer = _title if child.tag == "mj-accordion-title" else _text
            parts.append(writer(view, components.content(child), view.given.get("font-family") or font))
    if not any(child.tag == "mj-accordion-title" for child in element.node.children):
        parts.insert(0, _title(_absent(components, element, "mj-accordion-title", passed), "", font))
    if not any(child.tag == "mj-accordion-text" for child in element.node.children):
        parts.append(_text(_absent(components, element, "mj-accordion-text", passed), "", font))
    box = tag("input", {"display": "none"}, class_="mj-accordion-checkbox", type="checkbox")
    return (
        f"{tag('tr', class_=element['css-class'])}{tag('td', {'padding': '0px', 'background-color': element['background-color']})}"
        f"{tag('label', {'font-size': '13px', 'font-family': element['font-family']}, class_='mj-accordion-element')}"
        f"<!--[if !mso | IE]><!-->{box}<!--<![endif]--><div>{''.join(parts)}</div></label></td></tr>"
    )


def _absent(components: Components, element: View, name: str, passed: Mapping[str, str]) -> View:
    """The view of a title or text that the author left out."""
    at = element.node.open_end
    return components.view(Node(name, at, at, at, at, raw=True, parent=element.node), passed)


def _title(view: View, text: str, font: str) -> str:
    style = {
        "width": "100%", "background-color": view["background-color"], "color": view["color"], "font-size": view["font-size"],
        "font-family": font, "font-weight": view["font-weight"], **view.some(*PADDINGS),
    }  # fmt: skip
    title = f"{tag('td', style, class_=view['css-class'])}{text}</td>"
    size = {"display": "none", "width": view["icon-width"], "height": view["icon-height"]}
    more = tag("img", size, src=view["icon-wrapped-url"], alt=view["icon-wrapped-alt"], class_="mj-accordion-more")
    less = tag("img", size, src=view["icon-unwrapped-url"], alt=view["icon-unwrapped-alt"], class_="mj-accordion-less")
    holder = tag(
        "td", {"padding": "16px", "background": view["background-color"], "vertical-align": view["icon-align"]}, class_="mj-accordion-ico"
    )
    icons = f"<!--[if !mso | IE]><!-->{holder}{more}{less}</td><!--<![endif]-->"
    row = title + icons if view["icon-position"] == "right" else icons + title
    return f'<div class="mj-accordion-title">{_table(view)}<tbody><tr>{row}</tr></tbody></table></div>'


def _text(view: View, text: str, font: str) -> str:
    style = {
        "background": view["background-color"], "font-size": view["font-size"], "font-family": font, "font-weight": view["font-weight"],
        "letter-spacing": view["letter-spacing"], "line-height": view["line-height"], "color": view["color"], **view.some(*PADDINGS),
    }  # fmt: skip
    row = f"{tag('td', style, class_=view['css-class'])}{text}</td>"
    return f'<div class="mj-accordion-content">{_table(view)}<tbody><tr>{row}</tr></tbody></table></div>'


def _table(view: View) -> str:
    return tag("table", {"width": "100%", "border-bottom": view["border"]}, cellspacing="0", cellpadding="0")
