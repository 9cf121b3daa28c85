from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.errors import ConfigError
from tactful.model.taxonomy import Taxonomy, topics_in

TAXONOMY = Taxonomy.load()
SHARED = Path(__file__).resolve().parents[4] / "shared" / "taxonomy.toml"
TOPICS = st.sampled_from(sorted(TAXONOMY.nodes))


def test_it_is_large_and_every_parent_is_there() -> None:
    assert len(TAXONOMY.nodes) >= 150
    assert [topic for topic in TAXONOMY.nodes if any(not TAXONOMY.known(above) for above in TAXONOMY.lineage(topic))] == []


@pytest.mark.skipif(not SHARED.exists(), reason="the contract's list of names is not part of the repository (../shared/taxonomy.toml)")
def test_it_keeps_every_name_of_the_contract() -> None:
    for topic, node in topics_in(tomllib.loads(SHARED.read_text("utf-8"))).items():
        assert TAXONOMY.known(topic), topic
        assert {key: TAXONOMY.nodes[topic].get(key) for key in node} == node


@pytest.mark.parametrize(
    ("topic", "level"),
    [("health.diabetes", "special"), ("family.baby", "life_event"), ("family.pregnancy", "special"), ("finance.debt", "special"),
     ("travel.leisure.ski", "none"), ("health.of_a_new_kind", "special"), ("nowhere.at_all", "none")],
)  # fmt: skip
def test_sensitivity_is_the_greatest_on_the_way(topic: str, level: str) -> None:
    assert TAXONOMY.sensitivity(topic) == level


def test_a_milder_child_does_not_lower_its_parent() -> None:
    assert TAXONOMY.extend({"health.vitamins": {"sensitivity": "none"}}).sensitivity("health.vitamins") == "special"


@given(TOPICS)
def test_lineage_goes_up_to_the_root(topic: str) -> None:
    lineage = TAXONOMY.lineage(topic)
    assert lineage[0] == topic
    assert "." not in lineage[-1]
    assert all(TAXONOMY.covers(above, topic) for above in lineage)


def test_covers_goes_by_whole_words() -> None:
    assert TAXONOMY.covers("travel", "travel.leisure")
    assert TAXONOMY.covers("travel", "travel")
    assert not TAXONOMY.covers("travel.leisure", "travel")
    assert not TAXONOMY.covers("car", "care.homes")
    assert TAXONOMY.related("travel.leisure", "travel")
    assert not TAXONOMY.related("travel.leisure", "travel.flights")


def test_families() -> None:
    assert TAXONOMY.family("travel.leisure.ski") == "travel.leisure"
    assert TAXONOMY.family("travel.leisure.ski.alpine") == "travel.leisure"
    assert TAXONOMY.family("travel.leisure") is None
    assert TAXONOMY.family("retail.toys") is None
    assert TAXONOMY.choice_member("travel.leisure", "travel.leisure.ski.alpine") == "travel.leisure.ski"
    assert TAXONOMY.choice_member("travel.leisure", "travel.leisure.ski") == "travel.leisure.ski"


def test_the_nearest_choice_is_the_family() -> None:
    found = TAXONOMY.extend({"travel.leisure.ski": {"choice": True}, "travel.leisure.ski.alpine": {}})
    assert found.family("travel.leisure.ski.alpine") == "travel.leisure.ski"
    assert TAXONOMY.family("travel.leisure.ski.alpine") == "travel.leisure"


def test_extending_leaves_the_packaged_one_alone_and_knows_what_lies_above() -> None:
    found = TAXONOMY.extend({"opera.tickets.premiere": {}})
    assert found.known("opera.tickets")
    assert found.children("opera") == ("opera.tickets",)
    assert not TAXONOMY.known("opera")
    assert found.extend({"opera": {"choice": True}}).family("opera.tickets") == "opera"


@pytest.mark.parametrize(
    "topics",
    [{"": {}}, {"a..b": {}}, {".a": {}}, {"a": {"chioce": True}}, {"a": {"choice": "yes"}}, {"a": {"sensitivity": "high"}}, {"a": 3}],
)
def test_wrong_topics(topics: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        TAXONOMY.extend(topics)


def test_nearest() -> None:
    assert TAXONOMY.nearest("travel.leisure.skii") == "travel.leisure.ski"
    assert TAXONOMY.nearest("ski") == "travel.leisure.ski"
    assert TAXONOMY.nearest("qqqqqq") is None


def test_topics_without_end_do_not_fill_the_memory() -> None:
    found = Taxonomy({})
    for number in range(40_000):
        found.family(f"a.{number}")
    assert len(found._lineages) < 20_000
    assert len(found._families) < 20_000


def test_files_of_topics() -> None:
    text = '[opera]\nchoice = true\nmembers = ["ballet"]\n[opera.concert]\nsensitivity = "lifestyle"\n'
    assert topics_in(tomllib.loads(text)) == {"opera": {"choice": True}, "opera.ballet": {}, "opera.concert": {"sensitivity": "lifestyle"}}
    with pytest.raises(ConfigError):
        topics_in({"opera": {"colour": "red"}}, "topics.toml")
    with pytest.raises(ConfigError):
        topics_in({"choice": True}, "topics.toml")
