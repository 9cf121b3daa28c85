"""The cache of ``tactful lint`` never gives another answer than linting anew, and never breaks a run."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_project import FOOTER, mjml, sample, write_project

from tactful.cli.cache import FOLDER, LintCache
from tactful.cli.main import cli
from tactful.model.findings import Finding

DOG = "{% if customer.dog %}<mj-text>Your {{ customer.dog }} will love it</mj-text>{% endif %}"
ALLOW = '{# tactful: allow EXP206 until 2026-03-01 because "the shop\'s own" #}\n'
LAYOUT = f"<mjml><mj-body><mj-section><mj-column>{{% block body %}}{{% endblock %}}{{% include '_parts/foot.mjml' %}}{FOOTER}</mj-column></mj-section></mj-body></mjml>\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_project(
        tmp_path,
        {
            "plain": {"body": "<mj-text>Lamps for spring</mj-text>"},
            "dog": {"body": DOG, "samples": {"none": sample(), "has": sample(dog="whippet")}},
            "laid": {"body": "{% extends '_layouts/a.mjml' %}{% block body %}<mj-text>{{ customer.dog }}</mj-text>{% endblock %}<mjml>", "samples": {"has": sample(dog="pug")}},
            "allowed": {"body": ALLOW + "<mj-text>{{ customer.dog }}</mj-text>", "samples": {"has": sample(dog="pug")}},
            "loose": {"body": "{% include ['_parts/maybe.mjml', '_parts/foot.mjml'] %}", "manifest": 'fallback = ["plain"]\n'},
            "promo/deep": {"body": "<mj-text>{% import '_parts/macros.mjml' as m %}{{ m.hello(customer.dog) }}</mj-text>"},
        },
        config="[rules.EXP206]\nmode = 'enforce'\n",
        files={
            "_layouts/a.mjml": LAYOUT, "_parts/foot.mjml": "<mj-text>All the best</mj-text>",
            "_parts/macros.mjml": "{% macro hello(name) %}Hello {{ name | default('you', true) }}{% endmacro %}",
        },
    )  # fmt: skip


def output(root: Path, *options: str, form: str = "json", code: tuple[int, ...] = (0, 1, 2)) -> str:
    result = CliRunner().invoke(cli, ["lint", "--project", str(root), "--format", form, "--as-of", "2026-02-13", *options])
    assert result.exit_code in code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return f"{result.exit_code}\n{result.output}"


def entries(root: Path) -> list[Path]:
    return sorted((root / FOLDER / "lint").rglob("*.json"))


@pytest.mark.parametrize("form", ["text", "concise", "json", "jsonl", "sarif", "github", "junit"])
@pytest.mark.parametrize("options", [(), ("--expected",), ("dog", "allowed")])
def test_every_format_says_the_same(root: Path, form: str, options: tuple[str, ...]) -> None:
    anew = output(root, "--no-cache", *options, form=form)
    assert output(root, *options, form=form) == anew  # fills it
    assert entries(root)
    assert output(root, *options, form=form) == anew


def test_the_second_run_lints_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = output(root)
    monkeypatch.setattr("tactful.project.Project.lint", lambda *_args, **_more: pytest.fail("linted again"))
    assert output(root) == first


def test_an_edit_lints_that_message_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output(root)
    linted: list[str] = []
    from tactful.project import Project

    before = Project.lint

    def noted(self: Project, name: str, *args: object, **more: object) -> object:
        linted.append(name)
        return before(self, name, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Project, "lint", noted)
    (root / "templates/dog/message.mjml").write_text(mjml("<mj-text>Lamps</mj-text>"), "utf-8")
    output(root)
    assert set(linted) == {"dog", "loose"}  # loose has a fallback and an include that is not there: anything may decide
    linted.clear()
    (root / "templates/_layouts/a.mjml").write_text(LAYOUT.replace("<mj-body>", "<mj-body width='500px'>"), "utf-8")
    output(root)
    assert set(linted) == {"laid", "loose"}


def edits(root: Path) -> list[Callable[[random.Random], None]]:
    templates = root / "templates"

    def rewrite(path: str, *texts: str) -> Callable[[random.Random], None]:
        return lambda rng: (templates / path).write_text(rng.choice(texts), "utf-8")  # type: ignore[return-value]

    def toggle(path: str, text: str) -> Callable[[random.Random], None]:
        def run(_rng: random.Random) -> None:
            file = root / path
            if file.exists():
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")

        return run

    def config(rng: random.Random) -> None:
        mode, threshold = rng.choice(["enforce", "shadow", "off"]), rng.choice([9, 14, 40])
        (root / "tactful.toml").write_text(
            f'schemas = ["schema.json"]\n[rules.EXP206]\nmode = "{mode}"\n[thresholds]\nexposure_reject = {threshold}\n', "utf-8"
        )

    def schema(rng: random.Random) -> None:
        data = json.loads((root / "schema.json").read_text("utf-8"))
        data["properties"]["customer"]["properties"]["dog"]["x-fact"]["provenance"] = rng.choice(["stated", "observed", "third_party"])
        (root / "schema.json").write_text(json.dumps(data), "utf-8")

    watching = "<mj-text>We saw that you like your {{ customer.dog }}</mj-text>"
    return [
        rewrite("dog/message.mjml", mjml(DOG), mjml(watching), mjml("<mj-text>Lamps</mj-text>"), "{% if %}"),
        rewrite("dog/samples/has.json", json.dumps(sample(dog="whippet")), json.dumps(sample()), "{"),
        rewrite("_layouts/a.mjml", LAYOUT, LAYOUT.replace("<mj-body>", f"<mj-body>{watching}")),
        rewrite("_parts/foot.mjml", "<mj-text>All the best</mj-text>", watching),
        rewrite("_parts/macros.mjml", "{% macro hello(name) %}Hello {{ name }}{% endmacro %}", "{% macro hello(name) %}Hello you{% endmacro %}"),
        rewrite("allowed/message.mjml", mjml(ALLOW + "<mj-text>{{ customer.dog }}</mj-text>"), mjml(ALLOW + "<mj-text>Lamps</mj-text>")),
        rewrite("plain/message.toml", 'subject = "News"\npurpose = "promotion"\n', 'subject = "{{ customer.dog }}"\npurpose = "service"\n'),
        toggle("templates/_parts/maybe.mjml", watching), toggle("templates/new/message.mjml", mjml(watching)),
        toggle("templates/new/message.toml", 'subject = "News"\npurpose = "promotion"\n'), config, schema,
        toggle("templates/dog/samples/more.json", json.dumps(sample(dog="beagle"))),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_after_random_edits_the_answer_is_that_of_a_run_without_it(root: Path, seed: int) -> None:
    rng = random.Random(seed)
    possible = edits(root)
    for step in range(14):
        for edit in rng.sample(possible, rng.randrange(1, 3)):
            edit(rng)
        form = rng.choice(["json", "sarif", "text"])
        assert output(root, form=form) == output(root, "--no-cache", form=form), step


def test_the_day_decides_where_a_suppression_ends(root: Path) -> None:
    def on(day: str, *more: str) -> str:
        return CliRunner().invoke(cli, ["lint", "--project", str(root), "--format", "json", "--as-of", day, *more]).output

    assert on("2026-02-13") != on("2026-03-02")
    for day in ("2026-02-13", "2026-03-02", "2026-02-13"):
        assert on(day) == on(day, "--no-cache")


def test_broken_entries_are_as_good_as_none(root: Path) -> None:
    first = output(root)
    files = entries(root)
    assert len(files) == 6
    head, _, body = files[0].read_text("utf-8").partition("\n")
    files[0].write_text(f"{head}\n{body.replace('accept', 'reject')[:-9]}", "utf-8")
    files[1].write_bytes(b"\xff\xfe\x00")
    files[2].write_text("", "utf-8")
    files[3].write_text(body, "utf-8")
    files[4].unlink()
    files[4].mkdir()
    assert output(root) == first


def test_a_forged_entry_makes_nothing_but_data(root: Path) -> None:
    from tactful.cli.cache.packing import unpacked

    for forged in ({"~": "os:system", "command": "true"}, {"~": "tactful.project:Project"}, {"~": "subprocess:Popen", "args": []}):
        with pytest.raises((ValueError, AttributeError)):
            unpacked(forged)


def test_without_a_clock_in_the_sample_nothing_is_kept(root: Path) -> None:
    context = sample(dog="pug")
    del context["as_of"]
    (root / "templates/dog/samples/has.json").write_text(json.dumps(context), "utf-8")
    output(root)
    assert len(entries(root)) == 5


def test_what_is_edited_while_it_is_linted_is_not_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = LintCache.put
    file = root / "templates/_layouts/a.mjml"

    def put(self: LintCache, name: str, outcomes: object) -> None:
        if name == "laid":
            file.write_text(LAYOUT + "\n", "utf-8")
        before(self, name, outcomes)  # type: ignore[arg-type]

    monkeypatch.setattr(LintCache, "put", put)
    output(root)
    assert len(entries(root)) == 5


def test_many_runs_at_once(root: Path) -> None:
    command = [sys.executable, "-m", "tactful.cli", "lint", "--project", str(root), "--format", "json", "--as-of", "2026-02-13"]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: subprocess.run(command, capture_output=True, check=False).stdout, range(3)))
    assert len(set(found)) == 1
    assert json.loads(found[0])
    assert f"{found[0].decode()}" in output(root)
    assert not list((root / FOLDER).rglob("*.new"))


def test_it_ignores_itself_and_can_be_cleaned(root: Path) -> None:
    output(root)
    assert (root / FOLDER / ".gitignore").read_text("utf-8").splitlines()[-1] == "*"
    result = CliRunner().invoke(cli, ["clean", "--project", str(root)])
    assert result.exit_code == 0
    assert not (root / FOLDER).exists()
    assert "no cache" in CliRunner().invoke(cli, ["clean", "--project", str(root)]).output


def test_a_folder_that_cannot_be_written_stops_no_run(root: Path) -> None:
    (root / FOLDER).write_text("in the way", "utf-8")
    assert output(root) == output(root, "--no-cache")


def test_a_baseline_is_applied_after_it(root: Path) -> None:
    file = root / "base.json"
    CliRunner().invoke(cli, ["baseline", "--project", str(root), "--output", str(file)])
    output(root)
    assert output(root, "--baseline", str(file)) == output(root, "--baseline", str(file), "--no-cache")
    file.write_text('{"version": 1, "findings": []}', "utf-8")
    assert output(root, "--baseline", str(file)) == output(root, "--baseline", str(file), "--no-cache")


def test_everything_of_a_finding_is_kept() -> None:
    from tactful.cli.cache.packing import packed, unpacked

    one = Finding(
        "EXP201", "x", "error", "m", "f", 1, 2, 3, 4, "text", ("a", "b"), {"n": 1.5, "l": [1], "d": {"k": True}}, "h", "u", "shadow"
    )
    again = unpacked(json.loads(json.dumps(packed(one))))
    assert again == one
    assert again.evidence == one.evidence
