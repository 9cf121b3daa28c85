"""What speaks of free things without giving any away, and terms that say there are none (TON603), in six languages."""

from __future__ import annotations

import pytest

from tactful_rules.copy import read

DENIED = [
    ("nb", "Gratis varme finnes ikke, men mye kan hentes."), ("sv", "Gratis luncher finns inte."), ("da", "Gratis frokost findes ikke."),
    ("de", "Kostenlose Wärme gibt es nicht."), ("fi", "Ilmaista lämpöä ei ole."), ("en", "Free lunches don't exist."),
    ("da", "Fire pakker, men ikke kvit og frit."), ("en", "From June the pressure is on us."),
]  # fmt: skip
GIVEN = [
    ("nb", "Gratis varme i hele mai!"), ("sv", "Gratis luncher hela maj!"), ("da", "Gratis frokost hele maj!"), ("de", "Kostenlose Wärme im Mai!"),
    ("fi", "Ilmaista lämpöä koko toukokuun!"), ("en", "Free lunches all May!"), ("en", "Breakfast is on us."),
]  # fmt: skip
TERMS = [
    ("nb", "Alarmen er gratis. Ingen avtale, ingenting å si opp."), ("sv", "Larmet är gratis. Inget avtal, ingen startavgift."),
    ("da", "Alarmen er gratis: ingen oprettelse, intet at opsige."), ("de", "Die Zentrale ist gratis. Kein Vertrag, nichts zu kündigen."),
    ("fi", "Keskus on ilmainen. Ei sopimusta, ei avausmaksua."), ("en", "The hub is free. No contract, nothing to cancel."),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), DENIED)
def test_what_is_denied_is_not_given(lang: str, text: str) -> None:
    assert read(text, lang).of("free") == ()


@pytest.mark.parametrize(("lang", "text"), GIVEN)
def test_what_is_given_is_free(lang: str, text: str) -> None:
    assert read(text, lang).of("free")


@pytest.mark.parametrize(("lang", "text"), TERMS)
def test_no_contract_is_said_on_what_terms(lang: str, text: str) -> None:
    assert read(text, lang).of("free")
    assert read(text, lang).of("weak_terms")
