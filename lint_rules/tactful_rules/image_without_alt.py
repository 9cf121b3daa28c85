from __future__ import annotations

from collections.abc import Iterator

from tactful.draft.template import Template
from tactful.lint.fixing import inserted, is_member, proposed, text_at
from tactful.lint.rule import Example, Issue
from tactful.mjml.html import events
from tactful.mjml.parser import Attribute
from tactful.mjml.resolve import Resolver
from tactful.model.fixes import Fix
from tactful.template.flows import Span
from tactful_rules.shared.layout import Layout, LayoutRule, in_head

_IMAGES = frozenset({"mj-image", "mj-carousel-image"})
_DECORATIVE = (("role", "presentation"), ("role", "none"), ("aria-hidden", "true"))


class ImageWithoutAlt(LayoutRule):
    """An image says nothing about what it stands for to those who do not see it.

    What it finds: an image of MJML, or an `img` in HTML, without `alt`. An empty one passes: it says that the image is decoration, and so
    do `role="presentation"` and `aria-hidden="true"`. Defaults of mj-attributes and mj-class count.

    Why it hurts: many readers block images or hear their mail read out; of a link that is an image nothing is left.

    What to do: write what the image says, or `alt=""` where it says nothing.

    Source: WCAG 2.2, success criterion 1.1.1; HTML, section 4.8.4.4.
    """

    code = "MJM908"
    name = "image-without-alt"
    violates = (
        Example("en", '<mj-image src="https://example.com/lamp.png" />'),
        Example("sv", '<mj-text><a href="https://example.com"><img src="https://example.com/a.png"></a></mj-text>'),
    )
    passes = (
        Example("en", '<mj-image src="https://example.com/line.png" alt="" />'),
        Example("sv", '<mj-text><img src="https://example.com/a.png" alt="{{ offers[0].title }}"></mj-text>'),
        Example("de", '<mj-text><img src="https://example.com/a.png" role="presentation"></mj-text>'),
    )

    def faults(self, layout: Layout) -> Iterator[Issue]:
        resolver = Resolver(layout.document)
        source = layout.document.source
        pictured = "<img" in source.lower()
        for node in layout.document.walk():
            if node.tag in _IMAGES and not in_head(node) and "alt" not in resolver.effective(node):
                yield _issue(layout, node.tag, layout.name(node), node.attributes, node.get("href") is not None)
            linked = 0
            for event in events(source, node.open_end, node.close_start) if pictured and node.raw and node.tag != "mj-style" else ():
                if event.tag == "a" and event.kind in ("start", "end"):
                    linked = max(linked + (1 if event.kind == "start" else -1), 0)
                if event.kind != "start" or event.tag != "img" or event.get("alt") is not None:
                    continue
                given = {attribute.name: attribute.value.lower() for attribute in event.attributes}
                if not any(given.get(name) == value for name, value in _DECORATIVE):
                    yield _issue(layout, "img", layout.span(event.start, event.start + 4), event.attributes, linked > 0)


def _issue(layout: Layout, tag: str, span: Span, attributes: list[Attribute], linked: bool) -> Issue:
    fix = _described(layout, tag, span, attributes, linked)
    what = "a linked image" if linked else "an image"
    return Issue(f"{what} without an alternative text", span, (), {"element": tag}, 'write alt="…", or alt="" for mere decoration', fix=fix)


def _described(layout: Layout, tag: str, span: Span, attributes: list[Attribute], linked: bool) -> Fix | None:
    """What the image is called elsewhere: its title, or the title of the thing whose picture it is; else that it is decoration."""
    if (text_at(layout.template, span) or "").lower() != f"<{tag}":
        return None
    given = {attribute.name: attribute for attribute in attributes}
    title = given.get("title")
    if title is not None and title.value.strip() and layout.literal(title):
        text, safe = title.value, True
    else:
        text = _title_of(layout, given["src"]) if "src" in given else ""
        safe = not text and tag != "img"  # what MJML draws has an empty one anyway
    if (not text and linked) or '"' in text:
        return None
    edit = inserted(span, f' alt="{text}"', after=True)
    return proposed(layout.template, f'write alt="{text}"', [edit], "safe" if safe else "unsafe")


def _title_of(layout: Layout, src: Attribute) -> str:
    """``{{ o.title }}`` for an image whose address is ``{{ o.image }}``; nothing where the schema has no title there."""
    template: Template = layout.template
    pieces = [layout.marked.pieces[at] for at in layout.marked.between(src.value_start, src.value_end)]
    holes = [piece.hole for piece in pieces if piece.hole is not None]
    if len(holes) != 1 or len(holes[0].flow.prints) != 1:
        return ""
    ref = holes[0].flow.prints[0]
    owner, _, name = ref.path.rpartition(".")
    member = text_at(template, ref.span) or ""
    known = template.schema.member(f"{owner}.title")
    if not is_member(member) or not member.endswith(f".{name}") or known is None or "string" not in known.types or known.is_fact:
        return ""
    return f"{{{{ {member[: -len(name)]}title }}}}" if holes[0].flow.source == member else ""
