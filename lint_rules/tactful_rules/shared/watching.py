"""Whether copy tells readers that they are watched: who knows, what is known, and whether the one is said of the other.

A sentence watches where the sender *knows* ("we noticed", "our tills tell us", "uns ist aufgefallen") and a *conduct* of the reader, or a
printed fact with a word for the reader, stands within reach of it: in the clause that it opens ("… that you came back"), or before it
("That you came back has not escaped us", "You came back. We noticed."). Reach ends where the sentence turns to something else ("…, so
you"), and what is known of others is known of nobody. A *ground* in behaviour ("based on your visit") needs nothing beside it.
"""

from __future__ import annotations

import re

from tactful.draft.model import Block, Hole
from tactful.draft.template import Template
from tactful.lint.facts_used import printed_facts
from tactful_rules.copy import Cue, Reading
from tactful_rules.shared.copy_text import copy_of, reading_of

Stretch = tuple[int, int]
_WORD = re.compile(r"[^\W_]+(?:'\w+)?")
_OPENS_WITHIN = 3
"""Words between the knowing and the conjunction that opens what is known: "we have noticed now and then that"."""
_BEFORE = 3
"""Words that may stand before a knowing which points back: "Yes, we noticed", "Sådant lägger vi märke till"."""


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
    if cue.kind not in ("basis", "ground", "perception", "knowing") or only_ledger(block, template, cue):
        return False
    if cue.kind in ("basis", "ground"):
        return True
    found, text = reading_of(block, template), copy_of(block).text
    stretch = sentence(found, cue.start, text)
    if cue.kind == "perception":
        said = any(other.kind == "predicate" and _within(other, stretch) for other in found.cues)
        if said or holes_of_facts(block, template, cue.start, stretch[1]):
            return True
    return _tells(_reach(found, cue, stretch, text), block, template) or _points_back(cue, stretch, block, template)


def _tells(stretch: Stretch, block: Block, template: Template) -> bool:
    """Whether a stretch within reach of a knowing says what the reader did, or prints a fact and speaks of the reader."""
    found = reading_of(block, template)
    if any(other.kind in ("conduct", "deed", "predicate") and _within(other, stretch) for other in found.cues):
        return True
    reader = any(stretch[0] <= start < stretch[1] for start, _ in found.address)
    return reader and bool(holes_of_facts(block, template, *stretch))


def _within(cue: Cue, stretch: Stretch) -> bool:
    return stretch[0] <= cue.start < stretch[1]


def _reach(found: Reading, cue: Cue, stretch: Stretch, text: str) -> Stretch:
    """The part of the sentence that a knowing may be said of. A conjunction right after it (``content``) opens what is known; without one
    it may stand before the knowing as well."""
    openings = [one.start for one in found.of("content") if cue.end - 1 <= one.start < stretch[1]]
    opened = next((at for at in openings if len(_WORD.findall(text[cue.end : at])) <= _OPENS_WITHIN), None)
    turns = [turn for turn in found.of("turn") if _within(turn, stretch) and (opened is None or not cue.end - 1 <= turn.start <= opened)]
    first = max((turn.end for turn in turns if turn.end <= cue.start), default=stretch[0])
    last = min((turn.start for turn in turns if turn.start >= cue.end), default=stretch[1])
    last = min((other.start for other in found.of("others") if cue.end <= other.start < last), default=last)
    return (cue.start if opened is not None and opened < last else first), last


def _points_back(cue: Cue, stretch: Stretch, block: Block, template: Template) -> bool:
    """Whether a knowing that ends its sentence, with no object but the reader, is said of what stands before it: the sentence before
    ("You came back. We noticed."), or the part before its clause ("You came back, and that has not escaped us")."""
    found, text = reading_of(block, template), copy_of(block).text
    addressed = [start for start, _ in found.address]
    after = [word.start() + cue.end for word in _WORD.finditer(text[cue.end : stretch[1]])]
    clause = max((turn.end for turn in found.of("turn") if _within(turn, stretch) and turn.end <= cue.start), default=stretch[0])
    if len(_WORD.findall(text[clause : cue.start])) > _BEFORE or any(start not in addressed for start in after):
        return False
    before = (
        (stretch[0], cue.start) if clause > stretch[0] else next((one for one in reversed(found.sentences) if one[1] <= stretch[0]), None)
    )
    if before is None:
        return False
    return _tells(before, block, template) or (bool(after) and bool(holes_of_facts(block, template, *before)))


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
