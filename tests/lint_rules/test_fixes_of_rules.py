"""What each rule proposes to write, and whether it says that somebody must read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tactful.fixes import applied
from tactful.model.findings import Finding
from tactful.project import Project

FOOTER = '<mj-text>Lamp AB, Storgatan 1, Malmö. <a href="{{ unsubscribe_url }}">Avregistrera dig</a></mj-text>'
DAY = {"provenance": "transaction", "sensitivity": "none", "granularity": {"time": "date"}, "known_to_recipient": True}
SHOP = {**DAY, "granularity": {"place": "store"}}
SCHEMA = {
    "properties": {
        "unsubscribe_url": {"type": "string"},
        "campaign": {"type": "object", "properties": {"word": {"type": "string"}, "kind": {"enum": ["spring", "autumn"]}, "day": {"type": "string", "format": "date"}}, "required": ["word", "kind", "day"]},
        "friend": {"type": "object", "properties": {"first_name": {"type": "string"}}},
        "customer": {"properties": {"service": {"type": "string", "x-fact": DAY}, "shop": {"type": "string", "x-fact": SHOP}, "fornamn": {"type": "string"}}, "required": ["service", "shop"]},
    },
    "required": ["unsubscribe_url", "campaign"],
}  # fmt: skip


def fixes(body: str, code: str, *, locale: str = "sv-SE", config: Mapping[str, Any] | None = None) -> tuple[str, list[tuple[str, str]]]:
    """The whole body, and what each proposal of this rule makes of it, with its applicability."""
    text = f"<mjml><mj-body><mj-section><mj-column>{body}{FOOTER}</mj-column></mj-section></mj-body></mjml>"
    manifest = {"subject": "Nytt", "purpose": "promotion", **({"locale": locale} if locale else {})}
    project = Project.in_memory(manifest=manifest, mjml=text, schema=SCHEMA, config=config)
    found: list[Finding] = [one for one in project.lint("case").findings if one.code == code]
    assert found, f"{code} was not reported"
    made = [(applied(text.encode(), one.fix.edits).decode(), one.fix.applicability) for one in found if one.fix is not None]
    return text, made


def check(body: str, code: str, wanted: str | None, kind: str = "", **options: Any) -> None:
    text, made = fixes(body, code, **options)
    assert made == ([(text.replace(body, wanted), kind)] if wanted is not None else [])


@pytest.mark.parametrize(
    ("locale", "greeting", "word"),
    [
        ("sv-SE", "Hej", "vän"), ("sv-FI", "Kära", "vän"), ("nb-NO", "Hei", "venn"), ("nn-NO", "Hei", "venn"), ("da-DK", "Kære", "ven"),
        ("fi-FI", "Hei", "ystävä"), ("en-US", "Dear", "friend"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", [",", "!", " 🎉", "", "\n", ". Nu"])
def test_a_neutral_word_where_the_name_is_called(locale: str, greeting: str, word: str, end: str) -> None:
    body = f"<mj-text>{greeting} {{{{ customer.first_name }}}}{end}</mj-text>"
    check(body, "DAT404", body.replace(" }}", f" | default('{word}', true) }}}}"), "safe", locale=locale)


def test_in_a_language_that_nobody_named_somebody_must_read_it() -> None:
    body = "<mj-text>Hej {{ customer.first_name }},</mj-text>"
    check(body, "DAT404", body.replace(" }}", " | default('friend', true) }}"), "unsafe", locale="")


@pytest.mark.parametrize(
    "sentence", ["{{ customer.first_name }}s lampor", "Boken om {{ customer.first_name }} är här", "{{ customer.first_name }}, nu är det rea", "Hej\n{{ customer.first_name }}!"]
)  # fmt: skip
def test_elsewhere_somebody_must_read_it(sentence: str) -> None:
    body = f"<mj-text>{sentence}</mj-text>"
    check(body, "DAT404", body.replace(" }}", " | default('vän', true) }}"), "unsafe")


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("sv-SE", "En present till {}."), ("sv-SE", "Du och {}!"), ("nb-NO", "Dette er til {}."), ("da-DK", "En gave fra {}!"), ("en-GB", "A gift for {}."), ("en-GB", "Your {}!"),
        ("fi-FI", "Sinä ja {}!"), ("sv-SE", "Jag heter {}."),
    ],
)  # fmt: skip
def test_a_name_that_is_spoken_of_is_not_called(locale: str, sentence: str) -> None:
    text, made = fixes(f"<mj-text>{sentence.format('{{ customer.first_name }}')}</mj-text>", "DAT404", locale=locale)
    assert [kind for _, kind in made] == ["unsafe"]
    assert text


@pytest.mark.parametrize("greeting", ["Hallo", "Guten Tag", "Moin", "Willkommen zurück"])
def test_german_has_no_such_word_and_greets_without(greeting: str) -> None:
    body = f"<mj-text>{greeting} {{{{ customer.first_name }}}}, schön!</mj-text>"
    check(
        body,
        "DAT404",
        body.replace(" {{ customer.first_name }}", "{% if customer.first_name %} {{ customer.first_name }}{% endif %}"),
        "safe",
        locale="de-DE",
    )


@pytest.mark.parametrize("greeting", ["Liebe", "Liebe/r", "Sehr geehrte", "Lieber", "Für"])
def test_a_greeting_that_needs_its_name_is_not_safe(greeting: str) -> None:
    body = f"<mj-text>{greeting} {{{{ customer.first_name }}}}, schön!</mj-text>"
    check(body, "DAT404", f"{{% if customer.first_name %}}{body}{{% endif %}}", "unsafe", locale="de-DE")


@pytest.mark.parametrize(
    ("expression", "wanted", "kind"),
    [
        ("customer['first_name']", "customer['first_name'] | default('vän', true)", "safe"),
        ("customer.first_name | capitalize", "customer.first_name | default('vän', true) | capitalize", "safe"),
        ("customer.first_name|e", "customer.first_name | default('vän', true)|e", "safe"),
        ("customer.first_name[:1]", "(customer.first_name | default('vän', true))[:1]", "unsafe"),
        ("customer.first_name ~ '!'", "customer.first_name | default('vän', true) ~ '!'", "unsafe"),
        ("customer.fornamn", "customer.fornamn | default('vän', true)", "safe"),
        ("customer.frist_name", "customer.first_name", "unsafe"),
    ],
)
def test_the_expression_stays(expression: str, wanted: str, kind: str) -> None:
    body = f"<mj-text>Hej {{{{ {expression} }}}}!</mj-text>"
    check(body, "DAT404", body.replace(expression, wanted), kind)


def test_a_variable_that_is_tested_elsewhere_keeps_its_value() -> None:
    body = "{% set n = customer.first_name %}<mj-text>Hej {{ n }}!{% if n %} Välkommen tillbaka.{% endif %}</mj-text>"
    check(body, "DAT404", body.replace("{{ n }}", "{{ n | default('vän', true) }}"), "safe")


@pytest.mark.parametrize(
    ("body", "wanted", "kind"),
    [
        # the name that the output prints, whichever way it came there
        ("{% macro hi(x) %}Hej {{ x }},{% endmacro %}<mj-text>{{ hi(customer.first_name) }}</mj-text>", ("{{ x }}", "{{ x | default('vän', true) }}"), "safe"),
        ("{% macro hi(x) %}Hej {{ x }},{% endmacro %}<mj-text>{{ hi(customer.first_name) }}{{ hi(customer.fornamn) }}</mj-text>", ("{{ x }}", "{{ x | default('vän', true) }}"), "unsafe"),
        ("{% set n = customer.first_name %}<mj-text>Hej {{ n | title }},</mj-text>", None, ""),
        ("<mj-text>Hej {{ customer['first' ~ '_name'] }},</mj-text>", None, ""),
        ("<mj-text>Hej {{ customer.first_name | truncate(3) }},</mj-text>", ("customer.first_name", "customer.first_name | default('vän', true)"), "unsafe"),
        ("<mj-text>Hej {{ customer.first_name if offers else customer.fornamn }},</mj-text>", ("customer.first_name", "customer.first_name | default('vän', true)"), "unsafe"),
        ("<mj-text>Hej {{ customer.first_name or customer.fornamn }},</mj-text>", ("customer.fornamn", "customer.fornamn | default('vän', true)"), "unsafe"),
        ("<mj-text>Allt är ditt, {{ customer.first_name }}!</mj-text>", ("customer.first_name", "customer.first_name | default('vän', true)"), "safe"),
        # a first name that is not the customer's
        ("<mj-text>Hej {{ friend.first_name }},</mj-text>", ("<mj-text>Hej {{ friend.first_name }},</mj-text>", "{% if friend.first_name %}<mj-text>Hej {{ friend.first_name }},</mj-text>{% endif %}"), "unsafe"),
        # the member that was meant
        ("{% set c = customer %}<mj-text>Hej {{ c.frist_name }},</mj-text>", ("c.frist_name", "c.first_name"), "unsafe"),
        ("<mj-text>Hej {{ customer['frist_name'] }},</mj-text>", None, ""),
        ("{% set c = campaign %}<mj-text>Hej {{ c.first_nam }},</mj-text>", None, ""),
        ("<mj-text>Hej {{ custmer.first_name }},</mj-text>", ("custmer.first_name", "customer.first_name"), "unsafe"),
        ("{% set c = friend %}<mj-text>Hej {{ c.frist_name }},</mj-text>", ("c.frist_name", "c.first_name"), "unsafe"),
        # what is not the element of the output
        ("<mj-text>{% for h in customer.history %}{{ h.place }} {% endfor %}</mj-text>", None, ""),
        ("<mj-raw><!-- {{ customer.city }} --></mj-raw>", ("<mj-raw><!-- {{ customer.city }} --></mj-raw>", "{% if customer.city %}<mj-raw><!-- {{ customer.city }} --></mj-raw>{% endif %}"), "unsafe"),
        ("</mj-column><mj-column css-class='{{ customer.city }}'>", None, ""),
    ],
)  # fmt: skip
def test_a_fallback_is_written_where_it_means_what_was_read(body: str, wanted: tuple[str, str] | None, kind: str) -> None:
    text, made = fixes(body, "DAT404")
    assert made[:1] == ([(text.replace(*wanted, 1), kind)] if wanted else [])


@pytest.mark.parametrize(
    "written", ["{{ customer.first_name | title }},", "{{ customer.first_name }} und Team,", "{{ customer.first_name -}} ,", "{{\n customer.first_name }},", "{{ customer.first_name\n}},"]
)  # fmt: skip
def test_a_greeting_without_the_name_is_only_written_where_nothing_else_is_there(written: str) -> None:
    body = f"<mj-text>Hallo {written} schön!</mj-text>"
    check(body, "DAT404", f"{{% if customer.first_name %}}{body}{{% endif %}}", "unsafe", locale="de-DE")


def test_a_greeting_that_a_variable_holds_is_not_written() -> None:
    check("{% set n = customer.first_name %}<mj-text>Hallo {{ n }}, schön!</mj-text>", "DAT404", None, locale="de-DE")


def test_the_language_of_the_project_is_told_too() -> None:
    body = "<mj-text>Hej {{ customer.first_name }},</mj-text>"
    check(body, "DAT404", body.replace(" }}", " | default('vän', true) }}"), "safe", locale="", config={"locale": "sv-SE"})


def test_a_subject_with_quotes_in_it_is_left_alone() -> None:
    """Its places are those of the value, not of the file that escapes it."""
    for subject, code in (('"Hej" {% set n = customer.first_name %}{{ n }},', "DAT404"), ('"Senast" {{ customer.service }}', "EXP206")):
        manifest = {"subject": subject, "purpose": "promotion", "locale": "sv-SE"}
        text = f"<mjml><mj-body><mj-section><mj-column>{FOOTER}</mj-column></mj-section></mj-body></mjml>"
        (found,) = [one for one in Project.in_memory(manifest=manifest, mjml=text, schema=SCHEMA).lint("case").findings if one.code == code]
        assert found.fix is None, found.fix


def test_a_place_of_another_file_is_not_inside_of_an_output() -> None:
    text = f"<mjml><mj-body><mj-section><mj-column>{{% import 'm.mjml' as m %}}<mj-text>{{{{ m.hi(customer.first_name) }}}}</mj-text>{FOOTER}</mj-column></mj-section></mj-body></mjml>"
    files = {"m.mjml": "{% macro hi(x) %}Hej {{ x | replace('" + "-" * len(text) + "', '') }},{% endmacro %}"}
    project = Project.in_memory(
        manifest={"subject": "Nytt", "purpose": "promotion", "locale": "sv-SE"}, mjml=text, schema=SCHEMA, files=files
    )
    (found,) = [one for one in project.lint("case").findings if one.code == "DAT404"]
    assert found.fix is None


def test_what_others_share_is_read_by_somebody_first() -> None:
    """A macro file is not this message's own: its other callers may mean something else by the variable."""
    text = f"<mjml><mj-body><mj-section><mj-column>{{% import 'm.mjml' as m %}}<mj-text>{{{{ m.hi(customer.first_name) }}}}</mj-text>{FOOTER}</mj-column></mj-section></mj-body></mjml>"
    files = {"m.mjml": "{% macro hi(x) %}Hej {{ x }},{% endmacro %}"}
    project = Project.in_memory(
        manifest={"subject": "Nytt", "purpose": "promotion", "locale": "sv-SE"}, mjml=text, schema=SCHEMA, files=files
    )
    (found,) = [one for one in project.lint("case").findings if one.code == "DAT404"]
    assert found.fix is not None
    assert (found.fix.applicability, {edit.file for edit in found.fix.edits}) == ("unsafe", {"m.mjml"})


