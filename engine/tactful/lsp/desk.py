"""What lies open: unsaved buffers, the projects they belong to, and what the linter last said about each message.

A message that is broken keeps the findings that it had before, moved with their lines. Nothing here speaks the protocol.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tactful.errors import ConfigError, TactfulError
from tactful.lsp.checking import Checked, Said, checked
from tactful.lsp.references import files_read
from tactful.model.files import over
from tactful.project import Project

TYPED = 6  # messages that are linted after a keystroke in a file that many share; the others follow when it is saved
SETTINGS = ("tactful.toml", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Buffer:
    """An open document: the client's own spelling of its URI, its text, its version."""

    uri: str
    text: str
    version: int | None = None


@dataclass
class Bench:
    """One project on the desk. ``project`` is the last one that could be opened; ``error`` what is wrong with its settings now."""

    root: Path
    project: Project | None = None
    error: TactfulError | None = None
    messages: dict[str, Checked] = field(default_factory=dict)
    users: dict[str, frozenset[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def name_of(self, path: Path) -> str:
        """A file by its name in findings."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.as_posix()

    def path_of(self, file: str) -> Path:
        return (self.root / file).resolve()

    def message_of(self, path: Path) -> str | None:
        """The message whose folder a file stands in."""
        if self.project is None:
            return None
        for top in self.project.config.template_roots:
            folder = path.parent
            while folder != top and folder.is_relative_to(top):
                if (folder / "message.toml").is_file():
                    return folder.relative_to(top).as_posix()
                folder = folder.parent
        return None


class Desk:
    """Open documents and benches. Thread-safe: buffers change on one thread while another lints."""

    def __init__(self) -> None:
        self.buffers: dict[Path, Buffer] = {}
        self.benches: dict[Path, Bench] = {}
        self.folders: list[Path] = []

    # -- documents

    def put(self, path: Path, buffer: Buffer) -> None:
        self.buffers = {**self.buffers, path.resolve(): buffer}

    def drop(self, path: Path) -> None:
        self.buffers = {one: buffer for one, buffer in self.buffers.items() if one != path.resolve()}

    def text(self, path: Path) -> str:
        """The text of a file as the author sees it now; empty where it cannot be read."""
        buffer = self.buffers.get(path.resolve())
        if buffer is not None:
            return buffer.text
        try:
            return path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return ""

    def bench(self, path: Path) -> Bench | None:
        """The project that a file belongs to: the nearest configuration above it, else a workspace folder with templates; or None."""
        root = self.root_of(path)
        return None if root is None else self.benches.setdefault(root, Bench(root))

    def root_of(self, path: Path) -> Path | None:
        for folder in path.resolve().parents:
            if (folder / "tactful.toml").is_file():
                return folder
            shared = folder / "pyproject.toml"
            if shared.is_file() and "[tool.tactful" in self.text(shared):
                return folder
        return next((one for one in self.folders if path.resolve().is_relative_to(one) and (one / "templates").is_dir()), None)

    def over(self) -> Any:
        """Reads inside see the buffers instead of the disk."""
        return over({path: buffer.text.encode("utf-8", "surrogatepass") for path, buffer in self.buffers.items()})

    # -- linting

    def check(self, bench: Bench, changes: Mapping[Path, bool] | None = None) -> tuple[str, ...]:
        """Lint what changes concern (path to whether it was saved; None: everything that is open): the message of each file, and those
        that use a shared one. Returns the messages that are left for ``lint`` because there are many. One run at a time per project."""
        with bench.lock, self.over():
            if not self._open(bench) or bench.project is None:
                return ()
            opened = [path for path in self.buffers if self.root_of(path) == bench.root]
            own = tuple(dict.fromkeys(name for path in opened if (name := bench.message_of(path)) is not None))
            now: dict[str, None] = {} if changes is not None else dict.fromkeys(own)
            rest: dict[str, None] = {}
            for path, saved in (changes or {}).items():
                names = self._concerned(bench, own, path.resolve())
                now |= dict.fromkeys(names[:TYPED])
                rest |= dict.fromkeys(names[TYPED:] if saved or path.suffix in (".toml", ".json") else ())
            self._lint(bench, tuple(now))
            for gone in set(bench.messages) - set(bench.project.messages()):
                del bench.messages[gone]
            return tuple(name for name in rest if name not in now)

    def lint(self, bench: Bench, names: Sequence[str]) -> None:
        """Lint these messages."""
        with bench.lock, self.over():
            if self._open(bench):
                self._lint(bench, names)

    @staticmethod
    def _open(bench: Bench) -> bool:
        try:
            bench.project = Project.open(bench.root)
        except TactfulError as error:
            bench.error = error
            return False
        bench.error = None
        return True

    @staticmethod
    def _lint(bench: Bench, names: Sequence[str]) -> None:
        assert bench.project is not None
        for name in names:
            found = bench.messages[name] = checked(bench.project, name, bench.messages.get(name, Checked()))
            if found.files:
                bench.users[name] = found.files

    def _concerned(self, bench: Bench, own: Sequence[str], changed: Path) -> Sequence[str]:
        mine = bench.message_of(changed)
        if mine is not None:
            return [mine]
        if changed.suffix in (".toml", ".json"):  # settings, schemas, words: every open message
            return own
        users = self._users(bench, bench.name_of(changed))
        return [*(name for name in own if name in users), *sorted(users - set(own))]

    def _users(self, bench: Bench, file: str) -> frozenset[str]:
        """The messages that read a shared file. Found out once for all messages, kept up to date by each run."""
        project = bench.project
        assert project is not None
        texts: dict[str, str | None] = {}
        roots = project.config.template_roots

        def read(name: str) -> str | None:
            if name not in texts:
                path = next((path for root in roots if (path := root / name).is_file()), None)
                texts[name] = self.text(path) if path is not None else None
            return texts[name]

        for name in project.messages():
            if name not in bench.users:
                read_names = files_read(f"{name}/message.mjml", read)
                bench.users[name] = frozenset(bench.name_of(root / one) for one in read_names for root in roots if (root / one).is_file())
        return frozenset(name for name, files in bench.users.items() if file in files)


def located(bench: Bench, error: TactfulError) -> tuple[Path, int, int]:
    """File, line and column that an error is shown at."""
    file = bench.path_of(error.file) if error.file else bench.root / (SETTINGS[0] if isinstance(error, ConfigError) else "")
    return file, error.line or 1, error.column or 1


def saying(bench: Bench) -> Mapping[Path, list[Said | TactfulError]]:
    """Everything that is to be shown about a project, by file: the same finding of several messages once."""
    found: dict[Path, dict[Any, Said | TactfulError]] = {}
    if bench.error is not None:
        found.setdefault(located(bench, bench.error)[0], {})[str(bench.error)] = bench.error
    messages = dict(bench.messages)  # another run may add and delete meanwhile
    for name in sorted(messages):
        one_message = messages[name]
        for error in one_message.errors:
            found.setdefault(located(bench, error)[0], {})[str(error)] = error
        for one in one_message.said:
            finding = one.finding
            key = (
                finding.code,
                finding.line,
                finding.column,
                finding.end_line,
                finding.end_column,
                finding.message,
                finding.severity,
                finding.mode,
            )
            file = found.setdefault(bench.path_of(finding.file), {})
            before = file.get(key)
            if isinstance(before, Said) and before.samples and one.samples:
                file[key] = replace(before, samples=tuple(dict.fromkeys((*before.samples, *one.samples))))
            elif before is None or not one.samples:
                file[key] = one
    return {path: list(items.values()) for path, items in found.items()}


__all__ = ["Bench", "Buffer", "Checked", "Desk", "Said", "located", "saying"]
