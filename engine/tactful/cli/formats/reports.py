"""``json`` and ``jsonl``: the reports as their published schema describes them."""

from __future__ import annotations

import json
from typing import Any

from tactful.cli.formats.errors import error_dict
from tactful.cli.formats.outcomes import Outcome, Run


def as_dict(outcome: Outcome) -> dict[str, Any]:
    if outcome.error is not None:
        head = {"template": outcome.name} if outcome.sample is None else {"template": outcome.name, "context": outcome.sample}
        return {**head, "error": error_dict(outcome.error)}
    assert outcome.report is not None
    return {**outcome.report.to_dict(), "context": outcome.sample}


def as_json(run: Run) -> str:
    """A list of reports."""
    return json.dumps([as_dict(outcome) for outcome in run.outcomes], ensure_ascii=False, indent=2) + "\n"


def as_json_lines(run: Run) -> str:
    """One report per line, for programs that read as they go."""
    return "".join(json.dumps(as_dict(outcome), ensure_ascii=False) + "\n" for outcome in run.outcomes)
