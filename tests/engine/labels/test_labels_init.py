"""``tactful labels init``: what is proposed, that it fits the schema, that nothing is written over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tactful import Project
from tactful.cli.main import cli
from tactful.labels import fragment, propose
from tactful.model.facts import label_of

LABEL = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "unsubscribe_url": {"type": "string"},
        "customer": {"type": "object", "properties": {
            "dateOfBirth": {"type": "string", "format": "date"}, "done": {"type": "string", "x-fact": LABEL}, "half": {"type": "string", "x-fact": {"provenance": "observed"}},
            "lastVisit": {"type": "object", "properties": {"at": {"type": "string"}, "store": {"type": "string"}}},
            "children": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
            "shops": {"type": "array", "items": {"type": "string"}}, "mystery": {"type": "string"}, "isPregnant": {"type": "boolean"},
        }},
    },
}  # fmt: skip
MJML = """<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{ customer.lastVisit.store }} {{ customer.dateOfBirth }}
{% if customer.isPregnant %}Prams{% endif %}{{ customer.undeclared }}</mj-text></mj-column></mj-section></mj-body></mjml>"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "templates" / "news"
    (folder / "samples").mkdir(parents=True)
    (tmp_path / "tactful.toml").write_text('schemas = ["schema.json"]\nlocale = "en-GB"\n', "utf-8")
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    (folder / "message.toml").write_text('subject = "News"\n', "utf-8")
    (folder / "message.mjml").write_text(MJML, "utf-8")
    sample = {
        "customer": {
            "id": 1,
            "lastVisit": {"at": "2026-02-09T18:00:00Z", "store": "Secret Street"},
            "basketTotal": 312,
            "history": [{"kind": "visit", "item": "x"}],
        }
    }
    (folder / "samples" / "ada.json").write_text(json.dumps(sample), "utf-8")
    (folder / "samples" / "broken.json").write_text("{", "utf-8")
    return tmp_path


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["labels", "init", "--project", str(root), *arguments])


def test_what_is_proposed(root: Path) -> None:
    found = {one.path.removeprefix("customer."): one for one in propose(Project.open(root))}
    assert set(found) == {
        "dateOfBirth",
        "half",
        "lastVisit.at",
        "lastVisit.store",
        "children[].name",
        "shops[]",
        "mystery",
        "isPregnant",
        "undeclared",
        "basketTotal",
    }
    assert found["dateOfBirth"].label == {**LABEL, "granularity": {"time": "date"}}
    assert found["lastVisit.at"].label["granularity"] == {"time": "clock"}
    assert found["lastVisit.store"].label == {
        "provenance": "observed",
        "sensitivity": "lifestyle",
        "known_to_recipient": True,
        "granularity": {"place": "store"},
    }
    assert found["half"].label["provenance"] == "observed"  # what is there is kept
    assert found["basketTotal"].type == "integer"
    assert found["lastVisit.store"].printed == ("templates/news/message.mjml:1",)
    assert found["mystery"].label == {}
    assert found["mystery"].open == ("provenance", "sensitivity", "known_to_recipient")
    assert found["isPregnant"].label == {"sensitivity": "special"}
    assert [reading.use for reading in found["isPregnant"].readings] == ["steering"]


def test_the_fragment_fits_the_schema_and_labels_what_it_says(root: Path) -> None:
    (root / "labels.json").write_text(json.dumps(fragment(propose(Project.open(root)))), "utf-8")
    (root / "tactful.toml").write_text('schemas = ["schema.json", "labels.json"]\n', "utf-8")
    project = Project.open(root)
    schema = project.schema
    assert label_of(schema, "customer.lastVisit.store").assumed == ()
    assert label_of(schema, "customer.dateOfBirth").time == 3
    assert label_of(schema, "customer.mystery").assumed == ("provenance", "sensitivity", "known_to_recipient")  # open counts as the worst
    assert label_of(schema, "customer.isPregnant").provenance == 4
    assert {one.path for one in propose(project) if one.complete} == set()  # nothing is proposed twice


def test_comments_say_why_and_where_and_never_quote_values(root: Path) -> None:
    text = run(root).stdout
    node = json.loads(text)["properties"]["customer"]["properties"]
    assert (
        node["lastVisit"]["properties"]["store"]["$comment"]
        == "because of: seen (visit), shop (store); printed at templates/news/message.mjml:1"
    )
    assert "nothing in name, type or samples" in node["mystery"]["$comment"]
    assert "no message reads it" in node["mystery"]["$comment"]
    assert "name the topic" in node["isPregnant"]["$comment"]
    assert "steers, is never printed" in node["isPregnant"]["$comment"]
    assert "not declared" in node["undeclared"]["$comment"]
    assert "Secret Street" not in text
    assert "312" not in text


def test_it_writes_to_a_file_and_never_over_one(root: Path) -> None:
    out = root / "new" / "labels.json"
    first = run(root, "--out", str(out))
    assert first.exit_code == 0
    assert "10 facts have no full label" in first.output
    out.write_text("mine", "utf-8")
    again = run(root, "--out", str(out))
    assert (again.exit_code, out.read_text("utf-8")) == (2, "mine")
    assert "--force" in again.output
    assert run(root, "--out", str(out), "--force").exit_code == 0
    assert json.loads(out.read_text("utf-8"))["properties"]
    assert run(root, "--out", "/dev/null/x/labels.json").exit_code == 2


def test_a_project_with_every_label_needs_none() -> None:
    assert propose(Project.open(Path(__file__).resolve().parents[3])) == ()


def test_the_same_project_gives_the_same_proposals(root: Path) -> None:
    assert run(root).stdout == run(root).stdout
