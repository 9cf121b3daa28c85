"""``tactful config``: the settings that hold, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import click

from tactful.errors import ConfigError
from tactful.lint.selection import unmatched
from tactful.model.config import Config
from tactful.model.files import read_toml
from tactful.model.places import line_of
from tactful.project import Project

_SHOWN_APART = ("root", "file", "rules", "overrides")
_HYPHENS = {"extend_select": "extend-select"}


def show(project_path: Path, message: str | None, form: str) -> int:
    """Print the settings of a project, or of one of its messages. Returns the exit code. Raises ConfigError."""
    project = Project.open(project_path)
    if message is not None:
        project.folder(message)
    found = effective(project, message)
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    click.echo(f"configuration: {found['file'] or 'none, defaults only'}")
    for one in found["settings"]:
        click.echo(f"  {one['key']:<34} {json.dumps(one['value'], ensure_ascii=False):<40} {one['origin']}")
    click.echo(f"rules{f' for {message}' if message else ''}:")
    for one in found["rules"]:
        severity = f" {one['severity']}" if one["severity"] else ""
        click.echo(f"  {one['code']} {one['name']:<34} {one['mode'] + severity:<20} {one['reason']}")
    for stray in unmatched(project.config, project.messages()):
        click.echo(f"warning: no message matches {stray}")
    return 0


def effective(project: Project, message: str | None) -> dict[str, Any]:
    """The settings as data: key, value, origin; each rule with mode, severity and reason."""
    config = project.config
    origin = _Origin(config)
    chosen = project.linter.selection.of(message or "")
    rules = []
    for rule in project.linter.described:
        setting = chosen.settings.get(rule.code)
        mode = setting.mode if setting is not None else "enforce"
        own = origin.of("rules", rule.code)
        reason = own if rule.code in config.rules and mode != "off" else chosen.reasons[rule.code]
        severity = setting.severity if setting is not None else None
        rules.append({"code": rule.code, "name": rule.name, "mode": mode, "severity": severity or "", "reason": reason})
    settings = [{"key": key, "value": value, "origin": origin.of(*key.split("."))} for key, value in _settings(config)]
    return {"file": origin.shown, "message": message, "settings": settings, "rules": rules}


def _settings(config: Config) -> Iterator[tuple[str, Any]]:
    for one in fields(config):
        if one.name in _SHOWN_APART:
            continue
        value = getattr(config, one.name)
        key = _HYPHENS.get(one.name, one.name)
        if is_dataclass(value):
            yield from ((f"{key}.{inner.name}", _plain(getattr(value, inner.name))) for inner in fields(value))
        elif isinstance(value, Mapping) and value:
            yield from ((f"{key}.{name}", _plain(inner)) for name, inner in value.items())
        else:
            yield key, _plain(value)


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=list))


class _Origin:
    """Where a key stands: file and line, or default."""

    def __init__(self, config: Config) -> None:
        self.shown = ""
        self._data: Any = {}
        self._text = ""
        self._within: tuple[str, ...] = ()
        if config.file is not None:
            path = Path(config.file)
            self._data, self._text = read_toml(path)
            self._within = ("tool", "tactful") if path.name == "pyproject.toml" else ()
            self.shown = path.name
        for part in self._within:
            self._data = self._data.get(part, {})

    def of(self, *key: str) -> str:
        value: Any = self._data
        for at, part in enumerate(key):
            if not isinstance(value, Mapping) or part not in value:
                return "taxonomy_files" if key[0] == "taxonomy" and at and "taxonomy_files" in self._data else "default"
            value = value[part]
        line = line_of(self._text, (*self._within, *key))
        return f"{self.shown}:{line}" if line is not None else self.shown


def schema(name: str) -> int:
    """Print a published JSON Schema, for editors. Raises ConfigError for an unknown one."""
    from tactful.model.validation import packaged

    known = ("config", "message", "context", "report")
    if name not in known:
        raise ConfigError(f"there is no schema {name!r}", remedy=f"one of {', '.join(known)}")
    click.echo(json.dumps(packaged(name), ensure_ascii=False, indent=2))
    return 0
