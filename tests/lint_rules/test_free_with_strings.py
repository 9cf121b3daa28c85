"""TON603: where terms may stand, what hides them, and the strings of offers."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful_rules.free_with_strings import FreeWithStrings

SCHEMA = {"properties": {"note": {"type": "string"}}}
FREE = "The first box is free"


def text(*blocks: str) -> str:
    return "".join(f"<mj-text>{block}</mj-text>" for block in blocks)


def reported(mjml: str, *titles: str, note: str = "x", **manifest: Any) -> int:
    offers = [{"id": str(at), "title": title, "topic": "food", "terms": "Then £12 a month"} for at, title in enumerate(titles)]
    context = {"note": note, **({"offers": offers} if offers else {})}
    return len(found(FreeWithStrings, mjml, manifest={"footer": False, **manifest}, context=context, schema=SCHEMA))


@pytest.mark.parametrize(
    ("mjml", "bare"),
    [
        (text(FREE), True), (text(f"{FREE}. Then £12 a month."), False), (text(FREE, "Then £12 a month."), False), (text("Then £12 a month.", FREE), False),
        (text(FREE, "Good bread.", "Then £12 a month."), True), (text("Free delivery"), False), (text("Free delivery, and a free box"), True),
        (text(f"{FREE} for all members"), False), (text(FREE, "For all members"), False), (text(FREE, "Good bread.", "For all members"), True),
        (text("Good bread.", FREE, "For all members"), False),
        (text(f"{FREE} for all members", "Good bread.", "Postage £4."), True),  # somewhere else there are strings
        (text(f"{FREE} for all members", "Postage £4."), False), (text(f"{FREE} for all members", "Good bread.", "Postage."), False),
        (text(f"{FREE} for all members", "Good bread.", "Postage £4. Unsubscribe here."), False),
        (text(f"{FREE} for all members*", "* Ask us."), False), (text(f"{FREE} for all members*", "* Terms and conditions apply."), False),
        (text(f"{FREE} for all members", "Good bread.", "* Terms and conditions apply."), True), (text(f"{FREE} for all members*", "Good bread.", "* Ask us."), True),
        (text("Good bread.", f"{FREE} for all members*", "* Ask us."), False), (text(f"{FREE} for all members*"), True), (text("Good bread."), False),
    ],
)  # fmt: skip
def test_where_terms_may_stand(mjml: str, bare: bool) -> None:
    assert bool(reported(mjml)) is bare
    assert not reported(mjml, purpose="service")


@pytest.mark.parametrize(
    ("body", "bare"), [("Good bread.", True), ("Then £12 a month.", False), ("For all members", False), ("No purchase needed", False)]
)
def test_a_subject_leaves_its_terms_to_the_body(body: str, bare: bool) -> None:
    for place in ("subject", "preheader"):
        assert bool(reported(text("Hello", "Again", body), **{place: "A free box"})) is bare
    assert reported(text("Hello"), subject="A free box", preheader="Then £12 a month")  # nor to another header


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Your first box is free", True), ("Your first box is free, then £12 a month", False), ("A free box for all members", False), ("Free delivery", False),
        ("Free delivery and a free box", True), ("A box", False), ("Yours for £0", True), ("", False),
    ],
)  # fmt: skip
def test_the_strings_of_offers(title: str, bare: bool) -> None:
    assert bool(reported(text("{{ offers[0].title }}"), title)) is bare  # the first value of all
    assert bool(reported(text("{% for o in offers %}{{ o.title }} {% endfor %}"), "A box", title)) is bare
    assert bool(reported(text("{{ [note, offers[0].title] | join(' ') }}"), title)) is bare
    assert not reported(text("{{ offers[0].title }}. {{ offers[0].terms }}"), title)
    assert not reported(text("{{ offers[0].title }}", "{{ offers[0].terms }}"), title)
    assert not reported(text("{{ offers[0].title }}"), title, purpose="service")


def test_what_is_no_string_of_an_offer_is_its_writers_own() -> None:
    assert not reported(text("{{ note }}"), note="Your first box is free")
    assert not reported(text("{{ note }} {{ offers[0].title }}"), "A box", note="Your first box is free")


def test_what_is_said() -> None:
    (copy,) = found(FreeWithStrings, f"<mj-text>Hello</mj-text>\n{text(FREE)}")
    assert (copy.message, copy.evidence, copy.line) == ("'free' without its terms", {"words": "free"}, 2)
    offers = [{"id": "a", "title": "A free box", "topic": "food"}]
    (offer,) = found(FreeWithStrings, text("{{ offers[0].title }}"), context={"offers": offers})
    assert (offer.message, offer.evidence) == ('an offer says "free" without its terms', {"printed": "offers[].title"})
    assert offer.help.startswith("print the offer's terms beside it")


@pytest.mark.parametrize(("body", "bare"), [("Good bread.", True), ("Then £12 a month.", False)])
def test_an_offer_named_in_a_header_leaves_its_terms_to_the_body(body: str, bare: bool) -> None:
    for place in ("subject", "preheader"):
        mjml = text("Hello", "Again", body)
        assert bool(reported(mjml, "A free box", **{place: "{{ offers[0].title }}"})) is bare
        assert not reported(mjml, "A box", **{place: "{{ offers[0].title }}"})
