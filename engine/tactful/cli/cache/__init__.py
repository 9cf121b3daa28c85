"""The incremental cache of ``tactful lint``: a message none of whose files changed is not linted again.

It lies in ``.tactful_cache`` below the project, ignores itself in Git, holds paths and places and never a customer's value that a report would not
hold, and may be deleted at any time. Several runs may use it at once: an entry is written beside and moved into place. What cannot be read is
as good as not there.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tactful.cli.cache.entries import Entry, keepable, part_of, places_of, read_by
from tactful.cli.cache.keys import Tree, digest, environment_key
from tactful.cli.cache.packing import packed, unpacked
from tactful.cli.formats.outcomes import Outcome
from tactful.lint.usage import needs_of

if TYPE_CHECKING:
    from tactful.project import Project

FOLDER = ".tactful_cache"
_KEPT = 4
"""Environments (versions, configurations) whose entries are kept side by side."""


class LintCache:
    """What earlier runs came to, for one project as it is now."""

    def __init__(self, project: Project, key: str, today: date) -> None:
        self.project = project
        self.today = today
        self.tree = Tree(project.config.template_roots)
        self._base = project.config.root.resolve()
        self._root = self._base / FOLDER
        self._folder = self._root / "lint" / key
        self._ready = False

    @classmethod
    def of(cls, project: Project, today: date) -> LintCache | None:
        """None where what the findings depend on cannot be read."""
        try:
            return cls(project, environment_key(project.config, project.schema), today)
        except OSError:
            return None

    def get(self, name: str, expected: bool) -> tuple[list[Outcome], Entry] | None:
        """The outcomes of a message as a run would come to them now; None where that is not known."""
        folder = self.project.folder(name)
        entry = self._read(name, self.tree.message(folder))
        if entry is None:
            return None
        outcomes = []
        for part in entry.parts:
            static = part.sample is None
            outcomes.append(
                Outcome(
                    name, part.sample, part.report, note=part.note if expected and not static else "",
                    settled=expected and (entry.expects or not static), file=None if static else folder / "samples" / f"{part.sample}.json",
                    related=places_of(part),
                )
            )  # fmt: skip
        return outcomes, entry

    def put(self, name: str, outcomes: Sequence[Outcome]) -> None:
        """Keep what a message came to, where the next run would come to the same and nothing changed meanwhile."""
        if not keepable(outcomes):
            return
        with suppress(OSError, TypeError, ValueError):
            template = self.project.template(name)
            files, whole = read_by(self.project, template)
            suppressions = self.project.linter.suppressions(template)
            dated = suppressions is not None and suppressions.dated
            reports = [outcome.report for outcome in outcomes if outcome.report is not None]
            folder = self.project.folder(name)
            if not self.tree.still(folder, files):
                return
            entry = Entry(
                tuple(part_of(outcome, template) for outcome in outcomes), bool(template.manifest.expect),
                tuple(needs_of(self.project.linter, template, reports)), self.today.isoformat() if dated else "",
                {self._shown(file): self.tree.digests[file] for file in files}, whole,
            )  # fmt: skip
            own, everything = self.tree.message(folder), self.tree.whole if whole else ""
            self._write(name, {"own": own, "names": self.tree.names, "whole": everything, "entry": packed(entry)})

    # -- files

    def _shown(self, file: Path) -> str:
        return os.path.relpath(file, self._base)

    def _file(self, name: str) -> Path:
        return self._folder / f"{digest(name.encode('utf-8', 'surrogateescape'))}.json"

    def _read(self, name: str, own: str) -> Entry | None:
        try:
            head, _, body = self._file(name).read_text("utf-8").partition("\n")
            if head != digest(name.encode(), body.encode()):
                return None
            kept: dict[str, Any] = json.loads(body)
            if kept["own"] != own or kept["names"] != self.tree.names:
                return None
            raw = kept["entry"]
            if raw["day"] not in ("", self.today.isoformat()) or (raw["whole"] and kept["whole"] != self.tree.whole):
                return None
            if any(self.tree.digests.get((self._base / file).resolve()) != found for file, found in raw["reads"].items()):
                return None
            entry = unpacked(raw)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, ImportError, RecursionError):
            return None
        return entry if isinstance(entry, Entry) else None

    def _write(self, name: str, kept: dict[str, Any]) -> None:
        self._make_ready()
        body = json.dumps(kept, ensure_ascii=True)
        if packed(unpacked(json.loads(body)["entry"])) != kept["entry"]:
            return
        handle, temporary = tempfile.mkstemp(dir=self._folder, suffix=".new")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(f"{digest(name.encode(), body.encode())}\n{body}")
            os.replace(temporary, self._file(name))
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise

    def _make_ready(self) -> None:
        """The folder, and the entries of the environments that were used last."""
        if self._ready:
            return
        self._ready = True
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._root / ".gitignore").write_text("# Made by tactful lint; may be deleted.\n*\n", "utf-8")
        os.utime(self._folder)
        others = [one for one in self._folder.parent.iterdir() if one != self._folder]
        for old in sorted(others, key=lambda one: one.stat().st_mtime)[: max(len(others) + 1 - _KEPT, 0)]:
            shutil.rmtree(old, ignore_errors=True)


def clean(root: Path) -> bool:
    """Delete the cache of a project; whether there was one."""
    folder = root / FOLDER
    there = folder.is_dir()
    shutil.rmtree(folder, ignore_errors=True)
    return there


__all__ = ["FOLDER", "LintCache", "clean"]
