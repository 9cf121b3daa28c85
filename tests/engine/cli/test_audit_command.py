"""``tactful audit``: table, JSON, page, exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from tactful.cli.audit_text import bar, percent
from tactful.cli.main import cli
from tactful.model.validation import packaged

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "templates" / "yoga_quote" / "samples"


@pytest.fixture
def audience(tmp_path: Path) -> Path:
    """Two who took part in a class, three who did not, and two lines that are no customers."""
    told, untold = (json.loads((SAMPLES / f"{name}.json").read_text("utf-8")) for name in ("sofia", "uten_time"))
    lines = [told, untold, untold, told, untold]
    for number, one in enumerate(lines):
        one = lines[number] = json.loads(json.dumps(one))
        one["customer"]["id"] = f"<b>{number}</b>"
    file = tmp_path / "people.jsonl"
    file.write_text(
        "".join(f"{json.dumps(one)}\n" for one in lines)
        + '{"customer"\n{"customer": {"id": 1, "<i>": 2}, "unsubscribe_url": "https://post.example.com/u"}\n',
        "utf-8",
    )
    return file


def run(audience: Path | str, *arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(cli, ["audit", "yoga_quote", "--audience", str(audience), "--project", str(ROOT), *arguments], **more)


def test_the_table(audience: Path) -> None:
    result = run(audience)
    assert result.exit_code == 1
    assert re.search(r"accepted +3 +42\.9 %  █+", result.output)
    assert re.search(r"rejected +2 +28\.6 %", result.output)
    assert re.search(r"not judged +2 +28\.6 %", result.output)
    assert "EXP201" in result.output
    assert "EXP205 singles-out" in result.output
    assert "customer.visit.activity" in result.output
    assert "line 6 context: not JSON" in result.output
    assert "note: the audience has 5 customers, fewer than k = 100" in result.output
    assert "<b>" not in result.output
    assert "<b>3</b>" in run(audience, "--show-values").output


def test_json(audience: Path) -> None:
    data = json.loads(run(audience, "--format", "json").output)
    Draft202012Validator(packaged("audit")).validate(data)
    assert (data["template"], data["customers"], len(data["bad_lines"])) == ("yoga_quote", 5, 2)
    assert next(rule for rule in data["rules"] if rule["code"] == "EXP201")["examples"] == [{"line": 1}, {"line": 4}]


def test_the_page_needs_nothing_and_runs_nothing(audience: Path, tmp_path: Path) -> None:
    page = tmp_path / "deep" / "audit.html"
    result = run(audience, "--html", str(page), "--show-values", "--as-of", "2026-02-13")
    assert f"page written to {page}" in result.output
    html = page.read_text("utf-8")
    assert not re.findall(r"""(?:src|href|action)\s*=|url\(|@import|<script|<link|<iframe|<img""", html)
    assert "&lt;b&gt;3&lt;/b&gt;" in html
    assert "<b>3</b>" not in html
    assert "/customer/&lt;i&gt;" in html
    for words in (
        "EXP201",
        "too-specific",
        "singles-out",
        "customer.visit.at",
        "28.6 %",
        "Lines that could not be judged",
        "as of 2026-02-13",
    ):
        assert words in html
    run(audience, "--html", str(page), "--show-values", "--as-of", "2026-02-13")
    assert page.read_text("utf-8") == html
    from lxml import etree

    parsed = etree.HTML(html)
    assert [len(table) for table in parsed.iter("table")][1:] == [2, 3, 3]  # who is singled out, facts, bad lines, each with a head


def test_the_share_that_may_be_stopped(audience: Path) -> None:
    assert run(audience, "--allow", "0.57").exit_code == 1
    assert run(audience, "--allow", "0.58").exit_code == 0  # four of seven lines
    assert run(audience, "--allow", "2").exit_code == 2


def test_an_audience_without_fault(tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    file.write_text(json.dumps(json.loads((SAMPLES / "uten_time.json").read_text("utf-8"))), "utf-8")
    result = run(file)
    assert result.exit_code == 0
    assert "not judged" not in result.output


def test_standard_input(audience: Path) -> None:
    result = run("-", "--format", "json", input=audience.read_bytes())
    assert json.loads(result.output)["customers"] == 5


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [(None, (), "cannot be read"), ("\n\n", (), "the audience is empty"), ("{}", ("--as-of", "yesterday"), "is no moment"),
     ("{}", ("--html", "/dev/null/x/audit.html"), "cannot be written")],
)  # fmt: skip
def test_wrong_use_ends_with_two(tmp_path: Path, text: str | None, arguments: tuple[str, ...], words: str) -> None:
    file = tmp_path / "people.jsonl"
    if text is not None:
        file.write_text(text, "utf-8")
    result = run(file, *arguments)
    assert (result.exit_code, words in result.output) == (2, True)


@pytest.mark.parametrize(
    ("part", "of", "shown"),
    [(0, 10, "        "), (10, 10, "████████"), (5, 10, "████    "), (1, 1_000_000, "▏       "), (999_999, 1_000_000, "███████▉"), (1, 16, "▌       "), (0, 0, "        ")],
)  # fmt: skip
def test_bars_are_never_empty_for_something_nor_full_for_less_than_all(part: int, of: int, shown: str) -> None:
    assert bar(part, of, 8) == shown


def test_small_shares_are_not_rounded_to_nothing() -> None:
    assert [percent(*pair) for pair in ((0, 10), (1, 3), (1, 100_000), (10, 10))] == ["0.0 %", "33.3 %", "< 0.1 %", "100.0 %"]
