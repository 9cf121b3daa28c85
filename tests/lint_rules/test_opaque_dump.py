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
