"""Commands and their options; what they do stands in ``commands``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tactful.cli import completion as complete
from tactful.cli.formats import NAMES
from tactful.errors import TactfulError

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print.")
PROJECT = click.option(
    "--project", "project", type=click.Path(path_type=Path), default=Path(), help="The project's folder (default: here)."
)
SHOW = click.option("--show-values", is_flag=True, help="Print values of facts too (never in CI logs).")


def safely(command: Callable[..., int]) -> Callable[..., None]:
    """Run a command; errors of the tree are printed with place and remedy, exit code 2."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except TactfulError as error:
            from tactful.cli.text import error_lines

            if kwargs.get("form") in ("json", "jsonl", "sarif"):
                import json

                from tactful.cli.formats.errors import error_dict

                click.echo(json.dumps({"error": error_dict(error)}, ensure_ascii=False, indent=2))
            else:
                click.echo("\n".join(error_lines(error)), err=True)
            code = 2
        except BrokenPipeError:
            code = 0
        click.get_current_context().exit(code)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tactful", prog_name="tactful")
def cli() -> None:
    """Email templates with manners: MJML and Jinja, linted against what is known of the recipient before anything is rendered.

    Exit codes: 0 fine, 1 rejected or findings, 2 wrong use or a broken project.
    """


@cli.command()
@click.argument("templates", nargs=-1, shell_complete=complete.messages)
@click.option(
    "--context",
    "contexts",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A context file; may be given several times (default: the samples).",
)
@click.option("--expected", is_flag=True, help="Compare with [[expect]] of message.toml; only a difference fails.")
@click.option("--format", "form", type=click.Choice(NAMES), default="text", show_default=True, help="How to print.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead of the terminal.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Findings that this file knows fail nothing (see `tactful baseline`).")
@click.option("--coverage", is_flag=True, help="Say which branches no sample reaches.")
@click.option("--fix", is_flag=True, help="Write safe fixes into the files; say what was fixed and what remains.")
@click.option("--diff", is_flag=True, help="Show what --fix would write, and write nothing.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: fixes too whose result somebody must read.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day on which every branch is read (default: today); samples have their own."
)
@click.option("--watch", is_flag=True, help="Lint again whenever a file changes, and show the messages that changed.")
@click.option("--cache/--no-cache", default=True, show_default=True, help="Take what did not change from .tactful_cache.")
@SHOW
@PROJECT
@safely
def lint(templates: tuple[str, ...], project: Path, watch: bool, **wish: Any) -> int:
    """Lint messages: every branch, then every sample."""
    from tactful.cli import linting

    if watch:
        from tactful.cli import watching

        return watching.watch(project, templates, linting.Wish(**wish))
    return linting.lint(project, templates, linting.Wish(**wish))


@cli.command()
@click.argument("templates", nargs=-1, shell_complete=complete.messages)
@click.option(
    "--context",
    "contexts",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A context file; may be given several times (default: the samples).",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write .html, .txt and .eml here.")
@click.option("--fallback", multiple=True, help="A message to try instead of a rejected one, in order (default: fallback in message.toml).")
@click.option("--override", "codes", multiple=True, metavar="CODE", help="Let findings of this code pass; needs --by and --why.")
@click.option("--by", default="", help="Who takes the decision to override.")
@click.option("--why", default="", help="Why.")
@SHOW
@FORMAT
@PROJECT
@safely
def render(
    templates: tuple[str, ...], contexts: tuple[Path, ...], out: Path | None, fallback: tuple[str, ...], codes: tuple[str, ...], by: str, why: str,
    show_values: bool, form: str, project: Path,
) -> int:  # fmt: skip
    """Lint and render messages for context files, or for their samples."""
    from tactful.cli import commands
    from tactful.model.override import Override

    override = Override(codes, by, why) if codes or by or why else None
    return commands.render(project, templates, contexts, form, out, show_values, fallback or None, override)


@cli.command()
@click.argument("templates", nargs=-1, shell_complete=complete.messages)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write (default: that of the configuration).")
@PROJECT
@safely
def baseline(templates: tuple[str, ...], output: Path | None, project: Path) -> int:
    """Write down today's findings, so that only new ones fail from now on."""
    from tactful.cli import linting

    return linting.make_baseline(project, templates, output)


@cli.command()
@click.argument("shell", type=click.Choice(complete.SHELLS))
@safely
def completion(shell: str) -> int:
    """Print what a shell must read to complete commands, messages and rules, e.g. `eval "$(tactful completion bash)"`."""
    click.echo(complete.script(cli, shell))
    return 0


