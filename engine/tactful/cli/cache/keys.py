"""What the findings of a message depend on, as digests of contents: never of times or sizes.

``environment_key`` is everything beside the project's templates: Python, Tactful, the rules and every installed package, configuration,
schemas, taxonomy, words. ``Tree`` holds the files of the template roots.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tactful.lint.loader import GROUP

if TYPE_CHECKING:
    from tactful.model.config import Config
    from tactful.model.context import ContextSchema

FORMAT = "lint cache 1"
_UNREAD = (".pyc", ".pyo")


def digest(*parts: bytes) -> str:
    """Of several contents: where one ends and the next begins counts."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.hexdigest()


def environment_key(config: Config, schema: ContextSchema) -> str:
    """Of everything beside the files of the template roots, as this run has read it. Raises OSError."""
    parts = [FORMAT, sys.version, sys.platform, *_installed(), *_code(), repr(config), schema.fingerprint]
    return digest(*(part.encode("utf-8", "surrogateescape") for part in parts))


def _installed() -> list[str]:
    """Every installed distribution with its version, by the names of their folders."""
    found: set[str] = set()
    for folder in sys.path:
        if os.path.isdir(folder):
            found.update(name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info", ".egg-link", ".pth")))
    return sorted(found)


def _code() -> Iterator[str]:
    """The code and data of Tactful and of every package that offers rules, which may be edited where they are installed."""
    modules = {"tactful", *(point.module.partition(".")[0] for point in entry_points(group=GROUP))}
    for name in sorted(modules):
        spec = find_spec(name)
        places = list(spec.submodule_search_locations or ([spec.origin] if spec.origin else [])) if spec is not None else []
        for place in places:
            yield f"{name} {digest_of_files(Path(place))}"


def digest_of_files(place: Path) -> str:
    """Of a file, or of every file below a folder. Raises OSError."""
    files = [place] if place.is_file() else sorted(_below(place))
    root = place.parent
    return digest(*(part for file in files for part in (file.relative_to(root).as_posix().encode(), file.read_bytes())))


def _below(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__" and not name.startswith("."))
        yield from (Path(where, name) for name in names if not name.endswith(_UNREAD))


class Tree:
    """The files of the template roots as they were when this was made. Raises OSError."""

    def __init__(self, roots: Iterable[Path]) -> None:
        self.roots = [root.resolve() for root in roots]
        self.files = [file for root in self.roots for file in sorted(_below(root))]
        self.digests = {file: digest(file.read_bytes()) for file in self.files}

    @cached_property
    def _by_folder(self) -> dict[Path, list[Path]]:
        """The files of each message: below its folder, those of messages inside it too."""
        folders = {file.parent for file in self.files if file.name == "message.toml"}
        found: dict[Path, list[Path]] = {folder: [] for folder in folders}
        for file in self.files:
            for parent in file.parents:
                if parent in folders:
                    found[parent].append(file)
                if parent in self.roots:
                    break
        return found

    def _named(self, files: Iterable[Path]) -> str:
        return digest(*(part.encode("utf-8", "surrogateescape") for file in files for part in (str(file), self.digests[file])))

    def message(self, folder: Path) -> str:
        """Of a message's own folder, samples included."""
        return self._named(self._by_folder.get(folder.resolve(), ()))

    @cached_property
    def names(self) -> str:
        """Of which files there are beside those of messages: a new one may stand before another of its name."""
        own = {file for files in self._by_folder.values() for file in files}
        return digest(*(str(file).encode("utf-8", "surrogateescape") for file in self.files if file not in own))

    @cached_property
    def whole(self) -> str:
        """Of everything."""
        return self._named(self.files)

    def still(self, folder: Path, others: Iterable[Path]) -> bool:
        """Whether a message's own files and these others are what they were. Raises OSError."""
        files = [*self._by_folder.get(folder.resolve(), ()), *others]
        return all(self.digests.get(file) == digest(file.read_bytes()) for file in files)


__all__ = ["Tree", "digest", "environment_key"]
