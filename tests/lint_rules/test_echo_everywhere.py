"""EXP209: every fact of behaviour wherever the context has it, and every way in which copy reaches a message."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.lint.runner import Linter
from tactful.model.findings import Finding
from tactful.testing import project_of
from tactful_rules.paraphrased_fact import ParaphrasedFact

AT = "2026-02-09T18:30:00+01:00"
SAID = "Tack för i måndags på Kungsholmen"
MONDAY = [{"kind": "attendance", "at": AT, "item": "vinyasapass", "place": "Kungsholmen", "channel": "store"}]


def fact(kind: str = "string", provenance: str = "observed", **granularity: str) -> dict[str, Any]:
    return {
        "type": kind,
        "x-fact": {"provenance": provenance, "sensitivity": "none", "known_to_recipient": True, "granularity": granularity},
    }


def obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def many(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


VISIT = {"at": fact(time="clock"), "store": fact(place="store")}
SCHEMA = {
    "properties": {
        "customer": {
            "properties": {
                "by_shop": {"type": "object", "additionalProperties": obj(**VISIT)},
                "seen": {"type": "object", "additionalProperties": {"type": "string"}, "x-fact": fact(item="product")["x-fact"]},
                "studios": {**many({"type": "string"}), "x-fact": fact(place="store")["x-fact"]},
                "weeks": many(many(obj(**VISIT))),
                "free": {"type": "object", "x-fact": fact(place="store", time="clock", item="product", quantity="exact")["x-fact"]},
                "deep": obj(visit=obj(at=fact(time="clock"), where=obj(name=fact(place="store")))),
                "coarse": obj(at=fact(time="season"), store=fact(place="region")),
                "told": obj(at=fact(provenance="stated", time="clock"), store=fact(provenance="stated", place="store")),
                "history": many(obj(teacher=fact(item="activity"), **{"class": obj(name=fact(item="activity"))})),
                "household": many(obj(visits=many(obj(at=fact(time="clock"), item=fact(item="activity"))))),
                "nights": fact(quantity="exact"),
                "stays": fact("integer", quantity="exact"),
                "answers": many(obj(shop=fact(place="store"))),
            }
        },
        "stay": obj(**VISIT),
        "shop": obj(name={"type": "string"}, opened={"type": "string"}),
        "campaign": obj(line={"type": "string"}),
    }
}


def findings(copy: str, customer: dict[str, Any], mjml: str = "<mj-text>{}</mj-text>", lang: str = "sv", **more: Any) -> list[Finding]:
    manifest = more.pop("manifest", {})
    example = Example(lang, mjml.replace("{}", copy), manifest, {"customer": customer, **more}, SCHEMA)
    project, context = project_of(example, ParaphrasedFact)
    report = Linter([ParaphrasedFact()], project.config, prove=True).check(project.draft("case", context))
    assert not any(finding.evidence.get("rule_failed") for finding in report.findings), report.findings
    return list(report.findings)


TABY = "Tack för i måndags i Täby."
IN_TABY = {"at": AT, "store": "Täby"}


@pytest.mark.parametrize(
    ("copy", "customer", "facts"),
    [
        (TABY, {"by_shop": {"a": IN_TABY}}, ("customer.by_shop.*.at", "customer.by_shop.*.store")),
        ("Tack för att du tittade på läslampan.", {"seen": {"x": "läslampa"}}, ("customer.seen",)),
        ("Tack för att du var i Täby.", {"studios": ["Solna", "Täby"]}, ("customer.studios[]",)),
        (TABY, {"weeks": [[{"at": "2026-01-01", "store": "Solna"}], [IN_TABY]]}, ("customer.weeks[][].at", "customer.weeks[][].store")),
        (TABY, {"free": {"when": AT, "where": {"name": ["Täby"]}}}, ("customer.free",)),
        ("Tack för dina sju nätter.", {"free": {"nights": 7}}, ("customer.free",)),
        (TABY, {"deep": {"visit": {"at": AT, "where": {"name": "Täby"}}}}, ("customer.deep.visit.at", "customer.deep.visit.where.name")),
        (
            "Hoppas måndagens vinyasa med Annika kändes bra.",
            {"history": [{"kind": "attendance", "at": AT, "channel": "store", "teacher": "Annika", "class": {"name": "Vinyasa"}}]},
            ("customer.history[].at", "customer.history[].teacher", "customer.history[].class.name"),
        ),
        (
            "Hoppas simskolan i måndags gick bra.",
            {"household": [{"role": "child", "basis": "observed", "visits": [{"at": AT, "item": "simskola"}]}]},
            ("customer.household[].visits[].at", "customer.household[].visits[].item"),
        ),
        ("Tack för dina sju nätter.", {"nights": "7"}, ("customer.nights",)),
        ("Tack för dina sju nätter.", {"stays": 7}, ("customer.stays",)),
    ],
)
def test_wherever_the_context_has_it(copy: str, customer: dict[str, Any], facts: tuple[str, ...]) -> None:
    (found,) = findings(copy, customer)
    assert sorted(found.facts) == sorted(facts)
    assert found.severity == ("error" if len(set(found.evidence["dimensions"])) > 1 else "warning")


def test_outside_customer_only_what_carries_a_label() -> None:
    (found,) = findings(TABY, {}, stay=IN_TABY)
    assert set(found.facts) == {"stay.at", "stay.store"}
    assert found.severity == "error"
    assert not findings(TABY, {}, shop={"name": "Täby", "opened": AT})


@pytest.mark.parametrize(
    "customer",
    [
        {"coarse": {"at": AT, "store": "Täby"}},
        {"told": {"at": AT, "store": "Täby"}},
        {"answers": [{"question": "q", "topic": "sport", "value": "x", "at": "2026-02-09", "shop": "Täby"}]},
        {"household": [{"role": "child", "basis": "stated", "visits": [{"at": AT, "item": "simskola"}]}]},
        {"studios": ["Solna"], "by_shop": {"a": {"at": "2026-02-10", "store": "Solna"}}},
        {"nights": "seven", "stays": 6},
        {"free": {"ok": True, "none": None}},
    ],
)
def test_what_is_no_echo(customer: dict[str, Any]) -> None:
    assert not findings(f"{TABY} Hoppas simskolan i måndags gick bra. Tack för dina sju nätter.", customer)


def test_parts_of_one_deed_are_joined_and_those_of_two_are_not() -> None:
    apart = {"weeks": [[{"at": AT, "store": "Solna"}, {"at": "2026-02-03", "store": "Täby"}]]}
    assert {finding.severity for finding in findings(TABY, {"weeks": [[IN_TABY]]})} == {"error"}
    assert {finding.severity for finding in findings("Tack för att du var i Täby i söndags.", apart)} == {"warning"}


OFFER = {"id": "1", "topic": "sport.activity.yoga"}
PRINTED = {
    "an offer's title": ("{% for o in offers %}{{ o.title }}{% endfor %}", {"offers": [{**OFFER, "title": SAID}]}),
    "its description": ("{{ offers[0].description }}", {"offers": [{**OFFER, "title": "Mattor", "description": f"{SAID}. Från 299 kr."}]}),
    "a campaign's line": ("{{ campaign.line }}", {"campaign": {"line": SAID}}),
    "a fallback": (f"{{{{ customer.first_name | default('{SAID}') }}}}", {}),
    "a choice": (f"{{{{ '{SAID}' if customer.history else '' }}}}", {}),
    "a loop over letters": (f"{{% for c in '{SAID}' %}}{{{{ c }}}}{{% endfor %}}", {}),
    "a lookup": (f"{{% set m = {{'Kungsholmen': '{SAID}'}} %}}{{{{ m[customer.history[0].place] }}}}", {}),
    "a replacement": (f"{{{{ '{SAID.replace('mån', 'tis')}' | replace('tis', 'mån') }}}}", {}),
    "references": ("Tack f&ouml;r i m&aring;ndags p&#229; Kungsholmen", {}),
    "tags in words": ("Tack f<b>ö</b>r i m<i>å</i>nd<span>ags</span> p<u>å</u> Kungs<b>holmen</b>", {}),
}


@pytest.mark.parametrize(("copy", "more"), PRINTED.values(), ids=PRINTED)
def test_however_it_is_printed(copy: str, more: dict[str, Any]) -> None:
    found = findings(copy, {"history": MONDAY}, **more)
    assert {finding.severity for finding in found} == {"error"}
    assert found[0].line == 1


ATTRIBUTES = {
    "title of an image": f"<mj-image src='https://b.example.com/1.png' alt='x' title='{SAID}' />",
    "title of a button": f"<mj-button href='https://b.example.com/' title='{SAID}'>x</mj-button>",
    "alternative text in HTML": f"<mj-text>x <img src='https://b.example.com/1.png' alt='{SAID}'/></mj-text>",
    "a printed alternative text": "<mj-image src='https://b.example.com/1.png' alt='{{ offers[0].title }}' />",
}


@pytest.mark.parametrize("mjml", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_attributes_are_copy(mjml: str) -> None:
    (found,) = findings("", {"history": MONDAY}, mjml, offers=[{**OFFER, "title": SAID}])
    assert found.severity == "error"


def test_the_title_of_the_page_is_copy() -> None:
    page = f"<mjml><mj-head><mj-title>{SAID}</mj-title></mj-head><mj-body><mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section></mj-body></mjml>"
    (found,) = findings("", {"history": MONDAY}, page)
    assert found.severity == "error"
    assert found.block == "title"


@pytest.mark.parametrize("title", ["Vinyasa på Kungsholmen varje måndag: boka din plats", "Kungsholmen", "Vinyasapass i februari", ""])
def test_offers_say_nothing_of_the_reader(title: str) -> None:
    assert not findings("{{ offers[0].title }}", {"history": MONDAY}, offers=[{**OFFER, "title": title}])


def test_a_value_of_the_customers_own_is_not_hard_coded() -> None:
    assert not findings("{{ customer.first_name }}", {"history": MONDAY, "first_name": SAID})


def test_one_shape_many_customers() -> None:
    """What is remembered of one customer must not answer for another, nor one day for the next."""
    copy = "<mj-text>Hoppas måndagens vinyasa på Kungsholmen kändes bra.</mj-text>"
    project, context = project_of(Example("sv", copy, {}, {"customer": {"history": MONDAY}}), ParaphrasedFact)
    linter = Linter([ParaphrasedFact()], project.config)
    told = [
        ("2026-02-13", "09", "vinyasa", "Kungsholmen", ["error"]), ("2026-02-13", "10", "spinning", "Solna", []),
        ("2026-02-13", "10", "spinning", "Kungsholmen", ["warning"]), ("2026-02-13", "09", "spinning", "Solna", ["warning"]),
        ("2026-02-08", "09", "spinning", "Solna", []), ("2026-02-13", "09", "vinyasa", "Kungsholmen", ["error"]),
    ]  # fmt: skip
    for today, day, item, place, expected in told:
        entry = {**MONDAY[0], "at": f"2026-02-{day}T18:30:00+01:00", "place": place, "item": item}
        whole = {**context, "as_of": f"{today}T10:00:00+01:00", "customer": {**context["customer"], "history": [entry]}}
        assert [finding.severity for finding in linter.check(project.draft("case", whole)).findings] == expected


def test_a_long_history_is_read_to_its_end() -> None:
    others = [{"kind": "visit", "at": "2025-06-01", "item": f"sak {number}", "place": "Solna", "channel": "store"} for number in range(200)]
    (found,) = findings(SAID, {"history": [*others, *MONDAY]})
    assert found.severity == "error"


def did(at: str, item: str, place: str) -> dict[str, Any]:
    return {"kind": "visit", "at": at, "item": item, "place": place, "channel": "store"}


def severities(copy: str, customer: dict[str, Any]) -> list[str]:
    return sorted(finding.severity for finding in findings(copy, customer))


def test_a_day_of_one_visit_beside_a_thing_of_another_is_chance() -> None:
    copy = "Tack för besöket i måndags, hoppas fåtöljen kändes bra."
    assert severities(copy, {"history": [did("2026-02-09", "soffa", "Solna"), did("2026-02-04", "fåtölj", "Täby")]}) == [
        "warning",
        "warning",
    ]
    assert severities(copy, {"history": [did("2026-02-09", "fåtölj", "Solna")]}) == ["error"]


def test_two_visits_that_the_same_words_tell_are_one_finding() -> None:
    assert severities(SAID, {"history": [did("2026-02-09", "yoga", "Kungsholmen"), did("2026-02-09", "spinning", "Kungsholmen")]}) == [
        "error"
    ]
    assert severities(SAID, {"history": [did("2026-02-09", "yoga", "Kungsholmen"), did("2026-02-09", "spinning", "Solna")]}) == ["error"]


def test_things_and_places_of_several_deeds_in_one_sentence_are_told_together() -> None:
    copy = "Tack för att du provade fåtöljen i Täby."
    assert severities(copy, {"history": [did("2026-01-12", "fåtölj", "Solna"), did("2026-01-14", "lampa", "Täby")]}) == ["error"]


def test_a_moment_outside_the_history_belongs_to_what_stands_beside_it() -> None:
    assert severities(TABY, {"by_shop": {"a": {"at": AT}}, "studios": ["Täby"]}) == ["error"]


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("Tack för de 349 kronorna!", ["warning"]),
        ("Tack för att du provar: 349 kr i månaden, sedan 499 kr.", []),
        ("Tack för de 350 kronorna!", []),
    ],
)
def test_what_was_paid_is_no_price(copy: str, expected: list[str]) -> None:
    entry = {"kind": "purchase", "at": "2026-01-12", "item": "kaffe", "channel": "web", "amount": 349}
    assert severities(copy, {"history": [entry]}) == expected


def test_one_moment_that_two_facts_have_is_one_finding() -> None:
    (found,) = findings("Hoppas du njöt i måndags.", {"history": [did("2026-02-09", "yoga", "Solna")], "by_shop": {"a": {"at": AT}}})
    assert set(found.facts) == {"customer.history[].at", "customer.by_shop.*.at"}


def test_a_word_of_an_object_without_members_is_one_dimension() -> None:
    assert severities("Tack för att du var i Täby.", {"free": {"where": "Täby"}}) == ["warning"]
    assert severities("Tack för att du köpte läslampan.", {"free": {"what": "läslampa"}}) == ["warning"]
    assert severities("Tack för att du köpte läslampan i Täby.", {"free": {"what": "läslampa", "where": "Täby"}}) == ["error"]


def test_a_member_of_an_entry_counts_whatever_else_the_entry_says() -> None:
    entry = {"kind": "attendance", "at": "2025-11-03", "channel": "store", "teacher": "Annika"}
    assert severities("Tack för att du tränade med Annika.", {"history": [entry]}) == ["warning"]
    assert severities("Tack för att du tränade med Annika.", {"history": [{**entry, "teacher": "Lotta"}]}) == []


@pytest.mark.parametrize(("level", "expected"), [("region", []), ("city", ["warning"]), ("store", ["warning"])])
def test_a_value_must_be_as_fine_as_somebodys_deed(level: str, expected: list[str]) -> None:
    schema = {"properties": {"customer": {"properties": {"where": fact(place=level)}}}}
    example = Example("sv", "<mj-text>Tack för att du var i Täby.</mj-text>", {}, {"customer": {"where": "Täby"}}, schema)
    project, context = project_of(example, ParaphrasedFact)
    report = Linter([ParaphrasedFact()], project.config).check(project.draft("case", context))
    assert [finding.severity for finding in report.findings] == expected
