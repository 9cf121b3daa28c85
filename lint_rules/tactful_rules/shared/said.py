"""What a message says back of a customer: printed or attributed facts that are there, with their places."""

from __future__ import annotations

from collections.abc import Iterator

from tactful.draft.model import Block, Draft
from tactful.lint.exposure import PRINTED, UsedFact
from tactful.template.flows import Span
from tactful_rules.shared.claims import claims


def said(draft: Draft) -> Iterator[tuple[UsedFact, Block, Span]]:
    """Each fact that is printed or attributed and has a value for this customer (else its fallback is what is printed), by claim."""
    for claim in claims(draft):
        if claim.echo < PRINTED or claim.block is None:
            continue
        for fact in claim.facts:
            refs = [(ref, hole.loops) for hole in claim.block.holes for ref in hole.flow.prints if ref.path == fact.path]
            if not refs or fact.entry or any(one.value not in (None, "") for ref, loops in refs for one in draft.resolve(ref, loops)):
                yield fact, claim.block, refs[0][0].span if refs else claim.block.span
