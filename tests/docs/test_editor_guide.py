"""The guide for editors: what it configures exists, its commands run."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from tactful.cli.main import cli
from tactful.cli.scaffold import init

GUIDE = (Path(__file__).resolve().parents[2] / "docs/guides/editor.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf'```{language}(?: title="[^"]*")?\n(.*?)```', GUIDE, re.DOTALL)


def test_settings_start_a_command_that_there_is() -> None:
    (settings,) = (json.loads(block) for block in blocks("json"))
    (helix,) = (tomllib.loads(block) for block in blocks("toml"))
    (lua,) = blocks("lua")
    server = helix["language-server"]["tactful"]
    lines = [
        [settings["glspc.server.command"], *settings["glspc.server.commandArguments"]], [server["command"], *server["args"]],
        re.findall(r'"([^"]*)"', re.findall(r"cmd = \{(.*?)\}", lua)[0]),
    ]  # fmt: skip
    for command, *arguments in lines:
        assert Path(command).name == "tactful"
        assert CliRunner().invoke(cli, [*arguments, "--help"]).exit_code == 0
    assert all("tactful" in language["language-servers"] for language in helix["language"])


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines() if line.startswith("tactful ")])
def test_its_commands_run(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    init(tmp_path)
    result = CliRunner().invoke(cli, shlex.split(line, comments=True)[1:])
    assert result.exit_code == 0, result.output
