"""SEN302 and SEN303: what copy and offers say of the reader, and what chose them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from one_rule import found

from tactful import Example
from tactful.lint.runner import Linter
from tactful.testing import project_of
from tactful_rules.protected_attribute_addressed import ProtectedAttributeAddressed
from tactful_rules.sensitive_by_proxy import SensitiveByProxy
from tactful_rules.sensitive_steering import SensitiveSteering

CLEAN = Path(__file__).parent / "cases" / "clean_sensitive.txt"
_FACT = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True, "granularity": {"item": "category"}}
_SPECIAL = {"provenance": "stated", "sensitivity": "special", "known_to_recipient": True, "topic": "health.pain"}
_SCHEMA: dict[str, Any] = {"properties": {"customer": {"properties": {
    "trailer": {"type": "boolean", "x-fact": _FACT}, "bad_knees": {"type": "boolean", "x-fact": _SPECIAL},
    "guess": {"type": "boolean", "x-fact": {**_SPECIAL, "provenance": "inferred"}}}}}}  # fmt: skip
_SAID = {
    "sv": "Skona din onda rygg", "nb": "Når hetetoktene holder deg våken", "da": "Indlæg til dine ømme knæ",
    "de": "Wenn die Hüfte zwickt", "fi": "Apua kipeille polvillesi", "en": "For your aching knees",
}  # fmt: skip
_NEUTRAL = {
    "sv": "Spaden med långt skaft", "nb": "Når sommernettene holder deg våken", "da": "Indlæg til arbejdssko",
    "de": "Wenn die Sonne scheint", "fi": "Pohjalliset työkenkiin", "en": "Insoles for work shoes",
}  # fmt: skip


def _proxy(mjml: str, lang: str = "en", *, manifest: Any = None, consent: Any = (), offers: Any = (), **customer: Any) -> bool:
    consents = {"basis": "consent", "scopes": ["marketing"], "special_categories": list(consent)}
    known = {"age": 61, "city": "Leeds", "trailer": True, "bad_knees": True, "guess": True, "points": 10, "consents": consents, **customer}
    context = {"customer": known, **({"offers": list(offers)} if offers else {})}
    return bool(found(SensitiveByProxy, mjml, lang=lang, manifest=manifest, context=context, schema=_SCHEMA))


@pytest.mark.parametrize("lang", _SAID)
@pytest.mark.parametrize(
    "chosen", [{"selection": ["customer.age"]}, {"selection": ["customer.trailer", "customer.gender"]}, {"selection": ["customer.city"]}]
)
def test_a_segment_is_told_of_its_ailments(lang: str, chosen: dict[str, Any]) -> None:
    assert _proxy(f"<mj-text>{_SAID[lang]}.</mj-text>", lang, manifest=chosen)
    assert not _proxy(f"<mj-text>{_NEUTRAL[lang]}.</mj-text>", lang, manifest=chosen)
    assert not _proxy(f"<mj-text>{_SAID[lang]}.</mj-text>", lang)


@pytest.mark.parametrize(
    ("mjml", "reported"),
    [
        ("<mj-text>{% if customer.age > 50 %}For your aching knees{% endif %}</mj-text>", True),
        ("<mj-text>{% if customer.age > 70 %}For your aching knees{% else %}Lamps{% endif %}</mj-text>", False),  # the other branch
        ("<mj-text>{{ 'For your aching knees' if customer.trailer else 'Lamps' }}</mj-text>", True),
        ("<mj-text>{% if customer.age > 50 %}Lamps{% endif %}</mj-text><mj-text>For your aching knees</mj-text>", False),
        ("<mj-text>{% if customer.points > 5 %}For your aching knees{% endif %}</mj-text>", False),  # ledger
        ("<mj-text>{% if customer.locale %}For your aching knees{% endif %}</mj-text>", False),
        ("{% if customer.age > 50 %}<mj-image src='https://img.example.com/a.jpg' alt='For your aching knees' />{% endif %}", True),
        ("<mj-text>{% if customer.city %}Your shop in {{ customer.city }}. For your aching knees.{% endif %}</mj-text>", False),
    ],
)
def test_what_chose_the_words(mjml: str, reported: bool) -> None:
    assert _proxy(mjml) is reported


@pytest.mark.parametrize(
    ("fact", "consent", "reported"),
    [
        ("customer.bad_knees", ("health.pain",), False),
        ("customer.bad_knees", ("health",), False),
        ("customer.bad_knees", (), False),  # SEN301 reports it
        ("customer.guess", ("health.pain",), True),
    ],
)
def test_stated_facts_on_that_very_topic(fact: str, consent: tuple[str, ...], reported: bool) -> None:
    other = [fact] if fact.endswith("bad_knees") and not consent else [fact, "customer.age"]
    assert _proxy("<mj-text>For your aching knees</mj-text>", manifest={"selection": other}, consent=consent) is reported


def test_consent_to_another_topic_tells_nothing() -> None:
    told = {"selection": ["customer.bad_knees", "customer.age"]}
    assert _proxy("<mj-text>Do you have diabetes?</mj-text>", manifest=told, consent=("health.pain",))


_AID = {"id": "a", "topic": "health.hearing", "title": "The new generation"}
_LAMP = {"id": "b", "topic": "retail.home", "title": "Lamps"}


@pytest.mark.parametrize(
    ("mjml", "offers", "reported"),
    [
        ("<mj-text>{% for o in offers %}{{ o.title }} {% endfor %}</mj-text>", [_AID, _LAMP], False),
        ("<mj-text>{% for o in offers if customer.age > 60 or o.id == 'b' %}{{ o.title }} {% endfor %}</mj-text>", [_AID, _LAMP], True),
        ("<mj-text>{% for o in offers if customer.age > 60 or o.id == 'b' %}{{ o.title }} {% endfor %}</mj-text>", [_LAMP], False),
        (
            "<mj-text>{% if customer.trailer %}{{ offers[0].title }}{% else %}{{ offers[1].title }}{% endif %}</mj-text>",
            [_AID, _LAMP],
            True,
        ),
        ("<mj-text>{{ (offers | first).title }}</mj-text>", [_AID], False),
        (
            "<mj-text>{% if customer.trailer %}{{ offers[0].title }}{% endif %}</mj-text>",
            [{**_LAMP, "title": "For your aching knees"}],
            True,
        ),
        ("<mj-text>{% if customer.age > 60 %}{{ offers[1].title }}{% endif %} {{ offers[0].title }}</mj-text>", [_AID, _LAMP], False),
    ],
)
def test_special_offers_chosen_by_ordinary_facts(mjml: str, offers: list[Any], reported: bool) -> None:
    assert _proxy(mjml, offers=offers) is reported


def test_declared_and_spoken_special_topics() -> None:
    chosen = {"selection": ["customer.age"]}
    assert _proxy("<mj-text>The new generation</mj-text>", manifest={**chosen, "topics": ["health.hearing"]})
    assert _proxy("<mj-text>Hearing aids in every branch</mj-text>", manifest=chosen)
    assert not _proxy("<mj-text>Hearing aids in every branch</mj-text>", manifest={"topics": ["health.hearing"]})
    assert not _proxy("<mj-text>New frames</mj-text>", manifest={**chosen, "topics": ["vision.glasses"]})


def test_findings_name_facts_and_words_only() -> None:
    context = {"customer": {"age": 61, "city": "secretvalue"}}
    for rule in (SensitiveByProxy, ProtectedAttributeAddressed):
        issues = found(
            rule, "<mj-text>For your aching knees. Are you diabetic?</mj-text>", manifest={"selection": ["customer.city"]}, context=context
        )
        assert issues
        assert all("secretvalue" not in f"{issue.message}{issue.evidence}{issue.help}" for issue in issues)


def test_attributes_are_warned_about_in_every_branch() -> None:
    issues = found(
        ProtectedAttributeAddressed,
        "<mj-text>{% if customer.age > 99 %}Are you diabetic?{% endif %}</mj-text>",
        context={"customer": {"age": 3}},
    )
    assert [issue.severity for issue in issues] == ["warning"]


def test_attributes_in_the_text_of_offers() -> None:
    mjml = "<mj-text>{% for o in offers %}{{ o.title }}{% endfor %}</mj-text>"
    assert found(ProtectedAttributeAddressed, mjml, context={"offers": [{"id": "a", "topic": "retail", "title": "Are you diabetic?"}]})
    assert not found(ProtectedAttributeAddressed, mjml, context={"offers": [_AID]})
    assert not found(ProtectedAttributeAddressed, mjml, context={"offers": [{**_LAMP, "description": "Are you diabetic?"}]})  # not printed


def test_hints_are_no_attributes() -> None:
    assert not found(ProtectedAttributeAddressed, "<mj-text>For your aching knees</mj-text>")


def _clean() -> list[Any]:
    lines = [line for line in CLEAN.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return [pytest.param(*(part.strip() for part in line.split("|", 3)), id=f"{number}-{line[:2]}") for number, line in enumerate(lines)]


@pytest.mark.parametrize(("lang", "selection", "topics", "copy"), _clean())
def test_clean_mails_pass(lang: str, selection: str, topics: str, copy: str) -> None:
    mjml = "".join(f"<mj-text>{block}</mj-text>" for block in copy.split(" / "))
    manifest = {"topics": [topics], **({"selection": [selection]} if selection else {"broadcast": True})}
    rules = (SensitiveSteering, SensitiveByProxy, ProtectedAttributeAddressed)
    project, context = project_of(Example(lang, mjml, manifest, {"customer": {"age": 61, "city": "X", "tier": "gold"}}), rules[0])
    report = Linter([rule() for rule in rules], project.config).check(project.draft("case", context))
    assert [(finding.code, finding.message) for finding in report.findings] == []


def test_there_are_enough_of_them() -> None:
    assert len(_clean()) >= 40
    assert len({case.values[0] for case in _clean()}) == 6
