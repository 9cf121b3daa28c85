"""Every way in which Tactful says no.

TactfulError
├── ConfigError       the project is broken: configuration, manifest, schema, taxonomy or rules
├── TemplateError     a template cannot be read, parsed or expanded (file, line, column, code frame)
├── ContextError      a customer's context does not satisfy the schema (JSON pointer, expected, got)
├── StageError        a stage after expansion failed: mjml, inline, text, mould, mime (stage, input)
└── MessageRejected   the lint rules rejected this message for this customer (report)
"""

from __future__ import annotations

from typing import Any, ClassVar


class TactfulError(Exception):
    """Base of the tree. ``message`` says what is wrong, ``remedy`` what to do about it.

    ``file`` (as the author knows it), ``line`` and ``column`` (both counted from 1) are None where there is no place. ``reason`` is a
    code for machines: it never changes and never comes to mean something else.
    """

    reason: ClassVar[str] = "error"

    def __init__(
        self,
        message: str,
        *,
        remedy: str | None = None,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.file = file
        self.line = line
        self.column = column

    @property
    def place(self) -> str:
        """``file:line:column``, as far as it is known; empty when nothing is."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text}\n  remedy: {self.remedy}" if self.remedy else text


class ConfigError(TactfulError):
    """The project cannot be used as it stands."""

    reason = "config"


class TemplateError(TactfulError):
    """A template cannot be read, parsed or expanded. ``frame`` is the author's line with a caret, or empty."""

    reason = "template"

    def __init__(self, message: str, *, frame: str = "", **place: Any) -> None:
        super().__init__(message, **place)
        self.frame = frame

    def __str__(self) -> str:
        return f"{super().__str__()}\n{self.frame}" if self.frame else super().__str__()


class ContextError(TactfulError):
    """A context does not satisfy the schema.

    ``pointer`` is a JSON pointer (RFC 6901) into the context; ``expected`` and ``got`` describe kinds and limits.
    ``got`` never quotes a value: error texts end up in logs, which are no place for personal data.
    """

    reason = "context"

    def __init__(self, message: str, *, pointer: str, expected: str, got: str, **place: Any) -> None:
        super().__init__(message, **place)
        self.pointer = pointer
        self.expected = expected
        self.got = got


class StageError(TactfulError):
    """A stage after expansion failed. ``stage`` names it; ``source`` is what it was given (may hold hole marks)."""

    reason = "stage"

    def __init__(self, message: str, *, stage: str, source: str = "", **place: Any) -> None:
        super().__init__(message, **place)
        self.stage = stage
        self.source = source


class MessageRejected(TactfulError):
    """The rules rejected the message. ``report`` holds every finding; ``attempts`` the reports of the message and of every fallback that
    was tried after it, all of them rejected."""

    reason = "rejected"

    def __init__(self, report: Any, attempts: tuple[Any, ...] = ()) -> None:
        codes = ", ".join(report.blocking_codes)
        tried = f"; so were its fallbacks {', '.join(repr(one.template) for one in attempts[1:])}" if attempts[1:] else ""
        super().__init__(
            f"message {report.template!r} was rejected for this customer: {codes}{tried}",
            remedy="read the findings in the report, then change the copy or do not send it to this customer",
        )
        self.report = report
        self.attempts = attempts or (report,)
