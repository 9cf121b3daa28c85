"""Where JSON text offends: twice-named members and numbers that are none, which the parser of the standard library lets pass."""

from __future__ import annotations

import json
import math
import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|-?Infinity|NaN|-?[0-9][0-9.eE+-]*', re.DOTALL)
MAX_DIGITS = 4300  # where Python stops reading whole numbers (sys.int_info.default_max_str_digits)


def offence(text: str) -> tuple[str, int] | None:
    """``(what is wrong, offset into the text)`` of the first offence in well-formed JSON, or None. Names members, quotes no values."""
    open_: list[set[str] | None] = []
    before = ""
    for found in _TOKEN.finditer(text):
        token = found.group()
        if token == "{":
            open_.append(set())
        elif token == "[":
            open_.append(None)
        elif token in "}]" and open_:
            open_.pop()
        elif token[0] == '"':
            names = open_[-1] if open_ else None
            if names is not None and before in ("{", ","):
                name = json.loads(token, strict=False)
                if name in names:
                    return f"the member {name!r} stands twice", found.start()
                names.add(name)
        elif token[0] not in ":,":
            problem = _number(token)
            if problem:
                return problem, found.start()
        before = token
    return None


def _number(token: str) -> str:
    if token.lstrip("-") in ("NaN", "Infinity"):
        return f"{token} is no JSON number"
    if len(token) > MAX_DIGITS:
        return f"a number of {len(token)} digits is too long"
    try:
        return "" if math.isfinite(float(token)) else "a number is too large"
    except (ValueError, OverflowError):
        return "a number cannot be read"
