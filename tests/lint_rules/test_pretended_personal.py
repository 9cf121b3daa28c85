"""TON602: what stands behind "picked for you"."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.pretended_personal import PretendedPersonal

LABEL = {"provenance": "stated", "sensitivity": "none", "known_to_recipient": True}
SCHEMA = {"properties": {"customer": {"properties": {"likes": {"type": "string", "x-fact": LABEL}}}}}
PICKED = "Six teas, picked for you"
EACH = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"


def pretended(mjml: str, **manifest: Any) -> bool:
    context = {
        "customer": {"likes": "tea", "first_name": "Bo", "points": 3},
        "offers": [{"id": "a", "title": "Tea", "topic": "food.drinks.tea"}],
    }
    return bool(found(PretendedPersonal, mjml, manifest=manifest, context=context, schema=SCHEMA))


@pytest.mark.parametrize(
    ("mjml", "nothing_behind"),
    [
        (f"<mj-text>{PICKED}</mj-text>", True), (f"<mj-text>{PICKED}, {{{{ customer.first_name }}}}</mj-text>", True),
        (f"<mj-text>{PICKED}</mj-text>{EACH}", False), (f"<mj-text>{PICKED}: {{{{ customer.likes }}}}</mj-text>", False),
        (f"<mj-text>{PICKED}</mj-text><mj-text>{{{{ customer.likes }}}}</mj-text>", False),
        (f"<mj-text>{PICKED}</mj-text><mj-text>Tea</mj-text><mj-text>{{{{ customer.likes }}}}</mj-text>", True),
        (f"{{% if customer.likes == 'tea' %}}<mj-text>{PICKED}</mj-text>{{% endif %}}", False),
        (f"<mj-text>{{% if customer.likes == 'tea' %}}Tea{{% else %}}{PICKED}{{% endif %}}</mj-text>", True),  # for those of whom nothing is known
        (f"<mj-text>{{% if customer.likes == 'tea' %}}{PICKED}{{% else %}}Tea{{% endif %}}</mj-text>", False),
        (f"<mj-text>{{% if customer.likes == 'tea' %}}Tea{{% endif %}} {PICKED}</mj-text>", False),
        (f"<mj-text>{{% if customer.points > 2 %}}Tea{{% endif %}} {PICKED}</mj-text>", True), ("<mj-text>Tea for all</mj-text>", False),
    ],
)  # fmt: skip
def test_what_is_behind_it(mjml: str, nothing_behind: bool) -> None:
    assert pretended(mjml) is nothing_behind
    if "picked" in mjml:
        assert pretended(mjml, broadcast=True)  # everyone gets it, whatever it reads
    for purpose in ("service", "notice"):
        assert not pretended(mjml, purpose=purpose)


@pytest.mark.parametrize(("selection", "nothing_behind"), [(["customer.likes"], False), (["customer.points"], True), ([], True)])
def test_recipients_who_were_chosen(selection: list[str], nothing_behind: bool) -> None:
    assert pretended(f"<mj-text>{PICKED}</mj-text>", selection=selection) is nothing_behind


def test_what_is_said() -> None:
    (finding,) = found(PretendedPersonal, f"<mj-text>Tea</mj-text>\n<mj-text>{PICKED}</mj-text>", manifest={"broadcast": True})
    assert finding.message == "'picked for you' with nothing personal behind it"
    assert (finding.evidence, finding.line, finding.block) == ({"words": "picked for you", "broadcast": True}, 2, "text")
