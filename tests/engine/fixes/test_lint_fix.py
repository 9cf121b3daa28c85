"""``tactful lint --fix`` and ``--diff`` over projects on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_project import FOOTER, mjml, sample, write_project

from tactful.cli.main import cli

HELLO = "<mj-text>Hello {{ customer.first_name }},</mj-text>"
KNOWN = "{{ customer.first_name | default('friend', true) }}"


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["lint", *arguments, "--project", str(root)])


def body(root: Path, name: str = "hello") -> str:
    return (root / "templates" / name / "message.mjml").read_bytes().decode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_project(
        tmp_path / "p",
        {
            "hello": {
                "body": f"{HELLO}\n<mj-text>In {{{{ customer.city }}}}</mj-text>",
                "samples": {"a": sample(city="Leeds", first_name="Bo")},
            }
        },
    )


def test_fix_writes_says_what_and_shows_what_remains(root: Path) -> None:
    result = run(root, "--fix")
    assert KNOWN in body(root)
    assert "1 finding fixed in 1 file" in result.output
    assert "1 × DAT404 missing-fallback" in result.output
    assert "1 more finding can be fixed with --unsafe-fixes" in result.output
    assert "customer.city may be absent" in result.output
    assert "customer.first_name may be absent" not in result.output
    assert result.exit_code == 0


def test_unsafe_fixes_too(root: Path) -> None:
    run(root, "--fix", "--unsafe-fixes")
    assert "{% if customer.city %}<mj-text>In {{ customer.city }}</mj-text>{% endif %}" in body(root)
    assert "DAT404" not in run(root).output


def test_a_second_run_changes_nothing(root: Path) -> None:
    run(root, "--fix", "--unsafe-fixes")
    once = body(root)
    assert "0 findings fixed in 0 files" in run(root, "--fix", "--unsafe-fixes").output
    assert body(root) == once
    assert run(root, "--diff", "--unsafe-fixes").exit_code == 0


def test_diff_writes_nothing_and_fails_where_there_is_something(root: Path) -> None:
    before = body(root)
    result = run(root, "--diff")
    assert result.exit_code == 1
    assert "--- templates/hello/message.mjml" in result.stdout
    assert f"+<mj-text>Hello {KNOWN},</mj-text>" in result.stdout
    assert "1 finding would be fixed in 1 file" in result.stderr
    assert body(root) == before


def test_what_remains_decides_the_exit_code(tmp_path: Path) -> None:
    link = '<mj-button href="https://x.example/?s={{ customer.dog }}">Go</mj-button>'
    root = write_project(tmp_path, {"hello": {"body": HELLO + link, "samples": {"a": sample(dog="b")}}})
    assert run(root, "--fix").exit_code == 1
    assert KNOWN in body(root)


def test_machine_formats_stay_clean(root: Path) -> None:
    result = run(root, "--fix", "--format", "json")
    reports = json.loads(result.stdout)
    assert {finding["facts"][0] for report in reports for finding in report["findings"] if finding["code"] == "DAT404"} == {"customer.city"}
    assert "1 finding fixed" in result.stderr


def test_proposals_stand_in_json_and_concise(root: Path) -> None:
    finding = next(f for f in json.loads(run(root, "--format", "json").stdout)[0]["findings"] if f["facts"] == ["customer.first_name"])
    assert finding["fixes"] == [{
        "message": "print “friend” where customer.first_name is absent", "applicability": "safe",
        "edits": [{
            "file": "templates/hello/message.mjml", "line": 2, "column": 38, "end_line": 2, "end_column": 38, "text": " | default('friend', true)",
        }],
    }]  # fmt: skip
    lines = run(root, "--format", "concise").stdout
    assert "DAT404 [*] customer.first_name" in lines
    assert "DAT404 customer.city" in lines
    assert "1 can be fixed with --fix, 1 more with --unsafe-fixes" in run(root).output


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_layout_comments_and_line_ends_stay(tmp_path: Path, newline: str) -> None:
    text = mjml(f"{{# a note #}}\n\n<!-- 🎉 --> {HELLO}   \n\t<mj-text>Tabs\tstay</mj-text>").replace("\n", newline)
    root = write_project(tmp_path, {"hello": {"body": "<mjml></mjml>", "samples": {"a": sample(first_name="Bo")}}})
    file = root / "templates/hello/message.mjml"
    file.write_bytes(text.encode())
    run(root, "--fix")
    assert file.read_bytes().decode() == text.replace("{{ customer.first_name }}", KNOWN)


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ('subject = "Hi {{ customer.first_name }}"', 'subject = "Hi {{ customer.first_name | default(\'friend\', true) }}"'),
        ("subject = 'Hi {{ customer.first_name }}!'", "subject = 'Hi {{ customer.first_name | default(\"friend\", true) }}!'"),
        ('subject = """\nHi {{ customer.first_name }}"""', 'subject = """\nHi {{ customer.first_name | default(\'friend\', true) }}"""'),
        ('subject = "Hi \\u263a {{ customer.first_name }}"', 'subject = "Hi \\u263a {{ customer.first_name }}"'),  # escapes: no place
        ('subject = "News"\npreheader = "Yes, {{ customer.first_name }}!"', 'subject = "News"\npreheader = "Yes, {{ customer.first_name | default(\'friend\', true) }}!"'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_texts_of_the_manifest(tmp_path: Path, line: str, fixed: str, newline: str) -> None:
    root = write_project(tmp_path, {"hello": {"body": FOOTER, "samples": {"a": sample(first_name="Bo")}}})
    file = root / "templates/hello/message.toml"
    rest = '# ours\npurpose = "promotion"\nlocale = "en-GB"\n'
    file.write_bytes(f"{line}\n{rest}".replace("\n", newline).encode())
    run(root, "--fix")
    assert file.read_bytes().decode() == f"{fixed}\n{rest}".replace("\n", newline)


PARTIAL = {"_partials/hello.mjml": HELLO}
INCLUDE = "{% include '_partials/hello.mjml' %}"


def test_a_partial_of_several_messages_is_fixed_once(tmp_path: Path) -> None:
    messages = {name: {"body": INCLUDE, "samples": {"a": sample(first_name="Bo")}} for name in ("one", "two", "three")}
    root = write_project(tmp_path, messages, files=PARTIAL)
    result = run(root, "--fix")
    assert (root / "templates/_partials/hello.mjml").read_text("utf-8") == HELLO.replace("{{ customer.first_name }}", KNOWN)
    assert "1 finding fixed in 1 file" in result.output


def test_a_partial_of_two_languages_is_left_alone(tmp_path: Path) -> None:
    messages = {name: {"body": INCLUDE, "samples": {"a": sample(first_name="Bo")}} for name in ("english", "swedish")}
    root = write_project(tmp_path, messages, files=PARTIAL)
    file = root / "templates/swedish/message.toml"
    file.write_text(file.read_text("utf-8").replace("en-GB", "sv-SE"), "utf-8")
    result = run(root, "--fix")
    assert (root / "templates/_partials/hello.mjml").read_text("utf-8") == HELLO
    assert "2 fixes not applied: messages that share the file propose different things" in result.output


def test_a_partial_waits_for_the_messages_that_were_not_linted(tmp_path: Path) -> None:
    messages = {name: {"body": INCLUDE, "samples": {"a": sample(first_name="Bo")}} for name in ("one", "two")}
    root = write_project(tmp_path, messages, files=PARTIAL)
    result = run(root, "one", "--fix")
    assert (root / "templates/_partials/hello.mjml").read_text("utf-8") == HELLO
    assert "the file is shared with messages that were not linted" in result.output


@pytest.mark.parametrize(
    ("path", "text", "use"),
    [
        ("_layouts/base.mjml", f"<mjml><mj-body><mj-section><mj-column>{HELLO}{{% block x %}}{{% endblock %}}{FOOTER}</mj-column></mj-section></mj-body></mjml>",
         "{% extends '_layouts/base.mjml' %}{# <mjml> #}{% block x %}<mj-spacer />{% endblock %}"),
        ("_macros/m.mjml", f"{{% macro hello(customer) %}}{HELLO}{{% endmacro %}}", "{% from '_macros/m.mjml' import hello %}{{ hello(customer) }}"),
        ("_partials/h.mjml", HELLO, '<mj-include path="../_partials/h.mjml" />'),
    ],
)  # fmt: skip
def test_layouts_macros_and_includes_of_mjml(tmp_path: Path, path: str, text: str, use: str) -> None:
    root = write_project(tmp_path, {"hello": {"body": use, "samples": {"a": sample(first_name="Bo")}}}, files={path: text})
    run(root, "--fix", "--unsafe-fixes")
    assert "default('friend', true)" in (root / "templates" / path).read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{# tactful: allow EXP207 because "x" #}\n<mj-text>Hi</mj-text>', "<mj-text>Hi</mj-text>"),
        ('<mj-text>Hi</mj-text> {# tactful: allow EXP207 because "x" #}', "<mj-text>Hi</mj-text>"),
        ('<mj-text>{# tactful: allow EXP207 because "x" #}Hi</mj-text>', "<mj-text>Hi</mj-text>"),
        ('  {# tactful: allow EXP207\n   because "x" #}\n<mj-text>Hi</mj-text>', "<mj-text>Hi</mj-text>"),
        ('{# tactful: allow EXP207 until 2020-01-01 because "x" #}\n<mj-text>Hi</mj-text>', "<mj-text>Hi</mj-text>"),
        ('{# tactful: allow LAW702 because "x" #}\n<mj-text>Hi</mj-text>', "<mj-text>Hi</mj-text>"),
        ('{# tactful: allow EXP208, EXP207 because "EXP207" #}\n<mj-button href="https://x.example/?s={{ customer.dog }}">Go</mj-button>',
         '{# tactful: allow EXP208 because "EXP207" #}\n<mj-button href="https://x.example/?s={{ customer.dog }}">Go</mj-button>'),
        ('{# tactful: allow EXP207, EXP208 because "x" #}\n<mj-button href="https://x.example/?s={{ customer.dog }}">Go</mj-button>',
         '{# tactful: allow EXP208 because "x" #}\n<mj-button href="https://x.example/?s={{ customer.dog }}">Go</mj-button>'),
        ('<mj-text>a {#- tactful: allow EXP207 because "x" -#} b</mj-text>', '<mj-text>a {#- tactful: allow EXP207 because "x" -#} b</mj-text>'),
    ],
)  # fmt: skip
def test_suppressions_that_do_nothing_go(tmp_path: Path, before: str, after: str) -> None:
    config = 'ignore = ["DAT404", "MJM909"]\n'
    root = write_project(tmp_path, {"hello": {"body": before, "samples": {"a": sample(dog="b")}}}, config)
    run(root, "--fix")
    assert body(root) == mjml(after)


def test_entries_of_the_manifest_go_with_their_lines(tmp_path: Path) -> None:
    used = '[[allow]]\ncodes = ["EXP208"]\nbecause = "shop number"\n'
    idle = '[[allow]]\ncodes = ["EXP207"]  # [[x]]\nbecause = """\n[[allow]] is said here"""\n\n'
    tail = '# of the sender\n[sender]\nname = "Lamp Ltd"\n'
    link = '<mj-button href="https://x.example/?s={{ customer.dog }}">Go</mj-button>'
    root = write_project(tmp_path, {"hello": {"body": link, "manifest": f"{used}\n{idle}{tail}", "samples": {"a": sample(dog="b")}}})
    before = (root / "templates/hello/message.toml").read_text("utf-8")
    run(root, "--fix")
    assert (root / "templates/hello/message.toml").read_text("utf-8") == before.replace(idle, "")


def test_what_a_baseline_knows_is_left_alone(root: Path) -> None:
    CliRunner().invoke(cli, ["baseline", "--project", str(root)])
    before = body(root)
    run(root, "--fix", "--baseline", str(root / "tactful-baseline.json"))
    assert body(root) == before


def test_a_broken_message_stops_nothing_else(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"hello": {"body": HELLO, "samples": {"a": sample(first_name="Bo")}}, "broken": {"body": "{% if %}"}})
    result = run(root, "--fix")
    assert result.exit_code == 2
    assert KNOWN in body(root)
    assert run(root, "--diff").exit_code == 2


def test_a_diff_knows_no_line_ends_but_lf(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"hello": {"body": f"{HELLO}\n<mj-text>a\u2028b</mj-text>", "samples": {"a": sample(first_name="Bo")}}})
    lines = run(root, "--diff").stdout.split("\n")
    assert not [line for line in lines if line.startswith("\\")]
    assert " <mj-text>a\u2028b</mj-text>" in lines


