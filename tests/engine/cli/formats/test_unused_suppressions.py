"""A suppression that nothing needs is found over all samples, once, and only by who has seen everything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from small_project import sample, write_project

from tactful.cli.main import cli

WATCHED = "<mj-text>Hello! {% if customer.dog %}We saw that you looked at {{ customer.dog }}.{% endif %}</mj-text>"
ALLOW = '{# tactful: allow EXP202, EXP201 because "the customer asked us to watch the price" #}'


def found(root: Path, *arguments: str) -> list[dict[str, Any]]:
    reports = json.loads(CliRunner().invoke(cli, ["lint", "--project", str(root), "--format", "json", *arguments]).output)
    return [finding for report in reports for finding in report["findings"] if finding["code"] == "SUP903"]


def test_one_sample_that_needs_it_is_enough(tmp_path: Path) -> None:
    body = f"{ALLOW}\n{WATCHED}"
    root = write_project(tmp_path, {"one": {"body": body, "samples": {"a": sample(dog="Rex"), "b": sample()}}})
    assert found(root) == []


def test_without_such_a_sample_it_is_unused_but_for_what_every_branch_needs(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"one": {"body": f"{ALLOW}\n{WATCHED}", "samples": {"b": sample()}}})
    (only,) = found(root)
    assert only["message"] == "the suppression of EXP201 silences nothing"  # EXP202 warns over every branch
    assert (only["file"], only["line"]) == ("templates/one/message.mjml", 2)
    assert only["severity"] == "warning"


def test_who_gives_own_contexts_has_not_seen_everything(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"one": {"body": f"{ALLOW}\n{WATCHED}", "samples": {"a": sample(dog="Rex"), "b": sample()}}})
    assert found(root, "--context", str(root / "templates" / "one" / "samples" / "b.json")) == []


def test_a_message_without_samples_is_judged_by_static_rules_only(tmp_path: Path) -> None:
    body = '{# tactful: allow EXP208, EXP201 because "x" #}\n<mj-text>Lamps</mj-text>'
    root = write_project(tmp_path, {"one": {"body": body, "samples": {}}})
    assert [one["message"] for one in found(root)] == ["the suppression of EXP208 silences nothing"]


def test_a_shared_file_is_judged_over_all_messages(tmp_path: Path) -> None:
    files = {"_partials/dog.mjml": f"{ALLOW}\n{WATCHED}"}
    include = '{% include "_partials/dog.mjml" %}'
    messages = {"one": {"body": include, "samples": {"b": sample()}}, "two": {"body": include, "samples": {"a": sample(dog="Rex")}}}
    root = write_project(tmp_path, messages, files=files)
    assert found(root) == []
    assert found(root, "one") == []
    (root / "templates" / "two" / "samples" / "a.json").write_text(json.dumps(sample()), "utf-8")
    assert len(found(root)) == 1
    assert found(root, "one") == []


def test_an_expired_one_is_not_unused_too(tmp_path: Path) -> None:
    body = '{# tactful: allow EXP208 until 2026-01-01 because "x" #}\n<mj-text>Lamps</mj-text>'
    root = write_project(tmp_path, {"one": {"body": body}})
    assert found(root, "--as-of", "2026-06-01") == []
    assert len(found(root, "--as-of", "2025-06-01")) == 1


def test_sarif_keeps_what_was_allowed_with_its_reason(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"one": {"body": f"{ALLOW}\n{WATCHED}", "samples": {"a": sample(dog="Rex")}}})
    log = json.loads(CliRunner().invoke(cli, ["lint", "--project", str(root), "--format", "sarif"]).output)
    kept = [result for result in log["runs"][0]["results"] if result.get("suppressions")]
    assert {result["ruleId"] for result in kept} == {"EXP201", "EXP202"}
    assert kept[0]["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "the customer asked us to watch the price"}
    ]
    assert "allowed by the template" in CliRunner().invoke(cli, ["lint", "--project", str(root)]).output
