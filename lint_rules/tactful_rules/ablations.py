"""Switches for ``tactful evaluate --without``: a technique is off while its context manager is open. Never used on the way of a message."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

from tactful_rules.copy import reader
from tactful_rules.copy.reading import Reading
from tactful_rules.echo import finder


def without_wording() -> AbstractContextManager[None]:
    """Copy is about nothing and says nothing: no topics, no cues, no address. Where its sentences end is still known."""
    read = reader._read

    def silent(text: str, language: str) -> Reading:
        return replace(read(text, language), topics=(), cues=(), address=())

    return _replaced(reader, "_read", silent)


def without_echo() -> AbstractContextManager[None]:
    """No value of a customer is heard in hard-coded copy."""
    return _replaced(finder, "ears", lambda shape: None)


@contextmanager
def _replaced(module: Any, name: str, value: Any) -> Iterator[None]:
    """A function of a module replaced, with nothing remembered from before or after."""
    kept = getattr(module, name)
    _forget()
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, kept)
        _forget()


def _forget() -> None:
    """Empty every cache of this package: answers of one mode must not serve the other."""
    for name, module in list(sys.modules.items()):
        if name.startswith("tactful_rules."):
            for value in list(vars(module).values()):
                clear = getattr(value, "cache_clear", None)
                if clear is not None:
                    clear()


ABLATIONS = {"wording": without_wording, "echo": without_echo}
