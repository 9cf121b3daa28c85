"""An email as texts that people can read and compare: HTML laid out, header fields, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tactful.render.email import Email


def parts_of(email: Email) -> dict[str, str]:
    """The snapshots of an email by file ending."""
    from tactful.snapshots.pretty import pretty
    from tactful.snapshots.written import findings_text, message_text

    return {
        "html": pretty(email.html), "txt": email.text, "eml": message_text(email.mime()), "findings": findings_text(email.report)
    }  # fmt: skip


__all__ = ["parts_of"]
