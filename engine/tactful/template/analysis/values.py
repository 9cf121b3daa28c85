"""Abstract values: where a value comes from instead of what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tactful.model.quick import quick
from tactful.template.flows import EACH, Each, Flow, Guard, LoopStep, Ref, Step, Unknown


@quick
@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a run can show, in order: a chunk (``flow`` is None) or an output site.

    ``path`` are the numbers of the calls, captures and includes that it was reached through; together with ``number`` it is what
    the tokens of a real expansion say.
    """

    number: int
    path: tuple[int, ...]
    guards: tuple[Guard, ...]
    loops: tuple[int, ...]
    flow: Flow | None = None


@quick
@dataclass(frozen=True, slots=True)
class Val:
    """An abstract value.

    ``refs`` are the members it carries, ``steers`` those that chose it (``Ref.tested`` where by being there), ``literals`` the template's own strings it may be. ``level``
    counts the lists around what ``refs`` denote (0: the member itself). ``members`` are those of a literal list, tuple or dict;
    ``space`` those of a namespace (mutable). ``calls`` are what happens when it is called, ``fragments`` captured output.
    """

    refs: tuple[Ref, ...] = ()
    steers: tuple[Ref, ...] = ()
    literals: tuple[str, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    level: int = 0
    members: Mapping[Any, Val] | None = field(default=None, hash=False)
    space: dict[str, Val] | None = field(default=None, compare=False, hash=False)
    calls: tuple[Any, ...] = ()
    fragments: tuple[tuple[Item, ...], ...] = ()

    @property
    def all_refs(self) -> tuple[Ref, ...]:
        return union(self.refs, self.steers)

    def steered(self, refs: Iterable[Ref]) -> Val:
        added = union(self.steers, refs)
        return self if added == self.steers else replace(self, steers=added)

    def filtered(self, name: str) -> Val:
        """The value after a filter that makes something new of it."""
        return replace(flat(self), refs=tuple(replace(ref, filters=(*ref.filters, name)) for ref in flat(self).refs))

    def with_fallback(self) -> Val:
        return replace(self, refs=tuple(replace(ref, fallback=True) for ref in self.refs))

    def member(self, step: Step, span: Any = None) -> Val:
        """``value.step`` or ``value[step]``."""
        if self.members is not None and not isinstance(step, Each | LoopStep):
            if step in self.members:
                return self.members[step].steered(self.steers)
            return Val(steers=self.steers) if not self.refs else replace(self, members=None).member(step, span)
        if self.members is not None:
            return joined([*self.members.values(), *([replace(self, members=None).member(step, span)] if self.refs else [])])
        if self.space is not None and isinstance(step, str):
            return self.space.get(step, Val())
        if self.level and not isinstance(step, str):
            return replace(self, level=self.level - 1)  # an element of a list of elements
        refs = tuple(
            ref if ref.filters else Ref((*ref.steps, step), span if span is not None else ref.span, (), False) for ref in self.refs
        )  # a part of something computed (x.split()[0]) is made of the whole
        return Val(refs=refs, steers=self.steers, unknowns=self.unknowns, level=max(self.level - 1, 0))

    def element(self, step: Step = EACH) -> Val:
        """An element of the list that this is: bound by a loop, or some element."""
        if self.members is not None:
            whole = joined(list(self.members.values())).steered(self.steers)
            return whole if not self.refs else joined([whole, replace(self, members=None).element(step)])
        if self.level > 1:
            return replace(self, level=self.level - 1)
        refs = []
        for ref in self.refs:
            steps = ref.steps
            if ref.filters and self.level == 0:  # the letters or words of something computed
                refs.append(replace(ref, fallback=True))
                continue
            steps = ((*steps[:-1], step) if isinstance(steps[-1], Each) else steps) if self.level == 1 else (*steps, step)
            refs.append(replace(ref, steps=steps, fallback=True if self.level == 0 else ref.fallback))
        return Val(refs=tuple(refs), steers=self.steers, unknowns=self.unknowns, literals=self.literals)

    def elements(self) -> Val:
        """This list as a list of some of its own elements (after a selection or reordering)."""
        if self.level or self.members is not None:
            return self
        inner = self.element()
        return replace(inner, level=1)


def union(first: Iterable[Any], second: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys([*first, *second]))


def tested(refs: Iterable[Ref]) -> tuple[Ref, ...]:
    """These refs as what chooses by being there."""
    return tuple(replace(ref, tested=True) for ref in refs)


def looked_up(words: Val, key: Val) -> tuple[Ref, ...]:
    """What a key chooses by; where it chooses among the template's own words, the word says the key's value."""
    if not words.members:
        return key.all_refs
    return union(tuple(replace(ref, worded=True) for ref in key.refs), key.steers)


def unworded(refs: Iterable[Ref]) -> tuple[Ref, ...]:
    """These refs in a condition, which shows no word."""
    return tuple(dict.fromkeys(replace(ref, worded=False) if ref.worded else ref for ref in refs))


def parted(refs: Iterable[Ref]) -> tuple[tuple[Ref, ...], tuple[Ref, ...]]:
    """What chose something: the refs whose values were read, and those that were only tested for presence."""
    every = tuple(refs)
    read = tuple(ref for ref in every if not ref.tested)
    return read, tuple(dict.fromkeys(replace(ref, tested=False) for ref in every if ref.tested))


def chosen_by(guards: Iterable[Guard]) -> tuple[Ref, ...]:
    """What these guards read and test, as steers."""
    return tuple(ref for guard in guards for ref in (*guard.refs, *tested(guard.present)))


def flat(value: Val) -> Val:
    """Everything that a computation on the value may show: members and captured output included."""
    parts = [value]
    for inside in [*(value.members or {}).values(), *(value.space or {}).values()]:
        parts.append(flat(inside))
    for fragment in value.fragments:
        for item in fragment:
            if item.flow is not None:
                chosen = union(item.flow.steers, tested(item.flow.tested))
                parts.append(Val(item.flow.prints, chosen, item.flow.literals, item.flow.unknowns))
            parts.append(Val(steers=chosen_by(item.guards)))
    if len(parts) == 1:
        return value
    plain = [Val(part.refs, part.steers, part.literals, part.unknowns) for part in parts]
    return joined(plain)


def argument(value: Val) -> Val:
    """What an argument of a filter or method adds to the result. An empty string adds nothing: unlike the fallback of ``default``,
    ``replace('-', '')`` does not say that nothing shall be shown."""
    shown = flat(value)
    return replace(shown, literals=tuple(text for text in shown.literals if text)) if "" in shown.literals else shown


def joined(values: list[Val]) -> Val:
    """Either of these."""
    if not values:
        return Val()
    result = values[0]
    for value in values[1:]:
        result = _join(result, value)
    return result


def _join(a: Val, b: Val) -> Val:
    members: Mapping[Any, Val] | None = None
    if a.members is not None or b.members is not None:
        left, right = a.members or {}, b.members or {}
        members = {key: joined([m[key] for m in (left, right) if key in m]) for key in [*left, *(k for k in right if k not in left)]}
    return Val(
        union(a.refs, b.refs),
        union(a.steers, b.steers),
        union(a.literals, b.literals),
        union(a.unknowns, b.unknowns),
        max(a.level, b.level),
        members,
        a.space if a.space is not None else b.space,
        union(a.calls, b.calls),
        union(a.fragments, b.fragments),
    )


def with_fallbacks(values: Val, present: frozenset[tuple[Step, ...]]) -> Val:
    """The value where these members are known to be present."""
    if not present or not values.refs:
        return values
    refs = tuple(_present(ref, present) for ref in values.refs)
    return values if refs == values.refs else replace(values, refs=refs)


def _present(ref: Ref, present: frozenset[tuple[Step, ...]]) -> Ref:
    known = next((count for count in range(len(ref.steps), 0, -1) if ref.steps[:count] in present), 0)
    if known == len(ref.steps):
        return ref if ref.fallback else replace(ref, fallback=True)
    return replace(ref, known=known) if known > ref.known else ref


__all__ = [
    "EACH",
    "Guard",
    "Item",
    "Val",
    "chosen_by",
    "flat",
    "joined",
    "looked_up",
    "parted",
    "tested",
    "union",
    "unworded",
    "with_fallbacks",
]
