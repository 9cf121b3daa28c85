"""EXP204: what counts as shown and as steering, and what the finding says of each."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.too_many_facts import TooManyFacts

LABEL = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
NAMES = [f"f{at}" for at in range(8)]
SCHEMA = {"properties": {"customer": {"properties": {name: {"type": "string", "x-fact": LABEL} for name in NAMES}}}}


def findings(mjml: str, thresholds: Any = None, history: Any = (), **manifest: Any) -> list[Finding]:
    customer = {**dict.fromkeys(NAMES, "x"), "first_name": "Bo", "points": 3, "tier": "gold", "history": list(history)}
    config = {"thresholds": thresholds} if thresholds else None
    return found(TooManyFacts, mjml, manifest=manifest, schema=SCHEMA, config=config, context={"customer": customer})


def printed(count: int) -> str:
    return "".join(f"<mj-text>{{{{ customer.{name} }}}}</mj-text>\n" for name in NAMES[:count])


def chosen(count: int) -> str:
    return "".join(f"{{% if customer.{name} == 'x' %}}<mj-text>News</mj-text>{{% endif %}}" for name in NAMES[:count])


LEDGER = "<mj-text>{{ customer.first_name }}: {{ customer.points }}, {{ customer.tier }}</mj-text>"


@pytest.mark.parametrize(
    ("mjml", "reported"),
    [
        (printed(3), False), (printed(4), True), (printed(3) * 2, False), (printed(3) + LEDGER, False), (chosen(5), False), (chosen(6), True), (chosen(5) * 2, False),
        (printed(3) + chosen(5), False), ("<mj-text>{{ customer.f0 }} {{ customer.f1 }} {{ customer.f2 }} {{ customer.f3 }}</mj-text>", True),
    ],
)  # fmt: skip
def test_shown_and_steering_are_counted_apart(mjml: str, reported: bool) -> None:
    assert bool(findings(mjml)) is reported


def test_every_entry_that_is_said_is_a_fact() -> None:
    def visits(count: int) -> list[dict[str, str]]:
        return [{"topic": "food", "kind": "view", "item": f"jam {at}", "channel": "web"} for at in range(count)]

    mjml = "<mj-text>{% for h in customer.history %}{{ h.item }}, {% endfor %}</mj-text>"
    assert findings(mjml, history=visits(3)) == []
    (finding,) = findings(mjml, history=visits(4))
    assert (finding.facts, finding.evidence) == (("customer.history[].item",), {"shown": 4, "limit": 3})


def test_what_is_said_of_what_is_shown() -> None:
    (finding,) = findings(LEDGER + "\n" + printed(5))
    assert finding.message == "the message shows 5 facts about its reader (at most 3)"
    assert finding.facts == tuple(f"customer.{name}" for name in NAMES[:5])
    assert (finding.evidence, finding.severity, finding.line) == ({"shown": 5, "limit": 3}, "warning", 6)
    assert finding.help == "show at most one or two, and let the others choose in silence"


def test_what_is_said_of_what_steers() -> None:
    (finding,) = findings("<mj-text>News</mj-text>", selection=[f"customer.{name}" for name in NAMES[:6]])
    assert finding.message == "the message is chosen by 6 facts about its reader (at most 5)"
    assert (finding.evidence, finding.help) == ({"steering": 6, "limit": 5}, "choose by the few that matter")
    assert finding.file.endswith("message.toml")
    (branches,) = findings(chosen(6))
    assert branches.file.endswith("message.mjml")


def test_the_numbers_are_configuration() -> None:
    limits = {"facts_shown": 1, "facts_steering": 2}
    assert findings(printed(1) + chosen(2), limits) == []
    assert len(findings(printed(2) + chosen(3), limits)) == 2
