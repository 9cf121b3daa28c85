"""What rules read: blocks, holes, spots, with the places that the author wrote."""

from __future__ import annotations

from typing import Any

from tactful.draft.model import HOLE
from tactful.project import Project

BODY = """<mjml><mj-body><mj-section><mj-column>
<mj-text>Hej <b>{{ customer.first_name }}</b>, du &amp; jag</mj-text>
{% if customer.tier == 'guld' %}<mj-text>Guld</mj-text>{% else %}<mj-text>Vanlig</mj-text>{% endif %}
<mj-image src="https://x.example/a.png" alt="En {{ customer.tier }}" />
<mj-button href="https://x.example/?seg={% if customer.tier == 'guld' %}g{% endif %}&amp;k={{ customer.id }}">Till {{ customer.city }}</mj-button>
</mj-column><mj-column><mj-table><tr><td>A</td><td>{{ customer.points }}</td></tr></mj-table>
{% for o in offers if o.price.amount > 100 %}<mj-text>{{ o.title }}</mj-text>{% endfor %}
<mj-text>{{ (offers | first).title }} <a href="{{ unsubscribe_url }}">Av</a></mj-text></mj-column></mj-section></mj-body></mjml>"""


def opened(**manifest: Any) -> Project:
    return Project.in_memory(
        manifest={"subject": "Till {{ customer.first_name }}", "preheader": "Nytt", "purpose": "service", **manifest},
        mjml=BODY, schema={"properties": {"unsubscribe_url": {"type": "string"}}},
    )  # fmt: skip


CONTEXT = {
    "customer": {"id": "c1", "first_name": "Åsa", "tier": "guld", "points": 3, "city": "Lund"}, "unsubscribe_url": "https://u.example",
    "offers": [{"title": "Dyr", "price": {"amount": 500, "currency": "SEK"}}, {"title": "Billig", "price": {"amount": 5, "currency": "SEK"}}],
}  # fmt: skip


def test_blocks_of_a_draft_are_the_live_ones() -> None:
    draft = opened().draft("case", CONTEXT)
    assert [(block.kind, " ".join(draft.text(block).split())) for block in draft.blocks] == [
        ("subject", "Till Åsa"), ("preheader", "Nytt"), ("text", "Hej Åsa, du & jag"), ("text", "Guld"), ("alt", "En guld"), ("button", "Till Lund"),
        ("cell", "A"), ("cell", "3"), ("text", "Dyr"), ("text", "Dyr Av"),
    ]  # fmt: skip


def test_the_template_has_every_branch() -> None:
    texts = [block.text for block in opened().template("case").outline.blocks if block.kind == "text"]
    assert texts == [f"Hej {HOLE}, du & jag", "Guld", "Vanlig", HOLE, f"{HOLE} Av"]


def test_neighbours_stand_in_the_same_column() -> None:
    draft = opened().draft("case", CONTEXT)
    gold = next(block for block in draft.blocks if block.text == "Guld")
    assert [block.text for block in draft.outline.neighbours(gold)] == [f"Hej {HOLE}, du & jag", f"En {HOLE}"]


def test_spots_are_urls_alts_and_what_their_text_encodes() -> None:
    spots = {(spot.kind, spot.attribute): spot for spot in opened().template("case").outline.spots}
    link = spots["url", "href"] if spots["url", "href"].holes else None
    urls = [spot for spot in opened().template("case").outline.spots if spot.kind == "url" and spot.attribute == "href"]
    assert [spot.label for spot in urls] == [f"Till {HOLE}", "Av"]
    assert [[guard.source for guard in spot.inner_guards] for spot in urls] == [["customer.tier == 'guld'"], []]
    assert urls[0].text == f"https://x.example/?seg=g&k={HOLE}"
    assert spots["alt", "alt"].text == f"En {HOLE}"
    assert link is None or link.label


def test_a_branch_around_a_link_is_not_in_its_text() -> None:
    body = BODY.replace("<mj-button", "{% if customer.tier == 'x' %}<mj-button").replace("</mj-button>", "</mj-button>{% endif %}")
    made = Project.in_memory(
        manifest={"subject": "S", "purpose": "service"}, mjml=body.replace("{% if customer.tier == 'guld' %}g{% endif %}", "g")
    )
    urls = [spot for spot in made.template("case").outline.spots if spot.element == "mj-button" and spot.kind == "url"]
    assert [(spot.inner_guards, [guard.source for guard in spot.guards]) for spot in urls] == [((), ["customer.tier == 'x'"])]


def test_places_are_the_authors() -> None:
    template = opened().template("case")
    block = next(block for block in template.outline.blocks if block.text.startswith("Hej"))
    at = block.text.index("du &")
    span = block.span_at(at, at + 2)
    assert (span.file, span.line) == ("case/message.mjml", 2)
    assert BODY.split("\n")[1][span.column - 1 :].startswith(", du &amp;")
    subject = template.outline.blocks[0].holes[0].flow.span
    assert subject.file == "case/message.toml"


def test_live_offers_are_those_that_are_shown() -> None:
    assert [live.index for live in opened().draft("case", CONTEXT).offers] == [0]
    swapped = {**CONTEXT, "offers": CONTEXT["offers"][::-1]}
    assert [live.index for live in opened().draft("case", swapped).offers] == [0, 1]


def test_values_are_found_again_through_loops() -> None:
    draft = opened().draft("case", CONTEXT)
    hole = next(hole for block in draft.blocks for hole in block.holes if hole.flow.source == "o.title")
    resolved = draft.resolve(hole.flow.prints[0], hole.loops)
    assert [(one.path, one.value) for one in resolved] == [("offers[0].title", "Dyr")]
    assert resolved[0].entry is draft.context["offers"][0]


def test_hidden_links_have_no_label() -> None:
    body = "<mj-text><div style='display:none'><a href='https://x.example/unsubscribe'>Av</a></div><a href='https://y.example'><img src='a.png' alt='Bild'></a></mj-text>"
    made = Project.in_memory(
        manifest={"subject": "S", "purpose": "service"},
        mjml=f"<mjml><mj-body><mj-section><mj-column>{body}</mj-column></mj-section></mj-body></mjml>",
    )
    links = [(spot.text, spot.label) for spot in made.template("case").outline.spots if spot.kind == "url" and spot.attribute == "href"]
    assert links == [("https://x.example/unsubscribe", ""), ("https://y.example", "Bild")]


def test_a_preview_is_a_preheader() -> None:
    head = "<mj-head><mj-preview>För {{ customer.city }}</mj-preview></mj-head>"
    made = Project.in_memory(manifest={"subject": "S", "purpose": "service"}, mjml=f"<mjml>{head}<mj-body></mj-body></mjml>")
    spot = next(spot for spot in made.template("case").outline.spots if spot.element == "mj-preview")
    assert (spot.kind, spot.text) == ("preheader", f"För {HOLE}")
