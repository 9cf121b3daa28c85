"""Words with two meanings: told apart by the sentence, by the mail and by the offer."""

from __future__ import annotations

import pytest
from one_rule import found

from tactful import ConfigError
from tactful_rules.copy import read
from tactful_rules.copy.data_files import DataFile, homonyms_of
from tactful_rules.copy.reader import is_double, means_another
from tactful_rules.offer_in_avoided_topic import OfferInAvoidedTopic

NO_GOLF = {
    "preferences": [{"topic": topic, "polarity": "never", "basis": "stated"} for topic in ("travel.leisure.golf", "sport.activity.golf")]
}


@pytest.mark.parametrize(
    ("lang", "text", "golf"),
    [
        ("sv", "Golf från 2021, nya vinterdäck", False), ("sv", "Golf i Algarve, åtta nätter", True), ("sv", "Golfen väntar på våren", True),
        ("nb", "Brukt Golf med nye vinterdekk", False), ("nb", "Golf og spa på Larvik", True), ("da", "Golf fra 2019, bilen er nysynet", False),
        ("da", "Golf og ophold i Jylland", True), ("fi", "Golf vuodelta 2020, uudet talvirenkaat", False), ("fi", "Golfia Vierumäellä", True),
        ("de", "Golfs mit Winterreifen", False), ("de", "Golf auf Mallorca", True), ("en", "A Golf with new tyres", False),
        ("sv", "Golf och spa, med bil från Malmö", True), ("en", "Golf in the Algarve, hire car included", True), ("en", "A golf course, ten minutes by car", True),
    ],
)  # fmt: skip
def test_a_car_is_no_game(lang: str, text: str, golf: bool) -> None:
    topics = {mention.topic for mention in read(text, lang).topics}
    assert any(topic.endswith(".golf") for topic in topics) is golf


@pytest.mark.parametrize(
    ("topics", "other", "reported"),
    [(["car.used"], "", False), (["car"], "", False), (["retail"], "", True), (["retail"], "<mj-text>New tyres are in</mj-text>", False), (["car"], "<mj-text>A golf course is near</mj-text>", True)],
)  # fmt: skip
def test_the_rest_of_the_mail_tells_which_is_meant(topics: list[str], other: str, reported: bool) -> None:
    mjml = f"<mj-text>Golf from £9,900</mj-text>{other}"
    assert bool(found(OfferInAvoidedTopic, mjml, manifest={"topics": topics}, context={"customer": NO_GOLF})) is reported


@pytest.mark.parametrize(("topic", "reported"), [("car.used", False), ("travel", True)])
def test_the_topic_of_an_offer_tells_which_is_meant(topic: str, reported: bool) -> None:
    offers = [{"id": "1", "topic": topic, "title": "Golf from £9,900"}]
    mjml = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"
    assert bool(found(OfferInAvoidedTopic, mjml, context={"customer": NO_GOLF, "offers": offers})) is reported


def test_every_form_of_the_word_counts() -> None:
    for word in ("golf", "Golfen", "golfens"):
        assert is_double(word, "sv")
        assert means_another(word, ("car.tyres",), "sv")
        assert not means_another(word, ("retail",), "sv")
        assert not means_another(word, ("car.tyres", "travel.extras.hotel"), "sv")  # a journey by car, with golf
    for word in ("golfbana", "lampa"):
        assert not is_double(word, "sv")
        assert not means_another(word, ("car",), "sv")


def test_a_homonym_of_an_unknown_topic_is_refused_with_its_line() -> None:
    data = DataFile("own.toml", '[topics]\n\n[homonyms]\n"golf" = "carr"\n')
    with pytest.raises(ConfigError, match="unknown topic 'carr'") as refused:
        list(homonyms_of(data, {"car": {}}))
    assert refused.value.line == 4


@pytest.mark.parametrize(("lang", "bike", "horse"), [("sv", "Ny sadel till cykeln", "Ny sadel till hästen"), ("da", "Ny sadel til cyklen", "Ny sadel til hesten"), ("de", "Ein Sattel fürs Fahrrad", "Ein Sattel fürs Pferd"), ("en", "A saddle for your bike", "A saddle for your horse")])  # fmt: skip
def test_a_rival_within_the_same_trade_counts(lang: str, bike: str, horse: str) -> None:
    assert not any("riding" in mention.topic or "horse" in mention.topic for mention in read(bike, lang).topics)
    assert any("riding" in mention.topic or "horse" in mention.topic for mention in read(horse, lang).topics)
