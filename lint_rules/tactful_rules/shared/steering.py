"""Whether anything personal stands behind a block: facts that chose it, printed it, or chose the offers of the message."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tactful.draft.model import Block, Outline
from tactful.draft.template import Template
from tactful.lint.facts_used import guards_of, selection_refs
from tactful.model.facts import label_of
from tactful.template.flows import Guard, Ref

_DENIED = re.compile(r"\bnot\b|!=|\bnone\b|==\s*0\b|\bundefined\b|<\s*1\b")


def is_personal(template: Template, ref: Ref) -> bool:
    """Whether a ref reads a fact that can tell tastes: no name, no points, nothing that the sender keeps for the recipient."""
    return template.schema.is_fact(ref.path) and not label_of(template.schema, ref.path, purpose=template.manifest.purpose).ledger


def reads_offers(outline: Outline) -> bool:
    """Whether offers are read anywhere: those were chosen for this customer before the message was."""
    return any(ref.steps[0] == "offers" for block in outline.blocks for ref in _read(block)) or any(
        ref.steps[0] == "offers" for hole in outline.holes for ref in (*hole.flow.prints, *hole.flow.steers)
    )


def is_steered(outline: Outline, template: Template) -> bool:
    """Whether a fact chose recipients, or anything in the body."""
    if any(is_personal(template, ref) for ref in selection_refs(template)):
        return True
    return any(is_personal(template, ref) for block in outline.blocks if block.column >= 0 for ref in _read(block))


def prints_personal(blocks: Iterable[Block], template: Template) -> bool:
    return any(is_personal(template, ref) for block in blocks for hole in block.holes for ref in hole.flow.prints)


def chosen_here(guards: Iterable[Guard], template: Template) -> bool | None:
    """Whether personal conditions chose what stands under ``guards``: None where there are none, False where all of them failed (the
    last ``else`` is for those of whom nothing is known)."""
    own = [guard for guard in guards if any(is_personal(template, ref) for ref in guard.refs)]
    if not own:
        return None
    return any(guard.polarity != bool(guard.kind == "if" and _DENIED.search(guard.source)) for guard in own)


def exclude_each_other(one: Iterable[Guard], other: Iterable[Guard]) -> bool:
    """Whether two places cannot be live together: one stands in the branch that the other's condition denies."""
    taken = {(guard.span, guard.source): guard.polarity for guard in one if guard.kind == "if"}
    return any(guard.kind == "if" and taken.get((guard.span, guard.source), guard.polarity) != guard.polarity for guard in other)


def variants(block: Block) -> tuple[str, ...]:
    """The text of a block as it stands, and as readers get it for whom every condition around a part of it holds, or none does.

    In the outline of all branches "{% if x %}Kim, happy{% else %}Happy{% endif %} birthday" is one text that nobody reads.
    """
    if not any(guard.kind == "if" for segment in block.segments for guard in segment.guards):
        return (block.text,)
    return (block.text, _with(block, True), _with(block, False))


def _with(block: Block, polarity: bool) -> str:
    """The text without what stands where a condition came out otherwise; values stay."""
    parts: list[str] = []
    at = 0
    for segment in block.segments:
        parts.append(block.text[at : segment.start])
        if all(guard.polarity == polarity for guard in segment.guards if guard.kind == "if"):
            parts.append(block.text[segment.start : segment.end])
        at = segment.end
    return "".join([*parts, block.text[at:]])


def _read(block: Block) -> Iterable[Ref]:
    for guard, _loops in guards_of(block):
        yield from guard.refs
    for hole in block.holes:
        yield from hole.flow.steers
