"""Bad inputs, one row each: one clear error with its place and remedy, the documented exit code, no email; and the message beside it,
which is in order, is rendered all the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tactful.cli.main import cli
from tactful.lint import loader
from tactful.lint.rule import Example, Issue, Rule

MANIFEST = 'subject = "Order"\npurpose = "service"\nlocale = "en-GB"\n'
SAMPLE = '{"as_of": "2026-02-13T08:00:00+01:00", "customer": {"id": "c-1"}, "xs": [1, 2]}'
SCHEMA = '{"properties": {"xs": {"type": "array"}, "word": {"type": "string"}}}'


def mjml(body: str, head: str = "") -> str:
    return f"<mjml>\n<mj-head>{head}</mj-head>\n<mj-body><mj-section><mj-column>\n{body}\n</mj-column></mj-section></mj-body></mjml>\n"


GOOD = mjml("<mj-text>Your order has left us.</mj-text>")


@dataclass(frozen=True)
class Bad:
    """``files``: path below the project → content (None removes it). ``words`` stand in the error's message or remedy. ``file`` and ``line``: its
    place. ``alone``: the error concerns this message only, so that the good one is rendered."""

    id: str
    files: dict[str, str | bytes | None]
    words: str
    file: str | None = None
    line: int | None = None
    alone: bool = True
    type: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


BODY, TOML, JSON = "templates/bad/message.mjml", "templates/bad/message.toml", "templates/bad/samples/a.json"


def body(id: str, source: str, words: str, line: int | None = 4, **more: Any) -> Bad:
    return Bad(id, {BODY: mjml(source)}, words, BODY, line, **more)


def manifest(id: str, added: str, words: str, line: int | None = 4, **more: Any) -> Bad:
    return Bad(id, {TOML: f"{MANIFEST}{added}\n"}, words, TOML, line, **more)


def sample(id: str, text: str | bytes, words: str, line: int | None = None, **more: Any) -> Bad:
    return Bad(id, {JSON: text}, words, JSON, line, type="ContextError", **more)


def setting(id: str, added: str, words: str, line: int | None = 2, **more: Any) -> Bad:
    return Bad(id, {"tactful.toml": f'schemas = ["schema.json"]\n{added}\n'}, words, "tactful.toml", line, alone=False, **more)


def customer(**members: Any) -> str:
    return json.dumps({"as_of": "2026-02-13T08:00:00+01:00", "customer": {"id": "c-1", **members}})


ROWS = [
    # Jinja
    body("unclosed if", "<mj-text>{% if xs %}x</mj-text>", "endif", None, type="TemplateError"),
    body("unclosed expression", "<mj-text>{{ xs </mj-text>", "unexpected", 4),
    body("unknown filter", "<mj-text>{{ word | sesaon }}</mj-text>", "sesaon", 4),
    body("unknown test", "<mj-text>{% if word is odder %}x{% endif %}</mj-text>", "odder", 4),
    body("unknown tag", "<mj-text>{% fro x in xs %}{% endfro %}</mj-text>", "fro", 4),
    body("stray endfor", "<mj-text>{% endfor %}</mj-text>", "endfor", 4),
    body("block twice", "{% block a %}{% endblock %}{% block a %}{% endblock %}", "twice", None),
    body("missing include", "{% include 'nowhere.mjml' %}", "nowhere.mjml", 4),
    body("missing import", "{% import '_macros/none.mjml' as m %}", "_macros/none.mjml", 4),
    body("missing layout", "{% extends 'none.mjml' %}", "none.mjml", None),
    body("include leads out", "{% include '../../tactful.toml' %}", "leads out", 4),
    body("absolute include", "{% include '/etc/passwd' %}", "leads out", 4),
    Bad("include loop", {BODY: mjml("{% include '_a.mjml' %}"), "templates/_a.mjml": "{% include '_b.mjml' %}", "templates/_b.mjml": "{% include '_a.mjml' %}"}, "itself"),
    Bad("extends itself", {BODY: '{% extends "bad/message.mjml" %}'}, "itself", BODY),
    body("division by zero", "<mj-text>{{ 1 / (xs | length - 2) }}</mj-text>", "zero", 4),
    body("adding text to a number", "<mj-text>{{ 1 + 'x' }}</mj-text>", "", 4),
    body("calling a value", "<mj-text>{{ word() }}</mj-text>", "", 4),
    body("attribute of the interpreter", "<mj-text>{{ ''.__class__.__mro__ }}</mj-text>", "", 4),
    body("endless recursion", "{% macro m() %}{{ m() }}{% endmacro %}<mj-text>{{ m() }}</mj-text>", "", None),
    body("loops without end", "<mj-text>{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}</mj-text>", "", 4),
    body("a huge text", "<mj-text>{{ 'x'.ljust(10 ** 9) }}</mj-text>", "", 4),
    body("a huge product", "<mj-text>{{ 'x' * 10 ** 9 }}</mj-text>", "", 4),
    body("a huge format", "<mj-text>{{ '%1000000000d' % 1 }}</mj-text>", "", 4),
    body("a huge power", "<mj-text>{{ 9 ** 999999999 }}</mj-text>", "", 4),
    body("an output of 1 GB", "<mj-text>{% set s = 'x' * 1000000 %}{% for a in range(1000) %}{{ s }}{% endfor %}</mj-text>", "", None),
    Bad("broken partial", {BODY: mjml("{% include '_p.mjml' %}"), "templates/_p.mjml": "ok\n{% if %}"}, "", "templates/_p.mjml", 2),
    Bad("broken macro file", {BODY: "{% import '_m.mjml' as m %}" + GOOD, "templates/_m.mjml": "{% macro x( %}"}, "", "templates/_m.mjml", 1),
    Bad("broken subject", {TOML: 'subject = "Hi {{ customer.first_name"\npurpose = "service"\n'}, "", TOML, 1),
    # MJML
    body("unclosed tag", "<mj-text>x", "mj-text", None),
    body("wrong closing tag", "<mj-text>x</mj-button>", "", None),
    body("unquoted hole in an attribute", "<mj-button href={{ word }}>x</mj-button>", "quote", 4),
    body("unclosed attribute", '<mj-button href="https://x.example>x</mj-button>', "", None),
    Bad("mj-include loop", {BODY: mjml('<mj-include path="../_c.mjml" />'), "templates/_c.mjml": '<mj-include path="_c.mjml" />'}, ""),
    body("layout nested beyond reason", "<mj-group>" * 9000 + "</mj-group>" * 9000, "nest", 4),
    Bad("no mjml at all", {BODY: "Hello there\n"}, "mjml", BODY),
    Bad("no body", {BODY: "<mjml><mj-head></mj-head></mjml>"}, "mj-body", BODY),
    Bad("empty template", {BODY: ""}, "", BODY),
    Bad("template missing", {BODY: None}, "message.mjml"),
    # encodings
    Bad("template with BOM", {BODY: b"\xef\xbb\xbf" + GOOD.encode()}, "byte order mark", BODY, 1),
    Bad("template in UTF-16", {BODY: GOOD.encode("utf-16")}, "UTF-16", BODY, 1),
    Bad("template in Latin-1", {BODY: GOOD.replace("left", "lämnat").encode("latin-1")}, "UTF-8", BODY, 4),
    Bad("template with NUL", {BODY: GOOD.replace("order", "or\0der").encode()}, "NUL", BODY, 4),
    Bad("template with a control character", {BODY: GOOD.replace("order", "or\x07der")}, "character", BODY, 4),
    # manifests
    manifest("unknown key", 'topcis = ["travel"]', "topics"),
    manifest("unknown purpose", 'stage = "freind"', "stage", 4),
    manifest("wrong type", 'topics = "travel"', "topics", 4),
    manifest("selection that is no path", 'selection = ["customer..x"]', "selection", 4),
    manifest("headers that inject", '[headers]\nX-A = "b\\r\\nBcc: x@example.com"', "X-A", None),
    manifest("eligibility that fetches", '[eligibility]\n"$ref" = "https://x.example/s.json"', "refer", None),
    Bad("no subject", {TOML: 'purpose = "service"\n'}, "subject", TOML),
    Bad("purpose of its own", {TOML: 'subject = "x"\npurpose = "advert"\n'}, "purpose", TOML, 2),
    Bad("bad TOML", {TOML: 'subject = "Order\n'}, "TOML", TOML, 1),
    Bad("key twice", {TOML: f'{MANIFEST}subject = "again"\n'}, "TOML", TOML, 4),
    Bad("no such locale", {TOML: 'subject = "x"\npurpose = "service"\nlocale = "xx-ZZ"\n'}, "xx-ZZ", TOML, 3),
    Bad("empty manifest", {TOML: ""}, "subject", TOML),
    Bad("manifest in UTF-16", {TOML: MANIFEST.encode("utf-16")}, "UTF-16", TOML),
    Bad("missing schema of the message", {TOML: f'{MANIFEST}schema = ["none.json"]\n'}, "cannot be read", "none.json"),
    # contexts
    sample("not JSON", "{'customer': 1}", "JSON", 1),
    sample("empty context", "", "empty"),
    sample("a list", "[]", "object"),
    sample("a member twice", '{"customer": {"id": "a",\n "id": "b"}}', "twice", 2),
    sample("NaN", '{"customer": {"id": "a", "points": NaN}}', "NaN", 1),
    sample("context with BOM", b"\xef\xbb\xbf{}", "byte order mark", 1),
    sample("context in UTF-16", SAMPLE.encode("utf-16"), "UTF-16", 1),
    sample("no customer", "{}", "customer"),
    sample("no id", '{"customer": {}}', "id"),
    sample("wrong type of a value", customer(points="many"), "points"),
    sample("unknown member with a near one", customer(frist_name="x"), "first_name"),
    sample("unknown root", '{"customer": {"id": "a"}, "ofers": []}', "offers"),
    sample("polarity that does not exist", customer(preferences=[{"topic": "travel", "polarity": "loves", "basis": "stated"}]), "polarity"),
    sample("time that is none", '{"as_of": "yesterday", "customer": {"id": "a"}}', "as_of"),
    sample("zone that does not exist", customer(time_zone="Europe/Atlantis"), "zone"),
    sample("birthday that is none", customer(birth_date="1990-02-30"), "birth_date"),
    sample("nested beyond reason", '{"customer": {"id": "a"}, "xs": ' + "[" * 400 + "]" * 400 + "}", "nested"),
    sample("number beyond reason", '{"customer": {"id": "a", "points": 1e999}}', "large"),
    # the project
    setting("unknown setting", "tempaltes = []", "templates"),
    setting("setting of a wrong type", 'locale = ["sv"]', "locale"),
    setting("rule that does not exist", '[rules.EXP999]\nmode = "off"', "EXP999", None),
    setting("mode that does not exist", '[rules.EXP201]\nmode = "maybe"', "mode", None),
    setting("threshold that rejects nothing", "[thresholds]\nexposure_reject = nan", "finite", None),
    setting("zone of the project", 'time_zone = "Mars/Olympus"', "Mars/Olympus"),
    setting("locale of the project", 'locale = "zz"', "zz"),
    setting("root that is not there", 'templates = ["mails"]', "mails", None),
    Bad("two configurations", {"pyproject.toml": "[tool.tactful]\n"}, "two configurations", alone=False),
    Bad("schema that is no schema", {"schema.json": '{"properties": {"xs": {"type": "aray"}}}'}, "schema", "schema.json", alone=False),
    Bad("schema that is no JSON", {"schema.json": "{"}, "JSON", "schema.json", 1, alone=False),
    Bad("schema that is missing", {"schema.json": None}, "cannot be read", "schema.json", alone=False),
    Bad("label with a wrong word", {"schema.json": '{"properties": {"xs": {"x-fact": {"provenance": "guessed"}}}}'}, "provenance", "schema.json", alone=False),
    Bad("schema that fetches", {"schema.json": '{"properties": {"xs": {"$ref": "https://x.example/s"}}}'}, "leads out", "schema.json", alone=False),
    Bad("a message twice", {"tactful.toml": 'schemas = ["schema.json"]\ntemplates = ["templates", "more"]\n', "more/bad/message.toml": MANIFEST, "more/bad/message.mjml": GOOD}, "two template roots", alone=False),
]  # fmt: skip


def write(root: Path, files: dict[str, str | bytes | None]) -> None:
    for name, content in files.items():
        file = root / name
        if content is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    base: dict[str, str | bytes | None] = {"tactful.toml": 'schemas = ["schema.json"]\n', "schema.json": SCHEMA}
    for name in ("bad", "good"):
        base |= {
            f"templates/{name}/message.toml": MANIFEST,
            f"templates/{name}/message.mjml": GOOD,
            f"templates/{name}/samples/a.json": SAMPLE,
        }
    write(tmp_path, base)
    return tmp_path


def run(project: Path) -> tuple[int, list[dict[str, Any]], list[str]]:
    """Exit code, errors, names of the emails written."""
    out = project / "out"
    result = CliRunner().invoke(cli, ["render", "--project", str(project), "--out", str(out), "--format", "json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    found = json.loads(result.stdout)
    errors = [found["error"]] if isinstance(found, dict) else [one["error"] for one in found if "error" in one]
    return result.exit_code, errors, sorted(file.name for file in out.glob("*")) if out.exists() else []


def test_the_project_of_the_table_is_in_order(project: Path) -> None:
    code, errors, emails = run(project)
    assert (code, errors) == (0, [])
    assert [name for name in emails if name.endswith(".html")] == ["bad--a.html", "good--a.html"]


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 60
    assert len({row.id for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_bad_input(row: Bad, project: Path) -> None:
    write(project, row.files)
    code, errors, emails = run(project)
    assert code == 2
    assert len(errors) == 1, errors
    error = errors[0]
    assert error["message"]
    assert error["remedy"], error
    assert row.words.lower() in f"{error['message']} {error['remedy']} {error.get('pointer', '')}".lower(), error
    assert not row.type or error["type"] == row.type
    if row.file is not None:
        assert error["file"] is not None
        assert Path(error["file"]).as_posix().endswith(row.file), error
    if row.line is not None:
        assert error["line"] == row.line, error
    assert not [name for name in emails if name.startswith("bad--")]
    assert ("good--a.html" in emails) is row.alone


@pytest.mark.parametrize(
    ("source", "code", "column"),
    [
        ("</mj-text><mj-text>x</mj-text>", "MJM911", 1), ("<mj-group><mj-text>x</mj-text>", "MJM911", 1),
        ('<mj-include path="./none.mjml" />', "MJM910", 19), ('<mj-include path="../../tactful.toml" />', "MJM910", 19),
        ('<mj-include path="/etc/passwd" />', "MJM910", 19), ('<mj-include path="https://x.example/a.mjml" />', "MJM910", 19),
        ("<mj-include />", "MJM910", 1), ("<mj-qr value='1' />", "MJM901", 1),
    ],
)  # fmt: skip
def test_what_the_official_compiler_passes_over_is_rejected_with_its_place(source: str, code: str, column: int, project: Path) -> None:
    write(project, {BODY: mjml(source)})
    exit_code, errors, emails = run(project)
    assert (exit_code, errors) == (1, [])
    assert not [name for name in emails if name.startswith("bad--")]
    result = CliRunner().invoke(cli, ["lint", "--project", str(project), "--format", "json", "bad"])
    found = [one for report in json.loads(result.stdout) for one in report["findings"] if one["severity"] == "error"]
    assert {(one["code"], one["line"], one["column"]) for one in found} == {(code, 4, column)}
    assert all(one["file"].endswith("bad/message.mjml") and one["help"] for one in found)


class _Strange(Rule):
    """Strange.

    What it finds: nothing that it should.

    Why it hurts: it does not do its work.

    What to do: repair it.

    Source: this test.
    """

    code = "TST101"
    name = "strange"
    violates = (Example("en", "<mj-text>x</mj-text>"),)
    passes = (Example("en", "<mj-text>x</mj-text>"),)


class Raises(_Strange):
    def check_draft(self, draft: Any) -> Iterator[Issue]:
        raise KeyError("secret")


class Mutates(_Strange):
    def check_draft(self, draft: Any) -> Iterator[Issue]:
        draft.context["customer"]["id"] = "changed"
        yield from ()


class Babbles(_Strange):
    def check_draft(self, draft: Any) -> Iterator[Issue]:
        yield "no issue"  # type: ignore[misc]


class Speechless(_Strange):
    def check_template(self, template: Any) -> Iterator[Issue]:
        return None  # type: ignore[return-value]


class FailsToPrepare(_Strange):
    def prepare(self, shape: Any) -> None:
        raise RuntimeError("no")


@pytest.mark.parametrize("rule", [Raises, Mutates, Babbles, Speechless, FailsToPrepare])
def test_a_rule_that_does_not_do_its_work_blocks(rule: type[Rule], project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "load_rules", lambda: (rule(),))
    out = project / "out"
    result = CliRunner().invoke(cli, ["render", "good", "--project", str(project), "--out", str(out), "--format", "json"])
    assert result.exit_code == 1
    findings = [finding for report in json.loads(result.stdout) for finding in report["findings"]]
    assert [finding["code"] for finding in findings] == ["TST101"]
    assert "could not do its work" in findings[0]["message"]
    assert "secret" not in result.stdout
    assert not out.exists()


class NoCode(_Strange):
    code = "X1"


class NoName(_Strange):
    name = "Not A Name"


class NoExamples(_Strange):
    violates = ()


class NoWork(_Strange):
    pass


@pytest.mark.parametrize("rule", [NoCode, NoName, NoExamples, NoWork, object, 7])
def test_a_malformed_rule_stops_the_run(rule: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "load_rules", lambda: loader.made([rule]))
    code, errors, emails = run(project)
    assert (code, len(errors), emails) == (2, 1, [])
    assert errors[0]["type"] == "ConfigError"
    assert errors[0]["remedy"]
