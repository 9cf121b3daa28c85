"""``concise``: one line per finding, ``file:line:column: severity CODE message``, as editors and grep like it."""

from __future__ import annotations

from tactful.cli.formats.outcomes import Run


def as_lines(run: Run) -> str:
    lines = []
    for outcome, error in run.broken():
        place = ":".join(str(part) for part in (error.file and run.shown(error.file), error.line, error.column) if part)
        lines.append(f"{place or outcome.name}: error {type(error).__name__}: {_flat(error.message)} ({outcome.title})")
    for found in run.found():
        one = found.finding
        if found.known:
            continue
        customers = f" for {', '.join(found.samples)}" if found.samples else ""
        mode = f" ({one.mode})" if one.mode != "enforce" else ""
        fixable = "[*] " if one.fix is not None and one.fix.safe else ""
        lines.append(
            f"{run.shown(one.file)}:{one.line}:{one.column}: {one.severity}{mode} {one.code} {fixable}{_flat(one.message)} ({found.name}{customers})"
        )
    lines += [f"{outcome.title}: {outcome.note}" for outcome in run.outcomes if outcome.note]
    return "".join(f"{line}\n" for line in lines)


def _flat(text: str) -> str:
    return " ".join(text.split())
