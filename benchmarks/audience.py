"""Many customers through one template: lint alone, the audit with reading the file, and bare Jinja beside them.

Processor time of one thread, so that what else runs on the machine counts little. Each round sees every customer once; rounds of the three
alternate. The first round of lint is reported apart: in it every text and every offer is new.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from customers import customer

from tactful.audience import audit, entries
from tactful.project import Project
from tactful.template.environment import bare_environment
from tactful.template.run import Run, running

HERE = Path(__file__).resolve().parent
TARGET = 8_000  # customers a second a core, lint alone


def seconds(run: Callable[[], Any]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def throughput(name: str, count: int, rounds: int = 3) -> dict[str, Any]:
    """Customers a second and ratios to bare Jinja over the same MJML."""
    project = Project.open(HERE)
    contexts = [customer(number) for number in range(count)]
    lines = [json.dumps(context, ensure_ascii=False).encode() for context in contexts]
    body = bare_environment(project.environment.roots_loader).get_template(f"{name}/message.mjml")
    project.lint(name, contexts[0])

    def lint() -> None:
        for context in contexts:
            project.lint(name, context)

    def jinja() -> None:
        run = Run([], 10**9, 10**9, "sv-SE")
        with running(run):
            for context in contexts:
                body.render(context)

    def audited() -> None:
        audit(project, name, entries(lines, "audience"), as_of="2026-02-13T08:00:00+01:00")

    first = seconds(lint)
    times: dict[str, list[float]] = {"lint": [], "jinja": [], "audit": []}
    for _ in range(rounds):
        for label, run in (("lint", lint), ("jinja", jinja), ("audit", audited)):
            times[label].append(seconds(run))
    middle = {label: statistics.median(found) for label, found in times.items()}
    return {
        "template": name, "customers": count, "megabytes": round(sum(map(len, lines)) / 1e6, 1),
        "customers a second": {
            "lint alone, first round": count / first, "lint alone": count / middle["lint"], "bare Jinja": count / middle["jinja"],
            "audit, file read": count / middle["audit"],
        },
        "ratios": {
            "lint / bare Jinja": middle["lint"] / middle["jinja"], "audit / bare Jinja": middle["audit"] / middle["jinja"],
            f"lint alone / target of {TARGET:,} a second": count / middle["lint"] / TARGET,
        },
    }  # fmt: skip


def shown(found: dict[str, Any]) -> str:
    lines = [f"\n{found['template']}: {found['customers']:,} customers, {found['megabytes']} MB of JSON Lines, one core"]
    lines += [f"  {label:<38} {value:>10,.0f} /s" for label, value in found["customers a second"].items()]
    lines += [f"  {label:<38} {value:>10.2f}" for label, value in found["ratios"].items()]
    return "\n".join(lines)
