"""Limits of what a template may make: steps of loops, the size of texts, also of those that methods of strings would grow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tactful.template.run import LimitError, state


def charge_size(size: int) -> None:
    """Refuse a text longer than the limit; Raises LimitError."""
    limit = state.run.max_size
    if size > limit:
        raise LimitError(f"a text of more than {limit:,} characters")


def charge(iterable: Any) -> Any:
    """The iterable, after its length has been taken from the budget of steps. Raises LimitError."""
    run = state.run
    if not hasattr(iterable, "__len__"):
        if not hasattr(iterable, "__iter__"):
            return iterable
        iterable = list(_bounded(iterable, run.steps - run.spent))
    run.spent += len(iterable) + 1
    if run.spent > run.steps:
        raise LimitError(f"more than {run.steps:,} steps of loops and macro calls")
    return iterable


def _bounded(iterable: Any, most: int) -> Iterator[Any]:
    for count, item in enumerate(iterable):
        if count > most:
            raise LimitError(f"more than {state.run.steps:,} steps of loops and macro calls")
        yield item


_GROWING = frozenset({"ljust", "rjust", "center", "zfill", "expandtabs"})


def limited_method(text: str, name: str, method: Any) -> Any:
    """A string's method whose result stays within the limit of sizes."""
    if not callable(method):
        return method

    def bounded(*args: Any, **kwargs: Any) -> Any:
        if name in _GROWING:
            charge_size(
                max([0, *(a for a in (*args, *kwargs.values()) if isinstance(a, int))]) * (len(text) if name == "expandtabs" else 1)
            )
        if name == "replace" and len(args) >= 2:
            charge_size(len(text) + text.count(str(args[0])) * len(str(args[1])))
        if name == "join":
            args = (list(charge(args[0])),) if args else args
            charge_size(sum(len(str(a)) + len(text) for a in (args[0] if args else ())))
        if name in ("format", "format_map"):
            check_format(text)
        result = method(*args, **kwargs)
        if isinstance(result, str):
            charge_size(len(result))
        return result

    return bounded


def check_format(text: str) -> None:
    """Refuse format strings whose widths alone exceed the limit."""
    for digits in re.findall(r"\d{4,}", text):
        charge_size(int(digits[:12]))
    if re.search(r"\{[^{}]*\{|%[^a-zA-Z%]*\*", text):
        raise LimitError("a format string whose width is computed")
