"""What the commands do. Each returns its exit code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from tactful.cli import text
from tactful.cli.formats.errors import error_dict
from tactful.errors import ConfigError, ContextError, MessageRejected, TactfulError
from tactful.model.files import read_json
from tactful.model.override import Override
from tactful.model.strict_json import place_in_json
from tactful.project import Project


@dataclass(frozen=True, slots=True)
class Job:
    """One message for one context file; ``sample`` is the file's name without ending."""

    name: str
    file: Path

    @property
    def sample(self) -> str:
        return self.file.stem


def _names(project: Project, wanted: Sequence[str]) -> list[str]:
    """Message names; a path to a message folder counts as its name. Raises ConfigError for none at all."""
    known = project.messages()
    if not known:
        raise ConfigError("the project has no messages", remedy="make a folder with message.toml and message.mjml in a template root")
    if not wanted:
        return known
    names = []
    for one in wanted:
        name = one.rstrip("/")
        for root in project.config.template_roots:
            path = Path(one).resolve()
            if path.is_relative_to(root.resolve()) and path != root.resolve():
                name = (path if path.is_dir() else path.parent).relative_to(root.resolve()).as_posix()
        project.folder(name)
        names.append(name)
    return names


def _jobs(project: Project, name: str, contexts: Sequence[Path]) -> list[Job]:
    return [Job(name, file) for file in (contexts or project.samples(name))]


@contextmanager
def _of_file(job: Job) -> Iterator[Any]:
    """The context of a job's file. What is wrong with it gets its file and line. Raises ContextError."""
    try:
        yield read_json(job.file)
    except ConfigError as error:
        if error.file != str(job.file):
            raise
        raise ContextError(
            error.message, pointer="", expected="a JSON file", got="something else", file=error.file, line=error.line, column=error.column,
            remedy=error.remedy,
        ) from error  # fmt: skip
    except ContextError as error:
        if error.file is None:
            error.file = str(job.file)
            error.line, error.column = place_in_json(job.file.read_text("utf-8"), error.pointer)
        raise


def render(
    project_path: Path, wanted: Sequence[str], contexts: Sequence[Path], form: str, out_dir: Path | None, show_values: bool,
    fallback: Sequence[str] | None = None, override: Override | None = None,
) -> int:  # fmt: skip
    project = Project.open(project_path)
    out = text.Printer(project, show_values)
    failed, broken, written = False, False, 0
    data: list[dict[str, Any]] = []
    for name in _names(project, wanted):
        jobs = _jobs(project, name, contexts)
        if not jobs:
            broken = True
            error = ConfigError(
                f"the message {name!r} has no samples", remedy="give --context FILE, or put contexts into its samples folder"
            )
            data.append({"template": name, "error": error_dict(error)})
            out.broken(name, error, form)
        for job in jobs:
            try:
                with _of_file(job) as context:
                    email = project.render(name, context, fallback=fallback, override=override)
            except MessageRejected as rejection:
                failed = True
                data.append({**rejection.report.to_dict(), "context": job.sample})
                out.report(name, job.sample, rejection.report, form, context=context)
                continue
            except TactfulError as error:
                broken = True
                data.append({"template": name, "context": job.sample, "error": error_dict(error)})
                out.broken(f"{name} for {job.sample}", error, form)
                continue
            files = list(_write(email, job, out_dir)) if out_dir is not None else []
            written += bool(files)
            data.append({**email.report.to_dict(), "context": job.sample, "subject": email.subject, "files": files})
            note = "; ".join(f"instead of {one.template}: {', '.join(one.blocking_codes)}" for one in email.report.instead_of)
            out.report(email.message, job.sample, email.report, form, subject=email.subject, context=context, note=note)
            if out_dir is None and form == "text" and len(jobs) == 1:
                click.echo(email.text)
    if form == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        out.summary()
        if out_dir is not None:
            click.echo(f"{written} emails written to {out_dir} (.html, .txt, .eml)")
    return 2 if broken else int(failed)


def _write(email: Any, job: Job, out: Path) -> Iterator[str]:
    out.mkdir(parents=True, exist_ok=True)
    stem = f"{job.name.replace('/', '-')}--{job.sample}"
    for suffix, content in ((".html", email.html.encode()), (".txt", email.text.encode()), (".eml", email.mime().as_bytes())):
        file = out / f"{stem}{suffix}"
        file.write_bytes(content)
        yield str(file)


def rules(form: str) -> int:
    from tactful.lint.catalogue import describe, every_rule

    found = [describe(rule) for rule in every_rule()]
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for rule in found:
            click.echo(f"{rule['code']}  {rule['name']:<34} {rule['severity']:<8} {rule['summary']}")
    return 0


def explain(code: str, form: str) -> int:
    import difflib

    from tactful.lint.catalogue import describe, every_rule

    found = {rule.code: rule for rule in every_rule()} | {rule.name: rule for rule in every_rule()}
    rule = found.get(code.upper()) or found.get(code.lower())
    if rule is None:
        near = difflib.get_close_matches(code.upper(), list(found), 1) or difflib.get_close_matches(code.lower(), list(found), 1)
        raise ConfigError(f"there is no rule {code!r}", remedy=f"did you mean {near[0]}?" if near else "see `tactful rules`")
    if form == "json":
        click.echo(json.dumps(describe(rule), ensure_ascii=False, indent=2))
    else:
        text.explanation(rule)
    return 0
