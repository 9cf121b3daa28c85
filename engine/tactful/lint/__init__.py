"""Linting: the rule API, the loader, the runner, and what rules share (exposure, the customer's view, reading of flows)."""

from __future__ import annotations

from tactful.lint.rule import Check, Example, Issue, Rule

__all__ = ["Check", "Example", "Issue", "Rule"]
