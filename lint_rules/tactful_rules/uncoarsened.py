from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tactful.draft.template import Template
from tactful.lint.facts_used import used_facts
from tactful.lint.fixing import proposed
from tactful.lint.rule import Example, Issue, Rule
from tactful.model.facts import SCALES, Label
from tactful.model.fixes import Fix
from tactful.template.flows import Flow, Ref
from tactful_rules.shared.coarser import NAMED, coarser

_COARSER = {"time": ("season", "month"), "place": ("region",), "item": ("category", "brand")}
_EXACT = 3  # a day, a shop, a product
_SAYS_LESS = frozenset({"length", "count", "not", "compare"})  # a measure or a test says less than the value itself


def _fact(**granularity: str) -> dict[str, Any]:
    label = {"provenance": "transaction", "sensitivity": "none", "granularity": granularity, "known_to_recipient": True}
    return {"properties": {"customer": {"properties": {"service": {"type": "string", "x-fact": label}}, "required": ["service"]}}}


_DAY = {"customer": {"service": "2025-10-18"}}


class Uncoarsened(Rule):
    """A fact is printed to the day, the shop or the product.

    What it finds: an output of a fact that is not ledger whose label says that it carries a weekday, date or clock, a store, district or
    address, a product, activity or variant, unless a filter coarsens that dimension (`season`, `month`, `part_of_year`; `region`;
    `category`, `brand`). A filter that only rewrites the value (`date`, `replace`, a slice) lowers nothing. Entries of
    `customer.history` in a service mail are left out: they are the customer's own orders. An object printed whole is EXP207's.

    Why it hurts: the exact day or shop is what tells readers that a record is kept of them; the season or the kind of thing says as much
    about the offer.

    What to do: coarsen the value where it is printed, or let it choose the content and leave it unsaid.

    Source: GUARDRAILS EXP206, §2 (scales and coarsening filters) and §7 Facts.
    """

    code = "EXP206"
    name = "uncoarsened"
    severity = "warning"
    kinds = ("static",)
    violates = (
        Example("en", "<mj-text>Last service: {{ customer.service }}</mj-text>", {}, _DAY, _fact(time="date")),
        Example("sv", "<mj-text>Senast på verkstaden {{ customer.service | replace('-', '/') }}</mj-text>", {}, _DAY, _fact(time="date")),
        Example("de", "<mj-text>Zuletzt in der Filiale {{ customer.service }}</mj-text>", {}, _DAY, _fact(place="store")),
    )
    passes = (
        Example("en", "<mj-text>Last service: {{ customer.service | month }}</mj-text>", {}, _DAY, _fact(time="date")),
        Example("sv", "<mj-text>Senast på verkstaden i {{ customer.service | season }}</mj-text>", {}, _DAY, _fact(time="date")),
        Example("de", "<mj-text>Zuletzt in {{ customer.service }}</mj-text>", {}, _DAY, _fact(place="city")),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        seen: set[tuple[str, Any]] = set()
        for flow in template.flows:
            for ref in flow.prints:
                label = exact_label(template, ref)
                if label is None or (ref.path, ref.span) in seen:
                    continue
                seen.add((ref.path, ref.span))
                levels = {name: getattr(label, name) for name in _COARSER if getattr(label, name) >= _EXACT}
                yield Issue(
                    f"{ref.path} is printed to the {' and the '.join(_word(name, level) for name, level in levels.items())}", ref.span,
                    (ref.path,), {"granularity": levels, "expression": flow.source}, _advice(flow, ref, levels), fix=_coarser(template, flow, ref, levels),
                )  # fmt: skip


def exact_label(template: Template, ref: Ref) -> Label | None:
    """The label, as coarsened, of a fact that is printed with a dimension at 3 or more; None where nothing is too exact."""
    path = ref.path
    if any(name in _SAYS_LESS or name.startswith("is ") for name in ref.filters):
        return None
    if template.manifest.purpose == "service" and path.startswith("customer.history"):
        return None
    member = template.schema.member(path)
    if member is not None and member.is_container:
        inner = template.schema.member(f"{path}[]")
        if "array" not in member.types or (inner is not None and inner.is_container):
            return None
    for fact in used_facts(template, ref, None):
        if not fact.label.ledger and any(getattr(fact.label, name) >= _EXACT for name in _COARSER):
            return fact.label
    return None


def _word(dimension: str, level: int) -> str:
    """The words of the scale at this level: ``weekday or date``."""
    return " or ".join(word for word, number in SCALES[dimension].items() if number == level)


def _advice(flow: Flow, ref: Ref, levels: dict[str, int]) -> str:
    found = NAMED.fullmatch(flow.source)
    value = found.group(1) if found else ref.path
    ways = [f"{{{{ {value} | {name} }}}}" for dimension in levels for name in _COARSER[dimension]]
    return f"write {' or '.join(ways)}, or let the value choose the content without printing it"


def _coarser(template: Template, flow: Flow, ref: Ref, levels: dict[str, int]) -> Fix | None:
    """Unsafe, for the sentence around it was written for a day, a shop or a product. One filter lowers one dimension only."""
    found = coarser(template, flow, ref, next(iter(levels))) if len(levels) == 1 else None
    return proposed(template, f"print only the {found[0]} of {ref.path}", [found[1]], "unsafe") if found is not None else None
