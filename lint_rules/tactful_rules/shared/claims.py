"""The claims of a message: what each block says of the recipient, and what chose it."""

from __future__ import annotations

from tactful.draft.model import HOLE, Block, Draft, Shape
from tactful.draft.template import Template
from tactful.lint.exposure import PRINTED, STEERING, WATCHED, Claim, UsedFact
from tactful.lint.facts_used import printed_facts, selection_refs, steering_refs, used_facts
from tactful.model.facts import label_of
from tactful_rules.copy import Cue, Reading, read
from tactful_rules.shared.topics import topics_of

_NO_CLAIM = frozenset({"title"})


def reading(block: Block, template: Template) -> Reading:
    """The wording of a block (cached by text and language)."""
    return read(block.text, template.lang)


def claims(draft: Draft) -> tuple[Claim, ...]:
    """All claims of a draft: per block what it prints or attributes, and what steers it. Made once per draft."""
    found: tuple[Claim, ...] | None = draft.__dict__.get("claims")
    if found is None:
        found = draft.__dict__["claims"] = tuple(_claims(draft))
    return found


def _claims(draft: Draft) -> list[Claim]:
    template = draft.template
    selection = selection_refs(template)
    topics: tuple[str, ...] | None = None
    found: dict[tuple[int, tuple[UsedFact, ...], int], Claim] = {}
    for block in draft.blocks:
        if block.kind in _NO_CLAIM:
            continue
        watched = is_watching(block, template)
        facts = [fact for hole in block.holes for fact in printed_facts(template, hole, draft)]
        refs = [*((ref, ()) for ref in selection), *steering_refs(block)]
        steering: list[UsedFact] = []
        if refs:
            topics = topics_of(draft) if topics is None else topics
            steering = [fact for ref, loops in refs for fact in used_facts(template, ref, draft, loops, topics=topics, steering=True)]
        if watched:
            facts += [fact for fact in steering if fact.label.provenance > 0]
            facts += told(block, draft)
        if facts:
            unique = tuple(dict.fromkeys(facts))
            found[(WATCHED, unique, block.order)] = Claim(WATCHED if watched else PRINTED, unique, block)
        if steering:
            chosen = tuple(dict.fromkeys(steering))
            found[(STEERING, chosen, -1)] = Claim(STEERING, chosen, block)
    return list(found.values())


def told(block: Block, draft: Draft) -> list[UsedFact]:
    """History that a block under words of watching tells without printing it: its item stands in the copy, or the copy speaks of its
    topic."""
    template = draft.template
    text = block.text.casefold()
    topics = [mention.topic for mention in reading(block, template).topics if not mention.negated]
    found: list[UsedFact] = []
    for at, entry in enumerate(draft.customer.get("history") or ()):
        item, topic = entry.get("item"), entry.get("topic")
        if isinstance(item, str) and len(item) > 2 and item.casefold() in text:
            member = "item"
        elif topic and any(template.taxonomy.related(topic, other) for other in topics):
            member = "topic"
        else:
            continue
        path = f"customer.history[].{member}"
        label = label_of(template.schema, path, customer=draft.customer, entry=entry, purpose=template.manifest.purpose)
        found.append(UsedFact(path, label, f"customer.history[{at}].{member}"))
    return found


def is_watching(block: Block, template: Template) -> bool:
    """Whether a block's words say that the reader was watched: perception of what they did, or "based on your visit"."""
    return watching_cue(block, template) is not None


def watching_cue(block: Block, template: Template) -> Cue | None:
    """The cue that counts: a basis in behaviour by itself; a perception only beside a behaviour predicate or a printed value."""
    found = reading(block, template)
    for cue in found.watching:
        if cue.kind == "basis":
            return cue
    for cue in found.watching:
        if cue.kind == "perception":
            start, end = sentence(found, cue.start, block.text)
            follows = any(other.kind == "predicate" and start <= other.start < end for other in found.watching)
            if follows or HOLE in block.text[cue.start : end]:
                return cue
    return None


def sentence(found: Reading, offset: int, text: str) -> tuple[int, int]:
    """The sentence around an offset; the whole text where it lies in none."""
    return found.sentence_at(offset) or (0, len(text))


def depends_on_customer(shape: Shape) -> bool:
    """Whether the claims of a shape differ between customers who have no label overrides."""
    known = shape.memo.get("claims_depend")
    if known is None:
        from tactful.lint.facts_used import depends_on_entry

        refs = [ref for block in shape.outline.blocks for ref, _loops in steering_refs(block)]
        refs += [ref for hole in shape.outline.holes for ref in hole.flow.prints]
        refs += list(selection_refs(shape.template))
        watched = any(is_watching(block, shape.template) for block in shape.outline.blocks)
        known = shape.memo["claims_depend"] = watched or depends_on_entry(shape.template, refs)
    return bool(known)
