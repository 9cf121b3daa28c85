"""A team begins to lint a thousand old messages: what is known fails nothing, what is new does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_project import sample, write_project

from tactful.cli.formats import NAMES
from tactful.cli.main import cli

LEAK = '<mj-button href="https://www.example.com/?seg={{ customer.dog }}">Shop</mj-button>'
SAMPLES = {"a": sample(dog="Rex-Secret-9"), "b": sample(dog="Fido-Secret-8")}


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--project", str(root)])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    messages = {"old": {"body": LEAK, "samples": SAMPLES}, "clean": {"body": "<mj-text>Lamps</mj-text>"}}
    made = write_project(tmp_path, messages, config='baseline = "tactful-baseline.json"\n')
    assert run(made, "baseline").exit_code == 0
    return made


def test_what_is_known_fails_nothing(root: Path) -> None:
    result = run(root, "lint")
    assert result.exit_code == 0
    assert "EXP208" not in result.output
    assert "known to the baseline" in result.output


@pytest.mark.parametrize("form", [name for name in NAMES if name not in ("json", "jsonl", "sarif", "text")])
def test_no_format_complains_of_what_is_known(root: Path, form: str) -> None:
    result = run(root, "lint", "--format", form)
    assert result.exit_code == 0
    assert "EXP208" not in result.output


def test_sarif_keeps_it_suppressed(root: Path) -> None:
    results = json.loads(run(root, "lint", "--format", "sarif").output)["runs"][0]["results"]
    assert results
    assert all(result["baselineState"] == "unchanged" and result["suppressions"] for result in results)


def test_it_holds_no_values_and_is_the_same_twice(root: Path) -> None:
    file = root / "tactful-baseline.json"
    text = file.read_text("utf-8")
    assert "Secret" not in text
    assert run(root, "baseline").exit_code == 0
    assert file.read_text("utf-8") == text
    assert {"code", "file", "fingerprint", "severity"} == set(json.loads(text)["findings"][0])


def test_what_is_new_fails(root: Path) -> None:
    file = root / "templates" / "old" / "message.mjml"
    text = file.read_text("utf-8")
    file.write_text(text.replace(LEAK, f"<mj-spacer />\n{LEAK}"), "utf-8")
    assert run(root, "lint").exit_code == 0  # moved
    file.write_text(text.replace(LEAK, f"{LEAK}\n{LEAK}"), "utf-8")
    assert run(root, "lint").exit_code == 1  # the same fault once more
    file.write_text(text.replace("seg=", "group="), "utf-8")
    assert run(root, "lint").exit_code == 1  # another line
    file.write_text(text, "utf-8")
    (root / "templates" / "clean" / "message.mjml").write_text(text, "utf-8")
    assert run(root, "lint", "clean").exit_code == 1  # the same line in another file


def test_a_warning_that_becomes_an_error_is_new(tmp_path: Path) -> None:
    body = "<mj-text>We open at {{ customer.first_name }}.</mj-text>"
    root = write_project(tmp_path, {"one": {"body": body, "samples": {"a": sample(first_name="Ada")}}}, config='baseline = "b.json"\n')
    run(root, "baseline")
    assert run(root, "lint").exit_code == 0
    (root / "tactful.toml").write_text('schemas = ["schema.json"]\nbaseline = "b.json"\n[rules.DAT404]\nseverity = "error"\n', "utf-8")
    assert run(root, "lint").exit_code == 1


def test_what_is_gone_is_said(root: Path) -> None:
    file = root / "templates" / "old" / "message.mjml"
    file.write_text(file.read_text("utf-8").replace(LEAK, "<mj-text>Lamps</mj-text>"), "utf-8")
    assert "entries of the baseline are no longer found" in run(root, "lint").output
    run(root, "baseline")
    assert json.loads((root / "tactful-baseline.json").read_text("utf-8"))["findings"] == []


def test_render_knows_no_baseline(root: Path) -> None:
    assert run(root, "render", "old").exit_code == 1


@pytest.mark.parametrize(
    ("text", "words"), [(None, "no such baseline"), ("[]", "no baseline of this version"), ('{"version": 9, "findings": []}', "of this version"), ("{", "not JSON"), ('{"version": 1, "findings": [{}]}', "no fingerprint")]
)  # fmt: skip
def test_a_baseline_that_cannot_be_read_ends_with_two(root: Path, text: str | None, words: str) -> None:
    file = root / "tactful-baseline.json"
    file.unlink() if text is None else file.write_text(text, "utf-8")
    result = run(root, "lint")
    assert result.exit_code == 2
    assert words in result.output


def test_one_message_alone_does_not_overwrite_the_others(root: Path) -> None:
    assert run(root, "baseline", "clean").exit_code == 2
    assert run(root, "baseline", "clean", "--output", str(root / "own.json")).exit_code == 0
    assert run(root, "lint", "--baseline", str(root / "own.json")).exit_code == 1


def test_a_broken_message_is_never_known(root: Path) -> None:
    (root / "templates" / "clean" / "message.mjml").write_text("{% if %}", "utf-8")
    assert run(root, "baseline").exit_code == 2
    assert run(root, "lint").exit_code == 2
