"""What a message asks its reader for: in its copy, its forms and its links; and whether it says what for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tactful.draft.model import Block, Outline, Spot
from tactful.draft.template import Template
from tactful.template.flows import Span
from tactful_rules.copy import Cue, Reading, read
from tactful_rules.shared.fields import named
from tactful_rules.shared.payments import payments

_FIELD, _QUESTION = "field_", "question_"
_SPOKEN = frozenset({"title"})
_LAST = {"url": 1, "field": 2}
_AFTER, _BEFORE = 12, 6
"""Words between a request and what it asks for: a list of fields may follow it, an object shortly precede its verb."""
_OPENING, _SHORT = 2, 5
"""Words before the verb of a sentence that takes a field up, and words of one that does it with a pronoun alone ("please fill it in")."""
_WORD = re.compile(r"[^\W_]+")
_LABEL = re.compile(r"\s*(?:[:?]|\n|$)")
_PROFILE = re.compile(
    r"(?:^|[/#?&._-])(?:my|min|mina|mine|mein\w*|oma\w*|profil\w*|konto\w*|account\w*|tili\w*|form\w*|skema|skjema|survey|enkat|kysely|umfrage"
    r"|preferences?|settings|register|signup|sign-up|join|data|details|questions?|club|klubb?|tiedot)(?=$|[/#?&=._-])",
    re.IGNORECASE,
)
_HOST = re.compile(r"^[a-z]+://[^/?#]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that the message asks for. ``orders`` are the blocks in which, or beside which, it does."""

    field: str
    words: str
    orders: tuple[int, ...]
    span: Span
    block: str


def asks_of(outline: Outline, template: Template) -> tuple[Asked, ...]:
    """What an outline asks for, each field once per block; first what blocks ask for, then what links do, then what inputs do."""
    found = outline.each("asks", lambda part: _asks_of(part, template))
    return tuple({(one.field, one.orders): one for one in sorted(found, key=lambda one: _LAST.get(one.block, 0))}.values()) if found else ()


def _asks_of(outline: Outline, template: Template) -> tuple[Asked, ...]:
    forms = {order for spot in outline.spots if spot.kind == "field" for order in spot.beside}
    found: dict[tuple[str, tuple[int, ...]], Asked] = {}
    for block in outline.blocks:
        if block.kind in _SPOKEN:
            continue
        for field, cue in _in_block(block, outline, template, block.order in forms):
            span = block.span_at(cue.start, cue.end)
            found.setdefault((field, (block.order,)), Asked(field, cue.text, (block.order,), span, block.kind))
    for spot in outline.spots:
        field = _of_spot(spot, template)
        if field and not any(field == known and set(orders) & set(spot.beside) for known, orders in found):
            found[(field, spot.beside)] = Asked(field, spot.label or spot.text, spot.beside, spot.span, spot.kind)
    return tuple(found.values())


def beside(outline: Outline, orders: Sequence[int]) -> tuple[Block, ...]:
    """These blocks and their neighbours in the column (GUARDRAILS §7, Claims)."""
    found: dict[int, Block] = {}
    for block in outline.blocks:
        if block.order in orders:
            found[block.order] = block
            found.update({other.order: other for other in outline.neighbours(block)})
    return tuple(found[order] for order in sorted(found))


def says_why(block: Block, template: Template) -> bool:
    """Whether a block says what data is used for. A consequence that is nothing but a payment ("so you get 10 %") is no such reason."""
    found = read(block.text, template.lang)
    if found.of("why"):
        return True
    paid = payments(block.text, template.lang)
    for cue in found.of("so_that"):
        sentence = found.sentence_at(cue.start) or (0, len(block.text))
        if not any(cue.start <= at < sentence[1] for at in paid):
            return True
    return False


def _in_block(block: Block, outline: Outline, template: Template, is_form: bool) -> Iterator[tuple[str, Cue]]:
    found = read(block.text, template.lang)
    fields = [cue for cue in found.cues if cue.kind.startswith(_FIELD)]
    for cue in fields:
        field = cue.kind.removeprefix(_FIELD)
        if (
            is_form
            or _requested(cue, fields, found, block.text)
            or _labelled(cue, found, block.text)
            or _alone(cue, block, outline, template)
        ):
            yield field, cue
    for cue in found.cues:
        if cue.kind.startswith(_QUESTION) and _is_question(found, cue, block.text):
            field = cue.kind.removeprefix(_QUESTION)
            if _invited(field, block, outline, template):
                yield field, cue


