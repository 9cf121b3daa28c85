"""What sentences alone cannot show: stages, forms, links, branches, neighbours, offers, facts."""

from __future__ import annotations

from typing import Any

import pytest
from sentences import SCHEMA, rules

from tactful.project import Project
from tactful_rules.shared.fields import STAGES, TIERS, fields, named

RULES = [rule() if isinstance(rule, type) else rule for rule in rules()]
LINK = '<mj-button href="https://x.example/go">Go</mj-button>'


def codes(body: str, manifest: dict[str, Any] | None = None, customer: dict[str, Any] | None = None, **context: Any) -> tuple[str, ...]:
    mjml = f"<mjml><mj-body><mj-section><mj-column>{body}</mj-column></mj-section></mj-body></mjml>"
    settings = {"subject": "Post", "purpose": "promotion", "locale": "en-GB", **(manifest or {})}
    project = Project.in_memory(manifest=settings, mjml=mjml, schema=SCHEMA, rules=RULES)
    person = {"id": "c", "browsed": "X", **(customer or {})}
    found = project.lint(
        "case", {"as_of": "2026-02-13T08:00:00+01:00", "customer": person, "unsubscribe_url": "https://x.example/u", **context}
    )
    assert not [finding.message for finding in found.findings if finding.evidence.get("rule_failed")]
    return found.codes


def stage(name: str) -> dict[str, Any]:
    return {"relationship": {"stage": name}}


BIRTHDAY = "<mj-text>Tell us your date of birth, so that we can send a card.</mj-text>"
STATUS = "<mj-text>Tell us your marital status, so that we can invite the right number.</mj-text>"


@pytest.mark.parametrize(
    ("body", "written_for", "customer", "early"),
    [
        (BIRTHDAY, "", "prospect", True), (BIRTHDAY, "", "new", True), (BIRTHDAY, "", "active", False), (BIRTHDAY, "", "lapsed", False),
        (BIRTHDAY, "new", "loyal", True), (BIRTHDAY, "loyal", "new", True), (BIRTHDAY, "active", "", False), (BIRTHDAY, "", "", True),
        (STATUS, "", "active", True), (STATUS, "", "lapsed", True), (STATUS, "", "loyal", False), (STATUS, "active", "loyal", True),
    ],
)  # fmt: skip
def test_the_lower_stage_decides(body: str, written_for: str, customer: str, early: bool) -> None:
    manifest = {"stage": written_for} if written_for else {}
    assert ("ASK501" in codes(body, manifest, stage(customer) if customer else None)) is early


@pytest.mark.parametrize(
    ("purpose", "consented", "allowed"),
    [("survey", ["health"], True), ("survey", ["health.allergy"], True), ("survey", ["belief.religion"], False), ("survey", [], False), ("promotion", ["health"], False)],
)  # fmt: skip
def test_special_categories_need_a_survey_with_consent_to_them(purpose: str, consented: list[str], allowed: bool) -> None:
    customer = {**stage("loyal"), "consents": {"basis": "consent", "special_categories": consented}}
    body = "<mj-text>Tell us about your health, so that we can plan the course.</mj-text>"
    assert ("ASK501" not in codes(body, {"purpose": purpose}, customer)) is allowed


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("birth_date", "birth_date"), ("birthDate", "birth_date"), ("customer.birth_date", "birth_date"), ("fødselsdato", "birth_date"),
        ("foedselsdato", "birth_date"), ("Födelsedag", "birth_date"), ("syntymäaika", "birth_date"), ("Familienstand", "civil_status"),
        ("siviilisääty", "civil_status"), ("marital status", "civil_status"), ("number_of_children", "household"), ("mobilnummer", "phone"),
        ("Jahreseinkommen", "income"), ("cpr-nummer", "national_id"), ("allergier", "health"), ("postnummer", "postal_code"),
        ("first_name", "name"), ("coupon_page", ""), ("london", ""), ("gift_card", ""), ("", ""),
    ],
)  # fmt: skip
def test_free_text_names_are_fields(name: str, field: str) -> None:
    assert named(name) == field


def test_every_field_has_a_tier_that_some_stage_or_none_reaches() -> None:
    assert {field.tier for field in fields().values()} <= set(TIERS)
    assert STAGES["lapsed"] == STAGES["active"] < STAGES["loyal"]


FORM = '<mj-raw><form><label>When shall we light the candle?</label><input type="{kind}" name="{name}"></form></mj-raw>'


