"""The alphabet of an annotated expansion.

Expanding a template for a customer yields no text but tokens: the number of each literal chunk, of each output site, of each
value. That string is short, is the key of the shape, and can be turned back into text together with the author's places. Tokens
are made of ASCII control characters, which no source may contain and from which every value is cleaned.
"""

from __future__ import annotations

import re

CHUNK = "\x01"  # literal text of a template, by number
SITE = "\x02"  # an output expression, by number; a value or a fragment follows
VALUE = "\x03"  # a printed value left open, numbered in order of evaluation
TURN = "\x04"  # one turn of a loop, by the loop's number; the item follows as a value
ENTER = "\x05"  # a macro call, capture, include or block begins, by number
LEAVE = "\x06"
END = "\x07"
TEXT = "\x0e"  # text that is part of the key: what a filter made of captured structure

TOKEN = re.compile(r"([\x01-\x06\x0e])(\d*)\x07")

# What no mail can carry: C0 controls other than tab and line feed, DEL, C1 controls, lone surrogates and noncharacters. libxml2
# drops all text after some of them.
_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without characters that no mail can carry; CR and CRLF become LF. The same on every path."""
    if text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNCLEAN.sub("", text)


def first_unclean(source: str) -> int:
    """Offset of the first character that a template source may not contain, or -1."""
    found = _UNCLEAN.search(source)
    return found.start() if found else -1


def token(kind: str, number: int) -> str:
    return f"{kind}{number}{END}"


LEAVE_TOKEN = LEAVE + END


def enter_token(number: int) -> str:
    return token(ENTER, number)


TEXT_TOKEN = TEXT + END