@pytest.mark.parametrize(
    "body", ["<mj-text>Du bor i {{ customer.city }}.</mj-text>", "<mj-button href='https://x.se'>Till {{ customer.city }}</mj-button>", "<mj-image alt='{{ customer.city }}' src='https://x.se/a.png' />"]
)  # fmt: skip
def test_what_cannot_be_said_otherwise_is_left_out(body: str) -> None:
    check(body, "DAT404", f"{{% if customer.city %}}{body}{{% endif %}}", "unsafe")


def test_an_element_that_begins_in_another_branch_is_left_alone() -> None:
    body = "{% if offers %}<mj-text>{% else %}<mj-text>{% endif %}{{ customer.city }}</mj-text>"
    check(body, "DAT404", None)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("customer.service", "customer.service | season"), ("customer.service | date('long')", "customer.service | season"),
        ("customer.service|replace('-', '/')", "customer.service | season"), ("customer.service[:10]", None), ("customer.service ~ '!'", "customer.service | season ~ '!'"),
        ("customer.shop", None),
    ],
)  # fmt: skip
def test_coarser_and_never_safe(expression: str, wanted: str | None) -> None:
    body = f"<mj-text>Senast {{{{ {expression} }}}}.</mj-text>"
    check(body, "EXP206", body.replace(expression, wanted) if wanted is not None else None, "unsafe")


