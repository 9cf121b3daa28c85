"""A project read again after some of its template files changed: what did not change stays loaded."""

from __future__ import annotations

import threading
from copy import copy

from tactful.errors import TactfulError
from tactful.lint.allows import sources_of
from tactful.project import Project
from tactful.template.environment import TactfulEnvironment
from tactful.template.loader import RootsLoader, read_source


def refreshed(project: Project) -> Project:
    """The same settings, schema and rules over the template files of now. A message stays loaded, with what the rules found in it, where
    every file that it reads is what it was. Settings and schemas are not looked at."""
    config = project.config
    loader = RootsLoader(config.template_roots, config.root)
    environment = TactfulEnvironment(loader, steps=config.limits.iterations, max_size=config.limits.string_bytes)
    twin = copy(project)
    twin.environment, twin._lock = environment, threading.RLock()
    twin._templates, twin._manifests = {}, {}
    twin.__dict__["before"] = project  # the shared renderer tells templates apart by identity: none may go while it is used
    same: dict[str, bool] = {}

    def unchanged(file: str, text: str) -> bool:
        if file not in same:
            try:
                same[file] = read_source(config.root / file, file) == text
            except TactfulError:
                same[file] = False
        return same[file]

    for name, (manifest, source) in project._manifests.items():
        if unchanged(source.file, source.text):
            twin._manifests[name] = manifest, source
    for name, source in project.environment.roots_loader.sources.items():
        if unchanged(source.file, source.text):
            loader.sources[name] = source
    for name, template in project._templates.items():
        if name in twin._manifests and all(unchanged(source.file, source.text) for source in sources_of(template)):
            twin._templates[name] = template
    return twin


__all__ = ["refreshed"]
