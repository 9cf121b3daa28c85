"""``make mutants``: break each rule in every small way and see whether a test notices.

A mutant has one condition inverted, one clause of a condition or filter of a comprehension dropped, one comparison or limit shifted, ``any``
and ``all`` exchanged, or one ``continue`` taken out. It is killed when a test fails. The tests are collected and run once, recording which
lines each reaches; then each mutant is put into a forked process, which runs the tests that reach its line, the nearest first, until one
fails. Prints ``killed of made`` for each file and the survivors; exits 1 where a file is below the floor.

    make mutants MUTANTS="EXP207 DAT404"        two rules, against the tests that name them
    make mutants MUTANTS="model/clock --within tests/engine/model"
    make mutants MUTANTS="--all --json out.json"   every rule, what they share and the engine's part, against all tests that concern rules

Mutants that change nothing that can be observed stand with their reason in ``mutants/equivalent.toml``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from mutants.made import Mutant, mutants
from mutants.tried import Outcome, Trial

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "lint_rules" / "tactful_rules"
ENGINE = [ROOT / "engine" / "tactful" / part for part in ("lint/exposure.py", "lint/customer.py", "model/clock.py")]
TESTS = (
    "tests/lint_rules",
    "tests/test_corpus.py",
    "tests/engine/lint",
    "tests/engine/model",
    "tests/engine/draft",
    "tests/engine/audience",
)
FLOOR = 0.95


def code_of(file: Path) -> str:
    """The code of the rule that a file defines, or nothing."""
    found = re.search(r'^    code = "([A-Z]{3}\d{3})"', file.read_text("utf-8"), re.MULTILINE)
    return found.group(1) if found else ""


def targets(names: Sequence[str], everything: bool) -> dict[str, Path]:
    """What to break by name: rules by code, what they share and the engine's part by the file's stem."""
    rules = {code: file for file in sorted(RULES.glob("*.py")) if (code := code_of(file))}
    others = {f"{file.parent.name}/{file.stem}": file for file in [*sorted((RULES / "shared").glob("*.py")), *ENGINE]}
    known = dict(sorted(rules.items())) | others
    if everything:
        return known
    if missing := [name for name in names if name not in known]:
        sys.exit(f"unknown: {', '.join(missing)}; known: {', '.join(known)}")
    return {name: known[name] for name in names or rules}


def shown(name: str, outcomes: Sequence[Outcome]) -> str:
    killed = sum(outcome.killed for outcome in outcomes)
    equivalent = sum(bool(outcome.equivalent) for outcome in outcomes)
    return f"{name:24} {killed:4} of {len(outcomes) - equivalent:4}" + (f"  ({equivalent} equivalent)" if equivalent else "")


def report(found: dict[str, list[Outcome]], target: dict[str, Path]) -> dict[str, object]:
    """The outcomes as JSON."""
    return {
        name: {
            "file": str(target[name].relative_to(ROOT)),
            "made": len(outcomes),
            "killed": sum(outcome.killed for outcome in outcomes),
            "equivalent": sum(bool(outcome.equivalent) for outcome in outcomes),
            "survivors": [
                {"line": outcome.mutant.line, "what": outcome.mutant.what, "code": outcome.mutant.code, "why": outcome.why}
                for outcome in outcomes if outcome.survived
            ],
        }
        for name, outcomes in found.items()
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="rules by code, other files as shared/claims, lint/customer (default: all rules)")
    parser.add_argument("--all", action="store_true", help="all rules, what they share, the engine's part")
    parser.add_argument(
        "--tests", choices=("near", "all"), help="only tests that name the rule, or every test (default: near for named rules)"
    )
    parser.add_argument("--within", nargs="+", metavar="PATH", help="only tests of these files or folders")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each file, drawn with a fixed seed (default: all)")
    parser.add_argument("--json", type=Path, help="write the outcomes to this file")
    options = parser.parse_args()
    target = targets(options.names, options.all)
    made: dict[str, list[Mutant]] = {name: mutants(file, options.sample, seed=name) for name, file in target.items()}
    near = (options.tests or ("near" if options.names else "all")) == "near" and all(map(code_of, target.values()))
    trial = Trial({name: (file, code_of(file)) for name, file in target.items()}, made, near=near)
    trial.run(options.within or [str(ROOT / part) for part in TESTS])
    print()
    for name, outcomes in trial.outcomes.items():
        print(shown(name, outcomes))
    if not options.sample:
        for entry in trial.unmatched():
            print(f"no such mutant any more: {' · '.join(entry)}")
    judged = [outcome for outcomes in trial.outcomes.values() for outcome in outcomes if not outcome.equivalent]
    killed = sum(outcome.killed for outcome in judged)
    print(f"{killed} of {len(judged)} mutants killed ({killed / max(len(judged), 1):.1%}; floor {FLOOR:.0%} of each file)")
    if options.json:
        options.json.write_text(json.dumps(report(trial.outcomes, target), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return int(any(sum(one.survived for one in outcomes) > (1 - FLOOR) * len(outcomes) for outcomes in trial.outcomes.values()))


if __name__ == "__main__":
    sys.exit(main())
