"""A MIME message and a report as text for people."""

from __future__ import annotations

import hashlib
import re
from email.message import EmailMessage, Message

from tactful.model.findings import Report


def message_text(message: EmailMessage) -> str:
    """The header fields of a message and of its parts, decoded, one per line. Of each body its size and digest: its text stands in the
    snapshot beside this one, and no byte of what is sent can change unseen."""
    lines = [f"{name}: {_line(value)}" for name, value in message.items()]
    for part in message.iter_parts():
        lines += ["", *(f"{name}: {_line(value)}" for name, value in part.items()), "", _body(part)]
    return "\n".join(lines) + "\n"


def _body(part: Message) -> str:
    data = part.get_payload(decode=True)
    content = data if isinstance(data, bytes) else b""
    return f"[{len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()[:32]}]"


def _line(value: object) -> str:
    return re.sub(r'; boundary="[^"]*"', "", " ".join(str(value).split()))  # a boundary is a digest of the bodies: theirs are enough


def findings_text(report: Report) -> str:
    """The verdict, then one finding per line with its place and facts; what was allowed, with the reason."""
    lines = [report.verdict]
    for one in report.findings:
        mode = f" ({one.mode})" if one.mode != "enforce" else ""
        facts = f" [{', '.join(one.facts)}]" if one.facts else ""
        lines.append(f"{one.severity}{mode} {one.code} {one.file}:{one.line}:{one.column} {_line(one.message)}{facts}")
    for allowed in report.allowed:
        one = allowed.finding
        lines.append(f"allowed {one.code} {one.file}:{one.line}:{one.column} because {_line(allowed.because)}")
    return "\n".join(lines) + "\n"


__all__ = ["findings_text", "message_text"]
