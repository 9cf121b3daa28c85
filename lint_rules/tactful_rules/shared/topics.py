"""What a message is about for one customer: its live offers, its manifest's topics, its copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tactful.draft.model import Block, Draft, Outline, Shape
from tactful.draft.template import Template
from tactful.template.flows import Span
from tactful_rules.copy import read

_READ_KINDS = frozenset({"subject", "preheader", "text", "button", "cell", "alt", "raw", "navbar", "accordion", "other", "social"})


@dataclass(frozen=True, slots=True)
class TopicAt:
    """A topic that the message shows. ``origin`` is offer, manifest or copy; ``word`` the word of the copy that says it."""

    topic: str
    origin: str
    span: Span
    word: str = ""
    block: str = ""


def copy_topics(outline: Outline, template: Template) -> list[TopicAt]:
    """Topics that literal copy is plainly about: what is said strongly, not negated."""
    found: list[TopicAt] = []
    for block in outline.blocks:
        if block.kind in _READ_KINDS:
            for mention in read(block.text, template.lang).topics:
                if mention.strength == "strong" and not mention.negated:
                    found.append(TopicAt(mention.topic, "copy", block.span_at(mention.start, mention.end), mention.word, block.kind))
    return found


def hard_coded(shape: Shape) -> tuple[TopicAt, ...]:
    """The topics of hard-coded content that is live: declared ones, unless the words for them stand in other branches only, and what
    the copy says."""
    found: tuple[TopicAt, ...] | None = shape.memo.get("hard_coded_topics")
    if found is None:
        template = shape.template
        live = copy_topics(shape.outline, template)
        every = copy_topics(template.outline, template)
        declared = [
            TopicAt(topic, "manifest", template.manifest_span("topics")) for topic in template.manifest.topics
            if not _elsewhere(topic, live, every, template)
        ]  # fmt: skip
        named = {one.topic for one in declared}
        said = [one for one in live if not any(template.taxonomy.covers(one.topic, topic) for topic in named)]
        unique = {one.topic: one for one in [*reversed(said), *declared]}
        found = shape.memo["hard_coded_topics"] = tuple(unique.values())
    return found


def _elsewhere(topic: str, live: list[TopicAt], every: list[TopicAt], template: Template) -> bool:
    """Whether the copy about a declared topic stands only in branches that are not live."""

    def says(said: list[TopicAt]) -> bool:
        return any(template.taxonomy.covers(topic, one.topic) for one in said)

    return says(every) and not says(live)


def shown(draft: Draft) -> Iterator[TopicAt]:
    """Every topic that this customer would see: of offers, then of hard-coded content."""
    for live in draft.offers:
        topic = live.offer.get("topic")
        if topic:
            yield TopicAt(topic, "offer", live.span)
        else:
            for mention in read(f"{live.offer.get('title') or ''}. {live.offer.get('description') or ''}", draft.template.lang).topics:
                if mention.strength == "strong" and not mention.negated:
                    yield TopicAt(mention.topic, "offer", live.span, mention.word)
    yield from hard_coded(draft.shape)


def topics_of(draft: Draft) -> tuple[str, ...]:
    """All topics of the message, each once."""
    found: tuple[str, ...] | None = draft.__dict__.get("shown_topics")
    if found is None:
        found = draft.__dict__["shown_topics"] = tuple(
            dict.fromkeys([*draft.template.manifest.topics, *(one.topic for one in shown(draft))])
        )
    return found


def described(one: TopicAt) -> str:
    """``an offer about travel.leisure.ski``, for messages."""
    kind = {"offer": "an offer about", "manifest": "the message is about", "copy": "the copy speaks of"}[one.origin]
    return f"{kind} {one.topic}" + (f" ({one.word!r})" if one.origin == "copy" else "")


__all__ = ["Block", "TopicAt", "copy_topics", "described", "hard_coded", "shown", "topics_of"]
