"""Tactful's own rules, loaded by the entry-point group ``tactful.rules`` like anyone's. One file, one fault: each module of this
package that defines a rule is found by being there."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from tactful.lint.rule import Rule
from tactful.model.lexicon import OwnWords
from tactful_rules.ablations import ABLATIONS

__all__ = ["ABLATIONS", "RULES"]


def _rules() -> Iterator[type[Rule]]:
    for found in pkgutil.iter_modules(__path__):
        if not found.ispkg:
            module = import_module(f"{__name__}.{found.name}")
            yield from (
                one for one in vars(module).values()
                if isinstance(one, type) and issubclass(one, Rule) and one.__module__ == module.__name__
            )  # fmt: skip


def check_words(words: OwnWords) -> None:
    """Read a project's own words for copy, so that a mistake stops the run with its file and line. Raises ConfigError."""
    from tactful_rules.copy.own_words import check

    check(words)


RULES = tuple(_rules())
