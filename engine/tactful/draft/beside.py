"""Which blocks stand around a link or an input."""

from __future__ import annotations

from collections.abc import Sequence

from tactful.mjml.parser import Node
from tactful.mjml.places import COLUMNS, BlockSpan


def beside(places: Sequence[tuple[BlockSpan, int]], offset: int, node: Node | None) -> tuple[int, ...]:
    """The orders of the blocks that ``offset`` (in ``node``) stands in; else of those before and after it in its column.

    ``places`` are the blocks with their orders, in document order.
    """
    inside = [order for span, order in places if span.start <= offset < span.end]
    if node is not None and not inside:
        inside = [order for span, order in places if node.start <= span.start < max(node.close_start, node.open_end)]
    if inside or node is None:
        return tuple(inside)
    column = node.parent
    while column is not None and column.tag not in COLUMNS:
        column = column.parent
    if column is None:
        return ()
    same = [(span, order) for span, order in places if column.open_end <= span.start < column.close_start]
    before = [order for span, order in same if span.start < offset][-1:]
    return (*before, *[order for span, order in same if span.start >= offset][:1])
