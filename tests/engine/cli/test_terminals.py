"""Colours, pipes, other encodings and shells: the command line behaves everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "formats"))
from small_project import sample, write_project

COLOUR = {"NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "COLORTERM", "TERM"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    body = "<mj-text>We saw that you like your {{ customer.dog }} → “ツ” ääkköset ✗ ł</mj-text>"
    return write_project(
        tmp_path_factory.mktemp("terminals") / "prosjekt-ø",
        {"dog": {"body": body, "manifest": "\n[[expect]]\nsample = 'has'\nverdict = 'accept'\n", "samples": {"has": sample(dog="pug")}}},
    )


def run(root: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    clean = {key: value for key, value in os.environ.items() if key not in COLOUR}
    command = [sys.executable, "-m", "tactful.cli", *arguments]
    return subprocess.run(command, cwd=root, env={**clean, **env}, capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "cp850", "ascii", "iso-8859-2", "utf-8"])
@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github", "junit"])
def test_no_encoding_of_a_terminal_breaks_a_report(root: Path, encoding: str, form: str) -> None:
    found = run(root, "lint", "--expected", "--format", form, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert found.returncode == 1, found.stderr
    assert found.stderr == b""
    assert b"EXP202" in found.stdout
    if form in ("json", "sarif"):
        assert json.loads(found.stdout.decode("utf-8" if encoding == "ascii" else encoding))  # click takes ASCII for a mistake


def test_errors_and_help_survive_it_too(root: Path) -> None:
    found = run(root, "lint", "dög→", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert found.returncode == 2
    assert b"Traceback" not in found.stderr
    assert run(root, "--help", PYTHONIOENCODING="ascii").returncode == 0


def test_a_file_is_utf_8_whatever_the_terminal_is(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    run(root, "lint", "--output", str(file), PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert "“ツ” ääkköset" in file.read_text("utf-8")


def test_a_pipe_gets_no_colour_unless_it_is_asked_for(root: Path) -> None:
    assert b"\x1b" not in run(root, "lint").stdout
    assert b"\x1b[" in run(root, "lint", FORCE_COLOR="1", TERM="xterm").stdout


def test_no_color_wins(root: Path) -> None:
    shown = run(root, "lint", FORCE_COLOR="1", NO_COLOR="1", TERM="xterm").stdout
    assert b"\x1b[31m" not in shown
    assert b"\x1b[1;31m" not in shown
    assert b"EXP202" in shown


def test_a_reader_that_goes_away_is_no_error(root: Path) -> None:
    command = [sys.executable, "-m", "tactful.cli", "lint", "--format", "json"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_each_shell(root: Path, shell: str) -> None:
    found = run(root, "completion", shell)
    assert found.returncode == 0
    assert f"_TACTFUL_COMPLETE={shell}_complete".encode() in found.stdout


def test_the_bash_script_is_bash(root: Path) -> None:
    script = run(root, "completion", "bash").stdout
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("words", "at", "wanted", "unwanted"),
    [
        ("tactful li", 1, b"lint", b"render"),
        ("tactful lint d", 2, b"dog", b"cat"),
        ("tactful render d", 2, b"dog", b"cat"),
        ("tactful explain exp20", 2, b"EXP201", b"PRF101"),
        ("tactful lint --form", 2, b"--format", b"--output"),
    ],
)
def test_commands_messages_codes_and_options_are_completed(root: Path, words: str, at: int, wanted: bytes, unwanted: bytes) -> None:
    found = run(root, _TACTFUL_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(at))
    assert wanted in found.stdout
    assert unwanted not in found.stdout


def test_completion_in_a_broken_project_offers_nothing(tmp_path: Path) -> None:
    (tmp_path / "tactful.toml").write_text("[[[", "utf-8")
    found = run(tmp_path, _TACTFUL_COMPLETE="bash_complete", COMP_WORDS="tactful lint d", COMP_CWORD="2")
    assert found.returncode == 0
    assert found.stderr == b""
