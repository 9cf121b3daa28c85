"""Ablations: each takes away what it says and nothing else, and leaves no trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tactful import ConfigError, Project
from tactful.ablation import ablated, blind, switches
from tactful.cli.main import cli
from tactful.evaluate import Result, Score, cases, evaluate, false_rejections, pooled

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FOOTER = '<mj-text>Lamp AB, Storgatan 1, 211 42 Malmö. <a href="{{ unsubscribe_url }}">Avregistrera dig</a></mj-text>'
VISIT = [
    {
        "kind": "attendance",
        "topic": "sport.activity.yoga",
        "item": "Yin yoga",
        "at": "2026-02-09T18:00:00+01:00",
        "place": "Studio Vega",
        "channel": "app",
    }
]
CONTEXT = {"as_of": "2026-02-13T08:00:00+01:00", "unsubscribe_url": "https://post.example.se/u"}


def case(copy: str, *, selection: tuple[str, ...] = (), **customer: Any) -> dict[str, Any]:
    return {
        "id": "X", "manifest": {"subject": "Nytt", "purpose": "promotion", "locale": "sv-SE", "selection": list(selection)},
        "mjml": f"<mjml><mj-body><mj-section><mj-column><mj-text>{copy}</mj-text>{FOOTER}</mj-column></mj-section></mj-body></mjml>",
        "schema": {"properties": {"unsubscribe_url": {"type": "string"}}}, "context": {**CONTEXT, "customer": {"id": 1, **customer}}, "expect": {"verdict": "accept"},
    }  # fmt: skip


def codes(one: dict[str, Any], *without: str) -> set[str]:
    (found,) = evaluate([one], without)
    assert not found.error
    return set(found.codes)


def test_what_can_be_left_out() -> None:
    assert set(switches()) == {"flows", "wording", "echo"}
    with pytest.raises(ConfigError, match="nothing named 'vibes'"), ablated(["vibes"]):
        pass


PRINTED = case("{% for one in customer.history %}{{ one.item }} den {{ one.at }} i {{ one.place }}{% endfor %}", history=VISIT)
WATCHED = case("Vi såg att du handlade hos oss.", history=VISIT)
HEARD = case("Hoppas att du tyckte om Yin yoga på Studio Vega i måndags.", history=VISIT)
SKI = {**case("Skidresor till fjällen i februari", preferences=[{"topic": "travel.leisure.ski", "polarity": "never", "basis": "stated"}])}


@pytest.mark.parametrize(
    ("one", "code", "part"),
    [(PRINTED, "EXP201", "flows"), (PRINTED, "EXP206", "flows"), (WATCHED, "EXP202", "wording"), (SKI, "PRF101", "wording"), (HEARD, "EXP209", "echo")],
)  # fmt: skip
def test_each_part_carries_its_findings(one: dict[str, Any], code: str, part: str) -> None:
    assert code in codes(one)
    assert code not in codes(one, part)
    for other in set(switches()) - {part}:
        assert code in codes(one, other)
    assert code in codes(one)  # and nothing is left behind


def test_flows_are_gone_everywhere_and_the_draft_itself_is_untouched() -> None:
    copy = "{% if customer.birth_date == '2000-01-01' %}{{ customer.city }}{{ 'a' if customer.age > 3 else 'b' }}{% endif %}"
    one = case(copy, selection=("customer.gender",), birth_date="2000-01-01", city="Lund", age=26)
    project = Project.in_memory(manifest=one["manifest"], mjml=one["mjml"], schema=one["schema"])
    draft = project.draft("case", one["context"])
    report = project.linter.check(draft)
    seen = blind(draft)
    assert [block.text for block in seen.blocks] == [block.text for block in draft.blocks]
    assert seen.values is draft.values
    for hole in (*seen.outline.holes, *seen.template.outline.holes):
        flow = hole.flow
        assert [flow.prints, flow.steers, flow.guards, flow.unknowns, flow.tested] == [()] * 5
    assert not any(block.guards for block in (*seen.blocks, *seen.template.outline.blocks))
    assert (seen.template.flows, seen.template.loops, seen.template.unknowns, seen.template.manifest.selection) == ((), {}, (), ())
    assert any(hole.flow.prints for hole in draft.outline.holes)
    assert draft.template.manifest.selection == ("customer.gender",)
    assert project.linter.check(project.draft("case", one["context"])) == report


def test_a_switch_is_put_back_when_something_fails() -> None:
    from tactful_rules.copy import read, reader

    def failing() -> None:
        with ablated(["wording"]):
            assert read("Skidresor", "sv").topics == ()
            raise RuntimeError

    before = reader._read
    with pytest.raises(RuntimeError):
        failing()
    assert reader._read is before
    assert read("Skidresor", "sv").topics


def test_pooled_counts_every_judged_case_once() -> None:
    def result(rule: str | None, kind: str, codes: tuple[str, ...], lang: str = "sv", verdict: str = "accept") -> Result:
        return Result(f"{rule}-{kind}", rule, kind, lang, str(rule), verdict, codes, verdict)

    results = [result("EXP201", "violation", ("EXP201",)), result("EXP201", "near_miss", ("EXP201",)), result("PRF101", "violation", ()),
               result("PRF101", "near_miss", ()), result(None, "clean", (), "sv", "reject"), result(None, "clean", (), "fi")]  # fmt: skip
    total = pooled(results)
    assert isinstance(total, Score)
    assert (total.hits, total.misses, total.false_alarms, total.silences, total.pairs, total.right_pairs) == (1, 1, 1, 1, 2, 0)
    assert (false_rejections(results), false_rejections(results, "sv"), false_rejections(results, "fi")) == ((1, 2), (1, 1), (0, 1))


def test_the_command_compares(tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    chosen = [one for one in cases(CORPUS / "stories.jsonl") if one["id"].startswith(("EXP206", "EXP201", "PRF101", "CLEAN"))][:12]
    chosen += [one for one in cases(CORPUS / "development.jsonl") if one["rule"] in ("EXP206", "EXP202")]
    few.write_text("".join(f"{json.dumps(one)}\n" for one in chosen), "utf-8")
    run = CliRunner().invoke
    data = json.loads(run(cli, ["evaluate", str(few), "--ablations", "--format", "json"]).output)
    assert list(data["ablations"]) == ["nothing", "flows", "wording", "echo"]
    assert data["ablations"]["flows"]["recall"][0] < data["ablations"]["nothing"]["recall"][0]
    assert data["ablations"]["nothing"]["right"] == data["right"]
    assert len(data["by_rule"]["EXP206"]["pair_accuracy"]) == 3
    assert "false_rejection_rate" in data
    table = run(cli, ["evaluate", str(few), "--ablations"])
    assert "what is left without" in table.output
    without = run(cli, ["evaluate", str(few), "--without", "flows"])
    assert without.exit_code == 0  # a measurement, no verdict
    assert "✗ EXP206" in without.output
    assert run(cli, ["evaluate", str(few), "--without", "vibes"]).exit_code == 2
