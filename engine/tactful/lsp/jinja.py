"""What stands at a cursor, read from text alone: while somebody types, most templates do not parse.

Names in scope come from the loops, sets, macros and imports that are open before the cursor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

_OPEN = re.compile(r"\{\{[-+]?|\{%[-+]?|\{#")
_RAW_END = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", re.DOTALL)
_QUOTE = re.compile("[\"']")
_SUBSCRIPT = r"\[\s*(?:-?\d+|'[^'\]]*'|\"[^\"\]]*\"|[\w.]+)\s*\]"
CHAIN = re.compile(rf"[^\W\d]\w*(?:\s*\.\s*\w+|{_SUBSCRIPT})*")
_STEP = re.compile(rf"\.\s*(\w+)|({_SUBSCRIPT})")
_FOR = re.compile(r"for\s+([\w\s,]+?)\s+in\s+(.*)", re.DOTALL)
_SET = re.compile(r"set\s+(\w+)\s*=\s*(.*)", re.DOTALL)
_MACRO = re.compile(r"macro\s+(\w+)\s*\(([^)]*)\)?", re.DOTALL)
_FROM = re.compile(r"from\s+[\"']([^\"']+)[\"']\s+import\s+(.*)", re.DOTALL)
_IMPORT = re.compile(r"import\s+[\"']([^\"']+)[\"']\s+as\s+(\w+)")
_SAME_ITEMS = frozenset({"sort", "selectattr", "rejectattr", "select", "reject", "reverse", "list", "unique", "default", "d"})
_PICKS = frozenset({"first", "last", "min", "max", "random"})
_SCOPES = {"for": "endfor", "with": "endwith", "macro": "endmacro", "call": "endcall", "block": "endblock", "filter": "endfilter"}

TagKind = Literal["output", "statement", "comment"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A Jinja tag: ``text[start:end]`` with its delimiters; ``inner`` is what stands between, from ``begin`` on. An open one ends with
    the text, or where the next tag begins."""

    kind: TagKind
    start: int
    begin: int
    end: int
    inner: str
    closed: bool


@dataclass
class Scope:
    """Names that mean something at a place: ``paths`` to the member that they stand for (canonical), ``others`` to what they are, and
    ``imports`` (also of macros) to the file that they come from and their name there."""

    paths: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)


def tags(text: str) -> list[Tag]:
    """The tags of a text, in order; nothing inside raw blocks."""
    found: list[Tag] = []
    at = 0
    while (opening := _OPEN.search(text, at)) is not None:
        kind, closing = {"{{": ("output", "}}"), "{%": ("statement", "%}")}.get(opening.group()[:2], ("comment", "#}"))
        end = _end(text, opening.end(), closing, kind == "comment")
        stop = end - len(closing) if end >= 0 else _broken(text, opening.end(), kind == "comment")
        inner = text[opening.end() : stop]
        tag = Tag(kind, opening.start(), opening.end(), end if end >= 0 else stop, inner, end >= 0)  # type: ignore[arg-type]
        found.append(tag)
        at = max(tag.end, opening.end())
        if tag.kind == "statement" and inner.strip(" \t\n\r+-") == "raw":
            closing_raw = _RAW_END.search(text, at)
            at = closing_raw.end() if closing_raw else len(text)
    return found


def _end(text: str, at: int, closing: str, comment: bool) -> int:
    """Where a tag ends, its delimiter included; -1 where it is not closed before another begins."""
    while True:
        close, opening = text.find(closing, at), _OPEN.search(text, at)
        quote = _QUOTE.search(text, at, close) if close >= 0 and not comment else None
        string = _STRING.match(text, quote.start()) if quote is not None else None
        if (
            string is not None
            and close >= 0
            and string.start() < close < string.end()
            and (opening is None or string.start() < opening.start())
        ):
            at = string.end()
            continue
        if close < 0 or (opening is not None and opening.start() < close and not comment and not _in(string, opening.start())):
            return -1
        return close + len(closing)


def _in(string: re.Match[str] | None, at: int) -> bool:
    return string is not None and string.start() <= at < string.end()


def _broken(text: str, at: int, comment: bool) -> int:
    """Where an unclosed tag stops to be read: at the next tag, else at the end of its line."""
    opening, line = _OPEN.search(text, at), text.find("\n", at)
    ends = [len(text), *([opening.start()] if opening else []), *([line] if line >= 0 and not comment else [])]
    return min(ends)


def tag_at(text: str, offset: int) -> Tag | None:
    """The tag that a cursor stands in, between its delimiters."""
    return next((tag for tag in tags(text) if tag.begin <= offset <= tag.begin + len(tag.inner)), None)


