"""Fields: what an identifier means, in whatever notation, and from which tier it may be asked."""

from __future__ import annotations

import pytest

from tactful_rules.shared.fields import STAGES, TIERS, fields, named


@pytest.mark.parametrize(
    ("identifier", "field"),
    [
        ("birth_date", "birth_date"), ("birthDate", "birth_date"), ("customer.birth_date", "birth_date"), ("BirthDate", "birth_date"), ("date-of-birth", "birth_date"),
        ("fødselsdato", "birth_date"), ("födelsedatum", "birth_date"), ("foedselsdato", "birth_date"), ("Geburtstag", "birth_date"), ("syntymäpäivä", "birth_date"),
        ("DOB", "birth_date"), ("postnummer", "postal_code"), ("PLZ", "postal_code"), ("årsinkomst", "income"), ("Jahreseinkommen", "income"),
        ("userEMail", "email"), ("/form/phone", "phone"), ("campaign", ""), ("", ""), ("page", ""), ("message", ""), ("recipients", ""), ("doberman", ""),
    ],
)  # fmt: skip
def test_identifiers(identifier: str, field: str) -> None:
    assert named(identifier) == field


def test_of_several_the_most_guarded_counts() -> None:
    assert named("name and religion") == "religion"
    assert named("email_or_phone") == "phone"


@pytest.mark.parametrize(("field", "least"), [("gender", 0), ("birth_date", 1), ("phone", 2), ("religion", 3), ("national_id", 4)])
def test_within_a_tier(field: str, least: int) -> None:
    assert [fields()[field].within(reached) for reached in range(5)] == [reached >= least for reached in range(5)]
    assert TIERS[fields()[field].tier] == least


def test_lapsed_counts_as_active_and_new_as_a_prospect() -> None:
    assert STAGES == {"prospect": 0, "new": 0, "active": 1, "lapsed": 1, "loyal": 2}


def test_every_special_field_names_the_topic_of_its_consent() -> None:
    assert all(field.consent for field in fields().values() if field.tier == "special")
    assert not any(field.consent for field in fields().values() if field.tier != "special")
