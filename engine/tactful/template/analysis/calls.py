"""The abstract value of a call: macros are entered with the arguments of this call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from tactful.template.analysis.state import BlockDef, Builtin, MacroDef, Method, Recursion, State
from tactful.template.analysis.values import Val, argument, flat, joined, looked_up
from tactful.template.flows import EACH
from tactful.template.numbering import number_of

if TYPE_CHECKING:
    from tactful.template.analysis.interpreter import Interpreter

MAX_CALLS = 12  # nested macro calls that are entered; deeper ones are recursion, and their outputs get the flows found so far
_WHOLE = frozenset({"items", "values"})


class Calls:
    """Evaluates calls for an interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.nested: list[int] = []

    def __call__(self, node: nodes.Call, state: State, caller: Val | None = None) -> Val:
        evaluate = self.interpreter.evaluate
        callee = evaluate(node.node, state)
        args = [evaluate(arg, state) for arg in node.args]
        named = {pair.key: evaluate(pair.value, state) for pair in node.kwargs}
        for extra in (node.dyn_args, node.dyn_kwargs):
            if extra is not None:
                args.append(evaluate(extra, state).element(EACH))
        if caller is not None:
            named["caller"] = caller
        found = [self._one(target, node, args, named, state) for target in callee.calls]
        results = [result for result in found if result is not None]
        if results:
            return joined(results).steered(callee.steers)
        given = joined([flat(arg) for arg in [*args, *named.values(), callee]])
        if not given.refs:
            return Val()
        reason = self.interpreter.unknown("a call of something unknown", given.refs, state.span(node))
        return Val(given.refs, given.steers, given.literals, (reason,))

    def _one(self, target: Any, node: nodes.Call, args: list[Val], named: dict[str, Val], state: State) -> Val | None:
        number = number_of(node)
        if isinstance(target, MacroDef):
            return self._macro(target, number, args, named, state)
        if isinstance(target, BlockDef):
            before, self.interpreter.sink = self.interpreter.sink, []
            inside = state.inner(guards=(), loops=())
            self.interpreter.show_block(target.name, target.level, inside, (number,))
            shown, self.interpreter.sink = tuple(self.interpreter.sink), before
            return Val(fragments=(shown,))
        if isinstance(target, Recursion):
            return self._recursion(target, number, args)
        if isinstance(target, Builtin):
            return self._builtin(target, args, named)
        if isinstance(target, Method):
            return self._method(target, node, args, named, state)
        return None

    def _macro(self, macro: MacroDef, number: int, args: list[Val], named: dict[str, Val], state: State) -> Val:
        if len(self.nested) >= MAX_CALLS or self.nested.count(id(macro.node)) >= 3:
            return Val()
        inside = macro.state.inner(path=(number,), guards=(), loops=(), present=frozenset(), depth=state.depth + 1)
        names = [arg.name for arg in macro.node.args]
        defaults = dict(zip(names[len(names) - len(macro.node.defaults) :], macro.node.defaults, strict=True))
        for at, name in enumerate(names):
            if at < len(args):
                inside.names[name] = args[at]
            elif name in named:
                inside.names[name] = named[name]
            elif name in defaults:
                inside.names[name] = self.interpreter.evaluate(defaults[name], inside)
            else:
                inside.names[name] = Val()
        inside.names["varargs"] = Val(members=dict(enumerate(args[len(names) :])))
        inside.names["kwargs"] = Val(members={key: value for key, value in named.items() if key not in names})
        if "caller" in named:
            inside.names["caller"] = named["caller"]
        elif "caller" not in names:
            inside.names["caller"] = Val()
        self.nested.append(id(macro.node))
        shown = self.interpreter.capture(macro.node.body, inside)
        self.nested.pop()
        return Val(fragments=(shown,))

    def _recursion(self, target: Recursion, number: int, args: list[Val]) -> Val:
        if self.nested.count(id(target.node)) >= 2 or not args:
            return Val()
        from tactful.template.flows import LoopStep

        inside = target.state.inner(path=(number,), guards=(), loops=(number_of(target.node),))
        self.interpreter.bind(target.node.target, args[0].element(LoopStep(number_of(target.node))), inside)
        self.nested.append(id(target.node))
        shown = self.interpreter.capture(target.node.body, inside)
        self.nested.pop()
        return Val(fragments=(shown,))

    @staticmethod
    def _builtin(target: Builtin, args: list[Val], named: dict[str, Val]) -> Val:
        everything = joined([flat(value) for value in [*args, *named.values()]]) if args or named else Val()
        if target.name == "range":
            return Val(steers=everything.all_refs)
        if target.name == "namespace":
            return Val(space=dict(named), members=None)
        if target.name == "dict":
            first = args[0] if args else Val()
            return Val(refs=first.refs, steers=first.steers, members={**(first.members or {}), **named})
        if target.name == "cycler":
            return Val(members={"next": Val(calls=(Builtin("cycler.next", everything),)), "current": everything})
        if target.name == "joiner":
            return Val(calls=(Builtin("joiner()", everything),))
        return target.value  # joiner()(), cycler().next()

    def _method(self, target: Method, node: nodes.Call, args: list[Val], named: dict[str, Val], state: State) -> Val | None:
        value = target.value
        if target.name == "get" and node.args and isinstance(node.args[0], nodes.Const):
            member = value.member(node.args[0].value, state.span(node))
            return joined([member.with_fallback() if len(args) > 1 else member, *args[1:]])
        if target.name == "get":
            return joined([value.member(EACH, state.span(node)).steered(looked_up(value, args[0]) if args else ()), *args[1:]])
        if target.name == "items":
            return self.interpreter.whole_items(value, node, state)
        if target.name in ("keys", "values") and (value.members is not None or value.refs):
            if value.members is not None:
                return Val(members=dict(enumerate(value.members.values()))) if target.name == "values" else Val()
            reason = self.interpreter.unknown("all members of an object", value.refs, state.span(node))
            return Val(value.refs, value.steers, (), (reason,))
        if hasattr(str, target.name):
            return joined([value.filtered(target.name), *(argument(arg) for arg in [*args, *named.values()])])
        return None