def test_a_table_of_the_project_makes_a_place_coarser() -> None:
    body = "<mj-text>Senast i {{ customer.shop | upper }}.</mj-text>"
    config = {"coarsen": {"region": {"Malmö C": "Skåne"}}}
    check(body, "EXP206", body.replace("customer.shop | upper", "customer.shop | region"), "unsafe", config=config)


WORDS = {
    "weekday": {"time": "weekday"}, "day": {"time": "date"}, "day_here": {"time": "month", "place": "store"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<mj-text>I {{ customer.weekday }}.</mj-text>", None),  # a word; the filter reads dates
        ("<mj-text>I {{ customer.day_here }}.</mj-text>", ("customer.day_here", "customer.day_here | region")),
        ("{% set d = customer.day %}<mj-text>I {{ d }}.</mj-text>", ("{{ d }}", "{{ d | season }}")),
        ("{% set d = customer.day | string %}<mj-text>I {{ d }}.</mj-text>", None), ("<mj-text>I {{ customer['da' ~ 'y'] }}.</mj-text>", None),
        ("<mj-text>I {{ '%s' | format(customer.day) }}.</mj-text>", None), ("<mj-text>I {{ customer['day'] }}.</mj-text>", ("customer['day']", "customer['day'] | season")),
        ("<mj-text>{% for h in customer.history %}{{ h.at | date }}{% endfor %}</mj-text>", ("h.at | date", "h.at | season")),
    ],
)  # fmt: skip
def test_the_filter_stands_at_the_value(body: str, wanted: tuple[str, str] | None) -> None:
    members = {name: {"type": "string", "x-fact": {**DAY, "granularity": granularity}} for name, granularity in WORDS.items()}
    schema = {
        "properties": {"unsubscribe_url": {"type": "string"}, "customer": {"properties": members, "required": list(members)}},
        "required": ["unsubscribe_url"],
    }
    text = f"<mjml><mj-body><mj-section><mj-column>{body}{FOOTER}</mj-column></mj-section></mj-body></mjml>"
    config = {"coarsen": {"region": {"Malmö C": "Skåne"}}}
    project = Project.in_memory(
        manifest={"subject": "Nytt", "purpose": "promotion", "locale": "sv-SE"}, mjml=text, schema=schema, config=config
    )
    (found,) = [one for one in project.lint("case").findings if one.code == "EXP206"]
    made = [applied(text.encode(), found.fix.edits).decode()] if found.fix is not None else []
    assert made == ([text.replace(*wanted)] if wanted else [])


