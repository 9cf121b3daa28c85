"""What the MJM rules share: the parsed layout of a template, every branch of it, with the author's places."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from tactful.draft.outline import Marked
from tactful.draft.template import Template
from tactful.lint.fixing import proposed, replaced, text_at
from tactful.lint.rule import Issue, Rule, Severity
from tactful.mjml.parser import Attribute, Document, Node
from tactful.model.fixes import Fix
from tactful.template.flows import Guard, Span


def author_span(marked: Marked, start: int, end: int) -> Span | None:
    """The author's place of a stretch that begins and ends in one file, under the same conditions and in the same turn of the same loops;
    None for any other."""
    first, last = marked.index_at(start), marked.index_at(end - 1)
    begins, ends = marked.pieces[first], marked.pieces[last]
    source = begins.source
    if source is None or ends.source is not source or begins.guards != ends.guards:  # a loop is one of the guards
        return None
    at, upto = begins.offset + start - marked.starts[first], ends.offset + end - marked.starts[last]
    return source.span(at, upto) if at < upto else None


class Layout:
    """The MJML of every branch, one after another, as text, tree and places."""

    def __init__(self, template: Template, marked: Marked, document: Document) -> None:
        self.template = template
        self.marked = marked
        self.document = document

    def span(self, start: int, end: int) -> Span:
        return self.marked.span(start, end)

    def name(self, node: Node) -> Span:
        """The place of an element's name."""
        return self.span(node.start, node.start + 1 + len(node.tag))

    def rewritten(self, span: Span, wrong: str, right: str, message: str) -> Fix | None:
        """An unsafe fix that writes one word for another; None where the author's file has something else there."""
        return self.rewrites([span], wrong, right, message)

    def rewrites(self, places: list[Span], wrong: str, right: str, message: str) -> Fix | None:
        """The same in several places."""
        if any((text_at(self.template, span) or "").lower() != wrong.lower() for span in places):
            return None
        return proposed(self.template, message, [replaced(span, right) for span in places], "unsafe")

    def literal(self, attribute: Attribute) -> bool:
        """Whether an attribute's value is one piece of the author's text: no value in it, no choice between branches."""
        pieces = self.marked.between(attribute.value_start, attribute.value_end)
        return len(pieces) == 1 and self.marked.pieces[pieces[0]].hole is None

    @property
    def is_tree(self) -> bool:
        """Whether the tree is what every customer gets: where branches open and close elements, all of them in a row are none. Nor is
        there one where the text cannot be read on, which the compiler refuses with its place."""
        problems = self.document.problems
        return not problems or not (self.is_unreadable or any(piece.guards for piece in self.marked.pieces))

    @property
    def is_unreadable(self) -> bool:
        return any(problem.fatal for problem in self.document.problems)

    def guards(self, offset: int) -> tuple[Guard, ...]:
        """The conditions around an offset."""
        return self.marked.pieces[self.marked.index_at(offset)].guards if self.marked.pieces else ()

    def together(self, first: int, second: int) -> bool:
        """Whether what stands at two offsets may be live at once: one is inside of all conditions of the other."""
        a, b = self.guards(first), self.guards(second)
        shared = min(len(a), len(b))
        return a[:shared] == b[:shared]


class LayoutRule(Rule, ABC):
    """A rule over the layout. Where branches open and close elements the tree of all branches is no tree: then nothing is said here,
    and the compiler has the last word about each shape."""

    severity: ClassVar[Severity] = "warning"
    kinds = ("static",)

    @abstractmethod
    def faults(self, layout: Layout) -> Iterator[Issue]:
        """What is wrong with a layout. A rule without it cannot be made, and is refused when it is loaded."""

    def check_template(self, template: Template) -> Iterator[Issue]:
        layout = Layout(template, *template.layout)
        if layout.is_tree:
            yield from self.faults(layout)


def in_head(node: Node) -> bool:
    """Whether an element stands in mj-head."""
    parent = node.parent
    while parent is not None:
        if parent.tag == "mj-head":
            return True
        parent = parent.parent
    return False


HEAD_ONLY = frozenset({
    "mj-attributes", "mj-breakpoint", "mj-font", "mj-html-attributes", "mj-preview", "mj-style", "mj-title", "mj-all", "mj-class", "mj-selector",
    "mj-html-attribute",
})  # fmt: skip
EXCLUSIVE = frozenset({"mj-carousel"})  # it draws its own children only
