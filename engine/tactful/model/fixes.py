"""Fixes: edits in the author's files that a finding proposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Applicability = Literal["safe", "unsafe"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` (newlines as LF) where the file has what stands from ``line``:``column`` to ``end_line``:``end_column``.

    Lines and columns count characters from 1, the end is exclusive, as in findings: CRLF is one line break, a byte order mark is no
    character.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "file": self.file, "line": self.line, "column": self.column, "end_line": self.end_line, "end_column": self.end_column,
            "text": self.text,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fix:
    """What would make a finding go away. ``message`` says in the imperative what the edits do.

    ``safe``: no customer whose message was right reads anything else afterwards. ``unsafe``: what is meant is probable, but somebody
    must read the result.
    """

    message: str
    edits: tuple[Edit, ...]
    applicability: Applicability = "unsafe"

    @property
    def safe(self) -> bool:
        return self.applicability == "safe"

    def to_dict(self) -> dict[str, Any]:
        return {"message": self.message, "applicability": self.applicability, "edits": [edit.to_dict() for edit in self.edits]}


__all__ = ["Applicability", "Edit", "Fix"]
