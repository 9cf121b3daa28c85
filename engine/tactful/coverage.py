"""Which branches of a project's templates no sample reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tactful.draft.template import Template
from tactful.lint.allows import sources_of
from tactful.project import Project
from tactful.render.renderer import Renderer
from tactful.template.loader import RootsLoader
from tactful.template.reach import Branch, ReachEnvironment


@dataclass(frozen=True, slots=True)
class Missed:
    """A branch that no sample reached, and a message that uses its file."""

    message: str
    branch: Branch


class Coverage:
    """Expands messages for contexts once more, noting the branches. Feed it with ``add``, then ask."""

    def __init__(self, project: Project) -> None:
        self.project = project
        loader = project.environment.roots_loader
        limits = project.config.limits
        fresh = RootsLoader(loader.roots, loader.base)
        self._environment = ReachEnvironment(fresh, steps=limits.iterations, max_size=limits.string_bytes)
        self._renderer = Renderer(project.config)
        self._users: dict[str, str] = {}
        self._own: set[str] = set()

    def add(self, name: str, contexts: Iterable[Mapping[str, Any]]) -> None:
        """One message with its samples. Raises ContextError, TemplateError, ConfigError."""
        made = self.project.template(name)
        template = Template(name, made.manifest, self._environment, made.schema, made.taxonomy, made.config, made.manifest_source)
        for context in contexts:
            self._renderer.draft(template, context)
        for file in (made.manifest_source.file, *(source.file for source in sources_of(template))):
            self._users.setdefault(file, name)
            if f"/{name}/" in f"/{file}":
                self._own.add(file)

    def _judged(self, complete: bool) -> Iterator[tuple[int, Branch]]:
        """Branches of the files that messages use; of shared ones only where every message was added."""
        for number, branch in enumerate(self._environment.branches):
            if branch.span.file in (self._users if complete else self._own):
                yield number, branch

    def _reached(self) -> set[Branch]:
        """One file may have been read under two names (``include`` and ``mj-include``)."""
        return {self._environment.branches[number] for number in self._environment.reached}

    def missed(self, complete: bool) -> list[Missed]:
        """By file and place."""
        reached = self._reached()
        found = dict.fromkeys(branch for _number, branch in self._judged(complete) if branch not in reached)
        ordered = sorted(found, key=lambda branch: (branch.span.file, branch.span.line, branch.span.column, branch.what))
        return [Missed(self._users[branch.span.file], branch) for branch in ordered]

    def count(self, complete: bool) -> tuple[int, int]:
        """Branches reached, and branches in all."""
        every = {branch for _number, branch in self._judged(complete)}
        return len(every & self._reached()), len(every)


__all__ = ["Coverage", "Missed"]
