"""What is said about the thing under the cursor."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from tactful.errors import TactfulError
from tactful.lsp import knowledge
from tactful.lsp.desk import Bench, Desk
from tactful.lsp.jinja import canonical, chain_at, scope_at, tag_at
from tactful.model.files import read_json
from tactful.project import Project

_CODE = re.compile(r"(?<![\w-])(?:[A-Z]{3}\d{3}|[a-z]+(?:-[a-z]+)+)(?![\w-])")
_FILTER = re.compile(r"\|\s*(\w+)")
_TEST = re.compile(r"\bis\s+(?:not\s+)?(\w+)")
_WORD = re.compile(r"[\w.-]+")


class Hover(NamedTuple):
    """Markdown about ``text[start:end]``."""

    text: str
    start: int
    end: int


def hover(desk: Desk, bench: Bench, path: Path, offset: int) -> Hover | None:
    """What is known about the place; nothing where nothing is."""
    text, project = desk.text(path), bench.project
    if project is None:
        return None
    if path.suffix in (".toml", ".json"):
        return _rule(text, offset) or _in_data(project, text, offset)
    tag = tag_at(text, offset)
    if tag is None:
        return None
    if tag.kind == "comment":
        return _rule(text, offset)
    pools: Any = ((_FILTER, project.environment.filters, knowledge.filter_page), (_TEST, project.environment.tests, _test_page))
    for pattern, pool, page in pools:
        for found in pattern.finditer(tag.inner):
            start, end = tag.begin + found.start(1), tag.begin + found.end(1)
            if start <= offset <= end and found.group(1) in pool:
                return Hover(page(found.group(1), pool[found.group(1)]), start, end)
    return _member(desk, bench, project, path, text, offset)


def _member(desk: Desk, bench: Bench, project: Project, path: Path, text: str, offset: int) -> Hover | None:
    place = chain_at(text, offset)
    if place is None:
        return None
    chain, scope = text[slice(*place)], scope_at(text, offset)
    name = canonical(chain, scope)
    message = bench.message_of(path)
    if name is None:
        root = re.match(r"\w+", chain)
        word = root.group() if root else ""
        if word in scope.imports:
            file, what = scope.imports[word]
            return Hover(f"**{chain}** · {'macro' if what or '.' in chain else 'macros'} of `{file}`", *place)
        name = _followed(bench, project, path, place)
        if name is None:
            return Hover(f"**{word}** · {scope.others[word]}", *place) if word in scope.others else None
    schema = knowledge.schema_of(project, message or _a_user(bench, path))
    root_name = re.split(r"[.\[]", name, maxsplit=1)[0]
    if schema.member(name) is None and root_name not in knowledge.children(schema, ""):
        return None
    return Hover(knowledge.member_page(project, message, name, samples(project, message or _a_user(bench, path))), *place)


def _a_user(bench: Bench, path: Path) -> str | None:
    """One of the messages that use a shared file."""
    file = bench.name_of(path)
    return next((name for name, files in sorted(dict(bench.users).items()) if file in files), None)


def _followed(bench: Bench, project: Project, path: Path, place: tuple[int, int]) -> str | None:
    """The member that the analysis of a whole template knows to be read here: what a macro was given, a variable of another file."""
    message, file = bench.message_of(path) or _a_user(bench, path), bench.name_of(path)
    try:
        template = project.template(message) if message is not None else None
    except TactfulError:
        return None
    source = project.source(file)
    if template is None or source is None:
        return None
    line, column = source.place(place[0])
    for flow in template.flows:
        if flow.span.file == file and (flow.span.line, flow.span.column) == (line, column) and len(flow.prints) >= 1:
            return flow.prints[0].path
    return None


def samples(project: Project, message: str | None) -> dict[str, Any]:
    """The contexts of a message's samples, by name; those that can be read."""
    found: dict[str, Any] = {}
    for file in project.samples(message) if message is not None else ():
        try:
            found[file.stem] = read_json(file)
        except TactfulError:
            continue
    return found


def _rule(text: str, offset: int) -> Hover | None:
    line = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    for found in _CODE.finditer(text, line, len(text) if end < 0 else end):
        if found.start() <= offset <= found.end():
            rule = knowledge.rule_named(found.group())
            return Hover(knowledge.rule_page(rule), found.start(), found.end()) if rule is not None else None
    return None


def _in_data(project: Project, text: str, offset: int) -> Hover | None:
    """A topic or a member by its path, in message.toml, a configuration or a sample."""
    for found in _WORD.finditer(text, text.rfind("\n", 0, offset) + 1):
        if found.start() > offset:
            return None
        if offset <= found.end():
            page = knowledge.topic_page(project, found.group())
            if page is None and "." in found.group() and project.schema.member(found.group()) is not None:
                page = knowledge.member_page(project, None, found.group(), {})
            return Hover(page, found.start(), found.end()) if page is not None else None
    return None


def _test_page(name: str, function: Any) -> str:
    return knowledge.filter_page(name, function).replace("**| ", "**is ").replace("A filter of Jinja.", "A test of Jinja.")


__all__ = ["Hover", "hover", "samples"]
