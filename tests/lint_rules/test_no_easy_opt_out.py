"""LAW702: what is a way out, what burdens it, who sends."""

from __future__ import annotations

from typing import Any

import pytest
from one_rule import found

from tactful import Finding
from tactful_rules.no_easy_opt_out import NoEasyOptOut

SENDER = "Lamp Ltd, 1 High Street, Leeds."
OUT = '<a href="{{ unsubscribe_url }}">Unsubscribe</a>'
NO_LINK, NO_SENDER = "a promotion without a visible link to unsubscribe", "a promotion that does not say who sends it"
SCHEMA = {"properties": {"leave": {"type": "string"}, "other": {"type": "string"}}}
CONTEXT = {"leave": "https://post.example.com/a/1", "other": "https://www.example.com/b"}


def findings(mjml: str, **manifest: Any) -> list[Finding]:
    manifest = {"footer": False, **manifest}
    return found(NoEasyOptOut, mjml, manifest=manifest, context=CONTEXT, schema=SCHEMA)


def messages(copy: str, **manifest: Any) -> list[str]:
    return [one.message for one in findings(f"<mj-text>{copy}</mj-text>", **manifest)]


@pytest.mark.parametrize(
    ("link", "way_out"),
    [
        (OUT, True), ('<a href="https://x.example/unsubscribe">More</a>', True), ('<a href="https://x.example/{{ other }}/opt-out">More</a>', True),
        ('<a href="{{ other }}">Unsubscribe</a>', True), ('<a href="{{ other }}">Read more</a>', False), ('<a href="{{ leave }}">Read more</a>', False),
        ('<a href="#">Unsubscribe</a>', False), ('<a href="">Unsubscribe</a>', False), ('<a href="javascript:void(0)">Unsubscribe</a>', False),
        ('<a href="#{{ other }}">Unsubscribe</a>', True), ('<a href="javascript:leave(\'{{ other }}\')">Unsubscribe</a>', False), ('<a href="{{ unsubscribe_url }}"> </a>', False),
        ('<img src="https://x.example/unsubscribe.png" alt="Unsubscribe" />', False), ("Unsubscribe", False), ("{{ unsubscribe_url }}", False),
    ],
)  # fmt: skip
def test_what_is_a_visible_way_out(link: str, way_out: bool) -> None:
    assert messages(f"News. {SENDER} {link}") == ([] if way_out else [NO_LINK])


def test_an_image_whose_address_says_unsubscribe_is_none() -> None:
    for image in (
        '<mj-image src="https://x.example/unsubscribe.png" alt="Unsubscribe" />',
        '<mj-image src="{{ unsubscribe_url }}" alt="x" />',
    ):
        assert [one.message for one in findings(f"<mj-text>News. {SENDER}</mj-text>{image}")] == [NO_LINK]


def test_the_member_that_the_sender_names_is_one() -> None:
    copy = f'News. {SENDER} <a href="{{{{ leave }}}}">More</a>'
    assert messages(copy, sender={"unsubscribe": "leave"}) == []
    assert messages(copy, sender={"unsubscribe": "other"}) == [NO_LINK]
    assert messages(copy, sender={"name": "Lamp"}) == [NO_LINK]


@pytest.mark.parametrize(
    ("sender", "known"),
    [(None, False), ({"name": "Lamp"}, True), ({"address": "1 High Street, Leeds"}, True), ({"unsubscribe": "unsubscribe_url"}, False)],
)
def test_the_sender_is_named_in_the_copy_or_in_the_manifest(sender: dict[str, str] | None, known: bool) -> None:
    manifest = {"sender": sender} if sender else {}
    assert messages(f"News. {OUT}", **manifest) == ([] if known else [NO_SENDER])
    assert messages(f"News. {SENDER} {OUT}", **manifest) == []


def test_only_a_promotion_needs_it_and_what_lacks_stands_at_the_end() -> None:
    lines = "<mj-text>News</mj-text>\n<mj-text>More</mj-text>\n"
    found_ = findings(lines)
    assert {one.message for one in found_} == {NO_LINK, NO_SENDER}
    assert {one.line for one in found_} == {3}
    assert all(one.help for one in found_)
    assert findings(lines, purpose="service") == findings(lines, purpose="survey") == []


