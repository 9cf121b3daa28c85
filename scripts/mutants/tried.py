"""Whether a test notices a mutant: one pytest session, a forked process for each mutant."""

from __future__ import annotations

import functools
import gc
import os
import signal
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import coverage
import pytest

from mutants.made import Mutant

SECONDS = 120  # a mutant that takes longer hangs, which is noticed
_PREPARED = ("copy", "taxonomy", "validation", "loader", "filters", "mjml")
"""Parts of module names whose caches hold what is read from data files: nothing that is broken here decides what stands in them."""
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


@dataclass(frozen=True, slots=True)
class Outcome:
    """``equivalent`` says why nobody could notice it; ``why`` says what survived: no test reached its line, or so many passed."""

    mutant: Mutant
    killed: bool
    why: str = ""
    equivalent: str = ""

    @property
    def survived(self) -> bool:
        return not self.killed and not self.equivalent


class Trial:
    """A pytest plugin that tries mutants instead of reporting tests. ``targets`` gives file and rule code (or nothing) of each name."""

    def __init__(self, targets: Mapping[str, tuple[Path, str]], made: Mapping[str, list[Mutant]], *, near: bool) -> None:
        self.targets, self.made, self.near = targets, made, near
        self.outcomes: dict[str, list[Outcome]] = {}
        self.modules = {str(file): _module(file) for file, _code in targets.values()}
        self.reached: dict[tuple[str, int], set[int]] = {}
        self.seconds: dict[int, float] = {}
        self.failed = False
        self.equivalent = _equivalent()

    def run(self, tests: Sequence[str]) -> None:
        """Raises SystemExit where a test fails without any mutant."""
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "--no-header", "--no-summary"]
        if pytest.main([*options, *tests], plugins=[self]) != 0:
            sys.exit("the tests do not pass as they are")

    def unmatched(self) -> list[tuple[str, ...]]:
        """Entries of equivalents for the files tried that fit no mutant: the code has changed."""
        made = {(_relative(one.file), *one.key) for mutants in self.made.values() for one in mutants}
        files = {_relative(file) for file, _code in self.targets.values()}
        return [entry for entry in self.equivalent if entry[0] in files and entry not in made]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.near:
            items[:] = [item for item in items if any(_names(item, file, code) for file, code in self.targets.values())]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = session.items
        self._baseline(items)
        if self.failed:
            session.testsfailed = 1
            return True
        gc.collect()
        gc.freeze()  # what stands when a child is forked is never copied for the collector's sake
        for name, (file, code) in self.targets.items():
            self.outcomes[name] = []
            for mutant in self.made[name]:
                outcome = self._outcome(mutant, code, items)
                self.outcomes[name].append(outcome)
                if outcome.survived:
                    _say(f"{_relative(file)}:{mutant.line}: {mutant.what}: {mutant.code}: {outcome.why}")
            _say(f"{name}: {sum(one.killed for one in self.outcomes[name])} of {sum(not one.equivalent for one in self.outcomes[name])}")
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = True
            _say(f"fails: {report.nodeid}")

    def _baseline(self, items: Sequence[pytest.Item]) -> None:
        """Every test once: whether it passes, which lines of the files it reaches, how long it takes."""
        watch = coverage.Coverage(data_file=None, config_file=False, include=list(self.modules))
        watch.start()
        for at, item in enumerate(items):
            _forget()
            watch.switch_context(str(at))
            began = os.times().user
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=items[at + 1] if at + 1 < len(items) else None)
            self.seconds[at] = os.times().user - began
        watch.stop()
        for file in self.modules:
            for line, contexts in watch.get_data().contexts_by_lineno(file).items():
                self.reached[(file, line)] = {int(context) for context in contexts if context}

    def _outcome(self, mutant: Mutant, code: str, items: Sequence[pytest.Item]) -> Outcome:
        known = self.equivalent.get((_relative(mutant.file), *mutant.key), "")
        if known:
            return Outcome(mutant, False, equivalent=known)
        order = sorted(
            self.reached.get((str(mutant.file), mutant.line), ()),
            key=lambda at: (not _names(items[at], mutant.file, code), self.seconds[at], at),
        )
        if not order:
            return Outcome(mutant, False, "no test reaches the line")
        noticed = self._noticed(mutant, [items[at] for at in order])
        return Outcome(mutant, noticed, "" if noticed else f"{len(order)} tests pass")

    def _noticed(self, mutant: Mutant, items: Sequence[pytest.Item]) -> bool:
        """Whether one of the tests fails. Runs in a child: what it breaks is gone with it."""
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                signal.signal(signal.SIGALRM, signal.SIG_DFL)
                signal.alarm(SECONDS)
                _silence(items[0].config)
                _forget()
                put(mutant, self.modules[str(mutant.file)])
                for item, after in zip(items, [*items[1:], None], strict=True):
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
                    if self.failed:
                        break
                status = int(self.failed)
            finally:
                os._exit(status)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def _silence(config: pytest.Config) -> None:
    """Say nothing from here on, pytest's own report neither."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter._tw._file = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def put(mutant: Mutant, module: ModuleType) -> None:
    """Give the living function the broken code, wherever it is referred to."""
    code = next(one for one in _codes(mutant.broken) if one.co_qualname == mutant.function and one.co_firstlineno == mutant.first)
    found: Any = module
    for part in mutant.function.split("."):
        found = vars(found)[part]
    _plain(found).__code__ = code


def _plain(found: Any) -> Any:
    """The function behind a property, a class method, a cache or a context manager."""
    for name in ("fget", "func", "__func__", "__wrapped__"):
        inner = getattr(found, name, None)
        if inner is not None:
            return _plain(inner)
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _forget() -> None:
    """Empty every cache that may hold what an unbroken function said."""
    for cache in _caches():
        cache.cache_clear()


@functools.cache
def _caches() -> list[Any]:
    found = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
    own = [one for one in found if (one.__module__ or "").startswith("tactful")]
    return [one for one in own if not any(part in one.__module__ for part in _PREPARED)]


def _module(file: Path) -> ModuleType:
    parts = file.with_suffix("").parts
    at = max(index for index, part in enumerate(parts) if part in ("tactful", "tactful_rules"))
    return import_module(".".join(parts[at:]).removesuffix(".__init__"))


@functools.cache
def _text(file: Path) -> str:
    return file.read_text("utf-8")


def _names(item: pytest.Item, file: Path, code: str) -> bool:
    """Whether a test names the rule: its case does, or else its file where its cases do not name rules."""
    if code and code in item.name:
        return True
    text = _text(item.path)
    return f"{file.stem} import" in text or bool(code and code in text)


def _equivalent() -> dict[tuple[str, ...], str]:
    """Why mutants change nothing, by file, function, way and code."""
    if not EQUIVALENT.exists():
        return {}
    entries = tomllib.loads(EQUIVALENT.read_text("utf-8")).get("mutant", [])
    return {(entry["file"], entry["function"], entry["what"], entry["code"]): entry["why"] for entry in entries}


def _relative(file: Path) -> str:
    return str(file.relative_to(Path(__file__).resolve().parents[2]))


def _say(text: str) -> None:
    print(text, flush=True)
