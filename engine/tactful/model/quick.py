"""Frozen dataclasses that are made by the hundred thousand.

The ``__init__`` that ``dataclasses`` writes for a frozen class sets each member through ``object.__setattr__``, which takes twice the time of
all the rest. The one made here sets them while the object is of a twin class that is not frozen; nobody ever sees it as such.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, TypeVar

T = TypeVar("T")


def quick(cls: type[T]) -> type[T]:
    """Give a frozen dataclass (without ``__post_init__``) an ``__init__`` of the same signature that is twice as fast."""
    known: dict[str, Any] = {"_missing": MISSING, "_set": object.__setattr__, "_cls": cls}
    arguments, values = [], []
    for field in fields(cls):  # type: ignore[arg-type]
        name, value = field.name, field.name
        if field.default is not MISSING:
            known[f"_default_{name}"] = field.default
            arguments.append(f"{name}=_default_{name}")
        elif field.default_factory is not MISSING:
            known[f"_factory_{name}"] = field.default_factory
            arguments.append(f"{name}=_missing")
            value = f"_factory_{name}() if {name} is _missing else {name}"
        else:
            arguments.append(name)
        values.append((name, value))
    if "__slots__" in cls.__dict__:
        known["_twin"] = type(cls.__name__, cls.__bases__, {"__slots__": cls.__dict__["__slots__"]})
        body = ["_set(self, '__class__', _twin)", *(f"self.{name} = {value}" for name, value in values), "self.__class__ = _cls"]
    else:
        body = ["_members = self.__dict__", *(f"_members[{name!r}] = {value}" for name, value in values)]
    lines = "\n ".join(body)
    exec(f"def __init__(self, {', '.join(arguments)}):\n {lines}", known)  # as dataclasses does
    made = known["__init__"]
    made.__qualname__, made.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    made.__annotations__ = cls.__init__.__annotations__
    cls.__init__ = made  # type: ignore[method-assign]
    return cls


__all__ = ["quick"]
