"""Where template files may be read from: the project's template roots, and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound

from tactful.errors import TemplateError
from tactful.template.source import Source

MJML_PREFIX = "mj-include:"


class RootsLoader(BaseLoader):
    """Loads ``name`` from the first root that has it, or from ``texts`` (sources that are no files: a manifest's subject).

    ``base`` is the folder that file names in errors are relative to. A name that leads out of its root, by ``..`` or by a
    symbolic link, is refused. Names that begin with ``mj-include:`` are the same files, included by MJML.
    """

    def __init__(self, roots: Sequence[Path], base: Path) -> None:
        self.roots = [root.resolve() for root in roots]
        self.base = base.resolve()
        self.texts: dict[str, Source] = {}
        self.sources: dict[str, Source] = {}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source = self.source(template)
        return source.text, source.file, None

    def source(self, name: str) -> Source:
        """The source of this name. Raises TemplateNotFound, TemplateError."""
        if name in self.texts:
            return self.texts[name]
        if name not in self.sources:
            self.sources[name] = self._read(name)
        return self.sources[name]

    def _read(self, name: str) -> Source:
        path = name.rpartition(":")[2] if name.startswith(MJML_PREFIX) else name
        if not path or "\\" in path or "\0" in path or os.path.isabs(path):
            raise _escape(name)
        for root in self.roots:
            candidate = root / path
            resolved = candidate.resolve()
            if not resolved.is_relative_to(root):
                raise _escape(name)
            if resolved.is_file():
                return Source(self.shown(candidate), read_source(resolved, self.shown(candidate)))
        raise TemplateNotFound(name)

    def has(self, name: str) -> bool:
        """Whether there is such a file, and it may be read. Raises TemplateError for one that is no clean text."""
        if name in self.texts or name in self.sources:
            return True
        try:
            self.source(name)
        except TemplateNotFound:
            return False
        except TemplateError as error:
            if error.file is None:
                return False  # it leads out of its root
            raise
        return True

    def shown(self, path: Path) -> str:
        """The path as the author knows it."""
        try:
            return path.resolve().relative_to(self.base).as_posix()
        except ValueError:
            return path.as_posix()

    def forget(self) -> None:
        self.sources.clear()


class TextLoader(RootsLoader):
    """Sources in memory, for tests, labelled cases and previews: ``{name: text}``."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__([], Path())
        self.texts = {name: Source(name, text.replace("\r\n", "\n").replace("\r", "\n")) for name, text in texts.items()}

    def _read(self, name: str) -> Source:
        path = name.rpartition(":")[2] if name.startswith(MJML_PREFIX) else name
        if path in self.texts:
            return self.texts[path]
        if path.startswith("..") or os.path.isabs(path):
            raise _escape(name)
        raise TemplateNotFound(name)


def read_source(path: Path, shown: str) -> str:
    """A template file's text with LF newlines. Raises TemplateError for what is not clean UTF-8."""
    from tactful.model.files import read_text

    return read_text(path, error=TemplateError).replace("\r\n", "\n").replace("\r", "\n")


def _escape(name: str) -> TemplateError:
    shown = name.rpartition(":")[2]
    return TemplateError(
        f"{shown!r} leads out of the template roots",
        remedy="keep layouts, partials and includes inside a template root",
    )
