from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.lint.customer import latest_answers, view
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.model.taxonomy import Taxonomy
from tactful_rules.shared.topics import TopicAt, described, shown
from tactful_rules.shared.uses import branches_on, prints_of, weakly_said

_FISH = "<mj-text>This week: pike-perch on sauerkraut</mj-text>"
_DIET = {"topics": ["food.diet.fish"]}


def _answered(topic: str) -> dict[str, Any]:
    return {"customer": {"answers": [{"question": "How do you like to eat?", "topic": topic, "at": "2026-01-05"}]}}


class AnswerIgnored(Rule):
    """They answered a question, and the message goes against the answer or makes nothing of it.

    What it finds: a message about the family of an answer's topic (the nearest topic above it whose members are alternatives, else the one
    above it) that shows nothing at or below that topic: other members of the family (it goes against the answer), or the family in general
    (it uses none of it). Offers count when they are live, copy and manifest topics as what they say; the newest answer to a question counts.
    A block that a branch on the answer chose counts as using it, unless its words are about another member. Where something known
    contradicts the answer, and in service messages and notices, nothing is found.

    Why it hurts: whoever takes the trouble to answer expects that somebody reads it; a general message afterwards is worse than none.

    What to do: let the answer's topic lead, or be among what is shown; write to those who answered otherwise in a branch of their own.

    Source: GUARDRAILS PRF104; "you asked a concrete question and go on sending general messages" of the Swedish article.
    """

    code = "PRF104"
    name = "answer-ignored"
    violates = (
        Example("en", _FISH, _DIET, _answered("food.diet.vegetarian")),
        Example("sv", "<mj-text>Sol och bad på Kreta, kryssning i Adriatiska havet</mj-text>", {"topics": ["travel.leisure"]}, _answered("travel.leisure.city_break")),
    )  # fmt: skip
    passes = (
        Example("en", _FISH, _DIET, _answered("food.diet.fish")),
        Example("sv", "<mj-text>Sol och bad på Kreta, weekendresor till storstäder</mj-text>", {"topics": ["travel.leisure"]}, _answered("travel.leisure.city_break")),
        Example("sv", "<mj-text>Sol och bad på Kreta</mj-text>", {"topics": ["travel.leisure"]}, _answered("food.diet.vegan")),
    )  # fmt: skip

    def prepare(self, shape: Shape) -> Check | None:
        return None if shape.template.manifest.exempt_from_preferences else _check


def _check(draft: Draft) -> Iterable[Issue]:
    return _issues(draft) if draft.customer.get("answers") else ()


def _issues(draft: Draft) -> Iterator[Issue]:
    taxonomy = draft.template.taxonomy
    families: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for at, answer in latest_answers(draft.customer):
        family = family_of(taxonomy, answer["topic"])
        if view(draft).avoided(answer["topic"]) is None:
            families.setdefault(family, []).append((at, answer))
    for family, answers in families.items():
        about = [one for one in shown(draft) if in_family(taxonomy, family, one.topic)] or _declared(draft, family)
        if about and not any(_used(draft, family, answer, about) for _at, answer in answers):
            yield _issue(draft, family, answers, about)


def _declared(draft: Draft, family: str) -> list[TopicAt]:
    """The family, where the manifest declares it or a member whose words stand in other branches only."""
    template = draft.template
    declared = any(in_family(template.taxonomy, family, topic) for topic in template.manifest.topics)
    return [TopicAt(family, "manifest", template.manifest_span("topics"))] if declared else []


def family_of(taxonomy: Taxonomy, topic: str) -> str:
    """The nearest topic above that is marked ``choice``, else the one above; empty (which covers nothing) where nothing is above."""
    return taxonomy.family(topic) or topic.rpartition(".")[0]


def in_family(taxonomy: Taxonomy, family: str, topic: str) -> bool:
    """Whether a message on this topic is about the family: the family itself or a member, but not a choice of its own further down."""
    if not taxonomy.covers(family, topic):
        return False
    nearer = taxonomy.family(topic)
    return nearer is None or taxonomy.covers(nearer, family)


def _used(draft: Draft, family: str, answer: Mapping[str, Any], about: Sequence[TopicAt]) -> bool:
    taxonomy = draft.template.taxonomy
    member = taxonomy.choice_member(family, answer["topic"])
    if any(taxonomy.covers(member, one.topic) for one in about) or weakly_said(draft, member):
        return True
    others = [one for one in about if one.topic != family]
    if branches_on(draft, answer, member, family):
        return True
    return not others and prints_of(draft.shape, "customer.answers")


def _issue(draft: Draft, family: str, answers: Sequence[tuple[int, Mapping[str, Any]]], about: Sequence[TopicAt]) -> Issue:
    against = next((one for one in about if one.topic != family), None)
    one = against or about[0]
    topics = sorted({answer["topic"] for _at, answer in answers})
    how = "goes against" if against else "makes nothing of"
    return Issue(
        f"{described(one)}, which {how} the answer to a question on {family}", one.span,
        tuple(f"customer.answers[{at}].topic" for at, _answer in answers), {"family": family, "topic": one.topic, "origin": one.origin},
        f"let {' or '.join(topics)} lead for those who answered so, or put this into a branch for the others", block=one.block,
    )  # fmt: skip
