"""``tactful fields`` as table, JSON and Markdown."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tactful.cli.main import cli

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, ["fields", *arguments, "--project", str(ROOT)])
    assert result.exit_code == code
    return result.output


def test_json_has_every_member_of_every_message() -> None:
    found = json.loads(run("--format", "json"))
    assert len(found) > 12
    quote = next(one for one in found if one["template"] == "yoga_quote")
    assert quote["purpose"] == "promotion"
    fields = {field["path"]: field for field in quote["fields"]}
    assert fields["customer.visit.at"]["uses"] == ["printed"]
    assert fields["customer.visit.at"]["places"][0]["file"] == "templates/yoga_quote/message.mjml"
    assert fields["unsubscribe_url"]["places"][0]["file"] == "templates/_partials/footer.mjml"  # where the author wrote it


def test_a_table_for_reading() -> None:
    output = run("yoga_quote")
    assert "yoga_quote (promotion): 4 members" in output
    assert "customer.visit.at" in output
    assert "observed, lifestyle" in " ".join(output.replace("│", " ").split())


def test_markdown_for_the_review() -> None:
    lines = run("yoga_quote", "whole_customer", "--format", "markdown").splitlines()
    assert "## yoga_quote (promotion)" in lines
    assert "| `customer.visit.at` | printed | observed, lifestyle, time: clock | any | templates/yoga_quote/message.mjml:6 |" in lines
    assert any(line.startswith("## whole_customer (") for line in lines)
    rows = [line for line in lines if line.startswith("|")]
    assert all(line.replace("\\|", "").count("|") == 6 for line in rows)


def test_an_unknown_message() -> None:
    run("yoga_quoet", code=2)
