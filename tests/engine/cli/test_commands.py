"""The command line: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tactful.cli.main import cli
from tactful.model.validation import packaged

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--project", str(ROOT)] if arguments[0] in ("lint", "render") else list(arguments))


def test_a_rejection_shows_the_authors_line_and_a_caret() -> None:
    result = run("lint", "yoga_quote")
    assert result.exit_code == 1
    assert "templates/yoga_quote/message.mjml:6:" in result.output
    assert "^^^^" in result.output
    assert "EXP202 surveillance-wording" in result.output
    assert "help:" in result.output


def test_values_appear_only_when_asked_for() -> None:
    assert "Storgata" not in run("lint", "yoga_quote").output
    assert "'yoga'" in run("lint", "yoga_quote", "--show-values").output


def test_clean_messages_end_with_zero() -> None:
    assert run("lint", "order_shipped").exit_code == 0
    assert run("lint", "--expected").exit_code == 0


def test_reports_as_json_satisfy_the_schema() -> None:
    from jsonschema import Draft202012Validator

    reports = json.loads(run("lint", "ski_offer", "karup_award", "--format", "json").output)
    assert [report["verdict"] for report in reports][:2] == ["accept", "reject"]
    for report in reports:
        Draft202012Validator(packaged("report")).validate(report)


def test_render_writes_html_text_and_eml(tmp_path: Path) -> None:
    result = run("render", "ski_offer", "--out", str(tmp_path))
    assert result.exit_code == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        f"ski_offer--{sample}.{ending}" for sample in ("nils", "nyast") for ending in ("html", "txt", "eml")
    )
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in (tmp_path / "ski_offer--nils.eml").read_bytes()


def test_a_context_file_may_be_given() -> None:
    context = ROOT / "templates" / "ski_offer" / "samples" / "nils.json"
    result = run("render", "ski_offer", "--context", str(context))
    assert result.exit_code == 0
    assert "Innsbruck, Genève och Salzburg" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lint", "ski_ofer"), "did you mean 'ski_offer'"), (("lint", "ski_offer", "--context", "gone.json"), "cannot be read"),
        (("explain", "EXP2001"), "did you mean EXP201"), (("evaluate", "gone.jsonl"), "cannot be read"),
    ],
)  # fmt: skip
def test_wrong_use_ends_with_two(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.output


def test_errors_as_json() -> None:
    found = json.loads(run("lint", "ski_ofer", "--format", "json").output)
    assert found["error"]["type"] == "ConfigError"
    assert found["error"]["remedy"]


def test_rules_and_explain() -> None:
    assert "EXP201  too-specific" in run("rules").output
    assert {"code", "severity", "summary"} <= set(json.loads(run("rules", "--format", "json").output)[0])
    for code in ("EXP201", "exp201", "too-specific"):
        assert "Why it hurts" in run("explain", code).output
    assert json.loads(run("explain", "EXP201", "--format", "json").output)["code"] == "EXP201"


def test_evaluate_lists_every_miss(tmp_path: Path) -> None:
    case = json.loads((ROOT / "tests" / "corpus" / "stories.jsonl").read_text("utf-8").splitlines()[0])
    wrong = {**case, "id": "wrong", "expect": {"verdict": "accept", "codes": [], "not_codes": ["PRF102"]}}
    file = tmp_path / "cases.jsonl"
    file.write_text(f"{json.dumps(case)}\n{json.dumps(wrong)}\n", "utf-8")
    lines = tmp_path / "out.jsonl"
    result = run("evaluate", str(file), "--json", str(lines))
    assert result.exit_code == 1
    assert "✗ wrong: expected accept, got reject; unwanted PRF102" in result.output
    assert [json.loads(line)["verdict"] for line in lines.read_text("utf-8").splitlines()] == ["reject", "reject"]


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, tactful.cli\nheavy = {'jinja2', 'babel', 'lxml', 'premailer', 'cssutils', 'mjml', 'jsonschema', 'jsonschema_rs', 'rich'}\nprint(sorted(heavy & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_fallback_is_rendered_instead_and_said_so() -> None:
    context = str(ROOT / "templates" / "ski_offer" / "samples" / "bernt.json")
    result = run("render", "ski_offer", "--context", context, "--fallback", "points_in_one_line")
    assert result.exit_code == 0
    assert "points_in_one_line" in result.output
    assert "instead of ski_offer: PRF102" in result.output
    found = json.loads(run("render", "ski_offer", "--context", context, "--fallback", "points_in_one_line", "--format", "json").output)[0]
    assert (found["template"], found["instead_of"][0]["template"], found["verdict"]) == ("points_in_one_line", "ski_offer", "accept")


def test_a_decision_needs_a_name_and_a_reason() -> None:
    context = ("render", "ski_offer", "--context", str(ROOT / "templates" / "ski_offer" / "samples" / "bernt.json"), "--format", "json")
    decided = run(*context, "--override", "PRF102", "--by", "ada", "--why", "asked for it")
    assert json.loads(decided.output)[0]["overrides"] == [{"codes": ["PRF102"], "by": "ada", "why": "asked for it", "covered": ["PRF102"]}]
    for wrong in (("--override", "PRF102"), ("--by", "ada"), ("--override", "LAW701", "--by", "ada", "--why", "x")):
        assert run(*context, *wrong).exit_code == 2
