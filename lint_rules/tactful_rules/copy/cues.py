"""Turns of phrase: what watches the reader, what addresses them, what lets them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from tactful.errors import ConfigError
from tactful_rules.copy.attributes import CODE, CODE_CLASSES, Coded
from tactful_rules.copy.data_files import DataFile, pieces, plain_language
from tactful_rules.copy.needed import Needed, is_possible, needed
from tactful_rules.copy.normal import Plain
from tactful_rules.copy.reading import CALLED_FOR, CALLING, CODED, FAMILIES, Cue, CueKind, Span
from tactful_rules.copy.topics import Negation, Token
from tactful_rules.copy.verbs import verb_classes

_NEED_A_READER = frozenset({"perception", "predicate"})
"""To be watched, or said to have done something, somebody must be spoken to."""
_NAME_A_READER = frozenset({"conduct", "doing", "trace", "openly", "ground", "noting"})
"""Kinds whose patterns name the reader; where only a capital tells the reader from others (German Sie), the word must have it."""
_NEED_A_READER_NEAR = frozenset({"role"})
"""Kinds that speak of the reader only where their sentence addresses one ("as a pensioner")."""
_CLASS = re.compile(r"<(\w+)(!?)>")
_INLINE = re.compile(r"\[\[(.*?)\]\]")
_GAP = re.compile(r"~(\d)(?:\{(\w*)\})? ")
_SEPARATOR = r"[\s,;:–—\"-]+"
_REMEMBERED = 20_000


@dataclass(frozen=True)
class Pattern:
    """A turn of phrase. ``kind``: what it is a cue of; ``certainty`` None where it is an exception to that kind; ``coded``: it reads the
    text with its attribute words coded; ``line``: as its file ``data`` has it. A sentence without one of ``words`` and without a word
    that ``trigger`` matches cannot match. Compiled when it is first tried: most never are."""

    kind: CueKind
    certainty: float | None
    source: str
    words: frozenset[str]
    trigger: re.Pattern[str] | None
    coded: bool
    data: DataFile
    line: str
    plain: str = ""  # its source with gaps and separators as its file has them

    @cached_property
    def needed(self) -> Needed:
        """What a sentence must hold beside a trigger."""
        return needed(self.plain)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Raises ConfigError where it is no expression."""
        try:
            return re.compile(self.source)
        except re.error as error:
            raise self.data.error(f"cannot read the pattern {self.line!r}: {error}", "mend the expression", self.kind, self.line) from error


