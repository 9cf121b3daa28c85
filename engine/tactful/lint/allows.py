"""Suppressions as authors write them: ``{# tactful: allow EXP206 until 2027-03-01 because "…" #}`` in any template file, ``[[allow]]``
in message.toml. What they cover is worked out here; whether they are honoured, in ``suppressions``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import nodes

from tactful.lint.extents import covered
from tactful.model.places import line_of
from tactful.template.flows import Span
from tactful.template.program import is_literal
from tactful.template.source import Source

if TYPE_CHECKING:
    from tactful.draft.template import Template

_OURS = re.compile(r"\s*tactful\s*:\s*", re.IGNORECASE)
_VERB = re.compile(r"allow\b\s*")
_PART = re.compile(
    r"""(?P<key>until|because)\b\s*:?\s*(?:"(?P<a>(?:[^"\\]|\\.)*)"|“(?P<b>[^”]*)”|„(?P<c>[^“”]*)[“”]|'(?P<d>[^']*)'|(?P<bare>.*?))\s*"""
    r"""(?=(?:until|because)\b|\Z)""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Allow:
    """One suppression. ``names`` are codes or names of rules as written; ``until`` is the text of a date or empty; ``problem`` says why
    it cannot be read at all. It covers lines ``first`` to ``last`` of ``file``; every line of every file where ``last`` is 0."""

    names: tuple[str, ...]
    because: str
    until: str
    span: Span
    file: str = ""
    first: int = 0
    last: int = 0
    problem: str = ""

    def covers(self, file: str, line: int) -> bool:
        if self.file and file != self.file:
            return False
        return not self.last or self.first <= line <= self.last


def allows_of(template: Template) -> tuple[Allow, ...]:
    """Every suppression in the files of a message: its own, the shared ones it uses, and its manifest, in that order."""
    found = [allow for source in sources_of(template) for allow in _in_source(template, source)]
    return (*found, *_in_manifest(template))


def sources_of(template: Template) -> tuple[Source, ...]:
    """The template files of a message: body, layouts, partials, macros, mj-includes, each once."""
    environment = template.environment
    waiting = [program.name for program in template.programs]
    seen: set[str] = set()
    found: dict[str, Source] = {}
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        try:
            source = environment.roots_loader.source(name)
            tree = None if is_literal(source.text) else environment.tree(name)
        except Exception:  # an include that may be missing; what must be there has stopped the template before
            continue
        if source.file != template.manifest_source.file:
            found.setdefault(source.file, source)
        waiting += _named_in(tree) if tree is not None else ()
    return tuple(found.values())


def _named_in(tree: nodes.Template) -> tuple[str, ...]:
    """The files that a tree names; found once per tree."""
    known: tuple[str, ...] | None = getattr(tree, "named", None)
    if known is None:
        found: list[str] = []
        for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
            target = node.template  # type: ignore[attr-defined]
            parts = target.items if isinstance(target, nodes.List | nodes.Tuple) else [target]
            found += [part.value for part in parts if isinstance(part, nodes.Const) and isinstance(part.value, str)]
        known = tree.named = tuple(found)  # type: ignore[attr-defined]
    return known


def _in_source(template: Template, source: Source) -> Iterator[Allow]:
    if "tactful" not in source.text:
        return
    for start, end, inner in comments(template, source):
        ours = _OURS.match(inner)
        if ours is not None:
            first, last = covered(source, start, end)
            yield parsed(inner[ours.end() :].strip(), source.span(start, end), source.file, first, last)


def comments(template: Template, source: Source) -> Iterator[tuple[int, int, str]]:
    """Start, end and text of each Jinja comment: Jinja's own lexer says what is one (nothing inside ``{% raw %}`` is)."""
    at, start, inner = 0, 0, ""
    for _line, kind, value in template.environment.lexer.tokeniter(source.text, None):
        found = source.text.find(value, at)
        begin = found if found >= 0 else at
        at = begin + len(value)
        if kind == "comment_begin":
            start, inner = begin, ""
        elif kind == "comment":
            inner = value
        elif kind == "comment_end":
            yield start, begin + len(value.rstrip()), inner  # "-#}" takes the white space after it along


def parsed(text: str, span: Span, file: str, first: int, last: int) -> Allow:
    """A suppression from the text after ``tactful:``."""
    verb = _VERB.match(text)
    if verb is None:
        return Allow((), "", "", span, file, first, last, "it says something other than allow")
    head = re.split(r"\b(?:until|because)\b", text[verb.end() :], maxsplit=1)[0]
    names = tuple(dict.fromkeys(re.findall(r"[^\s,;]+", head)))
    parts: dict[str, str] = {}
    at = verb.end() + len(head)
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part.group("key") in parts:
            return Allow(names, "", "", span, file, first, last, "what follows the codes is not until DATE because “reason”")
        parts[part.group("key")] = next((v for v in part.group("a", "b", "c", "d", "bare") if v is not None), "").strip()
        at = part.end()
    problem = "" if names else "it names no rule"
    return Allow(names, parts.get("because", ""), parts.get("until", ""), span, file, first, last, problem)


def _in_manifest(template: Template) -> Iterator[Allow]:
    source = template.manifest_source
    for at, entry in enumerate(template.manifest.allow):
        line = line_of(source.text, ("allow", at)) or 1
        span = Span(source.file, line, 1, line, len(source.line_text(line)) + 1)
        yield Allow(entry.codes, entry.because.strip(), entry.until, span, entry.file, problem="" if entry.codes else "it names no rule")


__all__ = ["Allow", "allows_of", "sources_of"]
