"""Every format says the same things, in the same order, and none of them a value."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from small_project import MANIFEST, sample, write_project

from tactful.cli.formats import NAMES
from tactful.cli.main import cli

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[2] / "data" / "sarif" / "sarif-2.1.0-rtm.5.json"
DOG = "<mj-text>Hello! {% if customer.dog %}We saw that you looked at {{ customer.dog }}.{% endif %}</mj-text>"
LEAK = '<mj-button href="https://www.example.com/?seg={{ customer.dog }}">Shop</mj-button>'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    messages = {
        "plain": {"body": "<mj-text>Spring lamps are here, 100% wool shades: see them all, today.</mj-text>"},
        "dog": {"body": DOG, "samples": {"a": sample(dog="Rex-Secret-9"), "b": sample(dog="Fido-Secret-8"), "none": sample()}},
        "leak": {"body": f"<mj-text>Hej å ä ö</mj-text>\n{LEAK}", "samples": {"a": sample(dog="Rex-Secret-9")}},
    }
    return write_project(tmp_path, messages)


def run(root: Path, *arguments: str, command: str = "lint") -> Result:
    return CliRunner().invoke(cli, [command, *arguments, "--project", str(root)])


def sarif(root: Path, *arguments: str) -> dict[str, Any]:
    from jsonschema import Draft4Validator, Draft202012Validator

    found: dict[str, Any] = json.loads(run(root, *arguments, "--format", "sarif").output)
    Draft202012Validator(json.loads((HERE / "sarif-required.schema.json").read_text("utf-8"))).validate(found)
    Draft4Validator(json.loads(PUBLISHED.read_text("utf-8")), format_checker=Draft4Validator.FORMAT_CHECKER).validate(found)
    return found


def test_the_published_schema_refuses_what_is_no_sarif(root: Path) -> None:
    from jsonschema import Draft4Validator

    published = Draft4Validator(json.loads(PUBLISHED.read_text("utf-8")))
    found = sarif(root)
    for spoil in (lambda run: run.update(notes=[]), lambda run: run.pop("tool"), lambda run: run["results"][0].update(level="severe")):
        spoilt = json.loads(json.dumps(found))
        spoil(spoilt["runs"][0])
        assert not published.is_valid(spoilt)


@pytest.mark.parametrize("form", NAMES)
def test_no_format_holds_a_value_and_all_end_alike(root: Path, form: str) -> None:
    result = run(root, "--format", form)
    assert result.exit_code == 1
    assert "Secret" not in result.output
    assert "EXP208" in result.output
    assert run(root, "plain", "--format", form).exit_code == 0


@pytest.mark.parametrize("form", NAMES)
def test_a_format_is_the_same_twice(root: Path, form: str) -> None:
    assert run(root, "--format", form).output == run(root, "--format", form).output


@pytest.mark.parametrize("form", NAMES)
def test_output_goes_into_the_file_and_nowhere_else(root: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / "new" / "report"
    result = run(root, "--format", form, "--output", str(file))
    assert (result.exit_code, result.output) == (1, "")
    assert file.read_text("utf-8").strip() == run(root, "--format", form).output.strip()
    assert "\x1b" not in file.read_text("utf-8")


def test_output_that_cannot_be_written_ends_with_two(root: Path) -> None:
    result = run(root, "--output", str(root / "tactful.toml" / "x"), "--format", "concise")
    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_concise_lines_begin_with_a_place(root: Path) -> None:
    lines = run(root, "--format", "concise").output.splitlines()
    places = [re.match(r"([\w./]+):(\d+):(\d+): (error|warning|info) ([A-Z]{3}\d{3}) .+ \((\w+)", line) for line in lines]
    assert all(places)
    found = [(place.group(1), int(place.group(2)), int(place.group(3))) for place in places if place]
    assert found == sorted(found)
    leak = next(line for line in lines if "EXP208" in line)
    assert leak.startswith("templates/leak/message.mjml:3:")
    contextual = next(line for line in lines if "EXP202" in line and " error " in line)
    assert contextual.endswith("(dog for a, b)")


def test_json_lines_are_the_reports_of_json(root: Path) -> None:
    lines = [json.loads(line) for line in run(root, "--format", "jsonl").output.splitlines()]
    assert lines == json.loads(run(root, "--format", "json").output)
    assert [(line["template"], line["context"]) for line in lines][:3] == [("dog", None), ("dog", "a"), ("dog", "b")]


def test_sarif_names_rules_places_and_relations(root: Path) -> None:
    only = sarif(root)["runs"][0]
    rules = only["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({rule["id"] for rule in rules})
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert all(len(mark) >= 24 for mark in result["partialFingerprints"].values())
    watched = next(result for result in only["results"] if result["ruleId"] == "EXP202" and result["level"] == "error")
    assert watched["properties"]["samples"] == ["a", "b"]
    related = watched["relatedLocations"][0]
    assert related["message"]["text"] == "customer.dog is printed here"
    assert related["physicalLocation"]["region"]["startColumn"] == DOG.rindex("customer.dog") + 1
    assert only["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]


def test_fingerprints_survive_moved_lines_and_tell_copies_apart(root: Path) -> None:
    def marks() -> list[str]:
        results = sarif(root, "leak")["runs"][0]["results"]
        return sorted(mark for result in results if result["ruleId"] == "EXP208" for mark in result["partialFingerprints"].values())

    before = marks()
    file = root / "templates" / "leak" / "message.mjml"
    text = file.read_text("utf-8")
    file.write_text(text.replace(LEAK, f"<mj-spacer />\n\n   {LEAK}"), "utf-8")
    assert marks() == before
    file.write_text(text.replace(LEAK, f"{LEAK}\n{LEAK}"), "utf-8")
    assert len(set(marks())) == 2
    assert set(before) < set(marks())
    file.write_text(text.replace(LEAK, LEAK.replace("seg=", "segment=")), "utf-8")
    assert not set(marks()) & set(before)


def test_a_broken_message_is_a_failed_execution(root: Path) -> None:
    (root / "templates" / "dog" / "message.mjml").write_text("<mjml>\n{% if %}", "utf-8")
    result = run(root, "--format", "sarif")
    invocation = sarif(root)["runs"][0]["invocations"][0]
    assert result.exit_code == 2
    assert invocation["executionSuccessful"] is False
    place = invocation["toolExecutionNotifications"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("templates/dog/message.mjml", 2)
    assert "::error file=templates/dog/message.mjml,line=2," in run(root, "--format", "github").output
    assert run(root, "--format", "concise").output.startswith("templates/dog/message.mjml:2:")
    suites = ET.fromstring(run(root, "--format", "junit").output.encode())
    assert suites.attrib["errors"] == "1"


def test_uris_are_escaped_and_names_are_kept(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"vår kampanj #1": {"body": LEAK, "samples": {"a": sample(dog="x")}}})
    result = next(one for one in sarif(root)["runs"][0]["results"] if one["ruleId"] == "EXP208")
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "templates/v%C3%A5r%20kampanj%20%231/message.mjml"
    assert result["locations"][0]["logicalLocations"][0]["name"] == "vår kampanj #1"


def test_annotations_are_one_escaped_line_each(root: Path) -> None:
    lines = run(root, "--format", "github").output.splitlines()
    commands = [re.fullmatch(r"::(error|warning|notice) ((?:[\w]+=[^,:]*,?)+)::(.+)", line) for line in lines]
    assert all(commands)
    leak = next(line for line in lines if "EXP208" in line)
    assert "file=templates/leak/message.mjml,line=3,endLine=3,col=" in leak
    assert "%0Ahelp: " in leak


def test_junit_has_a_case_for_each_sample(root: Path) -> None:
    suites = ET.fromstring(run(root, "--format", "junit").output.encode())
    cases = {(case.get("classname"), case.get("name")): case for case in suites.iter("testcase")}
    assert len(cases) == int(suites.attrib["tests"]) == 3 + 5
    assert cases["tactful.plain", "plain"].find("failure") is None
    assert cases["tactful.dog", "none"].find("failure") is None
    failure = cases["tactful.dog", "a"].find("failure")
    assert failure is not None
    assert "EXP202" in str(failure.text)
    assert int(suites.attrib["failures"]) == sum(case.find("failure") is not None for case in cases.values())


def test_places_are_seen_from_the_working_directory(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    assert f"::error file={root.name}/templates/leak/message.mjml" in run(root, "--format", "github").output
    assert f"{root.name}/templates/leak" in json.dumps(sarif(root))
    monkeypatch.chdir(root / "templates")
    assert "::error file=templates/leak/message.mjml" in run(root, "--format", "github").output


def test_what_is_expected_is_no_error_of_a_pull_request(root: Path) -> None:
    expect = '[[expect]]\nsample = "a"\nverdict = "reject"\ncodes = ["EXP208"]\n'
    (root / "templates" / "leak" / "message.toml").write_text(MANIFEST + expect, "utf-8")
    assert run(root, "leak", "--expected", "--format", "github").exit_code == 0
    assert "::error" not in run(root, "leak", "--expected", "--format", "github").output
    results = json.loads(run(root, "leak", "--expected", "--format", "sarif").output)["runs"][0]["results"]
    assert all(result["suppressions"][0]["kind"] == "external" for result in results)
    (root / "templates" / "leak" / "message.toml").write_text(MANIFEST + expect.replace("reject", "accept"), "utf-8")
    wrong = run(root, "leak", "--expected", "--format", "github")
    assert wrong.exit_code == 1
    assert "::error file=templates/leak/message.toml,title=expected verdict::leak for a: expected accept, got reject" in wrong.output


def test_text_is_summed_up_by_rule(root: Path) -> None:
    output = run(root).output
    table = output.split("by rule\n")[1]
    assert re.search(r"^ +1 error +EXP208 fact-in-metadata$", table, re.MULTILINE)
    assert re.search(r"^ +2 error +EXP202 surveillance-wording$", table, re.MULTILINE)
    assert "accepted" in table.splitlines()[-1]


@pytest.mark.parametrize(
    ("variables", "colour"),
    [({}, False), ({"NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "xterm-256color"}, False), ({"FORCE_COLOR": "1", "TERM": "xterm-256color"}, True)],
)  # fmt: skip
def test_colour_only_where_it_is_wanted(root: Path, variables: dict[str, str], colour: bool) -> None:
    inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    command = [sys.executable, "-m", "tactful.cli", "lint", "leak", "--project", str(root)]
    output = subprocess.run(command, capture_output=True, env={**inherited, **variables}, check=False).stdout.decode()
    assert bool(re.search(r"\x1b\[[0-9;]*3[0-9]m", output)) is colour


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_of_few_letters_gets_all_lines(root: Path, encoding: str) -> None:
    command = [sys.executable, "-m", "tactful.cli", "lint", "--project", str(root)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"by rule" in done.stdout