class CueBook:
    """The turns of phrase of one language.

    Notation of a pattern: a regular expression over small letters, in which a space stands for what separates words (`` ?`` for that or
    nothing), ``~3 `` for up to three words that deny nothing, ``~3{name} `` for up to three that are not of that class (``~3{} ``: any),
    ``<name>`` for a class of the file; ``[verbs]`` makes classes too (``verbs.py``). ``<name!>`` or ``[[a|b]]`` marks the words without which
    the pattern cannot match: it is tried only on sentences that have one. ``0.5: `` before it sets its certainty (else 0.9). ``^``
    and ``$`` are the ends of the sentence. In the family "sensitive" ``<person>``, ``<condition>`` and the other classes of
    ``attributes.py`` stand for a word of that class.
    """

    def __init__(
        self,
        grammar: DataFile,
        families: Sequence[tuple[DataFile, Sequence[CueKind]]],
        bases: Mapping[str, DataFile] | None = None,
    ) -> None:
        """``grammar``: classes for all files, address, negation. ``families``: files of patterns with the kinds that may stand in them;
        each may have classes of its own, seen by itself alone and by the files that ``bases`` names for it. Raises ConfigError."""
        grammar.only(("classes", "address", "negation"))
        shared = {**CODE_CLASSES, **grammar.values.get("classes", {})}
        self._classes: dict[str, str] = shared
        self._denials = shared.get("not", "")
        self.negation = _negation(grammar, grammar.values.get("negation", {}))
        patterns: list[Pattern] = []
        for data, kinds in families:
            data.only(("classes", "verbs", *kinds, *(f"not_{kind}" for kind in kinds)))
            base = (bases or {}).get(data.name)
            self._classes = {**shared, **(_own_classes(base, shared) if base is not None else {}), **_own_classes(data, shared)}
            patterns += self._patterns(data, kinds)
        self.patterns = tuple(patterns)
        self._called_for = frozenset(number for number, pattern in enumerate(self.patterns) if pattern.kind in CALLED_FOR)
        self._memory: dict[str, frozenset[int]] = {}
        self._sentences: dict[tuple[str, str, tuple[int, ...]], tuple[tuple[int, int, int], ...]] = {}
        self._by_word: dict[str, set[int]] = {}
        for number, pattern in enumerate(self.patterns):
            for word in pattern.words:
                self._by_word.setdefault(word, set()).add(number)
        self._by_form = [(number, pattern.trigger) for number, pattern in enumerate(self.patterns) if pattern.trigger is not None]
        address = grammar.values.get("address", {})
        self._small = frozenset(pieces(grammar, "address", address.get("words", "")))
        self._verbs = re.compile(address.get("forms", r"(?!)"))
        self._cased = frozenset(address.get("cased", "").split())
        self._cased_inside = frozenset(address.get("cased_inside", "").split())
        self._before = {word: frozenset(verbs.split()) for word, verbs in address.get("before", {}).items()}
        self._need_a_reader = _NEED_A_READER | (_NAME_A_READER if self._cased or self._cased_inside else frozenset())

    def cues(
        self, text: Plain, words: Sequence[Token], sentences: Sequence[Span], address: Sequence[Span], coded: Coded | None = None
    ) -> Iterator[Cue]:
        """Cues of every kind, by sentence; where two of a kind overlap, the longer."""
        later: list[tuple[Span, tuple[int, ...]]] = []
        called = False
        for span, numbers in self._tried(words, sentences, coded):
            later.append((span, tuple([number for number in numbers if number in self._called_for])))
            first = tuple([number for number in numbers if number not in self._called_for])
            for cue in self._in_sentence(text, span, first, address, coded):
                called = called or cue.kind in CALLING
                yield cue
        for span, others in later if called else ():
            yield from self._in_sentence(text, span, others, address, coded)

    def _tried(self, words: Sequence[Token], sentences: Sequence[Span], coded: Coded | None) -> Iterator[tuple[Span, tuple[int, ...]]]:
        """Each sentence with the numbers of the patterns that one of its words triggers."""
        index, at = 0, 0
        marks = coded.marks if coded is not None else ()
        for span in sentences:
            tried: set[int] = set()
            while index < len(words) and words[index].start < span[1]:
                tried |= self._triggered(words[index].word)
                index += 1
            while at < len(marks) and marks[at].start < span[1]:
                tried |= self._triggered(marks[at].form)
                at += 1
            if tried:
                yield span, tuple(sorted(tried))

    def address(self, text: Plain, words: Sequence[Token], sentences: Sequence[Span]) -> list[Span]:
        """Spans, in the plain text, of words that speak to the reader; at the beginning of a sentence Danish I only ``before`` its verb."""
        starts = {start for start, _ in sentences}
        shouted = text.cased.isupper()
        return [(token.start, token.end) for at, token in enumerate(words) if self._speaks(text, words[at : at + 2], starts, shouted)]

    def _speaks(self, text: Plain, words: Sequence[Token], starts: set[int], shouted: bool) -> bool:
        """Whether the first of two words is the reader."""
        token = words[0]
        if token.word in self._small or self._verbs.fullmatch(token.word) or self._courteous(text, token, starts, shouted):
            return True
        verbs = self._before.get(text.cased[token.start : token.end], frozenset()) if token.start in starts else frozenset()
        return words[-1].word in verbs

    def _courteous(self, text: Plain, token: Token, starts: set[int], shouted: bool) -> bool:
        """Forms such as German Sie that are the reader only with a capital."""
        cased = text.cased[token.start : token.end]
        if shouted:
            return cased.capitalize() in self._cased
        return cased in self._cased or (cased in self._cased_inside and token.start not in starts)

    def _in_sentence(
        self, text: Plain, sentence: Span, numbers: tuple[int, ...], address: Sequence[Span], coded: Coded | None
    ) -> Iterator[Cue]:
        start, end = sentence
        hits: list[tuple[int, int, Pattern]] = []
        barred: list[tuple[int, int, CueKind]] = []
        plain = text.lower[start:end]
        first = coded.at(start) if coded is not None else start
        marked = coded.text[first : coded.at(end)] if coded is not None else plain
        for number, begin, stop in self._matches(plain, marked, numbers):
            pattern = self.patterns[number]
            if pattern.coded and coded is not None:
                begin, stop = coded.plain(first + begin), coded.plain(first + stop)
            else:
                begin, stop = start + begin, start + stop
            if pattern.certainty is None:
                barred.append((begin, stop, pattern.kind))
            else:
                hits.append((begin, stop, pattern))
        kept: list[tuple[int, int, CueKind]] = []
        for first, last, pattern in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
            place = (first, last, pattern.kind)
            if _overlaps(place, barred) or _overlaps(place, kept) or not self._may_stand(place, address, (start, end)):
                continue
            kept.append(place)
            span = text.span(first, last)
            topics = coded.topics(first, last) if coded is not None and pattern.coded else ()
            yield Cue(pattern.kind, *span, text.original[span[0] : span[1]], pattern.certainty or 0.0, topics)

    def _matches(self, plain: str, marked: str, numbers: tuple[int, ...]) -> tuple[tuple[int, int, int], ...]:
        """``(number, start, end)`` of each place where one of these patterns stands in a sentence: ``marked`` is the sentence with its
        attribute words coded. Remembered: messages of one sender share sentences."""
        key = (plain, marked, numbers)
        found = self._sentences.get(key)
        if found is None:
            if len(self._sentences) >= _REMEMBERED:
                self._sentences.clear()
            places: list[tuple[int, int, int]] = []
            for number in numbers:
                pattern = self.patterns[number]
                read = marked if pattern.coded else plain
                if is_possible(read, pattern.needed, thorough="regex" not in pattern.__dict__):
                    places += [(number, *one.span()) for one in pattern.regex.finditer(read)]
            found = self._sentences[key] = tuple(places)
        return found

    def _may_stand(self, place: tuple[int, int, CueKind], address: Sequence[Span], sentence: Span) -> bool:
        if place[2] in _NEED_A_READER_NEAR:
            return any(sentence[0] <= start < sentence[1] for start, _ in address)
        return place[2] not in self._need_a_reader or any(place[0] <= start < place[1] for start, _ in address)

    def _triggered(self, word: str) -> frozenset[int]:
        found = self._memory.get(word)
        if found is None:
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            by_form = {number for number, trigger in self._by_form if trigger.fullmatch(word)}
            found = frozenset(by_form | self._by_word.get(word, set()))
            self._memory[word] = found
        return found

    def _patterns(self, data: DataFile, kinds: Sequence[CueKind]) -> Iterator[Pattern]:
        for kind in kinds:
            for line in data.values.get(kind, {}).get("patterns", []):
                certainty, colon, pattern = line.partition(": ")
                number = float(certainty) if colon and re.fullmatch(r"[01]\.\d+", certainty) else None
                yield self._compiled(data, kind, pattern if number is not None else line, 0.9 if number is None else number)
            for line in data.values.get(f"not_{kind}", {}).get("patterns", []):
                yield self._compiled(data, kind, line, None)

    def _compiled(self, data: DataFile, kind: CueKind, pattern: str, certainty: float | None) -> Pattern:
        triggers: list[str] = []
        try:
            source = _INLINE.sub(lambda found: _note(triggers, self._expanded(found[1])), self._expanded(pattern, triggers))
            unspaced = source
            source = _GAP.sub(self._gap, source)
            coded = kind in CODED
            separator = f"{_SEPARATOR}{CODE}" if coded else _SEPARATOR
            source = source.replace(" ?", f"(?:{separator})?").replace(" ", separator)
            if coded and source.startswith("^"):
                source = f"^{CODE}{source[1:]}"
            if not triggers:
                raise data.error(f"the pattern {pattern!r} has no trigger", "mark one: <class!> or [[word|word]]", kind, pattern)
            first_words = {_first_word(choice) for choice in _choices("|".join(triggers))}
            words = frozenset(word for word in first_words if re.fullmatch(r"[\w']+", word))
            forms = re.compile("|".join(sorted(first_words - words))) if first_words - words else None
            return Pattern(kind, certainty, rf"(?<!\w)(?:{source})(?!\w)", words, forms, coded, data, pattern, unspaced)
        except (re.error, KeyError) as error:
            raise data.error(f"cannot read the pattern {pattern!r}: {error}", "mend the expression", kind, pattern) from error

    def _expanded(self, pattern: str, triggers: list[str] | None = None) -> str:
        def classes(found: re.Match[str]) -> str:
            body = self._expanded(self._classes[found[1]])
            return _note(triggers, body) if found[2] and triggers is not None else f"(?:{body})"

        return _CLASS.sub(classes, pattern)

    def _gap(self, found: re.Match[str]) -> str:
        barred = self._denials if found[2] is None else self._expanded(self._classes[found[2]]) if found[2] else ""
        refused = rf"(?!(?:{barred})(?!\w))" if barred else ""
        return rf"(?:{refused}[^\s.!?]+ ){{0,{found[1]}}}"


