from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tactful.draft.model import Draft, Hole, Outline, Shape, Spot
from tactful.draft.template import Template
from tactful.lint.exposure import UsedFact
from tactful.lint.facts_used import guards_of, selection_refs, used_facts
from tactful.lint.freshness import Staleness, member_of, staleness, steps_of
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.model.facts import label_of
from tactful.model.quick import quick
from tactful.template.flows import Guard, LoopStep, Ref
from tactful_rules.shared.topics import topics_of

_LIMITS = ("max_age", "valid_until")
Loops = tuple[tuple[int, int], ...]


def _baby(**label: Any) -> dict[str, Any]:
    fact = {
        "type": "string",
        "x-fact": {"provenance": "stated", "sensitivity": "life_event", "known_to_recipient": True, "max_age": "P6M", **label},
    }
    return {"properties": {"customer": {"properties": {"baby_size": fact}, "required": ["baby_size"]}}}  # fmt: skip


def _seen(at: str, **label: str) -> dict[str, Any]:
    return {"customer": {"baby_size": "68", "facts": {"customer.baby_size": {"observed_at": at, **label}}}}


class StaleFact(Rule):
    """A fact is used that is older than its label allows, or no longer holds.

    What it finds: a printed fact (an error), or one that steers a branch, a loop, a choice or the `selection` (a warning), that is older
    than the `max_age` of its label, or past its `valid_until`. Its age is that of `observed_at` in `customer.facts`, else of the `at` in
    its own list entry or in the object around it. Exactly as old as `max_age` passes, and so does the whole last day. Where an
    expression may read any entry of a list, one fresh entry is enough. A presence test reads nothing. A fact with a `max_age` whose age
    nobody knows counts as fresh (unknown is not old), or as stale where the configuration says so.

    Why it hurts: "your baby", eight years on: the reader learns that nobody has looked since.

    What to do: ask again and give the new `observed_at`, or leave out what rests on the old fact.

    Source: GUARDRAILS DAT401 and §7 Time; the data that are wrong, in the Swedish article.

    Configuration: unknown_age ("fresh" or "stale", default fresh); the ages themselves stand in the labels of the context schema.
    """

    code = "DAT401"
    name = "stale-fact"
    violates = (
        Example("sv", "<mj-text>Overaller i storlek {{ customer.baby_size }}</mj-text>", {}, _seen("2018-02-11"), _baby()),
        Example("en", "<mj-text>{% if customer.baby_size == '68' %}Snow suits{% endif %}</mj-text>", {}, _seen("2025-08-12"), _baby()),
        Example("nb", "<mj-text>Dresser i {{ customer.baby_size }}</mj-text>", {}, _seen("2026-02-01", valid_until="2026-02-12"), _baby()),
    )
    passes = (
        Example("sv", "<mj-text>Overaller i storlek {{ customer.baby_size }}</mj-text>", {}, _seen("2026-01-15"), _baby()),
        Example("en", "<mj-text>{% if customer.baby_size == '68' %}Snow suits{% endif %}</mj-text>", {}, _seen("2025-08-13"), _baby()),
        Example("nb", "<mj-text>Dresser i {{ customer.baby_size }}</mj-text>", {}, _seen("2026-02-01", valid_until="2026-02-13"), _baby()),
    )

    def prepare(self, shape: Shape) -> Check | None:
        uses = _uses(shape)
        if not uses:
            return None
        dated = any(_may_age(shape.template, use.ref) for use in uses)

        def check(draft: Draft) -> Iterable[Issue]:
            overrides = draft.customer.get("facts")
            if not dated and not (overrides and any(limit in label for label in overrides.values() for limit in _LIMITS)):
                return ()
            return tuple(_judged(draft, uses))

        return check


@quick
@dataclass(frozen=True, slots=True)
class _Use:
    """One read of a fact: printed by ``hole``, or steering. ``loops`` binds the turn in which it was read."""

    ref: Ref
    loops: Loops
    hole: Hole | None = None


def _uses(shape: Shape) -> tuple[_Use, ...]:
    template, outline = shape.template, shape.outline
    is_fact = template.schema.is_fact
    found = _of_holes(
        outline, "DAT401 printed", lambda hole: [_Use(ref, hole.loops, hole) for ref in hole.flow.prints if is_fact(ref.path)]
    )
    found += [_Use(ref, ()) for ref in selection_refs(template) if template.schema.is_fact(ref.path)]
    found += outline.each_block("DAT401 conditions of blocks", lambda block: _conditions(guards_of(block), template))
    found += outline.each_spot("DAT401 conditions of spots", lambda spot: _conditions(_guards_of_spot(spot), template))
    found += _of_holes(outline, "DAT401 steering", lambda hole: [_Use(ref, hole.loops) for ref in hole.flow.steers if is_fact(ref.path)])
    return tuple({(use.ref, use.loops, id(use.hole) if use.hole else 0): use for use in found}.values()) if found else ()


