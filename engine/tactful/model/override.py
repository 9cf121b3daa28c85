"""Overrides: somebody decides that a message goes out all the same, and stands for it by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tactful.errors import ConfigError

NEVER = frozenset({"EXP203", "REL803", "SEN301"})
"""Hard blocks of GUARDRAILS §5 as rules of their own, and the recipient's own limit (§1: always obeyed, whatever any score says)."""
_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")


def may_override(code: str) -> bool:
    """Whether findings of this code may be overridden at all: what is unlawful, or a hard block, may not."""
    return not code.startswith("LAW") and code not in NEVER


@dataclass(frozen=True, slots=True)
class Override:
    """``codes`` of rules whose findings shall not block this one message to this one customer; ``by`` whom, and ``why``.

    Raises ConfigError for no codes, for codes that nobody may override, and for a decision without name or reason.
    """

    codes: tuple[str, ...]
    by: str
    why: str

    def __init__(self, codes: Iterable[str], by: str, why: str) -> None:
        found = tuple(dict.fromkeys([codes] if isinstance(codes, str) else codes))
        for name, value in (("codes", found), ("by", _line(by)), ("why", _line(why))):
            if not value:
                raise ConfigError(f"an override without {name!r}", remedy="say which codes, who decides, and why")
            object.__setattr__(self, name, value)
        for code in found:
            if not isinstance(code, str) or not _CODE.fullmatch(code):
                raise ConfigError(f"an override of {code!r}, which is no rule code", remedy="name codes such as PRF102")
            if not may_override(code):
                raise ConfigError(f"{code} cannot be overridden", remedy="change the message, or do not send it to this customer")

    def record(self, covered: Iterable[str]) -> OverrideRecord:
        return OverrideRecord(self.codes, self.by, self.why, tuple(dict.fromkeys(covered)))


@dataclass(frozen=True, slots=True)
class OverrideRecord:
    """The audit record in a report: what was asked for, by whom and why, and the codes of the findings that it ``covered``."""

    codes: tuple[str, ...]
    by: str
    why: str
    covered: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"codes": list(self.codes), "by": self.by, "why": self.why, "covered": list(self.covered)}


def _line(text: object) -> str:
    """Text of one line, as it may stand in a log."""
    return " ".join(str(text).split()) if isinstance(text, str) else ""
