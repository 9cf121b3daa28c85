"""Labelled cases: where the rules stand, measured.

A case is one message and one customer with the expected answer (``corpus/README.md`` describes the members). Codes of rules that are not
installed are left out of the judgement and counted apart.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tactful.errors import ConfigError, TactfulError
from tactful.model.files import parse_json, read_text

_REQUIRED = ("id", "manifest", "mjml", "context", "expect")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case. ``missed`` and ``unwanted`` are codes; ``error`` says why there is no answer; ``judged``
    is false where the rule under test is not installed."""

    id: str
    rule: str | None
    kind: str
    lang: str
    scenario: str
    verdict: str
    codes: tuple[str, ...]
    expected: str
    missed: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    error: str = ""
    judged: bool = True

    @property
    def right(self) -> bool:
        return not self.error and not self.missed and not self.unwanted and self.verdict == self.expected

    @property
    def rule_right(self) -> bool:
        """Whether the rule under test was reported exactly where it should be."""
        return not self.error and (self.rule in self.codes) == (self.kind == "violation")


@dataclass(slots=True)
class Score:
    """Counts of one rule, group or language."""

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    silences: int = 0
    pairs: int = 0
    right_pairs: int = 0
    results: list[Result] = field(default_factory=list)

    @property
    def precision(self) -> tuple[float, float, float]:
        """Share and Wilson interval (95 %)."""
        return wilson(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> tuple[float, float, float]:
        return wilson(self.hits, self.hits + self.misses)

    @property
    def pair_accuracy(self) -> tuple[float, float, float]:
        return wilson(self.right_pairs, self.pairs)


def wilson(right: int, of: int, z: float = 1.96) -> tuple[float, float, float]:
    """``(share, low, high)``: Wilson score interval (Wilson 1927). NaN where there is nothing to count."""
    if not of:
        return math.nan, math.nan, math.nan
    share = right / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    below = 1 + z * z / of
    return share, max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


def cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a JSON Lines file. Raises ConfigError with file and line."""
    found: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        case = parse_json(line, str(path), first_line=number)
        missing = [name for name in _REQUIRED if not isinstance(case, Mapping) or name not in case]
        if missing:
            raise ConfigError(
                f"the case has no {', '.join(missing)}", file=str(path), line=number, remedy="see the case format in the documentation"
            )
        if case["id"] in seen:
            raise ConfigError(
                f"the case {case['id']!r} stands on line {seen[case['id']]} too", file=str(path), line=number, remedy="give it another id"
            )
        seen[case["id"]] = number
        found.append(case)
    if not found:
        raise ConfigError("the file holds no cases", file=str(path), remedy="give JSON Lines, one case a line")
    return found


def evaluate(found: Iterable[Mapping[str, Any]], without: Sequence[str] = ()) -> Iterator[Result]:
    """Judge cases one by one; a case that fails is a result with an error, never the end of the run.

    ``without`` names what to leave out (see ``ablation``): flows, and what rule packages offer (wording, echo). Raises ConfigError.
    """
    from tactful.ablation import ablated
    from tactful.lint.loader import load_rules

    installed = {rule.code for rule in load_rules()}
    with ablated(without):
        for case in found:
            yield judged(case, installed, blinded="flows" in without)


def judged(case: Mapping[str, Any], installed: set[str], *, blinded: bool = False) -> Result:
    from tactful.ablation import blind
    from tactful.project import Project

    expect = case["expect"]
    given = {
        "id": case["id"], "rule": case.get("rule"), "kind": case.get("kind", ""), "lang": case.get("lang", ""), "scenario": case.get("scenario", case["id"]),
        "expected": expect["verdict"],
    }  # fmt: skip
    try:
        project = Project.in_memory(
            manifest=case["manifest"],
            mjml=case["mjml"],
            schema=case.get("schema"),
            taxonomy=case.get("taxonomy"),
            config=case.get("config"),
        )
        draft = project.draft("case", case["context"])
        report = project.linter.check(blind(draft) if blinded else draft)
    except TactfulError as error:
        return Result(**given, verdict="error", codes=(), error=f"{type(error).__name__}: {error.message}")
    codes = report.codes
    missed = tuple(code for code in expect.get("codes", ()) if code in installed and code not in codes)
    unwanted = tuple(code for code in expect.get("not_codes", ()) if code in codes)
    if case.get("rule") is not None and case["rule"] not in installed:
        return Result(**given, verdict=report.verdict, codes=codes, unwanted=unwanted, judged=False)
    return Result(**given, verdict=report.verdict, codes=codes, missed=missed, unwanted=unwanted)


def scores(results: Sequence[Result], key: str = "rule") -> dict[str, Score]:
    """Scores by ``rule``, ``group`` or ``lang``, of the rules that are installed; clean mails are not in them."""
    table: dict[str, Score] = {}
    scenarios: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        if result.rule is None or not result.judged:
            continue
        name = {"rule": result.rule, "group": result.rule[:3], "lang": result.lang}[key]
        score = table.setdefault(name, Score())
        score.results.append(result)
        reported = result.rule in result.codes
        if result.kind == "violation":
            score.hits += reported
            score.misses += not reported
        else:
            score.false_alarms += reported
            score.silences += not reported
        scenarios.setdefault((name, result.scenario), []).append(result)
    for (name, _scenario), pair in scenarios.items():
        if len(pair) > 1:
            table[name].pairs += 1
            table[name].right_pairs += all(result.rule_right for result in pair)
    return dict(sorted(table.items()))


def false_rejections(results: Sequence[Result], lang: str | None = None) -> tuple[int, int]:
    """``(rejected, all)`` of the clean mails, of one language where it is given."""
    clean = [result for result in results if result.rule is None and lang in (None, result.lang)]
    return sum(result.verdict != "accept" for result in clean), len(clean)


def pooled(results: Sequence[Result]) -> Score:
    """The score of all judged rules together."""
    total = Score()
    for score in scores(results, "rule").values():
        for name in ("hits", "misses", "false_alarms", "silences", "pairs", "right_pairs"):
            setattr(total, name, getattr(total, name) + getattr(score, name))
        total.results += score.results
    return total


def line_of(result: Result) -> str:
    """One line of ``--json``: id, verdict, codes."""
    return json.dumps({"id": result.id, "verdict": result.verdict, "codes": list(result.codes)}, ensure_ascii=False)
