"""What other files bring into an analysis: includes and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import TemplateNotFound, nodes

from tactful.template.analysis.state import MAX_DEPTH, State
from tactful.template.analysis.values import Val
from tactful.template.numbering import number_of

if TYPE_CHECKING:
    from tactful.template.analysis.interpreter import Interpreter


class Files:
    """Follows includes and imports for an interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.modules: dict[str, Val] = {}

    def constant(self, node: nodes.Expr, state: State, what: str) -> str | None:
        """The name of a file, where it is written out; where it is computed, that is noted."""
        value = self.interpreter.evaluate(node, state)
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            return node.value
        self.interpreter.unknown(f"{what} whose name is computed cannot be followed", value.all_refs, state.span(node))
        return None

    def include(self, node: nodes.Include, state: State) -> None:
        names = [node.template]
        if isinstance(node.template, nodes.List | nodes.Tuple):
            names = list(node.template.items)
        for name in names:
            target = self.constant(name, state, "an include")
            if target is None or state.depth >= MAX_DEPTH:
                continue
            try:
                tree = self.interpreter.environment.tree(target)
            except TemplateNotFound:
                continue
            inside = State(
                self.interpreter.environment.roots_loader.source(target), target, dict(state.names) if node.with_context else {},
                state.roots and node.with_context, state.guards, state.loops, (*state.path, number_of(node)),
                state.present, None, state.depth + 1,
            )  # fmt: skip
            if tree.find(nodes.Extends) is not None:
                outer, self.interpreter.blocks = self.interpreter.blocks, {}
                self.interpreter.template(target, inside)
                self.interpreter.blocks = outer
            else:
                self.interpreter.body(tree.body, inside)
            return

    def _module(self, node: nodes.Import | nodes.FromImport, state: State) -> Val:
        target = self.constant(node.template, state, "an import")
        if target is None:
            return Val()
        if not node.with_context and target in self.modules:
            return self.modules[target]
        if state.depth >= MAX_DEPTH:
            return Val()
        key = (target, state.depth)
        if not node.with_context and key in self.interpreter.environment.modules:
            module = self.modules[target] = self.interpreter.environment.modules[key]
            return module
        before = self._said()
        tree = self.interpreter.environment.tree(target)
        names = dict(state.names) if node.with_context else {}
        inside = State(
            self.interpreter.environment.roots_loader.source(target),
            target,
            names,
            state.roots and node.with_context,
            depth=state.depth + 1,
        )
        self.interpreter.capture(tree.body, inside)
        module = Val(members=dict(inside.names))
        if not node.with_context:
            self.modules[target] = module
            if before == self._said():  # it says nothing by itself: the same for every message
                self.interpreter.environment.modules[key] = module
        return module

    def _said(self) -> tuple[int, int, int]:
        """How much the analysis has found so far."""
        return len(self.interpreter.loops), len(self.interpreter.unknowns), self.interpreter.total

    def import_as(self, node: nodes.Import, state: State) -> None:
        state.names[node.target] = self._module(node, state)

    def from_import(self, node: nodes.FromImport, state: State) -> None:
        module = self._module(node, state)
        for name in node.names:
            original, alias = name if isinstance(name, tuple) else (name, name)
            state.names[alias] = module.member(original)
