"""Finds what the copy says of a customer's own behaviour, and judges whether a reader would hear it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tactful.draft.model import Block, Draft, Outline, Shape
from tactful.draft.template import Template
from tactful.lint.exposure import UsedFact
from tactful.model.facts import SCALES, Label, label_of
from tactful_rules.echo.behaviour import ITEM, PLACE, QUANTITY, TIME, Deed, Value, as_moment, as_named, deeds, is_behaviour, own_members
from tactful_rules.echo.sentences import ABOUT, TO, Sentence, is_yours, sentences
from tactful_rules.echo.times import Named, names
from tactful_rules.echo.words import Index, keys, words_of

_DIMENSIONS = (TIME, PLACE, ITEM, QUANTITY)
_SUBCATEGORY = SCALES["item"]["subcategory"]
_CATEGORY = SCALES["item"]["category"]
_TOPIC_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Echo:
    """Copy that says one value of a deed. ``level`` is what it tells of the dimension; ``start:end`` in the copy of ``block``."""

    dimension: str
    level: int
    path: str
    entry: str
    block: Block
    sentence: int
    start: int
    end: int
    fact: UsedFact


@dataclass(frozen=True, slots=True)
class _Hit:
    value: Value
    level: int
    sentence: Sentence
    start: int
    end: int
    alone: bool
    """Whether it tells something by itself; otherwise only in company."""


class Ears:
    """What of a shape's copy can tell a reader something about themselves; None of it in most messages."""

    def __init__(self, outline: Outline, template: Template) -> None:
        self.lang = template.lang
        self.sentences = sentences(outline, template)
        self.open = tuple(one for one in self.sentences if one.grade or self._possessive(one))
        texts = [[word for word in words_of(one.copy.text, self.lang) if one.start <= word.start < one.end] for one in self.open]
        self.index = Index(texts, self.lang)
        self.times = tuple((one, named) for one in self.open for named in one.times)
        self.numbers = tuple((one, number) for one in self.open for number in one.numbers if not _in(number.start, one.times))

    def _possessive(self, one: Sentence) -> bool:
        return not one.footer and one.address and any(is_yours(one, word.start, self.lang) for word in words_of(one.copy.text, self.lang) if one.start <= word.start < one.end)  # fmt: skip


def ears(shape: Shape) -> Ears | None:
    """The listening part of a shape, made once; None where no customer of it can be told anything by its copy."""
    if "echo_ears" not in shape.memo:
        parts = shape.outline.each("echo_ears", lambda part: [bool(Ears(part, shape.template).open)])
        found = Ears(shape.outline, shape.template) if any(parts) else None
        shape.memo["echo_ears"] = found if found is not None and found.open else None
    known: Ears | None = shape.memo["echo_ears"]
    return known


def has_ears(shape: Shape) -> bool:
    return ears(shape) is not None


def echoes(draft: Draft) -> tuple[Echo, ...]:
    """The values of this customer's behaviour that the copy says, worked out once per draft."""
    found: tuple[Echo, ...] | None = draft.__dict__.get("echoes")
    if found is None:
        listening = ears(draft.shape)
        found = draft.__dict__["echoes"] = tuple(_echoes(draft, listening)) if listening is not None else ()
    return found


def _echoes(draft: Draft, listening: Ears) -> Iterator[Echo]:
    history = draft.customer.get("history")
    if not history and not own_members(draft.template, bool(draft.customer.get("facts"))):
        return
    hits: list[tuple[Deed, list[_Hit]]] = []
    for deed in deeds(draft.template, draft.customer):
        found = list(_hits(draft, listening, deed))
        if found:
            hits.append((deed, found))
    if history:
        hits += _tallies(draft, listening, history)
    loud = {hit.sentence.number for _deed, found in hits for hit in found if hit.alone}
    for deed, found in hits:
        for hit in _heard(deed, found, loud if not deed.is_history else frozenset()):
            echo = _echo(draft, deed, hit)
            if echo is not None:
                yield echo


def _hits(draft: Draft, listening: Ears, deed: Deed) -> Iterator[_Hit]:
    for value in deed.values:
        if value.dimension in (ITEM, PLACE) and isinstance(value.value, str):
            yield from _worded(listening, value)
        elif value.dimension == TIME:
            yield from _timed(draft, listening, value, len(deed.values) > 1)
        elif value.dimension == QUANTITY and isinstance(value.value, int | float) and value.value >= 2:
            yield from _counted(listening, value, float(value.value), not deed.is_history)


def _worded(listening: Ears, value: Value) -> Iterator[_Hit]:
    """Things and places in the words of the copy."""
    found = listening.index.find(value.value, value.dimension)
    if not found:
        return
    words = keys(value.value, value.dimension, listening.index.lang).words
    together: dict[int, set[int]] = {}
    for one in found:
        together.setdefault(listening.index.words[one.at][0], set()).add(one.word)
    for one in found:
        number, _at, word = listening.index.words[one.at]
        sentence = listening.open[number]
        whole = one.full and (words == 1 or len(together[number]) > 1)
        if value.dimension == PLACE and (sentence.listed or (sentence.programme(word.start, word.end) and not sentence.sure)):
            continue
        if value.dimension == ITEM and not whole and words > 1 and one.word not in (0, words - 1) and not word.capital:
            continue
        level = 4 if whole or value.dimension == PLACE else _SUBCATEGORY
        own = sentence.grade == 0
        if own and (value.dimension != ITEM or not whole or not is_yours(sentence, word.start, listening.lang)):
            continue
        yield _Hit(value, level, sentence, word.start, word.end, sentence.grade == TO or own)


