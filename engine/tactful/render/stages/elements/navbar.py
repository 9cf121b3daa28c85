"""mj-navbar and mj-navbar-link."""

from __future__ import annotations

from tactful.render.stages.elements.components import PADDINGS, TABLE, Components, Place, View, outlook, suffixed, tag
from tactful.render.stages.elements.leaves import lower

_BASE = "navbarBaseUrl"  # what a navbar passes on to its links
_STYLE = """noinput.mj-menu-checkbox {{ display:block!important; max-height:none!important; visibility:visible!important; }}
@media only screen and (max-width:{lower}) {{
.mj-menu-checkbox[type="checkbox"] ~ .mj-inline-links {{ display:none!important; }}
.mj-menu-checkbox[type="checkbox"]:checked ~ .mj-inline-links,
.mj-menu-checkbox[type="checkbox"] ~ .mj-menu-trigger {{ display:block!important; max-width:none!important; max-height:none!important; font-size:inherit!important; }}
.mj-menu-checkbox[type="checkbox"] ~ .mj-inline-links > a {{ display:block!important; }}
.mj-menu-checkbox[type="checkbox"]:checked ~ .mj-menu-trigger .mj-menu-icon-close {{ display:block!important; }}
.mj-menu-checkbox[type="checkbox"]:checked ~ .mj-menu-trigger .mj-menu-icon-open {{ display:none!important; }}
}}"""


def navbar(components: Components, view: View, place: Place) -> str:
    components.styles[_STYLE.format(lower=lower(components.breakpoint))] = None
    base = view.values.get("base-url")
    inside = Place(place.width, inherited={_BASE: base} if base else {})
    links = "".join(html for _child, html in components.each(view.node, inside))
    menu = _menu(view, components.number()) if view["hamburger"] == "hamburger" else ""
    opening = outlook(f"{tag('table', role='presentation', **TABLE, align=view['align'])}<tr>")
    return f'{menu}<div class="mj-inline-links" style="">{opening}{links}{outlook("</tr></table>")}</div>'


def link(components: Components, view: View, _place: Place) -> str:
    style = {
        "display": "inline-block",
        **view.some(
            "color", "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "line-height", "text-decoration",
            "text-transform", *PADDINGS,
        ),
    }  # fmt: skip
    classes, base = view["css-class"], view.values.get(_BASE)
    anchor = tag(
        "a", style, class_=f"mj-link {classes}" if classes else "mj-link", href=f"{base}{view['href'] or ''}" if base else view["href"],
        rel=view["rel"], target=view["target"], name=view["name"],
    )  # fmt: skip
    holder = tag("td", view.some(*PADDINGS), class_=suffixed(classes, "outlook"))
    return f"{outlook(holder)}{anchor} {components.content(view.node)} </a>{outlook('</td>')}"


def _menu(navbar: View, number: str) -> str:
    label = {
        "display": "block", "cursor": "pointer", "mso-hide": "all", "-moz-user-select": "none", "user-select": "none",
        "color": navbar["ico-color"], "font-size": navbar["ico-font-size"], "font-family": navbar["ico-font-family"],
        "text-transform": navbar["ico-text-transform"], "text-decoration": navbar["ico-text-decoration"],
        "line-height": navbar["ico-line-height"], **{name: navbar[f"ico-{name}"] for name in PADDINGS},
    }  # fmt: skip
    trigger = {"display": "none", "max-height": "0px", "max-width": "0px", "font-size": "0px", "overflow": "hidden"}
    box = f'<input type="checkbox" id="tactful-{number}" class="mj-menu-checkbox" style="display:none !important; max-height:0; visibility:hidden;" />'
    return (
        f"<!--[if !mso]><!-->{box}<!--<![endif]-->{tag('div', trigger, class_='mj-menu-trigger')}"
        f"{tag('label', label, for_=f'tactful-{number}', class_='mj-menu-label', align=navbar['ico-align'])}"
        f"{tag('span', {'mso-hide': 'all'}, class_='mj-menu-icon-open')}{navbar['ico-open']}</span>"
        f"{tag('span', {'display': 'none', 'mso-hide': 'all'}, class_='mj-menu-icon-close')}{navbar['ico-close']}</span></label></div>"
    )
