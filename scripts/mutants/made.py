"""The mutants of a file: every small way in which its functions can be broken."""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

_SHIFTED: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_OTHER = {"any": "all", "all": "any", "max": "min", "min": "max"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One way of breaking one function. ``function`` is the qualified name of the outermost one and ``first`` the line on which its code
    begins (its first decorator's); ``code`` shows what was broken, before and after."""

    file: Path
    function: str
    first: int
    line: int
    what: str
    code: str
    broken: CodeType

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it apart when lines move."""
        return self.function, self.what, self.code


def mutants(file: Path, sample: int = 0, seed: str = "") -> list[Mutant]:
    """Those of a file in the order of its lines; with ``sample`` so many of them, drawn with the seed."""
    found = list(_mutants(file))
    if sample and sample < len(found):
        kept = set(random.Random(seed).sample(range(len(found)), sample))
        found = [mutant for at, mutant in enumerate(found) if at in kept]
    return sorted(found, key=lambda mutant: mutant.line)


def _mutants(file: Path) -> Iterator[Mutant]:
    tree = ast.parse(file.read_text("utf-8"))
    for function, name in _functions(tree, ""):
        inside = list(ast.walk(function))
        for number, node in enumerate(inside):
            for what in _ways(node):
                whole = copy.deepcopy(tree)
                twin = next(one for one, other in _functions(whole, "") if other == name and one.lineno == function.lineno)
                target = list(ast.walk(twin))[number]
                before = _shown(target)
                _break(target, what)
                ast.fix_missing_locations(whole)
                first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
                line = getattr(node, "lineno", None) or node.target.lineno  # a comprehension has no line of its own
                yield Mutant(file, name, first, line, what, f"{before} → {_shown(target)}", compile(whole, str(file), "exec"))


def _functions(node: ast.AST, within: str) -> Iterator[tuple[ast.FunctionDef, str]]:
    """The outermost functions of a module and of its classes, with their qualified names. Abstract members and stubs do nothing to break."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _FUNCTIONS):
            yield child, f"{within}{child.name}"  # type: ignore[misc]
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{within}{child.name}.")


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.comprehension):
        return ast.unparse(node).strip()
    return ast.unparse(node)


def _ways(node: ast.AST) -> list[str]:
    if isinstance(node, ast.If | ast.IfExp):
        return ["invert the condition"]
    if isinstance(node, ast.comprehension):
        return [f"drop filter {at}" for at in range(len(node.ifs))]
    if isinstance(node, ast.BoolOp):
        return [f"drop clause {at}" for at in range(len(node.values))]
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SHIFTED:
        return ["shift the comparison"]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _OTHER:
        return [f"{_OTHER[node.func.id]} for {node.func.id}"]
    return ["leave out continue"] if isinstance(node, ast.Continue) else []


def _break(node: ast.AST, what: str) -> None:
    at = int(what.rpartition(" ")[2]) if what[-1].isdigit() else 0
    if isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.comprehension):
        del node.ifs[at]
    elif isinstance(node, ast.BoolOp):
        del node.values[at]
        if len(node.values) == 1:
            node.values.append(ast.Constant(isinstance(node.op, ast.And)))
    elif isinstance(node, ast.Compare):
        node.ops[0] = _SHIFTED[type(node.ops[0])]()
    elif isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        node.func.id = _OTHER[node.func.id]
    else:
        node.__class__ = ast.Pass  # type: ignore[assignment]
