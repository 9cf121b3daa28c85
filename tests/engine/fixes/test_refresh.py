"""A project read again: what changed is new, what did not stays loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_project import mjml, sample, write_project

from tactful.model.files import over
from tactful.project import Project
from tactful.refresh import refreshed

HELLO = "<mj-text>Hello {{ customer.first_name }},</mj-text>"
INCLUDE = "{% include '_partials/p.mjml' %}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    messages = {"own": {"body": HELLO}, "using": {"body": INCLUDE}, "other": {"body": "<mj-text>Hello.</mj-text>"}}
    return write_project(tmp_path.resolve(), messages, files={"_partials/p.mjml": HELLO})


def loaded(root: Path) -> Project:
    project = Project.open(root)
    for name in project.messages():
        project.lint(name, sample(first_name="Bo"))
    return project


@pytest.mark.parametrize(
    ("file", "text", "changed"),
    [
        ("own/message.mjml", mjml("<mj-text>Hi.</mj-text>"), {"own"}), ("_partials/p.mjml", "<mj-text>Hi.</mj-text>", {"using"}),
        ("own/message.toml", 'subject = "Other"\nlocale = "en-GB"\n', {"own"}), ("other/samples/plain.json", "{}", set()),
    ],
)  # fmt: skip
def test_only_what_changed_is_read_anew(root: Path, file: str, text: str, changed: set[str]) -> None:
    before = loaded(root)
    with over({root / "templates" / file: text.encode()}):
        after = refreshed(before)
        assert {name for name in before.messages() if after.template(name) is not before.template(name)} == changed
        fresh = Project.open(root)
        for name in after.messages():
            for context in (None, sample(first_name="Bo")):
                assert after.lint(name, context) == fresh.lint(name, context)
    assert {name for name in before.messages() if refreshed(after).template(name) is not after.template(name)} == changed, "and back again"


def test_a_message_that_breaks_and_one_that_is_gone(root: Path) -> None:
    before = loaded(root)
    (root / "templates/other/message.toml").unlink()
    with over({root / "templates/own/message.mjml": b"{% if %}"}):
        after = refreshed(before)
        assert after.messages() == ["own", "using"]
        with pytest.raises(Exception, match="Expected an expression"):
            after.lint("own")
        assert after.lint("using") == before.lint("using")
    assert refreshed(after).lint("own") == before.lint("own")
