"""The vocabulary files: read, checked, and every complaint given with file and line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from tactful.errors import ConfigError
from tactful.model.lexicon import own_words
from tactful.model.taxonomy import Taxonomy

_TERM = re.compile(r"(?P<closes>-?)(?P<exact>=?)(?P<word>[^\W\d_](?:[\w'’~. -]*[\w'’~])?)(?P<opens>-?)(?P<weak>\??)")


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase of a topic file, its notation taken apart.

    ``parts``: its words in dictionary form. ``opens``: begins compounds with anything (``ski-``). ``closes``: ends them
    (``-kryssning``). ``exact``: this form alone (``=golf``). ``strong``: proves the topic by itself (``alps?`` does not).
    """

    topic: str
    parts: tuple[str, ...]
    opens: bool = False
    closes: bool = False
    exact: bool = False
    strong: bool = True


class DataFile:
    """One TOML file: its values, and the line on which a piece of one stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()
        try:
            self.values: Mapping[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"not TOML: {error}", remedy="mend the syntax", file=name) from error

    @classmethod
    def packaged(cls, folder: str, stem: str) -> DataFile:
        name = f"data/{folder}/{stem}.toml" if folder else f"data/{stem}.toml"
        return cls(f"tactful_rules/copy/{name}", files("tactful_rules.copy").joinpath(name).read_text("utf-8"))

    @classmethod
    def own(cls, kind: str, language: str) -> list[tuple[str, DataFile]]:
        """A project's own files of a kind, each with its family, for a language whose subtag names them (``sv-x-1f2e``)."""
        words = own_words(language)
        return [(file.family, cls(file.name, file.text)) for file in words.of(kind, plain_language(language))] if words else []

    def error(self, message: str, remedy: str, key: str, piece: str = "") -> ConfigError:
        return ConfigError(message, remedy=remedy, file=self.name, line=self.line_of(key, piece))

    def line_of(self, key: str, piece: str = "") -> int | None:
        """The first line that holds ``piece`` at or after the line that begins with ``key``; counted from 1."""
        starts = (f'"{key}"', f"{key} ", f"{key}=", f"[{key}]")
        first = next((number for number, line in enumerate(self.lines, 1) if line.lstrip().startswith(starts)), None)
        if first is None or not piece:
            return first
        return next((number for number, line in enumerate(self.lines[first - 1 :], first) if piece in line), first)

    def only(self, allowed: Iterable[str]) -> None:
        for key in self.values:
            if key not in allowed:
                raise self.error(f"unknown table {key!r}", f"use one of {', '.join(allowed)}", key)


def plain_language(language: str) -> str:
    return language.partition("-")[0]


def known_topics(language: str) -> Mapping[str, Any]:
    """The topics that words of this language may speak of: the project's where its subtag names them."""
    words = own_words(language)
    return words.topics if words is not None else Taxonomy.load().nodes


def topic_terms(data: DataFile, known: Mapping[str, Any]) -> Iterator[Term]:
    """The terms of ``[topics]``. ``known``: the topics there are. Raises ConfigError for unknown topics, duplicates, bad notation."""
    data.only(("topics", "exceptions", "compounds", "homonyms"))
    for topic, words in data.values.get("topics", {}).items():
        if topic not in known:
            near = difflib.get_close_matches(topic, known, 1)
            raise data.error(f"unknown topic {topic!r}", f"did you mean {near[0]!r}?" if near else "use a topic of the taxonomy", topic)
        seen: set[str] = set()
        for piece in pieces(data, topic, words):
            term = parse_term(data, topic, piece)
            if piece.strip("?-=") in seen:
                raise data.error(f"{piece!r} stands twice under {topic!r}", "remove one", topic, piece)
            seen.add(piece.strip("?-="))
            yield term


def exceptions_of(data: DataFile) -> Iterator[Term]:
    """The words and phrases of ``[exceptions]``, which mean nothing. Raises ConfigError."""
    for piece in pieces(data, "exceptions", data.values.get("exceptions", {}).get("words", "")):
        yield parse_term(data, "exceptions", piece)


def compounds_of(data: DataFile) -> Iterator[str]:
    """The words of ``[compounds]``, about nothing themselves, of which compounds are made."""
    yield from pieces(data, "compounds", data.values.get("compounds", {}).get("words", ""))


def estranging_of(data: DataFile) -> Iterator[str]:
    """The words of ``[compounds]`` that make what stands before them a mere name: plants, colours, patterns."""
    yield from pieces(data, "compounds", data.values.get("compounds", {}).get("estranging", ""))


def homonyms_of(data: DataFile, known: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The words of ``[homonyms]``, each with the topics that have another meaning for it: ``golf = "car"``. Raises ConfigError."""
    for word, topics in data.values.get("homonyms", {}).items():
        found = tuple(pieces(data, word, topics))
        for topic in found:
            if topic not in known:
                raise data.error(f"unknown topic {topic!r}", "use a topic of the taxonomy", word, topic)
        yield word.lower(), found


def pieces(data: DataFile, key: str, words: object) -> Iterator[str]:
    """The comma-separated pieces of a string."""
    if not isinstance(words, str):
        raise data.error(f"{key!r} must be a string", "write words with commas between", key)
    for piece in words.split(","):
        if piece := " ".join(piece.split()).lower():
            yield piece


def parse_term(data: DataFile, topic: str, piece: str) -> Term:
    """One piece of notation. Raises ConfigError."""
    found = _TERM.fullmatch(piece)
    if not found or (found["exact"] and (found["opens"] or found["closes"])):
        raise data.error(
            f"cannot read the term {piece!r}",
            "write word, word- (begins compounds), -word (ends compounds), =word (this form alone), with ? last where it is weak evidence",
            topic,
            piece,
        )
    parts = tuple(found["word"].replace("-", " ").replace("ß", "ss").replace("’", "'").split())
    return Term(topic, parts, bool(found["opens"]), bool(found["closes"]), bool(found["exact"]), not found["weak"])
