"""Proposals as a schema fragment to review: what is proposed stands under ``x-fact``, why under ``$comment``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tactful.labels.collect import Proposal

_HEAD = (
    "Proposed by `tactful labels init`: review every label, fill in what is open, then list this file under `schemas`. A label says what "
    "is true of a fact, not what one would like to do with it."
)
_ORDER = ("provenance", "sensitivity", "granularity", "known_to_recipient", "ledger", "purposes", "max_age", "topic")
_PLACES = 3


def fragment(proposals: Sequence[Proposal]) -> dict[str, Any]:
    """A JSON Schema fragment that merges over the project's own schema."""
    found: dict[str, Any] = {"$comment": _HEAD, "type": "object", "properties": {}}
    for proposal in proposals:
        node = _node(found, proposal.path)
        if proposal.type is not None:
            node["type"] = proposal.type
        node["$comment"] = comment(proposal)
        if proposal.label:
            node["x-fact"] = {name: proposal.label[name] for name in _ORDER if name in proposal.label}
    return found


def comment(proposal: Proposal) -> str:
    """Why this is proposed, what is open, and where messages print it."""
    words = [f"because of: {', '.join(proposal.reasons)}" if proposal.reasons else "nothing in name, type or samples says what it is"]
    if proposal.open:
        words.append(f"open (counts as the worst): {', '.join(proposal.open)}")
    if not proposal.declared:
        words.append("not declared in the schema")
    if proposal.label.get("sensitivity") == "special":
        words.append("name the topic whose consent it needs, as `topic`")
    printed = proposal.printed
    if printed:
        more = f" and {len(printed) - _PLACES} more" if len(printed) > _PLACES else ""
        words.append(f"printed at {', '.join(printed[:_PLACES])}{more}")
    elif any(reading.use in ("steering", "selection", "loop", "eligibility") for reading in proposal.readings):
        words.append("steers, is never printed")
    elif not proposal.readings:
        words.append("no message reads it")
    return "; ".join(words)


def _node(root: dict[str, Any], path: str) -> dict[str, Any]:
    node = root
    for step in path.split("."):
        name, lists = step.replace("[]", ""), step.count("[]")
        node = node.setdefault("properties", {}).setdefault(name, {})
        for _ in range(lists):
            node = node.setdefault("items", {})
    return node