def _own_classes(data: DataFile, shared: Mapping[str, str]) -> dict[str, str]:
    """The classes of a family's own file; they may not hide those of the language. Raises ConfigError."""
    own: dict[str, str] = {**data.values.get("classes", {}), **verb_classes(data)}
    for name in own:
        if name in shared:
            raise data.error(f"the class {name!r} is defined for the whole language", "choose another name", name)
    return own


def _negation(data: DataFile, table: dict[str, str]) -> Negation:
    members = ("determiners", "adverbs", "breaks", "contrasts", "urging", "limiting")
    for key in table:
        if key not in members:
            raise data.error(f"unknown member {key!r} of negation", f"use {', '.join(members)}", key)
    return Negation(*(frozenset(pieces(data, name, table.get(name, ""))) for name in members))


def _note(triggers: list[str] | None, body: str) -> str:
    if triggers is not None:
        triggers.append(body)
    return f"(?:{body})"


def _choices(source: str) -> list[str]:
    """The alternatives at the top level of a regular expression."""
    found, depth, last = [], 0, 0
    for index, char in enumerate(source):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            found.append(source[last:index])
            last = index + 1
    return [*found, source[last:]]


def _first_word(choice: str) -> str:
    """The part of an alternative that its first word must match."""
    depth = 0
    for index, char in enumerate(choice):
        depth += (char == "(") - (char == ")")
        if depth == 0 and char in " ~":
            return choice[:index] or r"\w+"
    return choice


def _overlaps(place: tuple[int, int, CueKind], others: Sequence[tuple[int, int, CueKind]]) -> bool:
    return any(place[2] == kind and place[0] < end and start < place[1] for start, end, kind in others)


@cache
def cue_book(language: str) -> CueBook:
    """The turns of phrase of ``language``, with a project's own where a private-use subtag names them: patterns of a family may use the
    classes of the packaged one. Raises ConfigError where a file is broken."""
    folder = f"cues/{plain_language(language)}"
    families = {family: DataFile.packaged(folder, family) for family in FAMILIES}
    every: list[tuple[DataFile, Sequence[CueKind]]] = [(data, FAMILIES[family]) for family, data in families.items()]
    bases: dict[str, DataFile] = {}
    for family, data in DataFile.own("cues", language):
        if family not in FAMILIES:
            near = ", ".join(sorted(FAMILIES))
            raise ConfigError(f"there is no family of cues {family!r}", file=data.name, remedy=f"name the file for one of {near}")
        every.append((data, FAMILIES[family]))
        bases[data.name] = families[family]
    return CueBook(DataFile.packaged(folder, "grammar"), every, bases)
