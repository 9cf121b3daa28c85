"""Where things stand in JSON text: what offends (twice-named members, numbers that are none), and what a pointer names."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence

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


def place_in_json(text: str, pointer: str) -> tuple[int, int]:
    """``(line, column)``, from 1, of what a JSON pointer (RFC 6901) names in well-formed JSON; of the innermost thing around it that is
    there where it names nothing."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    best, at = 0, 0
    path: list[str | int] = []
    before = ""
    for found in _TOKEN.finditer(text):
        token = found.group()
        if token in "}]":
            path.pop()
        elif token == "," and path and isinstance(path[-1], int):
            path[-1] += 1
        elif token not in ",:":
            is_name = token[0] == '"' and before in ("{", ",") and bool(path) and isinstance(path[-1], str)
            if is_name:
                path[-1] = json.loads(token, strict=False)
            shared = _shared(path, steps)
            if shared > best:
                best, at = shared, found.start()
            if token in "{[":
                path.append("" if token == "{" else 0)
        before = token
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _shared(path: Sequence[str | int], steps: Sequence[str]) -> int:
    """How many steps of the pointer a path follows; 0 where the path leads elsewhere."""
    if len(path) > len(steps) or any(str(part) != step for part, step in zip(path, steps, strict=False)):
        return 0
    return len(path)
