"""Tests that nobody wrote: one for every branch of a message, one for each of its samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tactful.errors import MessageRejected, TactfulError
from tactful.expected import difference
from tactful.pytest_plugin import with_pictures
from tactful.pytest_plugin.extensions import Comparison, compared, place_of
from tactful.pytest_plugin.messages import Messages, need_syrupy
from tactful.render.email import Email

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SUFFIX = "-visual"
EVERY_BRANCH = "every_branch"


class MessageItem(pytest.Function):
    """One test of a message."""

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:  # type: ignore[override]
        """What a template author can use: no frames of ours."""
        return str(excinfo.value) if isinstance(excinfo.value, TactfulError) else super().repr_failure(excinfo)


class MessageFile(pytest.File):
    """A message.toml."""

    messages: Messages
    message: str

    @classmethod
    def made(cls, parent: pytest.Collector, path: Path, messages: Messages, name: str) -> MessageFile:
        need_syrupy()
        made: MessageFile = cls.from_parent(parent, path=path)
        made.messages, made.message = messages, name
        return made

    def collect(self) -> Iterator[pytest.Item]:
        tests: list[tuple[str, Callable[..., None]]] = [(EVERY_BRANCH, self._every_branch())]
        for file in self.messages.project.samples(self.message):
            tests.append((file.stem, self._sample(file.stem)))
            if with_pictures(self.config):
                tests.append((f"{file.stem}{SUFFIX}", self._pictures(file.stem)))
        for name, test in tests:
            item: MessageItem = MessageItem.from_parent(self, name=name, callobj=test)
            item.stash[place_of] = (self.path.parent / "__snapshots__", name)
            yield item

    def _every_branch(self) -> Callable[..., None]:
        def every_branch(snapshot: SnapshotAssertion) -> None:
            report = self.messages.project.lint(self.message)
            Comparison(snapshot).findings(report)
            expected = self.messages.project.manifest(self.message).expect
            if report.rejected and not any(one.verdict == "reject" for one in expected):
                pytest.fail(f"{self.message} is rejected for everybody: {', '.join(report.blocking_codes)}", pytrace=False)

        return every_branch

    def _sample(self, sample: str) -> Callable[..., None]:
        def test_sample(snapshot: SnapshotAssertion) -> None:
            email: Email | None = None
            try:
                email = self.messages.render(self.message, sample)
                report = email.report
            except MessageRejected as rejection:
                report = rejection.report
            wrong = difference(self.messages.project.manifest(self.message), sample, report)
            if wrong:
                lines = [f"  {one.file}:{one.line}:{one.column}: {one.severity} {one.code} {one.message}" for one in report.findings]
                pytest.fail("\n".join([f"{self.message} for {sample}: {wrong}", *lines]), pytrace=False)
            if email is not None:
                compared(snapshot)(email)
            else:
                Comparison(snapshot).findings(report)

        return test_sample

    def _pictures(self, sample: str) -> Callable[..., None]:
        def test_pictures(visual_snapshot: Callable[[Email], None]) -> None:
            try:
                email = self.messages.render(self.message, sample)
            except MessageRejected:
                pytest.skip("rejected: there is nothing to see")
            visual_snapshot(email)

        return test_pictures


__all__ = ["MessageFile", "MessageItem"]