def test_a_variable_that_was_formatted_before_is_left_alone() -> None:
    check("{% set d = customer.service | date %}<mj-text>Senast {{ d }}.</mj-text>", "EXP206", None)
    body = "{% set d = customer.service %}<mj-text>Senast {{ d | date }}.</mj-text>"
    check(body, "EXP206", None)


@pytest.mark.parametrize(
    ("code", "body", "wanted"),
    [
        ("MJM901", "<mj-txt>Hej</mj-txt>", "<mj-text>Hej</mj-text>"), ("MJM901", "<mj-imag src='https://x.se/a.png' alt='' />", "<mj-image src='https://x.se/a.png' alt='' />"),
        ("MJM901", "<div>Hej</div>", None), ("MJM902", "<mj-text algin='left'>Hej</mj-text>", "<mj-text align='left'>Hej</mj-text>"),
        ("MJM902", "<mj-text algin='left' align='right'>Hej</mj-text>", None), ("MJM904", "<mj-text align='centre'>Hej</mj-text>", "<mj-text align='center'>Hej</mj-text>"),
        ("MJM904", "<mj-text color='fe0000'>Hej</mj-text>", "<mj-text color='#fe0000'>Hej</mj-text>"), ("MJM904", "<mj-text color='Ligthblue'>Hej</mj-text>", "<mj-text color='lightblue'>Hej</mj-text>"),
        ("MJM904", "<mj-text padding='10 0 5.5 20'>Hej</mj-text>", "<mj-text padding='10px 0 5.5px 20px'>Hej</mj-text>"), ("MJM904", "<mj-text font-size='20 px'>Hej</mj-text>", "<mj-text font-size='20px'>Hej</mj-text>"),
        ("MJM904", "<mj-text color='bländande'>Hej</mj-text>", None), ("MJM904", "<mj-text padding='stor'>Hej</mj-text>", None),
        ("MJM907", "Hej du <mj-spacer />", "<mj-text>Hej du</mj-text> <mj-spacer />"), ("MJM907", "Hej {{ campaign.word }} du <mj-spacer />", None),
    ],
)  # fmt: skip
def test_layout(code: str, body: str, wanted: str | None) -> None:
    check(body, code, wanted, "unsafe")


