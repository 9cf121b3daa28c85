"""Where a text promises the reader a payment: a discount, points, a voucher, an amount."""

from __future__ import annotations

import re

from tactful_rules.copy import read

_FIGURE = re.compile(r"(?:\d|\ufffc)\s?(?:%|€|:-|,-|kr\b)|[€£$]\s?[\d\ufffc]", re.IGNORECASE)


def payments(text: str, lang: str) -> list[int]:
    """The offsets at which payments are named, in words or figures."""
    return sorted([cue.start for cue in read(text, lang).of("exchange")] + [found.start() for found in _FIGURE.finditer(text)])
