"""What the compiler's HTML still needs: the fonts of what is really set in them, exact shares, mj-html-attributes."""

from __future__ import annotations

import re
import struct

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


def with_fonts(html: str, document: Document) -> str:
    """Links to the fonts that any style of the body, or CSS to be inlined, names; the compiler's own guess is taken out."""
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
    if urls:
        links = "".join(f'<link href="{url}" rel="stylesheet" type="text/css">' for url in urls)
        imports = "".join(f"@import url({url});" for url in urls)
        block = f'<!--[if !mso]><!-->{links}<style type="text/css">{imports}</style><!--<![endif]-->'
        at = _font_place(head)
        head = head[:at] + block + head[at:]
    return head + separator + body


def _quoted(name: str, styles: str) -> bool:
    """Whether a style names the font in quotes that are entities."""
    return re.search(rf"font-family:[^}}\n]*&(?:quot|#39|#34);{re.escape(name.lower())}", styles) is not None


def _font_place(head: str) -> int:
    """Before the media queries, after the styles for Outlook."""
    outlook = head.find("mj-outlook-group-fix")
    end = head.find("<![endif]-->", outlook)
    return end + len("<![endif]-->") if outlook >= 0 and end >= 0 else len(head)


def with_exact_shares(html: str, shares: dict[str, float]) -> str:
    """Percentages in double precision, as the official compiler writes them; by what the compiler made of each."""
    for coarse, share in shares.items():
        exact = repr(share)
        if exact != coarse and not exact.endswith(".0"):
            html = html.replace(f"{coarse}%", f"{exact}%").replace(f"per-{coarse.replace('.', '-')}", f"per-{exact.replace('.', '-')}")
    return html


def single(number: float) -> str:
    """A number in single precision, in the fewest digits that read back as the same."""

    def rounded(value: float) -> float:
        return float(struct.unpack("f", struct.pack("f", value))[0])

    target = rounded(number)
    return next((text for digits in range(1, 10) if rounded(float(text := f"{target:.{digits}g}")) == target), repr(target))


def with_fluid_heroes(html: str, heroes: dict[str, int]) -> str:
    """Heroes whose height follows their background: two cells of no width hold it open, and the middle one has no height of its own."""
    for mark, ratio in heroes.items():
        at = html.find(mark)
        depth, opening = 0, None
        for event in events(html, html.find(">", at) + 1) if at >= 0 else ():
            if event.tag != "td":
                continue
            depth += 1 if event.kind == "start" else -1
            opening = opening or event
            if depth == 0:
                holder = f'<td style="width:0.01%;padding-bottom:{ratio}%;mso-padding-bottom-alt:0;"></td>'
                tag = re.sub(r' height="[^"]*"', "", html[opening.start : opening.end])
                tag = re.sub(r'(?<=[;"])height:[^;"]*;?', "", tag)
                html = html[: opening.start] + holder + tag + html[opening.end : event.end] + holder + html[event.end :]
                break
    return html


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
