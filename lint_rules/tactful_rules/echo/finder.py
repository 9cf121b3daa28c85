"""Finds what the copy says of a customer's own behaviour, and judges whether a reader would hear it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tactful.draft.model import Block, Draft, Outline, Shape
from tactful.lint.exposure import UsedFact
from tactful.model.facts import Label, label_of
from tactful_rules.copy.reader import language_of
from tactful_rules.echo.behaviour import ITEM, PLACE, QUANTITY, TIME, Deed, deeds, is_behaviour, own_members
from tactful_rules.echo.hits import Ears, Hit, hits_of, tallies
from tactful_rules.echo.printed import may_print, place_of, printed
from tactful_rules.echo.sentences import ABOUT, NOTHING
from tactful_rules.echo.weighing import is_bound, is_definite, score, telling, tells, tells_nobody, weight

_DIMENSIONS = (TIME, PLACE, ITEM, QUANTITY)


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


def ears(shape: Shape) -> Ears | None:
    """The listening part of a shape, made once; None where no customer of it can be told anything by its copy."""
    return shape.decided("echo_ears", _ears)


def _ears(shape: Shape) -> Ears | None:
    lang = shape.template.lang
    if not shape.outline.each("echo_ears", lambda part: (True,) if _listening(part, lang).open else ()):
        return None
    found = _listening(shape.outline, lang)
    return found if found.open else None


def _listening(part: Outline, lang: str) -> Ears:
    """Made once for a part: the only one of an outline is the outline itself."""
    found: Ears | None = part.memo.get("ears")
    if found is None:
        found = part.memo["ears"] = Ears(part, lang)
    return found


def has_ears(shape: Shape) -> bool:
    """Whether the hard-coded copy of a shape can tell any customer something of themselves."""
    return ears(shape) is not None


def may_echo(shape: Shape) -> bool:
    """Whether the copy of a shape or a string that it prints can."""
    return has_ears(shape) or may_print(shape)


def echoes(draft: Draft) -> tuple[Echo, ...]:
    """The values of this customer's behaviour that the copy says, worked out once per draft."""
    found: tuple[Echo, ...] | None = draft.__dict__.get("echoes")
    if found is None:
        did = bool(draft.customer.get("history") or own_members(draft.template, bool(draft.customer.get("facts"))))
        listening = ears(draft.shape) if did else None
        heard = [*_echoes(draft, listening)] if listening is not None else []
        for voice, block, hole in printed(draft) if did else ():
            start, end = place_of(block, hole)
            heard += [replace(echo, block=block, start=start, end=end, sentence=-1 - hole.index) for echo in _echoes(draft, voice)]
        found = draft.__dict__["echoes"] = tuple(heard)
    return found


def _echoes(draft: Draft, listening: Ears) -> Iterator[Echo]:
    history = draft.customer.get("history")
    of_interest = listening.of_interest(history, draft.clock.today) if history else []
    hits: list[tuple[Deed, list[Hit]]] = []
    for deed in deeds(draft.template, draft.context, of_interest):
        found = list(hits_of(listening, deed, draft.clock))
        if found:
            hits.append((deed, found))
    if history:
        hits += tallies(listening, history)
    if not hits:
        return
    judged = _weighed(hits, listening.lang)
    loud = {hit.sentence.number for _deed, found in judged for hit in found if hit.alone}
    for deed, found in judged:
        for hit in _heard(deed, found, loud if not deed.is_history else frozenset()):
            echo = _echo(draft, deed, hit)
            if echo is not None:
                yield echo


def _weighed(hits: list[tuple[Deed, list[Hit]]], lang: str) -> list[tuple[Deed, list[Hit]]]:
    """The hits with those heard that small signs tell together: values of one deed in one sentence."""
    language = language_of(lang)
    by_entry: dict[tuple[str, int], list[Hit]] = {}
    for _deed, found in hits:
        for hit in found:
            by_entry.setdefault((hit.value.entry, hit.sentence.number), []).append(hit)
    marks: dict[tuple[str, int], tuple[int, bool]] = {}
    loose: set[tuple[str, int]] = set()
    for key, found in by_entry.items():
        sentence = found[0].sentence
        if any(hit.bound for hit in found) and not is_bound(sentence, found, language):
            loose.add(key)
            found = [hit for hit in found if not hit.bound]
        if found:
            found = telling(found)
            signs = score(sentence, found, lang)
            marks[key] = signs, tells(sentence, found, signs)
    return [(deed, [_marked(hit, marks) for hit in found if not hit.bound or (hit.value.entry, hit.sentence.number) not in loose]) for deed, found in hits]  # fmt: skip


def _marked(hit: Hit, marks: Mapping[tuple[str, int], tuple[int, bool]]) -> Hit:
    signs, told = marks[hit.value.entry, hit.sentence.number]
    return replace(hit, alone=hit.alone or told, signs=signs)


def _heard(deed: Deed, hits: list[Hit], loud: Iterable[int]) -> Iterator[Hit]:
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
        if hit.sentence.grade == NOTHING:
            if _is_pointed_at(hit) and any(one.alone for one in others):
                yield hit
            continue
        timed = hit.sentence.asks or hit.value.dimension == TIME or any(one.value.dimension == TIME for one in others)
        unsaid = others and timed and hit.sentence.grade == ABOUT and not hit.sentence.warm and tells_nobody(hit.sentence, [hit, *others], hit.signs)  # fmt: skip
        if any(one.alone for one in others) or unsaid or near & set(loud):
            yield hit


def _is_pointed_at(hit: Hit) -> bool:
    """Whether a sentence that says nothing to the reader means the very thing that the one beside it tells of: "Hat sich Ihr Samstagskauf
    bewährt? Das Sieb des Espressokochers mag kein Spülmittel." A price, a novelty or the sender beside it make it goods for sale."""
    one = hit.sentence
    goods = one.priced or one.ours or one.coming or one.schedule or one.signs & {"novel", "house", "invites"}
    return (
        hit.value.dimension == ITEM
        and hit.whole
        and not goods
        and (one.yours or is_definite(one, hit, language_of(hit.lang)))
        and weight(one) >= 0
    )


def _echo(draft: Draft, deed: Deed, hit: Hit) -> Echo | None:
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


__all__ = ["Echo", "ears", "echoes", "has_ears", "may_echo"]
