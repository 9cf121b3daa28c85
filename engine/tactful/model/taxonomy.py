"""Topics: a tree of what mail is about. What holds for a topic holds for all below it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tactful.errors import ConfigError

LEVELS = ("none", "lifestyle", "life_event", "special")


class Taxonomy:
    """Immutable. Topics are dotted paths (``travel.leisure.ski``); an unknown one still has the lineage that its dots say."""

    def __init__(self, nodes: Mapping[str, Mapping[str, Any]]) -> None:
        self.nodes = dict(nodes)
        self._lineages: dict[str, tuple[str, ...]] = {}
        self._families: dict[str, str | None] = {}

    @classmethod
    def load(cls) -> Taxonomy:
        """The taxonomy that ships with the package."""
        return _packaged()

    def extend(self, topics: Mapping[str, Any]) -> Taxonomy:
        """With further topics ``{"path": {"choice": bool, "sensitivity": "…"}}``. Raises ConfigError."""
        nodes = dict(self.nodes)
        for path, node in topics.items():
            if not path or any(not part for part in path.split(".")):
                raise ConfigError(f"not a topic: {path!r}", remedy="write topics as words with dots between: travel.leisure.ski")
            known = node if isinstance(node, Mapping) else {"": node} if node else {}
            if set(known) - {"choice", "sensitivity"} or known.get("sensitivity", "none") not in LEVELS:
                raise ConfigError(
                    f"the topic {path!r} has unknown members", remedy=f"choice (true or false) and sensitivity ({', '.join(LEVELS)})"
                )
            if not isinstance(known.get("choice", False), bool):
                raise ConfigError(f"the topic {path!r}: choice is true or false", remedy="write choice = true")
            for above in reversed(self.lineage(path)[1:]):
                nodes.setdefault(above, {})
            nodes[path] = {**nodes.get(path, {}), **known}
        return Taxonomy(nodes)

    def known(self, topic: str) -> bool:
        return topic in self.nodes

    def lineage(self, topic: str) -> tuple[str, ...]:
        """The topic and everything above it, nearest first."""
        found = self._lineages.get(topic)
        if found is None:
            if len(self._lineages) > 16_384:  # contexts may bring topics without end
                self._lineages.clear()
            parts = topic.split(".")
            found = self._lineages[topic] = tuple(".".join(parts[:count]) for count in range(len(parts), 0, -1))
        return found

    def covers(self, above: str, topic: str) -> bool:
        """Whether ``topic`` is ``above`` or lies below it."""
        return topic == above or topic.startswith(f"{above}.")

    def related(self, one: str, other: str) -> bool:
        """Whether one lies on the path of the other."""
        return self.covers(one, other) or self.covers(other, one)

    def family(self, topic: str) -> str | None:
        """The nearest node above the topic whose members are alternatives to one another."""
        if topic not in self._families:
            if len(self._families) > 16_384:
                self._families.clear()
            above = self.lineage(topic)[1:]
            self._families[topic] = next((path for path in above if self.nodes.get(path, {}).get("choice")), None)
        return self._families[topic]

    def choice_member(self, family: str, topic: str) -> str:
        """The member of a family that a topic belongs to: the family's child on the way to it."""
        return ".".join(topic.split(".")[: family.count(".") + 2])

    def sensitivity(self, topic: str) -> str:
        """The greatest least sensitivity on the lineage."""
        found = [str(self.nodes.get(path, {}).get("sensitivity", "none")) for path in self.lineage(topic)]
        return max(found, key=LEVELS.index)

    def nearest(self, topic: str) -> str | None:
        near = difflib.get_close_matches(topic, list(self.nodes), 1, 0.6)
        if near:
            return near[0]
        last = topic.rpartition(".")[2]
        return next((path for path in self.nodes if path.rpartition(".")[2] == last), None)

    def children(self, topic: str) -> tuple[str, ...]:
        return tuple(path for path in self.nodes if path.rpartition(".")[0] == topic)


def topics_in(data: Mapping[str, Any], file: str | None = None) -> dict[str, dict[str, Any]]:
    """The topics of a taxonomy file, ``{"path": {choice, sensitivity}}``: tables are topics, ``members`` their leaves. Raises ConfigError."""
    nodes: dict[str, dict[str, Any]] = {}

    def visit(path: str, table: Mapping[str, Any]) -> None:
        if path:
            nodes[path] = {key: table[key] for key in ("choice", "sensitivity") if key in table}
            for member in table.get("members", ()):
                nodes.setdefault(f"{path}.{member}", {})
        for key, value in table.items():
            if isinstance(value, Mapping):
                visit(f"{path}.{key}" if path else key, value)
            elif not path or key not in ("choice", "sensitivity", "members"):
                known = "a topic has choice, sensitivity and members; deeper topics are tables of their own"
                raise ConfigError(f"unknown key {f'{path}.{key}'.lstrip('.')!r} in the taxonomy", file=file, remedy=known)

    visit("", data)
    return nodes


@cache
def _packaged() -> Taxonomy:
    return Taxonomy(topics_in(tomllib.loads(files("tactful.model").joinpath("data/taxonomy.toml").read_text("utf-8"))))
