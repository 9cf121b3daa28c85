"""Whether small signs together let a reader hear a deed of theirs where no turn of phrase says it outright.

A sentence brings what it shows whoever reads it (``weight``: who is spoken to, what lies behind, whether the sender speaks of itself); the
values of one deed that stand in it bring how they stand there: "the lamp from Bath", "your Saturday purchase", "Monday's class".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tactful_rules.copy.reader import language_of
from tactful_rules.echo.behaviour import ITEM, PLACE, QUANTITY, TIME
from tactful_rules.echo.sentences import YOURS, your_suffix

if TYPE_CHECKING:
    from tactful_rules.echo.hits import Hit
    from tactful_rules.echo.sentences import Sentence

ENOUGH = 5
"""Signs from which two dimensions of a deed in one sentence are an echo: more than an address in a question, or a matching day in passing."""
ENOUGH_UNSAID = 3
"""Signs from which two dimensions are where the sentence looks back and speaks to nobody."""
ENOUGH_ALONE = 6
"""Signs from which one dimension is: somebody must be spoken to, or the deed be one that only a reader does."""
_SIGNS = {"hope": 2, "guess": 2, "given": 2, "after": 1, "body": 1}
_STEM, _INFLECTION = 6, 4
_BEHIND = frozenset({"hope", "guess", "given", "after", "body"})
FROM = {"sv": "från|ifrån", "nb": "fra|ifra", "da": "fra", "de": "aus|vom|von", "en": "from", "fi": r"(?!)"}
_SOURCE = {language: re.compile(rf"(?<!\w)(?:{words})(?!\w)|\w-\w" if language != "fi" else r"\w(?:sta|stä|lta|ltä)(?!\w)|\w-\w") for language, words in FROM.items()}  # fmt: skip
_BEFORE = 14
"""Letters between "new" or "after" and what it says that of."""
_DETERMINERS = {
    "de": r"der|die|das|dem|den|des|vom|im|zum|zur|beim|ins|am|dies\w{1,2}|jene\w?|dein\w{0,2}|ihr\w{0,2}|euer|eur\w{1,2}",
    "en": r"the|that|those|this|these|your|\w+'s",
    "sv": "den|det|de|din|ditt|dina|denna|detta", "nb": "den|det|de|din|ditt|dine|denne|dette", "da": "den|det|de|din|dit|dine|denne|dette",
}  # fmt: skip
_DEFINITE = {
    "sv": ("n", "t", "na", "ns", "ts", "nas"),
    "nb": ("n", "et", "ne", "a", "ns", "ets", "nes"),
    "da": ("n", "et", "ne", "ns", "ets", "nes"),
}
_OF_A_DAY = {"sv": ("ens",), "nb": ("ens",), "da": ("ens",), "en": ("'s", "’s"), "de": (), "fi": ("n",)}
_PLURAL_PART = ("ja", "jä", "ia", "iä", "ita", "itä")
_ELATIVE = ("sta", "stä", "lta", "ltä")


def weight(one: Sentence) -> int:
    """What a sentence shows by itself, wherever the values stand in it."""
    found = sum(value for sign, value in _SIGNS.items() if sign in one.signs)
    found += 2 * (one.address + any(named.deictic for named in one.times))
    found += ("yet" in one.signs or one.again) + one.question + one.asks
    return found - 2 * (one.priced + one.listed)


def _there(one: Sentence, hits: Sequence[Hit]) -> int:
    """What the parts of the sentence show in which the values stand: what lies behind; the sender, an invitation, what lies ahead, goods
    that are new. To somebody who is spoken to, something behind them is told wherever it stands."""
    spans = [(hit.start, hit.end) for hit in hits]
    told = (one.past or "told" in one.signs) and (one.address or any(one.shows(sign, *span) for sign in ("past", "told") for span in spans))
    things = [hit for hit in hits if hit.value.dimension == ITEM] or hits
    after = any(kind == "after" and any(0 < hit.start - at <= _BEFORE for hit in hits) for kind, at in one.marks)
    new = any(kind == "novel" and any(0 < hit.start - at <= _BEFORE for hit in things) for kind, at in one.marks)
    house = any(kind == "house" and not any(_is_own(hit, at) for hit in hits) for kind, at in one.marks)
    return (
        2 * told + after - 2 * house - 3 * any(_is_the_senders(hit) for hit in hits) - 3 * any(_is_invited(hit) for hit in hits) - 2 * new
    )


def _is_own(hit: Hit, at: int) -> bool:
    """Whether a word of the house's at ``at`` is a word of the deed's own ("the knitting café"), not of a compound with it."""
    own = str(hit.value.value).lower()
    said = hit.sentence.copy.text[hit.start : hit.end].lower()
    return hit.start <= at < hit.end and hit.value.dimension == ITEM and said[:_STEM] in own and len(said) <= len(own) + _INFLECTION


def _is_the_senders(hit: Hit) -> bool:
    return hit.sentence.sender_speaks(hit.start, hit.end) and "given" not in hit.sentence.signs


def _is_invited(hit: Hit) -> bool:
    one = hit.sentence
    asked = one.shows("invites", hit.start, hit.end) and not one.shows("after", hit.start, hit.end)  # "More after Monday's class?"
    return asked or (one.lies_ahead(hit.start, hit.end) and not (hit.named and hit.named.deictic))


def telling(hits: Sequence[Hit]) -> list[Hit]:
    """The values that stand in parts of their sentence which neither invite nor speak of the sender, where they are of two dimensions;
    else all of them."""
    free = [hit for hit in hits if not _is_the_senders(hit) and not _is_invited(hit)]
    return free if len({hit.value.dimension for hit in free}) > 1 else list(hits)


def may_tell(one: Sentence) -> bool:
    """Whether any deed could be heard in a sentence: what stands in it can add no more than this."""
    text = one.copy.text[one.start : one.end].lower()
    if one.silent or not any(char.isalpha() for char in text):
        return False
    times = [named for named in one.times if named.manner not in ("habitual", "coming")]
    most = 2 + ("after" in one.signs) + 2 * bool(times or one.numbers) + 2 * (one.past or "told" in one.signs)
    bound = times or _SOURCE[one.language].search(text) or one.yours or (one.language == "fi" and your_suffix(text))
    return weight(one) + most + 3 * bool(bound) >= ENOUGH


def time_alone(one: Sentence) -> bool:
    """Whether a moment could be heard in a sentence by itself."""
    spoken = one.address or any(named.tail == "own" for named in one.times)
    return spoken and not one.silent and one.looks_back and weight(one) + 7 >= ENOUGH_ALONE


def score(one: Sentence, hits: Sequence[Hit], lang: str) -> int:
    """The signs that a reader hears the deed whose values these are (all in the sentence ``one``)."""
    language = language_of(lang)
    found = weight(one) + _there(one, hits) + max(map(_of_the_time, hits), default=0)
    items = [hit for hit in hits if hit.value.dimension == ITEM]
    found += any(is_definite(one, hit, language) for hit in items) + (3 if is_bound(one, hits, language) else 0)
    found += 2 * any(hit.value.dimension == QUANTITY and hit.exact for hit in hits)
    dimensions = len({hit.value.dimension for hit in hits})
    return found + (dimensions > 1) + (dimensions > 2 and bool(one.signs & _BEHIND))


def may_be_heard(one: Sentence, hits: Sequence[Hit], lang: str) -> bool:
    """Whether values could be heard in a sentence that names no moment; a count of the deed may still join them."""
    counted = bool(one.numbers)
    several = counted or len({hit.value.dimension for hit in hits}) > 1
    return not one.silent and score(one, hits, lang) + 3 * counted >= (ENOUGH if several else ENOUGH_ALONE)


def tells(one: Sentence, hits: Sequence[Hit], signs: int) -> bool:
    """Whether ``signs`` are enough for the deed to be heard, whatever the turn of phrase."""
    if one.silent:
        return False
    dimensions = {hit.value.dimension for hit in hits}
    if len(dimensions) > 1:
        return signs >= ENOUGH and _is_behind(one, hits)
    spoken = one.address or any(hit.named is not None and hit.named.tail == "own" for hit in hits)
    return spoken and signs >= ENOUGH_ALONE and (one.looks_back or not dimensions <= {TIME, ITEM})


def _is_behind(one: Sentence, hits: Sequence[Hit]) -> bool:
    """Whether anything places the deed behind the reader, as an address in "the Wednesday class gives you time to eat" does not."""
    told = any(hit.exact or (hit.named is not None and hit.named.kind == "date") for hit in hits)
    return one.looks_back or one.again or one.question or told or bool(one.signs & _BEHIND) or is_bound(one, hits, one.language)


def tells_nobody(one: Sentence, hits: Sequence[Hit], signs: int) -> bool:
    """Whether ``signs`` are enough where the sentence looks back and speaks to nobody. A place and a moment, or a month, alone are a
    destination's."""
    moments = [hit.named for hit in hits if hit.named is not None]
    near = not moments or any(named.kind != "month" for named in moments)
    recent = (near and any(hit.value.dimension == ITEM for hit in hits)) or any(named.deictic for named in one.times)
    return signs >= (ENOUGH_UNSAID if recent else ENOUGH_UNSAID + 1)


