from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tactful.draft.model import Draft, Hole, Shape
from tactful.draft.template import Template
from tactful.lint.customer import latest_answers, view
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.model.taxonomy import Taxonomy
from tactful.template.flows import Guard
from tactful_rules.shared.topics import TopicAt, described, shown
from tactful_rules.shared.uses import TASTES, branches_of_taste, is_taste

_LIKES = {
    "customer": {
        "preferences": [
            {"topic": "travel.leisure.city_break", "polarity": "like", "basis": "transaction"},
            {"topic": "travel.flights.europe", "polarity": "like", "basis": "transaction"},
        ]
    }
}
_GENERAL = "<mj-text>Over a hundred destinations this spring</mj-text>"
_TRAVEL = {"topics": ["travel"]}


class KnownFactsUnused(Rule):
    """A general promotion goes to somebody of whom more is known.

    What it finds: a promotion, not declared `broadcast`, to a customer with two or more known likes or answers within its topics, none of
    which it uses: no `selection` and no live branch reads what is known of taste, no output prints it, and no live offer, copy or manifest
    topic lies at or below one of them.

    Why it hurts: people know what they told you, and a message that is general on those points says that nobody listened.

    What to do: lead with one of the known likes in a branch, choose the offers by them, or declare `broadcast = true` where it is meant for all.

    Source: GUARDRAILS PRF107; the exercise of the Swedish article ("list what customers know that you know").

    Configuration: thresholds.unused_likes (2, as in GUARDRAILS PRF107).
    """

    code = "PRF107"
    name = "known-facts-unused"
    severity = "warning"
    violates = (
        Example("en", _GENERAL, _TRAVEL, _LIKES),
        Example("sv", "<mj-text>Över hundra resmål i vår</mj-text>", _TRAVEL, _LIKES),
    )
    passes = (
        Example("en", _GENERAL, {**_TRAVEL, "broadcast": True}, _LIKES),
        Example("en", _GENERAL, {**_TRAVEL, "selection": ["customer.preferences"]}, _LIKES),
        Example("sv", "<mj-text>Storstadsweekend i vår</mj-text>", _TRAVEL, _LIKES),
    )

    def prepare(self, shape: Shape) -> Check | None:
        template = shape.template
        if not template.manifest.is_promotion or template.manifest.broadcast:
            return None
        if any(is_taste(template, path) for path in template.manifest.selection) or _reads_taste(shape):
            return None
        fewest = template.config.thresholds.unused_likes
        named = branches_of_taste(shape)

        def check(draft: Draft) -> Iterable[Issue]:
            customer = draft.customer
            if not customer.get("preferences") and not customer.get("answers"):
                return ()
            return _judge(draft, fewest, named)

        return check


def _reads_taste(shape: Shape) -> bool:
    """Whether live copy prints something of taste, or a condition around it compares taste with anything but named topics."""
    template = shape.template
    if True in shape.outline.distinct("PRF107", lambda block: [_is_of_taste(hole, template) for hole in block.holes]):
        return True
    for guard in branches_of_taste(shape):
        own = [ref for ref in guard.refs if is_taste(template, ref.path)]
        if own and (not _topics_in(guard, template.taxonomy) or not all(ref.path.startswith(TASTES) for ref in own)):
            return True
    return False


def _is_of_taste(hole: Hole, template: Template) -> bool:
    return any(is_taste(template, ref.path) for ref in (*hole.flow.prints, *hole.flow.steers))


def _topics_in(guard: Guard, taxonomy: Taxonomy) -> list[str]:
    return [literal for literal in guard.literals if taxonomy.known(literal) or "." in literal]


def _judge(draft: Draft, fewest: int, branches: Sequence[Guard]) -> Iterable[Issue]:
    topics, taxonomy = shown(draft), draft.template.taxonomy
    said = _likes(draft.customer)
    about = {one.topic for one in topics}
    lineage = taxonomy.lineage
    inside = [like for like in said if not about.isdisjoint(lineage(like))] if len(said) >= fewest else ()
    if len(inside) < fewest:
        return ()
    known = view(draft)  # from here on it costs, and few come here
    above = {path for topic in about for path in lineage(topic)}
    if any(like in above and known.avoided(like) is None for like in said):
        return ()
    unused = [like for like in inside if known.avoided(like) is None]
    named = [topic for guard in branches for topic in _topics_in(guard, taxonomy)]
    if len(unused) < fewest or any(taxonomy.related(like, topic) for like in unused for topic in named):
        return ()
    first: TopicAt = next(one for one in topics if any(taxonomy.covers(one.topic, like) for like in unused))
    return (
        Issue(
            f"{described(first)} in general, though {len(unused)} known likes lie within it and none is used", first.span,
            tuple([f"customer.{said[like][0]}[{said[like][1]}]" for like in unused]), {"topic": first.topic, "likes": sorted(unused)},
            "lead with one of them in a branch or by the choice of offers, or declare broadcast = true", block=first.block,
        ),
    )  # fmt: skip


def _likes(customer: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Each topic that is said to be liked, or that was answered, with where it stands; whether something contradicts it is not asked."""
    found: dict[str, tuple[str, int]] = {}
    for at, entry in enumerate(customer.get("preferences") or ()):
        if entry["polarity"] == "like":
            found.setdefault(entry["topic"], ("preferences", at))
    for at, entry in latest_answers(customer) if customer.get("answers") else ():
        found.setdefault(entry["topic"], ("answers", at))
    return found
