"""Tactful: an email template engine with manners.

``Project.open(".")`` is the front door; ``render`` and ``lint`` open the project of the working directory. Names are loaded when they
are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tactful.errors import ConfigError, ContextError, MessageRejected, StageError, TactfulError, TemplateError

if TYPE_CHECKING:
    from tactful.lint.rule import Example, Issue, Rule
    from tactful.model.findings import Finding, Report
    from tactful.project import Failed, Project, Rejected, Rendered, lint, render
    from tactful.render.email import Email
    from tactful.testing import check_rule

__version__ = "0.1.0"

_HOMES = {
    "Email": "tactful.render.email", "Example": "tactful.lint.rule", "Failed": "tactful.project", "Finding": "tactful.model.findings",
    "Issue": "tactful.lint.rule", "Project": "tactful.project", "Rejected": "tactful.project", "Rendered": "tactful.project",
    "Report": "tactful.model.findings", "Rule": "tactful.lint.rule", "check_rule": "tactful.testing", "lint": "tactful.project",
    "render": "tactful.project",
}  # fmt: skip

__all__ = [
    "ConfigError", "ContextError", "Email", "Example", "Failed", "Finding", "Issue", "MessageRejected", "Project", "Rejected", "Rendered",
    "Report", "Rule", "StageError", "TactfulError", "TemplateError", "check_rule", "lint", "render",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value
    raise AttributeError(f"module 'tactful' has no attribute {name!r}")
