"""Snapshots of an email as files that people can read: ``.html`` pretty, ``.txt``, ``.eml`` and ``.findings``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tactful.model.findings import Report
from tactful.snapshots import parts_of
from tactful.snapshots.written import findings_text

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion
    from syrupy.location import PyTestLocation
    from syrupy.types import SnapshotIndex

    from tactful.render.email import Email

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
place_of: pytest.StashKey[tuple[Path, str]] = pytest.StashKey()
"""Folder and name of the snapshots of a collected message; other tests have syrupy's own."""


class _Readable(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        own = test_location.item.stash.get(place_of, None) if hasattr(test_location.item, "stash") else None  # xdist: rebuilt, without
        return super().dirname(test_location=test_location) if own is None else str(own[0])

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        own = test_location.item.stash.get(place_of, None) if hasattr(test_location.item, "stash") else None  # xdist: rebuilt, without
        return super().get_snapshot_name(test_location=test_location, index=index) if own is None else own[1]

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        own = test_location.item.stash.get(place_of, None) if hasattr(test_location.item, "stash") else None  # xdist: rebuilt, without
        if own is None:
            return super().matches_test_location(test_location=test_location, snapshot_location=snapshot_location)
        return Path(snapshot_location).with_suffix("") == own[0] / own[1]


class HtmlExtension(_Readable):
    file_extension = "html"


class TextExtension(_Readable):
    file_extension = "txt"


class MessageExtension(_Readable):
    file_extension = "eml"


class FindingsExtension(_Readable):
    file_extension = "findings"


class Comparison:
    """Compares parts of emails with the snapshots of one test. A second email of the same test has snapshots of its own."""

    def __init__(self, snapshot: SnapshotAssertion) -> None:
        kinds = {"html": HtmlExtension, "txt": TextExtension, "eml": MessageExtension, "findings": FindingsExtension}
        self._asserted = {name: snapshot.use_extension(kind) for name, kind in kinds.items()}
        self._wrong: list[str] = []

    def of(self, found: Email | Report) -> None:
        """An email, or the report of a message that was rejected."""
        if isinstance(found, Report):
            self.findings(found)
        else:
            self.email(found)

    def email(self, email: Email) -> None:
        """All four parts are compared (and updated) before any of them fails the test."""
        for part, text in parts_of(email).items():
            self._compare(part, text)
        self._tell()

    def findings(self, report: Report) -> None:
        self._compare("findings", findings_text(report))
        self._tell()

    def _compare(self, part: str, text: str) -> None:
        asserted = self._asserted[part]
        if asserted != text:
            lines = [_COLOUR.sub("", line) for line in asserted.get_assert_diff()]  # syrupy colours each letter: a log shows only that
            self._wrong.append("\n".join([f"the {part} differs from its snapshot (accept it with --snapshot-update):", *lines]))

    def _tell(self) -> None:
        wrong, self._wrong = self._wrong, []
        if wrong:
            pytest.fail("\n\n".join(wrong), pytrace=False)


def compared(snapshot: SnapshotAssertion) -> Callable[[Email | Report], None]:
    return Comparison(snapshot).of


__all__ = ["Comparison", "compared", "place_of"]