@pytest.mark.parametrize(
    ("body", "wanted", "kind"),
    [
        ("<mj-image src='https://x.se/a.png' />", "<mj-image alt=\"\" src='https://x.se/a.png' />", "safe"),
        ("<mj-image href='https://x.se' src='https://x.se/a.png' />", None, ""),
        ("<mj-image href='https://x.se' title='Lampa' src='https://x.se/a.png' />", "<mj-image alt=\"Lampa\" href='https://x.se' title='Lampa' src='https://x.se/a.png' />", "safe"),
        ("{% for o in offers %}<mj-image src='{{ o.image }}' />{% endfor %}", "{% for o in offers %}<mj-image alt=\"{{ o.title }}\" src='{{ o.image }}' />{% endfor %}", "unsafe"),
        ("<mj-text><img src='https://x.se/a.png'> Hej</mj-text>", "<mj-text><img alt=\"\" src='https://x.se/a.png'> Hej</mj-text>", "unsafe"),
        ("<mj-text><a href='https://x.se'><img src='https://x.se/a.png'></a></mj-text>", None, ""),
    ],
)  # fmt: skip
def test_alternative_texts(body: str, wanted: str | None, kind: str) -> None:
    check(body, "MJM908", wanted, kind)


@pytest.mark.parametrize(
    "body",
    [
        "<mj-image alt='Lampa' src='https://x.se/a.png' />", "<mj-image alt='' src='https://x.se/a.png' />", "<!-- <mj-image src='https://x.se/a.png' /> -->",
        "<mj-text><img aria-hidden='true' src='https://x.se/a.png'></mj-text>", "<mj-text><!-- <img src='https://x.se/a.png'> --> Hej</mj-text>",
    ],
)  # fmt: skip
def test_images_that_say_what_they_are_pass(body: str) -> None:
    with pytest.raises(AssertionError, match="was not reported"):
        fixes(body, "MJM908")


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("campaign.word", "campaign.word | urlencode"), ("campaign.word|lower", "campaign.word|lower | urlencode"),
        ("campaign.word | replace('a', 'b')", "campaign.word | replace('a', 'b') | urlencode"), ("campaign.word ~ 'x'", "campaign.word | urlencode ~ 'x'"),
        ("campaign.word if offers else 'x'", "campaign.word | urlencode if offers else 'x'"), ("campaign.word + 'x'", "(campaign.word + 'x') | urlencode"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "url", ["https://x.se/?q={}", "https://x.se/s?a=1&amp;q={}#top", "mailto:a@x.se?subject={}", "https://x.se/?q=lampa+{}"]
)
def test_values_in_a_query_are_encoded(expression: str, wanted: str, url: str) -> None:
    body = f'<mj-button href="{url.format("{{ " + expression + " }}")}">Sök</mj-button>'
    check(body, "MJM909", body.replace(expression, wanted), "safe")