@pytest.mark.parametrize(
    ("copy", "burdensome"),
    [
        ("To unsubscribe, write to us by post.", True), ("By post only. Unsubscribe at any time.", True),  # the first of two sentences
        ("You can unsubscribe. Write to us by post.", True), ("Write to us by post. You can unsubscribe.", True),
        ("We answer by post. Good lamps last. You can unsubscribe.", False), ("You can unsubscribe. Good lamps last. We answer by post.", False),
        ("We answer by post.", False), ("We answer by post. Good lamps last.", False), ("Good lamps last. We answer by post.", False),
        (f"{OUT}. Parcels come by post.", False),  # the link speaks for itself, and what follows is about parcels
        (f"{OUT}. We need it by post.", True), (f"We need it by post. {OUT}.", False), ("Do unsubscribe. Parcels come by post.", True),
        (f"{OUT} or manage your preferences. Parcels come by post.", True),  # words of its own beside the link
        (f'{OUT} | <a href="{{{{ leave }}}}/unsubscribe">Manage your preferences</a>. Parcels come by post.', False),  # two links
        (f"You can unsubscribe. Parcels come by post. {OUT}.", False),
        # another way beside the link burdens nobody
        (f"{OUT}, or write to us by post if you prefer.", False), (f"{OUT}. You can also leave by post.", False), (f"{OUT} or leave our list. We need it by post.", True),
        (f"{OUT}, by post.", True), (f"{OUT}. Alternatively, leave by post.", False), (f"Leave our list in our shop, or by post. {OUT}.", True), ("You can unsubscribe online, or by post.", True),
    ],
)  # fmt: skip
def test_a_burden_counts_where_it_is_about_leaving(copy: str, burdensome: bool) -> None:
    text = f"{SENDER} {copy}" if OUT in copy else f"{copy}"
    footer = "" if OUT in copy else f'<mj-text>{SENDER} <a href="{{{{ unsubscribe_url }}}}">Leave</a></mj-text>'
    found_ = findings(f"<mj-text>{text}</mj-text>{footer}")
    assert bool(found_) is burdensome, [one.message for one in found_]
    assert all(
        one.message.lower() == "the way out is burdensome: 'by post'" and one.help == "one click on a link must be enough" for one in found_
    )


BESIDE = {
    "sv": ("Vill du slippa våra mejl? {} eller ring oss på 0171-123 45.", "Vill du slippa våra mejl? {} och ring oss på 0171-123 45."),
    "nb": ("Vil du ikke ha flere e-poster? {}, eller send et brev.", "Vil du ikke ha flere e-poster? {} og send et brev."),
    "da": ("Vil du ikke have flere mails? {}, eller ring til os på 12 34 56 78.", "Vil du ikke have flere mails? {}, og ring til os på 12 34 56 78."),
    "fi": ("Etkö halua enää viestejä? {} tai soita asiakaspalveluun.", "Etkö halua enää viestejä? {} ja soita asiakaspalveluun."),
    "de": ("Keine Mails mehr? {} oder rufen Sie uns an.", "Keine Mails mehr? {} und schreiben Sie uns einen Brief."),
    "en": ("No more of these emails? {}, or phone us on 0117 496 0000.", "No more of these emails? {}, then phone us on 0117 496 0000."),
}  # fmt: skip
LINK = {"sv": "Avregistrera dig", "nb": "Meld deg av", "da": "Afmeld", "fi": "Peruuta tilaus", "de": "Abmelden", "en": "Unsubscribe"}


@pytest.mark.parametrize("lang", list(BESIDE))
def test_a_second_way_is_an_offer_and_a_second_step_a_burden(lang: str) -> None:
    link = f'<a href="{{{{ unsubscribe_url }}}}">{LINK[lang]}</a>'
    offered, burdened = (
        found(NoEasyOptOut, f"<mj-text>{SENDER} {text.format(link)}</mj-text>", lang=lang, manifest={"footer": False})
        for text in BESIDE[lang]
    )
    assert [one.message for one in offered] == []
    assert [one.message.partition(":")[0] for one in burdened] == ["the way out is burdensome"]


def test_a_link_that_begins_its_block_is_one() -> None:
    column = f"<mj-text>{OUT}, or write to us by post.</mj-text><mj-text>{SENDER}</mj-text>"
    assert findings(column) == []
    assert [one.message for one in findings(column.replace(", or write", ", and write"))] == ["the way out is burdensome: 'by post'"]


def test_an_alternative_between_two_links_is_none_to_what_follows() -> None:
    both = f'{OUT} or <a href="{{{{ leave }}}}/unsubscribe">leave the list</a> by post. {SENDER}'
    assert messages(both) == ["the way out is burdensome: 'by post'"]
