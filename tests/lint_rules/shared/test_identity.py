"""Who sends the mail: each of the three signs alone, and where a text names its sender."""

from __future__ import annotations

import pytest

from tactful_rules.shared.identity import names_a_sender, sender_spans

NAMES = [
    "Lampan AB", "Nordlys ASA", "Bakken A/S", "Kahvi Oy", "Werkstatt GmbH", "Brew Ltd.", "Verein e. V.", "Keltainen osuuskunta",  # a legal form
    "org.nr 556677", "CVR 12345678", "Y-tunnus 1234567", "HRB 12345", "Company number 0123", "VAT GB12",  # a number
    "Storgatan 1, vi finns här", "Kirkeveien 12 B · her", "12 High Street", "211 22 Malmö", "0150 Oslo", "10115 Berlin", "LS1 4AP", "Box 17", "Postfach 44",
]  # fmt: skip
NOBODY = [
    "Hej på dig",
    "12 lampor kvar",
    "box of lamps",
    "Sale ends 12 May",
    "vattentät",
    "organic lamps",
    "privat",
    "abc 12345",
    "Nu 1299 kr",
]


@pytest.mark.parametrize("text", NAMES)
def test_one_sign_is_enough(text: str) -> None:
    assert names_a_sender(text)


@pytest.mark.parametrize("text", NOBODY)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert not names_a_sender(text)


@pytest.mark.parametrize(
    ("text", "leaving", "parts"),
    [
        ("Sent by the lamp club | New lamps", True, ["Sent by the lamp club "]), ("New lamps | 12 High Street", True, [" 12 High Street"]),
        ("New lamps | CVR 12345678", True, [" CVR 12345678"]), ("Storgatan 1\nNya lampor", True, ["Storgatan 1"]),
        ("Sent by the lamp club", False, []), ("12 High Street", False, []),  # no footer: a shop's address in the copy is no sender
        ("Ski Nordic AB | CVR 12345678 | New lamps", False, ["Ski Nordic ", " CVR 12345678 "]),
        ("New lamps. Best wishes from the ski desk", False, [" Best wishes from the ski desk"]), ("Best wishes to all skiers", False, []),
    ],
)  # fmt: skip
def test_where_a_footer_names_its_sender(text: str, leaving: bool, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sender_spans(text, leaving)] == parts
