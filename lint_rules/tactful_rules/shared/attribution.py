"""Copy that tells readers the fact of its branch or of the selection: "Som hundägare …", "dein Hund", "since you ride".

Words that merely suit a fact ("Halsband till våren" in the branch of dog owners) tell nothing. Two grades of telling: what says outright what
the reader is ("Som hundägare vet du") tells the fact of its branch whatever that is called; what says that the reader has or does something
("din hund", "du reser") tells it only if that something is the fact: its topic, the word it is compared with, its name, its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from tactful.draft.model import Block, Draft, Shape
from tactful.draft.template import Template
from tactful.lint.exposure import UsedFact
from tactful.lint.facts_used import guards_of, selection_refs, used_facts
from tactful.template.flows import Ref
from tactful_rules.copy import Cue, Reading, read
from tactful_rules.copy.reader import language_of
from tactful_rules.echo.words import Index, words_of
from tactful_rules.shared.copy_text import Copy, copy_of, reading_of

_DEPTH = 2
"""Levels of a topic that make it a fact and no department: ``retail.pets`` tells more than ``retail``."""
_SAYS_NOTHING = (
    "customer has have had is are was own owns owner likes like loves kind type segment score interest interested interests prob probability predicted flag "
    "count last first next recent profile model user data attributes attribute traits trait inferred value values name id at date group level status "
    "known home life household persona cluster tag tags likely is_likely topic topics preferences history item place favourite favorite main top"
)  # fmt: skip
_EMPTY_NAMES = frozenset(_SAYS_NOTHING.split())
_NAME = re.compile(r"[a-zåäöæøü]+|[A-ZÅÄÖÆØÜ][a-zåäöæøü]*")

Loops = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Claimed:
    """Words that may tell a fact: ``start:end`` in the block's copy; ``outright`` where they need no link with it; ``hedged`` where they are
    not stated as true."""

    start: int
    end: int
    outright: bool
    hedged: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that copy tells the reader, and where."""

    fact: UsedFact
    block: Block
    start: int
    end: int
    hedged: bool


@dataclass(frozen=True, slots=True)
class _Teller:
    """Words of a block beside a fact that steers it. ``linked``: the words name the fact; otherwise this customer's value decides."""

    block: Block
    ref: Ref
    loops: Loops
    claimed: Claimed
    linked: bool


def tells(shape: Shape) -> bool:
    """Whether any copy of the shape may tell what steers it."""
    return bool(_tellers(shape))


def told_facts(draft: Draft, topics: tuple[str, ...]) -> tuple[Told, ...]:
    """The facts of branches and of the selection that copy tells this customer. ``topics``: what the message is about."""
    found: tuple[Told, ...] | None = draft.__dict__.get("told_facts")
    if found is None:
        found = draft.__dict__["told_facts"] = tuple(dict.fromkeys(_told(draft, topics)))
    return found


def _told(draft: Draft, topics: tuple[str, ...]) -> Iterator[Told]:
    for teller in _tellers(draft.shape):
        for fact in used_facts(draft.template, teller.ref, draft, teller.loops, topics=topics, steering=True):
            if not fact.label.ledger and (teller.linked or _names_value(draft, teller, fact)):
                yield Told(fact, teller.block, teller.claimed.start, teller.claimed.end, teller.claimed.hedged)


def _tellers(shape: Shape) -> tuple[_Teller, ...]:
    return shape.decided("tellers", _tellers_of)


def _tellers_of(shape: Shape) -> tuple[_Teller, ...]:
    template = shape.template
    return tuple(shape.outline.each_block("tellers", lambda block: _found(block, template)))


@dataclass(frozen=True, slots=True)
class _Reason:
    """A fact that chose a part of a block: ``regions`` in the copy's text (None: all of it); ``literals`` what it is compared with."""

    ref: Ref
    loops: Loops
    regions: tuple[tuple[int, int], ...] | None
    literals: tuple[str, ...] = ()

    def touches(self, one: Claimed) -> bool:
        return self.regions is None or any(start < one.end and one.start < end for start, end in self.regions)


def _reasons(block: Block, template: Template, copy: Copy) -> Iterator[_Reason]:
    """What chose parts of a block: conditions around literal runs, choices within its outputs, the manifest's selection."""
    is_fact = template.schema.is_fact
    for guard, loops in guards_of(block):
        refs = [ref for ref in guard.refs if is_fact(ref.path)]
        regions = tuple(copy.region(one.start, one.end) for one in block.segments if guard in one.guards) if refs else ()
        yield from (_Reason(ref, loops, regions, guard.literals) for ref in refs)
    for hole, region in copy.spoken:
        yield from (_Reason(ref, hole.loops, (region,)) for ref in hole.flow.steers if is_fact(ref.path))
    yield from (_Reason(ref, (), None) for ref in selection_refs(template) if is_fact(ref.path))


def _found(block: Block, template: Template) -> Iterator[_Teller]:
    copy = copy_of(block)
    reasons = list(_reasons(block, template, copy)) if block.kind != "title" else []
    claimed = list(claims_of(copy, reading_of(block, template), template.lang)) if reasons else []
    for one in claimed:
        told = [
            _Teller(block, reason.ref, reason.loops, one, _names(template, copy, reading_of(block, template), one, reason))
            for reason in reasons if reason.touches(one)
        ]  # fmt: skip
        if one.outright and told and not any(teller.linked for teller in told):
            inner = [reason for reason in reasons if reason.touches(one) and reason.regions is not None] or reasons
            told = [replace(teller, linked=teller.linked or teller.ref == inner[-1].ref or inner is reasons) for teller in told]
        yield from told


