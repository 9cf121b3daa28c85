"""What two HTML documents must share to be the same to a reader: the DOM less what nobody sees, and its words, links and images."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import Any

from lxml import html as lxml_html

IDS = re.compile(r"(?:mj-carousel-(?:radio-)?|tactful-)?(?:[0-9a-f]{16}|(?<=-)[0-9]{8}|(?<=\")0{8})(?![0-9a-zA-Z])")
_ADJACENT = re.compile(r"<!\[endif\]-->(?:\s|&nbsp;)*<!--\[if mso \| IE\]>")
_OUTLOOK = "[if mso | IE]>"
_STYLES = re.compile(r'</style>\s*<style type="text/css">')
_COLUMN_RULE = re.compile(r"(?:\.moz-text-html )?\.mj-column-[\w-]+\{[^{}]*\}")
_CONDITIONAL = re.compile(r"\[if|\[endif|!\[endif", re.IGNORECASE)


def dom(html: str) -> list[str]:
    """The document as lines that differ only where a reader could see it: tags, attributes, styles in any order, words."""
    root = lxml_html.document_fromstring(
        IDS.sub("ID", _STYLES.sub("\n", _ADJACENT.sub("", html))).encode(), parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    )
    lines = []
    for node in root.iter():
        if isinstance(node.tag, str):
            attributes = sorted(
                f"{name}={_value(name, value)}"
                for name, value in node.attrib.items()
                if _counts(name, value) and not _doubled(name, value, node)
            )
            text = _css(node.text or "") if node.tag == "style" else " ".join((node.text or "").split())
            lines.append(f"{node.tag} {' '.join(attributes)} | {text}")
        elif _CONDITIONAL.search(node.text or ""):
            _add_comment(lines, _comment(node.text or ""))
        tail = " ".join((node.tail or "").split())
        if tail:
            lines.append(f"tail {tail}")
    return lines


def _add_comment(lines: list[str], text: str) -> None:
    """Conditional comments that follow one another are one, whatever comment of the author's stood between them."""
    if lines and lines[-1].startswith(f"comment {_OUTLOOK}") and lines[-1].endswith("<![endif]") and text.startswith(_OUTLOOK):
        lines[-1] = lines[-1].removesuffix("<![endif]") + text.removeprefix(_OUTLOOK)
    else:
        lines.append(f"comment {text}")


def _counts(name: str, value: str) -> bool:
    if name == "style" and not _value(name, value):
        return False
    return (bool(value.strip()) and name != "vertical-align" and value not in ("NaN", "NaNpx", "Infinity")) or name in (
        "alt",
        "href",
        "src",
    )


def _doubled(name: str, value: str, node: Any) -> bool:
    """Attributes that juice writes beside the style that says the same."""
    style = {"width": "width", "bgcolor": "background-color"}.get(name)
    declared = re.sub(r"([:;])\s+", r"\1", node.get("style") or "")
    return style is not None and f";{style}:{value};" in f";{declared};"


def _value(name: str, value: str) -> str:
    if name == "style":
        value = re.sub(r"(?<![\w.])0px", "0", re.sub(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3(?![0-9a-f])", r"#\1\2\3", value.lower()))
        parts = [re.sub(r"\s*:\s*", ":", " ".join(part.split())) for part in value.split(";")]
        last = {part.partition(":")[0]: part for part in parts if part and not part.endswith(":") and "nan" not in part}
        return ";".join(sorted(last.values()))
    return " ".join(sorted(value.split())) if name == "class" else " ".join(value.split())


def _css(text: str) -> str:
    text = re.sub(r"\s*([{};:,>+])\s*", r"\1", " ".join(text.split())).replace(";}", "}")
    text = re.sub(r"\s*!\s*important", "!important", text)
    columns = sorted(_COLUMN_RULE.findall(text))  # each column wears one of these classes, so their order says nothing
    return _COLUMN_RULE.sub(lambda _found: columns.pop(0), text)


def _comment(text: str) -> str:
    def tag(found: re.Match[str]) -> str:
        pairs = re.findall(r'([\w:-]+)="([^"]*)"', found.group(2))
        return (
            f"<{found.group(1)} " + " ".join(sorted(f"{name}={_value(name, value)}" for name, value in pairs if _counts(name, value))) + ">"
        )

    text = re.sub(r">(?:\s|&nbsp;|\xa0)+<", "><", re.sub(r"(\d+\.\d+)px", lambda found: f"{float(found[1]):.1f}px", text))
    return " ".join(re.sub(r"<([\w:]+)((?:\s+[\w:-]+(?:=\"[^\"]*\")?)*)\s*/?>", tag, text).split())


def lost(theirs: str, ours: str) -> list[str]:
    """Words, links and images of the official output that ours has less often."""
    before, after = _content(theirs), _content(ours)
    return [item for item, count in before.items() if after[item] < count]


def _content(html: str) -> Counter[str]:
    root = lxml_html.document_fromstring(html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=True))
    found: Counter[str] = Counter()
    for node in root.iter():
        if not isinstance(node.tag, str) or node.tag in ("style", "script"):
            found.update((node.tail or "").split())
            continue
        found.update(f"{(node.text or '')} {(node.tail or '')}".split())
        found.update(f"{name}={node.get(name)}" for name in ("href", "src", "alt") if node.get(name))
    return found


def difference(theirs: str, ours: str) -> str:
    a, b = dom(theirs), dom(ours)
    if a == b:
        return ""
    lines = [line for line in difflib.unified_diff(a, b, "official", "ours", lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))]
    return "\n".join(line[:400] for line in lines[:40]) or "order"