@pytest.mark.parametrize(
    "url",
    [
        "https://x.se/?q={{ campaign.word | urlencode }}", "https://x.se/?id={{ customer.id }}", "https://x.se/?k={{ campaign.kind }}", "https://x.se/{{ campaign.word }}",
        "https://x.se/?d={{ campaign.day }}", "{{ unsubscribe_url }}?x=1", "https://x.se/?n={{ offers | length }}", "https://x.se/?a=1#{{ campaign.word }}",
        "https://x.se/?t={{ customer.points }}",
    ],
)  # fmt: skip
def test_what_needs_no_encoding_passes(url: str) -> None:
    with pytest.raises(AssertionError, match="was not reported"):
        fixes(f'<mj-button href="{url}">Sök</mj-button>', "MJM909")


VISIT = {"provenance": "observed", "sensitivity": "lifestyle", "known_to_recipient": True}


def test_what_is_too_specific_is_coarser_everywhere_in_its_block() -> None:
    body = "<mj-text>Tack för besöket {{ customer.visit | date }} och de {{ customer.times }} andra, {{ customer.first_name }}.</mj-text>"
    customer = {
        "visit": {"type": "string", "x-fact": {**VISIT, "granularity": {"time": "date"}}},
        "times": {"type": "integer", "x-fact": {**VISIT, "granularity": {"quantity": "exact"}}},
    }
    schema = {
        "properties": {"unsubscribe_url": {"type": "string"}, "customer": {"properties": customer, "required": ["visit", "times"]}},
        "required": ["unsubscribe_url"],
    }
    text = f"<mjml><mj-body><mj-section><mj-column>{body}{FOOTER}</mj-column></mj-section></mj-body></mjml>"
    project = Project.in_memory(manifest={"subject": "Nytt", "purpose": "promotion", "locale": "sv-SE"}, mjml=text, schema=schema)
    context = {
        "as_of": "2026-02-13T08:00:00+01:00",
        "customer": {"id": "c", "first_name": "Bo", "visit": "2026-02-02", "times": 7},
        "unsubscribe_url": "https://x.se",
    }
    (found,) = [one for one in project.lint("case", context).findings if one.code == "EXP201"]
    assert found.fix is not None
    assert found.fix.applicability == "unsafe"
    wanted = text.replace("customer.visit | date", "customer.visit | season").replace("customer.times", "customer.times | some")
    assert applied(text.encode(), found.fix.edits).decode() == wanted


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        ("<mj-text>a</mj-text>", "<mj-column><mj-text>a</mj-text></mj-column>"),
        ("{# n #}\n<mj-text>a</mj-text>\n<mj-image alt='' src='https://x.se/a.png' />", "{# n #}\n<mj-column><mj-text>a</mj-text>\n<mj-image alt='' src='https://x.se/a.png' /></mj-column>"),
        ("<mj-column><mj-text>a</mj-text></mj-column><mj-text>b</mj-text>", "<mj-column><mj-text>a</mj-text></mj-column><mj-column><mj-text>b</mj-text></mj-column>"),
        ("{% if offers %}<mj-text>a</mj-text>{% endif %}<mj-text>b</mj-text>", None),
        ("<mj-body></mj-body>", None),
    ],
)  # fmt: skip
def test_content_straight_in_a_section_gets_its_column(inside: str, wanted: str | None) -> None:
    body = f"</mj-column></mj-section><mj-section>{inside}</mj-section><mj-section><mj-column>"
    _text, made = fixes(body, "MJM903")
    whole = body.replace(inside, wanted) if wanted is not None else None
    assert {one.count(whole) for one, _ in made} == {1} if whole is not None else not made
    assert {kind for _, kind in made} <= {"unsafe"}


