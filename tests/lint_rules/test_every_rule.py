"""Every documented example of every installed rule is a test."""

from __future__ import annotations

import pytest

from tactful import Rule, check_rule
from tactful.lint.loader import load_rules

RULES = [type(rule) for rule in load_rules()]


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_examples(rule: type[Rule]) -> None:
    check_rule(rule)


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_examples_come_in_two_languages(rule: type[Rule]) -> None:
    for examples in (rule.violates, rule.passes):
        assert len({example.lang for example in examples}) >= 2
