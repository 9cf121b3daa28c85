"""``github``: workflow commands that GitHub Actions shows as annotations beside the lines of a pull request."""

from __future__ import annotations

from tactful.cli.formats.outcomes import Found, Run

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def as_annotations(run: Run) -> str:
    lines = [
        _command("error", _flat_place(run, error.file, error.line, error.column), f"{outcome.title} is broken", f"{error.message}\n{error.remedy or ''}")
        for outcome, error in run.broken()
    ]  # fmt: skip
    lines += [_annotation(run, found) for found in run.found() if not found.known]
    for outcome in run.outcomes:
        if outcome.note:
            file = f"{run.project.environment.roots_loader.shown(run.project.folder(outcome.name))}/message.toml"
            lines.append(_command("error", {"file": run.shown(file)}, "expected verdict", f"{outcome.title}: {outcome.note}"))
    return "".join(f"{line}\n" for line in lines)


def _annotation(run: Run, found: Found) -> str:
    one = found.finding
    place: dict[str, str | int] = {"file": run.shown(one.file), "line": one.line, "endLine": one.end_line}
    if one.line == one.end_line:  # GitHub takes columns for ranges within one line only
        place |= {"col": one.column, "endColumn": max(one.end_column, one.column)}
    customers = f" (for {', '.join(found.samples)})" if found.samples else ""
    parts = [f"{one.message}{customers}", *([f"help: {one.help}"] if one.help else []), *([one.url] if one.url else [])]
    return _command(_LEVELS[found.level], place, f"{one.code} {one.name}", "\n".join(parts))


def _flat_place(run: Run, file: str | None, line: int | None, column: int | None) -> dict[str, str | int]:
    found: dict[str, str | int] = {}
    if file is not None:
        found["file"] = run.shown(file)
        found |= {"line": line} if line is not None else {}
        found |= {"col": column} if column is not None else {}
    return found


def _command(level: str, place: dict[str, str | int], title: str, message: str) -> str:
    properties = {**place, "title": title}
    return f"::{level} {','.join(f'{key}={_property(str(value))}' for key, value in properties.items())}::{_data(message.strip())}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
