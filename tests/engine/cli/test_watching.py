"""``lint --watch`` shows what changed, sums up everything, and survives what is half-written."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "formats"))
from small_project import mjml, sample, write_project

from tactful.cli import linting, watching
from tactful.errors import ConfigError

WATCHING = "<mj-text>We saw that you like your {{ customer.dog }}</mj-text>"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_project(
        tmp_path,
        {"lamps": {"body": "<mj-text>Lamps</mj-text>"}, "dog": {"body": "<mj-text>Leads</mj-text>", "samples": {"has": sample(dog="pug")}}},
    )


def rounds(root: Path, *edits: object) -> Iterator[None]:
    for edit in edits:
        edit()  # type: ignore[operator]
        yield None


def write(root: Path, body: str) -> None:
    (root / "templates/dog/message.mjml").write_text(body, "utf-8")


@pytest.mark.parametrize("form", ["text", "concise"])
def test_only_changed_messages_are_shown_and_all_are_counted(root: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    wish = linting.Wish(form=form, cache=True)
    seen: list[str] = []
    steps = [
        lambda: seen.append(capsys.readouterr().out),
        lambda: write(root, mjml(WATCHING)),
        lambda: seen.append(capsys.readouterr().out),
    ]

    def changes() -> Iterator[None]:
        steps[0]()
        steps[1]()
        yield None
        steps[2]()

    assert watching.watch(root, (), wish, changes()) == 1
    first, second = seen
    assert "changed" not in first
    assert "EXP202" in second
    assert "lamps" not in second.replace("1 messages", "")
    assert "dog changed" in second
    if form == "text":
        assert "lamps" in first
        assert "1 accepted, 1 rejected" in second
    else:
        assert "2 messages, 1 with findings that fail" in second


def test_a_half_written_project_is_said_and_watching_goes_on(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = root / "tactful.toml"
    before = config.read_text("utf-8")
    edits = (lambda: config.write_text("[[[", "utf-8"), lambda: config.write_text(before, "utf-8"))
    assert watching.watch(root, (), linting.Wish(), rounds(root, *edits)) == 0
    shown = capsys.readouterr().out
    assert "not TOML" in shown
    assert shown.rstrip().endswith("changed")


def test_a_message_that_went_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import shutil

    watching.watch(root, (), linting.Wish(), rounds(root, lambda: shutil.rmtree(root / "templates/dog")))
    assert "gone: dog" in capsys.readouterr().out


def test_other_formats_are_refused(root: Path) -> None:
    with pytest.raises(ConfigError, match="--watch"):
        watching.watch(root, (), linting.Wish(form="sarif"), ())


def test_interrupting_it_is_no_error(root: Path) -> None:
    def interrupted() -> Iterator[None]:
        raise KeyboardInterrupt
        yield None

    assert watching.watch(root, (), linting.Wish(), interrupted()) == 0


def test_edits_that_follow_at_once_are_one_change(root: Path) -> None:
    found = watching.file_changes(root, watching.look(root), 0.05)
    file = root / "templates/dog/message.mjml"
    import threading

    def write_often() -> None:
        for step in range(6):
            time.sleep(0.01)
            file.write_text(f"{step}" * (step + 1), "utf-8")

    thread = threading.Thread(target=write_often)
    thread.start()
    next(found)
    thread.join()
    assert file.read_text("utf-8") == "555555"


@pytest.mark.parametrize("path", ["tactful.toml", "schema.json", "templates/dog/samples/has.json", "templates/new/message.toml"])
def test_everything_that_linting_reads_is_looked_at(root: Path, path: str) -> None:
    before = watching.look(root)
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("x" * 77, "utf-8")
    assert watching.look(root) != before


def test_the_screen_is_cleared_on_a_terminal_alone(root: Path) -> None:
    command = [sys.executable, "-m", "tactful.cli", "lint", "--watch", "--project", str(root)]
    plain = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    main, other = pty.openpty()
    terminal = subprocess.Popen(command, stdout=other, stderr=other, env={**os.environ, "PYTHONUNBUFFERED": "1", "TERM": "xterm"})
    os.close(other)
    try:
        shown = _until(main, b"accepted")
        assert shown.startswith(b"\x1b[2J")
        assert plain.stdout is not None
        said = _until(plain.stdout.fileno(), b"2 accepted")
        assert b"\x1b" not in said
        write(root, mjml(WATCHING))
        assert b"EXP202" in _until(plain.stdout.fileno(), b"dog changed")
    finally:
        for process in (plain, terminal):
            process.send_signal(signal.SIGINT)
            process.wait(20)
        os.close(main)
        if plain.stdout is not None:
            plain.stdout.close()
    assert plain.returncode in (0, 1)  # that of the last run that was finished


def _until(handle: int, wanted: bytes, seconds: float = 40) -> bytes:
    found, end = b"", time.monotonic() + seconds
    while wanted not in found:
        assert select.select([handle], [], [], max(0, end - time.monotonic()))[0], found
        found += os.read(handle, 65_536)
    return found


def test_what_changed_is_told_by_content(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "templates/lamps/samples/plain.json"
    context = json.loads(file.read_text("utf-8"))
    watching.watch(root, (), linting.Wish(), rounds(root, lambda: file.write_text(json.dumps(context, indent=3), "utf-8")))
    assert "no message changed" in capsys.readouterr().out


def test_what_changes_during_the_first_run_is_a_change(root: Path) -> None:
    before = watching.look(root)
    (root / "templates/dog/message.mjml").write_text("changed meanwhile", "utf-8")
    next(watching.file_changes(root, before, 0.02))
