"""What the compiler's HTML still needs: the fonts of what is really set in them, the widths of columns, mj-html-attributes."""

from __future__ import annotations

import re

from tactful.errors import StageError
from tactful.mjml.html import Event, events
from tactful.mjml.parser import Document
from tactful.mjml.resolve import written

# The fonts that MJML links without being asked (source: the mj-font documentation).
_FONTS = {
    name: f"https://fonts.googleapis.com/css?family={name.replace(' ', '+')}:300,400,500,700"
    for name in ("Open Sans", "Droid Sans", "Lato", "Roboto", "Ubuntu")
}
_LINKED = re.compile(r'<!--\[if !mso\]><!-->\s*<link href="[^"]*" rel="stylesheet"(?:(?!<!\[endif\]).)*?<!--<!\[endif\]-->', re.DOTALL)


def with_fonts(html: str, document: Document, queries: str) -> str:
    """Links to the fonts that any style of the body, or CSS to be inlined, names; the compiler's own guess is taken out.

    ``queries`` are style elements that come after them.
    """
    fonts = dict(_FONTS)
    inline = []
    for node in document.walk():
        if node.tag == "mj-font" and node.parent is not None and node.parent.tag == "mj-head":
            values = written(node)
            if values.get("name") and values.get("href"):
                fonts[values["name"]] = values["href"]
        elif node.tag == "mj-style" and (mode := node.get("inline")) is not None and mode.value == "inline":
            inline.append(document.source[node.open_end : node.close_start])
    head, separator, body = html.partition("</head>")
    head = _LINKED.sub("", head)
    styles = "\n".join([*re.findall(r'"([^"]*font-family:[^"]*)"', body, re.IGNORECASE), *inline]).lower()
    urls = [
        url
        for name, url in fonts.items()
        if name.lower() in styles and (re.search(rf"font-family:[^;}}\n]*{re.escape(name.lower())}", styles) or _quoted(name, styles))
    ]
    block = ""
    if urls:
        links = "".join(f'<link href="{url}" rel="stylesheet" type="text/css">' for url in urls)
        imports = "".join(f"@import url({url});" for url in urls)
        block = f'<!--[if !mso]><!-->{links}<style type="text/css">{imports}</style><!--<![endif]-->'
    at = _font_place(head)
    return head[:at] + block + queries + head[at:] + separator + body


def _quoted(name: str, styles: str) -> bool:
    """Whether a style names the font in quotes that are entities."""
    return re.search(rf"font-family:[^}}\n]*&(?:quot|#39|#34);{re.escape(name.lower())}", styles) is not None


def _font_place(head: str) -> int:
    """Before the media queries, after the styles for Outlook."""
    outlook = head.find("mj-outlook-group-fix")
    end = head.find("<![endif]-->", outlook)
    return end + len("<![endif]-->") if outlook >= 0 and end >= 0 else len(head)


def with_html_attributes(html: str, document: Document) -> str:
    """Attributes of mj-html-attributes, on what their selectors choose. Raises StageError for a selector that is none."""
    wanted = [node for node in document.walk() if node.tag == "mj-selector" and node.get("path") is not None]
    if not wanted:
        return html
    from cssselect import SelectorError

    from tactful.render.stages.numbered import Chooser, numbered

    text, tags = numbered(html)
    chooser = Chooser(text)
    changes: dict[int, dict[str, str]] = {}
    for node in wanted:
        try:
            chosen = chooser.chosen(written(node)["path"])
        except SelectorError as error:
            failure = StageError(f"mj-selector: {error}", stage="mjml", remedy="write a CSS selector in path", source=document.source)
            failure.offset = node.start  # type: ignore[attr-defined]
            raise failure from error
        for child in node.children:
            name = written(child).get("name")
            value = document.source[child.open_end : child.close_start].strip()
            for number in chosen if name else ():
                changes.setdefault(number, {})[str(name)] = value
    return _changed(html, tags, changes)


def _changed(html: str, tags: list[Event], changes: dict[int, dict[str, str]]) -> str:
    parts: list[str] = []
    at = 0
    for index, attributes in sorted(changes.items()):
        event = tags[index]
        tag = html[event.start : event.end]
        for name, value in attributes.items():
            value = value.replace('"', "&quot;")
            old = next((one for one in next(iter(events(tag))).attributes if one.name == name.lower()), None)
            if old is not None:
                tag = f'{tag[: old.start]}{name}="{value}"{tag[old.end :]}'
            else:
                end = len(tag) - (2 if tag.endswith("/>") else 1)
                tag = f'{tag[:end].rstrip()} {name}="{value}"{tag[end:]}'
        parts += [html[at : event.start], tag]
        at = event.end
    return "".join([*parts, html[at:]])
