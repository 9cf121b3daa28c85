from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tactful.draft.model import Draft, Hole, Outline, Shape
from tactful.draft.template import Template
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.template.flows import Ref
from tactful.template.tokens import clean
from tactful_rules.shared.fallbacks import fallback

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
                    fix=fallback(template, flow, ref),
                )  # fmt: skip

    def check_shape(self, shape: Shape) -> Iterator[Issue]:
        """Texts that belong to the shape: what a filter made of captured copy."""
        blank = shape.outline.each(
            "DAT404 texts", lambda part: [hole for hole in _open(part) if hole.text is not None and _is_blank(hole.text)]
        )
        yield from (_blank(shape.template, hole) for hole in blank)

    def prepare(self, shape: Shape) -> Check | None:
        return _check if shape.outline.each("DAT404 any", lambda part: [True] if _printed(part) else ()) else None


def _check(draft: Draft) -> Iterable[Issue]:
    shape, values = draft.shape, draft.values
    indexes: tuple[int, ...] | None = shape.memo.get("DAT404")
    if indexes is None:
        indexes = shape.memo["DAT404"] = tuple(shape.outline.each("DAT404 indexes", _printed))
    blank = {
        index: None for index in indexes
        if (type(value := values[index]) is not str or not " " < value < "\x7f")  # most begin with a letter, the others are
        and type(value) is not int and _is_blank(value)  # numbers
    }  # fmt: skip
    if not blank:
        return ()
    made: dict[int, Issue] = shape.memo.setdefault("DAT404 issues", {})
    if not made.keys() >= blank.keys():
        first = {hole.index: hole for hole in reversed(shape.outline.each("DAT404 holes", lambda part: _printed(part).values()))}
        made.update({index: _blank(shape.template, first[index]) for index in blank})
    return [made[index] for index in blank]


def _printed(part: Outline) -> dict[int, Hole]:
    """The outputs that should show something, by the index of their value."""
    return {hole.index: hole for hole in reversed(_open(part)) if hole.text is None}


def _open(part: Outline) -> list[Hole]:
    """The outputs that should show something: they print a member, and do not mean to show nothing where it is absent."""
    return [hole for hole in part.holes if hole.flow.prints and "" not in hole.flow.literals]


def _is_blank(value: Any) -> bool:
    """Whether a value shows nothing: absent or null, white space, or characters that no mail can carry."""
    return value is None or not clean(str(value)).strip()


def _blank(template: Template, hole: Hole) -> Issue:
    paths = tuple(dict.fromkeys(ref.path for ref in hole.flow.prints))
    filters = [name for ref in hole.flow.prints for name in ref.filters]
    open_refs = [ref for ref in hole.flow.prints if not ref.fallback]
    tail = f" after `| {filters[-1]}`" if filters else ""
    return Issue(
        f"{' and '.join(paths)} is absent or blank for this customer{tail}", hole.flow.span, paths, {"expression": hole.flow.source},
        f"write {{{{ {hole.flow.source} | default('…', true) }}}}, or put the sentence into {{% if {paths[0]} %}}",
        fix=fallback(template, hole.flow, open_refs[0]) if len(open_refs) == 1 else None,
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
