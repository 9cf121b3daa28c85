"""Coarsening as a fix: the value itself with the filter that lowers one dimension, instead of whatever formats it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tactful.draft.template import Template
from tactful.lint.fixing import is_member, replaced, text_at
from tactful.model.fixes import Edit
from tactful.template.flows import Flow, Ref

FILTERS = {"time": ("season", "month"), "place": ("region",), "item": ("category", "brand"), "quantity": ("some", "range")}
NAMED = re.compile(r"([\w.]+(?:\[[^\]]*\][\w.]*)*)(?:\s*\|.*)?", re.DOTALL)
_TABLES = frozenset({"region", "category", "brand"})  # what a table does not know counts as absent


def coarser(template: Template, flow: Flow, ref: Ref, dimension: str) -> tuple[str, Edit] | None:
    """The filter and the edit that put it in; None where the output is more than one member with filters, where what is printed was
    formatted somewhere else, and where the filter needs a table that the project does not have."""
    if dimension == "time" and _named(template, ref) in ("weekday", "month", "season"):
        return None  # a word; the filters read dates
    member, found = text_at(template, ref.span), NAMED.fullmatch(flow.source)
    if not is_member(member) or found is None or text_at(template, flow.span) != flow.source:
        return None
    value = found.group(1)
    if value != member and ref.filters:  # a variable that holds what was already formatted
        return None
    name = next((name for name in FILTERS[dimension] if name not in _TABLES or template.config.coarsen.get(name)), None)
    return None if name is None else (name, replaced(flow.span, f"{value} | {name}"))


def _named(template: Template, ref: Ref) -> str:
    """The level of time that the label of a member names."""
    member = template.schema.member(ref.path)
    granularity = (member.label or {}).get("granularity") if member is not None else None
    return str(granularity.get("time", "")) if isinstance(granularity, Mapping) else ""


__all__ = ["FILTERS", "NAMED", "coarser"]
