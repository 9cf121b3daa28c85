"""One expansion: its values, its marks, and what it may spend. The current one is kept in a thread-local because macros of imported
templates are made once and know no context.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from tactful.template.tokens import END, VALUE

MARKS: list[str] = [f"{VALUE}{n}{END}" for n in range(512)]


def marks() -> Iterator[str]:
    """The value tokens in order, without end."""
    yield from MARKS
    n = len(MARKS)
    while True:
        yield f"{VALUE}{n}{END}"
        n += 1


class LimitError(Exception):
    """A template asked for more than the limits allow. The message names the limit."""


class Run:
    """The state of one expansion: the values left open, the marks that stand for them, and what has been spent."""

    __slots__ = ("append", "chunks", "locale", "mark", "max_size", "spent", "steps", "tables", "values", "zone")

    def __init__(self, chunks: list[str], steps: int, max_size: int, locale: str = "en", zone: Any = None) -> None:
        self.values: list[Any] = []
        self.append: Callable[[Any], None] = self.values.append
        self.mark: Callable[[], str] = marks().__next__
        self.chunks = chunks
        self.steps = steps
        self.max_size = max_size
        self.spent = 0
        self.locale = locale
        self.zone = zone
        self.tables: Any = None


state = threading.local()


def current() -> Run:
    run: Run = state.run
    return run


class running:
    """Context manager: this run is the thread's current one."""

    __slots__ = ("before", "run")

    def __init__(self, run: Run) -> None:
        self.run = run

    def __enter__(self) -> Run:
        self.before = getattr(state, "run", None)
        state.run = self.run
        return self.run

    def __exit__(self, *_exc: object) -> None:
        state.run = self.before


def holes() -> tuple[Callable[[Any], None], Callable[[], str]]:
    """``(append, mark)`` of the current run: append a value, then print the mark."""
    run = state.run
    return run.append, run.mark
