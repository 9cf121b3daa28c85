"""TON604: which printed facts are behaviour, and what hurries beside them."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.pressure_on_echo import PressureOnEcho


def label(provenance: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "x-fact": {"provenance": provenance, "sensitivity": "none", "known_to_recipient": True, **more}}


SCHEMA = {"properties": {"campaign": {"type": "string"}, "customer": {"properties": {
    "seen": label("observed"), "bought": label("transaction"), "said": label("stated"), "card": label("transaction", ledger=True), "guess": label("inferred"),
}}}}  # fmt: skip
HURRY = "Last chance"


def findings(mjml: str, **manifest: Any) -> list[Finding]:
    history = [
        {"topic": "food", "kind": "purchase", "item": "tea", "channel": "web"},
        {"topic": "food", "kind": "view", "item": "jam", "channel": "web"},
    ]
    customer = {"seen": "lamps", "bought": "vase", "said": "golf", "card": "1", "guess": "x", "points": 9, "history": history}
    return found(PressureOnEcho, mjml, manifest=manifest, context={"customer": customer, "campaign": "k"}, schema=SCHEMA)


@pytest.mark.parametrize(
    ("member", "behaviour"), [("seen", True), ("bought", True), ("guess", True), ("said", False), ("card", False), ("points", False)]
)
def test_which_facts_are_behaviour(member: str, behaviour: bool) -> None:
    printed = f"{{{{ customer.{member} }}}}"
    assert bool(findings(f"<mj-text>{printed}. {HURRY}!</mj-text>")) is behaviour
    assert bool(findings(f"<mj-text>{{{{ campaign }}}} {printed}. {HURRY}!</mj-text>")) is behaviour  # whatever else is printed beside it
    assert bool(findings(f"<mj-text>{printed} {{{{ campaign }}}}. {HURRY}!</mj-text>")) is behaviour
    assert findings(f"<mj-text>{printed}.</mj-text>") == []


@pytest.mark.parametrize(
    ("index", "purpose", "reported"), [(0, "promotion", True), (1, "promotion", True), (0, "service", False), (1, "service", True)]
)
def test_own_orders_in_a_service_mail_are_the_customers(index: int, purpose: str, reported: bool) -> None:
    mjml = f"<mj-text>{{{{ customer.history[{index}].item }}}}: {HURRY}!</mj-text>"
    assert bool(findings(mjml, purpose=purpose)) is reported


PRINTED = "<mj-text>Still {{ customer.seen }}?</mj-text>"
CLOCK = '<mj-image src="https://x.example/countdown.gif" alt="" />'


@pytest.mark.parametrize(
    ("mjml", "pressed"),
    [
        (PRINTED + f"<mj-text>{HURRY}!</mj-text>", True), (f"<mj-text>{HURRY}!</mj-text>" + PRINTED, True),
        (PRINTED + f"<mj-text>Lamps</mj-text><mj-text>{HURRY}!</mj-text>", False), (PRINTED + CLOCK, True), (CLOCK + PRINTED, True),
        (PRINTED + "<mj-text>Lamps</mj-text><mj-text>Vases</mj-text>" + CLOCK, False), ("<mj-text>Lamps</mj-text>" + CLOCK, False),
        (PRINTED + '<mj-button href="https://x.example/countdown">Lamps</mj-button>', False),  # a page, not a clock
        (PRINTED + '<mj-image src="https://x.example/lamp.gif" alt="" />', False),
        ("<mj-text>{% if customer.points > 5 %}Still {{ customer.seen }}?{% else %}" + HURRY + "!{% endif %}</mj-text>", False),
        ("<mj-text>{% if customer.points > 5 %}Still {{ customer.seen }}? " + HURRY + "!{% endif %}</mj-text>", True),
    ],
)  # fmt: skip
def test_what_hurries_beside_it(mjml: str, pressed: bool) -> None:
    assert bool(findings(mjml)) is pressed


def test_what_is_said() -> None:
    (finding,) = findings(f"<mj-text>Lamps</mj-text>\n<mj-text>Still {{{{ customer.seen }}}}? {HURRY}!</mj-text>")
    assert finding.message == "what the reader did is printed beside pressure: 'Last chance'"
    assert (finding.facts, finding.evidence, finding.line) == (("customer.seen",), {"words": "Last chance"}, 2)
    (clock,) = findings(PRINTED + CLOCK)
    assert clock.message.endswith("'a countdown'")
