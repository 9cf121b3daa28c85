"""How the command line looks: verdicts, findings with the author's own line and a caret, tables."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection, Mapping
from typing import IO, TYPE_CHECKING, Any

from tactful.errors import ContextError, TactfulError, TemplateError
from tactful.model.findings import Allowed, Finding, Report

if TYPE_CHECKING:
    from rich.console import Console

    from tactful.lint.rule import Rule
    from tactful.project import Project

_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}


@functools.cache
def console() -> Console:
    from rich.console import Console

    found = Console(highlight=False, soft_wrap=True)
    return found if found.is_terminal else plain_console(None)


def plain_console(file: IO[str] | None) -> Console:
    """A console without colour, for reports that go into a file (None: wherever standard output goes)."""
    from rich.console import Console
    from rich.text import Text

    class Plain(Console):
        """Writes texts as they are: laying out what has neither width nor colour takes longer than linting."""

        def print(self, *objects: Any, **options: Any) -> None:
            if options or not all(isinstance(one, Text) for one in objects):
                super().print(*objects, **options)
            else:
                self.file.write(" ".join(one.plain for one in objects) + "\n")

    return Plain(file=file, highlight=False, soft_wrap=True, no_color=True, force_terminal=False, width=200)


def error_lines(error: TactfulError) -> list[str]:
    """An error as the author sees it: what, where, the line with a caret, the remedy."""
    lines = [f"error: {error.message}"]
    if error.place:
        lines.append(f"  --> {error.place}")
    if isinstance(error, ContextError) and error.pointer:
        lines.append(f"  at {error.pointer}: expected {error.expected}, got {error.got}")
    if isinstance(error, TemplateError) and error.frame:
        lines.append(error.frame)
    if error.remedy:
        lines.append(f"  help: {error.remedy}")
    return lines


class Printer:
    """Prints reports of one run and counts what it printed."""

    def __init__(self, project: Project, show_values: bool, out: Console | None = None) -> None:
        self.project = project
        self.out = out or console()
        self.show_values = show_values
        self.verdicts: Counter[str] = Counter()
        self.codes: Counter[tuple[str, str, str]] = Counter()
        self.allowed: set[tuple[str, Allowed]] = set()
        self.hidden: set[tuple[str, Finding]] = set()

    def report(
        self, name: str, sample: str | None, report: Report, form: str, *, without: Report | None = None, note: str = "", subject: str = "",
        context: Mapping[str, Any] | None = None, hidden: Collection[Finding] = (),
    ) -> None:  # fmt: skip
        """One report; findings of ``without`` (the static ones, printed before) are not repeated, ``hidden`` ones only counted."""
        if sample is not None:
            self.verdicts[report.verdict] += 1
        known = set(without.findings) if without is not None else set()
        self.hidden.update((name, finding) for finding in report.findings if finding in hidden)
        findings = [finding for finding in report.findings if finding not in known and finding not in hidden]
        self.codes.update((finding.code, finding.name, finding.severity) for finding in findings)
        self.allowed.update((name, one) for one in report.allowed)
        if form != "text":
            return
        self._head(name, sample, report, note, subject)
        for finding in findings:
            self.finding(finding, context)

    def _head(self, name: str, sample: str | None, report: Report, note: str, subject: str) -> None:
        from rich.text import Text

        line = Text()
        if sample is None:
            line.append(name, "bold underline")
            line.append("  every branch", "dim")
        else:
            line.append(" REJECTED " if report.rejected else " accepted ", "bold white on red" if report.rejected else "black on green")
            line.append(f" {name}", "bold")
            line.append(f" for {sample}")
            if subject:
                line.append(f"  “{subject}”", "dim")
        if note:
            line.append(f"  ✗ {note}", "bold red")
        self.out.print(line)

    def finding(self, finding: Finding, context: Mapping[str, Any] | None) -> None:
        from rich.text import Text

        line = Text("  ")
        shadow = " (shadow)" if finding.mode == "shadow" else ""
        line.append(f"{finding.severity}{shadow}", _STYLES[finding.severity])
        line.append(f" {finding.code} {finding.name}", "bold")
        line.append(f": {finding.message}")
        self.out.print(line)
        self.out.print(Text(f"    --> {finding.file}:{finding.line}:{finding.column}", "dim"))
        source = self.project.source(finding.file)
        if source is not None and source.line_text(finding.line).strip():
            width = finding.end_column - finding.column if finding.end_line == finding.line else 10_000
            self._frame(source.frame(finding.line, finding.column, max(width, 1)), finding.severity)
        if finding.facts:
            self.out.print(Text(f"    facts: {', '.join(self._fact(fact, context) for fact in finding.facts)}", "dim"))
        parts = finding.evidence.get("parts")
        if parts:
            shown = " + ".join(f"{name} {level}" for name, level in parts.items())
            self.out.print(
                Text(f"    exposure {finding.evidence['score']:g} = echo {finding.evidence['echo']} × ({shown}), heaviest claim", "dim")
            )
        if finding.help:
            self.out.print(Text.assemble(("    help: ", "green"), finding.help))
        if finding.fix is not None:
            how = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
            self.out.print(Text.assemble(("    fix: ", "green"), f"{finding.fix.message} ({how})"))

    def _frame(self, frame: str, severity: str) -> None:
        from rich.text import Text

        source, _, carets = frame.partition("\n")
        self.out.print(Text(f"    {source}"))
        self.out.print(Text(f"    {carets}", _STYLES[severity]))

    def _fact(self, path: str, context: Mapping[str, Any] | None) -> str:
        if not self.show_values or context is None:
            return path
        import re

        values: list[Any] = [context]
        for part in re.findall(r"[^.\[\]]+|\[\d*\]", path):
            following: list[Any] = []
            for value in values:
                if part.startswith("["):
                    index = part[1:-1]
                    items = value if isinstance(value, list) else []
                    following += [items[int(index)]] if index and int(index) < len(items) else ([] if index else items)
                elif isinstance(value, Mapping):
                    following.append(value.get(part))
            values = following
        return f"{path} = {', '.join(repr(value) for value in values[:3])}" if values else path

    def broken(self, what: str, error: TactfulError, form: str) -> None:
        self.verdicts["broken"] += 1
        if form != "text":
            return
        from rich.text import Text

        self.out.print(Text.assemble((" BROKEN ", "bold white on magenta"), f" {what}"))
        for line in error_lines(error):
            self.out.print(Text(f"  {line}"))

    def say(self, sentence: str) -> None:
        from rich.text import Text

        self.out.print(Text(sentence))

    def summary(self, note: str = "") -> None:
        from rich.text import Text

        counted = ", ".join(
            f"{count} {({'accept': 'accepted', 'reject': 'rejected'}).get(verdict, verdict)}"
            for verdict, count in sorted(self.verdicts.items())
        )
        if self.codes:
            self.out.print(Text("\nby rule", "bold"))
        for (code, name, severity), count in sorted(self.codes.items(), key=lambda item: (-item[1], item[0])):
            self.out.print(Text.assemble((f"  {count:>5} ", ""), (f"{severity:<8}", _STYLES[severity]), f"{code} {name}"))
        allowed = f"; {len(self.allowed)} allowed by the template" if self.allowed else ""
        hidden = f"; {len(self.hidden)} known to the baseline" if self.hidden else ""
        self.out.print(Text(f"\n{counted or 'nothing checked'}{allowed}{hidden}{'; ' if note else ''}{note}", "bold"))


def explanation(rule: Rule) -> None:
    """A rule as text."""
    from rich.text import Text

    from tactful.lint.catalogue import describe

    found = describe(rule)
    console().print(Text.assemble((f"{rule.code} {rule.name}", "bold"), f"  {rule.severity}, {', '.join(rule.kinds)}"))
    console().print(Text(str(found["summary"])))
    for title, key in (
        ("What it finds", "what"),
        ("Why it hurts", "why"),
        ("What to do", "do"),
        ("Configuration", "configuration"),
        ("Source", "source"),
    ):
        if found[key]:
            console().print(Text.assemble("\n", (title, "bold"), f"\n  {found[key]}"))
    for title, examples in (("Violates", rule.violates), ("Passes", rule.passes)):
        console().print(Text(f"\n{title}", "bold"))
        for example in examples:
            console().print(Text(f"  [{example.lang}] {example.mjml}"))
