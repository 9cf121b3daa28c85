"""What lies open: unsaved buffers, the projects they belong to, and what the linter last said about each message.

A message that is broken keeps the findings that it had before, moved with their lines. Nothing here speaks the protocol.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tactful.errors import ConfigError, ContextError, TactfulError
from tactful.lint.allows import sources_of
from tactful.lint.usage import Usage
from tactful.lsp.text import moved
from tactful.model.clock import Clock
from tactful.model.files import over, read_bytes, read_json
from tactful.model.findings import Finding, ordered
from tactful.model.strict_json import place_in_json
from tactful.project import Project

TYPED = 6  # messages that are linted after a keystroke in a file that many share; all of them when it is saved
SETTINGS = ("tactful.toml", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Buffer:
    """An open document: the client's own spelling of its URI, its text, its version."""

    uri: str
    text: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A finding, and the samples that it was found for (none: for every branch)."""

    finding: Finding
    samples: tuple[str, ...] = ()


@dataclass
class Checked:
    """What is known of one message: findings of its last good run, with the texts of the files that they speak of, and what breaks it."""

    said: tuple[Said, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    errors: tuple[TactfulError, ...] = ()
    files: frozenset[str] = frozenset()


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

    def check(self, bench: Bench, changes: Mapping[Path, bool] | None = None) -> None:
        """Lint what changes concern (path to whether it was saved; None: everything that is open): the message of each file, and those
        that use a shared one. One run at a time per project."""
        with bench.lock, self.over():
            try:
                bench.project = Project.open(bench.root)
                bench.error = None
            except TactfulError as error:
                bench.error = error
                return
            opened = [path for path in self.buffers if self.root_of(path) == bench.root]
            own = tuple(dict.fromkeys(name for path in opened if (name := bench.message_of(path)) is not None))
            names = (
                own
                if changes is None
                else [name for path in changes for name in self._concerned(bench, own, path.resolve(), changes[path])]
            )
            for name in dict.fromkeys(names):
                bench.messages[name] = _checked(bench, bench.project, name)
            for gone in set(bench.messages) - set(bench.project.messages()):
                del bench.messages[gone]

    def _concerned(self, bench: Bench, own: Sequence[str], changed: Path, saved: bool) -> Sequence[str]:
        mine = bench.message_of(changed)
        if mine is not None:
            return [mine]
        if changed.suffix in (".toml", ".json"):  # settings, schemas, words: every open message
            return own
        users = self._users(bench, bench.name_of(changed))
        some = [*(name for name in own if name in users), *sorted(users - set(own))]
        return some if saved else some[:TYPED]

    def _users(self, bench: Bench, file: str) -> frozenset[str]:
        """The messages that read a shared file. Found out once for all messages, kept up to date by each run."""
        project = bench.project
        assert project is not None
        for name in project.messages():
            if name not in bench.users:
                bench.users[name] = _files(project, name) or frozenset()
        return frozenset(name for name, files in bench.users.items() if file in files)


def _files(project: Project, name: str) -> frozenset[str] | None:
    """The files of a message; None where it cannot be loaded."""
    try:
        template = project.template(name)
    except TactfulError:
        return None
    return frozenset({template.manifest_source.file, *(source.file for source in sources_of(template))})


def _checked(bench: Bench, project: Project, name: str) -> Checked:
    """One message over every branch, then its samples. What was good before stays where it is broken now."""
    before = bench.messages.get(name, Checked())
    try:
        said, errors = _reports(bench, project, name)
    except TactfulError as error:
        if error.file is None:
            error.file = bench.name_of(project.folder(name) / "message.mjml")
        return replace(before, said=tuple(_carried(bench, before)), errors=(error,), texts=_texts(bench, before.said))
    bench.users[name] = _files(project, name) or frozenset()
    return Checked(tuple(said), _texts(bench, said), tuple(errors), bench.users[name])


def _reports(bench: Bench, project: Project, name: str) -> tuple[list[Said], list[TactfulError]]:
    today = Clock.of({}, project.config.time_zone).today
    reports = [project.lint(name, today=today)]
    static = frozenset(reports[0].findings)
    samples: dict[Finding, list[str]] = {}
    errors: list[TactfulError] = []
    files = project.samples(name)
    for file in files:
        try:
            report = project.lint(name, read_json(file))
        except TactfulError as error:
            errors.append(_of_file(error, file))
            continue
        reports.append(report)
        for finding in report.findings:
            if finding not in static:
                samples.setdefault(finding, []).append(file.stem)
    usage = Usage(project.linter, today, project.template)
    if not errors:
        usage.add(project.template(name), reports, bool(files))
    unused = [finding for _name, finding in usage.findings([name])]
    found = [Said(finding) for finding in ordered([*static, *unused])]
    return [*found, *(Said(finding, tuple(names)) for finding, names in samples.items())], errors


def _of_file(error: TactfulError, file: Path) -> TactfulError:
    """What is wrong with a sample, with its place in the sample's file."""
    if isinstance(error, ContextError) and error.file is None:
        error.file = str(file)
        try:
            error.line, error.column = place_in_json(read_bytes(file).decode("utf-8"), error.pointer)
        except (OSError, ValueError):
            error.line = 1
    return error


def _texts(bench: Bench, said: Iterable[Said]) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in dict.fromkeys(one.finding.file for one in said):
        try:
            found[file] = read_bytes(bench.path_of(file)).decode("utf-8", "replace")
        except OSError:
            continue
    return found


def _carried(bench: Bench, before: Checked) -> Iterator[Said]:
    """The findings of the last good run at their places of now. A fix that was made for another text is no longer offered."""
    now = _texts(bench, before.said)
    for one in before.said:
        finding, old = one.finding, before.texts.get(one.finding.file)
        line = moved(old, now.get(finding.file, old), finding.line) if old is not None else finding.line
        if line is not None:
            by = line - finding.line
            yield replace(one, finding=replace(finding, line=line, end_line=finding.end_line + by, fix=None if by else finding.fix))


def located(bench: Bench, error: TactfulError) -> tuple[Path, int, int]:
    """File, line and column that an error is shown at."""
    file = bench.path_of(error.file) if error.file else bench.root / (SETTINGS[0] if isinstance(error, ConfigError) else "")
    return file, error.line or 1, error.column or 1


def saying(bench: Bench) -> Mapping[Path, list[Said | TactfulError]]:
    """Everything that is to be shown about a project, by file: the same finding of several messages once."""
    found: dict[Path, dict[Any, Said | TactfulError]] = {}
    if bench.error is not None:
        found.setdefault(located(bench, bench.error)[0], {})[str(bench.error)] = bench.error
    for name in sorted(bench.messages):
        checked = bench.messages[name]
        for error in checked.errors:
            found.setdefault(located(bench, error)[0], {})[str(error)] = error
        for one in checked.said:
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