def claims_of(copy: Copy, reading: Reading, lang: str) -> Iterator[Claimed]:
    """The words of a text that tell readers what they are, have or do."""
    language = language_of(lang)
    hedges = reading.of("hedge")
    for cue in reading.of("identity", "attributed"):
        start, end = reading.sentence_at(cue.start) or (0, len(copy.text))
        if language == "de" and not any(cue.start <= first < cue.end for first, _ in reading.address):
            continue
        outright = cue.kind == "identity"
        if not outright and _asks(copy.text[start:end], cue, start):
            continue
        first = _noun_before(copy.text, cue.start, start) if language in ("nb",) and not outright else cue.start
        yield Claimed(first, cue.end, outright, any(start <= hedge.start < cue.end for hedge in hedges))


def _asks(text: str, cue: Cue, start: int) -> bool:
    """Whether the words are the verb of a question: "Har du hund?" asks what it does not know; "Är din hund redo?" knows."""
    possessive = re.match(r"(?:din|ditt|dina|dine|dit|dein|ihr|your|sinun|eu|er[at]?\b|jeres|\w+(?:si|nne)\b)", cue.text.lower())
    return text.rstrip(" \"'”)").endswith("?") and cue.start - start <= 12 and possessive is None


def _noun_before(text: str, at: int, start: int) -> int:
    found = re.search(r"\w+\s+$", text[start:at])
    return start + found.start() if found else at


def _names(template: Template, copy: Copy, reading: Reading, one: Claimed, reason: _Reason) -> bool:
    """Whether the words name the fact: by its topic, by a word that its condition compares it with, by its own name."""
    ref, literals = reason.ref, reason.literals
    topics = _topics_in(reading, one)
    member = template.schema.member(ref.path)
    label = dict(member.label) if member is not None and member.label else {}
    wanted = {str(label["topic"])} if label.get("topic") else set()
    for literal in literals:
        wanted |= {literal} if "." in literal and template.taxonomy.known(literal) else set(_topics_of(literal, template.lang))
    name = _words_of_name(ref.path)
    wanted |= set(_topics_of(name, "en")) | set(_topics_of(name, template.lang))
    if _related(template, topics, wanted):
        return True
    return _says(copy, one, template.lang, (*literals, *name.split()))


def _names_value(draft: Draft, teller: _Teller, fact: UsedFact) -> bool:
    """The same for what only this customer's value says."""
    template, copy = draft.template, copy_of(teller.block)
    value, entry = _at(draft.context, fact.entry or fact.path)
    topic = fact.label.topic or (entry or {}).get("topic")
    wanted = {str(topic)} if topic else set()
    if isinstance(value, str):
        wanted |= {value} if template.taxonomy.known(value) else set(_topics_of(value, template.lang))
    topics = _topics_in(reading_of(teller.block, template), teller.claimed)
    return _related(template, topics, wanted) or (isinstance(value, str) and _says(copy, teller.claimed, template.lang, (value,)))


def _topics_in(reading: Reading, one: Claimed) -> set[str]:
    return {mention.topic for mention in reading.topics if one.start <= mention.start < one.end and not mention.negated}


def _related(template: Template, topics: set[str], wanted: set[str]) -> bool:
    return any(
        template.taxonomy.related(one, other) and min(one.count("."), other.count(".")) + 1 >= min(_DEPTH, one.count(".") + 1)
        for one in topics for other in wanted
    )  # fmt: skip


_SHORT_NOUNS = frozenset(("öl", "el", "tv", "te", "ur", "pc", "yö", "ev"))
"""Words of two letters that goods are known by; all others are codes, sizes and little words."""


def _says(copy: Copy, one: Claimed, lang: str, values: tuple[str, ...]) -> bool:
    words = [word for word in words_of(copy.text, lang) if one.start <= word.start < one.end]
    index = Index([words], lang)
    if any(found.full for value in values if len(value) > 2 for found in index.find(value, "item")):
        return True
    short = {value.casefold() for value in values} & _SHORT_NOUNS
    return bool(short) and any(copy.text[word.start : word.end].casefold() in short for word in words)


def _words_of_name(path: str) -> str:
    """``customer.pet.has_dog`` says dog (and pet)."""
    return " ".join(word.lower() for word in _NAME.findall(path.replace("[]", "")) if word.lower() not in _EMPTY_NAMES and len(word) > 2)


@lru_cache(maxsize=4096)
def _topics_of(text: str, lang: str) -> tuple[str, ...]:
    return tuple(mention.topic for mention in read(text.replace("_", " "), lang).topics)


def _at(context: Mapping[str, Any], path: str) -> tuple[Any, Mapping[str, Any] | None]:
    """The value at ``customer.preferences[0].topic``, and the list entry around it."""
    value: Any = context
    entry: Mapping[str, Any] | None = None
    for step in re.findall(r"[^.\[\]]+|\[\d*\]", path):
        if step.startswith("["):
            value = value[int(step[1:-1])] if isinstance(value, list) and step[1:-1] and int(step[1:-1]) < len(value) else None
            entry = value if isinstance(value, Mapping) else entry
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value, entry
