"""Which rules run on which message, and why."""

from __future__ import annotations

from typing import Any

import pytest

from tactful.errors import ConfigError
from tactful.lint.loader import load_rules
from tactful.lint.selection import Selection, unmatched
from tactful.model.config import Config


def on(config: dict[str, Any], message: str = "m") -> set[str]:
    return {rule.code for rule in Selection(load_rules(), Config.from_mapping(config)).of(message).rules}


EVERY = {rule.code for rule in load_rules()}
EXP = {code for code in EVERY if code.startswith("EXP")}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, EVERY),
        ({"select": ["ALL"]}, EVERY),
        ({"select": ["EXP"]}, EXP),
        ({"select": ["EXP208"]}, {"EXP208"}),
        ({"select": ["fact-in-metadata"]}, {"EXP208"}),
        ({"select": ["EXP"], "extend-select": ["LAW702"]}, EXP | {"LAW702"}),
        ({"ignore": ["EXP"]}, EVERY - EXP),
        ({"ignore": ["EXP208", "LAW"]}, {code for code in EVERY if code != "EXP208" and not code.startswith("LAW")}),
        ({"select": ["EXP208"], "ignore": ["EXP"]}, {"EXP208"}),
        ({"select": ["EXP"], "ignore": ["EXP208"]}, EXP - {"EXP208"}),
        ({"select": ["EXP", "EXP208"], "ignore": ["EXP208"]}, EXP - {"EXP208"}),
        ({"ignore": ["ALL"], "extend-select": ["EXP208"]}, {"EXP208"}),
        ({"rules": {"EXP208": {"mode": "off"}}}, EVERY - {"EXP208"}),
        ({"select": ["EXP"], "rules": {"LAW702": {"mode": "enforce"}}}, EXP),
    ],
)
def test_selectors(config: dict[str, Any], expected: set[str]) -> None:
    assert on(config) == expected


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ({"ignore": ["EXP208"]}, EVERY - {"EXP208"} - {"LAW702"}),
        ({"select": ["EXP208"]}, {"EXP208"}),
        ({"extend-select": ["LAW702"]}, EVERY),
        ({"rules": {"EXP208": {"mode": "off"}}}, EVERY - {"EXP208", "LAW702"}),
    ],
)
def test_overrides_concern_their_messages_only(override: dict[str, Any], expected: set[str]) -> None:
    config = {"ignore": ["LAW702"], "overrides": [{"messages": ["old/*", "receipt"], **override}]}
    assert on(config, "old/summer") == on(config, "receipt") == expected
    assert on(config, "new") == on(config, "receipts") == EVERY - {"LAW702"}


def test_a_later_override_wins() -> None:
    config = {"overrides": [{"messages": ["*"], "ignore": ["EXP208"]}, {"messages": ["a"], "extend-select": ["EXP208"]}]}
    assert "EXP208" in on(config, "a")
    assert "EXP208" not in on(config, "b")


def test_settings_of_an_override_change_what_they_name_and_nothing_else() -> None:
    config = {"rules": {"EXP208": {"mode": "shadow"}}, "overrides": [{"messages": ["a"], "rules": {"EXP208": {"severity": "info"}}}]}
    made = Selection(load_rules(), Config.from_mapping(config))
    assert (made.of("a").settings["EXP208"].mode, made.of("a").settings["EXP208"].severity) == ("shadow", "info")
    assert (made.of("b").settings["EXP208"].mode, made.of("b").settings["EXP208"].severity) == ("shadow", None)


def test_the_engines_own_rules_stay_unless_they_are_ignored() -> None:
    made = Selection(load_rules(), Config.from_mapping({"select": ["EXP"]}))
    assert "SUP901" not in made.of("m").settings
    made = Selection(load_rules(), Config.from_mapping({"ignore": ["SUP903"]}))
    assert made.of("m").settings["SUP903"].mode == "off"


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"select": ["EXP2"]}, "'EXP2' (select)"), ({"ignore": ["EXP802"]}, "'EXP802' (ignore)"), ({"extend-select": ["exp"]}, "(extend-select)"),
        ({"overrides": [{"messages": ["a"], "ignore": ["XYZ"]}]}, "'XYZ' (overrides[0].ignore)"),
        ({"overrides": [{"messages": ["a"], "rules": {"XYZ999": {}}}]}, "'XYZ999' (overrides[0].rules)"),
        ({"select": []}, "every rule is off"), ({"ignore": ["ALL"]}, "every rule is off"),
        ({"overrides": [{"messages": []}]}, "messages"), ({"overrides": [{"ignore": ["EXP"]}]}, "give it messages or paths"), ({"extend_select": ["EXP"]}, "did you mean"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_an_error(config: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Selection(load_rules(), Config.from_mapping(config))
    assert words in str(caught.value)


def test_an_override_that_leaves_no_rule_is_an_error() -> None:
    made = Selection(load_rules(), Config.from_mapping({"overrides": [{"messages": ["a"], "ignore": ["ALL"]}]}))
    with pytest.raises(ConfigError, match="every rule is off for messages of overrides"):
        made.of("a")


def test_patterns_that_match_nothing() -> None:
    config = Config.from_mapping({"overrides": [{"messages": ["old/*", "gone"], "ignore": ["EXP"]}]})
    assert unmatched(config, ["old/a", "new"]) == ["overrides[0].messages: 'gone'"]
