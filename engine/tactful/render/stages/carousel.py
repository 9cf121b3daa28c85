"""mj-carousel and mj-carousel-image."""

from __future__ import annotations

from tactful.mjml.parser import Node
from tactful.render.stages.boxes import whole
from tactful.render.stages.components import Components, View, Written, cell, tag

_HIDDEN = {"display": "none", "mso-hide": "all"}


def write(components: Components, node: Node) -> Written:
    carousel = components.view(node)
    number = components.number()
    width = components.boxes.inside(node.parent)
    passed = {"border-radius": str(carousel["border-radius"] or "")}
    tabs = {"tb-border": str(carousel["tb-border"] or ""), "tb-border-radius": str(carousel["tb-border-radius"] or "")}
    images = [child for child in node.children if child.tag == "mj-carousel-image"]
    if not images:
        return Written(cell(carousel, ""))
    pictures = [_picture(components.view(child, passed), index, width) for index, child in enumerate(images)]
    tab_width = carousel["tb-width"] or "110px"
    thumbnails = (
        [
            _thumbnail(components.view(child, tabs), index, number, tab_width, carousel["thumbnails"] == "supported")
            for index, child in enumerate(images)
        ]
        if carousel["thumbnails"] in ("visible", "supported")
        else []
    )
    main = tag(
        "table", {"caption-side": "top", "display": "table-caption", "table-layout": "fixed", "width": "100%"}, border="0", cellpadding="0",
        cellspacing="0", width="100%", role="presentation", class_="mj-carousel-main",
    )  # fmt: skip
    content = tag(
        "div", {"display": "table", "width": "100%", "table-layout": "fixed", "text-align": "center", "font-size": "0px"},
        class_=f"mj-carousel-content mj-carousel-{number}-content",
    )  # fmt: skip
    middle = f'{tag("td", {"padding": "0px"})}<div class="mj-carousel-images">{"".join(pictures)}</div></td>'
    before = _control(carousel, "previous", str(carousel["left-icon"] or ""), len(images), number)
    after = _control(carousel, "next", str(carousel["right-icon"] or ""), len(images), number)
    radios = "".join(_radio(index, number) for index in range(len(images)))
    shown = (
        f'<!--[if !mso]><!--><div class="mj-carousel">{radios}{content}{"".join(thumbnails)}{main}<tbody><tr>{before}{middle}{after}'
        f"</tr></tbody></table></div></div><!--<![endif]--><!--[if mso]>{pictures[0]}<![endif]-->"
    )
    return Written(cell(carousel, shown), [_css(carousel, number, len(images))])


def _radio(index: int, number: str) -> str:
    return tag(
        "input", _HIDDEN, class_=f"mj-carousel-radio mj-carousel-{number}-radio mj-carousel-{number}-radio-{index + 1}",
        checked="checked" if index == 0 else None, type="radio", name=f"mj-carousel-radio-{number}", id=f"mj-carousel-{number}-radio-{index + 1}",
    )  # fmt: skip


def _picture(view: View, index: int, width: float) -> str:
    style = {"border-radius": view["border-radius"], "display": "block", "width": f"{width:g}px", "max-width": "100%", "height": "auto"}
    image = tag("img", style, title=view["title"], src=view["src"], alt=view["alt"], width=int(width), border="0")
    if view["href"]:
        image = f"{tag('a', href=view['href'], rel=view['rel'], target='_blank')}{image}</a>"
    classes = f"mj-carousel-image mj-carousel-image-{index + 1} {view['css-class'] or ''}".strip()
    return f"{tag('div', _HIDDEN if index else None, class_=classes)}{image}</div>"


def _thumbnail(view: View, index: int, number: str, width: str, supported: bool) -> str:
    style = {
        "border": view["tb-border"], "border-radius": view["tb-border-radius"], "display": "none" if supported else "inline-block",
        "overflow": "hidden", "width": width,
    }  # fmt: skip
    own = " ".join(f"{name}-thumbnail" for name in (view["css-class"] or "").split())
    classes = f"mj-carousel-thumbnail mj-carousel-{number}-thumbnail mj-carousel-{number}-thumbnail-{index + 1} {own}".strip()
    image = tag(
        "img",
        {"display": "block", "width": "100%", "height": "auto"},
        src=view["thumbnails-src"] or view["src"],
        alt=view["alt"],
        width=whole(width),
    )
    anchor = tag("a", style, href=f"#{index + 1}", target=view["target"], class_=classes)
    return f"{anchor}{tag('label', for_=f'mj-carousel-{number}-radio-{index + 1}')}{image}</label></a>"


