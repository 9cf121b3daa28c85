"""EXP207: an object printed whole tells more than its author knows; a member by name does not."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.opaque_dump import OpaqueDump

SCHEMA: dict[str, Any] = {"properties": {
    "shop": {"type": "object", "properties": {"street": {"type": "string"}}},
    "customer": {"properties": {"visit": {"type": "object", "properties": {"at": {"type": "string"}, "place": {"type": "string"}}}, "tags": {"type": "array", "items": {"type": "string"}}}},
}}  # fmt: skip
CONTEXT = {
    "shop": {"street": "x"},
    "customer": {"visit": {"at": "2026-01-01", "place": "y"}, "tags": ["a"], "history": [{"topic": "travel", "kind": "view", "item": "z"}]},
}


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        ("{{ customer | tojson }}", "customer.visit.at"), ("{{ customer.visit }}", "customer.visit.place"), ("{{ customer.visit | pprint }}", "customer.visit.at"),
        ("{% for k, v in customer.visit.items() %}{{ v }}{% endfor %}", "customer.visit.at"), ("{{ customer.history }}", "customer.history[].item"),
        ("{% for h in customer.history %}{{ h }}{% endfor %}", "customer.history[].item"), ("{{ customer[shop.street] }}", "customer.visit.at"),
        ("{% set c = customer %}{{ c | string }}", "customer.visit.at"), ("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(customer.visit) }}", "customer.visit.at"),
        ("{% for name in customer.visit %}{{ customer.visit[name] }}{% endfor %}", "customer.visit.at"),
        ("{% set v = customer.visit %}{% for name in ['at', 'place'] %}{{ v[name] }}{% endfor %}{{ v[shop.street] }}", "customer.visit.at"),
        ("{{ customer.visit.values() | join(' ') }}", "customer.visit.at"), ("{{ customer.history | map(attribute=shop.street) | join }}", "customer.history[].item"),
    ],
)  # fmt: skip
def test_whole_objects_are_dumps(body: str, facts: str) -> None:
    findings = found(OpaqueDump, f"<mj-text>{body}</mj-text>", schema=SCHEMA, context=CONTEXT)
    assert findings
    assert facts in findings[0].facts
    assert all(finding.help and finding.severity == "error" for finding in findings)


@pytest.mark.parametrize(
    "body",
    [
        "{{ customer.visit.at }}", "{{ customer['visit']['at'] }}", "{{ shop }}", "{{ shop | tojson }}", "{{ customer.history | length }}", "{{ customer.history | count }}",
        "{% for h in customer.history %}{{ h.item }}{% endfor %}", "{{ customer.tags | join(', ') }}", "{{ customer.tags }}", "{{ customer.history is defined }}",
        "{% if customer.history %}x{% endif %}", "{{ customer.visit.get('at') }}", "{{ customer.history | map(attribute='item') | join }}",
    ],
)  # fmt: skip
def test_members_by_name_are_none(body: str) -> None:
    assert found(OpaqueDump, f"<mj-text>{body}</mj-text>", schema=SCHEMA, context=CONTEXT) == []


def test_a_dynamic_include_is_a_dump_of_the_unknown() -> None:
    from tactful.project import Project

    mjml = "<mjml><mj-body>{% include 'a_' ~ customer.id ~ '.mjml' %}</mj-body></mjml>"
    project = Project.in_memory(manifest={"subject": "S", "purpose": "service"}, mjml=mjml, rules=[OpaqueDump()])
    findings = project.lint("case").findings
    assert [finding.code for finding in findings] == ["EXP207"]
    assert findings[0].help.startswith("use constant names")


def test_an_unknown_call_on_what_holds_no_fact_is_quiet() -> None:
    from tactful.project import Project

    def codes(call: str) -> list[str]:
        mjml = f"<mjml><mj-body><mj-section><mj-column><mj-text>{{{{ {call} }}}}</mj-text></mj-column></mj-section></mj-body></mjml>"
        made = Project.in_memory(manifest={"subject": "S", "purpose": "service"}, mjml=mjml, schema=SCHEMA, rules=[OpaqueDump()])
        return [finding.code for finding in made.lint("case").findings]

    assert codes("shop.frobnicate()") == []
    assert codes("customer.visit.frobnicate()") == ["EXP207"]


@pytest.mark.parametrize(
    ("body", "dumped"),
    [
        ("{{ customer.first_name[0] }}", False),  # an initial is a part of one fact
        ("{{ customer.tags[0] }}", False), ("{{ customer.tags[shop.street] }}", False), ("{{ customer.history[0] }}", True),
        ("{{ customer.history[0].item }}", False), ("{{ customer.bag }}", False), ("{{ customer.bag | join(', ') }}", False),
        ("{{ customer.visit | length }}", False), ("{{ customer.visit == shop }}", False), ("{{ not customer.visit }}", False),
        ("{{ customer.visit is mapping }}", False), ("{{ customer.history | first }}", True), ("{{ customer.nights }}", True),
    ],
)  # fmt: skip
def test_a_part_of_a_list_or_a_text_is_no_object(body: str, dumped: bool) -> None:
    """``bag`` is a list of which the schema says no more: one fact. ``nights`` is a list of objects."""
    more = {"bag": {"type": "array"}, "nights": {"type": "array", "items": {"type": "object", "properties": {"at": {"type": "string"}}}}}
    schema = {
        "properties": {**SCHEMA["properties"], "customer": {"properties": {**SCHEMA["properties"]["customer"]["properties"], **more}}}
    }
    context = {**CONTEXT, "customer": {**CONTEXT["customer"], "first_name": "Bo", "bag": ["x"], "nights": [{"at": "2026-01-01"}]}}
    assert bool(found(OpaqueDump, f"<mj-text>{body}</mj-text>", schema=schema, context=context)) is dumped


@pytest.mark.parametrize(
    ("tag", "what"),
    [
        ("{% include shop.street %}", "an include"), ("{% include [shop.street, 'b.mjml'] %}", "an include"),
        ("{% import shop.street as parts %}", "an import"), ("{% extends shop.street %}", "a layout"),
    ],
)  # fmt: skip
def test_a_file_chosen_by_what_is_no_fact_cannot_be_followed_either(tag: str, what: str) -> None:
    from tactful.project import Project

    mjml = f"<mjml><mj-body>{tag}</mj-body></mjml>" if "extends" not in tag else tag
    project = Project.in_memory(manifest={"subject": "S", "purpose": "service"}, mjml=mjml, schema=SCHEMA, rules=[OpaqueDump()])
    findings = project.lint("case").findings
    assert [(one.message, one.facts) for one in findings] == [(f"{what} whose name is computed cannot be followed", ())]


def test_a_template_that_is_too_large_to_follow_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from tactful.template.analysis import interpreter

    monkeypatch.setattr(interpreter, "MAX_ITEMS", 20)
    assert found(OpaqueDump, f"<mj-text>{'{{ shop.street }} ' * 5}</mj-text>", schema=SCHEMA, context=CONTEXT) == []
    (finding,) = found(OpaqueDump, f"<mj-text>{'{{ shop.street }} ' * 20}</mj-text>", schema=SCHEMA, context=CONTEXT)
    assert (finding.message, finding.facts) == ("the template is too large to follow to its end", ())


def test_the_finding_says_how_much_is_printed_and_where() -> None:
    (finding,) = found(OpaqueDump, "<mj-text>\n{{ customer.visit | tojson }}</mj-text>", schema=SCHEMA, context=CONTEXT)
    assert finding.message == "customer.visit is printed whole, with 2 facts in it"
    assert (finding.facts, finding.evidence) == (("customer.visit.at", "customer.visit.place"), {"expression": "customer.visit | tojson"})
    assert (finding.line, finding.help) == (2, "print the members that you mean, by name")
