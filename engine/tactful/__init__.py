"""Tactful: an email template engine with manners.

``Project.open(".")`` is the front door; ``render`` and ``lint`` open the project of the working directory. Names are loaded when they
are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tactful.errors import ConfigError, ContextError, MessageRejected, StageError, TactfulError, TemplateError

if TYPE_CHECKING:
    from tactful.audience import Audit, audit
    from tactful.lint.rule import Example, Issue, Rule
    from tactful.model.findings import Finding, Report
    from tactful.model.fixes import Edit, Fix
    from tactful.model.override import Override
    from tactful.project import Failed, Project, Rejected, Rendered, lint, render
    from tactful.render.email import Email
    from tactful.testing import check_rule

__version__ = "0.1.0"

_HOMES = {
    "Audit": "tactful.audience", "audit": "tactful.audience", "Email": "tactful.render.email", "Example": "tactful.lint.rule", "Failed": "tactful.project", "Finding": "tactful.model.findings",
    "Edit": "tactful.model.fixes", "Fix": "tactful.model.fixes", "Issue": "tactful.lint.rule", "Override": "tactful.model.override", "Project": "tactful.project", "Rejected": "tactful.project", "Rendered": "tactful.project",
    "Report": "tactful.model.findings", "Rule": "tactful.lint.rule", "check_rule": "tactful.testing", "lint": "tactful.project",
    "render": "tactful.project",
}  # fmt: skip

__all__ = [
    "Audit",
    "ConfigError",
    "ContextError",
    "Edit",
    "Email",
    "Example",
    "Failed",
    "Finding",
    "Fix",
    "Issue",
    "MessageRejected",
    "Override",
    "Project",
    "Rejected",
    "Rendered",
    "Report",
    "Rule",
    "StageError",
    "TactfulError",
    "TemplateError",
    "audit",
    "check_rule",
    "lint",
    "render",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value
    raise AttributeError(f"module 'tactful' has no attribute {name!r}")


class _Door(ModuleType):
    """A subpackage that has a function's name: calling it calls the function."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        return getattr(import_module("tactful.project"), self.__name__.rpartition(".")[2])(*given, **named)


class _Front(ModuleType):
    """This package. Importing ``tactful.lint.…`` binds the subpackage to the name under which ``lint`` is exported; likewise ``render``."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("lint", "render") and type(value) is ModuleType:
            value.__class__ = _Door
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Front
