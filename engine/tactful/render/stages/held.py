"""What is kept out of the MJML compiler as placeholders, and put back into its HTML."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Literal

from tactful.mjml.parser import Node

_NONCE = secrets.token_hex(4)  # no author and no value can write a placeholder
PLACEHOLDER = re.compile(f"qz{_NONCE}x([0-9]+)zq")
AUTHOR_STYLE = "data-tactful-author"  # on style elements that the author wrote; taken off again by the inline stage
INLINE_ONLY = "data-tactful-inline"  # … that are to be inlined and then removed

_IN_ATTRIBUTE = re.compile(r'[\w:-]+=\\?"[^"<>]*$')

Kind = Literal["body", "own"]


@dataclass(slots=True)
class Held:
    """``text`` comes back as the body of the author's element ``node``, or was written here (``own``)."""

    text: str
    node: Node
    kind: Kind


class Holder:
    """The placeholders of one compilation."""

    def __init__(self) -> None:
        self.held: list[Held] = []

    def hold(self, text: str, node: Node, kind: Kind) -> str:
        """Keep a text; what to write in its place."""
        self.held.append(Held(text, node, kind))
        return f"qz{_NONCE}x{len(self.held) - 1}zq"

    def restored(self, html: str) -> tuple[str, list[Held]]:
        """HTML with everything put back, and what the compiler lost."""
        found: set[int] = set()
        html = self._marked_styles(html)

        def back(match: re.Match[str]) -> str:
            index = int(match.group(1))
            if index >= len(self.held):
                return match.group()
            found.add(index)
            one = self.held[index]
            if one.kind == "body" and _IN_ATTRIBUTE.search(html, max(0, match.start() - 24), match.start()):
                return one.text.replace('"', "&quot;")
            return one.text

        html = PLACEHOLDER.sub(back, html)
        lost = [one for index, one in enumerate(self.held) if index not in found and one.text.strip()]
        return html, lost

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
