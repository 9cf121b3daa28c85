"""Whether a message makes something of what is known of taste: in a branch, in what it prints, in a word of the copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from tactful.draft.model import Block, Draft, Shape
from tactful.draft.template import Template
from tactful.lint.facts_used import guards_of
from tactful.model.facts import label_of
from tactful.template.flows import Guard, Ref
from tactful_rules.copy import read
from tactful_rules.shared.topics import plain_topics

_COMPANY = 2
TASTES = ("customer.preferences", "customer.answers", "customer.history")


def branches_of_taste(shape: Shape) -> tuple[Guard, ...]:
    """The conditions on facts of taste that hold around something shown."""
    template = shape.template
    found = shape.outline.each_block("branches of taste", lambda block: _of_taste(block, template))
    return tuple(dict.fromkeys(found)) if found else ()


def _of_taste(block: Block, template: Template) -> Iterator[Guard]:
    return (guard for guard, _block in _branches(block) if any(is_taste(template, ref.path) for ref in guard.refs))


def live_branches(shape: Shape) -> tuple[tuple[Guard, tuple[Block, ...]], ...]:
    """Each condition that holds around something shown, with the blocks that it chose. Once per shape."""
    return shape.decided("live_branches", _live_branches)


def _live_branches(shape: Shape) -> tuple[tuple[Guard, tuple[Block, ...]], ...]:
    chosen: dict[Guard, list[Block]] = {}
    same: dict[int, list[Block]] = {}  # most are the same object: hashing each time costs more than all else
    for guard, block in shape.outline.each_block("live_branches", _branches):
        blocks = same.get(id(guard))
        if blocks is None:
            blocks = same[id(guard)] = chosen.setdefault(guard, [])
        blocks.append(block)
    return tuple((guard, tuple(blocks)) for guard, blocks in chosen.items())


def _branches(block: Block) -> Iterator[tuple[Guard, Block]]:
    return ((guard, block) for guard in dict.fromkeys(guard for guard, _loops in guards_of(block)) if guard.polarity)


def branches_on(draft: Draft, answer: Mapping[str, Any], member: str, family: str) -> bool:
    """Whether a live branch that compares answers with this one chose a block whose words are about no other member of the family."""
    taxonomy, lang = draft.template.taxonomy, draft.template.lang
    names = {str(answer.get("value")).casefold(), answer["topic"].casefold(), member.casefold(), member.rpartition(".")[2].casefold()}
    for guard, blocks in live_branches(draft.shape):
        if not any(ref.path.startswith("customer.answers") for ref in guard.refs):
            continue
        if not any(literal.casefold() in names for literal in guard.literals):
            continue
        said = {topic for block in blocks for topic, *_rest in plain_topics(block.text, lang)}
        if not any(taxonomy.covers(family, topic) and topic != family for topic in said):
            return True
    return False


def prints_of(shape: Shape, root: str) -> bool:
    """Whether an output of the live copy prints something below ``root``. Once per shape."""
    return shape.decided(f"prints {root}", partial(_prints_of, root))


def _prints_of(root: str, shape: Shape) -> bool:
    return True in shape.outline.distinct(f"prints {root}", lambda block: [ref.path.startswith(root) for ref in _printed(block)])


def _printed(block: Block) -> Iterator[Ref]:
    for hole in block.holes:
        yield from hole.flow.prints


def weakly_said(draft: Draft, topic: str) -> bool:
    """Whether the live copy has at least two words that speak of a topic, however weakly."""
    lang, covers = draft.template.lang, draft.template.taxonomy.covers
    words = {
        mention.word.casefold() for block in draft.blocks for mention in read(block.text, lang).topics
        if not mention.negated and covers(topic, mention.topic)
    }  # fmt: skip
    return len(words) >= _COMPANY


def is_taste(template: Template, path: str) -> bool:
    """Whether a fact says something of taste: preferences, answers, history, or a project's own fact about things or a topic."""
    if path.startswith(TASTES):
        return True
    if not path.startswith("customer."):
        return False
    label = label_of(template.schema, path)
    return label.item > 0 or label.topic is not None
