"""``tactful evaluate``: figures with intervals, every miss, ablations."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tactful.cli.text import console

if TYPE_CHECKING:
    from tactful.evaluate import Result

Interval = tuple[float, float, float]


def evaluate(path: Path, json_file: Path | None, form: str, without: Sequence[str], ablations: bool) -> int:
    """0 where every judged case is right, 1 otherwise; an ablation is a measurement and never fails."""
    from tactful import evaluate as evaluation
    from tactful.ablation import switches

    cases = evaluation.cases(path)
    results = list(evaluation.evaluate(cases, without))
    if json_file is not None:
        json_file.write_text("".join(f"{evaluation.line_of(result)}\n" for result in results), "utf-8")
    runs = {name: list(evaluation.evaluate(cases, [name])) for name in switches()} if ablations else {}
    if form == "json":
        data = evaluation_data(results)
        if runs:
            data["ablations"] = {name: _summary(found) for name, found in {"nothing": results, **runs}.items()}
        click.echo(json.dumps({"without": list(without), **data}, ensure_ascii=False, indent=2))
    else:
        if without:
            console().print(f"without {', '.join(without)}", style="bold yellow")
        printed(results)
        if runs:
            _ablations({"nothing": results, **runs})
    wrong = [result for result in results if result.error or (result.judged and not result.right)]
    return int(bool(wrong) and not without)


def evaluation_data(results: Sequence[Result]) -> dict[str, Any]:
    """Figures of an evaluation as data."""
    from tactful.evaluate import false_rejections, scores, wilson

    def row(score: Any) -> dict[str, Any]:
        return {
            "cases": len(score.results), "pairs": score.pairs,
            **{name: _rounded(getattr(score, name)) for name in ("precision", "recall", "pair_accuracy")},
        }  # fmt: skip

    rejected, clean = false_rejections(results)
    judged = [result for result in results if result.judged]
    return {
        "cases": len(results), "judged": len(judged), "right": sum(result.right for result in judged), "clean": clean, "clean_rejected": rejected,
        "false_rejection_rate": _rounded(wilson(rejected, clean)),
        "false_rejection_rate_by_lang": {lang: _rounded(wilson(*false_rejections(results, lang))) for lang in _languages(results)},
        **{f"by_{key}": {name: row(score) for name, score in scores(results, key).items()} for key in ("rule", "group", "lang")},
        "misses": [_miss(result) for result in results if result.error or not result.right],
    }  # fmt: skip


def _miss(result: Result) -> dict[str, Any]:
    return {
        "id": result.id, "expected": result.expected, "verdict": result.verdict, "missed": list(result.missed), "unwanted": list(result.unwanted),
        "judged": result.judged, "error": result.error,
    }  # fmt: skip


def _rounded(found: Interval) -> list[float | None]:
    return [None if math.isnan(number) else round(number, 4) for number in found]


def _languages(results: Sequence[Result]) -> list[str]:
    """The languages of the clean mails."""
    return sorted({result.lang for result in results if result.rule is None})


def _summary(results: Sequence[Result]) -> dict[str, Any]:
    from tactful.evaluate import false_rejections, pooled, scores, wilson

    total = pooled(results)
    return {
        "right": sum(result.right for result in results if result.judged),
        **{name: _rounded(getattr(total, name)) for name in ("precision", "recall", "pair_accuracy")},
        "pair_accuracy_by_group": {name: _rounded(score.pair_accuracy) for name, score in scores(results, "group").items()},
        "false_rejection_rate": _rounded(wilson(*false_rejections(results))),
    }  # fmt: skip


def printed(results: Sequence[Result]) -> None:
    """Figures as tables, then every miss."""
    from rich.table import Table

    from tactful.evaluate import false_rejections, scores, wilson

    for key in ("rule", "group", "lang"):
        table = Table(title=f"by {key}", title_justify="left")
        for column in (key, "cases", "precision", "recall", "pair accuracy"):
            table.add_column(column, justify="left" if column == key else "right")
        for name, score in scores(results, key).items():
            table.add_row(name, str(len(score.results)), _share(score.precision), _share(score.recall), _share(score.pair_accuracy))
        console().print(table)
    judged = [result for result in results if result.judged]
    rejected, clean = false_rejections(results)
    console().print(
        f"{sum(result.right for result in judged)} of {len(judged)} judged cases right ({len(results) - len(judged)} are of rules not installed); "
        f"{rejected} of {clean} clean mails rejected: {_share(wilson(rejected, clean))}", markup=False,
    )  # fmt: skip
    by_language = ", ".join(f"{lang} {_share(wilson(*false_rejections(results, lang)))}" for lang in _languages(results))
    if by_language:
        console().print(f"clean mails rejected by language: {by_language}", markup=False)
    for result in results:
        if result.error or (result.judged and not result.right) or result.unwanted:
            console().print(f"  ✗ {result.id}: {_miss_text(result)}", markup=False)


def _ablations(runs: dict[str, list[Result]]) -> None:
    from rich.table import Table

    from tactful.evaluate import false_rejections, pooled, scores, wilson

    table = Table(title="ablations: what is left without a part of the evidence", title_justify="left")
    table.add_column("without")
    for name in runs:
        table.add_column(name, justify="right")
    totals = [pooled(results) for results in runs.values()]
    table.add_row("judged cases right", *(str(sum(one.right for one in results if one.judged)) for results in runs.values()))
    for measure in ("precision", "recall", "pair_accuracy"):
        table.add_row(measure.replace("_", " "), *(_share(getattr(total, measure)) for total in totals))
    by_group = [scores(results, "group") for results in runs.values()]
    for group in by_group[0]:
        table.add_row(f"{group} pair accuracy", *(_share(one[group].pair_accuracy) for one in by_group))
    table.add_row("clean mails rejected", *(_share(wilson(*false_rejections(results))) for results in runs.values()))
    console().print(table)


def _share(found: Interval) -> str:
    share, low, high = found
    return "–" if math.isnan(share) else f"{share:.2f} [{low:.2f}, {high:.2f}]"


def _miss_text(result: Result) -> str:
    if result.error:
        return result.error
    parts = []
    if result.judged and result.verdict != result.expected:
        parts.append(f"expected {result.expected}, got {result.verdict}")
    if result.missed:
        parts.append(f"missed {', '.join(result.missed)}")
    if result.unwanted:
        parts.append(f"unwanted {', '.join(result.unwanted)}")
    return "; ".join(parts)
