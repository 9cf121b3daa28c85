"""mj-social and mj-social-element."""

from __future__ import annotations

from tactful.render.stages.elements.components import PADDINGS, PRESENTATION, Components, Place, View, outlook, tag
from tactful.render.stages.elements.measures import shown, whole

_ICONS = "https://www.mailjet.com/images/theme/v1/icons/ico-social/"
_NETWORKS: dict[str, tuple[str, str, str]] = {  # name: icon, colour, share URL (source: the mj-social documentation)
    "facebook": ("facebook", "#3b5998", "https://www.facebook.com/sharer/sharer.php?u=[[URL]]"),
    "twitter": ("twitter", "#55acee", "https://twitter.com/intent/tweet?url=[[URL]]"),
    "x": ("twitter-x", "#000000", "https://twitter.com/intent/tweet?url=[[URL]]"),
    "google": ("google-plus", "#dc4e41", "https://plus.google.com/share?url=[[URL]]"),
    "pinterest": ("pinterest", "#bd081c", "https://pinterest.com/pin/create/button/?url=[[URL]]&media=&description="),
    "linkedin": ("linkedin", "#0077b5", "https://www.linkedin.com/shareArticle?mini=true&url=[[URL]]&title=&summary=&source="),
    "instagram": ("instagram", "#3f729b", ""),
    "web": ("web", "#4BADE9", ""),
    "snapchat": ("snapchat", "#FFFA54", ""),
    "youtube": ("youtube", "#EB3323", ""),
    "tumblr": ("tumblr", "#344356", "https://www.tumblr.com/widgets/share/tool?canonicalUrl=[[URL]]"),
    "github": ("github", "#000000", ""),
    "xing": ("xing", "#296366", "https://www.xing.com/app/user?op=share&url=[[URL]]"),
    "vimeo": ("vimeo", "#53B4E7", ""),
    "medium": ("medium", "#000000", ""),
    "soundcloud": ("soundcloud", "#EF7F31", ""),
    "dribbble": ("dribbble", "#D95988", ""),
}
_PASSED_ON = (
    "border-radius", "color", "font-family", "font-size", "font-weight", "font-style", "icon-size", "icon-height", "icon-padding",
    "text-padding", "line-height", "text-decoration",
)  # fmt: skip


def social(components: Components, view: View, place: Place) -> str:
    passed = view.passed(*_PASSED_ON)
    if view["inner-padding"]:
        passed = {"padding": str(view["inner-padding"]), **passed}
    children = components.each(view.node, Place(place.width, inherited=passed))
    if view["mode"] != "horizontal":
        return f"{tag('table', {'margin': '0px'}, **PRESENTATION)}<tbody>{''.join(html for _child, html in children)}</tbody></table>"
    opening = outlook(f"{tag('table', align=view['align'], **PRESENTATION)}<tr>")
    parts = [html if child is None else _beside(html, view) for child, html in children]
    return f"{opening}{''.join(parts)}{outlook('</tr></table>')}"


def _beside(html: str, view: View) -> str:
    table = tag("table", {"float": "none", "display": "inline-table"}, align=view["align"], **PRESENTATION)
    return f"{outlook('<td>')}{table}<tbody>{html}</tbody></table>{outlook('</td>')}"


def element(components: Components, view: View, _place: Place) -> str:
    name = view["name"] or ""
    icon, colour, share = _NETWORKS.get(name.removesuffix("-noshare"), ("", "", ""))
    href = view["href"]
    if href is not None and share and not name.endswith("-noshare"):
        href = share.replace("[[URL]]", href)
    src = view["src"]
    if src is None and icon:
        src = f"{_ICONS}{icon}.png"
    size = view["icon-size"] or ""
    link = {"rel": view["rel"], "target": view["target"]}
    image = tag(
        "img", {"border-radius": view["border-radius"], "display": "block"}, alt=view["alt"], title=view["title"], src=src,
        width=shown(whole(size)), sizes=view["sizes"], srcset=view["srcset"],
    )  # fmt: skip
    inner = f"{tag('a', href=href, **link)}{image}</a>" if href is not None else image
    holder = {
        "padding": view["icon-padding"],
        "font-size": "0",
        "height": view["icon-height"] or size,
        "vertical-align": "middle",
        "width": size,
    }
    frame = {"background": view["background-color"] or colour, "border-radius": view["border-radius"], "width": size}
    table = tag("table", frame, **PRESENTATION)
    first = (
        f"{tag('td', {**view.some(*PADDINGS), 'vertical-align': view['vertical-align']})}{table}<tbody><tr>"
        f"{tag('td', holder)}{inner}</td></tr></tbody></table></td>"
    )
    text = components.content(view.node)
    second = ""
    if text.strip():
        style = view.some("color", "font-size", "font-weight", "font-style", "font-family", "line-height", "text-decoration")
        label = f"{tag('a', style, href=href, **link)} {text} </a>" if href is not None else f"{tag('span', style)} {text} </span>"
        second = f"{tag('td', {'vertical-align': 'middle', 'padding': view['text-padding'], 'text-align': view['align']})}{label}</td>"
    row = first + second if view["icon-position"] == "left" else second + first
    return f"{tag('tr', class_=view['css-class'])}{row}</tr>"
