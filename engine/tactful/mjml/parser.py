"""A tolerant, linear parser of MJML with exact offsets.

Bodies of *ending tags* (mj-text, mj-raw, …) are HTML of the author's and kept as one span each. Nothing is repaired: what is
wrong is noted in ``Document.problems``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tactful.errors import StageError

ENDING_TAGS = frozenset({
    "mj-text", "mj-button", "mj-table", "mj-raw", "mj-style", "mj-title", "mj-preview", "mj-navbar-link",
    "mj-social-element", "mj-accordion-title", "mj-accordion-text",
})  # fmt: skip
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)  # elements of HTML without an end tag
MAX_DEPTH = 200  # mjml-python ends the process somewhere above 10,000 nested tags; no mail needs 200

_NAME = r"[A-Za-z][A-Za-z0-9_.:-]*"
_TOKEN = re.compile(rf"<!--|<!\[CDATA\[|<!|<\?|</({_NAME})\s*>?|<({_NAME})")
_ATTRIBUTE = re.compile(r"\s*(?:([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))?)?)")
_SWALLOWED = re.compile(r"</?mj-|</mjml", re.IGNORECASE)
_REMARK = re.compile(r"<!--|<script\b", re.IGNORECASE)
_REMARK_END = {"<!--": re.compile("-->"), "<script": re.compile("</script", re.IGNORECASE)}
_TAG_END = re.compile(r"\s*(/?)>")
QUOTED = re.compile(r"((?:\s+[^\s\"'<>/=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*+)\s*(/?)>")
"""The rest of a tag whose attributes are all written ``name="value"``: most tags, read at one go."""
_QUOTED_ONE = re.compile(r"\s+([^\s\"'<>/=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")

Written = tuple[tuple[str, str, int, int, int, int, str], ...]
"""Attributes as ``Attribute`` has them, with offsets from the end of the tag's name."""


@dataclass(slots=True)
class Attribute:
    """``name="value"``; offsets of the whole and of the raw value; ``quote`` is empty for an unquoted one.

    The name is as written: to MJML ``Href`` is no ``href``.
    """

    name: str
    value: str
    start: int
    end: int
    value_start: int
    value_end: int
    quote: str


@lru_cache(maxsize=8_192)
def written(text: str, lower: bool = False) -> Written:
    """The attributes of a text that ``QUOTED`` matched, their names as written or in lower case. The same tags stand in many messages."""
    found = []
    for one in _QUOTED_ONE.finditer(text):
        group, quote = (2, '"') if one.group(2) is not None else (3, "'")
        begin, end = one.span(group)
        name = one.group(1).lower() if lower else one.group(1)
        found.append((name, one.group(group), one.start(1), one.end(), begin, end, quote))
    return tuple(found)


@lru_cache(maxsize=8_192)
def _whole(text: str) -> Written | None:
    """``written``, or None where a value seems to have swallowed a tag."""
    return written(text) if _SWALLOWED.search(text) is None else None


def attribute_at(one: tuple[str, str, int, int, int, int, str], at: int) -> Attribute:
    """A written attribute in a source in which its tag's name ends at ``at``."""
    return Attribute(one[0], one[1], one[2] + at, one[3] + at, one[4] + at, one[5] + at, one[6])


