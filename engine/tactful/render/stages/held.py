"""What is kept out of the MJML compiler as placeholders, and put back into its HTML."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Literal

from tactful.mjml.parser import Node

_NONCE = secrets.token_hex(4)  # no author and no value can write a placeholder
PLACEHOLDER = re.compile(f"qz{_NONCE}x([0-9]+)zq")
AUTHOR_STYLE = "data-tactful-author"  # on style elements that the author wrote; taken off again by the inline stage
INLINE_ONLY = "data-tactful-inline"  # … that are to be inlined and then removed

_IN_ATTRIBUTE = re.compile(r'[\w:-]+=\\?"[^"<>]*$')
_CLASSED = re.compile(r'<(?:[^<>"]|"[^"]*")*?\bclass="[^"]*qz[0-9a-fx]+zq[^"]*"(?:[^<>"]|"[^"]*")*>')

Kind = Literal["body", "attribute", "class", "own"]


@dataclass(slots=True)
class Held:
    """``text`` comes back as a body, as an attribute's value (escaped already), as classes, or is no text of the author's (``own``).

    ``styles`` are declarations for the element (not its Outlook double) that wears the placeholder as a class: a name whose
    value is replaced, or that is added at the end. ``outlook`` are those for the Outlook table.
    """

    text: str
    node: Node
    kind: Kind
    styles: dict[str, str] = field(default_factory=dict)
    outlook: dict[str, str] = field(default_factory=dict)


class Holder:
    """The placeholders of one compilation."""

    def __init__(self) -> None:
        self.held: list[Held] = []

    def hold(
        self, text: str, node: Node, kind: Kind, *, styles: dict[str, str] | None = None, outlook: dict[str, str] | None = None
    ) -> str:
        """Keep a text; what to write in its place."""
        self.held.append(Held(text, node, kind, styles or {}, outlook or {}))
        return f"qz{_NONCE}x{len(self.held) - 1}zq"

    def restored(self, html: str) -> tuple[str, list[Held]]:
        """HTML with everything put back, and what the compiler lost."""
        found: set[int] = set()
        html = self._marked_styles(self._shown(html))
        if any(one.kind == "class" for one in self.held):
            html = _CLASSED.sub(lambda match: self._reworn(match.group(), found), html)

        def back(match: re.Match[str]) -> str:
            index = int(match.group(1))
            if index >= len(self.held):
                return match.group()
            found.add(index)
            one = self.held[index]
            if one.kind != "attribute" and _IN_ATTRIBUTE.search(html, max(0, match.start() - 24), match.start()):
                return one.text.replace('"', "&quot;")
            return one.text

        html = PLACEHOLDER.sub(back, html)
        lost = [one for index, one in enumerate(self.held) if index not in found and not _may_vanish(one)]
        return html, lost

    def _shown(self, html: str) -> str:
        """Bodies that the compiler put into a comment for Outlook (an mj-raw in an mj-wrapper) taken out of it."""
        inside = False

        def shown(match: re.Match[str]) -> str:
            nonlocal inside
            if match.group(1) is None:
                inside = match.group() != "<![endif]-->"
            elif inside and self.held[int(match.group(1))].kind in ("body", "own"):
                return f"<![endif]-->{match.group()}<!--[if mso | IE]>"
            return match.group()

        return re.sub(rf"<!--\[if [^\]]*\]>(?!<!)|<!\[endif\]-->|{PLACEHOLDER.pattern}", shown, html)

    def _reworn(self, tag: str, found: set[int]) -> str:
        """A tag with its classes put back and its styles changed."""
        styles: dict[str, str] = {}

        def classes(match: re.Match[str]) -> str:
            names: list[str] = []
            for name in match.group(1).split():
                held = PLACEHOLDER.match(name)
                index = int(held.group(1)) if held else -1
                if held is None or index >= len(self.held) or self.held[index].kind != "class":
                    names.append(name)
                    continue
                found.add(index)
                suffix = name[held.end() :]
                names += [f"{one}{suffix}" for one in self.held[index].text.split()]
                if not suffix:
                    styles.update(self.held[index].styles)
                elif tag.startswith("<table"):
                    styles.update(self.held[index].outlook)
            return f'class="{" ".join(names)}"' if names else ""

        tag = re.sub(r'\bclass="([^"]*)"', classes, tag, count=1)
        return _styled(tag, styles) if styles else tag

    def _marked_styles(self, html: str) -> str:
        """Mark the style elements whose content is the author's."""

        def marked(match: re.Match[str]) -> str:
            one = self.held[int(match.group(4))]
            if one.node.tag != "mj-style" or one.kind != "body":
                return match.group()
            inline = one.node.get("inline")
            marker = INLINE_ONLY if inline is not None and inline.value == "inline" else AUTHOR_STYLE
            return f"<style{match.group(1)} {marker}>{match.group(2)}{match.group(3)}"

        return re.sub(rf"<style([^<>]*)>(\s*)({PLACEHOLDER.pattern})", marked, html)


def _styled(tag: str, styles: dict[str, str]) -> str:
    found = re.search(r'\bstyle="([^"]*)"', tag)
    if found is None:
        return tag
    declarations = found.group(1)
    for name, value in styles.items():
        declarations, replaced = re.subn(rf"(^|;){re.escape(name)}:[^;]*", rf"\g<1>{name}:{value}", declarations, count=1)
        if not replaced:
            declarations = f"{declarations.rstrip(';')};{name}:{value};"
    return f'{tag[: found.start()]}style="{declarations}"{tag[found.end() :]}'


def _may_vanish(one: Held) -> bool:
    """What may go without losing anything that a reader sees."""
    if not one.text.strip() or one.kind in ("class", "own"):
        return True
    return one.kind == "attribute" and one.node.tag not in ("mj-image", "mj-button")
