"""``tactful audit``: a message against an audience file, as a table, as JSON, as an HTML page."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from tactful.errors import ConfigError
from tactful.project import Project

if TYPE_CHECKING:
    from tactful.audience import Audit


def audit(
    project_path: Path, wanted: str, audience: Path, form: str, html: Path | None, as_of: str | None, allow: float, show_ids: bool
) -> int:
    """0 where no more than the share ``allow`` would be stopped, 1 otherwise, 2 where a rule could not do its work."""
    from tactful.audience import audit as run
    from tactful.audience import entries
    from tactful.cli.commands import _names

    project = Project.open(project_path)
    (name,) = _names(project, [wanted])
    project.template(name)
    if as_of is not None:
        _check_moment(as_of)
    with _opened(audience) as file, _progress(file, audience) as lines:
        found = run(project, name, entries(lines, str(audience)), as_of=as_of, show_ids=show_ids)
    if not found.customers and not found.bad_lines:
        raise ConfigError("the audience is empty", file=str(audience), remedy="give JSON Lines: one context a line")
    if form == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        from tactful.cli.audit_text import printed

        printed(found, audience.name)
    if html is not None:
        _write(found, audience.name, html, form)
    return 2 if found.broken else int(found.stopped_share > allow)


def _write(found: Audit, audience: str, html: Path, form: str) -> None:
    from tactful.cli.audit_html import page

    try:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(page(found, audience), "utf-8")
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror or error}", file=str(html), remedy="check the path") from error
    if form != "json":
        click.echo(f"page written to {html}")


def _check_moment(as_of: str) -> None:
    from tactful.model.clock import moment

    if moment(as_of) is None:
        raise ConfigError(f"--as-of {as_of!r} is no moment", remedy="write it as 2026-02-13T08:00:00+01:00")


@contextmanager
def _opened(audience: Path) -> Iterator[IO[bytes]]:
    """The audience file; ``-`` is standard input. Raises ConfigError."""
    if str(audience) == "-":
        yield sys.stdin.buffer
        return
    try:
        file = audience.open("rb")
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror or error}", file=str(audience), remedy="check the path and its permissions"
        ) from error
    with file:
        yield file


@contextmanager
def _progress(file: IO[bytes], audience: Path) -> Iterator[Iterable[bytes]]:
    """The file's lines, with a bar on a terminal and nothing elsewhere."""
    if not sys.stderr.isatty() or str(audience) == "-":
        yield file
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.completed:,} customers"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _counted(file, progress, max(os.fstat(file.fileno()).st_size, 1))


def _counted(file: IO[bytes], progress: object, size: int) -> Iterator[bytes]:
    """Lines, with the number of customers on the bar; how many there will be is reckoned from the bytes read so far."""
    from rich.progress import Progress

    assert isinstance(progress, Progress)
    task = progress.add_task("audit", total=None)
    read = 0
    for number, line in enumerate(file, 1):
        read += len(line)
        yield line
        if number % 100 == 0:
            progress.update(task, completed=number, total=number * size / read)
