"""The facts of a mail's HTML that a recorded set keeps of the official compiler's output: small enough to read in a diff, and a digest
of the whole DOM beside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from fidelity_dom import IDS, dom
from lxml import html as lxml_html

_QUERY = re.compile(r"@media[^{]*\{|\.mj-[\w-]+\s*\{[^{}]*\}")
_WIDTHS = ("width", "max-width", "min-width")


def facts(html: str) -> dict[str, Any]:
    """Words, links, images, widths, backgrounds and media queries, in document order."""
    html = IDS.sub("ID", html)
    root = lxml_html.document_fromstring(html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=True))
    body = root.find("body")
    elements = [node for node in body.iter() if isinstance(node.tag, str)] if body is not None else []
    return {
        "words": " ".join(" ".join(body.itertext(with_tail=True)).split()) if body is not None else "",
        "links": [node.get("href") for node in elements if node.get("href") is not None],
        "images": [f"{node.get('src')} {node.get('width', '')}".strip() for node in elements if node.tag == "img"],
        "widths": list(_widths(elements)),
        "backgrounds": list(_backgrounds(elements)),
        "queries": sorted(_queries(html)),
        "dom": hashlib.sha256("\n".join(dom(html)).encode()).hexdigest()[:16],
    }


def _declared(node: Any) -> dict[str, str]:
    parts = (part.partition(":") for part in (node.get("style") or "").split(";"))
    return {name.strip().lower(): " ".join(value.split()) for name, _colon, value in parts if value.strip() and "NaN" not in value}


def _widths(elements: list[Any]) -> Iterator[str]:
    for node in elements:
        style = _declared(node)
        found = [f"{name}:{style[name]}" for name in _WIDTHS if name in style]
        if found and found != ["width:100%"]:
            yield f"{node.tag} {' '.join(found)}"


def _backgrounds(elements: list[Any]) -> Iterator[str]:
    for node in elements:
        style = _declared(node)
        found = [node.get("background") or "", *(style.get(name, "") for name in ("background", "background-color"))]
        if any(found):
            yield f"{node.tag} {' | '.join(filter(None, found))}"


def _queries(html: str) -> Iterator[str]:
    head = html.partition("</head>")[0]
    for style in re.findall(r"<style[^>]*>(.*?)</style>", head, re.DOTALL):
        for found in _QUERY.findall(style):
            yield re.sub(r"\s*([{};:,])\s*", r"\1", " ".join(found.split())).replace(";}", "}")