@pytest.mark.parametrize(("locale", "words"), [("sv-SE", "Avregistrera dig"), ("nb-NO", "Meld deg av"), ("da-DK", "Afmeld"), ("fi-FI", "Peruuta tilaus"), ("de-DE", "Abmelden"), ("en-GB", "Unsubscribe")])  # fmt: skip
def test_a_way_out_at_the_end_of_the_last_column(locale: str, words: str) -> None:
    text = (
        "<mjml><mj-body><mj-section><mj-column><mj-text>Lamp AB, Storgatan 1, Malmö</mj-text>\n</mj-column></mj-section></mj-body></mjml>"
    )
    project = Project.in_memory(manifest={"subject": "Nytt", "purpose": "promotion", "locale": locale}, mjml=text, schema=SCHEMA)
    (found,) = [one for one in project.lint("case").findings if one.code == "LAW702"]
    assert found.fix is not None
    assert found.fix.applicability == "unsafe"
    new = applied(text.encode(), found.fix.edits).decode()
    assert new == text.replace("\n</mj-column>", f'\n<mj-text><a href="{{{{ unsubscribe_url }}}}">{words}</a></mj-text></mj-column>')
    again = Project.in_memory(manifest={"subject": "Nytt", "purpose": "promotion", "locale": locale}, mjml=new, schema=SCHEMA)
    assert [one for one in again.lint("case").findings if one.code == "LAW702"] == []


