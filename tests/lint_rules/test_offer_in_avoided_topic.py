"""PRF101: what is said of an avoided topic."""

from __future__ import annotations

import pytest
from one_rule import found

from tactful_rules.offer_in_avoided_topic import OfferInAvoidedTopic

SKI = "<mj-text>Winter again</mj-text><mj-text>Ski holidays from £199</mj-text>"


@pytest.mark.parametrize(("polarity", "said"), [("never", "never takes"), ("avoid", "avoids")])
def test_the_finding_says_how_strongly_and_where_it_stands(polarity: str, said: str) -> None:
    tastes = [
        {"topic": "food.diet.fish", "polarity": "like", "basis": "stated"},
        {"topic": "travel.leisure", "polarity": polarity, "basis": "stated"},
    ]
    (finding,) = found(OfferInAvoidedTopic, SKI, context={"customer": {"preferences": tastes}})
    assert finding.message == f"the copy speaks of travel.leisure.ski ('Ski'), which this customer {said}"
    assert finding.facts == ("customer.preferences[1]",)
    assert finding.evidence == {"topic": "travel.leisure.ski", "avoided": "travel.leisure", "origin": "copy"}
    assert finding.help == "choose another offer, or leave out what lies in travel.leisure for these customers"
    assert finding.block == "text"


@pytest.mark.parametrize(("purpose", "reported"), [("promotion", True), ("occasion", True), ("service", False), ("notice", False)])
def test_service_and_notice_are_exempt(purpose: str, reported: bool) -> None:
    customer = {"preferences": [{"topic": "travel.leisure.ski", "polarity": "never", "basis": "stated"}]}
    manifest = {"purpose": purpose, **({"occasion": "birthday"} if purpose == "occasion" else {})}
    assert bool(found(OfferInAvoidedTopic, SKI, manifest=manifest, context={"customer": customer})) is reported
