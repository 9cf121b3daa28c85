"""``[[overrides]]`` with ``paths``: what holds for findings in some files, shared ones among them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from small_project import sample, write_project

from tactful.cli.main import cli
from tactful.errors import ConfigError
from tactful.lint.loader import load_rules
from tactful.lint.selection import Selection
from tactful.model.config import Config

LEAK = '<mj-button href="https://example.com/?seg={{ customer.dog }}">Go</mj-button>'
OLD = "{% include '_parts/leak.mjml' %}"


def project(root: Path, override: str) -> Path:
    message = {"body": LEAK, "samples": {"a": sample(dog="pug")}}
    return write_project(
        root, {"promo/spring": message, "news": message, "shared": {"body": OLD, "samples": {"a": sample(dog="pug")}}},
        config=f"[[overrides]]\n{override}\n", files={"_parts/leak.mjml": LEAK},
    )  # fmt: skip


def leaks(root: Path) -> dict[str, str]:
    """Files with EXP208 and the mode of the finding there."""
    found = CliRunner().invoke(cli, ["lint", "--project", str(root), "--format", "json", "--no-cache"])
    assert found.exit_code in (0, 1), found.output
    reports: list[dict[str, Any]] = json.loads(found.output)
    return {one["file"]: one.get("mode", "enforce") for report in reports for one in report["findings"] if one["code"] == "EXP208"}


NEWS, SPRING, SHARED = "templates/news/message.mjml", "templates/promo/spring/message.mjml", "templates/_parts/leak.mjml"


@pytest.mark.parametrize(
    ("override", "wanted"),
    [
        ('paths = ["promo/**"]\nignore = ["EXP208"]', {NEWS, SHARED}),
        ('paths = ["templates/promo/**"]\nignore = ["EXP208"]', {NEWS, SHARED}),
        ('paths = ["promo"]\nignore = ["EXP208"]', {NEWS, SHARED}),
        ('paths = ["promo/"]\nignore = ["EXP"]', {NEWS, SHARED}),
        ('paths = ["_parts/leak.mjml"]\nignore = ["fact-in-metadata"]', {NEWS, SPRING}),
        ('paths = ["**/message.mjml"]\nignore = ["EXP208"]', {SHARED}),
        ('paths = ["news/*", "promo/*"]\nrules.EXP208.mode = "off"', {SHARED}),
        ('paths = ["**"]\nmessages = ["promo/*"]\nignore = ["EXP208"]', {NEWS, SHARED}),
        ('paths = ["news/**"]\nmessages = ["promo/*", "news"]\nignore = ["EXP208"]', {SPRING, SHARED}),
        ('paths = ["news/message.toml"]\nignore = ["EXP208"]', {NEWS, SPRING, SHARED}),
        ('paths = ["promo/**"]\nselect = ["PRF"]', {NEWS, SHARED}),
    ],
)
def test_findings_in_these_files_alone_are_concerned(tmp_path: Path, override: str, wanted: set[str]) -> None:
    assert set(leaks(project(tmp_path, override))) == wanted


def test_a_path_may_be_in_shadow(tmp_path: Path) -> None:
    assert leaks(project(tmp_path, 'paths = ["_parts/**"]\nrules.EXP208.mode = "shadow"')) == {
        NEWS: "enforce", SPRING: "enforce", SHARED: "shadow",
    }  # fmt: skip


def test_render_obeys_the_same(tmp_path: Path) -> None:
    from tactful import MessageRejected, Project

    opened = Project.open(project(tmp_path, 'paths = ["promo/**"]\nignore = ["EXP208", "EXP201", "DAT404", "EXP206"]'))
    context = sample(dog="pug")
    assert "EXP208" not in opened.lint("promo/spring", context).codes
    with pytest.raises(MessageRejected):
        opened.render("news", context)


def test_a_path_that_no_file_matches_is_an_error(tmp_path: Path) -> None:
    root = project(tmp_path, 'paths = ["prono/**"]\nignore = ["EXP208"]')
    found = CliRunner().invoke(cli, ["lint", "--project", str(root)])
    assert found.exit_code == 2
    assert "overrides[0].paths: 'prono/**'" in found.output


def test_more_rules_for_paths_are_refused() -> None:
    data = {"overrides": [{"paths": ["a/**"], "extend-select": ["EXP"]}]}
    with pytest.raises(ConfigError, match="selects more rules for paths"):
        Selection(load_rules(), Config.from_mapping(data))
    with pytest.raises(ConfigError, match="every rule is off"):
        Selection(load_rules(), Config.from_mapping({"overrides": [{"paths": ["a/**"], "ignore": ["ALL"]}]}))
