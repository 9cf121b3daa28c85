"""``tactful lint``: every branch of every message, then every sample, written in the format asked for."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import click

from tactful.cli import text
from tactful.cli.cache import LintCache
from tactful.cli.commands import Job, _jobs, _names, _of_file
from tactful.cli.formats import writer
from tactful.cli.formats.outcomes import Outcome, Run
from tactful.errors import ConfigError, TactfulError
from tactful.expected import difference
from tactful.lint.baseline import NAME, Baseline
from tactful.lint.rule import Issue
from tactful.lint.selection import unmatched
from tactful.lint.usage import Usage
from tactful.model.clock import Clock
from tactful.model.files import is_over
from tactful.model.findings import Finding, ordered
from tactful.project import Project


@dataclass(frozen=True, slots=True)
class Wish:
    """The options of ``tactful lint``."""

    contexts: Sequence[Path] = ()
    form: str = "text"
    expected: bool = False
    show_values: bool = False
    output: Path | None = None
    as_of: datetime | None = None
    baseline: Path | None = None
    coverage: bool = False
    fix: bool = False
    diff: bool = False
    unsafe_fixes: bool = False
    cache: bool = False
    only: frozenset[str] | None = None  # the messages that text shows; the others are counted
    covered: list[int] = field(default_factory=list)  # branches reached, and branches in all

    @property
    def today(self) -> date | None:
        """The day of what has no customer; each customer has ``as_of``."""
        return self.as_of.date() if self.as_of is not None else None


def lint(project_path: Path, wanted: Sequence[str], wish: Wish) -> int:
    """Returns the exit code. Raises ConfigError."""
    if wish.fix or wish.diff:
        return _fix(project_path, wanted, wish)
    with collecting_rarely():
        return _lint(Project.open(project_path), wanted, wish)


def _lint(project: Project, wanted: Sequence[str], wish: Wish) -> int:
    baseline = the_baseline(project, wish)
    run = _beside(project, wanted, wish, baseline)
    report(run, wanted, wish, baseline)
    return run.exit_code


def _beside(project: Project, wanted: Sequence[str], wish: Wish, baseline: Baseline | None) -> Run:
    found = gathered(project, wanted, wish)
    return found if baseline is None else found.beside(baseline)


def report(run: Run, wanted: Sequence[str], wish: Wish, baseline: Baseline | None) -> None:
    """Write a run as it was asked for. Raises ConfigError."""
    written = _as_text(run, wish, baseline if not wanted else None) if wish.form == "text" else writer(wish.form)(run)
    if wish.output is not None:
        write(wish.output, written or "")
    elif written is not None:
        click.echo(written, nl=False)


def _fix(project_path: Path, wanted: Sequence[str], wish: Wish) -> int:
    """Fix, or show what would be written. The exit code is that of what remains; with ``diff`` 1 where there is something to write."""
    from tactful.cli import fixing

    wish = replace(wish, cache=False)  # it knows files on disk, and fixes are tried in memory
    project = Project.open(project_path)
    baseline = the_baseline(project, wish)
    outcome = fixing.fixed(lambda now: _beside(now, wanted, wish, baseline), project, wanted, wish.unsafe_fixes)
    run: Run = outcome.look.report
    told = fixing.summary(outcome, run, unsafe=wish.unsafe_fixes, would=wish.diff)
    if wish.diff:
        click.echo(fixing.differences(outcome, run), nl=False)
        click.echo("\n".join(told), err=True)
        return 2 if any(run.broken()) else int(bool(outcome.files))
    fixing.written(outcome)
    report(run, wanted, wish, baseline)
    click.echo("\n".join(told), err=wish.form != "text")
    return run.exit_code


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """What a run reads lives to its end: looking for garbage in it again and again costs a fifth of the time and finds little, and most
    of all when the process ends, which frees everything anyway. Where it does not end, the next run lets go of what this one kept."""
    gc.unfreeze()
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, 50, 1_000)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*before)


def gathered(project: Project, wanted: Sequence[str], wish: Wish) -> Run:
    """Every finding, whatever a baseline knows. Raises ConfigError."""
    outcomes = _outcomes(project, wanted, wish)
    if wish.coverage:
        outcomes = list(_with_coverage(project, outcomes, wish, complete=not wanted))
    return Run(project, outcomes)


def the_baseline(project: Project, wish: Wish) -> Baseline | None:
    """The baseline asked for, else that of the configuration. Raises ConfigError."""
    if wish.baseline is not None:
        return Baseline.read(wish.baseline)
    return Baseline.read(project.config.root / project.config.baseline) if project.config.baseline else None


def _with_coverage(project: Project, outcomes: Sequence[Outcome], wish: Wish, complete: bool) -> Iterator[Outcome]:
    """The outcomes, each message's with the branches that no sample reaches."""
    from tactful.coverage import Coverage

    coverage = Coverage(project)
    broken = {outcome.name for outcome in outcomes if outcome.error is not None}
    for name in dict.fromkeys(outcome.name for outcome in outcomes if outcome.name not in broken):
        coverage.add(name, [outcome.context for outcome in outcomes if outcome.name == name and outcome.context is not None])
    missed: dict[str, list[Finding]] = {}
    for one in coverage.missed(complete and not broken):
        text = f"no sample reaches {one.branch.what}"
        issue = Issue(text, one.branch.span, help="add a sample that does, or delete the branch")
        missed.setdefault(one.message, []).extend(project.linter.own_finding(one.message, "COV901", issue))
    wish.covered[:] = coverage.count(complete and not broken)
    for outcome in outcomes:
        yield _with(outcome, missed.get(outcome.name, ())) if outcome.sample is None else outcome


