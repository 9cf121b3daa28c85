"""Which branches an expansion enters: the same sources, compiled with a note at the head of every branch.

Made for ``tactful lint --coverage``; the environment that renders mail knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from jinja2 import nodes
from jinja2.compiler import Frame

from tactful.template.codegen import HoleCodeGenerator
from tactful.template.environment import TactfulEnvironment
from tactful.template.flows import Span
from tactful.template.numbering import offset_of
from tactful.template.positions import Position, extent
from tactful.template.source import Source


@dataclass(frozen=True, slots=True)
class Branch:
    """One way through a template file. ``what`` says it in the author's words; ``span`` is its condition, or where an else begins."""

    what: str
    span: Span


class ReachGenerator(HoleCodeGenerator):
    """Writes down each branch that is entered."""

    def visit_ExprStmt(self, node: nodes.ExprStmt, frame: Frame) -> None:
        number = getattr(node, "reach", None)
        if number is None:
            super().visit_ExprStmt(node, frame)
        else:
            self.writeline(f"environment.reached.add({number})", node)

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        numbers = getattr(node, "reach", None)
        if numbers is None or node.expr2 is None:
            super().visit_CondExpr(node, frame)
            return
        frame = frame.soft()
        self.write(f"(environment.reach({numbers[0]}, ")
        self.visit(node.expr1, frame)
        self.write(") if ")
        self.visit(node.test, frame)
        self.write(f" else environment.reach({numbers[1]}, ")
        self.visit(node.expr2, frame)
        self.write("))")


class ReachEnvironment(TactfulEnvironment):
    """An environment that knows every branch of the sources it has read, and which of them were entered."""

    code_generator_class = ReachGenerator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branches: list[Branch] = []
        self.reached: set[int] = set()

    def reach(self, number: int, value: Any) -> Any:
        self.reached.add(number)
        return value

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        origin = self.roots_loader.source(name) if name else Source("<template>", source)
        found = list(tree.find_all((nodes.If, nodes.For, nodes.CondExpr)))
        others = {id(other) for node in found if isinstance(node, nodes.If) for other in node.elif_}
        for node in found:
            if id(node) not in others:
                self._note(node, origin)
        return tree

    def _note(self, node: nodes.Node, origin: Source) -> None:
        if isinstance(node, nodes.If):
            self._head(node.body, "if", node.test, origin)
            for other in node.elif_:
                self._head(other.body, "elif", other.test, origin)
            self._else(node.else_, (node.elif_[-1] if node.elif_ else node).test, "if", origin)
        elif isinstance(node, nodes.For):
            self._head(node.body, "for … in", node.iter, origin)
            self._else(node.else_, node.iter, "for … in", origin)
        elif isinstance(node, nodes.CondExpr) and node.expr2 is not None:
            yes = self._branch("… if {}", node.test, node.test, origin)
            no = self._branch("the else of … if {}", node.expr2, node.test, origin)
            if yes is not None and no is not None:
                node.reach = (yes, no)  # type: ignore[attr-defined]

    def _head(self, body: list[nodes.Node], word: str, test: nodes.Node, origin: Source) -> None:
        number = self._branch(f"{word} {{}}", test, test, origin)
        if number is not None:
            body.insert(0, _noted(number, test))

    def _else(self, body: list[nodes.Node], test: nodes.Node, word: str, origin: Source) -> None:
        if body:
            number = self._branch(f"the else of {word} {{}}", next(_shown(body), test), test, origin)
            if number is not None:
                body.insert(0, _noted(number, test))

    def _branch(self, what: str, at: nodes.Node, test: nodes.Node, origin: Source) -> int | None:
        """The number of a new branch; None for what the author did not write."""
        start, end = extent(test, origin.text)
        if start == end:
            return None
        span = origin.span(start, end) if at is test else _begin(at, origin)
        self.branches.append(Branch(what.format(" ".join(origin.text[start:end].split())), span))
        return len(self.branches) - 1


def _noted(number: int, near: nodes.Node) -> nodes.ExprStmt:
    statement = nodes.ExprStmt(nodes.Const(None, lineno=near.lineno), lineno=near.lineno)
    statement.reach = number  # type: ignore[attr-defined]
    return statement


def _shown(body: list[nodes.Node]) -> Iterator[nodes.Node]:
    """What a body holds, from its first node with a place of its own that is more than white space."""
    for node in body:
        parts = cast("list[nodes.Node]", node.nodes) if isinstance(node, nodes.Output) else [node]
        for part in parts:
            blank = isinstance(part, nodes.TemplateData) and not part.data.strip()
            if not blank and isinstance(part.lineno, Position):
                yield part


def _begin(node: nodes.Node, origin: Source) -> Span:
    if isinstance(node, nodes.TemplateData):
        start = offset_of(node) + len(node.data) - len(node.data.lstrip())
        line_end = (node.data.lstrip() + "\n").index("\n")
        return origin.span(start, start + line_end)
    if isinstance(node, nodes.Expr):
        return origin.span(*extent(node, origin.text))
    start = offset_of(node)
    return origin.span(start, start + 1)


__all__ = ["Branch", "ReachEnvironment"]
