"""Errors of the tree as data."""

from __future__ import annotations

from typing import Any

from tactful.errors import ContextError, StageError, TactfulError


def error_dict(error: TactfulError) -> dict[str, Any]:
    """What, where and the remedy; never a value."""
    found = {
        "type": type(error).__name__, "reason": error.reason, "message": error.message, "file": error.file, "line": error.line, "column": error.column,
        "remedy": error.remedy,
    }  # fmt: skip
    if isinstance(error, ContextError):
        found |= {"pointer": error.pointer, "expected": error.expected, "got": error.got}
    if isinstance(error, StageError):
        found["stage"] = error.stage
    return found