def test_the_way_out_that_the_manifest_names() -> None:
    text = "<mjml><mj-body><mj-section><mj-column><mj-text>Lamp AB, Storgatan 1, Malmö</mj-text></mj-column></mj-section></mj-body></mjml>"
    manifest = {"subject": "Nytt", "purpose": "promotion", "locale": "sv-SE", "sender": {"unsubscribe": "farewell"}}
    project = Project.in_memory(manifest=manifest, mjml=text, schema={"properties": {"farewell": {"type": "string"}}})
    (found,) = [one for one in project.lint("case").findings if one.code == "LAW702" and one.fix is not None]
    assert found.fix is not None
    assert "{{ farewell }}" in found.fix.edits[0].text


COLUMN = "<mj-section><mj-column><mj-text>Lamp AB, Storgatan 1, Malmö{}</mj-text></mj-column></mj-section>"
LINK = {"unsubscribe_url": {"type": "string"}}


@pytest.mark.parametrize(
    ("body", "options", "written"),
    [
        (COLUMN.format(""), {}, "{{ unsubscribe_url }}"), (COLUMN.format(""), {"locale": "fr-FR"}, ""),  # no words for it
        (COLUMN.format(""), {"members": {"url": {"type": "string"}}}, "{{ unsubscribe_url }}"),  # every schema has it
        (COLUMN.format(""), {"members": {"unsubscribe_url": {"type": "object"}}}, ""),
        (COLUMN.format(""), {"members": {"mails": {"type": "array", "items": {"type": "object", "properties": LINK}}}}, "{{ unsubscribe_url }}"),
        (COLUMN.format(""), {"members": {"customer": {"properties": {"unsubscribe_link": {"type": "string"}}}}}, "{{ unsubscribe_url }}"),  # no fact of somebody
        (COLUMN.format(""), {"sender": {"unsubscribe": "nowhere"}}, "{{ unsubscribe_url }}"),
        (COLUMN.format("") + "</mj-hero>", {}, ""), ("<mj-raw><p>Lamp AB, Storgatan 1, Malmö</p></mj-raw>", {}, ""),
        ("<mj-section><mj-column /></mj-section>", {}, ""),
        (COLUMN.format("{% if offers %}<a href='{{ unsubscribe_url }}'>Avregistrera dig</a>{% endif %}"), {}, ""),
        (COLUMN.format("<a href='https://x.se/nytt'>Nytt</a>{% if offers %}<a href='{{ unsubscribe_url }}'>Avregistrera dig</a>{% endif %}"), {}, ""),
        (COLUMN.format("<a href='https://x.se/nytt'>Nytt</a>"), {}, "{{ unsubscribe_url }}"),
        (COLUMN.format("<img alt='Avregistrera dig' src='https://x.se/avregistrera.png' />"), {}, "{{ unsubscribe_url }}"),
        (COLUMN.format("{% if offers %}</mj-text></mj-column>{% else %}</mj-text></mj-column>{% endif %}<mj-column><mj-text>"), {}, None),
    ],
)  # fmt: skip
def test_a_way_out_is_only_written_where_it_leads_out(body: str, options: dict[str, Any], written: str | None) -> None:
    manifest = {
        "subject": "Nytt",
        "purpose": "promotion",
        "locale": options.get("locale", "sv-SE"),
        **({"sender": options["sender"]} if "sender" in options else {}),
    }
    text = f"<mjml><mj-body>{body}</mj-body></mjml>"
    project = Project.in_memory(manifest=manifest, mjml=text, schema={"properties": options.get("members", LINK)})
    context = {"customer": {"id": "c"}, "unsubscribe_url": "https://x.se/a"} if "members" not in options else None
    found = [one for one in project.lint("case", context).findings if one.code == "LAW702" and "without a visible link" in one.message]
    assert found
    texts = {edit.text for one in found if one.fix is not None for edit in one.fix.edits}
    if written is not None:
        assert all(written in one for one in texts)
        assert bool(texts) is bool(written)
