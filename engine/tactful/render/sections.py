"""The HTML of a part of a message, compiled under the head of the message but without its other parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tactful.draft.marks import MARK, mark
from tactful.mjml.html import events
from tactful.mjml.parser import Document, parse
from tactful.mjml.places import Places
from tactful.model.config import Config
from tactful.render.mould import Cut, UrlHole
from tactful.render.moulding import Moulding, html_of
from tactful.render.parts import CLOSE, Parsed
from tactful.render.stages.css import rules
from tactful.render.stages.text import plain_text

HEAD_END = "</head>"
BODY_END = "</div></body></html>"
_OTHERS = 5_000_000  # numbers of marks that belong to another part
_SIBLINGS = re.compile(r"[+~]|:(?:nth-|first|last|only|empty|has)", re.IGNORECASE)
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|\\.")
_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "wbr", "col", "area", "base", "source", "embed", "param", "track"})


class NotAlone(Exception):
    """A part cannot be compiled without the others."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The part's share of a mould: texts cut at their holes, and which of its values (by their numbers in the part) stand in them.
    ``head`` is the HTML of the head as this part needs it."""

    used: tuple[int, ...]
    urls: tuple[UrlHole, ...]
    html: Cut
    text: Cut
    head: str


class Frame:
    """What parts are compiled under: a head, and the body element."""

    def __init__(self, source: str, number: int, config: Config) -> None:
        """``source`` is the MJML up to the content of mj-body, its marks as those of the message's beginning. Raises NotAlone, StageError."""
        self.source = foreign(source)
        self.number = number
        self.config = config
        self.heads: dict[str, str] = {}
        self.styled = styled(parse(source + CLOSE))
        _head, separator, rest = html_of(parse(self.source + CLOSE), config).partition(HEAD_END)
        if not separator or not rest.endswith(BODY_END):
            raise NotAlone
        self.before = rest[: -len(BODY_END)]

    def segment(self, part: Parsed) -> Segment:
        """Raises NotAlone, StageError."""
        document = parse(f"{self.source}{part.inner}{'' if part.final else CLOSE}")
        head, separator, rest = html_of(document, self.config).partition(HEAD_END)
        if not separator or not rest.startswith(self.before) or not rest.endswith(BODY_END):
            raise NotAlone
        body = rest[len(self.before) : -len(BODY_END)]
        if any(int(number) >= _OTHERS for number in MARK.findall(body)) or (self.styled and not well_nested(body)):
            raise NotAlone
        moulding = Moulding(part.marked, Places(part.document))
        moulding.nothing_lost(part.document.source, body)
        html, text = moulding.cut(body), moulding.cut(plain_text(part.document).removesuffix("\n"))
        urls = tuple(moulding.urls())
        return Segment(tuple(moulding.used), urls, html, text, self.heads.setdefault(head, head))


def foreign(source: str) -> str:
    """A text of another part: its marks cannot be taken for the part's own."""
    return MARK.sub(lambda found: mark(int(found.group(1)) + _OTHERS), source)


def independent(document: Document) -> bool:
    """Whether no style of the author's depends on what stands beside an element, so that parts look alone as they look together."""
    for node in document.walk():
        if node.tag == "mj-selector":
            path = node.get("path")
            selectors = [path.value] if path is not None else []
        elif node.tag == "mj-style":
            css = document.source[node.open_end : node.close_start]
            selectors = [selector for rule in rules(css) for selector in rule.selectors]
        else:
            continue
        if any(_SIBLINGS.search(_QUOTED.sub("", selector)) for selector in selectors):
            return False
    return True


def styled(document: Document) -> bool:
    """Whether selectors choose elements: CSS to inline, or mj-html-attributes."""
    return any(node.tag in ("mj-style", "mj-selector") for node in document.walk())


def well_nested(html: str) -> bool:
    """Whether every element closes within the text, in order, so that no parser lets it reach into what follows."""
    open_tags: list[str] = []
    for event in events(html):
        if event.kind == "start" and event.tag not in _VOID and html[event.end - 2 : event.end] != "/>":
            open_tags.append(event.tag)
        elif event.kind == "end" and event.tag not in _VOID and (not open_tags or open_tags.pop() != event.tag):
            return False
    return not open_tags