def test_a_file_that_changed_meanwhile_is_not_written_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tactful.cli import fixing

    real = fixing.written

    def late(outcome: fixing.Outcome) -> None:
        (root / "templates/hello/message.mjml").write_text("somebody else's", "utf-8")
        real(outcome)

    monkeypatch.setattr(fixing, "written", late)
    result = run(root, "--fix")
    assert result.exit_code == 2
    assert "changed while it was being fixed" in result.output
    assert body(root) == "somebody else's"


def test_a_fix_that_helps_nothing_fails_the_rules_own_test() -> None:
    from collections.abc import Iterator

    from tactful import Example, Issue, Rule, check_rule
    from tactful.draft.template import Template
    from tactful.lint.fixing import inserted, proposed

    class Idle(Rule):
        """A word.

        What it finds: a word.

        Why it hurts: it does.

        What to do: nothing.

        Source: this test.
        """

        code = "TST001"
        name = "idle"
        severity = "warning"
        kinds = ("static",)
        violates = (Example("en", "<mj-text>word</mj-text>"),)
        passes = (Example("en", "<mj-text>other</mj-text>"),)
        text = "x"

        def check_template(self, template: Template) -> Iterator[Issue]:
            at = template.body.source.text.find("word")
            if at >= 0:
                span = template.body.source.span(at + 1, at + 2)
                yield Issue("a word", span, fix=proposed(template, "do it", [inserted(span, self.text)], "unsafe"))

    check_rule(Idle)
    Idle.text = " "
    check_rule(Idle)
    Idle.text = ""
    with pytest.raises(AssertionError, match="leaves the finding where it is"):
        check_rule(Idle)
