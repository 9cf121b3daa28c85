"""An expansion as pieces: literal text and holes, each with its place in the author's files and its flow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from tactful.draft.model import Hole
from tactful.model.quick import quick
from tactful.template.flows import Flow, Guard, Span
from tactful.template.program import Program
from tactful.template.runtime import printable
from tactful.template.source import Source
from tactful.template.tokens import CHUNK, ENTER, LEAVE, SITE, TEXT, TOKEN, TURN, VALUE, clean


@quick
@dataclass(frozen=True, slots=True)
class Piece:
    """``text`` as it stands in the MJML (values of keyed holes escaped), or an open hole (``text`` empty).

    ``source`` and ``offset`` say where a literal begins in the author's file; for a template's own string that an expression prints,
    ``span`` is that expression's place.
    """

    text: str
    hole: Hole | None
    guards: tuple[Guard, ...]
    loops: tuple[tuple[int, int], ...]
    source: Source | None = None
    offset: int = 0
    span: Span | None = None


def every_branch(program: Program) -> list[Piece]:
    """What the source can show, all branches after one another; holes have no index."""
    registry = program.environment.registry
    pieces = []
    for item in program.items:
        loops = tuple((number, -1) for number in item.loops)
        if item.flow is not None:
            hole = Hole(item.flow, -1, loops)
            pieces.append(spoken(hole, " ".join(item.flow.literals)) if is_own_text(item.flow) else Piece("", hole, item.guards, loops))
        else:
            source, offset = registry.chunk_places[item.number]
            pieces.append(Piece(registry.chunks[item.number], None, item.guards, loops, source, offset))
    return pieces


def live(program: Program, expansion: str) -> list[Piece]:
    """What one expansion shows."""
    return list(Walk(program).pieces(expansion))


class Walk:
    """Follows the tokens of one expansion: the path of calls, and the turns of loops. What it has come to carries over to the next
    tokens; ``lost`` says that the analysis does not know something that it met."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.registry = program.environment.registry
        self.path: list[int] = []
        self.depths: list[int] = []
        self.turns: dict[int, int] = {}
        self.lost = False

    def pieces(self, expansion: str) -> Iterator[Piece]:
        site: int | None = None
        turn: int | None = None
        keyed: int | None = None
        at = 0
        for token in TOKEN.finditer(expansion):
            if token.start() > at:
                yield self._keyed(keyed, expansion[at : token.start()])
            at = token.end()
            kind, number = token.group(1), int(token.group(2) or -1)
            keyed = None
            if kind == CHUNK:
                yield self._chunk(number)
            elif kind == SITE:
                site = number
                continue
            elif kind == TURN:
                turn = number
                continue
            elif kind == VALUE and turn is not None:
                self.turns[turn] = number
            elif kind == VALUE:
                yield self._hole(site, number)
            elif kind == TEXT:
                keyed = site
            elif kind == ENTER:
                added = [number] if site is None else [site, number]
                self.path += added
                self.depths.append(len(added))
            elif kind == LEAVE:
                del self.path[-self.depths.pop() :]
            site = turn = None
        if at < len(expansion):
            yield self._keyed(keyed, expansion[at:])

    def _bound(self, item_loops: Sequence[int]) -> tuple[tuple[int, int], ...]:
        return tuple((number, self.turns.get(number, -1)) for number in dict.fromkeys(item_loops))

    def _chunk(self, number: int) -> Piece:
        item = self.program.item(number, tuple(self.path), True)
        source, offset = self.registry.chunk_places[number]
        guards, loops = (item.guards, self._bound(item.loops)) if item else ((), ())
        return Piece(self.registry.chunks[number], None, guards, loops, source, offset)

    def _flow(self, site: int | None) -> tuple[Flow, tuple[tuple[int, int], ...]]:
        item = self.program.item(site, tuple(self.path), False) if site is not None else None
        if item is not None and item.flow is not None:
            return item.flow, self._bound(item.loops)  # what stands after a loop belongs to none of its turns
        self.lost = True
        return unfollowed(self.program, site), tuple(self.turns.items())

    def _hole(self, site: int | None, index: int) -> Piece:
        flow, loops = self._flow(site)
        return Piece("", Hole(flow, index, loops), flow.guards, loops)

    def _keyed(self, site: int | None, text: str) -> Piece:
        flow, loops = self._flow(site)
        return Piece(text, Hole(flow, -1, loops, text), flow.guards, loops)


def is_own_text(flow: Flow) -> bool:
    """Whether an output prints only strings of the template itself (a variable, a lookup, a macro's argument): copy, not a value."""
    return bool(flow.literals) and not flow.prints and not flow.unknowns


def spoken(hole: Hole, text: str) -> Piece:
    """A template's own string as literal text; what chose it is a condition around it."""
    flow = hole.flow
    chosen = (Guard("if", flow.steers, flow.tested, True, flow.span, flow.source),) if flow.steers or flow.tested else ()
    return Piece(escaped(text), None, (*flow.guards, *chosen), hole.loops, None, 0, flow.span)


def unfollowed(program: Program, site: int | None) -> Flow:
    """The flow of an output that the analysis never reached: everything may be in it, and it says so."""
    from tactful.template.flows import Ref, Unknown

    if site is None:
        span = program.source.span(0, 0)
    else:
        source, node = program.environment.registry.nodes[site]
        from tactful.template.positions import extent

        span = source.span(*extent(node, source.text))
    whole = Ref(("customer",), span)
    return Flow((whole,), (), (), (), (Unknown("an output that the analysis could not follow", (whole,), span),), span, "")


def escaped(value: Any) -> str:
    """A value as it stands in MJML text or in a quoted attribute."""
    return str(escape(clean(str(printable(value)))))


def place_of(piece: Piece, start: int, end: int) -> Span | None:
    """The author's place of ``piece.text[start:end]``."""
    if piece.hole is not None:
        return piece.hole.flow.span
    if piece.source is None:
        return piece.span
    return piece.source.span(piece.offset + start, piece.offset + end)