class Node:
    """An element. The source of its content is ``open_end`` to ``close_start``; ``raw`` says that it is one HTML body."""

    __slots__ = ("_attributes", "_base", "_written", "children", "close_start", "end", "open_end", "parent", "raw", "start", "tag")

    def __init__(
        self, tag: str, start: int, open_end: int, close_start: int, end: int, attributes: list[Attribute] | None = None, *,
        raw: bool = False, parent: Node | None = None, written: Written = (), base: int = 0,
    ) -> None:  # fmt: skip
        self.tag = tag
        self.start = start
        self.open_end = open_end
        self.close_start = close_start
        self.end = end
        self.children: list[Node] = []
        self.raw = raw
        self.parent = parent
        self._attributes = attributes
        self._written = written
        self._base = base

    @property
    def attributes(self) -> list[Attribute]:
        if self._attributes is None:
            self._attributes = [attribute_at(one, self._base) for one in self._written]
        return self._attributes

    def places(self) -> Iterator[tuple[str, int, int, str]]:
        """Of each attribute its name, where its value begins and ends, and its quote."""
        if self._attributes is not None:
            return iter([(one.name, one.value_start, one.value_end, one.quote) for one in self._attributes])
        base = self._base
        return iter([(name, begin + base, end + base, quote) for name, _value, _start, _end, begin, end, quote in self._written])

    def get(self, name: str) -> Attribute | None:
        if self._attributes is None:
            for one in self._written:
                if one[0] == name:
                    return attribute_at(one, self._base)
            return None
        return next((attribute for attribute in self._attributes if attribute.name == name), None)

    def has_any(self, names: frozenset[str]) -> bool:
        """Whether one of its attributes has one of these names."""
        if self._attributes is None:
            return any(one[0] in names for one in self._written)
        return any(attribute.name in names for attribute in self._attributes)

    def __repr__(self) -> str:
        return f"<{self.tag}> at {self.start}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at an offset, with what to do about it.

    ``fatal``: what follows cannot be read as meant. Otherwise a browser's parser, and the official compiler's, knows what to do: a tag
    that closes nothing is nothing, and one that closes an outer element closes what is open in it.
    """

    offset: int
    message: str
    remedy: str
    fatal: bool = True


@dataclass(slots=True)
class Document:
    """A parsed source. ``roots`` are its top elements; ``comments`` and ``texts`` are spans outside ending-tag bodies. ``memo`` keeps
    what was read out of it."""

    source: str
    roots: list[Node]
    problems: list[Problem]
    comments: list[tuple[int, int]]
    texts: list[tuple[int, int]]
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    nodes: list[Node] | None = field(default=None, repr=False, compare=False)  # all elements, where the parser met them

    def walk(self) -> Iterator[Node]:
        """All elements, in document order."""
        return iter(self.nodes) if self.nodes is not None else self._walked()

    def _walked(self) -> Iterator[Node]:
        stack = self.roots[::-1]
        while stack:
            node = stack.pop()
            yield node
            if node.children:
                stack.extend(reversed(node.children))

    def find(self, tag: str) -> Node | None:
        return next((node for node in self.walk() if node.tag == tag), None)

    def release(self) -> None:
        """Undo the circles of elements and their parents, so that the document goes when nobody holds it: nobody may read it any more."""
        for node in self.walk():
            node.parent = None
        self.memo.clear()


def parse(source: str) -> Document:
    """Parse MJML. Raises StageError only where elements are nested more than ``MAX_DEPTH`` deep."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.document = Document(source, [], [], [], [])
        self.open: list[Node] = []
        self.nodes = self.document.nodes = []
        self.closers: dict[str, list[tuple[int, int, bool]]] = {}
        self.remarks: list[tuple[int, int]] | None = None

    def parse(self) -> Document:
        source, at = self.source, 0
        while True:
            token = _TOKEN.search(source, at)
            if token is None:
                if at < len(source):
                    self._text(at, len(source))
                break
            if token.start() > at:
                self._text(at, token.start())
            at = self._token(token)
        for node in self.open:
            node.close_start = node.end = len(source)
            self._problem(node.start, f"<{node.tag}> is never closed", f"close it with </{node.tag}>", fatal=False)
        return self.document

    def _token(self, token: re.Match[str]) -> int:
        source, start, text = self.source, token.start(), token.group()
        if text == "<!--":
            return self._skip(start, "-->", 4)
        if text == "<![CDATA[":
            return self._skip(start, "]]>", 9)
        if text in ("<!", "<?"):
            end = source.find(">", start)
            return len(source) if end < 0 else end + 1
        if token.group(1):
            return self._close(token)
        return self._element(start, token.group(2).lower(), token.end())

    def _skip(self, start: int, closing: str, opening: int) -> int:
        end = self.source.find(closing, start + opening)
        if end < 0:
            self._problem(start, "a comment is never closed", f"close it with {closing}")
            end = len(self.source)
        else:
            end += len(closing)
        self.document.comments.append((start, end))
        return end

    def _text(self, start: int, end: int) -> None:
        if not self.source[start:end].isspace():
            self.document.texts.append((start, end))

    def _problem(self, offset: int, message: str, remedy: str, *, fatal: bool = True) -> None:
        self.document.problems.append(Problem(offset, message, remedy, fatal))

    def _element(self, start: int, tag: str, at: int) -> int:
        quoted = QUOTED.match(self.source, at)
        found = _whole(quoted.group(1)) if quoted is not None else None
        attributes: list[Attribute] | None = None
        base = at
        if quoted is not None and found is not None:
            at, closed = quoted.end(), bool(quoted.group(2))
        else:
            attributes, at, closed = self._attributes(start, tag, at)
        parent = self.open[-1] if self.open else None
        node = Node(tag, start, at, at, at, attributes, raw=tag in ENDING_TAGS, parent=parent, written=found or (), base=base)
        (parent.children if parent is not None else self.document.roots).append(node)
        self.nodes.append(node)
        if closed or tag in VOID:
            return at
        if node.raw:
            return self._body(node)
        self.open.append(node)
        if len(self.open) > MAX_DEPTH:
            error = StageError(f"elements are nested more than {MAX_DEPTH} deep", stage="mjml", remedy="flatten the layout")
            error.offset = node.start  # type: ignore[attr-defined]
            raise error
        return at

    def _attributes(self, start: int, tag: str, at: int) -> tuple[list[Attribute], int, bool]:
        source = self.source
        found: list[Attribute] = []
        while True:
            end = _TAG_END.match(source, at)
            if end is not None:
                return found, end.end(), bool(end.group(1))
            match = _ATTRIBUTE.match(source, at)
            if match is None or match.end() == at:
                if at < len(source) and source[at] not in "<":
                    if found and source[at] in "\"'" and source[found[-1].start : at].rstrip().endswith("="):
                        self._problem(found[-1].start, f"the quote of {found[-1].name} is never closed", "close it")
                        return found, len(source), False
                    at += 1
                    continue
                self._problem(start, f"the tag <{tag} is never closed", "close it with >")
                return found, at, False
            found.append(self._attribute(match))
            at = match.end()
            if found[-1].quote and _SWALLOWED.search(found[-1].value):
                self._problem(found[-1].start, f"the quote of {found[-1].name} is never closed", "close it before the end of the tag")

    @staticmethod
    def _attribute(match: re.Match[str]) -> Attribute:
        for group, quote in ((2, '"'), (3, "'"), (4, "")):
            if match.group(group) is not None:
                begin, end = match.span(group)
                return Attribute(match.group(1), match.group(group), match.start(1), match.end(), begin, end, quote)
        return Attribute(match.group(1), "", match.start(1), match.end(), match.end(), match.end(), "")

    def _body(self, node: Node) -> int:
        """The end of an ending tag's body: its matching close tag, inner elements of the same name counted."""
        depth = 1
        for begin, end, opening in self._tags_named(node.tag, node.open_end):
            depth += 1 if opening else -1
            if depth == 0:
                node.close_start, node.end = begin, end
                return end
        node.close_start = node.end = len(self.source)
        self._problem(node.start, f"<{node.tag}> is never closed", f"close it with </{node.tag}>")
        return node.end

    def _tags_named(self, tag: str, at: int) -> Iterator[tuple[int, int, bool]]:
        """Open and close tags of this name from an offset on, those in comments and scripts left out; all of them are found once per name, so
        parsing stays linear."""
        if tag not in self.closers:
            if self.remarks is None:
                self.remarks = list(_remarks(self.source))
            self.closers[tag] = [
                (found.start(), found.end(), not found.group(1)) for found in _tags_of(tag).finditer(self.source)
                if self.source[found.end() - 2] != "/" and not (self.remarks and self._commented(found.start()))
            ]  # fmt: skip
        tags = self.closers[tag]
        for index in range(bisect_left(tags, (at, 0, False)), len(tags)):
            yield tags[index]

    def _commented(self, offset: int) -> bool:
        """Whether a comment or script that is closed holds this offset."""
        remarks = self.remarks or []
        index = bisect_right(remarks, (offset, len(self.source))) - 1
        return index >= 0 and remarks[index][1] > offset

    def _close(self, token: re.Match[str]) -> int:
        tag = token.group(1).lower()
        end = token.end()
        if not token.group().endswith(">"):
            close = self.source.find(">", end)
            end = len(self.source) if close < 0 else close + 1
        if not any(node.tag == tag for node in self.open):
            self._problem(token.start(), f"</{tag}> closes nothing", "remove it, or open the element", fatal=False)
            return end
        while self.open:
            node = self.open.pop()
            node.close_start = token.start()
            node.end = end if node.tag == tag else token.start()
            if node.tag == tag:
                break
            self._problem(node.start, f"<{node.tag}> is not closed before </{tag}>", f"close it with </{node.tag}>", fatal=False)
        return end


@lru_cache(maxsize=64)
def _tags_of(tag: str) -> re.Pattern[str]:
    """Tags of this name up to the first ``>`` outside quotes; group 1 is the slash of a closing one, group 2 what follows the name."""
    return re.compile(rf"<(/?){re.escape(tag)}(?=[\s/>])([^\"'>]*+(?:(?:\"[^\"]*\"|'[^']*')[^\"'>]*+)*+)>", re.IGNORECASE)


def _remarks(source: str) -> Iterator[tuple[int, int]]:
    """Comments and scripts that are closed, in order; linear."""
    at = 0
    ends = dict(_REMARK_END)
    while ends and (begin := _REMARK.search(source, at)) is not None:
        kind = begin.group().lower()
        end = ends[kind].search(source, begin.end()) if kind in ends else None
        if end is None:
            ends.pop(kind, None)  # nothing closes this one, nor any later one
            at = begin.end()
        else:
            yield begin.start(), end.end()
            at = end.end()
