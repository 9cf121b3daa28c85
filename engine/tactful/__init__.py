"""An email template engine with manners."""

from tactful.errors import (
    ConfigError,
    ContextError,
    MessageRejected,
    StageError,
    TactfulError,
    TemplateError,
)

__all__ = [
    "ConfigError",
    "ContextError",
    "MessageRejected",
    "StageError",
    "TactfulError",
    "TemplateError",
]
