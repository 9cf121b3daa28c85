"""What linting a company's five hundred messages costs: cold, with the cache, and djLint on the same files.

Each run is a process of its own; CPU time is the process's and its children's. djLint reads the templates alone: it knows no customers,
so that only its own part of the work is comparable (it looks at HTML and Jinja style). Cold is without the cache of findings; Python's
byte code is there from the second round on, as it is in any installation.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from many.make import make


def cpu_seconds(command: list[str], folder: Path) -> float:
    """CPU time of a process, in seconds. Raises RuntimeError where it breaks (exit codes above 1)."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / ".bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = os.times()
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    after = os.times()
    if done.returncode > 1:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    return after.children_user + after.children_system - before.children_user - before.children_system


def linting(messages: int, rounds: int = 3) -> dict[str, Any]:
    """The quietest of some rounds, in seconds of CPU: other processes can only add to it."""
    lint = [sys.executable, "-m", "tactful.cli", "lint", "--format", "concise"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = make(root, messages)
        cold = [cpu_seconds([*lint, "--no-cache"], root) for _ in range(rounds)]
        filling = cpu_seconds(lint, root)
        warm = [cpu_seconds(lint, root) for _ in range(rounds)]
        one = sorted(root.glob("templates/promotion/*/message.mjml"))[0]
        one.write_text(one.read_text("utf-8").replace("{% endblock %}", "{# edited #}{% endblock %}", 1), "utf-8")
        edited = cpu_seconds(lint, root)
        found: dict[str, Any] = {
            "messages": messages, "samples": 3 * messages, "files": len(files),
            "seconds": {"cold": min(cold), "filling the cache": filling, "second run": min(warm), "one message edited": edited},
            "ratios": {"cold / second run": min(cold) / min(warm)},
        }  # fmt: skip
        if importlib.util.find_spec("djlint") is None:
            found["djlint"] = "skipped: djLint is not installed (pip install 'tactful[bench]')"
        else:
            djlint = [sys.executable, "-m", "djlint", "--lint", "--profile=jinja", "--extension=mjml", "templates"]
            seconds = min(cpu_seconds(djlint, root) for _ in range(rounds))
            found["seconds"]["djLint, templates alone"] = seconds
            found["ratios"] |= {"cold / djLint": min(cold) / seconds, "second run / djLint": min(warm) / seconds}
    return found


def shown(found: dict[str, Any]) -> str:
    lines = [f"\nlint: {found['messages']} messages, {found['samples']} samples, {found['files']} template files; seconds of CPU"]
    lines += [f"  {label:<38} {value:>10.2f}" for part in ("seconds", "ratios") for label, value in found[part].items()]
    return "\n".join([*lines, *([f"  {found['djlint']}"] if "djlint" in found else [])])
