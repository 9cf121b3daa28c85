"""ASK502: which asks need a reason, and where it may stand."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.ask_unexplained import AskUnexplained

BIRTH = "Tell us your date of birth"
WHY = "so that we can send you a card"


def text(*blocks: str) -> str:
    return "".join(f"<mj-text>{block}</mj-text>" for block in blocks)


def messages(mjml: str, asks: list[dict[str, str]] | None = None, **manifest: Any) -> list[str]:
    return [one.message for one in found(AskUnexplained, mjml, manifest={**({"asks": asks} if asks else {}), **manifest})]


@pytest.mark.parametrize(
    ("mjml", "bare"),
    [
        (text(BIRTH), ["birth date"]), (text(f"{BIRTH}, {WHY}"), []), (text(BIRTH, f"We ask {WHY}"), []), (text(f"We ask {WHY}", BIRTH), []),
        (text(BIRTH, "Good bread", f"We ask {WHY}"), ["birth date"]), (text("Good bread", BIRTH, f"We ask {WHY}"), []),
        (text(BIRTH, f"Tell us your postcode, {WHY}"), ["birth date"]),  # the reason beside belongs to another question
        (text(f"Tell us your postcode, {WHY}", BIRTH), ["birth date"]), (text(BIRTH, f"{BIRTH}, {WHY}"), []),
        (text(f"Tell us your postcode and your date of birth, {WHY}"), []), (text("Tell us your email address"), []), (text("Tell us your name"), []),
        (text("Tell us your date of birth and get 10% off"), ["birth date"]),
    ],
)  # fmt: skip
def test_a_reason_stands_in_the_block_or_beside_it(mjml: str, bare: list[str]) -> None:
    assert messages(mjml) == [f"asks for {field} and does not say what for" for field in bare]


@pytest.mark.parametrize("place", ["subject", "preheader"])
def test_a_header_has_no_room_for_reasons(place: str) -> None:
    assert messages(text("Hello"), **{place: BIRTH}) == []
    assert messages(text("Hello"), [{"field": "birth_date", "why": "a card"}], **{place: f"We ask {WHY}"}) != []  # and gives none either


SILENT = "the manifest knows why it asks for {}, the reader is not told"
NONE = "the manifest asks for {} and gives no why"


@pytest.mark.parametrize(
    ("mjml", "asks", "expected"),
    [
        (text("Hello"), [("birth_date", "a card")], [SILENT]), (text("Hello"), [("birth_date", "")], [NONE]), (text("Hello"), [("birth_date", "  ")], [NONE]),
        (text(f"We ask {WHY}"), [("birth_date", "a card")], []), (text("Hello", f"We ask {WHY}"), [("birth_date", "a card")], []),
        (text(f"We ask {WHY}", "Hello"), [("birth_date", "a card")], []), (text(f"{BIRTH}, {WHY}"), [("birth_date", "a card")], []),
        (text("Hello"), [("email", "a card")], []), (text("Hello"), [("first_name", "a card")], []), (text("Hello"), [], []),
    ],
)  # fmt: skip
def test_a_reason_in_the_manifest_is_not_one_for_the_reader(mjml: str, asks: list[tuple[str, str]], expected: list[str]) -> None:
    given = [{"field": field, "why": why} for field, why in asks]
    assert messages(mjml, given) == [one.format(asks[0][0]) for one in expected]


def test_what_the_copy_asks_for_is_not_said_of_the_manifest_too() -> None:
    assert messages(text(BIRTH), [{"field": "birth_date", "why": "a card"}]) == ["asks for birth date and does not say what for"]


@pytest.mark.parametrize(("name", "bare"), [("email", False), ("first_name", False), ("birthDate", True)])
def test_an_address_in_a_form_explains_itself(name: str, bare: bool) -> None:
    form = f'<mj-text>Join us</mj-text><mj-raw><form action="https://x.example/join"><input name="{name}" /></form></mj-raw>'
    assert bool(messages(form)) is bare


FORMS = {
    "sv": ("Födelsedatum:", "Spara"), "nb": ("Fødselsdato:", "Lagre"), "da": ("Fødselsdag", "Gem"), "fi": ("Syntymäaika:", "Tallenna"),
    "de": ("Geburtsdatum", "Speichern"), "en": ("Date of birth:", "Save"),
}  # fmt: skip


@pytest.mark.parametrize("lang", list(FORMS))
def test_a_bare_field_above_the_button_of_a_form_is_asked_for(lang: str) -> None:
    label, send = FORMS[lang]

    def asked(text: str, button: str) -> bool:
        body = f"<mj-text>{text}</mj-text><mj-button href='https://x.example/a'>{button}</mj-button>"
        return bool(found(AskUnexplained, body, lang=lang, manifest={"purpose": "survey"}))

    assert asked(label, send)
    assert not asked(label, f"{send} 20 %")
    assert not asked(f"{label} {{{{ customer.birth_date }}}}", send)  # shown, not asked for


@pytest.mark.parametrize(
    ("lang", "copy", "bare"),
    [
        ("sv", "Skriv din födelsedag, så står det en tårta framme på dagen.", False), ("sv", "Skriv din födelsedag, så väntar det en present.", True),
        ("nb", "Skriv fødselsdatoen din, så ligger det et kort i posten på dagen.", False), ("da", "Skriv din fødselsdag, så venter der en lille gave.", True),
        ("da", "Skriv din fødselsdag, så ligger der en kage klar på dagen.", False), ("sv", "Lägg till ditt mobilnummer, så kan chauffören ringa.", False),
        ("nb", "Legg til mobilnummeret ditt, så ringer sjåføren.", False), ("fi", "Lisää puhelinnumerosi, niin kuljettaja voi soittaa.", False),
        ("de", "Tragen Sie Ihren Geburtstag ein, dann steht am Festtag ein Stück Torte für Sie bereit.", False),
        ("de", "Tragen Sie Ihren Geburtstag ein, dann liegt ein Geschenk für Sie bereit.", True), ("en", "Add your mobile number and the driver can ring.", False),
        ("en", "Add your mobile number and press save.", True), ("sv", "Lägg till ditt mobilnummer, så är du klar.", True),
    ],
)  # fmt: skip
def test_what_follows_from_the_answer_is_a_reason_and_a_gift_is_none(lang: str, copy: str, bare: bool) -> None:
    assert bool(found(AskUnexplained, text(copy), lang=lang, manifest={"purpose": "survey"})) is bare