def write(path: Path, content: str) -> None:
    """Write a report. Raises ConfigError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror or error}", file=str(path), remedy="give --output another file") from error


def _as_text(run: Run, wish: Wish, baseline: Baseline | None) -> str | None:
    """Prints; with a file to write, the text for it."""
    buffer = io.StringIO() if wish.output is not None else None
    out = text.Printer(run.project, wish.show_values, text.console() if buffer is None else text.plain_console(buffer))
    statics = {outcome.name: outcome.report for outcome in run.outcomes if outcome.sample is None}
    for outcome in run.outcomes:
        form = "text" if wish.only is None or outcome.name in wish.only else "none"
        if outcome.error is not None:
            out.broken(outcome.name if outcome.sample is None else f"{outcome.name} for {outcome.sample}", outcome.error, form)
        elif outcome.report is not None:
            without = statics.get(outcome.name) if outcome.sample is not None else None
            out.report(
                outcome.name, outcome.sample, outcome.report, form, without=without, note=outcome.note, context=outcome.context,
                hidden=outcome.known,
            )  # fmt: skip
    from tactful.cli.fixing import hint

    out.summary("" if wish.fix else hint(run))
    if wish.coverage:
        out.say(f"{wish.covered[0]} of {wish.covered[1]} branches are reached by samples")
    gone = baseline.gone(found.fingerprint for found in run.found()) if baseline is not None else 0
    if gone:
        out.say(f"{gone} entries of the baseline are no longer found: make it smaller with `tactful baseline`")
    return None if buffer is None else buffer.getvalue()


def _outcomes(project: Project, wanted: Sequence[str], wish: Wish) -> list[Outcome]:
    """One outcome per message and sample; what is wrong with suppressions over all of them stands with the message."""
    names = _names(project, wanted)
    stray = unmatched(project.config, project.messages())
    if stray:
        raise ConfigError(f"no message matches {stray[0]}", file=project.config.file, remedy="correct the pattern or delete the override")
    today = wish.today or Clock.of({}, project.config.time_zone).today
    project.expect_few()
    usage = Usage(project.linter, today, project.template)
    cache = _cache(project, wish, today)
    outcomes: list[Outcome] = []
    for name in names:
        known = cache.get(name, wish.expected) if cache is not None else None
        if known is not None:
            outcomes += known[0]
            usage.take(known[1].needs, len(known[0]) > 1)
            continue
        found = list(_message(project, name, wish, today))
        outcomes += found
        if cache is not None:
            cache.put(name, found)
        if all(outcome.report is not None for outcome in found):
            reports = [outcome.report for outcome in found if outcome.report is not None]
            usage.add(project.template(name), reports, len(found) > 1 and not wish.contexts)
        project.forget_drafts(name)
    unused: dict[str, list[Finding]] = {}
    for name, finding in usage.findings(names if wanted else None):
        unused.setdefault(name, []).append(finding)
    return [_with(outcome, unused.get(outcome.name, ())) if outcome.sample is None else outcome for outcome in outcomes]


def _cache(project: Project, wish: Wish, today: date) -> LintCache | None:
    """What earlier runs know; not asked where values, other contexts or branches are wanted, which it does not hold."""
    if not wish.cache or wish.contexts or wish.coverage or wish.show_values or is_over():
        return None
    return LintCache.of(project, today)


def _with(outcome: Outcome, more: Sequence[Finding]) -> Outcome:
    if not more or outcome.report is None:
        return outcome
    return replace(outcome, report=replace(outcome.report, findings=ordered([*outcome.report.findings, *more])))


def _message(project: Project, name: str, wish: Wish, today: date) -> Iterator[Outcome]:
    try:
        static = project.lint(name, today=today)
        settled = wish.expected and bool(project.manifest(name).expect)
    except TactfulError as error:
        yield Outcome(name, None, error=error)
        return
    yield Outcome(name, None, static, settled=settled)
    for job in _jobs(project, name, wish.contexts):
        yield _sample(project, job, wish)


def _sample(project: Project, job: Job, wish: Wish) -> Outcome:
    try:
        with _of_file(job) as context:
            report = project.lint(job.name, context)
    except TactfulError as error:
        return Outcome(job.name, job.sample, error=error, file=job.file)
    note = difference(project.manifest(job.name), job.sample, report) if wish.expected else ""
    return Outcome(job.name, job.sample, report, note=note, settled=wish.expected, file=job.file, context=context)


def make_baseline(project_path: Path, wanted: Sequence[str], output: Path | None) -> int:
    """Write down everything that is found now. Raises ConfigError."""
    project = Project.open(project_path)
    file = output or project.config.root / (project.config.baseline or NAME)
    if wanted and file.is_file():
        raise ConfigError(
            "some messages alone would leave the others out of the baseline", file=str(file), remedy="name no message, or another --output"
        )
    run = gathered(project, wanted, Wish())
    baseline = Baseline.of((found.finding, found.fingerprint) for found in run.found())
    write(file, baseline.text())
    for outcome, error in run.broken():
        click.echo("\n".join([f"{outcome.title} is broken and not in the baseline:", *text.error_lines(error)]), err=True)
    hint = (
        ""
        if project.config.baseline
        else f'; lint beside it with --baseline {file.name}, or set baseline = "{file.name}" in the configuration'
    )
    click.echo(f"{len(baseline.entries)} findings are known from now on ({file}){hint}")
    return 2 if any(run.broken()) else 0
