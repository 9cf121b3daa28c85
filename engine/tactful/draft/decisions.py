"""What shapes decide, shared by those that answer alike.

A campaign has thousands of shapes that differ in little. What is worked out for one of them rests on the questions that were asked of it
(``Outline.each``, ``Outline.distinct``, other decisions); another shape that answers them the same way needs no work of its own. So the
first shape is handed over as a ``Probe``, which notes questions and answers; the notes make a tree, and the next shape is asked from its
root on. Whatever reads a shape in another way is worked out for each shape alone, and so is what hardly ever comes out the same.

Shapes of parts need not even be asked: a part is asked once all that was ever asked about this template, and shapes whose parts answer
alike stand on one ``Ground``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any, NamedTuple, TypeVar

from tactful.draft.model import Block, Outline, Shape
from tactful.template.flows import Span

T = TypeVar("T")

_PATIENCE = 32  # misses after which a decision must have been found again as often to be worth its notes
_LEAVES = 512  # of one tree before it is begun anew
_GROUNDS = 2_048
_NUMBERS = itertools.count(1)
_PLAIN = frozenset((str, int, bool, float, type(None)))  # told apart by value, everything else by identity


class LateRead(BaseException):
    """A decision went on reading the shape that it was made for after it was made: it holds for that shape alone. No ``Exception``, so that
    nobody on the way to whoever asked takes it for a failure."""


Answer = tuple[Hashable, Any]
"""What tells answers apart, and the answer, which is kept so that no other object gets its identity."""


class _Question(NamedTuple):
    """A question to an outline, or what was made of one by another decision."""

    key: str
    find: Callable[[Outline], Answer] | None
    decide: Callable[[Shape], Any] | None = None

    def ask(self, shape: Shape) -> Answer:
        if self.find is not None:
            return self.find(shape.outline)
        assert self.decide is not None
        found = shape.decided(self.key, self.decide)
        return (found if type(found) in _PLAIN else id(found)), found


class _Leaf:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class _Node:
    __slots__ = ("following", "kept", "question")

    def __init__(self, question: _Question) -> None:
        self.question = question
        self.following: dict[Hashable, _Node | _Leaf] = {}
        self.kept: list[Any] = []


class Decision:
    """One decision for all shapes of a template. ``shared`` is False once it is made for each shape alone. ``asked`` are all questions
    that it ever asked. Thread-safe as dictionaries are: at worst something is decided twice."""

    __slots__ = ("_root", "asked", "hits", "misses", "shared")

    def __init__(self) -> None:
        self._root: _Node | _Leaf | None = None
        self.asked: dict[str, _Question] = {}
        self.hits = 0
        self.misses = 0
        self.shared = True

    def of(self, shape: Shape, decide: Callable[[Shape], T]) -> T:
        """What ``decide`` gives for a shape, or gave for one that answers alike."""
        if not self.shared:
            return decide(shape)
        at: Any = self._root
        while type(at) is _Node:
            at = at.following.get(at.question.ask(shape)[0])
        if at is not None:
            self.hits += 1
            return at.value  # type: ignore[no-any-return]
        return self._decided(shape, decide)

    def alone(self) -> None:
        """From now on every shape decides for itself."""
        self.shared = False
        self._root = None

    def _decided(self, shape: Shape, decide: Callable[[Shape], T]) -> T:
        notes = _Notes(shape)
        try:
            value = decide(Probe(notes))
        finally:
            notes.shape = None
        self.misses += 1
        if notes.whole or (self.misses > _PATIENCE and self.misses > self.hits):
            self.alone()
        else:
            if self.misses % _LEAVES == 0:
                self._root = None
            self._keep(notes, _Leaf(value))
            self.asked.update({question.key: question for question, _sign, _answer in notes.asked})
        return value

    def _keep(self, notes: _Notes, leaf: _Leaf) -> None:
        """Write the notes into the tree. Where it asks something else at that place, it is begun anew from there."""
        made: list[_Node | _Leaf] = [*map(_Node, (question for question, _sign, _answer in notes.asked)), leaf]
        if not _same(self._root, made[0]):
            self._root = made[0]
        at: Any = self._root
        for (_question, sign, answer), following in zip(notes.asked, made[1:], strict=True):
            known = at.following.get(sign)
            if not _same(known, following):
                at.kept.append(answer)
                at.following[sign] = known = following
            at = known


def _same(known: _Node | _Leaf | None, made: _Node | _Leaf) -> bool:
    return type(known) is _Node and type(made) is _Node and known.question.key == made.question.key


class _Notes:
    """Questions with the answers of one shape, in their order. ``whole``: something else of it was read. ``shape`` is None when the
    decision has been made."""

    __slots__ = ("asked", "known", "shape", "whole")

    def __init__(self, shape: Shape) -> None:
        self.shape: Shape | None = shape
        self.asked: list[tuple[_Question, Hashable, Any]] = []
        self.known: dict[str, Any] = {}
        self.whole = False

    def open(self) -> Shape:
        if self.shape is None:
            raise LateRead
        return self.shape

    def answer(self, question: _Question) -> Any:
        shape = self.open()
        if question.key not in self.known:
            sign, answer = question.ask(shape)
            self.asked.append((question, sign, answer))
            self.known[question.key] = answer
        return self.known[question.key]

    def read(self, name: str) -> Any:
        found = getattr(self.open(), name)
        self.whole = True
        return found


def _sign(found: Iterable[Any]) -> tuple[Hashable, ...]:
    return tuple([one if type(one) in _PLAIN else id(one) for one in found])


def _distinct(key: str, find: Callable[[Block], Iterable[Any]], outline: Outline) -> Answer:
    found = outline.distinct(key, find)
    return (_sign(found) if found else ()), found


def _each(key: str, find: Callable[[Outline], Iterable[Any]], outline: Outline) -> Answer:
    found = outline.each(key, find)
    return (_sign(found), tuple(found)) if found else ((), ())


class Probe(Shape):
    """A shape that notes what is asked of it. ``template`` may be read at any time, everything else while the decision is made."""

    def __init__(self, notes: _Notes) -> None:
        self._notes = notes
        self.template = notes.open().template

    def decided(self, key: str, decide: Callable[[Shape], T]) -> T:
        return self._notes.answer(_Question(key, None, decide))  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        if name != "outline":
            return self._notes.read(name)
        self._notes.open()
        return _ProbeOutline(self._notes)


class _ProbeOutline(Outline):
    def __init__(self, notes: _Notes) -> None:
        self.__dict__["_notes"] = notes

    def each(self, key: str, find: Callable[[Outline], Iterable[T]]) -> list[T]:
        return list(self._notes.answer(_Question(f"each {key}", partial(_each, key, find))))

    def distinct(self, key: str, find: Callable[[Block], Iterable[T]]) -> tuple[T, ...]:
        return self._notes.answer(_Question(f"distinct {key}", partial(_distinct, key, find)))  # type: ignore[no-any-return]

    @property
    def has_fields(self) -> bool:
        return bool(self.each("has fields", lambda part: (True,) if part.has_fields else ()))

    @property
    def turn_spans(self) -> tuple[tuple[int, Span], ...]:
        return self._read("turn_spans")  # type: ignore[no-any-return]

    @property
    def parts(self) -> tuple[Outline, ...]:
        return self._read("parts")  # type: ignore[no-any-return]

    @property
    def fields(self) -> int:
        return self._read("fields")  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        return self._read(name)

    def _read(self, name: str) -> Any:
        notes: _Notes = self.__dict__["_notes"]
        return getattr(notes.read("outline"), name)


class Ground(dict[str, Any]):
    """What was decided for all shapes that answer these ``questions`` alike, by the decision's key; None: for one shape alone."""

    def __init__(self, questions: frozenset[str] | None) -> None:
        self.questions = questions


