"""The desk without a protocol: it answers whatever the text, and lints what a change concerns."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_project import sample, write_project

from tactful.errors import TactfulError
from tactful.lint.suppressions import hard
from tactful.lsp.actions import actions, suppressed
from tactful.lsp.completion import completion
from tactful.lsp.definition import definition
from tactful.lsp.desk import TYPED, Bench, Buffer, Desk, Said, saying
from tactful.lsp.hover import hover
from tactful.lsp.references import files_read
from tactful.model.files import read_json
from tactful.model.findings import Report
from tactful.project import Project

HELLO = "<mj-text>Hello {{ customer.first_name }},</mj-text>"
SAMPLE = sample(first_name="Bo")


def open_desk(root: Path, *files: str) -> tuple[Desk, Bench]:
    desk = Desk()
    for file in files:
        path = root / "templates" / file
        desk.put(path, Buffer(path.as_uri(), path.read_text("utf-8")))
    bench = desk.bench(root / "templates" / files[0])
    assert bench is not None
    desk.check(bench)
    return desk, bench


def put(desk: Desk, path: Path, text: str) -> None:
    desk.put(path, Buffer(path.as_uri(), text))


ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in (".mjml", ".toml", ".json")
)


@pytest.fixture(scope="module")
def examples() -> tuple[Desk, Bench]:
    return open_desk(ROOT, "yoga_quote/message.mjml")


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_question_about_any_text_is_answered(examples: tuple[Desk, Bench], data: st.DataObject) -> None:
    desk, bench = examples
    path = ROOT / "templates" / data.draw(st.sampled_from(FILES))
    text = path.read_text("utf-8")
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 30)))
    added = data.draw(st.sampled_from(["", "{{", "{{ customer.", "{%", "{% for o in offers %}{{ o.", "{#", '"', "'", "|", "🎉", "]]"]))
    put(desk, path, text[:begin] + added + text[end:])
    try:
        offset = data.draw(st.integers(0, begin + len(added)))
        for place in (offset, begin + len(added)):
            found = hover(desk, bench, path, place)
            assert found is None or found.start <= place <= found.end
            for item in completion(desk, bench, path, place):
                assert item.start <= item.end == place
            definition(desk, bench, path, place)
        actions(desk, bench, path, 1, 1000)
    finally:
        desk.drop(path)


def test_only_what_a_change_concerns_is_linted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"_partials/p.mjml": HELLO, "_partials/other.mjml": HELLO}
    messages = {f"m{n:02}": {"body": "{% include '_partials/p.mjml' %}", "samples": {"a": SAMPLE}} for n in range(TYPED + 3)}
    messages["alone"] = {"body": HELLO, "samples": {"a": SAMPLE}}
    root = write_project(tmp_path, messages, files=files)
    desk, bench = open_desk(root, "alone/message.mjml", "m08/message.mjml", "_partials/p.mjml")
    linted: list[str] = []
    from tactful.lsp import desk as module

    real = module.checked
    monkeypatch.setattr(module, "checked", lambda project, name, before: (linted.append(name), real(project, name, before))[1])

    def after(file: str, saved: bool = False) -> list[str]:
        linted.clear()
        rest = desk.check(bench, {root / "templates" / file: saved})
        assert saved or rest == ()
        desk.lint(bench, rest)
        return list(linted)

    assert after("alone/message.mjml") == ["alone"]
    assert after("m03/samples/a.json") == ["m03"]
    assert after("_partials/p.mjml") == ["m08", *(f"m{n:02}" for n in range(TYPED - 1))]
    assert sorted(after("_partials/p.mjml", saved=True)) == sorted(set(messages) - {"alone"})
    assert after("_partials/other.mjml") == []
    assert after("../tactful.toml") == ["alone", "m08"]
    assert after("../schema.json") == ["alone", "m08"]


def test_a_shared_finding_is_shown_once(tmp_path: Path) -> None:
    messages = {name: {"body": "{% include '_partials/p.mjml' %}", "samples": {"a": SAMPLE}} for name in ("one", "two")}
    root = write_project(tmp_path, messages, files={"_partials/p.mjml": HELLO})
    _desk, bench = open_desk(root, "one/message.mjml", "two/message.mjml")
    assert len(saying(bench)[root / "templates/_partials/p.mjml"]) == 1


def test_findings_of_a_customer_name_the_samples(tmp_path: Path) -> None:
    samples = {"known": SAMPLE, "ann": sample(), "unn": sample()}
    root = write_project(tmp_path, {"one": {"body": HELLO, "samples": samples}})
    _desk, bench = open_desk(root, "one/message.mjml")
    found = [one for one in saying(bench)[root / "templates/one/message.mjml"] if isinstance(one, Said)]
    assert sorted(one.samples for one in found) == [(), ("ann", "unn")]


def test_a_message_that_is_deleted_is_forgotten(tmp_path: Path) -> None:
    root = write_project(tmp_path, {name: {"body": HELLO, "samples": {"a": SAMPLE}} for name in ("one", "two")})
    desk, bench = open_desk(root, "one/message.mjml", "two/message.mjml")
    (root / "templates/two/message.toml").unlink()
    desk.check(bench, {root / "templates/two/message.toml": True})
    assert set(bench.messages) == {"one"}


def test_a_new_layout_of_the_file_drops_what_was_said_of_changed_lines(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"one": {"body": f"{HELLO}\n{HELLO}", "samples": {"a": SAMPLE}}})
    desk, bench = open_desk(root, "one/message.mjml")
    path = root / "templates/one/message.mjml"
    put(desk, path, desk.text(path).replace(HELLO, "{% if %}", 1))
    desk.check(bench, {path: False})
    shown = saying(bench)[path]
    assert [one.finding.line for one in shown if isinstance(one, Said)] == [3]
    assert len([one for one in shown if isinstance(one, TactfulError)]) == 1


def test_projects_of_folders_without_a_configuration(tmp_path: Path) -> None:
    desk = Desk()
    path = tmp_path / "templates/one/message.mjml"
    assert desk.bench(path) is None
    path.parent.mkdir(parents=True)
    desk.folders = [tmp_path]
    bench = desk.bench(path)
    assert bench is not None
    assert bench.root == tmp_path


def test_what_the_baseline_knows_is_said_quietly(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from tactful.cli.main import cli

    root = write_project(tmp_path, {"one": {"body": HELLO, "samples": {"a": SAMPLE}}}, 'baseline = "known.json"\n')
    assert CliRunner().invoke(cli, ["baseline", "--project", str(root)]).exit_code == 0
    desk, bench = open_desk(root, "one/message.mjml")
    path = root / "templates/one/message.mjml"
    put(desk, path, desk.text(path).replace(HELLO, f"<mj-spacer />\n{HELLO}\n<mj-text>In {{{{ customer.city }}}}</mj-text>"))
    desk.check(bench, {path: False})
    shown = [one for one in saying(bench)[path] if isinstance(one, Said)]
    assert [(one.finding.facts, one.known) for one in shown if not one.samples] == [
        (("customer.first_name",), True),
        (("customer.city",), False),
    ]


def test_which_files_a_message_reads() -> None:
    texts = {
        "a/message.mjml": "{% extends '_l.mjml' %}{%- from \"_m.mjml\" import x -%}<mj-include path='./part' />{# {% include 'no' %} #}", "_l.mjml": "{% include ['_p.mjml', '_q.mjml'] %}",
        "_m.mjml": "", "a/part.mjml": "{% import '_l.mjml' as l %}", "_p.mjml": "{% include '_p.mjml' %}", "_q.mjml": "",
    }  # fmt: skip
    assert files_read("a/message.mjml", texts.get) == frozenset(texts)
    assert files_read("nothing", texts.get) == frozenset()


def _suppressions() -> list[tuple[str, str, int]]:
    """Message, code and number of a finding of each rule (and kind of file) in the examples that a template may silence."""
    project = Project.open(ROOT)
    found: dict[tuple[str, str], tuple[str, str, int]] = {}
    for name in project.messages():
        reports = [project.lint(name), *(project.lint(name, read_json(file)) for file in project.samples(name))]
        findings = dict.fromkeys(finding for report in reports for finding in report.findings)
        for number, finding in enumerate(findings):
            if not hard(finding):
                found.setdefault((finding.code, finding.file[-5:]), (name, finding.code, number))
    return list(found.values())


@pytest.mark.parametrize(("name", "code", "number"), _suppressions())
def test_a_suppression_with_its_reason_silences_the_finding(name: str, code: str, number: int) -> None:
    desk, bench = open_desk(ROOT, f"{name}/message.mjml")

    def reports() -> list[Report]:
        project = Project.open(ROOT)
        return [project.lint(name), *(project.lint(name, read_json(file)) for file in project.samples(name))]

    findings = list(dict.fromkeys(finding for report in reports() for finding in report.findings))
    finding = findings[number]
    assert finding.code == code
    path = bench.path_of(finding.file)
    change = suppressed(desk, bench, path, finding)
    assert change is not None
    text = desk.text(path)
    put(desk, path, text[: change.start] + change.new.replace('""', '"because"') + text[change.end :])
    with desk.over():
        after = reports()
    assert (finding.code, finding.message) not in {(one.code, one.message) for report in after for one in report.findings}
    assert (finding.code, finding.message) in {(one.finding.code, one.finding.message) for report in after for one in report.allowed}


@pytest.mark.parametrize(
    ("file", "marked", "wanted", "unwanted"),
    [
        ("message.toml", 'topics = [\n  "travel.leisure.ski",\n  "travel.le¦"\n]', {"travel.leisure.city_break"}, {"EXP208"}),
        ("message.toml", 'subject = "a"\nselection = ["customer.¦', {"customer.dog", "customer.history[].item"}, {"travel.leisure.ski"}),
        ("message.toml", '[[asks]]\nfield = "cust¦"', {"customer.birth_date"}, set()), ("message.toml", '[[allow]]\ncodes = ["EX¦"]', {"EXP208"}, {"LAW702", "SUP901"}),
        ("message.toml", 'fallback = ["¦"]', {"one"}, set()), ("message.toml", 'purpose = "¦"', {"promotion", "service"}, set()), ("message.toml", "pur¦", {"purpose", "topics"}, {"because"}),
        ("message.toml", "[sender]\nna¦", {"name", "address", "unsubscribe"}, {"topics"}), ("message.toml", "[[allow]]\nbe¦", {"because", "until"}, {"topics"}),
        ("message.toml", 'subject = "¦"', set(), {"travel.leisure.ski"}), ("message.toml", '# topics = "¦', set(), {"EXP208"}),
        ("samples/a.json", '{"offers": [{"topic": "travel.¦"}]}', {"travel.leisure.ski"}, set()), ("samples/a.json", '{"offers": [{"title": "travel.¦"}]}', set(), {"travel.leisure.ski"}),
        ("message.mjml", "{% include '¦' %}", {"_partials/p.mjml"}, {"one/message.mjml"}), ("message.mjml", '<mj-include path="¦"', {"../_partials/p.mjml"}, set()),
        ("message.mjml", "{% import '_macros/m.mjml' as m %}{{ m.¦ }}", {"card"}, {"customer"}), ("message.mjml", "{{ customer.city | default(customer.¦) }}", {"dog"}, {"season"}),
        ("message.mjml", "{{ customer.history[0].¦ }}", {"item", "topic"}, {"history"}), ("message.mjml", "{% set x = ¦ %}", {"customer", "range"}, {"endif"}),
        ("message.mjml", "{% for o in ¦ %}", {"offers"}, {"if"}), ("message.mjml", "{{ loop.¦ }}", set(), {"index"}), ("message.mjml", "{% for o in offers %}{{ loop.¦ }}", {"index", "first"}, set()),
        ("message.mjml", "{{ ¦\n<mj-text>{{ customer.city }}</mj-text>", {"customer"}, set()), ("message.mjml", "{{ customer.city |¦ }}", {"upper"}, {"customer"}),
    ],
)  # fmt: skip
def test_what_may_stand_at_the_cursor(tmp_path: Path, file: str, marked: str, wanted: set[str], unwanted: set[str]) -> None:
    files = {"_partials/p.mjml": HELLO, "_macros/m.mjml": "{% macro card() %}{% endmacro %}"}
    root = write_project(tmp_path, {"one": {"body": HELLO, "samples": {"a": SAMPLE}}}, files=files)
    desk, bench = open_desk(root, "one/message.mjml")
    path = root / "templates/one" / file
    put(desk, path, marked.replace("¦", ""))
    found = {item.text for item in completion(desk, bench, path, marked.index("¦"))}
    assert wanted <= found
    assert not unwanted & found
