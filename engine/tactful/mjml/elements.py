"""The elements of MJML 4 as data (``data/elements.toml``): children, attributes with their types, defaults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType

ANYWHERE = frozenset({"css-class", "mj-class"})  # attributes that every element of the body takes


@dataclass(frozen=True, slots=True)
class Element:
    """``children`` with ``*`` takes any; ``attributes`` maps names to types as the documentation writes them."""

    name: str
    children: frozenset[str]
    required: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


def _load() -> Mapping[str, Element]:
    data = tomllib.loads(files("tactful.mjml").joinpath("data/elements.toml").read_text("utf-8"))
    return MappingProxyType({
        name: Element(
            name, frozenset(entry["children"]), tuple(entry.get("required", ())),
            MappingProxyType(entry.get("attributes", {})), MappingProxyType(entry.get("defaults", {})),
        )
        for name, entry in data.items()
    })  # fmt: skip


ELEMENTS = _load()
