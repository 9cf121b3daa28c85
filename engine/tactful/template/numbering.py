"""Numbers for everything that an expansion can show: chunks, output sites, calls, captures, loops.

The numbers belong to one ``Registry`` (one per project), so that compiled code of shared layouts and macros can be used by every
message. ``is_data`` on an expression says that it can only be a value of the context, never a fragment.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes

from tactful.template.source import Source


@dataclass(slots=True)
class Registry:
    """What each number stands for. Append-only; ``chunks`` and ``chunk_places`` run in parallel."""

    chunks: list[str] = field(default_factory=list)
    chunk_places: list[tuple[Source, int]] = field(default_factory=list)
    nodes: list[tuple[Source, Any]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def chunk(self, source: Source, offset: int, text: str) -> int:
        self.chunks.append(text)
        self.chunk_places.append((source, offset))
        return len(self.chunks) - 1

    def node(self, source: Source, node: Any) -> int:
        self.nodes.append((source, node))
        return len(self.nodes) - 1


def number(tree: nodes.Template, source: Source, registry: Registry) -> None:
    """Put ``number`` on every node that shows something, ``is_data`` on expressions, and a turn at the head of each loop."""
    with registry.lock:
        every: list[Any] = nodes_in(tree)
        stored = _stored_names(every)
        for node in every:
            kind = type(node)
            if kind is nodes.TemplateData:
                node.number = registry.chunk(source, offset_of(node), node.data)
            elif kind in _NUMBERED:
                node.number = registry.node(source, node)
            if kind is nodes.For:
                _mark_turn(node)
        for output in every:
            if type(output) is nodes.Output:
                for child in output.nodes:
                    if not isinstance(child, nodes.TemplateData):
                        child.number = registry.node(source, child)  # type: ignore[attr-defined]
        for expr in nodes_in(tree):  # those of turns among them
            if isinstance(expr, nodes.Expr):
                expr.is_data = is_data(expr, stored)  # type: ignore[attr-defined]


def nodes_in(tree: nodes.Node) -> list[nodes.Node]:
    """Every node below one, parents before children, as ``find_all`` gives them and several times as fast."""
    found: list[nodes.Node] = []
    stack = [tree]
    while stack:
        node = stack.pop()
        if node is not tree:
            found.append(node)
        below: list[nodes.Node] = []
        for name in node.fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                below += [inner for inner in value if isinstance(inner, nodes.Node)]
            elif isinstance(value, nodes.Node):
                below.append(value)
        if below:
            below.reverse()
            stack += below
    return found


_NUMBERED = (
    nodes.For, nodes.Call, nodes.AssignBlock, nodes.FilterBlock, nodes.CallBlock, nodes.Include, nodes.Block, nodes.Filter, nodes.Macro,
)  # fmt: skip


def _mark_turn(node: nodes.For) -> None:
    if isinstance(node.target, nodes.Name):
        turn = nodes.ExprStmt(nodes.Name(node.target.name, "load", lineno=node.target.lineno), lineno=node.lineno)
        turn.turn = node.number  # type: ignore[attr-defined]
        node.body.insert(0, turn)


def _stored_names(every: list[Any]) -> set[str]:
    """Names that a template itself may bind to something other than data. Targets of loops over data stay data."""
    stored: set[str] = {"self", "super", "caller", "loop", "varargs", "kwargs"}
    node: Any
    for node in _of(every, nodes.Macro, nodes.CallBlock):
        stored.update(arg.name for arg in node.args)
        if isinstance(node, nodes.Macro):
            stored.add(node.name)
    for node in _of(every, nodes.Import, nodes.FromImport):
        if isinstance(node, nodes.Import):
            stored.add(node.target)
        else:
            stored.update(name if isinstance(name, str) else name[1] for name in node.names)
    loops = _of(every, nodes.For)
    targets = {id(name) for loop in loops for name in [loop.target, *loop.target.find_all(nodes.Name)]}
    for name in _of(every, nodes.Name):
        if name.ctx in ("store", "param") and id(name) not in targets:
            stored.add(name.name)
    before = -1
    while before != len(stored):
        before = len(stored)
        for loop in loops:
            if not is_data(loop.iter, stored):
                stored.update(name.name for name in [loop.target, *loop.target.find_all(nodes.Name)] if isinstance(name, nodes.Name))
    return stored


def _of(every: list[Any], *kinds: type) -> list[Any]:
    return [node for node in every if type(node) in kinds]


def is_data(node: nodes.Node, stored: set[str]) -> bool:
    """Whether the expression can only have a value of the context (or a string made of such), in any run."""
    if isinstance(node, nodes.Const):
        return True
    if isinstance(node, nodes.Name):
        return node.name not in stored
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        return is_data(node.node, stored)
    if isinstance(node, nodes.Filter):
        operands = [node.node, *node.args, *(pair.value for pair in node.kwargs)]
        return all(operand is not None and is_data(operand, stored) for operand in operands)
    return False


def offset_of(node: nodes.Node) -> int:
    """The offset of a node in its source, from the position that the lexer left on it."""
    return int(getattr(node.lineno, "offset", 0))


def number_of(node: nodes.Node) -> int:
    """The number that ``number`` put on a node."""
    found: int = node.number  # type: ignore[attr-defined]
    return found
