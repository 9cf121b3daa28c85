"""An expansion cut where sections of the body end, so that shapes can share what they have in common.

mrml compiles the children of mj-body independently of one another. A *part* is a run of tokens whose MJML is complete in itself: every
element that it opens it closes. What a part is made of depends on its tokens and on where in calls and loops it begins, on nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tactful.draft.outline import Marked
from tactful.draft.pieces import Piece, Walk
from tactful.draft.template import Template
from tactful.errors import StageError
from tactful.mjml.parser import Document, Node, parse
from tactful.template.program import Program
from tactful.template.tokens import CHUNK, END, VALUE, token

OPEN = "<mjml><mj-body>"
CLOSE = "</mj-body></mjml>"
OFFSET = 1_000_000  # of value numbers in a part: relative to the part's first value, which may be preceded by one printed late
_ENDS = re.compile(r"</mj-(?:section|wrapper|hero)\s*>", re.IGNORECASE)
_VALUE = re.compile(f"{VALUE}([0-9]+){END}")
_TOGETHER = ("mj-wrapper", "mj-section", "mj-hero")
_CROSSING = re.compile(r"<style\b", re.IGNORECASE)

State = tuple[tuple[int, ...], tuple[int, ...]]  # path and depths of a walk


@dataclass(frozen=True, slots=True)
class Slice:
    """Tokens of a part. ``inside``: it begins within its first chunk, where the part before it ended. ``final``: nothing follows."""

    inside: bool
    final: bool
    tokens: str

    def joined(self, following: Slice) -> Slice:
        tokens = following.tokens[following.tokens.index(END) + 1 :] if following.inside else following.tokens
        return Slice(self.inside, following.final, self.tokens + tokens)


class Cutter:
    """Cuts the expansions of one body where an element that may stand in mj-body ends: candidates, not proven parts."""

    def __init__(self, program: Program) -> None:
        chunks = program.environment.registry.chunks
        self.ends: dict[int, int] = {}
        for number in {item.number for item in program.items if item.flow is None}:
            found = [match.end() for match in _ENDS.finditer(chunks[number])]
            if found:
                self.ends[number] = len(chunks[number]) if not chunks[number][found[-1] :].strip() else found[-1]
        self.halved = {token(CHUNK, number) for number, end in self.ends.items() if end < len(chunks[number])}
        self._pattern = re.compile(f"{CHUNK}(?:{'|'.join(map(str, sorted(self.ends)))}){END}") if self.ends else None

    def slices(self, expansion: str) -> list[tuple[bool, str]]:
        """``(inside, tokens)`` of each candidate; the last holds the rest."""
        if self._pattern is None:
            return [(False, expansion)]
        found: list[tuple[bool, str]] = []
        at, inside, halved = 0, False, self.halved
        for match in self._pattern.finditer(expansion):
            start, end = match.span()
            found.append((inside, expansion[at:end]))
            inside = bool(halved) and expansion[start:end] in halved
            at = start if inside else end
        found.append((inside, expansion[at:]))
        return found


def relative(tokens: str) -> tuple[str, int]:
    """The tokens with values numbered from the first one (as ``OFFSET``), and the number of that."""
    first = _VALUE.search(tokens)
    if first is None:
        return tokens, 0
    base = int(first.group(1))
    return _VALUE.sub(lambda match: f"{VALUE}{int(match.group(1)) - base + OFFSET}{END}", tokens), base


class Asking(dict[int, int]):
    """Turns of loops that remembers which were asked for without being set."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[int, None] = {}

    def get(self, key: int, default: int = -1) -> int:  # type: ignore[override]
        if key not in self:
            self.asked[key] = None
        return super().get(key, default)


def pieces_of(cutter: Cutter, walk: Walk, part: Slice) -> list[Piece]:
    """The pieces of a part; the walk goes on from where it is."""
    pieces = list(walk.pieces(part.tokens))
    if part.inside:
        cut = cutter.ends[_chunk(part.tokens)]
        pieces[0] = replace(pieces[0], text=pieces[0].text[cut:], offset=pieces[0].offset + cut)
    if not part.final:
        last = cutter.ends[_chunk(part.tokens[part.tokens.rindex(CHUNK) :])]
        before = cutter.ends[_chunk(part.tokens)] if part.inside and len(pieces) == 1 else 0
        pieces[-1] = replace(pieces[-1], text=pieces[-1].text[: last - before])
    return pieces


def _chunk(tokens: str) -> int:
    return int(tokens[1 : tokens.index(END)])


@dataclass(slots=True)
class Parsed:
    """A part as a small document: ``marked`` is ``OPEN`` (whose piece has the conditions of what goes before), the part, and ``CLOSE``
    unless the part brings its own."""

    marked: Marked
    document: Document
    final: bool

    @property
    def inner(self) -> str:
        """The MJML of the part, marks in it."""
        text = self.marked.text
        return text[len(OPEN) :] if self.final else text[len(OPEN) : -len(CLOSE)]


def parsed(pieces: list[Piece], template: Template, before: tuple = (), *, final: bool) -> Parsed:  # type: ignore[type-arg]
    frame = [Piece(OPEN, None, before, ()), *pieces]
    marked = Marked(frame if final else [*frame, Piece(CLOSE, None, (), ())], template.body.source)
    return Parsed(marked, parse(marked.text), final)


def balanced(text: str) -> bool:
    """Whether a text may be complete in itself, at a glance: what holds others is opened as often as closed."""
    return all(text.count(f"<{tag}") == text.count(f"</{tag}") for tag in _TOGETHER)


def complete(found: Parsed) -> bool:
    """Whether the MJML of a part opens and closes its own elements only, and concerns nothing outside of it."""
    document = found.document
    if document.problems or document.texts or len(document.roots) != 1 or document.roots[0].tag != "mjml":
        return False
    root, end = document.roots[0], len(document.source)
    if [child.tag for child in root.children] != ["mj-body"] or document.source[root.end :].strip() or root.end > end:
        return False
    body = root.children[0]
    if not found.final and body.close_start != end - len(CLOSE):
        return False
    return all(_stays(node, document.source) for node in document.walk())


def _stays(node: Node, source: str) -> bool:
    if node.tag in ("mj-head", "mj-style", "mj-preview", "mj-title"):
        return False
    return not (node.raw and _CROSSING.search(source, node.open_end, node.close_start))


def opening_ends(pieces: list[Piece], template: Template) -> tuple[Marked, Document] | None:
    """The beginning of a message, closed here, as a document; None where it is not complete."""
    marked = Marked([*pieces, Piece(CLOSE, None, (), ())], template.body.source)
    try:
        document = parse(marked.text)
    except StageError:
        return None
    if document.problems or document.texts or len(document.roots) != 1 or document.roots[0].tag != "mjml":
        return None
    root = document.roots[0]
    tags = [child.tag for child in root.children]
    if tags not in (["mj-head", "mj-body"], ["mj-body"]) or root.end != len(marked.text):
        return None
    body = root.children[-1]
    inside = all(_stays(node, document.source) for child in body.children for node in _below(child))
    return (marked, document) if inside and body.close_start == len(marked.text) - len(CLOSE) else None


def _below(node: Node) -> list[Node]:
    return [node, *(inner for child in node.children for inner in _below(child))]


def numbered(document: Document) -> bool:
    """Whether elements stand in it whose ids are numbered through the whole message."""
    return any(node.tag in ("mj-carousel", "mj-navbar") for node in document.walk())
