"""``tactful config``: what holds and where it comes from; and that lint and render obey it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from small_project import sample, write_project

from tactful.cli.main import cli

LEAK = '<mj-button href="https://www.example.com/?seg={{ customer.dog }}">Shop</mj-button>'
CONFIG = """time_zone = "Europe/Oslo"
ignore = ["PRF"]

[thresholds]
exposure_warn = 8

[rules.EXP201]
mode = "shadow"
severity = "warning"

[[overrides]]
messages = ["old/*"]
ignore = ["EXP208", "EXP206"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    messages = {
        "old/leak": {"body": LEAK, "samples": {"a": sample(dog="Rex")}},
        "leak": {"body": LEAK, "samples": {"a": sample(dog="Rex")}},
    }
    return write_project(tmp_path, messages, config=CONFIG)


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--project", str(root)])


def shown(root: Path, *arguments: str) -> tuple[dict[str, Any], dict[str, Any]]:
    found = json.loads(run(root, "config", *arguments, "--format", "json").output)
    return {one["key"]: (one["value"], one["origin"]) for one in found["settings"]}, {one["code"]: one for one in found["rules"]}


def test_each_setting_says_where_it_comes_from(root: Path) -> None:
    settings, rules = shown(root)
    assert settings["time_zone"] == ("Europe/Oslo", "tactful.toml:2")
    assert settings["ignore"] == (["PRF"], "tactful.toml:3")
    assert settings["thresholds.exposure_warn"] == (8, "tactful.toml:6")
    assert settings["thresholds.exposure_reject"] == (14, "default")
    assert settings["select"] == (["ALL"], "default")
    assert (rules["EXP201"]["mode"], rules["EXP201"]["severity"], rules["EXP201"]["reason"]) == ("shadow", "warning", "tactful.toml:8")
    assert (rules["EXP208"]["mode"], rules["EXP208"]["reason"]) == ("enforce", "select: ALL")


def test_a_message_has_its_overrides(root: Path) -> None:
    _, rules = shown(root, "old/leak")
    assert (rules["EXP208"]["mode"], rules["EXP208"]["reason"]) == ("off", "ignore in overrides[0]: EXP208")
    assert "EXP208" in run(root, "config", "old/leak").output
    assert run(root, "config", "old/leek").exit_code == 2


def test_lint_and_render_obey(root: Path) -> None:
    assert "EXP208" not in run(root, "lint", "old/leak").output
    assert "EXP208" in run(root, "lint", "leak").output
    assert run(root, "render", "old/leak").exit_code == 0
    assert run(root, "render", "leak").exit_code == 1


def test_a_misspelt_message_is_an_error_of_lint(root: Path) -> None:
    file = root / "tactful.toml"
    file.write_text(file.read_text("utf-8").replace("old/*", "odl/*"), "utf-8")
    result = run(root, "lint")
    assert result.exit_code == 2
    assert "no message matches overrides[0].messages: 'odl/*'" in result.output
    assert "warning: no message matches" in run(root, "config").output


def test_pyproject_counts_lines_in_its_own_table(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"one": {"body": "<mj-text>Lamps</mj-text>"}})
    (root / "tactful.toml").unlink()
    (root / "pyproject.toml").write_text('[project]\nname = "x"\n\n[tool.tactful]\nschemas = ["schema.json"]\nlocale = "nb-NO"\n', "utf-8")
    settings, _ = shown(root)
    assert settings["locale"] == ("nb-NO", "pyproject.toml:6")


@pytest.mark.parametrize("name", ["config", "message", "context", "report"])
def test_schemas_are_printed_for_editors(root: Path, name: str) -> None:
    Draft202012Validator.check_schema(json.loads(run(root, "config", "--schema", name).output))


def test_an_unknown_schema_ends_with_two(root: Path) -> None:
    assert run(root, "config", "--schema", "mail").exit_code == 2