def _timed(draft: Draft, listening: Ears, value: Value, company: bool) -> Iterator[_Hit]:
    at = as_moment(value.value)
    said = as_named(value.value, listening.lang) if at is None and isinstance(value.value, str) else ()
    if at is None and not said:
        return
    clock = draft.clock
    here = clock.local(at) if at is not None else None
    for sentence, named in listening.times:
        if not _may_be_past(sentence, named):
            continue
        if names(named, here, clock.today, company=company) if here is not None else _same(named, said):
            yield _Hit(value, named.level, sentence, named.start, named.end, sentence.grade == TO)


def _may_be_past(sentence: Sentence, named: Named) -> bool:
    """Whether a moment is not one of the sender's: opening hours, a programme, a deadline, something that lies ahead."""
    if sentence.grade == 0 or named.manner == "deadline":
        return False
    if named.manner == "habitual":
        return sentence.sure and sentence.address and not sentence.programme(named.start, named.end)
    if named.deictic:
        return True
    if named.manner == "coming" and not (sentence.sure and sentence.past):
        return False
    if sentence.programme(named.start, named.end):
        return False
    return sentence.sure or not sentence.lies_ahead(named.start, named.end)


def _same(named: Named, said: Iterable[Named]) -> bool:
    return any(named.kind == one.kind and named.value == one.value for one in said)


def _counted(listening: Ears, value: Value, amount: float, any_kind: bool) -> Iterator[_Hit]:
    """Counts and amounts: a number of one's own may stand before any word; what was paid must be money."""
    for sentence, number in listening.numbers:
        if sentence.grade and number.value == amount and (any_kind or number.kind == "money"):
            yield _Hit(value, 3, sentence, number.start, number.end, sentence.grade == TO and (number.kind != "plain" or sentence.sure))


def _tallies(draft: Draft, listening: Ears, history: list[Mapping[str, Any]]) -> list[tuple[Deed, list[_Hit]]]:
    """How often something was done: entries of one place, one thing, one topic, told as "seven times"."""
    wanted = [(one, number) for one, number in listening.numbers if one.grade and number.kind in ("times", "visits")]
    if not wanted:
        return []
    tally: dict[tuple[str, str], list[int]] = {}
    for at, entry in enumerate(history):
        for key in ("place", "item", "topic", "kind"):
            if entry.get(key):
                tally.setdefault((key, entry[key]), []).append(at)
    found: list[tuple[Deed, list[_Hit]]] = []
    seen: set[int] = set()
    for (_key, _value), members in tally.items():
        for sentence, number in wanted:
            if len(members) == number.value and number.start not in seen:
                seen.add(number.start)
                entry = history[members[-1]]
                name = f"customer.history[{members[-1]}]"
                value = Value(QUANTITY, len(members), "customer.history[]", name, entry)
                found.append(
                    (Deed(name, (value,), None, entry, False), [_Hit(value, 3, sentence, number.start, number.end, sentence.grade == TO)])
                )
    return found


def _heard(deed: Deed, hits: list[_Hit], loud: Iterable[int]) -> Iterator[_Hit]:
    """The hits that a reader hears: those that tell by themselves, and those that do in company.

    Company is another dimension of the same entry in the same sentence or the next; where nothing is said to the reader, a moment must be
    among them (in a question not). ``loud`` are sentences in which something else is told already (for entries of no list, whose parts belong to one person).
    """
    for hit in hits:
        if hit.alone:
            yield hit
            continue
        near = {hit.sentence.number, *hit.sentence.beside}
        others = [one for one in hits if one.sentence.number in near and one.value.dimension != hit.value.dimension]
        timed = hit.sentence.asks or hit.value.dimension == TIME or any(one.value.dimension == TIME for one in others)
        if (
            any(one.alone for one in others)
            or (others and timed and hit.sentence.grade == ABOUT and not hit.sentence.warm)
            or near & set(loud)
        ):
            yield hit


def _echo(draft: Draft, deed: Deed, hit: _Hit) -> Echo | None:
    value = hit.value
    label = label_of(
        draft.template.schema, value.path if not value.path.endswith("[]") else f"{value.path}.kind", customer=draft.customer, entry=value.source,
        purpose=draft.template.manifest.purpose,
    )  # fmt: skip
    if not is_behaviour(label):
        return None
    topic = label.topic or deed.topic
    if topic:
        label = label.sensitivity_at_least(draft.template.taxonomy.sensitivity(topic))
    kept = hit.level if value.path.endswith("[]") else min(hit.level, getattr(label, value.dimension))
    told = _only(label, value.dimension, kept)
    return Echo(
        value.dimension, kept, value.path, value.entry, hit.sentence.copy.block, hit.sentence.number, hit.start, hit.end,
        UsedFact(value.path, told, f"{value.entry}.{value.path.rpartition('.')[2]}"),
    )  # fmt: skip


def _only(label: Label, dimension: str, level: int) -> Label:
    """The label with what the words tell: this dimension as far as they say it, of the others nothing."""
    others: Any = {name: 0 for name in _DIMENSIONS if name != dimension}
    changed: Any = {dimension: level}
    return replace(label, **others, **changed)


def _in(offset: int, times: Iterable[Named]) -> bool:
    return any(one.start <= offset < one.end for one in times)


__all__ = ["Echo", "ears", "echoes", "has_ears"]
