"""What is scaffolded works at once, and nothing that is there is written over."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tactful.cli.main import cli
from tactful.project import Project


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def checked_by_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", *arguments]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={**variables, "PYTHONPATH": str(folder)})


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    assert run("init", str(tmp_path / "mail")).exit_code == 0
    return tmp_path / "mail"


def test_a_new_project_lints_and_renders(begun: Path, tmp_path: Path) -> None:
    linted = run("lint", "--expected", "--coverage", "--project", str(begun))
    assert linted.exit_code == 0
    assert "by rule" not in linted.output  # not a single finding
    assert run("render", "--out", str(tmp_path / "out"), "--project", str(begun)).exit_code == 0
    assert len(list((tmp_path / "out").iterdir())) == 6


def test_its_tests_pass_at_once(begun: Path) -> None:
    done = checked_by_pytest(begun)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout
    assert "9 snapshots passed" in done.stdout


def test_nothing_is_written_over(begun: Path) -> None:
    before = {file: file.read_bytes() for file in begun.rglob("*") if file.is_file()}
    result = run("init", str(begun))
    assert result.exit_code == 2
    assert "is there already" in result.output
    assert {file: file.read_bytes() for file in begun.rglob("*") if file.is_file()} == before


def test_a_project_is_not_begun_twice(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.tactful]\n", "utf-8")
    assert run("init", str(tmp_path)).exit_code == 2
    assert not (tmp_path / "tactful.toml").exists()


@pytest.mark.parametrize("name", ["autumn_letter", "letters/höst-2027"])
def test_a_new_message_is_accepted_for_both_samples(begun: Path, name: str) -> None:
    result = run("new", "message", name, "--project", str(begun))
    assert result.exit_code == 0
    assert f"{name} for known: accept\n" in result.output
    assert f"{name} for unknown: accept\n" in result.output
    assert run("lint", name, "--expected", "--project", str(begun)).exit_code == 0
    assert run("new", "message", name, "--project", str(begun)).exit_code == 2
    assert "3 passed" in checked_by_pytest(begun, f"templates/{name}", "--snapshot-update").stdout


@pytest.mark.parametrize("name", ["../escape", "/abs", "_private", "a/_b", "", "a b", "a//b"])
def test_names_that_are_none(begun: Path, name: str) -> None:
    assert run("new", "message", name, "--project", str(begun)).exit_code == 2


def test_a_message_in_a_project_of_somebody_elses_making(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "tactful.toml").write_text('locale = "nb-NO"\n', "utf-8")
    result = run("new", "message", "kvittering", "--project", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert Project.open(tmp_path).manifest("kvittering").locale == "nb-NO"
    assert run("lint", "--expected", "--project", str(tmp_path)).exit_code == 0


def test_a_new_rule_passes_its_test_and_can_be_found(begun: Path) -> None:
    result = run("new", "rule", "ACM101-filler-text", "--project", str(begun))
    assert result.exit_code == 0
    assert '[project.entry-points."tactful.rules"] own = "mail_rules"' in result.output
    done = checked_by_pytest(begun, "tests/test_filler_text.py")
    assert "1 passed" in done.stdout, done.stdout
    code = "import mail_rules; print([rule.code for rule in mail_rules.RULES])"
    found = subprocess.run([sys.executable, "-c", code], cwd=begun, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "['ACM101']"
    assert run("new", "rule", "ACM102-other-fault", "--project", str(begun)).exit_code == 0
    found = subprocess.run([sys.executable, "-c", code], cwd=begun, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "['ACM101', 'ACM102']"


@pytest.mark.parametrize("name", ["EXP208-new-name", "ACM101-fact-in-metadata", "acm101-x", "ACM101", "ACM101-Upper", "SUP901-x"])
def test_codes_and_names_that_cannot_be_taken(begun: Path, name: str) -> None:
    assert run("new", "rule", name, "--project", str(begun)).exit_code == 2
    assert not (begun / "mail_rules").exists()


def test_the_hook_calls_a_command_that_exists() -> None:
    text = (Path(__file__).resolve().parents[3] / ".pre-commit-hooks.yaml").read_text("utf-8")
    entry = next(line.split(":", 1)[1].split() for line in text.splitlines() if line.strip().startswith("entry:"))
    assert entry[0] == "tactful"
    assert run(*entry[1:], "--help").exit_code == 0