def _requested(cue: Cue, fields: Sequence[Cue], found: Reading, text: str) -> bool:
    """Whether the sentence asks for what ``cue`` names: a request stands before it, or an entry after it.

    In a list ("sex, postcode and birth date") each field may be as far from the one before it as the first from the request.
    """
    sentence = found.sentence_at(cue.start)
    if sentence is None:
        return False
    start, end = sentence
    for request in found.of("request"):
        if start <= request.start <= cue.start:
            listed = [other.end for other in fields if request.end <= other.end <= cue.start]
            if _words(text, max([request.end, *listed]), cue.start) <= _AFTER:
                return True
    if any(cue.start < entry.start < end and _words(text, cue.end, entry.start) <= _BEFORE for entry in found.of("entry")):
        return True
    return _taken_up(cue, fields, found, text)


def _taken_up(cue: Cue, fields: Sequence[Cue], found: Reading, text: str) -> bool:
    """Whether the sentence after the one that names a field asks for it without naming one of its own: "One field left: your income. Fill
    it in.", or what "Which church do you belong to?" wants to know: "Tick one"."""
    at = next((number for number, (start, end) in enumerate(found.sentences) if start <= cue.start < end), len(found.sentences))
    if at + 1 >= len(found.sentences):
        return False
    (start, end), (first, last) = found.sentences[at : at + 2]
    if any(first <= other.start < last for other in fields):
        return False
    asks = [other.start for other in found.of("request", "entry", "answer") if first <= other.start < last]
    if not asks or _words(text, first, min(asks)) > _OPENING:
        return False
    if "?" in text[cue.end : end]:
        return any(start <= place < end for place, _stop in found.address)
    return _words(text, first, last) <= _SHORT


def _labelled(cue: Cue, found: Reading, text: str) -> bool:
    """Whether ``cue`` stands as a label ("Birth date: …") in a block that asks to fill something in."""
    before = text[: cue.start].rstrip(" \t")
    opens = not before or before[-1] in ".!?\n:|"
    return opens and bool(_LABEL.match(text, cue.end)) and bool(found.of("request", "entry"))


def _alone(cue: Cue, block: Block, outline: Outline, template: Template) -> bool:
    """Whether a block is nothing but the name of a field, beside a button that sends a form: "Birth date:" above "Save"."""
    if block.holes or _WORD.search(block.text[: cue.start] + block.text[cue.end :]):
        return False
    return any(other.kind == "button" and read(other.text, template.lang).of("submit") for other in outline.neighbours(block))


def _is_question(found: Reading, cue: Cue, text: str) -> bool:
    sentence = found.sentence_at(cue.start)
    return sentence is not None and "?" in text[cue.end : sentence[1]]


def _invited(field: str, block: Block, outline: Outline, template: Template) -> bool:
    """Whether an answer is wanted: where the manifest asks for the field, where the copy beside it asks for an answer, in a survey where a
    link or a form stands beside it. "Got kids?" above a sale of snow suits wants none."""
    manifest = template.manifest
    if any(named(ask.field) == field for ask in manifest.asks):
        return True
    near = beside(outline, (block.order,))
    if any(read(other.text, template.lang).of("answer") for other in near):
        return True
    orders = {other.order for other in near}
    return manifest.purpose == "survey" and any(
        orders & set(spot.beside) for spot in outline.spots if spot.attribute == "href" or spot.kind == "field"
    )


def _of_spot(spot: Spot, template: Template) -> str:
    """The field that an input is named for, or that the target of a link to a form names where its words only say "fill in"."""
    if spot.kind == "field":
        kinds = [cue.kind for cue in read(spot.text, template.lang).cues if cue.kind.startswith(_FIELD)]
        return named(spot.text) or (kinds[0].removeprefix(_FIELD) if kinds else "")
    if spot.kind != "url" or spot.attribute != "href" or not spot.label:
        return ""
    target = _HOST.sub("", spot.text)
    if not _PROFILE.search(target):
        return ""
    label = read(spot.label, template.lang)
    return named(target) if label.of("request", "entry") and not label.of("opt_out") else ""


def _words(text: str, start: int, end: int) -> int:
    return len(_WORD.findall(text, start, max(end, start)))
