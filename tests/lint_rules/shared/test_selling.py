"""When phrases that may sell do: outright, two of them together, one beside a shop's link, a price or a button."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.draft.model import Draft
from tactful.testing import project_of
from tactful_rules.scope_too_narrow import ScopeTooNarrow
from tactful_rules.shared.selling import goods, pushes, sells

LURE, OTHER, SURE, WEAK = "The trial class", "open for booking", "Treat yourself", "The lamps also arrived"


def drafted(mjml: str, offers: list[dict[str, Any]] | None = None, **manifest: Any) -> Draft:
    context: dict[str, Any] = {"offers": [{"id": str(at), "title": "Lamp", **offer} for at, offer in enumerate(offers)]} if offers else {}
    project, whole = project_of(Example("en", mjml, {"purpose": "service", "footer": False, **manifest}, context), ScopeTooNarrow)
    return project.draft("case", whole)


def pushed(mjml: str, **manifest: Any) -> list[str]:
    return [cue.text for _block, cue in pushes(drafted(mjml, **manifest).shape)]


def text(*blocks: str) -> str:
    return "".join(f"<mj-text>{block}</mj-text>" for block in blocks)


def button(words: str, href: str = "https://x.example/a") -> str:
    return f'<mj-button href="{href}">{words}</mj-button>'


@pytest.mark.parametrize(
    ("mjml", "sold"),
    [
        (text(SURE), [SURE]), (text(LURE), []), (text(f"{LURE} is {OTHER}"), ["trial class"]), (text(LURE, OTHER), []),  # two blocks are no company
        (text(LURE) + button(f"{OTHER}"), [OTHER]), (text(OTHER) + button("Trial class"), ["Trial class"]), (text("Lamps") + button(OTHER), []),
        (text(f"{LURE}, £5"), ["trial class"]), (text(f"{WEAK}, £5 each"), ["also"]), (text(WEAK), []), (text(f"{LURE}, nothing more"), []),
        (text(f'{LURE}: <a href="https://x.example/sale">look</a>'), ["trial class"]), (text(f'{LURE}: <a href="https://x.example/help">look</a>'), []),
        (text(f'{LURE}: <img src="https://x.example/sale" alt="look" />'), []), (text(f'{LURE}: <a class="/sale" href="https://x.example/a">look</a>'), []),
        (text(LURE, '<a href="https://x.example/sale">Open for booking</a>'), ["Open for booking"]), (text(LURE, "open for booking"), []),
        (text(f"PS. {LURE}"), ["trial class"]), (text("PS. By the way, the door is green"), []),
        ("<mj-text>A</mj-text></mj-column></mj-section><mj-section><mj-column>" + text(LURE), []),
    ],
)  # fmt: skip
def test_what_sells(mjml: str, sold: list[str]) -> None:
    assert pushed(mjml) == sold


def test_a_title_is_read_by_nobody_and_a_gift_may_have_a_price() -> None:
    draft = drafted(text("Hello"))
    assert not any(block.kind == "title" and block.text == SURE for block in draft.blocks)
    assert pushed(text(f"{WEAK}, £5 each"), purpose="survey") == []


@pytest.mark.parametrize(
    ("manifest", "mjml", "offers", "selling"),
    [
        ({"purpose": "promotion"}, text("Hello"), None, True), ({"purpose": "service"}, text(SURE), None, False), ({"purpose": "survey"}, text("Hello"), None, False),
        ({"purpose": "survey"}, text(SURE), None, True),
        ({"purpose": "survey"}, text("{% for o in offers %}{{ o.title }}{% endfor %}"), [{"topic": "retail.home"}], True),
        ({"purpose": "survey"}, text("{% for o in offers %}{{ o.title }}{% endfor %}"), [{"topic": "service.order"}], False),
        ({"purpose": "survey"}, text("{% for o in offers %}{{ o.title }}{% endfor %}"), [{}], True),
    ],
)  # fmt: skip
def test_whether_a_message_sells(manifest: dict[str, Any], mjml: str, offers: list[dict[str, Any]] | None, selling: bool) -> None:
    draft = drafted(mjml, offers, **manifest)
    assert sells(draft) is selling
    assert len(goods(draft)) == (1 if offers and selling else 0)
