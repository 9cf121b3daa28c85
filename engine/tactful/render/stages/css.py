"""Just enough of CSS for inlining: rules, selectors, declarations; strings, comments and brackets respected."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|\\.|[{}()\[\];,:!]", re.DOTALL)
_DYNAMIC = re.compile(
    r":(?:hover|active|focus(?:-within|-visible)?|visited|link|any-link|checked|target|enabled|disabled|-[\w-]+)\b(?:\([^)]*\))?",
    re.IGNORECASE,
)
_PASSING = re.compile(r":(?:hover|active|focus(?:-within|-visible)?|visited)\b", re.IGNORECASE)
_NO_ELEMENT = re.compile(r"::|:(?:before|after|first-line|first-letter)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Declaration:
    name: str
    value: str
    important: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """``conditional``: stands in an at-rule, so that it holds only sometimes."""

    selectors: tuple[str, ...]
    declarations: tuple[Declaration, ...]
    conditional: bool


@functools.lru_cache(maxsize=256)
def rules(css: str) -> tuple[Rule, ...]:
    """The style rules, in order; what at-rules hold as rules is conditional, other at-rules are left out. Never fails."""
    return tuple(_rules(_COMMENT.sub(" ", css), False))


def _rules(css: str, conditional: bool) -> Iterator[Rule]:
    for prelude, block in _blocks(css):
        if prelude.startswith("@"):
            if re.match(r"@(?:media|supports|layer|container|scope|document|-moz-document|starting-style)\b", prelude, re.IGNORECASE):
                yield from _rules(block, True)
        elif prelude:
            selectors = tuple(part.strip() for part in split(prelude, ",") if part.strip())
            yield Rule(selectors, declarations(block), conditional)


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """``(prelude, block)`` pairs of one level; statements such as @import are passed over."""
    depth, start, opened = 0, 0, 0
    prelude = ""
    for token in _TOKEN.finditer(css):
        char = token.group()
        if char == "{":
            depth += 1
            if depth == 1:
                prelude, opened = css[start : token.start()].strip(), token.end()
        elif char == "}":
            depth -= 1
            if depth <= 0:
                if depth == 0:
                    yield prelude, css[opened : token.start()]
                depth, start = 0, token.end()
        elif char == ";" and depth == 0:
            start = token.end()
    if depth > 0:
        yield prelude, css[opened:]


def split(text: str, at: str) -> list[str]:
    """``text`` cut at a character, but not inside of strings and brackets."""
    parts: list[str] = []
    depth, start = 0, 0
    for token in _TOKEN.finditer(text):
        char = token.group()
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth = max(depth - 1, 0)
        elif char == at and depth == 0:
            parts.append(text[start : token.start()])
            start = token.end()
    return [*parts, text[start:]]


@functools.lru_cache(maxsize=4096)
def declarations(block: str) -> tuple[Declaration, ...]:
    """The declarations of a block or a style attribute; what is none is left out. (The styles of a mail are few, and repeat.)"""
    return tuple(_declarations(block))


def _declarations(block: str) -> Iterator[Declaration]:
    for part in split(block, ";"):
        name, colon, value = part.partition(":")
        name, value = name.strip(), value.strip()
        if not colon or not re.fullmatch(r"[\w*-]+", name) or not value:
            continue
        bare = re.sub(r"\s*!\s*important\s*$", "", value, flags=re.IGNORECASE)
        yield Declaration(name if name.startswith("--") else name.lower(), bare, bare != value)


def dynamic(selector: str) -> bool:
    """Whether a selector depends on what the reader does."""
    return bool(_DYNAMIC.search(selector))


def passing(selector: str) -> bool:
    """Whether it chooses only while the reader points at something, or has been there: not how the mail looks at rest."""
    return bool(_PASSING.search(selector))


def chooses_elements(selector: str) -> bool:
    """False for ::before and its like, whose styles are not the element's."""
    return not _NO_ELEMENT.search(selector)


def resting(selector: str) -> str:
    """A dynamic selector without what makes it so."""
    bare = _DYNAMIC.sub("", selector).strip()
    return re.sub(r"(^|[\s>+~])(?=$|[\s>+~])", r"\1*", bare) if not bare or bare[-1] in ">+~" else bare


_KEPT_BY_BORDER = frozenset({"border-collapse", "border-spacing"})
_SEPARATE = frozenset({"border-radius", "border-collapse", "border-spacing", "border-image"})


def overlap(first: str, second: str) -> bool:
    """Whether two properties set something in common."""
    if "border" in (first, second) and any(one in _KEPT_BY_BORDER or one.endswith("-radius") for one in (first, second)):
        return False
    if first == second or first.startswith(f"{second}-") or second.startswith(f"{first}-"):
        return True
    if first.startswith("border-") and second.startswith("border-"):
        return not any(one in _SEPARATE or one.endswith("-radius") for one in (first, second))
    return {first, second} == {"font", "line-height"} or "all" in (first, second)
