"""Which URLs may stand in an email.

Allowed: https, http, mailto, tel and cid, and references without a scheme. Everything else, ``javascript:`` and ``data:`` above
all, is an error of the context: the value came from there.
"""

from __future__ import annotations

import html
import re

ALLOWED_SCHEMES = frozenset({"https", "http", "mailto", "tel", "cid"})

_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\u2060\ufeff]+")
_SCHEME = re.compile(r"([^/?#:]*):")
_SAFE_START = re.compile(r"(?:https?://|mailto:|tel:|cid:|#|/(?![/\\]))[\w.@+-]*", re.IGNORECASE)


def refused_scheme(url: str) -> str | None:
    """The scheme that makes this URL unfit for an email, or None. Browsers ignore white space and controls in a scheme; so do we."""
    if _SAFE_START.match(url):
        return None
    bare = _IGNORED.sub("", html.unescape(url))
    found = _SCHEME.match(bare)
    if found is None:
        return None
    scheme = found.group(1).lower()
    return None if scheme in ALLOWED_SCHEMES else scheme


def settles(literal: str) -> bool:
    """Whether a URL that begins with this literal text is safe whatever follows: its scheme is complete and allowed."""
    found = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", literal)
    if found:
        return found.group(1).lower() in ALLOWED_SCHEMES
    return bool(re.match(r"\s*[/?#]|\s*[\w.-]+[/?#]", literal))
