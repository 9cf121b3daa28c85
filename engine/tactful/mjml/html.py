"""A tolerant scanner of the HTML in ending-tag bodies, and the text that a reader sees of it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tactful.mjml.parser import QUOTED, Attribute, Document, Node, attribute_at, written

Kind = Literal["start", "end", "text", "comment", "raw"]

_TAG = re.compile(r"<!--|<!\[|<[!?]|</([A-Za-z][\w:-]*)[^>]*>|<([A-Za-z][\w:-]*)")
_ATTRIBUTE = re.compile(r"\s*([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))?)?")
_END = re.compile(r"\s*(/?)>")
_PLAIN_TAG = re.compile(
    r"""(?:\s*+[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]++))?+)*+\s*+/?>"""
)  # no tag can be ambiguous in it
_QUOTES = ("", "", '"', "'", "")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_RAW = frozenset({"script", "style", "title", "textarea"})
_RAW_END = {tag: re.compile(f"</{tag}", re.IGNORECASE) for tag in _RAW}

BREAKING = frozenset({
    "p", "div", "br", "hr", "tr", "td", "th", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
    "tbody", "thead", "center", "section", "article", "header", "footer", "pre", "dl", "dt", "dd", "address",
})  # fmt: skip


class Event:
    """Something in HTML, with offsets. ``raw`` is the content of script and style. The attributes of a start tag are read when they are
    asked for: most tags are only counted."""

    __slots__ = ("_attributes", "_source", "end", "kind", "start", "tag")

    def __init__(self, kind: Kind, start: int, end: int, tag: str = "", source: str = "") -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.tag = tag
        self._source = source
        self._attributes: list[Attribute] | None = None

    @property
    def attributes(self) -> list[Attribute]:
        if self._attributes is None:
            self._attributes = _attributes(self._source, self.start + 1 + len(self.tag), self.end) if self._source else []
        return self._attributes

    def get(self, name: str) -> Attribute | None:
        """The first attribute of this name (in lower case)."""
        if self._attributes is None and name not in self._source[self.start : self.end].lower():
            return None
        return next((attribute for attribute in self.attributes if attribute.name == name), None)


def events(source: str, start: int = 0, end: int | None = None) -> Iterator[Event]:
    """Events of ``source[start:end]``, offsets into ``source``. Never fails; linear."""
    stop = len(source) if end is None else end
    at = start
    while at < stop:
        found = _TAG.search(source, at, stop)
        if found is None:
            yield Event("text", at, stop)
            return
        if found.start() > at:
            yield Event("text", at, found.start())
        text = found.group()
        if text == "<!--" or text == "<![":
            closing = "-->" if text == "<!--" else "]"
            close = source.find(closing, found.end(), stop)
            at = stop if close < 0 else close + len(closing)
            if text == "<![" and source[at : at + 1] == ">":
                at += 1
            yield Event("comment", found.start(), at)
        elif text in ("<!", "<?"):
            close = source.find(">", found.end(), stop)
            at = stop if close < 0 else close + 1
            yield Event("comment", found.start(), at)
        elif found.group(1):
            at = found.end()
            yield Event("end", found.start(), at, found.group(1).lower())
        else:
            event = _start(source, found, stop)
            at = event.end
            yield event
            if event.tag in _RAW:
                ending = _RAW_END[event.tag].search(source, at, stop)
                close = ending.start() if ending else stop
                if close > at:
                    yield Event("raw", at, close, event.tag)
                at = close


def events_of(document: Document, node: Node) -> list[Event]:
    """Events of an element's body, read once."""
    found: list[Event] | None = document.memo.get(node)
    if found is None:
        found = document.memo[node] = list(events(document.source, node.open_end, node.close_start))
    return found