def _control(carousel: View, direction: str, icon: str, count: int, number: str) -> str:
    width = str(carousel["icon-width"] or "")
    image = tag("img", {"display": "block", "width": width, "height": "auto"}, src=icon, alt=direction, width=whole(width))
    labels = "".join(
        f"{tag('label', for_=f'mj-carousel-{number}-radio-{index}', class_=f'mj-carousel-{direction} mj-carousel-{direction}-{index}')}{image}</label>"
        for index in range(1, count + 1)
    )
    holder = tag("td", {"font-size": "0px", **_HIDDEN, "padding": "0px"}, class_=f"mj-carousel-{number}-icons-cell")
    return f"{holder}{tag('div', _HIDDEN, class_=f'mj-carousel-{direction}-icons')}{labels}</div></td>"


def _css(carousel: View, number: str, count: int) -> str:
    """The rules that let radio buttons turn the pages."""
    every = range(count)
    name = f".mj-carousel-{number}"

    def checked(index: int, then: str) -> str:
        return f"{name}-radio-{index + 1}:checked {'+ * ' * (count - index - 1)}+ .mj-carousel-content {then}"

    def rule(selectors: list[str], declarations: str) -> str:
        return f"{','.join(selectors)} {{ {declarations} }}"

    return "\n".join([
        ".mj-carousel { -webkit-user-select: none; -moz-user-select: none; user-select: none; }",
        f"{name}-icons-cell {{ display: table-cell !important; width: {carousel['icon-width']} !important; }}",
        ".mj-carousel-radio,.mj-carousel-next,.mj-carousel-previous { display: none !important; }",
        ".mj-carousel-thumbnail,.mj-carousel-next,.mj-carousel-previous { touch-action: manipulation; }",
        rule([f"{name}-radio:checked {'+ * ' * i}+ .mj-carousel-content .mj-carousel-image" for i in every], "display: none !important;"),
        rule([checked(i, f".mj-carousel-image-{i + 1}") for i in every], "display: block !important;"),
        rule(
            [".mj-carousel-previous-icons", ".mj-carousel-next-icons"]
            + [checked(i, f".mj-carousel-next-{(i + 1) % count + 1}") for i in every]
            + [checked(i, f".mj-carousel-previous-{(i - 1) % count + 1}") for i in every],
            "display: block !important;",
        ),
        rule([checked(i, f"{name}-thumbnail-{i + 1}") for i in every], f"border-color: {carousel['tb-selected-border-color']} !important;"),
        rule([checked(i, f"{name}-thumbnail") for i in every], "display: inline-block !important;"),
        ".mj-carousel-image img + div,.mj-carousel-thumbnail img + div { display: none !important; }",
        rule([f"{name}-thumbnail:hover {'+ * ' * (count - i - 1)}+ .mj-carousel-main .mj-carousel-image" for i in every], "display: none !important;"),
        f".mj-carousel-thumbnail:hover {{ border-color: {carousel['tb-hover-border-color']} !important; }}",
        rule(
            [f"{name}-thumbnail-{i + 1}:hover {'+ * ' * (count - i - 1)}+ .mj-carousel-main .mj-carousel-image-{i + 1}" for i in every],
            "display: block !important;",
        ),
        ".mj-carousel noinput { display:block !important; }",
        ".mj-carousel noinput .mj-carousel-image-1 { display: block !important; }",
        ".mj-carousel noinput .mj-carousel-arrows,.mj-carousel noinput .mj-carousel-thumbnails { display: none !important; }",
        "[owa] .mj-carousel-thumbnail { display: none !important; }",
        f"@media screen yahoo {{ {name}-icons-cell,.mj-carousel-previous-icons,.mj-carousel-next-icons {{ display: none !important; }}",
        f"{name}-radio-1:checked {'+ *' * (count - 1)}+ .mj-carousel-content {name}-thumbnail-1 {{ border-color: transparent; }} }}",
    ])  # fmt: skip
