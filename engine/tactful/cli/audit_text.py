"""An audit on a terminal: verdicts, what stops whom, who is singled out, facts used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tactful.audience.model import examples_of, ranked, share

if TYPE_CHECKING:
    from rich.text import Text

    from tactful.audience import Audit, RuleUse

_WIDTH, _SHORT = 20, 12
_EIGHTHS = " ▏▎▍▌▋▊▉"
_BAD_LINES = 20
_STYLES = {"error": "red", "warning": "yellow", "info": "cyan"}


def bar(part: int, of: int, width: int = _WIDTH) -> str:
    """``part`` of ``of`` as a bar, to an eighth of a character; never empty for something, never full for less than all."""
    eighths = round(width * 8 * part / of) if of else 0
    if part:
        eighths = min(max(eighths, 1), width * 8 - (part < of))
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def percent(part: int, of: int) -> str:
    """A share in per cent; small ones are not rounded to nothing."""
    value = 100 * share(part, of)
    return f"{value:.1f} %" if value >= 0.1 or not part else "< 0.1 %"


def printed(found: Audit, audience: str) -> None:
    from rich.text import Text

    from tactful.cli.text import console

    out = console()
    out.print(Text.assemble((found.template, "bold underline"), f" ({found.purpose}) for {audience}, as of {found.as_of}"))
    every = found.customers + len(found.bad_lines)
    for name, count, style in (
        ("accepted", found.accepted, "green"),
        ("rejected", found.rejected, "red"),
        ("not judged", len(found.bad_lines), "magenta"),
    ):
        if count or name != "not judged":
            out.print(Text.assemble(f"  {name:<10} {count:>9,} {percent(count, every):>8}  ", (bar(count, every, 40), style)))
    out.print(Text(f"  {found.warned:,} of the accepted have warnings; {found.shapes:,} shapes", "dim"))
    _rules(found)
    _together(found)
    _facts(found)
    _bad(found)
    for note in found.notes:
        out.print(Text(f"note: {note}", "yellow"))


def _rules(found: Audit) -> None:
    from rich.table import Table

    from tactful.cli.text import console

    if not found.rules:
        console().print("no rule reported anything")
        return
    table = Table(title="Rules: who would be stopped", title_justify="left")
    table.add_column("rule", overflow="fold", min_width=22)
    table.add_column("stopped", no_wrap=True, min_width=_SHORT + 8)
    for column in ("alone", "reported"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("lines", overflow="fold", min_width=5)
    for rule in found.rules:
        stopped = _bar_of(rule.stopped, found.customers, rule.severity)
        table.add_row(_named(rule), stopped, f"{rule.alone:,}", f"{rule.reported:,}", _lines(rule.examples, found))
    console().print(table)


def _named(rule: RuleUse) -> Text:
    from rich.text import Text

    modes = [mode for mode, count in ranked(rule.modes) if mode != "enforce" and count]
    place = ranked(rule.places)[0][0]
    return Text.assemble(
        (f"{rule.code} ", f"bold {_STYLES[rule.severity]}"),
        rule.name,
        (f" ({', '.join(modes)})" if modes else "", "dim"),
        (f"\n{place}", "dim"),
    )


def _bar_of(part: int, of: int, severity: str) -> Text:
    from rich.text import Text

    return Text.assemble((bar(part, of, _SHORT), _STYLES[severity]), f" {percent(part, of):>7}\n{part:,}")


def _lines(lines: list[int] | tuple[int, ...], found: Audit) -> str:
    return ", ".join(f"{one['line']} ({one['id']})" if "id" in one else str(one["line"]) for one in examples_of(lines, found.ids))


def _together(found: Audit) -> None:
    from rich.text import Text

    from tactful.cli.text import console

    for one in found.audience:
        finding = one.finding
        console().print(
            Text.assemble(
                (f"{finding.severity} ", _STYLES[finding.severity]), (f"{finding.code} {finding.name}", "bold"), f": {finding.message}"
            )
        )
        console().print(Text(f"    --> {finding.file}:{finding.line}:{finding.column}   lines {_lines(one.lines, found) or 'none'}", "dim"))
        if finding.facts:
            console().print(Text(f"    facts: {', '.join(finding.facts)}", "dim"))
        console().print(Text.assemble(("    help: ", "green"), finding.help))


def _facts(found: Audit) -> None:
    from rich.table import Table

    from tactful.cli.text import console

    if not found.facts:
        return
    table = Table(title="Facts used", title_justify="left")
    for column, justify in (("fact", "left"), ("printed for", "right"), ("", "left"), ("steering for", "right")):
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for fact in found.facts:
        unlabelled = bool(fact.label and fact.label["assumed"])
        table.add_row(
            f"{fact.path}{' (no full label)' if unlabelled else ''}",
            f"{fact.printed:,}",
            bar(fact.printed, found.customers),
            f"{fact.steering:,}",
        )
    console().print(table)


def _bad(found: Audit) -> None:
    from rich.text import Text

    from tactful.cli.text import console

    for bad in found.bad_lines[:_BAD_LINES]:
        where = f" at {bad.pointer}" if bad.pointer else ""
        console().print(Text.assemble((f"  line {bad.line} ", "magenta"), f"{bad.reason}: {bad.message}{where}"))
    if len(found.bad_lines) > _BAD_LINES:
        console().print(f"  and {len(found.bad_lines) - _BAD_LINES:,} more lines that could not be judged (--format json lists all)")
