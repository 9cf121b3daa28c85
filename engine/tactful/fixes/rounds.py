"""From proposals to files: rounds of fixes that do not touch each other, each checked before the next, all in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tactful.errors import TactfulError
from tactful.fixes.apply import applied, collide
from tactful.model.files import over, read_bytes
from tactful.model.findings import Finding
from tactful.model.fixes import Edit, Fix

ROUNDS = 30  # what is not done by then is going in a circle


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finding, with a fix or without, and the message that it was found in. ``shared`` says that the file belongs to messages too that
    were not looked at: what is right here may be wrong there."""

    finding: Finding
    message: str
    shared: bool = False

    @property
    def key(self) -> tuple[Any, ...]:
        """What stays the same of a finding while lines move."""
        one = self.finding
        return self.message, one.code, one.file, one.message, one.facts, one.block


@dataclass(frozen=True, slots=True)
class Look:
    """What a run of the linter came to: every finding that may be fixed, and what is broken (names of messages and samples). ``report``
    is whatever the caller wants to have of the last look."""

    candidates: tuple[Candidate, ...]
    broken: frozenset[str]
    report: Any = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """One fix that was applied: the finding, and the messages that it was found in."""

    finding: Finding
    messages: tuple[str, ...]


@dataclass
class Outcome:
    """``files`` are the new contents, by path, ``read`` what stood there before; ``refused`` says why proposals were left alone, by finding; ``look`` is what remains."""

    look: Look
    files: dict[Path, bytes] = field(default_factory=dict)
    read: dict[Path, bytes] = field(default_factory=dict)
    fixed: list[Fixed] = field(default_factory=list)
    refused: dict[str, list[Candidate]] = field(default_factory=dict)


DIFFERS = "messages that share the file propose different things"
SHARED = "the file is shared with messages that were not linted"
BREAKS = "the template would no longer work"
IDLE = "the finding would stay"
PLACE = "the file has no such place"
CIRCLE = "it does not come to an end"


def settle(
    look: Callable[[], Look], path_of: Callable[[str], Path], *, unsafe: bool = False, base: Mapping[Path, bytes] | None = None
) -> Outcome:
    """Apply fixes until none is left. ``look`` lints anew, reading files through ``model.files``; nothing is written to disk.

    ``path_of`` turns the name of a file in findings into its path. With ``unsafe`` unsafe fixes are applied too. A round that breaks a
    message that worked is taken back, and its fixes are tried one by one.
    """
    files: dict[Path, bytes] = dict(base or {})
    banned: set[tuple[Any, ...]] = set()
    with over(files):
        first = look()
        while True:
            state = _Settling(look, path_of, unsafe, files, Outcome(first), banned)
            circle = state.run()
            if not circle:
                break
            banned |= circle
            files.clear()
            files.update(base or {})
    outcome = state.outcome
    for one in outcome.look.candidates:
        why = state.why(one)
        if why:
            outcome.refused.setdefault(why, []).append(one)
    outcome.files = {path: data for path, data in files.items() if data != (base or {}).get(path)}
    return outcome


@dataclass
class _Group:
    """The same fix, proposed for one or more findings and messages."""

    fix: Fix
    members: list[Candidate]


