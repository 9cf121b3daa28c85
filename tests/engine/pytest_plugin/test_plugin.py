"""The plugin in a project of somebody else's: every message and sample is a test, snapshots are files, nothing happens unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_project import MANIFEST, sample, write_project

BODY = "<mj-text>Hello {{ customer.first_name | default('you') }}! Spring lamps are here.</mj-text>"
LEAK = '<mj-button href="https://www.example.com/?seg={{ customer.dog }}">Shop</mj-button>'
EXPECT = '[[expect]]\nsample = "a"\nverdict = "reject"\ncodes = ["EXP208"]\n[[expect]]\nsample = "b"\nverdict = "reject"\n'


@pytest.fixture
def root(pytester: pytest.Pytester) -> Path:
    messages = {
        "lamps": {"body": BODY, "samples": {"ada": sample(first_name="Ada"), "nobody": sample()}},
        "leak": {"body": LEAK, "manifest": EXPECT, "samples": {"a": sample(dog="Rex"), "b": sample(dog="Fido")}},
    }
    write_project(pytester.path, messages)
    pytester.makefile(".ini", pytest="[pytest]\ntactful = true\n")
    return pytester.path


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", *arguments)


@pytest.fixture
def updated(pytester: pytest.Pytester, root: Path) -> Path:
    run(pytester, "--snapshot-update", "-W", "error").assert_outcomes(passed=6)
    return root


def test_every_message_and_sample_is_a_test(pytester: pytest.Pytester, root: Path) -> None:
    output = run(pytester, "--collect-only", "-q").stdout.str()
    for name in ("lamps/message.toml::every_branch", "lamps/message.toml::ada", "lamps/message.toml::nobody", "leak/message.toml::b"):
        assert f"templates/{name}" in output


def test_snapshots_are_separate_readable_files(pytester: pytest.Pytester, updated: Path) -> None:
    run(pytester).assert_outcomes(passed=6)
    folder = updated / "templates" / "lamps" / "__snapshots__"
    names = {f"{one}.{end}" for one in ("ada", "nobody") for end in ("html", "txt", "eml", "findings")} | {"every_branch.findings"}
    assert {file.name for file in folder.iterdir()} == names
    assert "Hello Ada! Spring lamps are here." in (folder / "ada.html").read_text("utf-8").replace("\n", " ")
    assert "Hello Ada!" in (folder / "ada.txt").read_text("utf-8")
    assert "Subject: News\n" in (folder / "ada.eml").read_text("utf-8")
    assert (folder / "ada.findings").read_text("utf-8").startswith("accept\n")
    rejected = {file.name for file in (updated / "templates" / "leak" / "__snapshots__").iterdir()}
    assert rejected == {"every_branch.findings", "a.findings", "b.findings"}


def test_a_change_of_the_copy_fails_with_a_readable_difference(pytester: pytest.Pytester, updated: Path) -> None:
    file = updated / "templates" / "lamps" / "message.mjml"
    file.write_text(file.read_text("utf-8").replace("Spring lamps", "Summer lamps"), "utf-8")
    result = run(pytester)
    result.assert_outcomes(passed=4, failed=2)
    result.stdout.fnmatch_lines(
        ["*the html differs from its snapshot*", "*- *Spring lamps are here*", "*+ *Summer lamps are here*", "*the txt differs*"]
    )
    assert "Traceback" not in result.stdout.str()
    assert "\x1b[" not in result.stdout.str().split("the html differs")[1].split("====")[0]
    run(pytester, "--snapshot-update").assert_outcomes(passed=6)
    run(pytester).assert_outcomes(passed=6)


def test_a_missing_snapshot_fails(pytester: pytest.Pytester, updated: Path) -> None:
    (updated / "templates" / "lamps" / "__snapshots__" / "ada.txt").unlink()
    run(pytester).assert_outcomes(passed=5, failed=1)


def test_an_unused_snapshot_is_reported_and_cleaned_up(pytester: pytest.Pytester, updated: Path) -> None:
    (updated / "templates" / "lamps" / "samples" / "nobody.json").unlink()
    folder = updated / "templates" / "lamps" / "__snapshots__"
    result = run(pytester)
    assert "unused" in result.stdout.str()
    assert result.ret != 0
    assert (folder / "nobody.html").is_file()
    run(pytester, "--snapshot-update")
    assert not list(folder.glob("nobody.*"))
    assert (folder / "ada.html").is_file()
    run(pytester).assert_outcomes(passed=5)


def test_what_was_accepted_and_is_rejected_leaves_no_stale_email(pytester: pytest.Pytester, updated: Path) -> None:
    (updated / "templates" / "lamps" / "message.mjml").write_text(
        (updated / "templates" / "leak" / "message.mjml").read_text("utf-8"), "utf-8"
    )
    result = run(pytester)
    result.assert_outcomes(passed=3, failed=3)
    result.stdout.fnmatch_lines(["*lamps for ada: rejected (*EXP208*", "*templates/lamps/message.mjml:2:*EXP208*"])


def test_verdicts_and_codes_are_asserted(pytester: pytest.Pytester, updated: Path) -> None:
    file = updated / "templates" / "leak" / "message.toml"
    file.write_text(
        MANIFEST
        + EXPECT.replace('["EXP208"]', '["PRF101"]').replace('sample = "b"\nverdict = "reject"', 'sample = "b"\nverdict = "accept"'),
        "utf-8",
    )
    result = run(pytester, "templates/leak")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*leak for a: expected PRF101*", "*leak for b: expected accept, got reject (*EXP208*"])


def test_a_broken_message_fails_with_its_place(pytester: pytest.Pytester, updated: Path) -> None:
    (updated / "templates" / "lamps" / "message.mjml").write_text("<mjml>\n{% if %}", "utf-8")
    result = run(pytester, "templates/lamps")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["*templates/lamps/message.mjml:2:*", "*{% if %}*"])


def test_a_context_of_the_wrong_form_fails_without_its_value(pytester: pytest.Pytester, updated: Path) -> None:
    context = sample(first_name="Ada")
    context["customer"]["dog"] = {"name": "Rex-Secret-9"}
    (updated / "templates" / "lamps" / "samples" / "ada.json").write_text(json.dumps(context), "utf-8")
    result = run(pytester, "templates/lamps")
    result.assert_outcomes(passed=2, failed=1)
    assert "/customer/dog" in result.stdout.str()
    assert "Secret" not in result.stdout.str()


def test_paths_and_keywords_choose(pytester: pytest.Pytester, updated: Path) -> None:
    run(pytester, "templates/lamps").assert_outcomes(passed=3)
    run(pytester, "templates/lamps/message.toml::ada").assert_outcomes(passed=1)
    chosen = run(pytester, "-k", "nobody")
    chosen.assert_outcomes(passed=1, deselected=5)
    assert "unused" not in chosen.stdout.str()
    (updated / "test_own.py").write_text("def test_own(): pass\n", "utf-8")
    run(pytester, "test_own.py").assert_outcomes(passed=1)
    run(pytester).assert_outcomes(passed=7)


def test_nothing_happens_unasked(pytester: pytest.Pytester, root: Path) -> None:
    (root / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (root / "test_own.py").write_text("def test_own(): pass\n", "utf-8")
    run(pytester).assert_outcomes(passed=1)
    run(pytester, "--tactful", "--snapshot-update").assert_outcomes(passed=7)


def test_test_paths_of_its_own_and_private_folders(pytester: pytest.Pytester, root: Path) -> None:
    (root / "pytest.ini").write_text("[pytest]\ntactful = true\ntestpaths = tests\n", "utf-8")
    (root / "tests").mkdir()
    (root / "tests" / "test_own.py").write_text("def test_own(): pass\n", "utf-8")
    (root / "tests" / "message.toml").write_text("not = 'a message'\n", "utf-8")
    (root / "templates" / "_draft").mkdir()
    (root / "templates" / "_draft" / "message.toml").write_text(MANIFEST, "utf-8")
    run(pytester, "--snapshot-update").assert_outcomes(passed=7)


def test_a_project_elsewhere(pytester: pytest.Pytester, root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = write_project(root / "mail", {"one": {"body": BODY}})
    assert other.is_dir()
    (root / "pytest.ini").write_text("[pytest]\ntactful = true\ntactful_project = mail\n", "utf-8")
    run(pytester, "--snapshot-update").assert_outcomes(passed=2)


def test_a_project_that_cannot_be_opened_is_wrong_use(pytester: pytest.Pytester, root: Path) -> None:
    (root / "tactful.toml").write_text('schemas = ["gone.json"]\n', "utf-8")
    result = run(pytester)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "gone.json" in result.stderr.str()


def test_it_works_with_xdist(pytester: pytest.Pytester, updated: Path) -> None:
    pytest.importorskip("xdist")
    pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:cov", "-n", "1").assert_outcomes(passed=6)


def test_the_fixtures(pytester: pytest.Pytester, root: Path) -> None:
    (root / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (root / "test_own.py").write_text(
        """