def test_an_input_asks_and_a_hidden_one_does_not() -> None:
    assert {"ASK501", "ASK502"} <= set(codes(FORM.format(kind="date", name="birth_date"), customer=stage("new")))
    assert codes(FORM.format(kind="hidden", name="birth_date"), customer=stage("new")) == ()


def test_an_input_without_any_visible_text_is_explained_by_its_neighbours() -> None:
    form = '<mj-raw><input name="postcode"></mj-raw>'
    assert "ASK502" in codes(f"<mj-text>Almost there.</mj-text>{form}", customer=stage("loyal"))
    assert codes(f"<mj-text>So that we can show the nearest shop.</mj-text>{form}", customer=stage("loyal")) == ()


def test_the_target_of_a_bare_link_tells_the_field() -> None:
    link = '<mj-text>One box is empty.</mj-text><mj-button href="https://x.example/profile/{field}">Fill in</mj-button>'
    assert "ASK502" in codes(link.format(field="birth-date"), customer=stage("loyal"))
    assert codes(link.format(field="avatar"), customer=stage("loyal")) == ()


def test_a_neighbour_that_asks_for_something_else_explains_only_that() -> None:
    first = "<mj-text>Enter your date of birth, so that we can send a card.</mj-text>"
    assert "ASK502" in codes(f"{first}<mj-text>Enter your mobile number.</mj-text>", customer=stage("loyal"))
    assert codes(f"{first}<mj-button href='https://x.example/profile'>Enter your date of birth</mj-button>", customer=stage("loyal")) == ()


@pytest.mark.parametrize(("asks", "found"), [([{"field": "interests"}], True), ([{"field": "interests", "why": "fewer mails"}], True)])
def test_a_why_that_the_manifest_keeps_to_itself_is_none(asks: list[dict[str, str]], found: bool) -> None:
    assert ("ASK502" in codes("<mj-text>A few boxes.</mj-text>", {"asks": asks}, stage("active"))) is found


def test_a_branch_that_is_not_live_asks_nothing() -> None:
    body = "{% if customer.gender == 'f' %}" + STATUS + "{% else %}<mj-text>Hello.</mj-text>{% endif %}"
    assert "ASK501" in codes(body, customer={"gender": "f"})
    assert "ASK501" not in codes(body, customer={"gender": "m"})


OCCASION = {"purpose": "occasion", "occasion": "birthday"}


def test_a_wish_in_the_subject_alone_does_not_count() -> None:
    assert "TON601" in codes("<mj-text>10% off.</mj-text>", {**OCCASION, "subject": "Happy birthday!"})
    assert codes("<mj-text>Happy birthday!</mj-text>", OCCASION) == ()
    assert codes("<mj-text>10% off.</mj-text>") == ()


def test_every_branch_that_a_customer_can_get_must_greet() -> None:
    body = "<mj-text>{% if customer.gender == 'f' %}Happy birthday!{% else %}10% off.{% endif %}</mj-text>"
    assert "TON601" not in codes(body, OCCASION, {"gender": "f"})
    assert "TON601" in codes(body, OCCASION, {"gender": "m"})


def test_a_wish_that_begins_in_a_branch_is_one() -> None:
    body = "<mj-text>{% if customer.first_name %}{{ customer.first_name }}, happy{% else %}Happy{% endif %} birthday.</mj-text>"
    assert codes(body, OCCASION, {"first_name": "Kim"}) == codes(body, OCCASION) == ()


TASTE = "'food.drinks.coffee' in (customer.preferences | map(attribute='topic') | list)"
CHOSEN = "<mj-text>Handpicked for you: two beans.</mj-text>"
PLAIN = "<mj-text>Two beans.</mj-text>"