@dataclass
class _Settling:
    look: Callable[[], Look]
    path_of: Callable[[str], Path]
    unsafe: bool
    files: dict[Path, bytes]
    outcome: Outcome
    banned: set[tuple[Any, ...]]
    never: dict[tuple[Edit, ...], str] = field(default_factory=dict)

    def run(self) -> set[tuple[Any, ...]]:
        """Rounds until nothing is left; what was found to go in a circle: findings that come back after they were fixed."""
        before = Counter(key for key, _place in _places(self.outcome.look))
        for _ in range(ROUNDS):
            if not self.round():
                return set()
        done = Counter(self.key_of(one) for one in self.outcome.fixed)
        again = {key for key, count in done.items() if count > max(before[key], 1) + 1}
        return again or {self.key_of(one)[:3] for one in self.outcome.fixed[-1:]}  # each time another: all of this rule in this file

    def is_banned(self, one: Candidate) -> bool:
        return one.key in self.banned or one.key[:3] in self.banned

    @staticmethod
    def key_of(one: Fixed) -> tuple[Any, ...]:
        return Candidate(one.finding, one.messages[0]).key

    def why(self, one: Candidate) -> str:
        """Why the fix of a finding was left alone; nothing where it was not tried or has none."""
        fix = one.finding.fix
        if fix is None or not (fix.safe or self.unsafe):
            return ""
        return CIRCLE if self.is_banned(one) else self.never.get(fix.edits, "")

    def groups(self) -> list[_Group]:
        """Each distinct fix that may be applied, in the order of the files."""
        found: dict[tuple[Edit, ...], _Group] = {}
        for one in self.outcome.look.candidates:
            fix = one.finding.fix
            if fix is not None and (fix.safe or self.unsafe) and fix.edits not in self.never:
                found.setdefault(fix.edits, _Group(fix, [])).members.append(one)
        free = [group for group in found.values() if not any(self.is_banned(one) for one in group.members)]
        return sorted(free, key=lambda group: _order(group.fix))

    def refuse(self, why: str, groups: Sequence[_Group]) -> None:
        self.never.update({group.fix.edits: why for group in groups})

    def round(self) -> bool:
        """One round; false where nothing was left to do."""
        groups = self.groups()
        self.refuse(SHARED, [group for group in groups if any(one.shared for one in group.members)])
        self.refuse(DIFFERS, [group for group in groups if any(_contradict(group, other) for other in groups)])
        chosen: list[_Group] = []
        for group in groups:
            if group.fix.edits not in self.never and not any(collide(group.fix.edits, other.fix.edits) for other in chosen):
                chosen.append(group)
        if not chosen:
            return False
        if self._try(chosen):
            for group in chosen:
                why = self._try([group]) if len(chosen) > 1 else self._try(chosen)
                if not why:
                    return True  # the places of the others have moved: look again
                self.refuse(why, [group])
        return True

    def _try(self, groups: Sequence[_Group]) -> str:
        """Apply, look, and take it back where something broke or nothing was gained: why, or nothing."""
        before, was = dict(self.files), self.outcome.look
        done = [group for group in groups if self._write(group, before)]
        edits = [edit for group in done for edit in group.fix.edits]
        for file in dict.fromkeys(edit.file for edit in edits):
            path = self.path_of(file).resolve()
            self.outcome.read.setdefault(path, self._content(path))
            self.files[path] = applied(self._content(path), [edit for edit in edits if edit.file == file])
        why, now = self._judged(done, was)
        if why:
            self.files.clear()
            self.files.update(before)
            return why
        self.outcome.look = now
        self.outcome.fixed += [
            Fixed(group.members[0].finding, tuple(dict.fromkeys(one.message for one in group.members))) for group in done
        ]
        return ""

    def _judged(self, done: Sequence[_Group], was: Look) -> tuple[str, Look]:
        try:
            now = self.look()
        except TactfulError:
            return BREAKS, was
        if now.broken - was.broken:
            return BREAKS, was
        before, after = (Counter(key for key, _place in _places(look)) for look in (was, now))
        idle = any(after[one.key] >= before[one.key] for group in done for one in group.members)
        return (IDLE, was) if idle else ("", now)

    def _write(self, group: _Group, files: Mapping[Path, bytes]) -> bool:
        """Whether the places of a fix exist; refused where they do not."""
        try:
            for edit in group.fix.edits:
                applied(self._content(self.path_of(edit.file).resolve()), [edit])
        except (ValueError, OSError):
            self.refuse(PLACE, [group])
            return False
        return True

    def _content(self, path: Path) -> bytes:
        return self.files[path] if path in self.files else read_bytes(path)


def _places(look: Look) -> set[tuple[Any, ...]]:
    return {(one.key, (one.finding.line, one.finding.column)) for one in look.candidates}


def _order(fix: Fix) -> tuple[Any, ...]:
    first = fix.edits[0]
    return first.file, first.line, first.column, first.end_line, first.end_column, not fix.safe, [edit.text for edit in fix.edits]


def _contradict(one: _Group, other: _Group) -> bool:
    """Whether two messages want different texts for the same finding: a word of their language in a file that they share."""
    if one is other or one.fix.edits == other.fix.edits or not collide(one.fix.edits, other.fix.edits):
        return False
    return any(
        (a.finding.code, a.finding.file, a.finding.line, a.finding.column) == (b.finding.code, b.finding.file, b.finding.line, b.finding.column)
        and a.message != b.message
        for a in one.members for b in other.members
    )  # fmt: skip


__all__ = ["Candidate", "Fixed", "Look", "Outcome", "settle"]
