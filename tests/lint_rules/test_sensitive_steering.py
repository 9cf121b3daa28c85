"""SEN301: a special fact steers nothing without explicit consent, whatever way it takes."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.sensitive_steering import SensitiveSteering

_SPECIAL = {"provenance": "stated", "sensitivity": "special", "known_to_recipient": True, "topic": "health.diabetes"}
_PLAIN = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}


def _schema(**members: Any) -> dict[str, Any]:
    named = {
        "programme": {"type": "string", "x-fact": _SPECIAL},
        "diabetic": {"type": "boolean", "x-fact": _SPECIAL},
        "score": {"type": "number", "x-fact": {**_SPECIAL, "provenance": "inferred"}},
        "conditions": {"type": "array", "items": {"type": "string"}, "x-fact": _SPECIAL},
        "clinic": {"type": "object", "properties": {"ward": {"type": "string", "x-fact": _SPECIAL}}},
        "shoe_size": {"type": "integer", "x-fact": _PLAIN},
        "mixed": {"type": "object", "properties": {"ward": {"type": "string", "x-fact": _SPECIAL}, "shop": {"type": "string", "x-fact": _PLAIN}}},
        **members,
    }  # fmt: skip
    return {"properties": {"customer": {"properties": named}}}


def _customer(*, consent: tuple[str, ...] = (), basis: str = "consent", objections: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    consents = {"basis": basis, "scopes": ["marketing"], "special_categories": list(consent), "objections": list(objections)}
    known = {"programme": "gold", "diabetic": False, "score": 0.9, "conditions": ["asthma"], "clinic": {"ward": "B"}, "shoe_size": 42}
    return {"customer": {**known, "consents": consents, **more}}


def _steers(mjml: str, *, manifest: Any = None, schema: Any = None, **customer: Any) -> bool:
    return bool(found(SensitiveSteering, mjml, manifest=manifest, context=_customer(**customer), schema=schema or _schema()))


WAYS = {
    "print": "<mj-text>For {{ customer.programme }}</mj-text>",
    "branch": "<mj-text>{% if customer.programme == 'gold' %}Strips{% endif %}</mj-text>",
    "else branch": "<mj-text>{% if customer.diabetic %}Strips{% else %}Sheets{% endif %}</mj-text>",
    "elif after it": "<mj-text>{% if customer.diabetic %}A{% elif customer.shoe_size > 40 %}Big{% endif %}</mj-text>",
    "presence": "<mj-text>{% if customer.programme %}Strips{% endif %}</mj-text>",
    "is defined": "<mj-text>{% if customer.programme is defined %}Strips{% endif %}</mj-text>",
    "absence": "<mj-text>{% if not customer.programme %}A{% else %}B{% endif %}</mj-text>",
    "ternary": "<mj-text>{{ 'Strips' if customer.diabetic else 'Sheets' }}</mj-text>",
    "ternary by presence": "<mj-text>{{ 'Strips' if customer.programme else 'Sheets' }}</mj-text>",
    "set then if": "{% set lead = 'a' if customer.programme else 'b' %}<mj-text>{% if lead == 'a' %}Strips{% endif %}</mj-text>",
    "set in branches": "{% if customer.programme %}{% set lead = 'a' %}{% else %}{% set lead = 'b' %}{% endif %}<mj-text>{{ lead }}</mj-text>",
    "set through and/or": "{% set lead = customer.programme and 'a' or 'b' %}<mj-text>{% if lead == 'a' %}Strips{% endif %}</mj-text>",
    "order of blocks": "{% set lead = 'a' if customer.programme else 'b' %}{% for b in ([lead] + ['c']) %}<mj-text>{% if b == 'a' %}Strips{% else %}Sheets{% endif %}</mj-text>{% endfor %}",
    "negated copy": "{% set plain = not customer.programme %}<mj-text>{% if plain %}A{% else %}B{% endif %}</mj-text>",
    "dictionary": "<mj-text>{{ {'gold': 'Strips', 'none': 'Sheets'}[customer.programme] }}</mj-text>",
    "dictionary get": "<mj-text>{{ {'gold': 'Strips'}.get(customer.programme, 'Sheets') }}</mj-text>",
    "loop filter": "{% for o in offers if o.topic == customer.programme or o.id == 'a' %}<mj-text>{{ o.title }}</mj-text>{% endfor %}",
    "for else": "<mj-text>{% for o in offers if customer.diabetic %}x{% else %}Sheets{% endfor %}</mj-text>",
    "offer choice": "<mj-text>{{ (offers | selectattr('id', 'ne', customer.programme) | first).title }}</mj-text>",
    "list length": "<mj-text>{{ offers[customer.conditions | length - 1].title }}</mj-text>",
    "membership": "<mj-text>{% if 'asthma' in customer.conditions %}Air{% endif %}</mj-text>",
    "list presence": "<mj-text>{% if customer.conditions %}Air{% endif %}</mj-text>",
    "loop over it": "<mj-text>{% for c in customer.conditions %}Air {% endfor %}</mj-text>",
    "object of nothing else": "<mj-text>{% if customer.clinic %}Visit us{% endif %}</mj-text>",
    "threshold": "<mj-text>{% if customer.score > 0.8 %}Strips{% endif %}</mj-text>",
    "macro": "{% macro m(x) %}{% if x %}Strips{% endif %}{% endmacro %}<mj-text>{{ m(customer.programme) }}</mj-text>",
    "alias": "{% set c = customer %}<mj-text>{% if c.programme == 'gold' %}Strips{% endif %}</mj-text>",
    "image": "{% if customer.diabetic %}x{% else %}<mj-image src='https://img.example.com/a.jpg' alt='' />{% endif %}",
    "link": "<mj-button href='https://shop.example/{{ \"a\" if customer.programme else \"b\" }}'>Shop</mj-button>",
    "colour": "<mj-text color=\"{{ '#fff' if customer.diabetic else '#000' }}\">Shop</mj-text>",
    "namespace": "{% set ns = namespace(v='b') %}{% if customer.programme %}{% set ns.v = 'a' %}{% endif %}<mj-text>{{ ns.v }}</mj-text>",
    "captured": "{% set s %}{% if customer.programme %}Strips{% endif %}{% endset %}<mj-text>{{ s }}</mj-text>",
}  # fmt: skip
OFFERS = [{"id": "a", "topic": "retail", "title": "Lamp"}]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_needs_consent(way: str) -> None:
    context = _customer()
    context["offers"] = OFFERS
    issues = found(SensitiveSteering, WAYS[way], context=context, schema=_schema())
    assert issues
    assert all(issue.severity == "error" and issue.facts[0].startswith("customer.") for issue in issues)
    context["customer"]["consents"]["special_categories"] = ["health"]
    assert not found(SensitiveSteering, WAYS[way], context=context, schema=_schema())


@pytest.mark.parametrize(
    ("consent", "basis", "objections", "passes"),
    [
        (("health.diabetes",), "consent", (), True),
        (("health",), "consent", (), True),
        (("health.diabetes.type_1",), "consent", (), False),
        (("health.pain", "family.pregnancy"), "consent", (), False),
        (("healthy",), "consent", (), False),
        ((), "contract", (), False),
        (("health.diabetes",), "contract", (), True),
        (("health.diabetes",), "none", (), False),
        (("health",), "consent", ("health.diabetes",), False),
        (("health.diabetes",), "consent", ("health.pain", "profiling"), True),
    ],
)
def test_which_consent_counts(consent: Any, basis: str, objections: Any, passes: bool) -> None:
    given = {"consent": consent, "basis": basis, "objections": objections}
    assert _steers("<mj-text>Lamps</mj-text>", manifest={"selection": ["customer.programme"]}, **given) is not passes


def test_no_consents_at_all() -> None:
    context = {"customer": {"programme": "gold"}}
    assert found(SensitiveSteering, WAYS["print"], context=context, schema=_schema())


@pytest.mark.parametrize(
    "mjml",
    [
        "<mj-text>Strips and sheets for everybody</mj-text>",
        "<mj-text>{% if customer.shoe_size > 40 %}Big{% endif %}</mj-text>",
        "<mj-text>{% if customer.diabetic %}Strips{% endif %} for everybody</mj-text>",  # nothing of the branch is shown
        "<mj-text>{% if customer.mixed %}x{% endif %} for everybody</mj-text>",  # an object with ordinary members too
        "{% set unused = 'a' if customer.programme else 'b' %}<mj-text>Lamps</mj-text>",
        "{# customer.programme #}<mj-text>Lamps</mj-text>",
        "<mj-text>Hello {{ customer.first_name | default('you') }}, {{ customer.points | default(0) }} points</mj-text>",
    ],
)
def test_what_steers_nothing_passes(mjml: str) -> None:
    assert not _steers(mjml)


@pytest.mark.parametrize(
    ("mjml", "reported"),
    [
        ("<mj-text>{% if 'health.diabetes' in customer.consents.special_categories and customer.programme %}A{% else %}B{% endif %}</mj-text>", False),
        ("<mj-text>{% if customer.programme and 'health.diabetes' in customer.consents.special_categories %}A{% else %}B{% endif %}</mj-text>", False),
        ("<mj-text>{{ 'A' if 'health' in customer.consents.special_categories and customer.diabetic else 'B' }}</mj-text>", False),
        ("{% set may = 'health' in customer.consents.special_categories %}<mj-text>{% if may and customer.programme == 'gold' %}A{% else %}B{% endif %}</mj-text>", False),
        ("<mj-text>{% if 'health' not in customer.consents.special_categories and customer.programme %}A{% else %}B{% endif %}</mj-text>", True),
        ("<mj-text>{% if 'health' in customer.consents.special_categories or customer.diabetic %}A{% else %}B{% endif %}</mj-text>", True),
        ("{% set may = customer.programme == 'gold' %}<mj-text>{% if may and 'health' in customer.consents.special_categories or may %}A{% endif %}</mj-text>", True),
        ("{% set c = customer %}<mj-text>{% if c.shoe_size == 42 and c.programme %}A{% endif %}</mj-text>", True),
    ],
)  # fmt: skip
def test_a_condition_that_asks_for_the_consent(mjml: str, reported: bool) -> None:
    assert _steers(mjml) is reported


def test_unlabelled_counts_as_special_and_says_so() -> None:
    issue = found(
        SensitiveSteering, "<mj-text>{{ customer.hunch }}</mj-text>", context=_customer(hunch="x", consent=("health",)),
        schema=_schema(hunch={"type": "string"}),
    )[0]  # fmt: skip
    assert "nobody has labelled" in issue.message
    assert "sensitivity" in issue.evidence["unlabelled"]
    assert "label its sensitivity" in issue.help


def test_without_topic_nothing_can_consent() -> None:
    schema = _schema(hunch={"type": "string", "x-fact": {"sensitivity": "special", "provenance": "stated", "known_to_recipient": True}})
    assert _steers("<mj-text>{{ customer.hunch }}</mj-text>", schema=schema, hunch="x", consent=("health", "family", "belief"))


def test_a_topic_makes_a_fact_special() -> None:
    schema = _schema(taste={"type": "string", "x-fact": {**_PLAIN, "topic": "belief.religion"}})
    assert _steers("<mj-text>{{ customer.taste }}</mj-text>", schema=schema, taste="x")
    assert not _steers("<mj-text>{{ customer.taste }}</mj-text>", schema=schema, taste="x", consent=("belief",))


_VISITED = "<mj-text>{% for h in customer.history if h.topic == 'health.pain' %}Plasters {% endfor %}Lamps</mj-text>"


@pytest.mark.parametrize(
    ("mjml", "topic", "reported"),
    [
        (_VISITED, "health.pain", True),
        (_VISITED, "retail.home", False),
        ("<mj-text>{% if customer.history | selectattr('topic', 'equalto', 'health.pain') | list %}Plasters{% endif %}</mj-text>", "health.pain", True),
        ("<mj-text>{% if customer.history | selectattr('topic', 'equalto', 'retail.home') | list %}Lamps{% endif %}</mj-text>", "health.pain", False),
        ("<mj-text>Bought: {{ customer.history[0].item }}</mj-text>", "health.pain", True),
        ("<mj-text>Bought: {{ customer.history[0].item }}</mj-text>", "retail.home", False),
    ],
)  # fmt: skip
def test_history_is_as_special_as_its_topic(mjml: str, topic: str, reported: bool) -> None:
    history = [{"topic": topic, "kind": "purchase", "item": "x", "channel": "store"}]
    assert _steers(mjml, history=history, manifest={"topics": ["retail.home"]}) is reported
    assert not _steers(mjml, history=history, manifest={"topics": ["retail.home"]}, consent=("health",))


def test_a_customer_may_have_labels_of_their_own() -> None:
    mjml = "<mj-text>{% if customer.shoe_size > 40 %}Big{% endif %}</mj-text>"
    assert _steers(mjml, facts={"customer.shoe_size": {"sensitivity": "special", "topic": "health"}})
    assert _steers(WAYS["print"], facts={"customer.programme": {"sensitivity": "none"}})  # its topic is special


def test_service_mail_is_not_exempt_but_its_ledger_is() -> None:
    history = [{"topic": "health.pharmacy", "kind": "purchase", "item": "x", "channel": "store"}]
    printed = "<mj-text>Your order {{ customer.history[0].item }} is ready</mj-text>"
    assert not _steers(printed, history=history, manifest={"purpose": "service"})
    assert _steers(printed, history=history)
    assert _steers(WAYS["print"], manifest={"purpose": "service"})


def test_findings_never_quote_values() -> None:
    for mjml in WAYS.values():
        context = _customer(programme="secretvalue")
        context["offers"] = OFFERS
        for issue in found(SensitiveSteering, mjml, context=context, schema=_schema()):
            assert "secretvalue" not in f"{issue.message}{issue.help}{issue.evidence}"
