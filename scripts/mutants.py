"""``make mutants``: break each rule in every small way and see whether a test notices.

A mutant has one condition inverted, one clause of a condition dropped, one comparison shifted or one ``continue`` taken out. It is killed when
the rule's own examples, the labelled cases of its code, or a test file that names it fails. Prints the survivors; exits 1 below the floor.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import io
import os
import random
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "lint_rules" / "tactful_rules"
FLOOR = 0.95
_SHIFTED: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """``(line, what was broken, the broken source)``."""
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        for what in _ways(node):
            broken = copy.deepcopy(tree)
            target = next(one for at, one in enumerate(ast.walk(broken)) if at == number)
            _break(target, what)
            line = getattr(node, "lineno", getattr(getattr(node, "test", None), "lineno", 0))
            yield line, what, ast.unparse(ast.fix_missing_locations(broken))


def _ways(node: ast.AST) -> list[str]:
    if isinstance(node, ast.If | ast.IfExp):
        return ["invert the condition"]
    if isinstance(node, ast.comprehension):
        return [f"drop filter {at}" for at in range(len(node.ifs))]
    if isinstance(node, ast.BoolOp):
        return [f"drop clause {at}" for at in range(len(node.values))]
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SHIFTED:
        return ["shift the comparison"]
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
    else:
        node.__class__ = ast.Pass  # type: ignore[assignment]


def rule_of(module: ModuleType) -> str:
    """The code of the rule that a module defines, or nothing."""
    found = re.search(r'^    code = "([A-Z]{3}\d{3})"', Path(str(module.__file__)).read_text("utf-8"), re.MULTILINE)
    return found.group(1) if found else ""


def survives(module: ModuleType, code: str, source: str, cases: list[dict[str, object]], files: list[str]) -> bool:
    """Whether no test notices the broken module. Runs in a child process: what it breaks is gone with it."""
    child = os.fork()
    if child == 0:
        quiet = io.StringIO()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            os._exit(0 if _unnoticed(module, code, source, cases, files) else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _unnoticed(module: ModuleType, code: str, source: str, cases: list[dict[str, object]], files: list[str]) -> bool:
    import pytest

    import tactful_rules
    from tactful.evaluate import judged
    from tactful.lint.loader import load_rules
    from tactful.testing import check_rule

    try:
        exec(compile(source, str(module.__file__), "exec"), vars(module))
        tactful_rules.RULES = tuple(tactful_rules._rules())
        load_rules.cache_clear()
        rule = next(one for one in tactful_rules.RULES if one.code == code)
        check_rule(rule)
        if any(not judged(case, {code}).rule_right for case in cases):
            return False
    except BaseException:
        return False
    return not files or pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files]) == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("codes", nargs="*", help="rules (default: all)")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each rule, drawn with a fixed seed (default: all)")
    options = parser.parse_args()
    from tactful.evaluate import cases

    labelled = [case for name in ("stories", "development") for case in cases(ROOT / "tests" / "corpus" / f"{name}.jsonl")]
    tests = {str(file): file.read_text("utf-8") for file in sorted((ROOT / "tests" / "lint_rules").rglob("test_*.py"))}
    killed = made = 0
    for file in sorted(RULES.glob("*.py")):
        module = import_module(f"tactful_rules.{file.stem}" if file.stem != "__init__" else "tactful_rules")
        code = rule_of(module)
        if not code or (options.codes and code not in options.codes):
            continue
        found = list(mutants(file.read_text("utf-8")))
        if options.sample:
            found = sorted(random.Random(code).sample(found, min(options.sample, len(found))))
        own = [case for case in labelled if case.get("rule") == code]
        files = [name for name, text in tests.items() if code in text or file.stem in text]
        left = [(line, what) for line, what, source in found if survives(module, code, source, own, files)]
        made, killed = made + len(found), killed + len(found) - len(left)
        print(f"{code} {len(found) - len(left)} of {len(found)} killed", flush=True)
        for line, what in left:
            print(f"  {file.relative_to(ROOT)}:{line}: {what}: no test fails", flush=True)
    print(f"{killed} of {made} mutants killed ({killed / max(made, 1):.1%}; floor {FLOOR:.0%})")
    return int(killed < FLOOR * made)


if __name__ == "__main__":
    sys.exit(main())
