"""Whether copy tells readers that they are watched: who knows, what is known, and whether the one is said of the other.

A sentence watches where the sender *knows* ("we noticed", "our tills tell us", "uns ist aufgefallen") and a *conduct* or *trace* of the
reader, or a printed fact with a word for the reader, stands within reach of it: in the clause that it opens ("… that you came back"), or
before it ("That you came back has not escaped us", "You came back. We noticed."). Reach ends where the sentence turns to something else
("…, so you"), and what is known of others is known of nobody. Any other verb of the sender's that is said of a past conduct (*noting*:
"we made a mental note that you asked") does too. A *ground* in behaviour ("based on your visit") needs nothing beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tactful.draft.model import HOLE, Block, Hole
from tactful.draft.template import Template
from tactful.lint.facts_used import printed_facts
from tactful_rules.copy import Cue, Reading
from tactful_rules.shared.copy_text import copy_of, reading_of
from tactful_rules.shared.quoted import is_quoted

Stretch = tuple[int, int]
_WORD = re.compile(r"[^\W_]+(?:'\w+)?")
_ENOUGH = ("basis", "ground")
_KNOWN = {"perception": ("conduct", "doing", "predicate"), "knowing": ("conduct", "doing", "predicate"), "noting": ("conduct",)}
"""Kinds that know, each with what of the reader it may be said of."""
_ANSWERING = ("service", "notice")
"""Purposes of messages that answer what the reader did."""
_OPENS_WITHIN = 1
"""Words between the knowing and the conjunction that opens what is known: "we noticed today that"."""
_BEFORE = 5
"""Words that may stand before a knowing which points back: "Yes, we noticed", "We were pleased when we saw it"."""
_OBJECT_WITHIN = 4
"""Words between a knowing and the reader or the printed fact that it is said of: farther on, it has an object of its own."""


def is_watching(block: Block, template: Template) -> bool:
    """Whether a block's words say that the reader was watched: perception of what they did, or "based on your visit"."""
    return watching_cue(block, template) is not None


def watching_cue(block: Block, template: Template) -> Cue | None:
    """The cue that counts. Made once per block and language."""
    known: dict[str, Cue | None] = block.__dict__.setdefault("_watching", {})
    if template.lang not in known:
        known[template.lang] = next((cue for cue in reading_of(block, template).cues if _watches(cue, block, template)), None)
    return known[template.lang]


def _watches(cue: Cue, block: Block, template: Template) -> bool:
    if cue.kind not in _ENOUGH and cue.kind not in _KNOWN:
        return False
    if only_ledger(block, template, cue):
        return False
    if cue.kind in _ENOUGH:
        return True
    found, text = reading_of(block, template), copy_of(block).text
    whole = sentence(found, cue.start, text)
    if is_quoted(text, cue.start, cue.end, found.address, template):
        return False
    if _answers_an_act(found, whole, block, template):
        return False
    if cue.kind == "perception" and any(other.kind == "predicate" and _within(other, whole) for other in found.cues):
        return True
    if cue.kind == "perception" and holes_of_facts(block, template, cue.start, whole[1]):
        return True
    clause = _Clause.around(found, cue, whole, text)
    if _tells(clause.reach, cue, block, template, clause.first):
        return True
    if _is_exclaimed(cue, whole, text) and _tells_after(whole, cue, block, template):
        return True
    return clause.points_back and _tells_before(clause, cue, block, template)


def _answers_an_act(found: Reading, whole: Stretch, block: Block, template: Template) -> bool:
    """Whether a service message speaks of what the reader did openly ("we have registered that you cancelled") and prints no fact."""
    if template.manifest.purpose not in _ANSWERING or holes_of_facts(block, template, *whole):
        return False
    return any(_within(act, whole) for act in found.of("openly"))


def _tells(stretch: Stretch, cue: Cue, block: Block, template: Template, first: int | None = None) -> bool:
    """Whether a stretch within reach of a knowing says what the reader did, shows a trace of it (from ``first``), or prints a fact and
    speaks of the reader."""
    found = reading_of(block, template)
    if any(other.kind in _KNOWN[cue.kind] and _within(other, stretch) for other in found.cues):
        return True
    if cue.kind == "noting":
        return False
    begin = stretch[0] if first is None else first
    if any(begin <= trace.start < stretch[1] for trace in found.of("trace")):
        return True
    readers = [start for start, _ in found.address if stretch[0] <= start < stretch[1]]
    if cue.kind == "knowing":
        readers = [start for start in readers if not cue.start <= start < cue.end]
    return bool(readers) and bool(holes_of_facts(block, template, *stretch)) and _is_object(readers, cue, stretch, block)