@cli.command()
@PROJECT
@safely
def clean(project: Path) -> int:
    """Delete what `tactful lint` keeps of earlier runs (.tactful_cache)."""
    from tactful.cli.cache import clean as delete
    from tactful.model.config import Config

    root = Config.discover(project).root
    click.echo(f"deleted the cache of {root}" if delete(root) else f"{root} has no cache")
    return 0


@cli.command()
@click.argument("cases", type=click.Path(path_type=Path))
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write one line per case: id, verdict, codes.")
@click.option("--without", multiple=True, metavar="PART", help="Leave a part of the evidence out: flows, wording, echo.")
@click.option("--ablations", is_flag=True, help="Judge once more without each part, and compare.")
@FORMAT
@safely
def evaluate(cases: Path, json_file: Path | None, without: tuple[str, ...], ablations: bool, form: str) -> int:
    """Judge labelled cases: precision, recall and pair accuracy per rule, group and language with intervals, every miss listed."""
    from tactful.cli.evaluation import evaluate as run

    return run(cases, json_file, form, without, ablations)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@safely
def init(folder: Path) -> int:
    """Begin a project: settings, schema with labels, a message with two samples, a test, a CI file."""
    from tactful.cli import scaffold

    return scaffold.init(folder)


@cli.group()
def new() -> None:
    """Begin a message or a rule."""


@new.command(name="message")
@click.argument("name")
@PROJECT
@safely
def new_message(name: str, project: Path) -> int:
    """A message with two samples: NAME is its folder below the template root."""
    from tactful.cli import scaffold

    return scaffold.new_message(project, name)


@new.command(name="rule")
@click.argument("code_and_name", metavar="CODE-name")
@PROJECT
@safely
def new_rule(code_and_name: str, project: Path) -> int:
    """A rule with its test, such as ACM101-too-many-words."""
    from tactful.cli import scaffold

    return scaffold.new_rule(project, code_and_name)


@cli.command(name="config")
@click.argument("message", required=False)
@click.option("--schema", help="Print a JSON Schema instead, for editors: config, message, context or report.")
@FORMAT
@PROJECT
@safely
def settings(message: str | None, schema: str | None, form: str, project: Path) -> int:
    """Show the settings that hold (for one message), and where each comes from."""
    from tactful.cli import settings

    return settings.schema(schema) if schema is not None else settings.show(project, message, form)


@cli.command()
@FORMAT
@safely
def rules(form: str) -> int:
    """List the installed rules."""
    from tactful.cli import commands

    return commands.rules(form)


@cli.command()
@click.argument("code", shell_complete=complete.codes)
@FORMAT
@safely
def explain(code: str, form: str) -> int:
    """Explain a rule: what it finds, why it hurts, what to do."""
    from tactful.cli import commands

    return commands.explain(code, form)


@cli.command()
@click.argument("templates", nargs=-1, shell_complete=complete.messages)
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True, help="How to print.")
@PROJECT
@safely
def fields(templates: tuple[str, ...], form: str, project: Path) -> int:
    """Which context members messages read: printed, steering, tested for presence; with labels, purposes and places."""
    from tactful.cli.fields import fields as run

    return run(project, templates, form)


@cli.command()
@click.argument("template")
@click.option("--audience", required=True, type=click.Path(path_type=Path), help="JSON Lines, one context a line; - is standard input.")
@click.option("--html", type=click.Path(path_type=Path), help="Write a self-contained HTML page here.")
@click.option("--as-of", help="The clock of customers without as_of (default: now).")
@click.option(
    "--allow", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="The share of lines that may be stopped without failing."
)
@click.option("--show-values", is_flag=True, help="Name examples by id too, not only by line.")
@FORMAT
@PROJECT
@safely
def audit(
    template: str, audience: Path, html: Path | None, as_of: str | None, allow: float, show_values: bool, form: str, project: Path
) -> int:
    """A message against a whole audience, without rendering: who would be stopped and why, who is singled out, which facts are used."""
    from tactful.cli.audit import audit as run

    return run(project, template, audience, form, html, as_of, allow, show_values)


@cli.group()
def labels() -> None:
    """Labels of facts (x-fact)."""


@labels.command("init")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write the fragment here (default: standard output); never over an existing file."
)
@click.option("--force", is_flag=True, help="Write over an existing file.")
@PROJECT
@safely
def labels_init(out: Path | None, force: bool, project: Path) -> int:
    """Propose labels for facts without one, from names, types, samples and the templates' own use, as a schema fragment to review."""
    from tactful.cli.labels import init

    return init(project, out, force)


@cli.command()
@click.option("--stdio", is_flag=True, help="Speak over standard input and output (always so; editors like to say it).")
@safely
def lsp(stdio: bool) -> int:
    """The language server, for editors: findings while you type, hover, completion, fixes, go to definition."""
    from tactful.cli.editor import serve

    return serve()