def _start(source: str, found: re.Match[str], stop: int) -> Event:
    """The start tag whose name was found; it ends at the first ``>`` that is in no quoted value."""
    at = found.end()
    plain = _PLAIN_TAG.match(source, at, stop)
    end = plain.end() if plain is not None else _end_of(source, at, stop)
    return Event("start", found.start(), end, found.group(2).lower(), source)


def _end_of(source: str, at: int, stop: int) -> int:
    while at < stop:
        end = _END.match(source, at, stop)
        if end is not None:
            return end.end()
        match = _ATTRIBUTE.match(source, at, stop)
        at = match.end() if match is not None and match.end() > at else at + 1
    return stop


def _attributes(source: str, at: int, end: int) -> list[Attribute]:
    quoted = QUOTED.fullmatch(source, at, end)
    if quoted is not None:
        return [attribute_at(one, at) for one in written(quoted.group(1), lower=True)]
    found: list[Attribute] = []
    while at < end:
        match = _ATTRIBUTE.match(source, at, end)
        if match is None or match.end() == at:
            if _END.fullmatch(source, at, end):
                break
            at += 1
            continue
        group = match.lastindex or 1
        begin, until = match.span(group) if group > 1 else (match.end(), match.end())
        found.append(Attribute(match.group(1).lower(), source[begin:until], match.start(1), match.end(), begin, until, _QUOTES[group]))
        at = match.end()
    return found


@dataclass(slots=True)
class Visible:
    """Visible text with the source offset of each character (and one past the end)."""

    text: str
    offsets: list[int]


def visible(source: str, start: int, end: int, known: list[Event] | None = None) -> Visible:
    """What a reader sees of ``source[start:end]``: inline tags joined, block tags and br as line breaks, entities decoded. ``known`` are
    its events where they were read before."""
    chars: list[str] = []
    offsets: list[int] = []
    hidden = 0
    for event in events(source, start, end) if known is None else known:
        if event.kind == "start" and event.tag in ("script", "style"):
            hidden += 1
        elif event.kind == "end" and event.tag in ("script", "style"):
            hidden = max(hidden - 1, 0)
        if event.kind in ("start", "end") and event.tag in BREAKING and chars and chars[-1] != "\n":
            chars.append("\n")
            offsets.append(event.start)
        if event.kind == "text" and not hidden:
            decode(source, event.start, event.end, chars, offsets)
    return Visible("".join(chars), [*offsets, end])


_ATTRIBUTES = _PLAIN_TAG.pattern
_NO_TEXT = re.compile(
    r"<!--[\s\S]*?-->|<!\[[^\]]*+\]>?+|<(?:!(?!--|\[)|\?)[^>]*+>|</[A-Za-z][\w:-]*+[^>]*+>"
    rf"|<((?i:style|script|title|textarea))(?![\w:-]){_ATTRIBUTES}[^<]*+(?:<(?!/(?i:\1))[^<]*+)*+(?=</(?i:\1)(?![\w:-]))"
    rf"|<(?!(?i:style|script|title|textarea)(?![\w:-]))[A-Za-z][\w:-]*+{_ATTRIBUTES}"
)
_TAG_LEFT = re.compile(r"<(?:[!?]|/?[A-Za-z])")


def _hangs(source: str) -> bool:
    """Whether a comment or a raw element is never closed: looking for the end of each that begins so would take forever."""
    lower = source.lower()
    pairs = (("<!--", "-->"), *((f"<{tag}", f"</{tag}") for tag in _RAW))
    return any((last := lower.rfind(opening)) >= 0 and lower.find(closing, last) < 0 for opening, closing in pairs)


def squeezed(source: str, start: int = 0, end: int | None = None) -> str:
    """The text of ``visible`` without any white space: what a reader sees, for comparing."""
    part = source[start:end]
    text = "<!" if _hangs(part) else _NO_TEXT.sub("", part)
    if _TAG_LEFT.search(text):  # something is not closed: read it in steps
        return "".join(visible(part, 0, len(part)).text.split())
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    return "".join(text.split())


