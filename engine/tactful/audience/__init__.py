"""Audits: a message against a whole audience, without rendering it."""

from __future__ import annotations

from tactful.audience.lines import Entry, entries
from tactful.audience.model import Audit, BadLine, FactUse, RuleUse, SinglingOut
from tactful.audience.run import audit

__all__ = ["Audit", "BadLine", "Entry", "FactUse", "RuleUse", "SinglingOut", "audit", "entries"]
