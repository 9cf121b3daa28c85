"""``tactful lint --watch``: lints again whenever a file of the project changes, and shows what changed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from tactful.cli import linting
from tactful.cli.formats.outcomes import Run
from tactful.cli.formats.reports import as_dict
from tactful.errors import ConfigError, TactfulError
from tactful.model.config import Config
from tactful.project import Project

_EVERY = 0.3  # seconds between two looks; editors write a file in several steps, so a change is taken when a look finds nothing new
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
_UNSEEN = {"__pycache__", "node_modules"}

Seen = dict[Path, tuple[int, int]]


def watch(project: Path, wanted: Sequence[str], wish: linting.Wish, changes: Iterable[object] | None = None) -> int:
    """Lint now and after each of ``changes`` (default: those of files, without end) until interrupted. Returns the last exit code.

    Raises ConfigError for options that watching cannot serve.
    """
    if wish.form not in ("text", "concise") or wish.output is not None:
        raise ConfigError("--watch writes to the terminal, as text or concise", remedy="leave out --format and --output")
    code, before = 0, dict[str, str]()
    coming = changes if changes is not None else file_changes(project, look(project))  # what changes during the first run is a change
    try:
        code, before = _once(project, wanted, wish, before, first=True)
        for _ in coming:
            code, before = _once(project, wanted, wish, before, first=False)
    except KeyboardInterrupt:
        click.echo("")
    return code


def _once(
    project_path: Path, wanted: Sequence[str], wish: linting.Wish, before: dict[str, str], *, first: bool
) -> tuple[int, dict[str, str]]:
    if sys.stdout.isatty():
        click.echo(_CLEAR, nl=False, color=True)
    try:
        project = Project.open(project_path)
        baseline = linting.the_baseline(project, wish)
        run = linting.gathered(project, wanted, wish)
    except TactfulError as error:
        from tactful.cli.text import error_lines

        click.echo("\n".join(error_lines(error)))
        return 2, {}
    run = run if baseline is None else run.beside(baseline)
    now = _by_message(run)
    changed = frozenset(name for name, found in now.items() if first or before.get(name) != found)
    gone = [name for name in before if name not in now]
    if wish.form == "concise":
        linting.report(Run(run.project, [one for one in run.outcomes if one.name in changed]), wanted, wish, baseline)
        failed = len({one.name for one in run.outcomes if one.failed})
        click.echo(f"{len(now)} messages, {failed} with findings that fail")
    else:
        linting.report(run, wanted, replace(wish, only=changed), baseline)
    if not first:
        rest = f"; gone: {', '.join(gone)}" if gone else ""
        click.echo(f"{time.strftime('%H:%M:%S')}  {', '.join(sorted(changed)) or 'no message'} changed{rest}")
    return run.exit_code, now


def _by_message(run: Run) -> dict[str, str]:
    """What each message came to, to compare."""
    found: dict[str, list[Any]] = {}
    for outcome in run.outcomes:
        found.setdefault(outcome.name, []).append([as_dict(outcome), outcome.note, outcome.settled])
    return {name: json.dumps(parts, sort_keys=True, default=str) for name, parts in found.items()}


def file_changes(project: Path, before: Seen, every: float = _EVERY) -> Iterator[None]:
    """One item for each change since ``before``, when it has come to rest: edits that follow one another at once are one."""
    while True:
        time.sleep(every)
        now = look(project)
        if now == before:
            continue
        while True:
            time.sleep(every / 2)
            again = look(project)
            if again == now:
                break
            now = again
        before = now
        yield None


def look(project: Path) -> Seen:
    """Time and size of every file that linting reads: template roots, configuration, schemas, words."""
    try:
        config = Config.discover(project)
        places = [*config.template_roots, *config.schema_files, *(config.root / name for name in config.lexicon)]
        places += [config.root / "tactful.toml", config.root / "pyproject.toml"]
    except TactfulError:  # a configuration that is being written
        places = [project]
    found: Seen = {}
    for place in places:
        for file in _files(place):
            try:
                state = file.stat()
            except OSError:
                continue
            found[file] = (state.st_mtime_ns, state.st_size)
    return found


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    try:
        inner = sorted(place.iterdir())
    except OSError:
        return
    for one in inner:
        if one.is_file():
            yield one
        elif not one.name.startswith(".") and one.name not in _UNSEEN:
            yield from _files(one)


__all__ = ["file_changes", "look", "watch"]
