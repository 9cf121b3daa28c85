"""The abstract run: every branch is taken, every loop turned, every macro entered at each of its calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from tactful.template.analysis.calls import Calls
from tactful.template.analysis.expressions import Expressions
from tactful.template.analysis.files import Files
from tactful.template.analysis.state import MAX_DEPTH, BlockDef, MacroDef, Recursion, State
from tactful.template.analysis.values import Item, Val, chosen_by, flat, joined, parted, union
from tactful.template.flows import EACH, Flow, Guard, Loop, LoopStep, Ref, Unknown
from tactful.template.numbering import Registry, nodes_in, number_of

if TYPE_CHECKING:
    from tactful.template.environment import TactfulEnvironment

MAX_ITEMS = 20_000  # a template that shows more than this is analysed up to here, and says so


def _frame(tree: nodes.Template) -> tuple[list[nodes.Block], nodes.Extends | None]:
    """The blocks of a source, and the layout that it extends; found once per tree."""
    known: tuple[list[nodes.Block], nodes.Extends | None] | None = getattr(tree, "frame", None)
    if known is None:
        every = nodes_in(tree)
        blocks = [node for node in every if isinstance(node, nodes.Block)]
        parent = next((node for node in every if isinstance(node, nodes.Extends)), None)
        known = tree.frame = (blocks, parent)  # type: ignore[attr-defined]
    return known


class Interpreter:
    """Analyses one source of an environment. ``is_boolean`` and ``is_list`` ask the context schema about a canonical path."""

    def __init__(self, environment: TactfulEnvironment, is_boolean: Callable[[str], bool], is_list: Callable[[str], bool]) -> None:
        self.environment = environment
        self.registry: Registry = environment.registry
        self.is_boolean = is_boolean
        self.is_list = is_list
        self.items: list[Item] = []
        self.sink: list[Item] = self.items
        self.total = 0
        self.cut = False  # whether an output was left out for being too far on
        self.loops: dict[int, Loop] = {}
        self.unknowns: list[Unknown] = []
        self.blocks: dict[str, list[tuple[nodes.Block, State]]] = {}
        self.evaluate = Expressions(self)
        self.calls = Calls(self)
        self.files = Files(self)
        self.handlers: dict[type, Callable[[Any, State], None]] = {
            nodes.Output: self._output, nodes.If: self._if, nodes.For: self._for, nodes.Assign: self._assign,
            nodes.AssignBlock: self._assign_block, nodes.Macro: self._macro, nodes.CallBlock: self._call_block,
            nodes.FilterBlock: self._filter_block, nodes.With: self._with, nodes.Block: self._block,
            nodes.Include: self.files.include, nodes.Import: self.files.import_as, nodes.FromImport: self.files.from_import,
            nodes.ExprStmt: self._statement, nodes.Scope: lambda node, state: self.body(node.body, state.inner()),
        }  # fmt: skip

    def run(self, name: str) -> list[Item]:
        """Analyse the source of this name and return what it can show, in order."""
        self.template(name, State(self.environment.roots_loader.source(name), name, {}))
        return self.items

    def template(self, name: str, state: State) -> None:
        """A template with its chain of parents."""
        tree = self.environment.tree(name)
        blocks, parent = _frame(tree)
        for block in blocks:
            self.blocks.setdefault(block.name, []).append((block, state))
        if parent is None:
            self.body(tree.body, state)
            return
        before, self.sink = self.sink, []
        self.body([node for node in tree.body if not isinstance(node, nodes.Block | nodes.Output)], state)
        self.sink = before
        target = self.files.constant(parent.template, state, "a layout")
        if target is not None and state.depth < MAX_DEPTH:
            following = State(
                self.environment.roots_loader.source(target), target, state.names, state.roots, state.guards, state.loops,
                state.path, state.present, None, state.depth + 1,
            )  # fmt: skip
            self.template(target, following)

    def body(self, body: list[nodes.Node], state: State) -> None:
        for node in body:
            handler = self.handlers.get(type(node))
            if handler is not None:
                handler(node, state)

    # -- what is shown

    def show(self, item: Item) -> None:
        self.total += 1
        if self.total <= MAX_ITEMS:
            self.sink.append(item)
        elif item.flow is not None and not self.cut:
            self.cut = True
            self.unknown("the template is too large to follow to its end", (), item.flow.span)

    def unknown(self, reason: str, refs: tuple[Ref, ...], span: Any) -> Unknown:
        found = Unknown(reason, refs, span)
        if found not in self.unknowns:
            self.unknowns.append(found)
        return found

    def _output(self, node: nodes.Output, state: State) -> None:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                if child.data:
                    self.show(Item(number_of(child), state.path, state.guards, state.loops))
            else:
                self.print(child, self.evaluate(child, state), number_of(child), state)

    def print(self, node: nodes.Node, value: Val, number: int, state: State) -> None:
        """An output site prints a value; captured fragments show their items there."""
        for fragment in value.fragments:
            for item in fragment:
                guards = (*state.guards, *(guard for guard in item.guards if guard not in state.guards))
                path = (*state.path, number, *item.path)
                steers, present = parted(value.steers)
                flow = item.flow and Flow(
                    item.flow.prints, union(item.flow.steers, steers), guards, item.flow.literals, item.flow.unknowns,
                    item.flow.span, item.flow.source, union(item.flow.tested, present),
                )  # fmt: skip
                self.show(Item(item.number, path, guards, (*state.loops, *item.loops), flow))
        if value.fragments and not (value.refs or value.literals or value.members):
            return
        shown = flat(value) if not value.fragments else Val(value.refs, value.steers, value.literals, value.unknowns)
        steers, present = parted(shown.steers)
        flow = Flow(shown.refs, steers, state.guards, shown.literals, shown.unknowns, state.span(node), state.text(node), present)
        self.show(Item(number, state.path, state.guards, state.loops, flow))

    def capture(self, body: list[nodes.Node], state: State) -> tuple[Item, ...]:
        """What a body shows, kept instead of shown."""
        before, self.sink = self.sink, []
        total = self.total
        self.body(body, state)
        captured, self.sink = tuple(self.sink), before
        self.total = total + len(captured) // 4
        return captured

    # -- statements

    def _if(self, node: nodes.If, state: State) -> None:
        branches: list[State] = []
        refs: tuple[Ref, ...] = ()
        current = state
        for test, body in [(node.test, node.body), *((elif_.test, elif_.body) for elif_ in node.elif_)]:
            found = self.evaluate.condition(test, current)
            span, text = state.span(test), state.text(test)
            branch = current.under(found, True, span, text)
            self.body(body, branch)
            branches.append(branch)
            refs = union(refs, found.chooses)
            current = current.under(found, False, span, text)
        self.body(node.else_, current)
        state.merge([*branches, current], refs)

    def _for(self, node: nodes.For, state: State) -> None:
        iterated = self.evaluate(node.iter, state)
        steers, present = parted(iterated.steers)
        refs = union(flat(iterated).refs if iterated.members is None else iterated.refs, steers)
        span, text = state.span(node.iter), state.text(node.iter)
        number = number_of(node)
        guard = Guard("loop", refs, present, True, span, text)
        if number not in self.loops:
            self.loops[number] = Loop(number, refs, state.guards, span, text)
        inside = state.inner(guards=(*state.guards, guard) if refs or present else state.guards, loops=(*state.loops, number))
        self.bind(node.target, iterated.element(LoopStep(number)), inside)
        loop = {
            key: Val()
            for key in (
                "index",
                "index0",
                "first",
                "last",
                "length",
                "revindex",
                "revindex0",
                "depth",
                "depth0",
                "cycle",
                "changed",
            )
        }
        inside.names["loop"] = Val(
            members={**loop, "previtem": iterated.element(EACH), "nextitem": iterated.element(EACH)},
            calls=(Recursion(node, inside),) if node.recursive else (),
        )
        if node.test is not None:
            kept = self.evaluate.condition(node.test, inside)
            inside = inside.under(kept, True, state.span(node.test), state.text(node.test))
            refs, present = union(refs, kept.refs), union(present, kept.present)
        before, self.sink = self.sink, []  # a first turn, unseen, so that namespaces hold what earlier turns left
        self.body(node.body, inside.inner())
        self.sink = before
        self.body(node.body, inside)
        empty = Guard("loop", refs, present, False, span, text)
        self.body(node.else_, state.inner(guards=(*state.guards, empty) if refs or present else state.guards))

    def bind(self, target: nodes.Node, value: Val, state: State) -> None:
        """``for`` and ``set`` targets."""
        if isinstance(target, nodes.Name):
            state.names[target.name] = value
        elif isinstance(target, nodes.NSRef):
            space = state.names.get(target.name, Val()).space
            if space is not None:
                value = value.steered(chosen_by(state.guards))  # what is set in a branch outlives it
                before = space.get(target.attr)
                space[target.attr] = value if before is None else joined([before, value])
        elif isinstance(target, nodes.Tuple | nodes.List):
            for at, part in enumerate(target.items):
                self.bind(part, value.member(at), state)

    def _assign(self, node: nodes.Assign, state: State) -> None:
        self.bind(node.target, self.evaluate(node.node, state), state)

    def _assign_block(self, node: nodes.AssignBlock, state: State) -> None:
        inside = state.inner(path=(number_of(node),), loops=())  # the branch that it is set in chose it, wherever it is printed
        fragment = self.capture(node.body, inside)
        value = Val(fragments=(fragment,))
        if node.filter is not None:
            value = self.evaluate.filtered(node.filter, flat(value), state)
        self.bind(node.target, value.steered(chosen_by(state.guards)) if value.refs else value, state)

    def _macro(self, node: nodes.Macro, state: State) -> None:
        state.names[node.name] = Val(calls=(MacroDef(node, state),))

    def _call_block(self, node: nodes.CallBlock, state: State) -> None:
        caller = Val(calls=(MacroDef(node, state.inner()),))
        value = self.call(node.call, state, caller)
        self.print(node.call, value, number_of(node), state)

    def _filter_block(self, node: nodes.FilterBlock, state: State) -> None:
        fragment = self.capture(node.body, state.inner(path=(), guards=(), loops=()))
        value = self.evaluate.filtered(node.filter, flat(Val(fragments=(fragment,))), state)
        texts = tuple(self.registry.chunks[item.number] for item in fragment if item.flow is None)
        value = joined([value, Val(literals=texts)])
        self.print(node.filter, value, number_of(node), state)

    def _with(self, node: nodes.With, state: State) -> None:
        inside = state.inner()
        for target, value in zip(node.targets, node.values, strict=True):
            self.bind(target, self.evaluate(value, state), inside)
        self.body(node.body, inside)

    def _statement(self, node: nodes.ExprStmt, state: State) -> None:
        if getattr(node, "turn", None) is None:
            self.evaluate(node.node, state)

    # -- blocks

    def _block(self, node: nodes.Block, state: State) -> None:
        self.show_block(node.name, 0, state, (*state.path, number_of(node)))

    def show_block(self, name: str, level: int, state: State, path: tuple[int, ...]) -> None:
        """A block's body of this level of the chain (0: the template that was asked for)."""
        chain = self.blocks.get(name, [])
        if level < len(chain) and state.depth < MAX_DEPTH:
            block, home = chain[level]
            inside = State(
                home.source, home.template, {**home.names, **(state.names if block.scoped else {})}, home.roots, state.guards,
                state.loops, path, state.present, (name, level), state.depth + 1,
            )  # fmt: skip
            inside.names["super"] = Val(calls=(BlockDef(name, level + 1),))
            inside.names["self"] = Val(members={other: Val(calls=(BlockDef(other, 0),)) for other in self.blocks})
            self.body(block.body, inside)

    # -- used by expressions

    def call(self, node: nodes.Call, state: State, caller: Val | None = None) -> Val:
        return self.calls(node, state, caller)

    def whole_items(self, value: Val, node: nodes.Expr, state: State) -> Val:
        """``dict.items()`` or ``| dictsort``: pairs of key and value."""
        if value.members is not None:
            pairs = {at: Val(members={0: Val(literals=(str(key),)), 1: member}) for at, (key, member) in enumerate(value.members.items())}
            return Val(members=pairs)
        reason = self.unknown("a loop over all members of an object", value.refs, state.span(node))
        whole = Val(value.refs, value.steers, (), (reason,))
        return Val(members={0: Val(members={0: whole.filtered("keys"), 1: whole})}, steers=value.steers)
