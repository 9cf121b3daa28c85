"""``tactful fields``: what each message reads, as a table, JSON or Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tactful.cli.commands import _names
from tactful.project import Project

if TYPE_CHECKING:
    from tactful.lint.fields import Field

_COLUMNS = ("member", "read for", "label", "purposes", "places")
_PLACES = 6  # as many as stand in a table; JSON has all


def fields(project_path: Path, wanted: Sequence[str], form: str) -> int:
    from tactful.lint.fields import fields_of

    project = Project.open(project_path)
    found = {name: fields_of(project.template(name)) for name in _names(project, wanted)}
    if form == "json":
        data = [
            {"template": name, "purpose": project.manifest(name).purpose, "fields": [one.to_dict() for one in of]}
            for name, of in found.items()
        ]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    elif form == "markdown":
        click.echo("\n".join(line for name, of in found.items() for line in _markdown(name, project.manifest(name).purpose, of)))
    else:
        for name, of in found.items():
            _table(name, project.manifest(name).purpose, of)
    return 0


def label_words(one: Field) -> str:
    """A label in one line: ``observed, lifestyle, time: clock``; what nobody labelled is said first."""
    if not one.fact:
        return "not a fact" if one.declared else "not declared"
    if one.label is None:
        return "by member"
    from tactful.lint.fields import described

    found: dict[str, Any] = described(one.label, one.path)
    if len(found["assumed"]) == 3:
        return "no label (counts as the worst)"
    words = [f"assumed: {', '.join(found['assumed'])}"] if found["assumed"] else []
    words += ["by entry" if found["per_entry"] else found["provenance"], found["sensitivity"]]
    words += [f"{name}: {level}" for name, level in found["granularity"].items()]
    words += ["ledger"] if found["ledger"] else []
    words += [] if found["known_to_recipient"] else ["not known to the recipient"]
    words += [f"max_age {found['max_age']}"] if found["max_age"] else []
    return ", ".join(words)


def _purposes(one: Field) -> str:
    if one.label is None:
        return ""
    return "any" if one.label.purposes is None else ", ".join(sorted(one.label.purposes))


def _rows(found: Sequence[Field]) -> Iterator[tuple[str, str, str, str, list[str]]]:
    for one in found:
        places = list(dict.fromkeys(reading.place for reading in one.readings))
        more = [f"and {len(places) - _PLACES} more"] if len(places) > _PLACES else []
        yield one.path, ", ".join(one.uses), label_words(one), _purposes(one), [*places[:_PLACES], *more]


def _table(name: str, purpose: str, found: Sequence[Field]) -> None:
    from rich.table import Table
    from rich.text import Text

    from tactful.cli.text import console

    table = Table(title=f"{name} ({purpose}): {len(found)} members", title_justify="left", show_lines=True)
    for column in ("member, places", "read for", "label", "purposes"):
        table.add_column(column, overflow="fold", min_width=36 if column.startswith("member") else None)
    for path, uses, label, purposes, places in _rows(found):
        table.add_row(Text.assemble((path, "bold"), *((f"\n{place}", "dim") for place in places)), uses, label, purposes)
    console().print(table)


def _markdown(name: str, purpose: str, found: Sequence[Field]) -> Iterator[str]:
    yield f"## {name} ({purpose})\n"
    yield f"| {' | '.join(_COLUMNS)} |"
    yield f"|{' --- |' * len(_COLUMNS)}"
    for path, uses, label, purposes, places in _rows(found):
        cells = [f"`{path}`", uses, label, purposes, "<br>".join(places)]
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""