import pytest
from tactful import MessageRejected
from tactful.errors import ConfigError


def test_lamps(render_email, email_snapshot):
    email_snapshot(render_email("lamps", "ada"))
    email_snapshot(render_email("lamps", "nobody"))


@pytest.mark.parametrize("name", ["Ada", "Bo"])
def test_contexts(render_email, email_snapshot, name):
    context = {"as_of": "2026-02-13", "customer": {"id": "c", "first_name": name,
               "consents": {"basis": "consent", "scopes": ["marketing", "newsletter", "profiling"]}}, "unsubscribe_url": "https://a.example/u"}
    email_snapshot(render_email("lamps", context))


def test_project(tactful_project, render_email):
    assert tactful_project.messages() == ["lamps", "leak"]
    with pytest.raises(MessageRejected):
        render_email("leak", "a")
    with pytest.raises(ConfigError, match="ada, nobody"):
        render_email("lamps", "bob")
""",
        "utf-8",
    )
    run(pytester, "--snapshot-update").assert_outcomes(passed=4)
    run(pytester).assert_outcomes(passed=4)
    files = sorted(file.name for file in (root / "__snapshots__" / "test_own").glob("*.html"))
    assert len(files) == 4
    (root / "templates" / "lamps" / "message.mjml").write_text(
        (root / "templates" / "lamps" / "message.mjml").read_text("utf-8").replace("Spring", "Summer"), "utf-8"
    )
    run(pytester).assert_outcomes(passed=1, failed=3)