class _State:
    """What there is to ask, and what parts and shapes were found to answer alike. Replaced as a whole when there is something else to ask."""

    __slots__ = ("asked", "known", "names", "signs")

    def __init__(self, asked: dict[str, _Question]) -> None:
        self.asked = [question.find for question in asked.values() if question.find is not None]
        self.names = frozenset(asked)
        self.signs: dict[tuple[Hashable, ...], tuple[int, Any]] = {}
        self.known: dict[tuple[int, ...], Ground] = {}


class Grounds:
    """The decisions of one template, and the grounds of its shapes."""

    def __init__(self) -> None:
        self.decisions: dict[str, Decision] = {}
        self._name = f"ground {next(_NUMBERS)}"
        self._state = _State({})

    def decision(self, key: str) -> Decision:
        found = self.decisions.get(key)
        return found if found is not None else self.decisions.setdefault(key, Decision())

    def of(self, shape: Shape) -> Ground:
        """The ground of a shape: one of its own where it has no parts, for asking it takes as long as deciding."""
        parts = shape.outline.parts
        if not parts:
            return Ground(None)
        state, name = self._state, self._name
        key = tuple(
            [sign[1] if (sign := part.memo.get(name)) is not None and sign[0] is state else self._signed(part, state) for part in parts]
        )
        found = state.known.get(key)
        if found is None:
            if len(state.known) >= _GROUNDS:
                self._begin()
                return Ground(None)
            found = state.known[key] = Ground(state.names)
        return found

    def decided(self, shape: Shape, ground: Ground, key: str, decide: Callable[[Shape], T]) -> T:
        """What a shape decides; kept for all of its ground where that answers all that is asked."""
        decision = self.decision(key)
        shared, count = decision.shared, len(decision.asked)
        found = decision.of(shape, decide)
        if decision.shared is not shared or len(decision.asked) != count:
            self._begin()
        asked = self._questions(decision)
        if ground.questions is None or (asked is not None and ground.questions.issuperset(asked)):
            ground[key] = found
        else:
            shape.memo[key] = found
        return found

    def alone(self, key: str) -> None:
        """From now on every shape decides this for itself."""
        self.decision(key).alone()
        self._begin()

    def _begin(self) -> None:
        """Begin anew: there are other questions now."""
        asked: dict[str, _Question] = {}
        for decision in list(self.decisions.values()):
            asked.update(self._questions(decision) or {})
        self._state = _State(asked)

    def _questions(self, decision: Decision) -> dict[str, _Question] | None:
        """All that a decision asks of outlines, by itself or through others; None where something in it is each shape's own."""
        if not decision.shared:
            return None
        found: dict[str, _Question] = {}
        for name, question in decision.asked.items():
            if question.find is not None:
                found[name] = question
            else:
                others = self._questions(self.decision(name))
                if others is None:
                    return None
                found.update(others)
        return found

    def _signed(self, part: Outline, state: _State) -> int:
        """A number for all that a part answers."""
        answers = [find(part) for find in state.asked]
        sign = tuple([told for told, _answer in answers])
        known = state.signs.get(sign)
        if known is None:
            known = state.signs.setdefault(sign, (next(_NUMBERS), answers))
        part.memo[self._name] = state, known[0]
        return known[0]


__all__ = ["Decision", "Ground", "Grounds", "LateRead", "Probe"]
