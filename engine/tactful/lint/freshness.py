"""How old a fact is, and whether it still holds (GUARDRAILS DAT401, §7 Time).

The age of a fact is that of its ``observed_at`` (``customer.facts``), else of the ``at`` that stands beside it: in its own list entry,
or in an object around it. A fact with a ``max_age`` and neither is of unknown age.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from tactful.draft.model import Draft
from tactful.lint.exposure import UsedFact
from tactful.model.clock import moment

Staleness = Literal["", "max_age", "valid_until", "unknown_age"]
_STEPS = re.compile(r"[^.\[\]]+|\[\d+\]")


def staleness(draft: Draft, fact: UsedFact) -> Staleness:
    """Which limit a fact of this customer has passed; empty where it is fresh. Both limits are inclusive."""
    label, clock = fact.label, draft.clock
    if not clock.within(None, label.valid_until):
        return "valid_until"
    if label.max_age is None:
        return ""
    at = label.observed_at or moment_beside(draft.context, fact.entry or fact.path)
    if moment(at) is None:
        return "unknown_age" if draft.template.config.unknown_age == "stale" else ""
    return "max_age" if clock.older_than(at, label.max_age) else ""


def moment_beside(context: Mapping[str, Any], path: str) -> str | None:
    """The ``at`` of the innermost object around a member that has one; ``path`` has its indexes."""
    found: str | None = None
    value: Any = context
    for depth, step in enumerate(steps_of(path)):
        if depth and isinstance(value, Mapping) and isinstance(value.get("at"), str):
            found = value["at"]
        value = member_of(value, step)
    return found


@lru_cache(maxsize=4096)
def steps_of(path: str) -> tuple[str | int, ...]:
    """``customer.history[2].item`` is ``("customer", "history", 2, "item")``."""
    return tuple(int(step[1:-1]) if step.startswith("[") else step for step in _STEPS.findall(path))


def member_of(value: Any, step: str | int) -> Any:
    """One step into a context; None where nothing is there."""
    if isinstance(step, int):
        return value[step] if isinstance(value, list) else None
    return value.get(step) if isinstance(value, Mapping) else None
