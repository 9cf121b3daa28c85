"""What an ESP gets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from tactful.errors import StageError

_NO_URL = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029<>,]")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def header_text(value: str) -> str:
    """Text as it may stand in a header: one line, no control characters, white space collapsed."""
    return " ".join(_BREAKS.sub(" ", value).split()) if not value.isprintable() or "  " in value else value.strip()


class Email:
    """A rendered message.

    ``subject`` and ``preheader`` are single lines; ``html`` is a whole document, ``text`` its plain-text part; ``headers`` are the
    extra header fields of the message (List-Unsubscribe and List-Unsubscribe-Post when the context has the URL, and those of the
    manifest); ``report`` holds every finding, warnings included; ``sender`` and ``recipient`` are addresses, or empty.
    """

    __slots__ = ("headers", "html", "preheader", "recipient", "report", "sender", "subject", "text")

    def __init__(
        self,
        subject: str,
        preheader: str,
        html: str,
        text: str,
        headers: Mapping[str, str],
        report: Any,
        sender: str = "",
        recipient: str = "",
    ) -> None:
        self.subject = subject
        self.preheader = preheader
        self.html = html
        self.text = text
        self.headers = headers
        self.report = report
        self.sender = sender
        self.recipient = recipient

    @property
    def message(self) -> str:
        """The name of the message that this is: a fallback's, where the one that was asked for was rejected."""
        name: str = self.report.template
        return name

    def mime(self) -> EmailMessage:
        """The message as multipart/alternative (RFC 2046, RFC 5322), plain text first. No Date and no Message-ID: those belong to
        whoever sends it, and the same context gives the same bytes. Raises StageError for a header that cannot be written."""
        message = EmailMessage(policy=SMTP.clone(max_line_length=78))
        try:
            message["Subject"] = self.subject
            if self.sender:
                message["From"] = self.sender
            if self.recipient:
                message["To"] = self.recipient
            for name, value in self.headers.items():
                message[name] = value
            message.set_content(self.text, cte="quoted-printable")
            message.add_alternative(self.html, subtype="html", cte="quoted-printable")
            message.set_boundary(self._boundary())
        except (ValueError, TypeError, KeyError) as error:
            raise StageError(
                f"the message cannot be written as MIME: {error}",
                stage="mime",
                remedy="check the sender, recipient and headers of message.toml",
            ) from error
        return message

    def _boundary(self) -> str:
        import hashlib

        digest = hashlib.sha256("\0".join((self.subject, self.text, self.html)).encode("utf-8", "replace")).hexdigest()
        return f"=_tactful_{digest[:32]}"


def mailbox(name: str, address: str) -> str:
    """``Name <address>`` as RFC 5322 writes it. Raises ValueError for an address that is none."""
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise ValueError(f"not an email address: {address!r}")
    return str(Address(header_text(name), local, domain)) if name else address


def unsubscribe_headers(url: str) -> dict[str, str]:
    """RFC 2369 and RFC 8058: the link, and one-click where it is https."""
    if not url or _NO_URL.search(url):
        return {}
    if url.lower().startswith("https://"):
        return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {"List-Unsubscribe": f"<{url}>"} if url.lower().startswith(("http://", "mailto:")) else {}