_MARKUP = re.compile(
    rf"(<(?!(?i:style|script|title|textarea)(?![\w:-]))[A-Za-z][\w:-]*+{_ATTRIBUTES}|</[A-Za-z][\w:-]*+[^>]*+>"
    r"|<!--[\s\S]*?-->|<!\[[^\]]*+\]>?+|<(?:!(?!--|\[)|\?)[^>]*+>"
    rf"|<((?i:style|script|title|textarea))(?![\w:-]){_ATTRIBUTES}[^<]*+(?:<(?!/(?i:\2))[^<]*+)*+(?=</(?i:\2)(?![\w:-])))"
)
_RAW_TAG = re.compile(rf"<[A-Za-z]+{_ATTRIBUTES}")


def pieces(source: str) -> list[str] | None:
    """A source cut into text, markup, text and so on: each piece of markup is a tag, a comment or a declaration; what script, style and
    their like hold belongs to their start tag. None where something is not closed."""
    if _hangs(source):
        return None
    cut = _MARKUP.split(source)
    del cut[2::3]  # the names of raw elements
    return None if any("<" in text and _TAG_LEFT.search(text) for text in cut[::2]) else cut


def tag_of(markup: str) -> tuple[str, str]:
    """A start tag that ``pieces`` found, and what it holds, where it is one of script, style and their like."""
    tag = _RAW_TAG.match(markup)
    return (markup[: tag.end()], markup[tag.end() :]) if tag is not None else (markup, "")


def start_tags(source: str) -> list[Event]:
    """The start events of a source."""
    cut = pieces(source)
    if cut is None:
        return [event for event in events(source) if event.kind == "start"]  # something is not closed: read it in steps
    found: list[Event] = []
    at = 0
    for number, piece in enumerate(cut):
        if number % 2 and piece[1] not in "/!?":
            name = _NAME.match(piece, 1)
            assert name is not None
            found.append(Event("start", at, at + len(tag_of(piece)[0]), name.group().lower(), source))
        at += len(piece)
    return found


_NAME = re.compile(r"[A-Za-z][\w:-]*")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|%|pt)?\s*(?:;|$|!)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)",
    re.IGNORECASE,
)
_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "wbr", "col", "area"})


def is_hidden(event: Event) -> bool:
    """Whether a start tag hides what is in it, as far as its own style says."""
    style = event.get("style")
    return event.get("hidden") is not None or (style is not None and bool(_HIDDEN.search(style.value)))


def hidden_at(source: str, start: int, offset: int) -> bool:
    """Whether an element around ``offset`` (that begins after ``start``) hides it."""
    open_tags: list[tuple[str, bool]] = []
    for event in events(source, start, offset):
        if event.kind == "start" and event.tag not in _VOID and source[event.end - 2 : event.end] != "/>":
            open_tags.append((event.tag, is_hidden(event)))
        elif event.kind == "end":
            while open_tags and open_tags.pop()[0] != event.tag:
                pass
    return any(hidden for _tag, hidden in open_tags)


def decode(source: str, start: int, end: int, chars: list[str], offsets: list[int]) -> None:
    """Append the characters of a text with entities decoded, and where each came from."""
    if source.find("&", start, end) < 0:
        chars.extend(source[start:end])
        offsets.extend(range(start, end))
        return
    at = start
    for entity in [*_ENTITY.finditer(source, start, end), None]:
        upto = entity.start() if entity else end
        chars.extend(source[at:upto])
        offsets.extend(range(at, upto))
        if entity:
            for char in html.unescape(entity.group()):
                chars.append(char)
                offsets.append(entity.start())
            at = entity.end()


def decoded(source: str, start: int, end: int) -> Visible:
    """An attribute's value with entities decoded."""
    chars: list[str] = []
    offsets: list[int] = []
    decode(source, start, end, chars, offsets)
    return Visible("".join(chars), [*offsets, end])