def is_bound(one: Sentence, hits: Sequence[Hit], language: str) -> bool:
    """Whether the values belong to each other or to the reader: where a thing is from, or a word of possession."""
    return origin(one, hits, language) or _yours(one, hits, language)


def _of_the_time(hit: Hit) -> int:
    """How much the way in which a moment is named says: a full date, a deed of that day, a part of it."""
    if hit.named is None:
        return 0
    if hit.named.kind == "date" or hit.named.tail == "own":
        return 2
    text = hit.sentence.copy.text[hit.start : hit.end].lower()
    if hit.named.kind not in ("weekday", "weekends"):
        return int(hit.named.tail in ("day", "joined"))
    return int(hit.named.tail in ("day", "joined") or text.endswith(_OF_A_DAY.get(language_of(hit.lang), ())))


def _yours(one: Sentence, hits: Sequence[Hit], language: str) -> bool:
    """A word of possession right before a value of the deed: "your Bath helmet", "Ihr Samstagskauf", "Lissabonin matkasi"."""
    for hit in hits:
        if hit.value.dimension == TIME and not (hit.named and hit.named.tail in ("own", "joined")):
            continue
        if one.possessed(hit.start, hit.end):
            return True
        if language == "fi" and your_suffix(" ".join(one.copy.text[hit.start : one.end].split()[:2])):
            return True
    return False


