"""What copy quotes without saying it itself: titles of works, lines of somebody else's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tactful.draft.model import HOLE
from tactful.draft.template import Template
from tactful_rules.shared.works import works

_QUOTED = re.compile(
    r"„[^„“”]{2,200}[“”]|“[^“”]{2,200}”|”[^“”]{2,200}”|«[^«»]{2,200}»|»[^«»]{2,200}«|»[^«»]{2,200}»|\"[^\"]{2,200}\"|‘[^‘’]{2,200}’"
)
_SENDER = re.compile(
    r"\b(?:we|our|us|vi|vår|vårt|våra|våre|vores|vort|oss|os|me|meidän|meille|\w+mme|wir|unser\w*|uns)\b", re.IGNORECASE,
)  # fmt: skip
"""Words of the sender for themselves, in the six languages; a Finnish suffix does the same."""
_NEAR = 80
"""Characters around a quotation in which the sender would name themselves as the one who speaks."""


def is_quoted(text: str, start: int, end: int, address: Sequence[tuple[int, int]], template: Template) -> bool:
    """Whether a stretch stands in quotation marks that hold no printed value, and the words there are not the sender's own: the mail is
    about works (a play, a novel), or nothing around the quotation speaks for the sender. "“We saw you,” says our manager" is said by the
    sender, "“We saw you,” she whispers" by somebody else. A stretch that only reaches into them ("we show “We Saw You”") stands there if no
    word for the reader (``address``) comes before them."""
    for found in _QUOTED.finditer(text):
        reaches = start <= found.start() < end and not any(start <= at < found.start() for at, _stop in address)
        inside = found.start() < start < found.end() or reaches
        if inside and HOLE not in found.group():
            outside = _QUOTED.sub(" ", text[: found.start()])[-_NEAR:] + " " + _QUOTED.sub(" ", text[found.end() :])[:_NEAR]
            if not re.search(r"\w", outside):
                return False
            return works(template.manifest.topics) or not _SENDER.search(outside)
    return False


__all__ = ["is_quoted"]
