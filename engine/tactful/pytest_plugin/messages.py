"""The messages of the project under test."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tactful.project import Project
    from tactful.render.email import Email


def need_syrupy() -> None:
    """Raises pytest.UsageError where syrupy is not installed."""
    try:
        import syrupy  # noqa: F401
    except ImportError as error:
        raise pytest.UsageError("Tactful's snapshots need syrupy: install tactful[pytest]") from error


class Messages:
    """A project opened for a run of tests. Raises pytest.UsageError where there is none that works."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def project(self) -> Project:
        from tactful.errors import TactfulError
        from tactful.project import Project

        try:
            return Project.open(self.folder)
        except TactfulError as error:
            raise pytest.UsageError(f"the Tactful project cannot be opened: {error}") from error

    @cached_property
    def roots(self) -> list[Path]:
        return [root.resolve() for root in self.project.config.template_roots]

    @cached_property
    def _names(self) -> dict[Path, str]:
        from tactful.errors import TactfulError

        try:
            return {(self.project.folder(name) / "message.toml").resolve(): name for name in self.project.messages()}
        except TactfulError as error:
            raise pytest.UsageError(f"the messages cannot be listed: {error}") from error

    def name_of(self, manifest: Path) -> str | None:
        """The message whose manifest this is; None for a file of another project, or a private one."""
        return self._names.get(manifest.resolve())

    def context(self, name: str, sample: str) -> Any:
        """Raises ConfigError, ContextError for a file that is no JSON."""
        from tactful.errors import ConfigError
        from tactful.model.files import read_json

        file = self.project.folder(name) / "samples" / f"{sample}.json"
        if not file.is_file():
            known = ", ".join(one.stem for one in self.project.samples(name))
            raise ConfigError(f"the message {name!r} has no sample {sample!r}", remedy=f"its samples: {known or 'none'}")
        return read_json(file)

    def render(self, name: str, sample: str | Mapping[str, Any]) -> Email:
        context = self.context(name, sample) if isinstance(sample, str) else sample
        return self.project.render(name, context)


__all__ = ["Messages", "need_syrupy"]
