"""Which sentences can tell readers something about themselves: decided once per shape, from how the copy reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from tactful.draft.model import HOLE, Block
from tactful.template.flows import Span
from tactful_rules.copy import Reading, read
from tactful_rules.copy.reader import language_of
from tactful_rules.copy.reading import FAMILIES, Cue
from tactful_rules.echo.counts import Number, numbers
from tactful_rules.echo.times import Named, moments
from tactful_rules.shared.copy_text import Copy, copy_of
from tactful_rules.shared.identity import names_a_sender

NOTHING, ABOUT, TO = 0, 1, 2
"""What a sentence can tell: nothing of the reader; something past, said to nobody ("Torsdagens klättring på Telefonplan satt fint"); something
to the reader about themselves ("Tack för besöket i Kamppi")."""

READ = frozenset({"subject", "preheader", "text", "button", "cell", "alt", "raw", "title", "navbar", "accordion", "other", "social"})
_SURE = 0.8
_OURS = {
    "sv": "vi|vår|vårt|våra|oss", "nb": "vi|vår|vårt|våre|oss", "da": "vi|vores|os", "fi": r"me|meidän|meiltä|\w{3,}mme", "de": "wir|unser\\w*|uns", "en": "we|our|us|we've|we're",
}  # fmt: skip
YOURS = {
    "sv": "din|ditt|dina|er|ert|era", "nb": "din|ditt|dine|di|deres", "da": "din|dit|dine|jeres", "fi": "sinun|teidän",
    "de": "dein\\w{0,2}|ihr\\w{0,2}|eu(?:er|re\\w?)", "en": "your|yours",
}  # fmt: skip
_CLAUSE = re.compile(r"[,;:()]|\s[–—-]\s|\s(?:och|og|ja|und|and|men|mutta|aber|but|så|sekä)\s", re.I)
_CAPITAL = r"[A-ZÅÄÖÆØÜ][\w'’-]+(?:[ -][A-ZÅÄÖÆØÜ][\w'’-]+)?"
_LIST = re.compile(rf"{_CAPITAL}(?:(?:, | · | \| |/| & | (?:och|og|ja|und|and|samt|sekä) ){_CAPITAL}){{2,}}")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a block. ``start:end`` in the copy's text. ``sure``: it plainly speaks of the reader's past ("Hoppas …", "Tack för …",
    "Hur var …", "du köpte"); ``again``: it may ("igen", "kvar", "back")."""

    number: int
    block: int
    copy: Copy
    language: str
    start: int
    end: int
    sure: bool
    again: bool
    address: bool
    past: bool
    ours: bool
    coming: bool
    schedule: tuple[int, ...]
    listed: bool
    footer: bool
    times: tuple[Named, ...]
    numbers: tuple[Number, ...]
    topics: tuple[str, ...]
    ahead: tuple[int, ...] = ()
    beside: tuple[int, ...] = field(default=())
    asks: bool = False
    """A question of yes or no that names nobody: "Rullar vagnen från Väla som den ska?"."""
    marks: tuple[tuple[str, int], ...] = ()
    """Cues of the family "echoing" with where they stand."""
    warm: bool = False
    """Beside a sentence that plainly speaks of the reader's past, and no programme: "Måndagens pass" above "Hoppas det kändes bra!"."""
    memo: dict[str, bool] = field(default_factory=dict, repr=False)
    """What follows from the words alone, kept for every sentence that has them."""

    @cached_property
    def signs(self) -> frozenset[str]:
        return frozenset(kind for kind, _at in self.marks)

    @cached_property
    def silent(self) -> bool:
        """Whether somebody else speaks or is spoken of: a quotation, a customer's story, a class without places, the sender's address."""
        others = "strangers" in self.signs and not self.address and not self.signs & {"hope", "guess"} and not self.sure
        full = "sold_out" in self.signs and not (self.address and (self.sure or self.looks_back))
        return self.footer or others or full or "quotes" in self.signs

    @cached_property
    def grade(self) -> int:
        deictic = any(one.deictic for one in self.times)
        if self.silent:
            return NOTHING
        if self.sure:
            return TO
        if not deictic and "invites" in self.signs:
            return NOTHING
        if self.address and (((self.again or self.past) and not (self.coming and not deictic)) or (deictic and not self.ours)):
            return TO
        told = self.past or self.again or deictic or self.asks or "told" in self.signs
        theirs = self.ours or self.coming or ("house" in self.signs and not self.signs & {"hope", "guess", "body"})
        return ABOUT if (told or self.warm) and not theirs else NOTHING

    @cached_property
    def looks_back(self) -> bool:
        return self.past or "told" in self.signs or any(one.deictic or one.tail == "own" for one in self.times)

    @cached_property
    def question(self) -> bool:
        return self.copy.text[self.start : self.end].rstrip(" \n\"'”)").endswith("?")

    @cached_property
    def priced(self) -> bool:
        return any(one.kind == "money" for one in self.numbers)

    @cached_property
    def yours(self) -> bool:
        """Whether a word of possession of the reader's stands in it."""
        return re.search(rf"(?<!\w)(?:{YOURS[self.language]})(?!\w)", self.copy.text[self.start : self.end].lower()) is not None

    def possessed(self, start: int, end: int) -> bool:
        """Whether a word of possession stands before ``start:end`` with at most one word between; in Danish and Norwegian after it too."""
        if not self.yours:
            return False
        text = self.copy.text.lower()
        if re.search(rf"(?<!\w)(?:{YOURS[self.language]})\s+(?:\w+[\s-]+)?$", text[self.start : start]):
            return True
        return (
            self.language in ("nb", "da", "sv") and re.match(rf"\w*\s+(?:{YOURS[self.language]})(?!\w)", text[end : self.end]) is not None
        )

    def clause_of(self, start: int, end: int) -> tuple[int, int]:
        """The part of the sentence between its commas and conjunctions in which a place lies."""
        text = self.copy.text
        first = max((found.end() for found in _CLAUSE.finditer(text, self.start, start + 1)), default=self.start)
        last = next((found.start() for found in _CLAUSE.finditer(text, end, self.end)), self.end)
        return first, last

    def programme(self, start: int, end: int) -> bool:
        """Whether what stands here belongs to opening hours, a programme, a deadline or a delivery of the sender's."""
        first, last = self.clause_of(start, end)
        return any(first <= at < last for at in self.schedule)

    def lies_ahead(self, start: int, end: int) -> bool:
        first, last = self.clause_of(start, end)
        return any(first <= at < last for at in self.ahead)

    def sender_speaks(self, start: int, end: int) -> bool:
        """Whether the part of the sentence around ``start:end`` speaks of the sender ("we", "our")."""
        if not self.ours:
            return False
        first, last = self.clause_of(start, end)
        return re.search(rf"(?<!\w)(?:{_OURS[self.language]})(?!\w)", self.copy.text[first:last].lower()) is not None

    def shows(self, sign: str, start: int, end: int) -> bool:
        """Whether a sign stands in the part of the sentence around ``start:end``."""
        first, last = self.clause_of(start, end)
        return any(kind == sign and first <= at < last for kind, at in self.marks)


