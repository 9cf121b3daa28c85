"""What a run came to, as JSON and back. Only Tactful's own dataclasses are made again: a cache file is data, never code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

_CLASS = "~"


def packed(value: Any) -> Any:
    """As JSON holds it. Raises TypeError for what cannot be made again."""
    kind = type(value)
    if value is None or kind in (str, int, float, bool):
        return value
    if is_dataclass(value) and kind.__module__.startswith("tactful."):
        return {_CLASS: f"{kind.__module__}:{kind.__qualname__}", **{one.name: packed(getattr(value, one.name)) for one in fields(value)}}
    if kind is list:
        return [packed(one) for one in value]
    if kind is tuple:
        return {_CLASS: "tuple", "of": [packed(one) for one in value]}
    if kind is frozenset:
        return {_CLASS: "frozenset", "of": sorted(packed(one) for one in value)}
    if kind is date:
        return {_CLASS: "date", "of": value.isoformat()}
    if isinstance(value, Mapping) and _CLASS not in value and all(type(key) is str for key in value):
        return {key: packed(inner) for key, inner in value.items()}
    raise TypeError(f"{kind.__name__} cannot be packed")


def unpacked(value: Any) -> Any:
    """The other way. Raises ValueError, TypeError, KeyError, AttributeError, ImportError for what nobody packed."""
    if isinstance(value, list):
        return [unpacked(one) for one in value]
    if not isinstance(value, dict):
        return value
    kind = value.get(_CLASS)
    if kind is None:
        return {key: unpacked(inner) for key, inner in value.items()}
    if kind == "tuple":
        return tuple([unpacked(one) for one in value["of"]])
    if kind == "frozenset":
        return frozenset(unpacked(one) for one in value["of"])
    if kind == "date":
        return date.fromisoformat(value["of"])
    return _class(kind)(**{key: unpacked(inner) for key, inner in value.items() if key != _CLASS})


@cache
def _class(name: str) -> Any:
    module, _, qualname = name.partition(":")
    found = getattr(import_module(module), qualname) if module.startswith("tactful.") else None
    if not (isinstance(found, type) and is_dataclass(found) and found.__module__ == module):
        raise ValueError(f"{name} is no dataclass of Tactful's")
    return found


__all__ = ["packed", "unpacked"]
