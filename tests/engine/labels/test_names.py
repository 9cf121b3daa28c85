"""Names of members in six languages, and names that only look like them."""

from __future__ import annotations

import pytest

from tactful.labels.evidence import weigh
from tactful.labels.names import LANGUAGES, kinds, parts, said_by
from tactful.model.facts import Label


def spoken(name: str, lang: str = "en") -> set[str]:
    return {kind.name for kind, _word in said_by(name, [lang])}


@pytest.mark.parametrize(
    ("name", "found"),
    [("dateOfBirth", ("date", "of", "birth")), ("date_of_birth", ("date", "of", "birth")), ("PLZ", ("plz",)), ("homeZIPCode", ("home", "zip", "code")),
     ("fødselsdato", ("fodselsdato",)), ("LetzterBesuch", ("letzter", "besuch")), ("straße", ("strasse",)), ("last-visit-2", ("last", "visit")), ("", ())],
)  # fmt: skip
def test_names_are_split(name: str, found: tuple[str, ...]) -> None:
    assert parts(name) == found


@pytest.mark.parametrize(
    ("lang", "name", "kind"),
    [
        ("en", "dob", "birth"), ("en", "birthDate", "birth"), ("sv", "födelsedatum", "birth"), ("sv", "foedelsedatum", "birth"), ("nb", "fødselsdato", "birth"),
        ("da", "foedselsdato", "birth"), ("fi", "syntymäaika", "birth"), ("fi", "syntymaaika", "birth"), ("de", "geburtsdatum", "birth"),
        ("en", "zip", "district"), ("sv", "postnummer", "district"), ("nb", "postnummer", "district"), ("da", "postnummer", "district"),
        ("fi", "postinumero", "district"), ("de", "PLZ", "district"), ("en", "last_visit", "seen"), ("sv", "senaste_besök", "seen"), ("nb", "siste_besøk", "seen"),
        ("da", "seneste_besøg", "seen"), ("fi", "viimeinen_käynti", "seen"), ("de", "letzter_Besuch", "seen"), ("en", "is_pregnant", "special"),
        ("sv", "gravid", "special"), ("nb", "helseopplysninger", "special"), ("da", "helbred", "special"), ("fi", "terveystiedot", "special"), ("de", "schwangerschaft", "special"),
        ("en", "household_income", "life"), ("sv", "inkomst", "life"), ("nb", "sivilstand", "life"), ("da", "ægtefælle", "life"), ("fi", "siviilisääty", "life"),
        ("de", "Familienstand", "life"), ("en", "ssn", "identity_number"), ("sv", "personnummer", "identity_number"), ("nb", "fødselsnummer", "identity_number"),
        ("da", "cpr", "identity_number"), ("fi", "hetu", "identity_number"), ("de", "Ausweisnummer", "identity_number"), ("en", "churnScore", "guessed"),
        ("sv", "kundsegment", "guessed"), ("fi", "kohderyhmä", "guessed"), ("de", "Zielgruppe", "guessed"), ("en", "order_number", "own_order"), ("de", "Bestellnummer", "own_order"),
    ],
)  # fmt: skip
def test_what_names_say(lang: str, name: str, kind: str) -> None:
    assert kind in spoken(name, lang)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("package_type", "age"), ("message_id", "age"), ("reunion_city", "special"), ("average_stage", "age"), ("referred_by", "town"), ("points_of_interest", "account"),
     ("email_opens", "account"), ("studio_name", "account"), ("manager", "age"), ("target_group", "age"), ("brace_size", "special"), ("candle", "shop"),
     ("orderly", "bought"), ("scored", "guessed"), ("chaton", "day"), ("flat", "position"), ("category", "habit")],
)  # fmt: skip
def test_names_that_only_look_like_it(name: str, kind: str) -> None:
    assert kind not in spoken(name)


@pytest.mark.parametrize("name", ["created_by", "updatedBy", "sort_by", "referred_by", "sold_by"])
def test_an_english_by_is_no_town(name: str) -> None:
    assert "town" not in spoken(name, "da")
    assert "town" in spoken("leverings_by", "da")


def test_a_language_is_read_only_where_a_project_speaks_it() -> None:
    assert "town" in spoken("by", "da")
    assert "town" not in spoken("by", "en")
    assert "birth" in {kind.name for kind, _word in said_by("dob", ["fi"])}  # English belongs to every CRM


def test_every_kind_has_words_of_every_language_and_a_label_that_exists() -> None:
    for kind in kinds(frozenset(LANGUAGES)):
        label = {key: value for key, value in kind.label.items() if key not in ("last",)}
        assert set(label) <= {"provenance", "sensitivity", "granularity", "known_to_recipient", "ledger", "purposes"}
        Label.from_keyword(label)
        for lang in LANGUAGES:
            alone = next(one for one in kinds(frozenset({lang})) if one.name == kind.name)
            assert alone.words, f"{kind.name} has no words of {lang}"


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("customer.loyalty_points", {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True, "ledger": True}),
        ("customer.last_visit_at", {"provenance": "observed", "sensitivity": "lifestyle", "known_to_recipient": True, "granularity": {"time": "clock"}}),
        ("customer.children[].name", {"sensitivity": "life_event", "granularity": {"person": "named"}}),
        ("customer.course.name", {"granularity": {"item": "activity"}}), ("customer.segment", {"provenance": "inferred", "known_to_recipient": False}),
        ("customer.credit_balance", {"provenance": "stated", "sensitivity": "life_event", "known_to_recipient": True}), ("customer.thing", {}),
    ],
)  # fmt: skip
def test_labels_from_names(path: str, label: dict[str, object]) -> None:
    assert weigh(path, None, [], {"en"}).label == label


def test_the_stricter_of_two_holds() -> None:
    assert weigh("customer.predicted_favourite", None, [], {"en"}).label["provenance"] == "inferred"
    assert weigh("customer.pregnancy_purchase", None, [], {"en"}).label["sensitivity"] == "special"
    assert weigh("customer.visits[].address", None, [], {"en"}).label["provenance"] == "observed"


@pytest.mark.parametrize(
    ("samples", "granularity"),
    [(["2026-02-13"], {"time": "date"}), (["2026-02-13T08:00:00Z"], {"time": "clock"}), (["2026-02-13", "soon"], {}), ([3, 7.5], {"quantity": "exact"}), ([True], {}), (["x"], {})],
)  # fmt: skip
def test_samples_show_dates_and_numbers(samples: list[object], granularity: dict[str, str]) -> None:
    assert weigh("customer.thing", None, samples, {"en"}).label.get("granularity", {}) == granularity