@pytest.mark.parametrize(
    ("body", "manifest", "pretended"),
    [
        (CHOSEN, {}, True),
        (CHOSEN, {"selection": ["customer.preferences"]}, False),
        (CHOSEN, {"selection": ["customer.preferences"], "broadcast": True}, True),
        (f"{{% if {TASTE} %}}{CHOSEN}{{% else %}}{PLAIN}{{% endif %}}", {}, False),
        (f"{{% if {TASTE} %}}{PLAIN}{{% else %}}{CHOSEN}{{% endif %}}", {}, True),
        (f"{{% if not {TASTE} %}}{PLAIN}{{% else %}}{CHOSEN}{{% endif %}}", {}, False),
        (f"<mj-text>{{{{ customer.first_name | default('Hi') }}}}</mj-text>{CHOSEN}", {}, True),
        (f"{CHOSEN}{{% for offer in offers %}}<mj-text>{{{{ offer.title }}}}</mj-text>{{% endfor %}}", {}, False),
        (CHOSEN, {"purpose": "service"}, False),
    ],
)
def test_what_counts_as_personal(body: str, manifest: dict[str, Any], pretended: bool) -> None:
    assert ("TON602" in codes(body, manifest)) is pretended


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<mj-text>The pack is free.</mj-text><mj-text>Postage £4.</mj-text>", False),
        (f"<mj-text>The pack is free.</mj-text>{LINK}<mj-text>Postage £4.</mj-text>", True),
        ("<mj-text>The pack is free*. *Postage £4.</mj-text>", False),
        (f"<mj-text>Free delivery*</mj-text>{LINK}<mj-text>Hello.</mj-text>", True),
        ("<mj-text>Free delivery.</mj-text>", False),
        (f"<mj-text>Free delivery.</mj-text>{LINK}<mj-text>Orders over £40, otherwise postage £4.</mj-text>", True),
        ("<mj-text>The mug is free (worth £12).</mj-text>", True),
        ("<mj-text>Free mug for members.</mj-text>", False),
        (f"<mj-text>Free month for members.</mj-text>{LINK}<mj-text>Then £9 a month.</mj-text>", True),
    ],
)
def test_where_terms_may_stand(body: str, found: bool) -> None:
    assert ("TON603" in codes(body)) is found


def test_offers_that_say_free_print_their_terms() -> None:
    offers = [{"id": "1", "topic": "food.groceries", "title": "Your first box is free", "terms": "Then £12 a month."}]
    bare = "{% for offer in offers %}<mj-text>{{ offer.title }}</mj-text>{% endfor %}"
    told = "{% for offer in offers %}<mj-text>{{ offer.title }}. {{ offer.terms }}</mj-text>{% endfor %}"
    assert "TON603" in codes(bare, offers=offers)
    assert "TON603" not in codes(told, offers=offers)
    assert "TON603" not in codes(bare, offers=[{**offers[0], "title": "Sugar-free squash"}])


ECHO = "<mj-text>Still thinking about {{ customer.browsed }}?</mj-text>"
HURRY = "<mj-text>Last chance!</mj-text>"


@pytest.mark.parametrize(
    ("body", "pressed"),
    [
        (ECHO + HURRY, True),
        (ECHO + LINK + HURRY, False),
        (ECHO + '<mj-image src="https://x.example/countdown.gif" alt="" />', True),
        (ECHO + '<mj-image src="https://x.example/lamp.gif" alt="" />', False),
        ("<mj-text>You have {{ customer.points | default(0) }} points. Last chance!</mj-text>", False),
        ("<mj-text>{{ customer.city | default('Town') }}: last chance!</mj-text>", False),
        ("<mj-text>{% if customer.gender == 'f' %}{{ customer.browsed }}{% else %}Last chance!{% endif %}</mj-text>", False),
        ("{% for one in customer.history %}<mj-text>{{ one.item }}</mj-text>{% endfor %}" + HURRY, True),
    ],
)
def test_what_is_pressed_on(body: str, pressed: bool) -> None:
    history = [{"topic": "food.groceries", "kind": "view", "at": "2026-02-01", "item": "Beans", "channel": "web"}]
    assert ("TON604" in codes(body, customer={"history": history})) is pressed


@pytest.mark.parametrize(("basis", "pressed"), [("stated", False), ("observed", True), ("transaction", True)])
def test_a_preference_is_behaviour_by_its_basis(basis: str, pressed: bool) -> None:
    taste = [{"topic": "food.drinks.coffee", "polarity": "like", "basis": basis}]
    body = "{% for one in customer.preferences %}<mj-text>{{ one.topic }}: last chance!</mj-text>{% endfor %}"
    assert ("TON604" in codes(body, customer={"preferences": taste})) is pressed


def test_findings_hold_no_values_of_the_customer() -> None:
    mjml = f"<mjml><mj-body><mj-section><mj-column>{ECHO}{HURRY}</mj-column></mj-section></mj-body></mjml>"
    project = Project.in_memory(manifest={"subject": "Post", "locale": "en-GB"}, mjml=mjml, schema=SCHEMA, rules=RULES)
    report = project.lint("case", {"as_of": "2026-02-13T08:00:00+01:00", "customer": {"id": "c", "browsed": "Zyx-lamps"}})
    assert "TON604" in report.codes
    assert "Zyx-lamps" not in str(report.to_dict())
