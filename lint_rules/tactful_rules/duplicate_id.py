from __future__ import annotations

from collections.abc import Iterator

from tactful.lint.rule import Example, Issue
from tactful.mjml.html import events
from tactful.mjml.parser import Attribute
from tactful_rules.shared.layout import Layout, LayoutRule


class DuplicateId(LayoutRule):
    """The same id stands twice in a mail.

    What it finds: two elements in the author's HTML with the same `id` that can be live at once. Branches that exclude each other pass.

    Why it hurts: a link to #id, a label or a rule of CSS finds only the first.

    What to do: give each its own id, or use class.

    Source: HTML, section 3.2.6 (the id attribute must be unique).
    """

    code = "MJM906"
    name = "duplicate-id"
    violates = (
        Example("en", '<mj-text><b id="top">A</b></mj-text><mj-text><b id="top">B</b></mj-text>'),
        Example("sv", '<mj-text><b id="topp">A</b>{% if offers %}<i id="topp">B</i>{% endif %}</mj-text>'),
    )
    passes = (
        Example("en", '<mj-text><b id="top">A</b><b id="end">B</b></mj-text>'),
        Example("sv", '<mj-text>{% if offers %}<b id="topp">A</b>{% else %}<i id="topp">B</i>{% endif %}</mj-text>'),
    )

    def faults(self, layout: Layout) -> Iterator[Issue]:
        seen: dict[str, list[Attribute]] = {}
        source = layout.document.source
        for node in layout.document.walk():
            if not node.raw or node.tag == "mj-style":
                continue
            for event in events(source, node.open_end, node.close_start):
                one = event.get("id") if event.kind == "start" else None
                if one is None or not one.value.strip() or not layout.literal(one):
                    continue
                before = seen.setdefault(one.value, [])
                if any(layout.together(other.value_start, one.value_start) for other in before):
                    yield Issue(
                        f"the id {one.value[:40]!r} stands twice",
                        layout.span(one.value_start, one.value_end),
                        (),
                        {"id": one.value},
                        "give each its own id",
                    )
                before.append(one)
