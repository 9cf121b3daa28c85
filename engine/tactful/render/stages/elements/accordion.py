"""mj-accordion and its elements, titles and texts."""

from __future__ import annotations

from tactful.mjml.parser import Document, Node
from tactful.mjml.resolve import Resolver
from tactful.render.stages.elements.components import PADDINGS, Components, Place, View, tag

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

_NO_DEFAULTS = Resolver(Document("", [], [], [], []))  # the official compiler gives an absent title or text none of mj-attributes'


def accordion(components: Components, view: View, place: Place) -> str:
    components.styles[_STYLE] = None
    style = {
        "width": "100%", "border-collapse": "collapse", "border": view["border"], "border-bottom": "none",
        "font-family": view["font-family"],
    }  # fmt: skip
    inside = Place(place.width, fonts=(view["font-family"], None), inherited=view.passed(*_PASSED_ON))
    rows = "".join(html for _child, html in components.each(view.node, inside))
    return f"{tag('table', style, cellspacing='0', cellpadding='0', class_='mj-accordion')}<tbody>{rows}</tbody></table>"


def element(components: Components, view: View, place: Place) -> str:
    inside = Place(place.width, fonts=(place.fonts[0], view["font-family"]), inherited=view.passed(*_PASSED_ON))
    parts = [html for _child, html in components.each(view.node, inside)]
    if not any(child.tag == "mj-accordion-title" for child in view.node.children):
        parts.insert(0, title(components, _absent(view, "mj-accordion-title", inside), inside))
    if not any(child.tag == "mj-accordion-text" for child in view.node.children):
        parts.append(text(components, _absent(view, "mj-accordion-text", inside), inside))
    box = tag("input", {"display": "none"}, class_="mj-accordion-checkbox", type="checkbox")
    return (
        f"{tag('tr', class_=view['css-class'])}{tag('td', {'padding': '0px', 'background-color': view['background-color']})}"
        f"{tag('label', {'font-size': '13px', 'font-family': view['font-family']}, class_='mj-accordion-element')}"
        f"<!--[if !mso | IE]><!-->{box}<!--<![endif]--><div>{''.join(parts)}</div></label></td></tr>"
    )


def _absent(element: View, name: str, inside: Place) -> View:
    """The view of a title or text that the author left out."""
    at = element.node.open_end
    return View(_NO_DEFAULTS, Node(name, at, at, at, at, raw=True), inside.inherited)


def _font(view: View, place: Place) -> str | None:
    """What the element itself is set in, else the font of what is around it."""
    return view["font-family"] if view.node.get("font-family") is not None else place.fonts[1] or place.fonts[0]


def title(components: Components, view: View, place: Place) -> str:
    style = {
        "width": "100%", "background-color": view["background-color"], "color": view["color"], "font-size": view["font-size"],
        "font-family": _font(view, place), "font-weight": view["font-weight"], **view.some(*PADDINGS),
    }  # fmt: skip
    words = f"{tag('td', style, class_=view['css-class'])}{components.content(view.node)}</td>"
    size = {"display": "none", "width": view["icon-width"], "height": view["icon-height"]}
    more = tag("img", size, src=view["icon-wrapped-url"], alt=view["icon-wrapped-alt"], class_="mj-accordion-more")
    less = tag("img", size, src=view["icon-unwrapped-url"], alt=view["icon-unwrapped-alt"], class_="mj-accordion-less")
    holder = tag(
        "td", {"padding": "16px", "background": view["background-color"], "vertical-align": view["icon-align"]}, class_="mj-accordion-ico"
    )
    icons = f"<!--[if !mso | IE]><!-->{holder}{more}{less}</td><!--<![endif]-->"
    row = words + icons if view["icon-position"] == "right" else icons + words
    return f'<div class="mj-accordion-title">{_table(view)}<tbody><tr>{row}</tr></tbody></table></div>'


def text(components: Components, view: View, place: Place) -> str:
    style = {
        "background": view["background-color"], "font-size": view["font-size"], "font-family": _font(view, place), "font-weight": view["font-weight"],
        "letter-spacing": view["letter-spacing"], "line-height": view["line-height"], "color": view["color"], **view.some(*PADDINGS),
    }  # fmt: skip
    row = f"{tag('td', style, class_=view['css-class'])}{components.content(view.node)}</td>"
    return f'<div class="mj-accordion-content">{_table(view)}<tbody><tr>{row}</tr></tbody></table></div>'


def _table(view: View) -> str:
    return tag("table", {"width": "100%", "border-bottom": view["border"]}, cellspacing="0", cellpadding="0")
