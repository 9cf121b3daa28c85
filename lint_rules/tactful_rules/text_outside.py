from __future__ import annotations

import re
from collections.abc import Iterator

from tactful.lint.fixing import inserted, proposed, text_at
from tactful.lint.rule import Example, Issue
from tactful.mjml.parser import Node
from tactful.model.fixes import Fix
from tactful_rules.shared.layout import Layout, LayoutRule

_WORD = re.compile(r"\w+")
_ENTITY = re.compile(r"&#?\w+;")


class TextOutside(LayoutRule):
    """Words stand where nothing shows them.

    What it finds: text of the author straight in mj-body, mj-section, mj-column and other elements that hold only elements. A single
    stray letter is a warning.

    Why it hurts: MJML drops it without a word; the reader never sees it.

    What to do: put it into mj-text.

    Source: https://documentation.mjml.io (only ending tags have content).
    """

    code = "MJM907"
    name = "text-outside"
    severity = "error"
    violates = (
        Example("en", "Hello <mj-text>you</mj-text>"),
        Example("fi", "<mj-text>Hei</mj-text> Nähdään pian"),
    )
    passes = (
        Example("en", "<!-- Hello --> <mj-text>Hello you</mj-text>"),
        Example("fi", "{# Nähdään #}{% set x = 'pian' %} <mj-text>Hei {{ x }}</mj-text>"),
    )

    def faults(self, layout: Layout) -> Iterator[Issue]:
        body = layout.document.find("mj-body")
        if body is None:
            return
        for start, end in layout.document.texts:
            if not body.open_end <= start < body.close_start:
                continue
            for index in layout.marked.between(start, end):
                piece, at = layout.marked.pieces[index], layout.marked.starts[index]
                inside = piece.text[max(start - at, 0) : end - at] if piece.hole is None else ""
                words = _WORD.findall(_ENTITY.sub(" ", inside))
                if words:
                    place = max(start, at) + len(inside) - len(inside.lstrip())
                    span = layout.span(place, place + len(inside.strip()))
                    whole = len(layout.marked.between(start, end)) == 1 and len("".join(words)) > 1
                    yield Issue(
                        "this text is in no element that shows text", span, (), {}, "put it into mj-text",
                        "warning" if len("".join(words)) == 1 else None,
                        fix=_wrapped(layout, body, place, inside.strip()) if whole else None,
                    )  # fmt: skip
                    break


def _wrapped(layout: Layout, body: Node, place: int, text: str) -> Fix | None:
    """The text as a paragraph of the column that it stands in."""
    node = body
    while (inner := next((child for child in node.children if child.open_end <= place < child.close_start), None)) is not None:
        node = inner
    span = layout.span(place, place + len(text))
    if node.tag not in ("mj-column", "mj-hero") or text_at(layout.template, span) != text:
        return None
    edits = [inserted(span, "<mj-text>"), inserted(span, "</mj-text>", after=True)]
    return proposed(layout.template, "put it into mj-text", edits, "unsafe")
