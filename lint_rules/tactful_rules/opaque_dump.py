from __future__ import annotations

from collections.abc import Iterator

from tactful.draft.template import Template
from tactful.lint.rule import Example, Issue, Rule
from tactful.template.flows import Ref

_MEASURES = frozenset({"length", "count", "compare", "not"})


class OpaqueDump(Rule):
    """A whole object with facts reaches the output or something unknown, or an include cannot be followed.

    What it finds: printing an object or a list of objects with facts (`{{ customer | tojson }}`, `pprint`, a loop over all members), a
    member whose name is computed, a call of something unknown with facts in it, an include, import or layout whose name is computed.

    Why it hurts: nobody, the linter included, can say what the mail tells the reader.

    What to do: print the members that you mean, by name; include files by constant names.

    Source: GUARDRAILS EXP207.
    """

    code = "EXP207"
    name = "opaque-dump"
    kinds = ("static",)
    violates = (
        Example("en", "<mj-raw><!-- {{ customer | tojson }} --></mj-raw>"),
        Example("sv", "<mj-text>{% for namn, varde in customer | dictsort %}{{ namn }}: {{ varde }} {% endfor %}</mj-text>"),
    )
    passes = (
        Example("en", "<mj-text>{{ customer.first_name | default('friend', true) }}</mj-text>", {}, {"customer": {"first_name": "Bo"}}),
        Example("sv", "<mj-text>{% for post in customer.history %}{{ loop.index }} {% endfor %}</mj-text>"),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        for flow in template.flows:
            for ref in flow.prints:
                facts = dumped(template, ref)
                if facts:
                    yield Issue(
                        f"{ref.path} is printed whole, with {len(facts)} facts in it", flow.span, facts, {"expression": flow.source},
                        "print the members that you mean, by name",
                    )  # fmt: skip
        for unknown in template.unknowns:
            facts = tuple(fact for ref in unknown.refs for fact in template.schema.facts_under(ref.path))
            if facts or "cannot be followed" in unknown.reason or "too large" in unknown.reason:
                yield Issue(
                    unknown.reason,
                    unknown.span,
                    facts,
                    {},
                    "use constant names and plain members, so that it can be said what the mail tells",
                )


def dumped(template: Template, ref: Ref) -> tuple[str, ...]:
    """The facts that printing this ref would tell as a whole; nothing where it is a single member or a measure of a list."""
    if set(ref.filters) & _MEASURES or any(name.startswith("is ") for name in ref.filters):
        return ()
    path = ref.path
    owner = template.schema.member(path.removesuffix("[]")) if path.endswith("[]") else None
    if owner is not None and owner.is_container and "array" not in owner.types:  # a member whose name is computed
        return template.schema.facts_under(owner.path)
    member = template.schema.member(path)
    if member is None or not member.is_container:
        return ()
    inner = template.schema.member(f"{path}[]")
    if "array" in member.types and (inner is None or not inner.is_container):
        return ()  # a list of plain values is one fact
    return template.schema.facts_under(path)
