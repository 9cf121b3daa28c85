"""What may be written at the cursor: members, filters, tests, files in templates; topics, paths and keys in message.toml."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tactful.lint.catalogue import every_rule
from tactful.lint.suppressions import silenceable
from tactful.lsp import knowledge
from tactful.lsp.desk import Bench, Desk
from tactful.lsp.jinja import CHAIN, Scope, Tag, canonical, scope_at, tag_at
from tactful.model.members import resolved
from tactful.model.validation import packaged
from tactful.project import Project
from tactful.template.filters import COARSENING

Kind = Literal["member", "object", "variable", "function", "filter", "test", "keyword", "file", "topic", "rule", "key", "value"]

_KEYWORDS = (
    "if", "elif", "else", "endif", "for", "endfor", "set", "endset", "block", "endblock", "include", "extends", "import", "from", "macro",
    "endmacro", "call", "endcall", "with", "endwith", "filter", "endfilter", "raw", "endraw", "do", "break", "continue",
)  # fmt: skip
_FUNCTIONS = {
    "range": "numbers",
    "dict": "a mapping",
    "namespace": "variables that outlive a loop",
    "cycler": "values in turn",
    "joiner": "a separator from the second time on",
}
_LOOP = ("index", "index0", "first", "last", "length", "revindex", "revindex0", "previtem", "nextitem", "cycle", "changed")
_FILTER = re.compile(r"\|\s*(\w*)\Z")
_TEST = re.compile(r"\bis\s+(?:not\s+)?(\w*)\Z")
_PARTIAL = re.compile(rf"({CHAIN.pattern})\s*\.\s*(\w*)\Z")
_NAME = re.compile(r"(?<![\w.])(\w*)\Z")
_FILE = re.compile(r"\b(?:include|extends|import|from)\s+[\"']([^\"'\n]*)\Z")
_MJ_FILE = re.compile(r"<mj-include\b[^<>]*\bpath\s*=\s*[\"']([^\"'\n]*)\Z", re.IGNORECASE)
_ALLOW = re.compile(r"\btactful\s*:\s*allow\b[^\"“„]*?([\w-]*)\Z")
_OPEN_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|(?P<open>[\"'])(?P<word>[^\"'\n]*)\Z")
_TOML_KEY = re.compile(r"[ \t]*([\w-]*)\Z")
_TABLE = re.compile(r"^[ \t]*\[+[ \t]*([\w.\"-]+)[ \t]*\]+", re.MULTILINE)
_ASSIGNED = re.compile(r"(?:^|[{,])[ \t]*([\w-]+)[ \t]*=(?!.*=)[^=]*\Z", re.MULTILINE | re.DOTALL)


class Item(NamedTuple):
    """One proposal: ``text`` stands for ``text[start:end]`` of the document."""

    text: str
    kind: Kind
    detail: str
    page: str
    start: int
    end: int


def completion(desk: Desk, bench: Bench, path: Path, offset: int) -> list[Item]:
    """What may stand at the cursor, the nearest things first."""
    project, text = bench.project, desk.text(path)
    if project is None:
        return []
    if path.suffix == ".toml":
        return list(_in_toml(project, path, text, offset))
    if path.suffix == ".json":
        return list(_topics_in_json(project, text, offset))
    before = text[:offset]
    tag = tag_at(text, offset)
    if tag is None:
        included = _MJ_FILE.search(before)
        return list(_files(project, included.group(1), offset, path)) if included else []
    if tag.kind == "comment":
        allowed = _ALLOW.search(text[tag.begin : offset])
        return list(_rules(allowed.group(1), offset)) if allowed else []
    return list(_in_tag(bench, project, path, text, tag, offset))


def _in_tag(bench: Bench, project: Project, path: Path, text: str, tag: Tag, offset: int) -> Iterator[Item]:
    inner = text[tag.begin : offset]
    file = _FILE.search(inner)
    if file is not None and tag.kind == "statement":
        yield from _files(project, file.group(1), offset, None)
        return
    bare = _blanked(inner)
    if bare is None:
        return  # inside a string
    if (found := _FILTER.search(bare)) is not None:
        for name in sorted(project.environment.filters, key=lambda name: (name not in COARSENING, name)):
            detail = f"coarsens {COARSENING[name]}" if name in COARSENING else "filter"
            yield _item(name, "filter", detail, knowledge.filter_page(name, project.environment.filters[name]), found.group(1), offset)
    elif (found := _TEST.search(bare)) is not None:
        yield from (
            _item(name, "test", "test", "", found.group(1), offset) for name in sorted(project.environment.tests) if name.isidentifier()
        )
    elif (found := _PARTIAL.search(inner)) is not None:
        yield from _members(bench, project, path, scope_at(text, tag.start), found.group(1), found.group(2), offset)
    elif (found := _NAME.search(bare)) is not None:
        if tag.kind == "statement" and not bare[: found.start()].strip(" \t\n\r+-"):
            yield from (_item(word, "keyword", "statement", "", found.group(1), offset) for word in _KEYWORDS)
        else:
            yield from _names(bench, project, path, scope_at(text, tag.start), found.group(1), offset)


def _blanked(inner: str) -> str | None:
    """The text with what stands in strings hollowed out; None where a string is still open at its end."""
    opened = False

    def hollow(found: re.Match[str]) -> str:
        nonlocal opened
        opened = opened or found.group("open") is not None
        return '"' + "_" * (len(found.group()) - 2) + '"' if len(found.group()) > 1 else "_"

    text = _OPEN_STRING.sub(hollow, inner)
    return None if opened else text


def _members(bench: Bench, project: Project, path: Path, scope: Scope, chain: str, partial: str, offset: int) -> Iterator[Item]:
    if chain == "loop" and "loop" in scope.others:
        yield from (_item(name, "variable", "of the loop", "", partial, offset) for name in _LOOP)
        return
    imported = scope.imports.get(chain)
    if imported is not None and not imported[1]:
        for name in _macros(project, imported[0]):
            yield _item(name, "function", f"macro of {imported[0]}", "", partial, offset)
        return
    parent = canonical(chain, scope)
    if parent is None:
        return
    schema = knowledge.schema_of(project, bench.message_of(path))
    for name, member in sorted(knowledge.children(schema, parent).items()):
        where = f"{parent}.{name}"
        page = knowledge.member_page(project, bench.message_of(path), where, {})
        yield _item(name, "object" if member.is_container else "member", knowledge.kind(member), page, partial, offset)


def _names(bench: Bench, project: Project, path: Path, scope: Scope, partial: str, offset: int) -> Iterator[Item]:
    for name, where in sorted(scope.paths.items()):
        yield _item(name, "variable", where, "", partial, offset)
    for name, what in sorted(scope.others.items()):
        yield _item(name, "variable", what, "", partial, offset)
    for name, (file, macro) in sorted(scope.imports.items()):
        yield _item(name, "function", f"{'macro' if macro else 'macros'} of {file}", "", partial, offset)
    schema = knowledge.schema_of(project, bench.message_of(path))
    for name, member in sorted(knowledge.children(schema, "").items()):
        if name not in scope.paths and name not in scope.others:
            page = knowledge.member_page(project, bench.message_of(path), name, {})
            yield _item(name, "object" if member.is_container else "member", knowledge.kind(member), page, partial, offset)
    yield from (_item(name, "function", what, "", partial, offset) for name, what in _FUNCTIONS.items())


def _macros(project: Project, file: str) -> list[str]:
    try:
        source = project.environment.roots_loader.source(file)
    except Exception:  # a file that is not there yet
        return []
    return re.findall(r"\{%[-+]?\s*(?:macro|set)\s+(\w+)", source.text)


def _files(project: Project, partial: str, offset: int, beside: Path | None) -> Iterator[Item]:
    """Template files: by their name in the roots, or (``mj-include``) as seen from the including file."""
    for root in project.config.template_roots:
        for file in sorted(root.rglob("*")):
            if file.suffix not in (".mjml", ".html", ".css", ".jinja", ".j2", ".txt") or not file.is_file() or file == beside:
                continue
            name = file.relative_to(root).as_posix()
            if beside is not None:
                name = Path(os.path.relpath(file, beside.parent)).as_posix()
                name = name if name.startswith(".") else f"./{name}"
            elif file.name == "message.mjml":
                continue
            yield _item(name, "file", "template file", "", partial, offset)


def _rules(partial: str, offset: int) -> Iterator[Item]:
    for rule in every_rule():
        if silenceable(rule.code):
            yield _item(rule.code, "rule", rule.name, type(rule).sections()["summary"], partial, offset)


def _item(text: str, kind: Kind, detail: str, page: str, partial: str, offset: int) -> Item:
    return Item(text, kind, detail, page, offset - len(partial), offset)


# -- message.toml and samples


def _in_toml(project: Project, path: Path, text: str, offset: int) -> Iterator[Item]:
    if path.name != "message.toml":
        return
    before = text[:offset]
    table = next((found.group(1) for found in reversed(list(_TABLE.finditer(before)))), "")
    line = before[before.rfind("\n") + 1 :]
    properties = _properties(table)
    opened = next((found for found in _OPEN_STRING.finditer(line) if found.group("open")), None)
    if opened is None:
        key = _TOML_KEY.fullmatch(line)
        if key is not None:
            for name, schema in properties.items():
                yield _item(name, "key", str(schema.get("type", "")), str(schema.get("description", "")), key.group(1), offset)
        return
    word = opened.group("word")
    assigned = _ASSIGNED.search(_blanked(before[: len(before) - len(word) - 1]) or "")
    yield from _values(project, assigned.group(1) if assigned else "", properties, word, offset)


def _values(project: Project, key: str, properties: Mapping[str, Any], word: str, offset: int) -> Iterator[Item]:
    if key in ("topics", "topic"):
        yield from _topics(project, word, offset)
    elif key in ("selection", "field", "unsubscribe"):
        for name, member in sorted(project.schema.members.items()):
            if not member.is_container or name.endswith("[]"):
                yield _item(name, "member", knowledge.kind(member), "", word, offset)
    elif key == "codes":
        yield from _rules(word, offset)
    elif key == "fallback":
        yield from (_item(name, "value", "message", "", word, offset) for name in project.messages())
    else:
        schema = properties.get(key, {})
        for value in schema.get("enum", ()) or schema.get("items", {}).get("enum", ()):
            yield _item(str(value), "value", key, "", word, offset)


def _properties(table: str) -> Mapping[str, Any]:
    """What may stand in a table of message.toml, from its published schema."""
    schema = packaged("message")
    here: Any = schema
    for part in table.replace('"', "").split(".") if table else ():
        here = _resolved(here.get("properties", {}).get(part, {}), schema)
        here = _resolved(here.get("items", here), schema)
    return {name: _resolved(inner, schema) for name, inner in here.get("properties", {}).items()}


def _resolved(schema: Any, root: Any) -> Any:
    return resolved(schema, root)


def _topics(project: Project, word: str, offset: int) -> Iterator[Item]:
    for topic in sorted(project.taxonomy.nodes):
        yield _item(
            topic, "topic", f"sensitivity: {project.taxonomy.sensitivity(topic)}", knowledge.topic_page(project, topic) or "", word, offset
        )


def _topics_in_json(project: Project, text: str, offset: int) -> Iterable[Item]:
    found = re.search(r"\"topic\"\s*:\s*\"([^\"\n]*)\Z", text[:offset])
    return _topics(project, found.group(1), offset) if found else ()


__all__ = ["Item", "completion"]