def scope_at(text: str, offset: int) -> Scope:
    """The names in scope at an offset."""
    stack: list[tuple[str, Scope]] = [("", Scope())]
    for tag in tags(text):
        if tag.end > offset:
            break
        if tag.kind != "statement":
            continue
        inner = tag.inner.strip(" \t\n\r+-")
        word = inner.split(None, 1)[0] if inner else ""
        if word in _SCOPES:
            outer = stack[-1][1]
            stack.append((_SCOPES[word], Scope(dict(outer.paths), dict(outer.others), dict(outer.imports))))
            if word == "macro":
                _define_macro(inner, stack[-2][1])
        elif any(end == word for end, _ in stack[1:]):
            while stack[-1][0] != word:
                stack.pop()
            stack.pop()
        _bind(inner, stack[-1][1])
    return stack[-1][1]


def _define_macro(inner: str, scope: Scope) -> None:
    found = _MACRO.match(inner)
    if found is not None:
        scope.others[found.group(1)] = "macro of this file"


def _bind(inner: str, scope: Scope) -> None:
    if (loop := _FOR.match(inner)) is not None:
        names = [name.strip() for name in loop.group(1).split(",") if name.strip()]
        path = path_of(re.split(r"\s+(?:if|recursive)\b", loop.group(2))[0], scope)
        scope.others["loop"] = "the loop: index, index0, first, last, length"
        for name in names:
            _forget(name, scope)
            if path is not None and len(names) == 1:
                scope.paths[name] = f"{path}[]"
            else:
                scope.others[name] = "loop variable"
    elif (assigned := _SET.match(inner)) is not None:
        name, path = assigned.group(1), path_of(assigned.group(2), scope)
        _forget(name, scope)
        if path is not None:
            scope.paths[name] = path
        else:
            scope.others[name] = "variable"
    elif (block := re.fullmatch(r"set\s+(\w+)", inner)) is not None:
        _forget(block.group(1), scope)
        scope.others[block.group(1)] = "variable"
    elif inner.startswith("with "):
        for name, value in re.findall(r"(\w+)\s*=\s*([^,]+)", inner[5:]):
            path = path_of(value, scope)
            _forget(name, scope)
            (scope.paths if path is not None else scope.others)[name] = path if path is not None else "variable"
    elif (macro := _MACRO.match(inner)) is not None:
        for argument in re.findall(r"(\w+)\s*(?:=[^,]*)?(?:,|\Z)", macro.group(2)):
            _forget(argument, scope)
            scope.others[argument] = "argument of the macro"
    elif (several := _FROM.match(inner)) is not None:
        for name, alias in re.findall(r"(\w+)(?:\s+as\s+(\w+))?", re.sub(r"\bwith(out)? context\b", "", several.group(2))):
            scope.imports[alias or name] = (several.group(1), name)
    elif (whole := _IMPORT.match(inner)) is not None:
        scope.imports[whole.group(2)] = (whole.group(1), "")


def _forget(name: str, scope: Scope) -> None:
    for known in (scope.paths, scope.others, scope.imports):
        known.pop(name, None)


def path_of(expression: str, scope: Scope) -> str | None:
    """The canonical path of a chain of members with filters that only select or sort; None for anything else."""
    expression = expression.strip()
    chain = CHAIN.match(expression)
    if chain is None:
        return None
    path = canonical(chain.group(), scope)
    if path is None:
        return None
    rest = _STRING.sub("", expression[chain.end() :]).strip()
    for name in re.findall(r"\|\s*(\w+)", rest) if rest.startswith("|") else ():
        if name in _PICKS:
            path += "[]"
        elif name not in _SAME_ITEMS:
            return None
    return path if not rest or rest.startswith("|") else None


def canonical(chain: str, scope: Scope) -> str | None:
    """``o.price['amount']`` in a loop over offers is ``offers[].price.amount``; None for names that are no members of the context."""
    name = re.match(r"\w+", chain)
    if name is None or name.group() in scope.others or name.group() in scope.imports:
        return None
    path = scope.paths.get(name.group(), name.group())
    for member, subscript in _STEP.findall(chain[name.end() :]):
        key = subscript[1:-1].strip()
        path += f".{member}" if member else f".{key[1:-1]}" if key[:1] in ("'", '"') else "[]"
    return path


def chain_at(text: str, offset: int) -> tuple[int, int] | None:
    """Start and end of the chain of members at a cursor, up to the end of the member that it stands on; in a tag only."""
    tag = tag_at(text, offset)
    if tag is None or tag.kind == "comment":
        return None
    strings = [found.span() for found in _STRING.finditer(tag.inner)]
    for found in CHAIN.finditer(tag.inner):
        if any(start < found.start() < end for start, end in strings):
            continue
        start, end = tag.begin + found.start(), tag.begin + found.end()
        if start <= offset <= end:
            stops = [start + len(re.match(r"\w+", found.group()).group())]  # type: ignore[union-attr]
            stops += [start + step.end() for step in _STEP.finditer(found.group())]
            return start, next((stop for stop in stops if offset <= stop), end)
    return None


__all__ = ["CHAIN", "Scope", "Tag", "canonical", "chain_at", "path_of", "scope_at", "tag_at", "tags"]
