"""``tactful labels init``: proposals for labels as a schema fragment."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tactful.errors import ConfigError
from tactful.project import Project


def init(project_path: Path, out: Path | None, force: bool) -> int:
    from tactful.labels import fragment, propose

    proposals = propose(Project.open(project_path))
    text = json.dumps(fragment(proposals), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        _write(out, text, force)
    full = sum(proposal.complete for proposal in proposals)
    where = f" in {out}" if out is not None else ""
    click.echo(f"{len(proposals)} facts have no full label: {full} proposed{where}, {len(proposals) - full} open; review each", err=True)
    return 0


def _write(out: Path, text: str, force: bool) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise ConfigError("the file is there already", file=str(out), remedy="give another name, or --force to write over it") from error
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror or error}", file=str(out), remedy="check the path") from error
