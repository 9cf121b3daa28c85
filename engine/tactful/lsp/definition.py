"""Where something is defined: partials, layouts, macros, blocks of the layout, files of mj-include."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import NamedTuple

from tactful.lsp.desk import Bench, Desk
from tactful.lsp.jinja import scope_at, tag_at

_FILE = re.compile(r"[\"']([^\"'\n]+)[\"']")
_READS = re.compile(r"\s*[-+]?\s*(?:include|extends|import|from)\b")
_MJ_INCLUDE = re.compile(r"<mj-include\b[^>]*?\bpath\s*=\s*[\"']([^\"'\n]*)[\"']", re.IGNORECASE | re.DOTALL)
_CALL = re.compile(r"(\w+)(?:\s*\.\s*(\w+))?")
_EXTENDS = re.compile(r"\{%[-+]?\s*extends\s+[\"']([^\"']+)[\"']")
_BLOCK = re.compile(r"\s*[-+]?\s*block\s+(\w+)")


class Target(NamedTuple):
    """A place in a file: an offset into the text that the author sees."""

    path: Path
    offset: int


def definition(desk: Desk, bench: Bench, path: Path, offset: int) -> Target | None:
    """Where the thing under the cursor is defined, or None."""
    if bench.project is None or path.suffix in (".toml", ".json"):
        return None
    text = desk.text(path)
    for found in _MJ_INCLUDE.finditer(text):
        if found.start(1) <= offset <= found.end(1):
            return _included(bench, path, found.group(1))
    tag = tag_at(text, offset)
    if tag is None or tag.kind == "comment":
        return None
    if tag.kind == "statement" and _READS.match(tag.inner):
        for found in _FILE.finditer(tag.inner):
            if tag.begin + found.start() <= offset <= tag.begin + found.end():
                file = file_named(bench, found.group(1))
                return Target(file, 0) if file is not None else None
    block = _BLOCK.match(tag.inner) if tag.kind == "statement" else None
    if block is not None and tag.begin + block.start(1) <= offset <= tag.begin + block.end(1):
        return _block(desk, bench, text, block.group(1))
    return _macro(desk, bench, path, text, offset, tag.begin, tag.inner)


def file_named(bench: Bench, name: str) -> Path | None:
    """A template file by its name in the template roots; never outside of them."""
    assert bench.project is not None
    for root in bench.project.config.template_roots:
        file = (root / name).resolve()
        if file.is_file() and file.is_relative_to(root.resolve()):
            return file
    return None


def _included(bench: Bench, path: Path, name: str) -> Target | None:
    assert bench.project is not None
    name = name.strip() if posixpath.splitext(name.strip())[1] else f"{name.strip()}.mjml"
    for root in bench.project.config.template_roots:
        file = (path.resolve().parent / name).resolve()
        if file.is_file() and file.is_relative_to(root.resolve()):
            return Target(file, 0)
    return None


def _macro(desk: Desk, bench: Bench, path: Path, text: str, offset: int, begin: int, inner: str) -> Target | None:
    scope = scope_at(text, offset)
    for found in _CALL.finditer(inner):
        if not begin + found.start() <= offset <= begin + found.end():
            continue
        name, member = found.group(1), found.group(2)
        if name in scope.imports:
            file, original = scope.imports[name]
            target = file_named(bench, file)
            if target is None:
                return None
            wanted = original or (member if member and offset > begin + found.end(1) else "")
            return _defined(desk, target, wanted) if wanted else Target(target, 0)
        names = _names_of_from(inner)
        if name in names:  # on the import itself
            target = file_named(bench, names[name])
            return _defined(desk, target, name) if target is not None else None
        return _defined(desk, path, name) if member is None and _definition_of(text, name) is not None else None
    return None


def _names_of_from(inner: str) -> dict[str, str]:
    found = re.match(r"\s*[-+]?\s*from\s+[\"']([^\"']+)[\"']\s+import\s+(.*)", inner, re.DOTALL)
    return dict.fromkeys(re.findall(r"\w+", found.group(2)), found.group(1)) if found else {}


def _defined(desk: Desk, path: Path, name: str) -> Target | None:
    found = _definition_of(desk.text(path), name)
    return Target(path, found.start(1)) if found is not None else Target(path, 0)


def _definition_of(text: str, name: str) -> re.Match[str] | None:
    return re.search(rf"\{{%[-+]?\s*(?:macro\s+|set\s+)({re.escape(name)})\b", text)


def _block(desk: Desk, bench: Bench, text: str, name: str) -> Target | None:
    """The block of this name in the nearest layout that has one."""
    for _ in range(20):
        parent = _EXTENDS.search(text)
        file = file_named(bench, parent.group(1)) if parent is not None else None
        if file is None:
            return None
        text = desk.text(file)
        found = re.search(rf"\{{%[-+]?\s*block\s+({re.escape(name)})\b", text)
        if found is not None:
            return Target(file, found.start(1))
    return None


__all__ = ["Target", "definition", "file_named"]
