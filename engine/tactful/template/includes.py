"""``<mj-include path="…"/>`` in MJML becomes a Jinja include of a confined file, so that positions and flows go on through it.

The path is relative to the including file. ``type="css"`` becomes an mj-style, ``type="html"`` an mj-raw. Of an included whole
document only what stands in its mj-body (and mj-head) is taken. An include that names no file below a template root (a missing file, a
web address, a way out of the roots) is never read: it stays where it stands, an element that draws nothing, for MJM910 to find.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote

from jinja2 import nodes

from tactful.template.numbering import offset_of
from tactful.template.positions import Position
from tactful.template.source import Source

_INCLUDE = re.compile(r"<mj-include\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)/?>(?:\s*</mj-include\s*>)?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_WRAPPER = re.compile(r"</?mj(?:ml|-body)\b[^>]*>", re.IGNORECASE)
_OPENING = {
    "css": '<mj-style css-include="css">', "css-inline": '<mj-style inline="inline" css-include="css">', "html": "<mj-raw>",
}  # fmt: skip
_CLOSING = {"css": "</mj-style>", "css-inline": "</mj-style>", "html": "</mj-raw>"}


MAX_DEPTH = 50  # of files that include one another
Declare = Callable[[str, str, int], str | None]


def expand(tree: nodes.Template, source: Source, name: str, declare: Declare) -> None:
    """Replace mj-include in the literal text of ``tree``. ``declare(path, kind, offset)`` names the template of an included file, None
    where there is no such file."""
    if "<mj-include" not in source.text:
        return
    for output in list(tree.find_all(nodes.Output)):
        if any(isinstance(child, nodes.TemplateData) and "<mj-include" in child.data for child in output.nodes):
            _replace(tree, output, source, name, declare)


def _replace(tree: nodes.Template, output: nodes.Output, source: Source, name: str, declare: Declare) -> None:
    statements: list[nodes.Node] = []
    for child in output.nodes:
        if isinstance(child, nodes.TemplateData):
            statements += _split(child, source, name, declare)
        else:
            statements.append(nodes.Output([child], lineno=child.lineno))
    _swap(tree, output, statements)


def _split(data: nodes.TemplateData, source: Source, name: str, declare: Declare) -> list[nodes.Node]:
    result: list[nodes.Node] = []
    start = offset_of(data)
    comments = [found.span() for found in _COMMENT.finditer(data.data)]
    at = 0

    def text(upto: int) -> None:
        if upto > at:
            result.append(_literal(data.data[at:upto], int(data.lineno), start + at))

    for found in _INCLUDE.finditer(data.data):
        if any(opening <= found.start() < closing for opening, closing in comments):
            continue
        text(found.start())
        at = found.end()
        attributes = {key: value[1:-1] for key, value in _ATTRIBUTE.findall(found.group(1))}
        included = _include(attributes, name, start + found.start(), int(data.lineno), declare)
        result += included or [_literal(found.group(), int(data.lineno), start + found.start())]
    rest = data.data[at:]
    hanging = rest.lower().find("<mj-include")
    if hanging >= 0 and not any(o <= at + hanging < c for o, c in comments):
        raise source.error(
            "mj-include whose attributes are computed, or that is not closed",
            start + at + hanging,
            remedy="give path as plain text, or use {% include %} with a constant name",
        )
    text(len(data.data))
    return result


def target_of(path: str, name: str) -> str | None:
    """The file below the template roots that a path in the file ``name`` means; None for one that is none or leads out of them."""
    path = unquote(path.strip())
    if not path or "://" in path or posixpath.isabs(path) or "\\" in path or "\0" in path:
        return None
    if not posixpath.splitext(path)[1]:
        path += ".mjml"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    return None if target.startswith("..") else target


def _include(attributes: dict[str, str], name: str, offset: int, line: int, declare: Declare) -> list[nodes.Node]:
    """What stands for an include; nothing for one that cannot be read."""
    kind = attributes.get("type", "mjml")
    if kind == "css" and attributes.get("css-inline") == "inline":
        kind = "css-inline"
    if kind not in ("css", "css-inline", "html"):
        kind = "mjml"
    target = target_of(attributes.get("path", ""), name)
    declared = declare(target, kind, offset) if target is not None else None
    if declared is None:
        return []
    position = Position.at(line, offset)
    include = nodes.Include(nodes.Const(declared, lineno=position), True, False, lineno=position)
    if kind == "mjml":
        return [include]
    return [_literal(_OPENING[kind], line, offset), include, _literal(_CLOSING[kind], line, offset)]


class Circles:
    """Which file includes which, so that no circle of them is followed."""

    def __init__(self) -> None:
        self._edges: dict[str, set[str]] = {}
        self._depths: dict[str, int] = {}

    def follow(self, source: Source, name: str, target: str, offset: int) -> None:
        """The file ``name`` includes ``target``. Raises TemplateError where that leads back to itself, or too deep."""
        self._edges.setdefault(name, set()).add(target)
        depth = self._depths[target] = max(self._depths.get(name, 0) + 1, self._depths.get(target, 0))
        if name in self._reached(target):
            raise source.error(
                f"mj-include of {target} leads back to this file, which includes itself without end", offset, remedy="break the circle"
            )
        if depth > MAX_DEPTH:
            raise source.error(f"mj-include is nested more than {MAX_DEPTH} deep", offset, remedy="flatten the includes")

    def _reached(self, name: str) -> set[str]:
        found = {name}
        waiting = [name]
        while waiting:
            new = self._edges.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found


def _literal(text: str, line: int, offset: int) -> nodes.Output:
    position = Position.at(line, offset)
    return nodes.Output([nodes.TemplateData(text, lineno=position)], lineno=position)


def unwrap(tree: nodes.Template) -> None:
    """Take the mjml and mj-body tags out of an included whole document."""
    for output in list(tree.find_all(nodes.Output)):
        children: list[nodes.Expr] = []
        for child in output.nodes:
            if not isinstance(child, nodes.TemplateData) or not _WRAPPER.search(child.data):
                children.append(child)
                continue
            at, start = 0, offset_of(child)
            for found in [*_WRAPPER.finditer(child.data), None]:
                upto = found.start() if found else len(child.data)
                if upto > at:
                    position = Position.at(int(child.lineno), start + at)
                    children.append(nodes.TemplateData(child.data[at:upto], lineno=position))
                at = found.end() if found else upto
        output.nodes = children


def _swap(tree: nodes.Node, old: nodes.Node, new: list[nodes.Node]) -> None:
    for parent in [tree, *tree.find_all(nodes.Node)]:
        for field in parent.fields:
            value = getattr(parent, field)
            if isinstance(value, list) and any(element is old for element in value):
                at = next(n for n, element in enumerate(value) if element is old)
                value[at : at + 1] = new
                return