def origin(one: Sentence, hits: Sequence[Hit], language: str) -> bool:
    """Whether a thing is said to come from where or when the reader got it: "the lamp from Bath", "maskinen fra november"."""
    text = one.copy.text.lower()
    things = [hit for hit in hits if hit.value.dimension == ITEM]
    sources = [hit for hit in hits if hit.value.dimension in (PLACE, TIME) and not (hit.named and hit.named.tail == "other")]
    return any(_belongs(text, thing, source, one, language) for source in sources for thing in things)


def _belongs(text: str, thing: Hit, source: Hit, one: Sentence, language: str) -> bool:
    between = text[source.end : thing.start] if source.end <= thing.start else ""
    if source.named is not None and between.isspace() and _of_a_day_of_buying(source, thing):
        return True
    if not is_definite(one, thing, language):
        return False
    if between in ("-", "s-", "n-") or (
        language == "fi" and source.named is not None and between.isspace() and "inen" in text[source.start : source.end]
    ):
        return True
    if language == "fi" and source.value.dimension == PLACE:
        part = between or text[thing.end : source.start]
        near = len(part.split()) <= 3 and re.search(r"\w(?:ttu|tty|tut|tyt|dut|dyt|neet|nyt|nut|ma\w*|mä\w*)(?!\w)", part)
        return text[source.start : source.end].endswith(_ELATIVE) and bool(near or (not between and "told" in one.signs))
    return thing.end <= source.start and _comes_from(text[thing.end : source.start], text[source.start : source.end], language)


def _of_a_day_of_buying(source: Hit, thing: Hit) -> bool:
    """The genitive of a day before a thing that was bought on it: "Wednesday's trousers". Of a class it may be the timetable's."""
    bought = thing.value.source is not None and thing.value.source.get("kind") == "purchase"
    said = source.sentence.copy.text[source.start : source.end].lower()
    return bought and said.endswith(_OF_A_DAY.get(language_of(source.lang)) or ("#",))


def _comes_from(between: str, said: str, language: str) -> bool:
    """``between`` a thing and a place or moment, which may itself begin with the preposition ("fra november"). A relative clause may stand
    between ("the skates that went home with you from Bath")."""
    words = re.sub(rf"^\s*(?:{YOURS[language]})(?!\w)", "", between.replace(",", " ")).split()
    if not words and re.match(rf"(?:{FROM[language]})\s", said):
        return True
    if words and len(words) <= 4 and re.fullmatch(FROM[language], words[0]):
        return True
    relative = re.fullmatch(r"som|der|die|das|den|that|which|who", words[0]) if words else None
    return relative is not None and len(words) <= 8 and any(re.fullmatch(FROM[language], word) for word in words[1:])


def is_definite(one: Sentence, hit: Hit, language: str) -> bool:
    """Whether a thing is a certain one: "lampan", "the lamp", "deine Lampe"; in Finnish, which has no article, anything but some of many."""
    text = one.copy.text.lower()
    said, own = text[hit.start : hit.end], str(hit.value.value).lower().split()
    if language == "fi":
        return not said.endswith(_PLURAL_PART)
    before = text[one.start : hit.start].split()[-2:]
    if any(re.fullmatch(_DETERMINERS[language], word) for word in before):
        return True
    return language in _DEFINITE and said not in own and said.endswith(_DEFINITE[language])
