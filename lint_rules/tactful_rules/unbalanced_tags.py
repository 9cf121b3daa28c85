from __future__ import annotations

from collections.abc import Iterator

from tactful.draft.model import Shape
from tactful.draft.template import Template
from tactful.lint.rule import Example, Issue, Rule
from tactful_rules.shared.layout import Layout


class UnbalancedTags(Rule):
    """Start and end tags do not match.

    What it finds: an element that is not closed before the one around it is, and an end tag that closes nothing. Where branches open and
    close elements, it looks at the branches that are live for a customer.

    Why it hurts: every compiler guesses otherwise what was meant. The official one closes what is open and goes on, others refuse the
    document or lose what comes after.

    What to do: close each element, or end it with />.

    Source: https://documentation.mjml.io (MJML is XML); the HTML standard's parser for what is read.
    """

    code = "MJM911"
    name = "unbalanced-tags"
    severity = "error"
    kinds = ("static", "contextual")
    violates = (
        Example("en", "<mj-text>Hello</mj-text></mj-column><mj-column><mj-text>You</mj-text></mj-group>"),
        Example("sv", "{% if offers %}<mj-text>Hej</mj-text>{% endif %}</mj-wrapper>"),
    )
    passes = (
        Example("en", "<mj-text>Hello<br>you <p>there <li>x</mj-text><mj-spacer />"),
        Example("sv", "{% if offers %}<mj-text>Hej{% else %}<mj-text color='red'>Hallå{% endif %}</mj-text>"),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        layout = Layout(template, *template.layout)
        if layout.is_tree:
            yield from _issues(layout)

    def check_shape(self, shape: Shape) -> Iterator[Issue]:
        marked, document = getattr(shape, "marked", None), getattr(shape, "document", None)
        if marked is not None and document is not None and not Layout(shape.template, *shape.template.layout).is_tree:
            yield from _issues(Layout(shape.template, marked, document))


def _issues(layout: Layout) -> Iterator[Issue]:
    for problem in () if layout.is_unreadable else layout.document.problems:
        yield Issue(problem.message, layout.span(problem.offset, problem.offset + 1), (), {}, problem.remedy)
