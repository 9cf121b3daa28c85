from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tactful.draft.model import Draft, Hole, Shape
from tactful.draft.template import Template
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.template.flows import Ref
from tactful.template.tokens import clean

_GREETING = "<mj-text>Hej {{ customer.first_name }},</mj-text>"


class MissingFallback(Rule):
    """A value that may be absent is printed without a fallback, or is absent for this customer.

    What it finds: statically (a warning) an output of a member that the schema does not require, without `default`, `or`, a ternary or a
    condition on it; for a customer (an error) an output that is absent, null or blank, also after a coarsening filter that did not know
    the value. An undeclared member is reported with the nearest declared one.

    Why it hurts: "Hej ," is how a mail says that nobody is there.

    What to do: give a fallback (`{{ customer.first_name | default('vän', true) }}`), or put the sentence in `{% if customer.first_name %}`.

    Source: GUARDRAILS DAT404.
    """

    code = "DAT404"
    name = "missing-fallback"
    kinds = ("static", "contextual")
    violates = (
        Example("sv", _GREETING, {}, {"customer": {"first_name": ""}}),
        Example("en", "<mj-text>Hello {{ customer.first_name }},</mj-text>", {}, {"customer": {}}),
    )
    passes = (
        Example("sv", "<mj-text>Hej {{ customer.first_name | default('vän', true) }},</mj-text>", {}, {"customer": {"first_name": ""}}),
        Example("en", "<mj-text>Hello{% if customer.first_name %} {{ customer.first_name }}{% endif %},</mj-text>", {}, {"customer": {}}),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        for flow in template.flows:
            for ref in flow.prints:
                if ref.fallback or not may_be_absent(template, ref):
                    continue
                declared = template.schema.member(ref.path)
                near = template.schema.nearest(ref.path) if declared is None else None
                message = (
                    f"{ref.path} may be absent and has no fallback" if declared is not None else f"{ref.path} is not declared in the schema"
                )
                yield Issue(
                    message, ref.span, (ref.path,), {"expression": flow.source},
                    f"did you mean {near}?" if near else f"write {{{{ {flow.source} | default('…', true) }}}}, or test it with {{% if %}} first", "warning",
                )  # fmt: skip

    def check_shape(self, shape: Shape) -> Iterator[Issue]:
        """Texts that belong to the shape: what a filter made of captured copy."""
        for hole in _open(shape):
            if hole.text is not None and _is_blank(hole.text):
                yield _blank(hole)

    def prepare(self, shape: Shape) -> Check | None:
        holes: dict[int, Hole] = {}
        for hole in _open(shape):
            if hole.text is None:
                holes.setdefault(hole.index, hole)
        if not holes:
            return None
        indexes = tuple(holes)

        def check(draft: Draft) -> Iterable[Issue]:
            values = draft.values
            blank = [
                index for index in indexes
                if not (type(value := values[index]) is str and " " < value < "\x7f") and _is_blank(value)  # most begin with a letter
            ]  # fmt: skip
            return [_blank(holes[index]) for index in blank] if blank else ()

        return check


def _open(shape: Shape) -> Iterator[Hole]:
    """The outputs that should show something: they print a member, and do not mean to show nothing where it is absent."""
    return (hole for hole in shape.outline.holes if hole.flow.prints and "" not in hole.flow.literals)


def _is_blank(value: Any) -> bool:
    """Whether a value shows nothing: absent (which prints nothing), white space, or characters that no mail can carry."""
    return not clean(str(value)).strip()


def _blank(hole: Hole) -> Issue:
    paths = tuple(dict.fromkeys(ref.path for ref in hole.flow.prints))
    filters = [name for ref in hole.flow.prints for name in ref.filters]
    tail = f" after `| {filters[-1]}`" if filters else ""
    return Issue(
        f"{' and '.join(paths)} is absent or blank for this customer{tail}", hole.flow.span, paths, {"expression": hole.flow.source},
        f"write {{{{ {hole.flow.source} | default('…', true) }}}}, or put the sentence into {{% if {paths[0]} %}}",
    )  # fmt: skip


def may_be_absent(template: Template, ref: Ref) -> bool:
    """Whether a valid context may lack the member. The item of a loop is there; an index is, if the list has that many items."""
    absent, path = False, ""
    for number, step in enumerate(ref.steps, 1):
        if isinstance(step, str):
            path = f"{path}.{step}" if path else step
            member = template.schema.member(path)
            if member is None:
                return True
            absent = absent or not member.required_here or member.nullable
        elif isinstance(step, int):
            member = template.schema.member(path)
            enough = member is not None and member.min_items > (step if step >= 0 else -step - 1)
            absent = absent or not enough
            path += "[]"
        else:
            absent = False
            path += "[]"
        if number <= ref.known:
            absent = False
    return absent
