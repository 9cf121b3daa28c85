"""Which messages read which files, found out from texts alone: to load five hundred messages takes seconds, to read them does not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

_FILES = re.compile(r"\{%[-+]?\s*(?:include|extends|import|from)\b([^%]*)")
_QUOTED = re.compile(r"[\"']([^\"'\n]+)[\"']")
_MJ_INCLUDE = re.compile(r"<mj-include\b[^>]*?\bpath\s*=\s*[\"']([^\"'\n]+)[\"']", re.IGNORECASE)


def references(text: str, name: str) -> Iterator[str]:
    """The names (in the template roots) of the files that a text names. ``name`` is its own."""
    for found in _FILES.finditer(text):
        yield from _QUOTED.findall(found.group(1))
    for found in _MJ_INCLUDE.finditer(text):
        path = found.group(1).strip()
        path = path if posixpath.splitext(path)[1] else f"{path}.mjml"
        yield posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def files_read(name: str, read: Callable[[str], str | None]) -> frozenset[str]:
    """The files that a template reads, itself among them, and what they read. ``read`` gives a text by its name, or None."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        text = read(one) if one not in found else None
        if text is not None:
            found.add(one)
            waiting += references(text, one)
    return frozenset(found)


__all__ = ["files_read", "references"]
