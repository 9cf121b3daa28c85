"""mj-navbar and mj-navbar-link."""

from __future__ import annotations

from tactful.mjml.parser import Node
from tactful.render.stages.components import PADDINGS, Components, View, Written, cell, outlook, raw_or, tag

_STYLE = """noinput.mj-menu-checkbox {{ display:block!important; max-height:none!important; visibility:visible!important; }}
@media only screen and (max-width:{lower}px) {{
.mj-menu-checkbox[type="checkbox"] ~ .mj-inline-links {{ display:none!important; }}
.mj-menu-checkbox[type="checkbox"]:checked ~ .mj-inline-links,
.mj-menu-checkbox[type="checkbox"] ~ .mj-menu-trigger {{ display:block!important; max-width:none!important; max-height:none!important; font-size:inherit!important; }}
.mj-menu-checkbox[type="checkbox"] ~ .mj-inline-links > a {{ display:block!important; }}
.mj-menu-checkbox[type="checkbox"]:checked ~ .mj-menu-trigger .mj-menu-icon-close {{ display:block!important; }}
.mj-menu-checkbox[type="checkbox"]:checked ~ .mj-menu-trigger .mj-menu-icon-open {{ display:none!important; }}
}}"""


def write(components: Components, node: Node) -> Written:
    navbar = components.view(node)
    base = navbar["base-url"] or ""
    links = [
        raw if raw is not None else _link(components.view(child), components.content(child), base)
        for child, raw in raw_or(node.children, components, "mj-navbar-link")
    ]
    menu = _menu(navbar, components.number()) if navbar["hamburger"] == "hamburger" else ""
    opening = outlook(f"{tag('table', role='presentation', border='0', cellpadding='0', cellspacing='0', align=navbar['align'])}<tr>")
    content = f'{menu}<div class="mj-inline-links" style="">{opening}{"".join(links)}{outlook("</tr></table>")}</div>'
    return Written(cell(navbar, content), [_STYLE.format(lower=components.breakpoint - 1)])


def _link(view: View, text: str, base: str) -> str:
    style = {
        "display": "inline-block",
        **view.some(
            "color", "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "line-height", "text-decoration",
            "text-transform", *PADDINGS,
        ),
    }  # fmt: skip
    classes = view["css-class"]
    anchor = tag(
        "a", style, class_=f"mj-link {classes}" if classes else "mj-link", href=f"{base}{view['href'] or ''}" if base else view["href"],
        rel=view["rel"], target=view["target"], name=view["name"],
    )  # fmt: skip
    holder = tag("td", view.some(*PADDINGS), class_=" ".join(f"{name}-outlook" for name in (classes or "").split()) or None)
    return f"{outlook(holder)}{anchor}{text}</a>{outlook('</td>')}"


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
