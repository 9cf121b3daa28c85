"""The pytest plugin: every message × sample is a test, its email a snapshot in separate readable files.

``pytest --tactful``, or ``tactful = true`` in the pytest settings. The fixtures ``tactful_project``, ``render_email`` and
``email_snapshot`` are there in any case. Needs the extra ``tactful[pytest]`` (syrupy). Imports are late: this module is loaded by
every run of pytest where Tactful is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from tactful.model.findings import Report
    from tactful.project import Project
    from tactful.pytest_plugin.messages import Messages
    from tactful.pytest_plugin.visual import Studio
    from tactful.render.email import Email

_MESSAGES: pytest.StashKey[Messages] = pytest.StashKey()
_STUDIO: pytest.StashKey[Studio] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("tactful", "email templates with manners")
    group.addoption("--tactful", action="store_true", default=False, help="make a test of every message and sample of the project")
    group.addoption("--tactful-project", metavar="DIR", default=None, help="the Tactful project (default: that of the rootdir)")
    parser.addini("tactful", "make a test of every message and sample of the project", type="bool", default=False)
    group.addoption("--tactful-visual", action="store_true", default=False, help="compare pictures of every email too (implies --tactful)")
    parser.addini("tactful_visual", "compare pictures of every email too", type="bool", default=False)
    parser.addini("tactful_visual_tolerance", "percent of the pixels of a picture that may differ", default="0.1")
    parser.addini("tactful_project", "the Tactful project, relative to the rootdir", default="")


def enabled(config: pytest.Config) -> bool:
    return bool(config.getoption("--tactful") or config.getini("tactful") or with_pictures(config))


def with_pictures(config: pytest.Config) -> bool:
    return bool(config.getoption("--tactful-visual") or config.getini("tactful_visual"))


def studio_of(config: pytest.Config) -> Studio:
    """The browser of this run, started once."""
    if _STUDIO not in config.stash:
        from tactful.pytest_plugin.visual import Studio

        config.stash[_STUDIO] = Studio()
    return config.stash[_STUDIO]


def tolerance_of(config: pytest.Config) -> float:
    """The share of pixels that may differ. Raises pytest.UsageError."""
    text = str(config.getini("tactful_visual_tolerance"))
    try:
        found = float(text.strip().rstrip("%")) / 100
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise pytest.UsageError(f"tactful_visual_tolerance is no percentage: {text!r}")
    return found


def pytest_unconfigure(config: pytest.Config) -> None:
    if _STUDIO in config.stash:
        config.stash[_STUDIO].close()
        del config.stash[_STUDIO]


def messages_of(config: pytest.Config) -> Messages:
    """The project of this run, opened once. Raises pytest.UsageError."""
    if _MESSAGES not in config.stash:
        from tactful.pytest_plugin.messages import Messages

        folder = config.getoption("--tactful-project") or config.getini("tactful_project") or "."
        config.stash[_MESSAGES] = Messages(config.rootpath / str(folder))
    return config.stash[_MESSAGES]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Where no path was given, the template roots are collected beside the test paths."""
    if not enabled(config) or config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    given = [Path(config.invocation_params.dir / arg).resolve() for arg in config.args]
    for root in messages_of(config).roots:
        if root.is_dir() and not any(root.is_relative_to(path) for path in given):
            config.args.append(str(root))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name != "message.toml" or not enabled(parent.config):
        return None
    from tactful.pytest_plugin.items import MessageFile

    name = messages_of(parent.config).name_of(file_path)
    return None if name is None else MessageFile.made(parent, file_path, messages_of(parent.config), name)


@pytest.fixture(scope="session")
def tactful_project(request: pytest.FixtureRequest) -> Project:
    """The Tactful project of the rootdir (``--tactful-project``, ``tactful_project``), opened once."""
    return messages_of(request.config).project


@pytest.fixture(scope="session")
def render_email(request: pytest.FixtureRequest) -> Callable[[str, str | Mapping[str, Any]], Email]:
    """``render_email(name, sample)``: the email of a message for one of its samples (by name) or for a context. Raises
    MessageRejected, ContextError, TemplateError."""
    return messages_of(request.config).render


@pytest.fixture
def email_snapshot(request: pytest.FixtureRequest) -> Callable[[Email | Report], None]:
    """``email_snapshot(email)``: compares HTML, text, headers and findings with snapshots of this test, each a file of its own. The report
    of a rejected message has its findings compared."""
    from tactful.pytest_plugin.extensions import compared
    from tactful.pytest_plugin.messages import need_syrupy

    need_syrupy()
    snapshot: SnapshotAssertion = request.getfixturevalue("snapshot")
    return compared(snapshot)


@pytest.fixture
def visual_snapshot(request: pytest.FixtureRequest) -> Callable[[Email], None]:
    """``visual_snapshot(email)``: compares pictures of an email (600 and 375 pixels, light and dark) with snapshots of this test. Skips the test
    where there is no browser."""
    from tactful.pytest_plugin.messages import need_syrupy

    need_syrupy()
    from tactful.pytest_plugin.visual import compare, missing

    reason = missing()
    if reason:
        pytest.skip(reason)
    snapshot: SnapshotAssertion = request.getfixturevalue("snapshot")
    studio, tolerance = studio_of(request.config), tolerance_of(request.config)
    return lambda email: compare(email, snapshot, studio, tolerance)
