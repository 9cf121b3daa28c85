"""Which declarations of the author's rules an element's style attribute takes over: as a browser decides it, by importance, the element's own
style, specificity and order. Where the style elements stay, only what changes nothing for a reader whose client reads them: what a media
query or :hover may still change stays out of the style attribute.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape

from tactful.render.stages.css import Declaration, Rule, chooses_elements, declarations, dynamic, overlap, passing, resting, rules

_SHOWING = frozenset({"display", "visibility", "opacity", "max-height", "height", "width", "max-width", "overflow"})  # what menus open with


@dataclass(frozen=True, slots=True)
class Selected:
    """One selector of one rule: ``bare`` is how it chooses at rest, ``rank`` orders by specificity, then by place. One that is not
    ``certain`` may choose the element at some time; ``passing``: only while the reader points at it."""

    bare: str
    rank: tuple[int, int, int, int]
    rule: Rule
    certain: bool
    passing: bool


class Sheet:
    """The author's rules of one kind. ``stays``: its style element does too. ``applies``: some of it holds always."""

    def __init__(self, css: Sequence[str], *, stays: bool) -> None:
        found = [rule for text in css for rule in rules(text)]
        self.stays = stays
        self.applies = any(not rule.conditional for rule in found)
        self.selected = tuple(
            _selected(selector, rule, order)
            for order, rule in enumerate(found)
            for selector in rule.selectors
            if chooses_elements(selector)
        )


@functools.lru_cache(maxsize=256)
def sheet(css: tuple[str, ...], stays: bool) -> Sheet:
    """The sheet of these style elements; read once."""
    return Sheet(css, stays=stays)


def _selected(selector: str, rule: Rule, order: int) -> Selected:
    bare, weight, certain = _weighed(selector)
    return Selected(bare, (*weight, order), rule, certain and not rule.conditional, passing(selector))


@functools.lru_cache(maxsize=4096)
def _weighed(selector: str) -> tuple[str, tuple[int, int, int], bool]:
    """A selector as it is at rest, its specificity, and whether it surely chooses what it does: not while the reader points at something,
    and not where nobody here can read it (then it might choose anything)."""
    from cssselect import SelectorError, parse

    bare = resting(selector) if dynamic(selector) else selector
    try:
        return bare, parse(bare)[0].specificity(), not dynamic(selector)
    except (SelectorError, IndexError):
        return "*", (0, 0, 0), False


def style_of(written: str, chosen: tuple[tuple[Sheet, tuple[int, ...]], ...]) -> str:
    """The style attribute of an element: as ``written``, and what the sheets add, one after another. The numbers are those of
    ``Sheet.selected``; ``~n`` where nobody knows whether it does. Empty where nothing is added."""
    before = unescape(written).rstrip().rstrip(";")
    own = list(declarations(unescape(written)))
    count = len(declarations(before))
    for one, numbers in chosen:
        own += _added(own, [_as_known(one, number) for number in numbers], stays=one.stays)
    added = ";".join([f"{declaration.name}:{declaration.value}" for declaration in own[count:]])
    return (f"{before};{added};" if before else f"{added};").replace("&", "&amp;").replace('"', "&quot;") if added else ""


def _as_known(one: Sheet, number: int) -> Selected:
    return one.selected[number] if number >= 0 else replace(one.selected[~number], certain=False)


def _added(own: list[Declaration], chosen: list[Selected], *, stays: bool) -> list[Declaration]:
    """What the rules add to an element's own style, weakest first."""
    candidates = sorted(
        (
            (declaration.important, one.rank, number, declaration)
            for one in chosen
            if one.certain
            for number, declaration in enumerate(one.rule.declarations)
        ),
        key=lambda candidate: candidate[:3],
    )
    open_ones = [
        d
        for one in chosen
        if stays and not one.certain
        for d in one.rule.declarations
        if not d.important and (not one.passing or d.name in _SHOWING)
    ]
    result: dict[str, Declaration] = {}
    for important, _rank, _number, declaration in candidates:
        name = declaration.name
        if any(overlap(name, mine.name) and (mine.important or not important) for mine in own):
            continue
        if not important and any(overlap(name, other.name) for other in open_ones):
            continue
        result.pop(name, None)
        result[name] = Declaration(name, declaration.value, False)
    return _without_covered(list(result.values()))


def _without_covered(found: list[Declaration]) -> list[Declaration]:
    """Longhands that a later shorthand overrides anyway are left out."""
    return [
        one for at, one in enumerate(found) if not any(one.name.startswith(f"{later.name}-") for later in found[at + 1 :])
    ]  # fmt: skip