def _of_holes(outline: Outline, key: str, find: Callable[[Hole], list[_Use]]) -> list[_Use]:
    found = outline.each_block(key, lambda block: (use for hole in block.holes for use in find(hole)))
    return found + outline.each_spot(f"{key} in spots", lambda spot: (use for hole in spot.own_holes for use in find(hole)))


def _conditions(guards: Iterable[tuple[Guard, Loops]], template: Template) -> Iterator[_Use]:
    for guard, loops in dict.fromkeys(guards):
        uses = [_Use(turn, loops) for turn in _turn(template, guard, loops)] or [_Use(ref, loops) for ref in guard.refs]
        yield from (use for use in uses if template.schema.is_fact(use.ref.path))


def _guards_of_spot(spot: Spot) -> Iterator[tuple[Guard, Loops]]:
    yield from ((guard, ()) for guard in (*spot.guards, *spot.inner_guards))
    yield from ((guard, hole.loops) for hole in spot.holes for guard in hole.flow.guards)


def _turn(template: Template, guard: Guard, loops: Loops) -> list[Ref]:
    """What one turn of a loop reads of the list that it runs over: of its own entry, the topic."""
    numbers = [number for number, _index in loops if template.loops[number].span == guard.span] if guard.kind == "loop" else []
    found = []
    for ref in guard.refs if numbers else ():
        steps = (*ref.steps, LoopStep(numbers[-1]))
        topic = template.schema.member(f"{ref.path}[].topic") is not None
        found.append(replace(ref, steps=(*steps, "topic") if topic else steps))
    return found


def _may_age(template: Template, ref: Ref) -> bool:
    """Whether a fact that this ref reads has a limit in the schema."""
    known: dict[str, bool] = template.__dict__.setdefault("may_age", {})
    if ref.path not in known:
        labels = (label_of(template.schema, path) for path in (ref.path, *template.schema.facts_under(ref.path)))
        known[ref.path] = any(label.max_age is not None or label.valid_until is not None for label in labels)
    return known[ref.path]


def _judged(draft: Draft, uses: tuple[_Use, ...]) -> Iterator[Issue]:
    told: set[str] = set()
    for use in uses:
        for fact, why in _stale(draft, use):
            if fact.path not in told:
                told.add(fact.path)
                yield _issue(fact, why, use)


def _stale(draft: Draft, use: _Use) -> list[tuple[UsedFact, Staleness]]:
    """The stale facts of one use; nothing where another entry that may have been read instead is fresh."""
    printed: Any = draft.value(use.hole) if use.hole is not None else None
    steering = use.hole is None
    if not steering and (printed is None or printed == ""):
        return []
    facts = used_facts(draft.template, use.ref, draft, use.loops, topics=topics_of(draft) if steering else (), steering=steering)
    valued = [(fact, value) for fact in facts if (value := _value(draft, fact)) is not None]
    shown = "" if steering else str(printed).casefold()
    said = [(fact, value) for fact, value in valued if str(value).casefold() in shown]
    groups: dict[str, list[UsedFact]] = {}
    for fact, value in said or valued:
        groups.setdefault(str(value) if said else fact.path, []).append(fact)
    judged = [[(fact, staleness(draft, fact)) for fact in group] for group in groups.values()]
    return [group[0] for group in judged if all(why for _fact, why in group)]


def _value(draft: Draft, fact: UsedFact) -> Any:
    """The fact's value for this customer; None where it is absent."""
    value: Any = draft.context
    for step in steps_of(fact.entry or fact.path):
        value = member_of(value, step)
    return value


def _issue(fact: UsedFact, why: Staleness, use: _Use) -> Issue:
    printed = use.hole is not None
    what = {
        "max_age": f"is older than its max_age {fact.label.max_age}", "valid_until": "is past its valid_until",
        "unknown_age": f"has a max_age {fact.label.max_age}, and nobody knows how old it is",
    }[why]  # fmt: skip
    return Issue(
        f"{fact.path} is {'printed' if printed else 'used to choose'}, but it {what}", use.ref.span, (fact.path,),
        {"limit": why, "use": "printed" if printed else "steering", "entry": fact.entry or fact.path},
        "leave it out for these customers, or have it confirmed and give the new observed_at in customer.facts", "error" if printed else "warning",
    )  # fmt: skip
