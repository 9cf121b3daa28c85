"""mj-carousel and mj-carousel-image."""

from __future__ import annotations

from tactful.render.stages.elements.components import PRESENTATION, Components, Place, View, suffixed, tag
from tactful.render.stages.elements.measures import shown, whole

_HIDDEN = {"display": "none", "mso-hide": "all"}


def carousel(components: Components, view: View, place: Place) -> str:
    number = components.number()
    images = [child for child in view.node.children if child.tag == "mj-carousel-image"]
    if images:
        components.own_styles.append(_css(view, number, len(images)))
    passed = view.passed("border-radius")
    pictures = [
        picture(components, components.view(child, passed), Place(place.width, index=index)) for index, child in enumerate(images)
    ]  # fmt: skip
    tabs = {**view.passed("tb-border", "tb-border-radius"), "tb-width": view["tb-width"] or "110px"}
    supported = view["thumbnails"] == "supported"
    thumbnails = (
        [_thumbnail(components.view(child, tabs), index, number, supported) for index, child in enumerate(images)]
        if view["thumbnails"] in ("visible", "supported")
        else []
    )
    main = tag(
        "table", {"caption-side": "top", "display": "table-caption", "table-layout": "fixed", "width": "100%"}, **PRESENTATION, width="100%",
        class_="mj-carousel-main",
    )  # fmt: skip
    content = tag(
        "div", {"display": "table", "width": "100%", "table-layout": "fixed", "text-align": "center", "font-size": "0px"},
        class_=f"mj-carousel-content mj-carousel-{number}-content",
    )  # fmt: skip
    middle = f'{tag("td", {"padding": "0px"})}<div class="mj-carousel-images">{"".join(pictures)}</div></td>'
    before = _control(view, "previous", view["left-icon"], len(images), number)
    after = _control(view, "next", view["right-icon"], len(images), number)
    radios = "".join(_radio(index, number) for index in range(len(images)))
    fallback = f"<!--[if mso]>{pictures[0]}<![endif]-->" if pictures else ""
    return (
        f'<!--[if !mso]><!--><div class="mj-carousel">{radios}{content}{" ".join(thumbnails)}{main}<tbody><tr>{before}{middle}{after}'
        f"</tr></tbody></table></div></div><!--<![endif]-->{fallback}"
    )


def _radio(index: int, number: str) -> str:
    return tag(
        "input", _HIDDEN, class_=f"mj-carousel-radio mj-carousel-{number}-radio mj-carousel-{number}-radio-{index + 1}",
        checked="checked" if index == 0 else None, type="radio", name=f"mj-carousel-radio-{number}", id=f"mj-carousel-{number}-radio-{index + 1}",
    )  # fmt: skip


def picture(_components: Components, view: View, place: Place) -> str:
    """An image as its page; all but the first wait to be turned to."""
    index = place.index
    style = {"border-radius": view["border-radius"], "display": "block", "width": place.width, "max-width": "100%", "height": "auto"}
    image = tag("img", style, title=view["title"], src=view["src"], alt=view["alt"], width=shown(whole(place.width)), border="0")
    if view["href"] is not None:
        image = f"{tag('a', href=view['href'], rel=view['rel'], target='_blank')}{image}</a>"
    classes = f"mj-carousel-image mj-carousel-image-{index + 1} {view['css-class'] or ''}".strip()
    return f"{tag('div', _HIDDEN if index else None, class_=classes)}{image}</div>"


def _thumbnail(view: View, index: int, number: str, supported: bool) -> str:
    width = view["tb-width"]
    style = {
        "border": view["tb-border"], "border-radius": view["tb-border-radius"], "display": "none" if supported else "inline-block",
        "overflow": "hidden", "width": width,
    }  # fmt: skip
    own = suffixed(view["css-class"], "thumbnail") or ""
    classes = f"mj-carousel-thumbnail mj-carousel-{number}-thumbnail mj-carousel-{number}-thumbnail-{index + 1} {own}".strip()
    style_of_image = {"display": "block", "width": "100%", "height": "auto"}
    image = tag("img", style_of_image, src=view["thumbnails-src"] or view["src"], alt=view["alt"], width=shown(whole(width)))
    anchor = tag("a", style, href=f"#{index + 1}", target=view["target"], class_=classes)
    return f"{anchor}{tag('label', for_=f'mj-carousel-{number}-radio-{index + 1}')}{image}</label></a>"


def _control(view: View, direction: str, icon: str | None, count: int, number: str) -> str:
    width = view["icon-width"]
    image = tag("img", {"display": "block", "width": width, "height": "auto"}, src=icon, alt=direction, width=shown(whole(width)))
    labels = " ".join(
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
