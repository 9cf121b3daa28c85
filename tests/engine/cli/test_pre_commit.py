"""The hook that ``.pre-commit-hooks.yaml`` offers: what it runs works in a scaffolded project, and it wakes for the files that matter."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tactful.cli.main import cli

MANIFEST = Path(__file__).resolve().parents[3] / ".pre-commit-hooks.yaml"


def value(key: str) -> str:
    found = re.search(rf"^\s+{key}: (.*)$", MANIFEST.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return found.group(1)


def test_its_command_passes_and_fails_as_it_should(tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["init", str(tmp_path)]).exit_code == 0
    words = shlex.split(value("entry"))
    assert words[0] == "tactful"

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "tactful.cli", *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run().returncode == 0
    message = tmp_path / "templates/welcome/message.mjml"
    message.write_text(message.read_text("utf-8").replace("Hello", "Hello {{ customer.favourite_colour }}"), "utf-8")
    failed = run()
    assert failed.returncode == 1
    assert "expected accept, got reject" in failed.stdout


@pytest.mark.parametrize(
    ("file", "wakes"),
    [
        ("mail/message.toml", True),
        ("templates/a/message.mjml", True),
        ("templates/a/samples/x.json", True),
        ("tactful.toml", True),
        ("app.py", False),
    ],
)
def test_it_wakes_for_what_linting_reads(file: str, wakes: bool) -> None:
    assert bool(re.search(value("files"), file)) is wakes


def test_pre_commit_takes_the_manifest() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
