"""Marks: what stands for a value while MJML is compiled. Plain ASCII letters and digits, with a nonce of this process."""

from __future__ import annotations

import re
import secrets

_NONCE = secrets.token_hex(5)
MARK = re.compile(f"tq{_NONCE}x([0-9]+)x")


def mark(number: int) -> str:
    """The mark of the n-th piece of an outline. Marks never reach an email: moulds are cut at them."""
    return f"tq{_NONCE}x{number}x"


def number_of(text: str) -> int:
    found = MARK.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found.group(1))
