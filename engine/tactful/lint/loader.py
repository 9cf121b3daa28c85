"""Rules come in by the entry-point group ``tactful.rules``, ours like anyone's. An entry point names a module with ``RULES``, a
sequence of Rule classes. A rule that is malformed stops the run: a check that silently does not run is worse than none."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from tactful.errors import ConfigError
from tactful.lint.rule import HEADINGS, Example, Rule
from tactful.model.findings import SEVERITIES
from tactful.model.lexicon import own_words, tagged

GROUP = "tactful.rules"
_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@cache
def load_rules() -> tuple[Rule, ...]:
    """Every installed rule, by code. Raises ConfigError for a malformed one, for none at all, and for two of one code."""
    classes: list[type[Rule]] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            module = point.load()
        except Exception as error:
            raise ConfigError(
                f"the rules {point.name!r} ({point.value}) cannot be loaded: {type(error).__name__}: {error}",
                remedy="repair or uninstall the package",
            ) from error
        found = getattr(module, "RULES", None)
        if not isinstance(found, Sequence) or isinstance(found, str):
            raise ConfigError(
                f"the entry point {point.name!r} has no RULES", remedy="define RULES, a tuple of Rule classes, in that module"
            )
        classes += found
    return made(classes)


def check_words(tag: str) -> None:
    """Have every rule package that reads copy check a project's own words (its module's ``check_words``). Raises ConfigError with file
    and line."""
    words = own_words(tagged("", tag))
    for point in entry_points(group=GROUP):
        check = getattr(point.load(), "check_words", None)
        if check is not None and words is not None:
            check(words)


def made(classes: Iterable[Any]) -> tuple[Rule, ...]:
    """Checked rules from classes, sorted by code. Raises ConfigError."""
    rules: dict[str, Rule] = {}
    for found in classes:
        rule = checked(found)
        if rule.code in rules:
            raise _refused(found, f"the code {rule.code} is taken by {type(rules[rule.code]).__name__}", "choose another code")
        rules[rule.code] = rule
    if not rules:
        raise ConfigError("there are no rules at all", remedy="install tactful with its rules: no message is rendered unchecked")
    return tuple(rules[code] for code in sorted(rules))


def checked(found: Any) -> Rule:
    """A rule from its class. Raises ConfigError with file and line."""
    if not inspect.isclass(found) or not issubclass(found, Rule):
        raise ConfigError(f"{found!r} is no Rule class", remedy="derive it from tactful.lint.Rule and list the class itself")
    if not isinstance(found.code, str) or not _CODE.fullmatch(found.code):
        raise _refused(found, f"the code {found.code!r} is not three capitals and three digits", "write a code such as ACM101")
    if not isinstance(found.name, str) or not _NAME.fullmatch(found.name):
        raise _refused(found, f"the name {found.name!r} is not lower-case words with hyphens", "name the fault: too-many-facts")
    if found.severity not in SEVERITIES:
        raise _refused(found, f"unknown severity {found.severity!r}", f"use one of {', '.join(SEVERITIES)}")
    if not found.kinds or set(found.kinds) - {"static", "contextual", "audience"}:
        raise _refused(found, f"unknown kinds {found.kinds!r}", "use static, contextual, audience")
    missing = [heading for heading in HEADINGS if not found.sections().get(heading)]
    if missing:
        raise _refused(found, f"the docstring lacks {', '.join(missing)}", f"write the headings {', '.join(HEADINGS)}, each with a colon")
    for which in ("violates", "passes"):
        examples = getattr(found, which)
        if not examples or not all(isinstance(example, Example) for example in examples):
            raise _refused(found, f"no example of what {which}", f"give at least one Example in {which}")
    methods = ("check_template", "check_shape", "check_draft", "prepare", "audience")
    if all(getattr(found, method) is getattr(Rule, method) for method in methods):
        raise _refused(found, "it checks nothing", f"implement one of {', '.join(methods)}")
    try:
        return found()
    except Exception as error:
        raise _refused(found, f"it cannot be made: {type(error).__name__}: {error}", "give it no constructor arguments") from error


def _refused(found: type, message: str, remedy: str) -> ConfigError:
    try:
        file, line = inspect.getsourcefile(found), inspect.getsourcelines(found)[1]
    except (OSError, TypeError):
        file, line = None, None
    return ConfigError(f"the rule {found.__name__} is malformed: {message}", file=file, line=line, remedy=remedy)
