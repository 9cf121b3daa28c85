from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from tactful.draft.model import Draft, Hole, Shape
from tactful.draft.template import Template
from tactful.lint.facts_used import selection_refs, used_facts
from tactful.lint.rule import Example, Issue, Rule
from tactful.template.flows import Guard, Ref, Span

_TOWN: dict[str, Any] = {
    "properties": {"customer": {"properties": {"town": {"type": "string", "x-fact": {
        "provenance": "stated", "sensitivity": "none", "granularity": {"place": "city"}, "known_to_recipient": True}}}, "required": ["town"]}},
    "required": ["customer"],
}  # fmt: skip
_IN_TOWN = "<mj-text>{% if customer.town == 'Narvik' %}A lamp shop opens in Narvik{% else %}News{% endif %}</mj-text>"
_K3 = {"thresholds": {"audience_k": 3}}


def _from(*towns: str) -> list[dict[str, Any]]:
    return [{"customer": {"town": town}} for town in towns]


class SinglesOut(Rule):
    """What the message says is shared by so few of its audience that it singles them out.

    What it finds: in an audit, a claim that fewer than k customers share: a text behind a branch, loop, choice or `selection` on facts, or
    printed values of facts, as they are printed (`| season` makes more customers share it). Then the combination of all facts that the
    message prints, where it singles out customers whom no single claim does. Facts of the ledger (name, points) count for nothing.

    Why it hurts: seven people who get a mail of their own know that they were chosen by what is known of them.

    What to do: coarsen what is printed, join small branches, or leave these customers to a message that more people get.

    Source: GUARDRAILS EXP205; k-anonymity (Sweeney 2002) with the k of GUARDRAILS.

    Configuration: thresholds.audience_k (default 100).
    """

    code = "EXP205"
    name = "singles-out"
    severity = "warning"
    kinds = ("audience",)
    violates = (
        Example("en", _IN_TOWN, {}, _from("Narvik")[0], _TOWN, _K3, _from("Narvik", "Narvik", "Leeds", "Leeds", "York")),
        Example(
            "sv",
            "<mj-text>Lampor i {{ customer.town }}</mj-text>",
            {},
            _from("Lund")[0],
            _TOWN,
            _K3,
            _from("Lund", "Lund", "Lund", "Ystad"),
        ),
    )
    passes = (
        Example("en", _IN_TOWN, {}, _from("Narvik")[0], _TOWN, _K3, _from("Narvik", "Narvik", "Narvik", "Leeds", "Leeds", "York")),
        Example("sv", "<mj-text>Lampor i {{ customer.town }}</mj-text>", {}, _from("Lund")[0], _TOWN, _K3, _from("Lund", "Lund", "Lund")),
    )

    def audience(self, template: Template) -> _Tally:
        return _Tally(template)


class _Claim:
    """A place where the message says something by facts; ``groups`` are the customers who get the same, by what they get."""

    __slots__ = ("facts", "groups", "printed", "span")

    def __init__(self, span: Span, facts: tuple[str, ...], printed: bool) -> None:
        self.span = span
        self.facts = facts
        self.printed = printed
        self.groups: dict[Hashable, list[int]] = {}

    def small(self, k: int) -> list[list[int]]:
        return [group for group in self.groups.values() if len(group) < k]


class _Seen:
    """What a shape's customers have in common: the claims that its branches make, and the holes that print facts."""

    __slots__ = ("printed", "steered")

    def __init__(self, steered: list[tuple[Hashable, str]], printed: list[tuple[Hashable, list[Hole]]]) -> None:
        self.steered = steered
        self.printed = printed


