"""Which rules run on which message, with which setting, and why: ``select``, ``extend-select``, ``ignore``, ``rules`` and ``overrides``.

Selectors are ALL, a group (EXP), a code (EXP206) or a rule's name. The more specific one wins, ``ignore`` among equals; what an override
says of a message wins over what is said of the whole project, a later override over an earlier one. The engine's own rules (SUP, COV) run
unless they are ignored or off.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from tactful.errors import ConfigError
from tactful.lint.engine_rules import ENGINE_RULES
from tactful.lint.rule import Rule
from tactful.model.config import Config, MessageSettings, RuleSetting

ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What holds for one message: the rules that run, the setting of each code that has one, and why a rule is on or off."""

    rules: tuple[Rule, ...]
    settings: Mapping[str, RuleSetting]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Layer:
    """Selectors of the project or of one override; ``select`` None leaves what was selected before. ``name`` says whose they are."""

    name: str
    select: tuple[str, ...] | None
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]


class Selection:
    """Settled once per set of overrides that concern a message. Raises ConfigError for selectors and settings of rules that do not
    exist, and where every rule is off."""

    def __init__(self, rules: Sequence[Rule], config: Config) -> None:
        self._rules = tuple(rules)
        self._config = config
        self._by_name = {rule.name: rule.code for rule in (*rules, *ENGINE_RULES)}
        self._codes = {rule.code for rule in (*rules, *ENGINE_RULES)}
        self._chosen: dict[tuple[int, ...], Chosen] = {}
        for what, name in self._named():
            self._check(what, name)
        for at, one in enumerate(config.overrides):
            self._check_place(at, one)
        self._by_path = any(one.paths for one in config.overrides)
        self.of("")

    def of(self, message: str) -> Chosen:
        """What holds for this message. Raises ConfigError where an override leaves it no rule."""
        return self._of(tuple(at for at, one in enumerate(self._config.overrides) if not one.paths and one.concerns(message)))

    def setting(self, message: str, code: str, file: str) -> RuleSetting | None:
        """The setting of a rule for a finding in this file of a message; None where nothing is said of it."""
        chosen = self.of(message)
        if self._by_path:
            config = self._config
            chosen = self._of(
                tuple(
                    at for at, one in enumerate(config.overrides)
                    if one.concerns(message) and (not one.paths or one.holds_in(file, config.templates))
                )
            )  # fmt: skip
        return chosen.settings.get(code)

    def _of(self, key: tuple[int, ...]) -> Chosen:
        if key not in self._chosen:
            self._chosen[key] = self._settled([(f"overrides[{at}]", self._config.overrides[at]) for at in key])
        return self._chosen[key]

    def _check_place(self, at: int, one: MessageSettings) -> None:
        if not one.messages and not one.paths:
            raise ConfigError(f"overrides[{at}] says for nothing", file=self._config.file, remedy="give it messages or paths")
        if one.paths and one.extend_select:
            raise ConfigError(
                f"overrides[{at}] selects more rules for paths", file=self._config.file,
                remedy="rules run on whole messages: give extend-select with messages, and ignore or rules with paths",
            )  # fmt: skip
        if one.paths:
            self._settled([(f"overrides[{at}]", one)])

    def _settled(self, overrides: Sequence[tuple[str, MessageSettings]]) -> Chosen:
        config = self._config
        layers = [_Layer("", config.select, config.extend_select, config.ignore)]
        settings = dict(config.rules)
        for name, one in overrides:
            layers.append(_Layer(f" in {name}", one.select, one.extend_select, one.ignore))
            for code, given in one.rules.items():
                settings[code] = replace(settings.get(code, RuleSetting()), **given)
        reasons: dict[str, str] = {}
        on: list[Rule] = []
        for rule in (*self._rules, *ENGINE_RULES):
            chosen, reasons[rule.code] = self._decided(rule, layers)
            if not chosen:
                settings[rule.code] = replace(settings.get(rule.code, RuleSetting()), mode="off")
            elif rule.code in settings and settings[rule.code].mode == "off":
                reasons[rule.code] = f"rules.{rule.code}.mode"
            elif rule in self._rules:
                on.append(rule)
        if not on:
            where = f" for messages of {overrides[-1][0]}" if overrides else ""
            raise ConfigError(
                f"every rule is off{where}", file=config.file, remedy="keep at least one rule: no message is rendered unchecked"
            )  # fmt: skip
        return Chosen(tuple(on), settings, reasons)

    def _decided(self, rule: Rule, layers: Sequence[_Layer]) -> tuple[bool, str]:
        """Whether the selectors let a rule run, and which of them decides."""
        own = rule in ENGINE_RULES
        chosen, reason = own, "always" if own else "not selected"
        for layer in layers:
            if layer.select is not None and not own:
                chosen, reason = False, f"not in select{layer.name}"
            found = [
                (weight, not value, f"{key}{layer.name}: {selector}")
                for key, selectors, value in (("select", layer.select or (), True), ("extend-select", layer.extend_select, True), ("ignore", layer.ignore, False))
                for selector in selectors
                if (weight := self._weight(selector, rule)) >= 0
            ]  # fmt: skip
            if found:
                _weight, ignored, reason = max(found)
                chosen = not ignored
        return chosen, reason

    @staticmethod
    def _weight(selector: str, rule: Rule) -> int:
        """How specifically a selector names a rule; -1 where it does not."""
        if selector == ALL:
            return 0
        return 1 if selector == rule.group() else 2 if selector in (rule.code, rule.name) else -1

    def _named(self) -> Iterator[tuple[str, str]]:
        config = self._config
        yield from (("rules", code) for code in config.rules)
        yield from _selectors("", config.select, config.extend_select, config.ignore)
        for at, one in enumerate(config.overrides):
            yield from ((f"overrides[{at}].rules", code) for code in one.rules)
            yield from _selectors(f"overrides[{at}].", one.select or (), one.extend_select, one.ignore)

    def _check(self, what: str, name: str) -> None:
        known = set(self._codes)
        if not what.endswith("rules"):
            known |= {ALL, *self._by_name, *(code[:3] for code in self._codes)}
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), 1)
            raise ConfigError(
                f"the configuration names an unknown rule {name!r} ({what})", file=self._config.file,
                remedy=f"did you mean {near[0]}?" if near else "see `tactful rules`",
            )  # fmt: skip


def _selectors(prefix: str, select: Iterable[str], extend: Iterable[str], ignore: Iterable[str]) -> Iterator[tuple[str, str]]:
    for key, names in (("select", select), ("extend-select", extend), ("ignore", ignore)):
        yield from ((f"{prefix}{key}", name) for name in names)


def unmatched(config: Config, messages: Sequence[str]) -> list[str]:
    """Patterns of overrides that no message, or no file, matches: a misspelt one would leave its message under settings nobody meant."""
    files: list[str] | None = None
    stray: list[str] = []
    for at, one in enumerate(config.overrides):
        for pattern in one.paths:
            if files is None:
                files = [
                    file.relative_to(config.root).as_posix()
                    for root in config.template_roots
                    if root.is_relative_to(config.root)
                    for file in root.rglob("*")
                    if file.is_file()
                ]
            if not any(replace(one, paths=(pattern,)).holds_in(file, config.templates) for file in files):
                stray.append(f"overrides[{at}].paths: {pattern!r}")
    return stray + [
        f"overrides[{at}].messages: {pattern!r}"
        for at, one in enumerate(config.overrides)
        for pattern in one.messages
        if not any(fnmatchcase(name, pattern) for name in messages)
    ]


__all__ = ["Chosen", "Selection", "unmatched"]