def _is_object(readers: list[int], cue: Cue, stretch: Stretch, block: Block) -> bool:
    """Whether one of the readers' words or printed values is what a knowing is said of, and not a mere addition to its object: it stands
    before the knowing, or right after it."""
    text = copy_of(block).text
    at = [*readers, *(place for place in range(*stretch) if text[place] == HOLE)]
    return any(place < cue.end or len(_WORD.findall(text[cue.end : place])) <= _OBJECT_WITHIN for place in at)


def _tells_before(clause: _Clause, cue: Cue, block: Block, template: Template) -> bool:
    """The same of what stands before a clause that points back; a fact there needs no word for the reader where the clause has one."""
    found = reading_of(block, template)
    before = (clause.whole[0], cue.start)
    if clause.first == clause.whole[0]:
        before = next((one for one in reversed(found.sentences) if one[1] <= clause.whole[0]), (0, 0))
    return _tells(before, cue, block, template) or (clause.names_reader and bool(holes_of_facts(block, template, *before)))


def _is_exclaimed(cue: Cue, whole: Stretch, text: str) -> bool:
    """Whether a knowing is the whole of an exclamation: "Caught!"."""
    return text[: whole[1]].rstrip().endswith("!") and not _WORD.search(text[whole[0] : cue.start] + text[cue.end : whole[1]])


def _tells_after(whole: Stretch, cue: Cue, block: Block, template: Template) -> bool:
    after = next((one for one in reading_of(block, template).sentences if one[0] >= whole[1]), None)
    return after is not None and _tells(after, cue, block, template)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A knowing within its sentence (``whole``). ``first``: where its clause begins; ``reach``: what it may be said of; ``points_back``: it
    has no object but the reader ("we saw you") or a word for what was said before ("that we noticed")."""

    whole: Stretch
    first: int
    reach: Stretch
    points_back: bool
    names_reader: bool

    @classmethod
    def around(cls, found: Reading, cue: Cue, whole: Stretch, text: str) -> _Clause:
        """A conjunction right after the knowing (``content``) opens what is known; without one it may stand before it as well."""
        openings = [one.start for one in found.of("content") if cue.end - 1 <= one.start < whole[1]]
        opened = next((at for at in openings if len(_WORD.findall(text[cue.end : at])) <= _OPENS_WITHIN), None)
        turns = [turn for turn in found.of("turn") if _within(turn, whole)]
        if opened is not None and any(cue.end - 1 <= turn.start < opened for turn in turns):
            opened = None
        first = max((min(turn.end, cue.start) for turn in turns if turn.start <= cue.start), default=whole[0])
        ends = [turn.start for turn in turns if turn.start >= cue.end and (opened is None or turn.start > opened)]
        ends += [other.start for other in found.of("others") if cue.end <= other.start]
        last = min((end for end in ends if end < whole[1]), default=whole[1])
        after = [word.start() + cue.end for word in _WORD.finditer(text[cue.end : whole[1]])]
        addressed = {start for start, _ in found.address}
        pointing = addressed | {one.start for one in found.of("pointing")}
        back = len(_WORD.findall(text[first : cue.start])) <= _BEFORE and all(start in pointing for start in after)
        begins = cue.start if opened is not None and opened < last else first
        return cls(whole, first, (begins, last), back, any(start in addressed for start in after))


def _within(cue: Cue, stretch: Stretch) -> bool:
    return stretch[0] <= cue.start < stretch[1]


def only_ledger(block: Block, template: Template, cue: Cue) -> bool:
    """Whether the sentence is about printed values that are all ledger: "we see you have 2,400 points"."""
    copy = copy_of(block)
    start, end = sentence(reading_of(block, template), cue.start, copy.text)
    facts = [fact for hole in copy.holes_in(start, end) for fact in printed_facts(template, hole, None)]
    return bool(facts) and all(fact.label.ledger for fact in facts)


def holes_of_facts(block: Block, template: Template, start: int, end: int) -> tuple[Hole, ...]:
    """The printed values in a part of the copy that are facts of the customer."""
    holes = copy_of(block).holes_in(start, end)
    return tuple(hole for hole in holes if any(template.schema.is_fact(ref.path) for ref in hole.flow.prints) or hole.flow.unknowns)


def sentence(found: Reading, offset: int, text: str) -> Stretch:
    """The sentence around an offset; the whole text where it lies in none."""
    return found.sentence_at(offset) or (0, len(text))