class _Tally:
    def __init__(self, template: Template) -> None:
        self.template = template
        self.k = template.config.thresholds.audience_k
        self.size = 0
        self._shapes: dict[Shape, _Seen] = {}
        self._claims: dict[Hashable, _Claim] = {}
        self._together: dict[Hashable, list[int]] = {}
        self._facts: dict[tuple[Ref, ...], tuple[str, ...]] = {}

    def see(self, number: int, draft: Draft) -> None:
        self.size += 1
        seen = self._shapes.get(draft.shape)
        if seen is None:
            seen = self._shapes[draft.shape] = self._read(draft.shape)
        for place, text in seen.steered:
            self._claims[place].groups.setdefault(text, []).append(number)
        everything: list[Hashable] = []
        for place, holes in seen.printed:
            said = tuple([_said(draft.value(hole)) for hole in holes])
            if any(said):
                self._claims[place].groups.setdefault(said, []).append(number)
                everything.append((place, said))
        if everything:
            self._together.setdefault(tuple(everything), []).append(number)

    # -- once per shape

    def _read(self, shape: Shape) -> _Seen:
        return _Seen(list(self._steered(shape).items()), list(self._printed(shape)))

    def _steered(self, shape: Shape) -> dict[Hashable, str]:
        """The conditions on facts behind which something stands, with the words that a lookup or a ternary on facts chose there.

        All that stands behind the same conditions makes one claim; what else differs in it (offers, a branch on points) does not split it.
        """
        found: dict[Hashable, str] = {}
        selection = selection_refs(self.template)
        if self._paths(selection):
            found[self._claim(("selection",), selection[0].span, self._paths(selection), False)] = ""
        for block in shape.outline.blocks:
            for segment in block.segments:
                text = block.text[segment.start : segment.end]
                if text.strip():
                    chosen = bool(segment.guards) and segment.guards[-1].span == segment.span
                    self._behind(segment.guards, text if chosen else "", found)
            for hole in block.holes:
                flow = hole.flow
                steered = (Guard("if", flow.steers, (), True, flow.span, flow.source),) if flow.steers else ()
                self._behind((*flow.guards, *steered), "", found)
        for spot in shape.outline.spots:
            self._behind((*spot.guards, *spot.inner_guards), "", found)
        return found

    def _behind(self, guards: tuple[Guard, ...], chosen: str, found: dict[Hashable, str]) -> None:
        reading = tuple([guard for guard in guards if self._paths(guard.refs)])
        if reading:
            facts = tuple(dict.fromkeys(path for guard in reading for path in self._paths(guard.refs)))
            place = self._claim(tuple([(guard.span, guard.polarity) for guard in reading]), reading[-1].span, facts, False)
            found[place] = f"{found.get(place, '')}\0{chosen}" if chosen else found.get(place, "")

    def _printed(self, shape: Shape) -> Iterator[tuple[Hashable, list[Hole]]]:
        for block in shape.outline.blocks:
            holes = [hole for hole in block.holes if self._paths(hole.flow.prints)]
            if holes:
                yield self._printing(holes), holes

    def _printing(self, holes: list[Hole]) -> Hashable:
        facts = tuple(dict.fromkeys(path for hole in holes for path in self._paths(hole.flow.prints)))
        return self._claim(tuple([hole.flow.span for hole in holes]), holes[0].flow.span, facts, True)

    def _claim(self, place: Hashable, span: Span, facts: tuple[str, ...], printed: bool) -> Hashable:
        key = (printed, place)
        if key not in self._claims:
            self._claims[key] = _Claim(span, facts, printed)
        return key

    def _paths(self, refs: tuple[Ref, ...]) -> tuple[str, ...]:
        """The facts that these refs read which are not ledger."""
        found = self._facts.get(refs)
        if found is None:
            facts = [fact for ref in refs for fact in used_facts(self.template, ref, None)]
            found = self._facts[refs] = tuple(dict.fromkeys(fact.path for fact in facts if not fact.label.ledger))
        return found

    # -- what was found

    def issues(self) -> Iterator[tuple[Issue, Sequence[int]]]:
        alone: set[int] = set()
        for claim in self._claims.values():
            small = claim.small(self.k)
            if small:
                numbers = sorted({number for group in small for number in group})
                alone.update(numbers if claim.printed else ())
                yield (
                    self._issue("what is printed here" if claim.printed else "what stands here", claim.span, claim.facts, small, numbers),
                    numbers,
                )
        printing = [claim for claim in self._claims.values() if claim.printed]
        small = [group for group in self._together.values() if len(group) < self.k]
        numbers = sorted({number for group in small for number in group} - alone)
        if numbers:
            facts = tuple(dict.fromkeys(path for claim in printing for path in claim.facts))
            yield self._issue("the combination of what the message prints", printing[0].span, facts, small, numbers), numbers

    def _issue(self, what: str, span: Span, facts: tuple[str, ...], small: list[list[int]], numbers: list[int]) -> Issue:
        smallest = min(len(group) for group in small)
        return Issue(
            f"{what} is shared by fewer than {self.k} of {self.size} customers, for {len(numbers)} of them (the fewest: {smallest})", span, facts,
            {"k": self.k, "audience": self.size, "customers": len(numbers), "smallest": smallest, "groups": len(small)},
            "coarsen what is printed (`| season`, `| region`, `| category`), join small branches, or send these customers what more people get",
        )  # fmt: skip


def _said(value: Any) -> str:
    return "" if value is None else str(value)
