from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tactful.draft.model import Block, Draft, Shape
from tactful.lint.exposure import exposure, paths
from tactful.lint.facts_used import steering_refs
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.model.manifest import canonical_path
from tactful_rules.copy import read
from tactful_rules.shared.claims import claims
from tactful_rules.shared.said import said
from tactful_rules.shared.topics import described, shown

_TOWN = "<mj-text>{% if customer.city %}Not far from {{ customer.city }}: carrots{% else %}Carrots{% endif %} from the field</mj-text>"
_WINE = "<mj-text>Viinilista uudistui</mj-text>"


def _limits(**limits: Any) -> dict[str, Any]:
    return {"customer": {"city": "Leeds", "limits": limits}}


class LimitExceeded(Rule):
    """The line that the recipient drew is crossed.

    What it finds: a topic of `never_mention`, or one below it, in an offer, the manifest or any word of the message, denied or not; a fact of
    `never_mention` printed or attributed, coarsened or not (a path names all below it; to choose by it in silence is no mention); an
    exposure above `max_exposure` by the formula of GUARDRAILS §5, where choosing counts too.

    Why it hurts: it is the one wish about their data that they have put into words.

    What to do: leave the topic out, or print nothing of the fact; for the exposure, coarsen or leave unsaid what weighs most.

    Source: GUARDRAILS REL803; "let the recipient decide where the line goes" of the Norwegian article.
    """

    code = "REL803"
    name = "limit-exceeded"
    violates = (
        Example("en", _TOWN, {}, _limits(never_mention=["customer.city"])),
        Example("fi", _WINE, {}, _limits(never_mention=["food.drinks"])),
        Example("en", _TOWN, {}, _limits(max_exposure=3)),
    )
    passes = (
        Example("en", _TOWN, {}, _limits(never_mention=["customer.birth_date"], max_exposure=4)),
        Example("fi", _WINE, {}, _limits(never_mention=["food.drinks.beer"])),
    )

    def prepare(self, shape: Shape) -> Check | None:
        return _check


def _check(draft: Draft) -> Iterable[Issue]:
    limits = draft.customer.get("limits")
    if not limits:
        return ()
    barred = tuple(limits.get("never_mention") or ())
    issues = [*_topics(draft, barred), *_facts(draft, barred)] if barred else []
    highest = limits.get("max_exposure")
    return [*issues, *_exposed(draft, highest)] if highest is not None else issues


def _topics(draft: Draft, barred: Sequence[str]) -> Iterator[Issue]:
    covers = draft.template.taxonomy.covers
    found: set[str] = set()
    for one in shown(draft):
        for topic in barred:
            if covers(topic, one.topic) and topic not in found:
                found.add(topic)
                yield _mention(draft, topic, barred.index(topic), described(one), one.span, one.block)
    left = [topic for topic in barred if topic not in found]
    for block in draft.blocks if left else ():
        for mention in read(draft.text(block), draft.template.lang).topics:
            hit = next((topic for topic in left if mention.strength == "strong" and covers(topic, mention.topic)), None)
            if hit is not None:
                left.remove(hit)
                yield _mention(draft, hit, barred.index(hit), "the text speaks of it", block.span, block.kind)


def _mention(draft: Draft, topic: str, at: int, how: str, span: Any, block: str) -> Issue:
    return Issue(
        f"{topic} is mentioned to somebody who asked never to hear of it: {how}", span, (f"customer.limits.never_mention[{at}]",),
        {"topic": topic}, f"leave out everything in {topic} for these customers", block=block,
    )  # fmt: skip


def _facts(draft: Draft, barred: Sequence[str]) -> Iterator[Issue]:
    reported: set[str] = set()
    for fact, block, span in said(draft):
        if fact.path not in reported and any(_bars(limit, fact.path) for limit in barred):
            reported.add(fact.path)
            yield _said(fact.path, span, block)
    for block in draft.blocks:
        for ref, loops in steering_refs(block):
            if ref.path not in reported and any(_bars(limit, ref.path) for limit in barred):
                values = [one.value for one in draft.resolve(ref, loops)]
                if any(isinstance(value, str) and len(value) > 2 and value.casefold() in block.text.casefold() for value in values):
                    reported.add(ref.path)
                    yield _said(ref.path, block.span, block)


def _said(path: str, span: Any, block: Block) -> Issue:
    return Issue(
        f"{path} is said to somebody who asked never to hear it", span, (path,), {}, "write the sentence without it; it may still choose the content",
        block=block.kind,
    )  # fmt: skip


def _bars(limit: str, path: str) -> bool:
    """Whether a limit names this fact or something above it; list marks are optional."""
    try:
        wanted = canonical_path(limit).replace("[]", "")
    except ValueError:
        return False
    own = path.replace("[]", "")
    return own == wanted or own.startswith(f"{wanted}.")


def _exposed(draft: Draft, highest: float) -> Iterator[Issue]:
    found = exposure(claims(draft))
    if found.score <= highest or found.worst is None:
        return
    block = found.worst.block
    yield Issue(
        f"the exposure {found.score:g} is above what this customer allows", block.span if block is not None else draft.template.manifest_span("selection"),
        paths(found.worst.facts), {**found.evidence, "limit": "customer.limits.max_exposure"},
        "say less of what weighs most: coarsen it, or let it choose the content without printing it", block=block.kind if block is not None else "",
    )  # fmt: skip
