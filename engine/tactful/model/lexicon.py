"""A project's own words for reading copy: TOML files in the folders of ``lexicon``. Found and named here; the rules understand them.

A folder holds ``topics/<lang>.toml``, ``attributes/<lang>.toml`` and ``cues/<lang>/<family>.toml``, written as the packaged ones are.
Copy of the project is read in a language with a private-use subtag (``sv-x-1f2e…``, RFC 5646 §2.2.7) that names these words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tactful.errors import ConfigError
from tactful.model.files import read_text

KINDS = ("topics", "attributes", "cues")
_MARK = "-x-"
_LAYOUT = "topics/<lang>.toml, attributes/<lang>.toml, cues/<lang>/<family>.toml"


@dataclass(frozen=True, slots=True)
class WordFile:
    """One file of words. ``family`` is the family of cues (empty for topics and attributes); ``name`` is its path for messages."""

    kind: str
    language: str
    family: str
    name: str
    text: str


@dataclass(frozen=True, eq=False)
class OwnWords:
    """All words of a project. ``topics`` are those that they may speak of; ``tag`` names contents, so that what is edited is read anew."""

    tag: str
    files: tuple[WordFile, ...]
    topics: Mapping[str, Any]

    def of(self, kind: str, language: str) -> tuple[WordFile, ...]:
        return tuple(file for file in self.files if file.kind == kind and file.language == language)


_LOADED: dict[str, OwnWords] = {}


def load_words(folders: Sequence[str], root: Path, topics: Mapping[str, Any], config_file: str | None = None) -> OwnWords:
    """The words in these folders (relative to ``root``), known from then on by their tag. Raises ConfigError."""
    files: list[WordFile] = []
    for name in folders:
        folder = root / name
        if not folder.is_dir():
            raise ConfigError(f"there is no lexicon folder {name}", file=config_file, remedy="create it, or take it out of `lexicon`")
        files += [_file(path, folder, root) for path in sorted(folder.rglob("*.toml"))]
    return remember(files, topics)


def remember(files: Iterable[WordFile], topics: Mapping[str, Any]) -> OwnWords:
    """Words known from then on by their tag."""
    every = tuple(files)
    digest = hashlib.sha256(repr((every, sorted(topics))).encode()).hexdigest()[:8]
    return _LOADED.setdefault(digest, OwnWords(digest, every, dict(topics)))


def _file(path: Path, folder: Path, root: Path) -> WordFile:
    parts = path.relative_to(folder).with_suffix("").parts
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    if parts[0] not in KINDS or len(parts) != (3 if parts[0] == "cues" else 2):
        raise ConfigError("not a lexicon file", file=shown, remedy=f"a lexicon holds {_LAYOUT}")
    return WordFile(parts[0], parts[1], parts[2] if len(parts) == 3 else "", shown, read_text(path))


def tagged(lang: str, words: str) -> str:
    """A language whose copy is read with the words of this tag; without one the language itself."""
    return f"{lang}{_MARK}{words}" if words else lang


def own_words(lang: str) -> OwnWords | None:
    """The words that a language's private-use subtag names."""
    return _LOADED.get(lang.partition(_MARK)[2])
