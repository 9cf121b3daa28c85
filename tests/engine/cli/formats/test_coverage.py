"""Branches that no sample reaches, in the author's words and places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from small_project import sample, write_project

from tactful.cli.main import cli


def missed(root: Path, *arguments: str) -> list[str]:
    """``file:line:column what`` of each."""
    output = CliRunner().invoke(cli, ["lint", "--coverage", "--project", str(root), "--format", "json", *arguments]).output
    findings = [finding for report in json.loads(output) for finding in report["findings"] if finding["code"] == "COV901"]
    return [f"{f['file'].rpartition('/')[2]}:{f['line']}:{f['column']} {f['message'].removeprefix('no sample reaches ')}" for f in findings]


@pytest.mark.parametrize(
    ("body", "customers", "expected"),
    [
        ("<mj-text>{% if customer.dog %}a{% endif %}</mj-text>", [{}], ["message.mjml:2:16 if customer.dog"]),
        ("<mj-text>{% if customer.dog %}a{% endif %}</mj-text>", [{"dog": "x"}], []),
        ("<mj-text>{% if customer.dog %}a{% else %}b{% endif %}</mj-text>", [{"dog": "x"}], ["message.mjml:2:42 the else of if customer.dog"]),
        (
            "<mj-text>{% if customer.dog == 'a' %}a{% elif customer.dog == 'b' %}b{% else %}\n  c{% endif %}</mj-text>", [{"dog": "a"}],
            ["message.mjml:2:47 elif customer.dog == 'b'", "message.mjml:3:3 the else of if customer.dog == 'b'"],
        ),
        ("<mj-text>{% if customer.dog == 'a' %}a{% elif customer.dog == 'b' %}b{% else %}c{% endif %}</mj-text>", [{"dog": d} for d in "abc"], []),
        ("<mj-text>{{ 'a' if customer.dog else 'b' }}</mj-text>", [{}], ["message.mjml:2:20 if customer.dog"]),
        ("<mj-text>{{ ('a' if customer.dog else 'b') | upper }}</mj-text>", [{}], ["message.mjml:2:21 … if customer.dog"]),
        ("{% set a = 'x' if customer.dog else 'y' %}<mj-text>{{ a }}</mj-text>", [{"dog": "b"}], ["message.mjml:2:37 the else of … if customer.dog"]),
        ("<mj-text>{% for o in offers %}{{ o.title }}{% else %}none{% endfor %}</mj-text>", [{}], ["message.mjml:2:22 for … in offers"]),
        ("<mj-text>{% if customer.dog %}{% set a = 1 %}{% endif %}x</mj-text>", [{}], ["message.mjml:2:16 if customer.dog"]),
        ("<mj-text>{% filter upper %}{% if customer.dog %}a{% endif %}{% endfilter %}</mj-text>", [{"dog": "x"}], []),
        ("<mj-text>{% macro m(x) %}{% if x %}a{% else %}b{% endif %}{% endmacro %}{{ m(1) }}</mj-text>", [{}], ["message.mjml:2:47 the else of if x"]),
        ("<mj-text>{% raw %}{% if customer.dog %}{% endraw %}</mj-text>", [{}], []),
    ],
)  # fmt: skip
def test_what_is_missed(tmp_path: Path, body: str, customers: list[dict[str, Any]], expected: list[str]) -> None:
    samples = {f"s{at}": sample(**customer) for at, customer in enumerate(customers)}
    root = write_project(tmp_path, {"one": {"body": body, "samples": samples}})
    assert missed(root) == expected


def test_subjects_have_branches_too(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"one": {"body": "<mj-text>a</mj-text>"}})
    file = root / "templates" / "one" / "message.toml"
    file.write_text(file.read_text("utf-8").replace('"News"', '"{% if customer.dog %}Dogs{% else %}News{% endif %}"'), "utf-8")
    assert missed(root) == ["message.toml:1:18 if customer.dog"]


def test_a_shared_file_is_covered_by_any_message_and_judged_over_all(tmp_path: Path) -> None:
    files = {"_p/dog.mjml": "<mj-text>{% if customer.dog %}a{% else %}b{% endif %}</mj-text>"}
    body = '{% include "_p/dog.mjml" %}'
    messages = {"one": {"body": body, "samples": {"a": sample()}}, "two": {"body": body, "samples": {"a": sample(dog="x")}}}
    root = write_project(tmp_path, messages, files=files)
    assert missed(root) == []
    assert missed(root, "one") == []
    (root / "templates" / "two" / "samples" / "a.json").write_text(json.dumps(sample()), "utf-8")
    assert missed(root) == ["dog.mjml:1:16 if customer.dog"]


def test_it_is_said_only_when_asked_for_and_fails_nothing(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"one": {"body": "<mj-text>Lamps{% if customer.dog %} for dogs{% else %}!{% endif %}</mj-text>"}})
    plain = CliRunner().invoke(cli, ["lint", "--project", str(root)])
    asked = CliRunner().invoke(cli, ["lint", "--coverage", "--project", str(root)])
    assert "COV901" not in plain.output
    assert (plain.exit_code, asked.exit_code) == (0, 0)
    assert "1 of 2 branches are reached by samples" in asked.output
    (root / "tactful.toml").write_text('schemas = ["schema.json"]\n[rules.COV901]\nseverity = "error"\n', "utf-8")
    assert CliRunner().invoke(cli, ["lint", "--coverage", "--project", str(root)]).exit_code == 1


def test_the_environment_that_renders_knows_nothing_of_it(tmp_path: Path) -> None:
    from tactful.coverage import Coverage
    from tactful.project import Project

    body = "<mj-text>Lamps{% if customer.dog %} for {{ customer.dog }}{% endif %}</mj-text>"
    project = Project.open(write_project(tmp_path, {"one": {"body": body}}))
    before = project.render("one", sample()).html
    coverage = Coverage(project)
    coverage.add("one", [sample()])
    assert project.render("one", sample()).html == before
    assert not hasattr(project.environment, "reached")
    assert coverage.count(True) == (0, 1)
