"""Evaluation with a part of the evidence taken away: what each part is worth.

Flows are the engine's: ``blind`` takes them off a draft, so that rules read the same text and the same customer and no longer know what
came from where. The rest is the rule packages': a module named by an entry point may have ``ABLATIONS``, context managers by name that
switch a technique off while they are open. Nothing of this is looked at on the way of a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from importlib.metadata import entry_points

from tactful.draft.model import Block, Draft, Hole, Outline, Segment, Shape, Spot
from tactful.errors import ConfigError
from tactful.lint.loader import GROUP

FLOWS = "flows"
Switch = Callable[[], AbstractContextManager[None]]


def switches() -> dict[str, tuple[Switch, ...]]:
    """What can be taken away: ``flows``, and what the installed rule packages offer."""
    found: dict[str, tuple[Switch, ...]] = {FLOWS: ()}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        offered: Mapping[str, Switch] = getattr(point.load(), "ABLATIONS", {})
        for name, switch in offered.items():
            found[name] = (*found.get(name, ()), switch)
    return found


@contextmanager
def ablated(without: Iterable[str]) -> Iterator[None]:
    """While this is open the named parts are switched off in the rule packages. Raises ConfigError for a name that nobody offers."""
    known = switches()
    with ExitStack() as stack:
        for name in without:
            if name not in known:
                raise ConfigError(f"there is nothing named {name!r} to leave out", remedy=f"known: {', '.join(known)}")
            for switch in known[name]:
                stack.enter_context(switch())
        yield


def blind(draft: Draft) -> Draft:
    """The same draft without flows: no output knows its facts, nothing knows the conditions around it, the manifest has no selection."""
    template = draft.template.with_schema(draft.template.schema)
    template.manifest = replace(template.manifest, selection=())
    template.__dict__.update(outline=_outline(draft.template.outline), flows=(), loops={}, unknowns=())
    return Draft(Shape(template, _outline(draft.outline)), draft.values, draft.context)


def _outline(outline: Outline) -> Outline:
    spots = {id(spot): _spot(spot) for spot in outline.spots}
    blocks = tuple(_block(block, spots) for block in outline.blocks)
    return Outline(blocks, tuple(spots[id(spot)] for spot in outline.spots), outline.turn_spans)


def _block(block: Block, spots: Mapping[int, Spot]) -> Block:
    links = tuple(spots.get(id(spot)) or _spot(spot) for spot in block.links)
    return replace(block, holes=_holes(block.holes), segments=tuple(_segment(one) for one in block.segments), links=links)


def _segment(segment: Segment) -> Segment:
    return replace(segment, guards=())


def _spot(spot: Spot) -> Spot:
    return replace(spot, holes=_holes(spot.holes), inner_guards=(), guards=())


def _holes(holes: tuple[Hole, ...]) -> tuple[Hole, ...]:
    return tuple(replace(hole, flow=replace(hole.flow, prints=(), steers=(), guards=(), unknowns=(), tested=())) for hole in holes)