def sentences(blocks: Sequence[Block], lang: str) -> tuple[Sentence, ...]:
    """Every sentence of the copy, with the numbers of those beside it: before and after in the same block, or in the next block of the
    same column (subject and preheader are beside each other)."""
    spans: list[tuple[int, Block, Copy, Sentence]] = []
    for number, block in enumerate(blocks):
        if block.kind in READ:
            copy = copy_of(block)
            spans += [(number, block, copy, one) for one in said(copy.text, lang, names_a_sender(block.text))]
    beside = _beside(spans)
    found = [
        _like(one, number=at, block=number, copy=copy, beside=tuple(beside[at])) for at, (number, _block, copy, one) in enumerate(spans)
    ]
    return tuple(_warm(one) if _is_warm(one, found) else one for one in found)


def _like(one: Sentence, **where: Any) -> Sentence:
    """The same words in another place, with all that was worked out of them."""
    found = object.__new__(Sentence)
    found.__dict__.update(one.__dict__)
    found.__dict__.update(where)
    return found


def _warm(one: Sentence) -> Sentence:
    found = _like(one, warm=True)
    found.__dict__.pop("grade", None)
    return found


def _is_warm(one: Sentence, others: list[Sentence]) -> bool:
    return one.grade == NOTHING and not one.schedule and any(others[number].sure and not others[number].footer for number in one.beside)


def _beside(spans: list[tuple[int, Block, Copy, Sentence]]) -> list[list[int]]:
    beside: list[list[int]] = [[] for _ in spans]
    last: dict[int, int] = {}
    for at, (_number, block, _copy, _said) in enumerate(spans):
        before = last.get(block.column)
        if before is not None:
            beside[at].append(before)
            beside[before].append(at)
        last[block.column] = at
    return beside


@lru_cache(maxsize=8_192)
def said(text: str, lang: str, signed: bool) -> tuple[Sentence, ...]:
    """What each sentence of a text says, wherever the text stands. ``signed``: whether it names a sender."""
    reading = read(text, lang)
    when, counted = moments(text, lang), numbers(text, lang)
    nowhere = Copy(_NOWHERE, text, (), (0,), (0,), (False,))
    found = tuple(
        Sentence(number=-1, block=-1, copy=nowhere, **_sentence(text, reading, span, lang, signed, when, counted))
        for span in reading.sentences
    )
    for one in found:
        _ = one.grade, one.question, one.priced  # asked of every sentence: worked out here, once
    return found


_NOWHERE = Block("text", 0, 0, "", "", (), (), Span("", 1, 1, 1, 1))


