"""``tactful init`` and ``tactful new``: what is written works at once, and nothing that is there is written over."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from tactful.cli import scaffold_files as files
from tactful.errors import ConfigError, MessageRejected, TactfulError
from tactful.project import Project

_AS_OF = "2026-03-02T08:00:00+00:00"


def init(folder: Path) -> int:
    """A working project: settings, schema with labels, a message with two samples and snapshots, a test, a CI file. Raises ConfigError."""
    if (folder / "pyproject.toml").is_file() and "[tool.tactful]" in (folder / "pyproject.toml").read_text("utf-8"):
        raise ConfigError(
            "this is a project already: pyproject.toml has [tool.tactful]", remedy="begin a message with `tactful new message NAME`"
        )
    texts = {
        "tactful.toml": files.CONFIG, "pytest.ini": files.PYTEST, "tests/test_messages.py": files.TEST, ".github/workflows/mail.yml": files.WORKFLOW,
        "templates/schema.json": files.SCHEMA, "templates/_partials/footer.mjml": files.FOOTER,
        **{f"templates/welcome/{name}": text for name, text in _message("welcome", "en-GB", files.INCLUDE_FOOTER).items()},
    }  # fmt: skip
    _write(folder, texts)
    project = Project.open(folder)
    _write(folder, _snapshots(project, "welcome", folder))
    click.echo("next: tactful lint --expected · tactful render --out build/emails · pytest (with tactful[pytest])")
    return 0


def new_message(project_path: Path, name: str) -> int:
    """A message with two samples in the first template root. Raises ConfigError."""
    project = Project.open(project_path)
    if not re.fullmatch(r"[\w][\w.-]*(/[\w][\w.-]*)*", name) or name.startswith("_") or "/_" in name:
        raise ConfigError(f"{name!r} is no name for a message", remedy="use letters, digits, - and _, such as spring_newsletter")
    root = project.config.template_roots[0]
    footer = files.INCLUDE_FOOTER if _shares_footer(root) else files.OWN_FOOTER
    locale = project.config.locale or "en-GB"
    texts = _message(name, locale, footer)
    _write(root / name, texts)
    fresh = Project.open(project_path)
    for file in fresh.samples(name):
        try:
            report = fresh.lint(name, json.loads(file.read_text("utf-8")))
            click.echo(f"{name} for {file.stem}: {report.verdict}{' (' + ', '.join(report.codes) + ')' if report.codes else ''}")
        except TactfulError as error:
            click.echo(f"{name} for {file.stem} needs your hand: {error}")
    click.echo(f"next: tactful lint {name} --expected · pytest --snapshot-update")
    return 0


def _shares_footer(root: Path) -> bool:
    """Whether the footer that ``tactful init`` wrote is there as it was."""
    footer = root / "_partials" / "footer.mjml"
    return footer.is_file() and footer.read_text("utf-8") == files.FOOTER


def new_rule(project_path: Path, full: str) -> int:
    """A rule with its test: ``ACM101-too-many-words``. Raises ConfigError."""
    found = re.fullmatch(r"([A-Z]{3}[0-9]{3})-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)", full)
    if found is None:
        raise ConfigError(f"{full!r} is no code and name of a rule", remedy="write it as ACM101-too-many-words")
    code, name = found.groups()
    _free(code, name)
    root = project_path.resolve()
    own = root / "lint_rules" / "tactful_rules"
    package = "tactful_rules" if own.is_dir() else "mail_rules"
    folder = own if own.is_dir() else root / package
    module = name.replace("-", "_")
    values = {
        "CODE": code,
        "NAME": name,
        "CLASS": "".join(part.capitalize() for part in name.split("-")),
        "MODULE": f"{package}.{module}",
        "PACKAGE": package,
    }
    tests = root / "tests" / "lint_rules" if own.is_dir() else root / "tests"
    texts = {str(folder / f"{module}.py"): _filled(files.RULE, values), str(tests / f"test_{module}.py"): _filled(files.RULE_TEST, values)}
    if not (folder / "__init__.py").is_file():
        texts[str(folder / "__init__.py")] = _filled(files.RULES_PACKAGE, values)
    _write(root, texts)
    if not own.is_dir():
        click.echo(
            f'next: python -m pytest tests/test_{module}.py; let Tactful find it: [project.entry-points."tactful.rules"] own = "{package}"'
        )
    else:
        click.echo("next: make docs, make test")
    return 0


def _free(code: str, name: str) -> None:
    from tactful.lint.catalogue import every_rule

    for rule in every_rule():
        if rule.code == code or rule.name == name:
            raise ConfigError(f"there is a rule {rule.code}-{rule.name} already", remedy="choose another code and name")


def _message(name: str, locale: str, footer: str) -> dict[str, str]:
    subject = name.rpartition("/")[2].replace("_", " ").replace("-", " ").capitalize()
    values = {"NAME": name, "SUBJECT": subject, "LOCALE": locale, "FOOTER": footer}
    consents = {"basis": "consent", "scopes": ["newsletter", "marketing"]}
    common: dict[str, Any] = {"unsubscribe_url": "https://post.example.com/u/1"}
    known = {"as_of": _AS_OF, "customer": {"id": "c-1", "first_name": "Ada", "consents": consents}, **common}
    unknown = {"as_of": _AS_OF, "customer": {"id": "c-2", "consents": consents}, **common}
    return {
        "message.toml": _filled(files.MANIFEST, values), "message.mjml": _filled(files.MESSAGE, values),
        "samples/known.json": json.dumps(known, indent=1) + "\n", "samples/unknown.json": json.dumps(unknown, indent=1) + "\n",
    }  # fmt: skip


def _snapshots(project: Project, name: str, folder: Path) -> dict[str, str]:
    """The snapshots that the pytest plugin compares with, as it would write them."""
    from tactful.snapshots import parts_of
    from tactful.snapshots.written import findings_text

    place = f"{(project.folder(name) / '__snapshots__').resolve().relative_to(folder.resolve()).as_posix()}"
    found = {f"{place}/every_branch.findings": findings_text(project.lint(name))}
    for file in project.samples(name):
        try:
            parts = parts_of(project.render(name, json.loads(file.read_text("utf-8"))))
        except MessageRejected as rejection:
            parts = {"findings": findings_text(rejection.report)}
        found |= {f"{place}/{file.stem}.{ending}": text for ending, text in parts.items()}
    return found


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"@([A-Z]+)@", lambda found: values[found.group(1)], text)


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    """All files or none. Raises ConfigError where one of them is there already."""
    there = [name for name in texts if (folder / name).exists()]
    if there:
        raise ConfigError(
            f"{there[0]} is there already", file=str(folder / there[0]), remedy="move it away, or choose another place: nothing was written"
        )
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
        if "__snapshots__" not in name:
            click.echo(f"wrote {name if not Path(name).is_absolute() else file.relative_to(folder)}")
