"""What a sender deals in, and what a message puts up for sale: topics that were declared, and topics of copy that has a price or a push."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.draft.model import Block, Outline
from tactful.draft.template import Template
from tactful_rules.copy import read
from tactful_rules.copy.topics import within
from tactful_rules.shared.topics import TopicAt, plain_topics
from tactful_rules.shared.works import sells, works

_RELATION = frozenset({"membership", "service", "sustainability"})
_KIN = (
    ("bicycle", "sport.activity.cycling"), ("sport.activity.skiing", "travel.leisure.ski"), ("sport.activity.golf", "travel.leisure.golf"),
    ("retail.shoes", "sport.equipment.shoes"), ("retail.fashion", "sport.equipment.clothing"), ("sport.equipment", "sport.activity"),
    ("retail.accessories.watches", "sport.equipment.watches", "retail.electronics.wearables"), ("vision", "retail.accessories.glasses"),
    ("travel.leisure.fishing", "retail.outdoor"), ("travel.leisure.camping", "retail.outdoor"), ("travel.leisure.hiking", "retail.outdoor"),
    ("travel.leisure.sailing", "boat"), ("retail.diy", "property.renovation", "retail.home"), ("car.electric", "energy.charging"),
    ("energy", "property.renovation"), ("telecom.tv", "retail.electronics.tv", "media.subscription.streaming"), ("telecom", "retail.electronics"),
    ("finance.insurance", "travel.extras.insurance"), ("retail.books", "education", "media.subscription.audiobooks", "retail.hobby"),
    ("food", "food.restaurant"), ("retail.flowers", "retail.home.garden"), ("health.pharmacy", "retail.beauty"), ("culture", "media.cinema"),
    ("travel.leisure.wellness", "retail.beauty"), ("retail.toys", "retail.fashion.kids", "family"), ("retail.office", "retail.electronics.computers"),
)  # fmt: skip
"""Topics of different branches of the taxonomy that one trade has: the words for one are met in copy about the other."""


def of_the_relation(topic: str) -> bool:
    """Points, membership, delivery, payment: what any sender writes about, whatever they sell."""
    return topic.split(".", 1)[0] in _RELATION


def kin(one: str, other: str) -> bool:
    """Whether one trade has both topics, though they lie in different branches."""
    return any(within(one, group) and within(other, group) for group in _KIN)


def for_sale(template: Template, outline: Outline, trade: Iterable[str]) -> Iterator[TopicAt]:
    """What hard-coded copy puts up for sale: topics of sentences with a price or a push to buy, and of buttons.

    Where the trade sells works, a sentence that speaks of the trade too says what a work is about, and is left out.
    """
    trade = tuple(trade)
    about, covers, lang = works(trade), template.taxonomy.covers, template.lang
    for block in outline.blocks:
        said = plain_topics(block.text, lang) if block.kind != "title" else ()
        if not said:
            continue
        found = read(block.text, lang)
        for topic, start, end, word in said:
            begin, stop = found.sentence_at(start) or (0, len(block.text))
            if not sells(block, found, begin, stop):
                continue
            beside = (other for other, at, *_rest in said if begin <= at < stop)
            if about and any(covers(above, other) for other in beside for above in trade):
                continue
            yield TopicAt(topic, "copy", block.span_at(start, end), word, block.kind)


def is_for_sale(block: Block, template: Template) -> bool:
    """Whether a block names a price, pushes to buy or is a button."""
    return sells(block, read(block.text, template.lang), 0, len(block.text))