def _sentence(
    whole: str, reading: Reading, span: tuple[int, int], lang: str, signed: bool, when: tuple[Named, ...], counted: tuple[Number, ...]
) -> dict[str, Any]:
    start, end = span
    text = whole[start:end]
    cues = [cue for cue in reading.cues if start <= cue.start < end]
    kinds = {cue.kind for cue in cues}
    recalls = [cue for cue in cues if cue.kind == "recall"]
    schedule = tuple(cue.start for cue in cues if cue.kind == "schedule")
    named = tuple(one for one in when if start <= one.start < end)
    ahead = tuple(
        cue.start for cue in cues if cue.kind == "coming" and not any(one.tail and 0 <= cue.start - one.end <= 1 for one in named)
    )
    language = language_of(lang)
    addressed = any(start <= first < end for first, _ in reading.address) or (language == "fi" and _finnish_you(text, cues))
    return {
        "language": language, "start": start, "end": end, "marks": _marks(cues),
        "sure": any(cue.certainty >= _SURE for cue in recalls) or any(_says_so(cue, ahead) for cue in cues),
        "again": bool(recalls), "address": addressed, "past": "past" in kinds,
        "ours": re.search(rf"(?<!\w)(?:{_OURS[language]})(?!\w)", text.lower()) is not None,
        "asks": _asks(text, language) and not reading.address and not schedule,
        "coming": bool(ahead), "schedule": schedule, "ahead": ahead, "listed": _LIST.search(text) is not None,
        "footer": signed or bool(reading.opt_out), "times": named, "numbers": tuple(one for one in counted if start <= one.start < end),
        "topics": tuple(mention.topic for mention in reading.topics if start <= mention.start < end and not mention.negated),
    }  # fmt: skip


_SIGNS = frozenset(FAMILIES["echoing"])
_YOUR_SUFFIX = re.compile(
    r"(?<!\w)(?!\w*(?:uusi|vuosi|kausi|vesi|käsi|köysi|susi|mesi|kesi|tosi|liikenne|rakenne|luonne|tunne|rinne|asenne|perinne|käänne|[tsmj]inne|tänne|"
    r"tuonne|[jt]onne)(?!\w))\w{2,}(?:(?<=[aeiouyäö])si|nne)(?:kin|kaan|kään)?(?!\w)"
)


def _says_so(cue: Cue, ahead: Sequence[int]) -> bool:
    """Whether words of watching tell the reader what they did; "alt, du skal bruge til løbet" is what they will do."""
    return cue.kind in ("perception", "basis") or (cue.kind == "predicate" and not any(cue.start <= at < cue.end for at in ahead))


def _marks(cues: Sequence[Cue]) -> tuple[tuple[str, int], ...]:
    """Where the small signs stand; what is told, by its participle, which may stand in another part of the sentence than its verb."""
    return tuple((cue.kind, cue.end - 1 if cue.kind == "told" else cue.start) for cue in cues if cue.kind in _SIGNS or cue.kind == "past")


def _finnish_you(text: str, cues: Sequence[Cue]) -> bool:
    """Whether Finnish speaks to the reader by an ending alone."""
    return your_suffix(text) is not None or any(map(_you_did, cues))


def _you_did(cue: Cue) -> bool:
    """Whether a Finnish verb says by its ending that the reader did it ("kun vajosit")."""
    return cue.kind == "told" and re.search(r"it(?:te)?(?:hän|han)?$", cue.text) is not None


def your_suffix(text: str) -> re.Match[str] | None:
    """The first Finnish word of a text that belongs to its reader by its ending ("polvesi", "luoksenne")."""
    return _YOUR_SUFFIX.search(text.lower())


_WHICH = {
    "sv": "vad|var|vem|vilk\\w+|när|varför|vart|hur", "nb": "hva|hvor|hvem|hvilk\\w+|når|hvorfor|hvordan", "da": "hvad|hvor|hvem|hvilk\\w+|hvornår|hvorfor|hvordan",
    "fi": "mi\\w+|ku\\w+|ke\\w+", "de": "was|wo|wer|welche\\w*|wann|warum|wohin|wie", "en": "what|where|who|which|when|why|how|new|got|any|need",
}  # fmt: skip


def _asks(text: str, language: str) -> bool:
    words = text.split()
    return text.rstrip(" \"'”)").endswith("?") and len(words) > 3 and re.match(rf"(?:{_WHICH[language]})(?!\w)", text.lower()) is None


def is_yours(sentence: Sentence, start: int, lang: str) -> bool:
    """Whether a sentence begins by saying that a thing is the reader's ("Din yogamatta förtjänar …", "Joogamattosi …"): a word of possession
    before it, with at most one word between; in Danish and Norwegian also after it; in Finnish also as its ending. "How to clean your
    kettle" and "Ta med din matta" are said to everyone."""
    language = language_of(lang)
    before = sentence.copy.text[sentence.start : start].lower().replace(HOLE, "")
    after = sentence.copy.text[start : sentence.end].lower()
    yours = YOURS[language]
    if re.fullmatch(rf"\W*(?:{yours})\s+(?:\w+\s+)?", before):
        return True
    if before.strip():
        return False
    if language in ("nb", "da"):  # yogamatten din
        return re.match(rf"\w+\s+(?:{yours})(?!\w)", after) is not None
    return language == "fi" and your_suffix(after.split()[0] if after.split() else "") is not None


__all__ = ["ABOUT", "NOTHING", "READ", "TO", "YOURS", "Sentence", "is_yours", "said", "sentences", "your_suffix"]
