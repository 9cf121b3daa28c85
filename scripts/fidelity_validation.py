"""Compares the MJM rules with npm mjml's soft validation, as `make fidelity FIDELITY=--validate` does: what it finds must be found here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tactful.errors import TactfulError
from tactful.model.findings import Finding
from tactful.project import Project
from tactful_rules import RULES

_NOTICE = {"subject": "x", "purpose": "notice", "locale": "en-GB"}
_MESSAGES = (
    (re.compile(r"Element (\S+) doesn't exist"), "MJM901"),
    (re.compile(r"(\S+) cannot be used inside (\S+),"), "MJM903"),
    (re.compile(r"Attributes? (.+) (?:is|are) illegal"), "MJM902"),
    (re.compile(r"Attribute (\S+) has invalid value"), "MJM904"),
    (re.compile(r"mj-include fails to read file"), "MJM910"),
)


@dataclass
class Validated:
    """What one document's validation came to: how much of the official one was found, what was not, and what only we find."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    more: Counter[str] = field(default_factory=Counter)
    silent: bool = False  # no rule could read the document; it is refused with its place


def findings(source: str) -> list[Finding] | None:
    """What the MJM rules find in a document; None where it cannot be read at all."""
    rules = [rule() for rule in RULES if rule.code.startswith("MJM")]
    try:
        return list(Project.in_memory(manifest=_NOTICE, mjml=source, rules=rules).lint("case").findings)
    except TactfulError:
        return None


def validated(source: str, official: list[Mapping[str, Any]], included: bool) -> Validated:
    """``official`` are the official compiler's errors; ``included`` leaves out those about files that only it was given."""
    result = Validated()
    ours = findings(source)
    if ours is None:
        result.silent = True
        return result
    open_ones = [(one, _keys(one)) for one in ours]
    for code, key, error in _wanted(official):
        hit = next((at for at, (one, keys) in enumerate(open_ones) if one.code == code and key in keys and _beside(one, error)), None)
        if hit is None:
            if not included:
                result.missed.append(f"{error['line']} {error['tag']}: {error['message'][:150]}")
            continue
        result.found += 1
        open_ones.pop(hit)
    result.more.update(f"{one.code} {one.message[:80]}" for one, _keys in open_ones if not (included and one.code == "MJM910"))
    return result


def _wanted(official: list[Mapping[str, Any]]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for error in official:
        for pattern, code in _MESSAGES:
            found = pattern.search(error["message"])
            if found is None:
                continue
            for name in found.group(1).split(", ") if code == "MJM902" else [found.group(1) if found.groups() else ""]:
                yield code, name, error
            break
        else:
            yield "?", "", error


def _keys(one: Finding) -> set[str]:
    """What the official message would name."""
    evidence = one.evidence
    return {str(evidence.get("element", "")), str(evidence.get("attribute", "")), ""}


def _beside(one: Finding, error: Mapping[str, Any]) -> bool:
    """Whether the finding's place is in the tag that the error is about: the official compiler knows only the line that it begins in."""
    return one.line is not None and error["line"] <= one.line <= error["line"] + 40


__all__ = ["Validated", "findings", "validated"]
