"""What a text is about: every topic has words, and the sender's name is no topic."""

from __future__ import annotations

import pytest

from tactful.model.taxonomy import Taxonomy
from tactful_rules.copy import LANGUAGES
from tactful_rules.copy.data_files import DataFile, topic_terms
from tactful_rules.shared.topics import plain_topics

BY_ITS_MEMBERS = {
    "travel.leisure", "travel.extras", "sport.activity", "retail", "retail.accessories", "retail.home", "retail.hobby", "food", "food.diet", "food.drinks", "family",
    "finance", "belief", "media", "culture", "telecom", "energy", "education", "work", "service",
}  # fmt: skip
"""Topics that no word names by itself: copy is about one of their members ("culture" is a concert or a museum)."""
LEAST = 4
"""Words that every leaf has, so that a marketer's synonyms are known and not one word alone."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_topic_has_words_or_members_that_have(lang: str) -> None:
    taxonomy = Taxonomy.load()
    words: dict[str, set[str]] = {}
    for term in topic_terms(DataFile.packaged("topics", lang), taxonomy.nodes):
        words.setdefault(term.topic, set()).add(" ".join(term.parts))
    assert len(taxonomy.nodes) >= 150
    assert set(taxonomy.nodes) - set(words) <= BY_ITS_MEMBERS
    thin = {topic: sorted(found) for topic, found in words.items() if not taxonomy.children(topic) and len(found) < LEAST}
    assert thin == {}


def test_topics_without_words_have_members() -> None:
    assert all(Taxonomy.load().children(topic) for topic in BY_ITS_MEMBERS)


@pytest.mark.parametrize(
    ("lang", "text", "topics"),
    [
        ("de", "Linden-Apotheke, Inhaberin Dr. Ruth Sommer, Marktplatz 2, 37073 Göttingen. Newsletter abbestellen", set()),
        ("en", "Sent by Lantern Books Ltd, 3 High Street, Leeds. Unsubscribe", set()),
        ("sv", "Nordvinge Skidresor AB, Hamngatan 8, Gävle. Avregistrera dig från nyheter om skidresor här.", set()),
        ("fi", "Tämän viestin lähetti Kustannus Hiihtoretket Oy (Vuorikatu 3, Helsinki).", set()),
        ("nb", "Dunhimmel Senger AS | Fabrikkveien 6, Ålesund", set()),
        ("da", "Afsender: Havens Blomster ApS, Nordre Landevej 88, Ringsted.", set()),
        ("sv", "Åk på skidresa med Nordvinge Golfresor AB i vår", {"travel.leisure.ski"}),
        ("sv", "Skidresor från 999 kr\nNordvinge Golfresor AB, Hamngatan 8, Gävle", {"travel.leisure.ski"}),
        ("de", "Skireisen ab 199 €, buchbar bei der Alpen Reisen GmbH in Ulm.", {"travel.leisure.ski"}),
        ("en", "Yoga in the old mill, Mill Lane 3, Leeds, Mondays at six", {"sport.activity.yoga"}),  # a venue, not a sender
    ],
)
def test_the_sender_is_no_topic(lang: str, text: str, topics: set[str]) -> None:
    assert {topic for topic, *_ in plain_topics(text, lang)} == topics
