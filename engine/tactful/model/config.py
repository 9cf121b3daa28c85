"""The project's configuration: ``[tool.tactful]`` in pyproject.toml, or tactful.toml."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tactful.errors import ConfigError
from tactful.model.files import read_toml
from tactful.model.lexicon import load_words
from tactful.model.manifest import check_locale
from tactful.model.places import line_of
from tactful.model.taxonomy import Taxonomy, topics_in
from tactful.model.validation import check_settings


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Exposure from which a rule warns and rejects (GUARDRAILS §5: 9 and 14), and after how many opportunities without a hit or
    click a topic counts as never taken (GUARDRAILS §1: 10). ``trigger_ttl_minutes``: how long an offer's trigger lasts where it does not say
    (GUARDRAILS DAT402: 60). ``audience_k``: how many of an audience must share a claim (GUARDRAILS EXP205: 100). ``facts_shown`` and
    ``facts_steering``: how many facts a message may show, and be chosen by (GUARDRAILS EXP204: 3 and 5). ``confidence``: from which an
    inferred fact may be said (GUARDRAILS DAT403: 0.9). ``inactive_days``: silence after which a promotion is a warning (GUARDRAILS
    REL802: 365). ``repeat_days`` and ``repeat_mailings``: how many unanswered mailings within how many days are enough (GUARDRAILS
    PRF105: 2 within 90). ``unused_likes``: how many known likes may not lie unused (GUARDRAILS PRF107: 2)."""

    exposure_warn: float = 9
    exposure_reject: float = 14
    support_opportunities: int = 10
    trigger_ttl_minutes: float = 60
    audience_k: int = 100
    facts_shown: int = 3
    facts_steering: int = 5
    confidence: float = 0.9
    inactive_days: int = 365
    repeat_days: int = 90
    repeat_mailings: int = 2
    unused_likes: int = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """``shape_cache``: families of shapes kept (of those put together from parts four times as many). ``iterations``: steps of loops and macro calls of one expansion. ``string_bytes``:
    characters of one text inside a template. ``output_bytes``: characters of one email's HTML."""

    shape_cache: int = 1024
    iterations: int = 100_000
    string_bytes: int = 4_000_000
    output_bytes: int = 8_000_000


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """``mode``: enforce, shadow (reported, never blocks) or off. ``severity``: None leaves the rule's own."""

    mode: str = "enforce"
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class MessageSettings:
    """What holds for the messages whose names match a pattern of ``messages``, or for findings in files that match one of ``paths``:
    ``select`` replaces the project's, the others add to it; ``rules`` are the members of settings that differ. With both, both must match."""

    messages: tuple[str, ...]
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    paths: tuple[str, ...] = ()

    def concerns(self, message: str) -> bool:
        return not self.messages or any(fnmatchcase(message, pattern) for pattern in self.messages)

    def holds_in(self, file: str, roots: Sequence[str]) -> bool:
        """Whether a file (as findings name it) matches a path, taken from the project's folder or from a template root."""
        names = [file, *(file.removeprefix(f"{root}/") for root in roots if file.startswith(f"{root}/"))]
        patterns = [form for pattern in self.paths for form in (pattern, f"{pattern.rstrip('/')}/*")]
        return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> MessageSettings:
        select = tuple(data["select"]) if "select" in data else None
        return cls(
            tuple(data.get("messages", ())), select, tuple(data.get("extend-select", ())), tuple(data.get("ignore", ())), data.get("rules", {}),
            tuple(data.get("paths", ())),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one project; ``root`` is the folder that its paths are relative to.

    ``unlabelled``: whether findings that rest on facts without a label block (enforce) or are reported only (shadow).
    ``select``, ``extend_select``, ``ignore``: codes, groups or names of rules, or ALL; ``overrides``: the same for some messages.
    ``baseline``: the file of findings that ``tactful lint`` knows already.
    ``inliner``: what says which CSS rules choose which elements, premailer or css-inline (the extra ``tactful[css-inline]``).
    ``unknown_age``: whether a fact with a ``max_age`` whose age nobody knows counts as fresh or as stale.
    """

    root: Path = Path()
    file: str | None = None
    templates: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    taxonomy: Mapping[str, Any] = field(default_factory=dict)
    lexicon: tuple[str, ...] = ()
    core_topics: tuple[str, ...] = ()
    coarsen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    locale: str = ""
    time_zone: str | None = None
    thresholds: Thresholds = Thresholds()
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    limits: Limits = Limits()
    unlabelled: str = "enforce"
    unknown_age: str = "fresh"
    inliner: str = "premailer"
    baseline: str = ""
    select: tuple[str, ...] = ("ALL",)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    overrides: tuple[MessageSettings, ...] = ()
    words: str = ""

    @classmethod
    def discover(cls, start: Path) -> Config:
        """The nearest configuration at or above a folder; without one, the folder itself with defaults. Raises ConfigError."""
        start = start.resolve()
        for folder in (start, *start.parents):
            own, shared = folder / "tactful.toml", folder / "pyproject.toml"
            table, text = read_toml(shared) if shared.is_file() else ({}, "")
            inside = table.get("tool", {}).get("tactful") if isinstance(table.get("tool", {}), Mapping) else None
            if own.is_file() and inside is not None:
                raise ConfigError(f"two configurations: {own} and [tool.tactful] in {shared}", remedy="keep one of them")
            if own.is_file():
                data, text = read_toml(own)
                return cls.from_mapping(data, str(own), folder, text)
            if inside is not None:
                return cls.from_mapping(inside, str(shared), folder, text)
        return cls.from_mapping({}, None, start)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any], file: str | None = None, root: Path | None = None, text: str | None = None) -> Config:
        """From data. Without a root nothing is read from disk (``templates`` and ``schemas`` are empty). Raises ConfigError."""
        text = text or ""
        within = ("tool", "tactful") if file is not None and Path(file).name == "pyproject.toml" else ()
        check_settings(data, "config", "the configuration", file, text, within)
        values = dict(data)
        if values.get("locale"):
            check_locale(values["locale"], file, text, within)
        if values.get("time_zone"):
            _check_zone(values["time_zone"], file, text, within)
        if values.get("inliner") == "css-inline" and find_spec("css_inline") is None:
            raise ConfigError(
                "inliner: css-inline is not installed", file=file, line=line_of(text, (*within, "inliner")), remedy="pip install 'tactful[css-inline]'",
            )  # fmt: skip
        values["taxonomy"] = {**_topics(values.pop("taxonomy_files", ()), root), **values.get("taxonomy", {})}
        values["templates"] = tuple(values.get("templates", ("templates",) if root is not None else ()))
        values["select"] = tuple(values.get("select", ("ALL",)))
        values["extend_select"] = tuple(values.pop("extend-select", ()))
        for key in ("schemas", "lexicon", "core_topics", "ignore"):
            values[key] = tuple(values.get(key, ()))
        values["overrides"] = tuple(MessageSettings.of(one) for one in values.get("overrides", ()))
        values["thresholds"] = Thresholds(**values.get("thresholds", {}))
        _check_thresholds(values["thresholds"], file, text, within)
        values["limits"] = Limits(**{name: int(limit) for name, limit in values.get("limits", {}).items()})
        values["rules"] = {code: RuleSetting(**setting) for code, setting in values.get("rules", {}).items()}
        return cls(root=root or Path(), file=file, **values)

    @property
    def template_roots(self) -> list[Path]:
        return [self.root / folder for folder in self.templates]

    @property
    def schema_files(self) -> list[Path]:
        return [self.root / file for file in self.schemas]

    def with_words(self, taxonomy: Taxonomy) -> Config:
        """With the project's own words for copy read from its ``lexicon`` folders; ``words`` is their tag. Raises ConfigError."""
        if not self.lexicon or self.file is None:
            return self
        return replace(self, words=load_words(self.lexicon, self.root, taxonomy.nodes, self.file).tag)

    def taxonomy_over(self, base: Taxonomy) -> Taxonomy:
        return base.extend(self.taxonomy) if self.taxonomy else base


def _topics(names: Sequence[str], root: Path | None) -> dict[str, Any]:
    """The topics of further taxonomy files; the later file wins. Without a root nothing is read."""
    found: dict[str, Any] = {}
    for name in names if root is not None else ():
        table, _ = read_toml((root or Path()) / name)
        found.update(topics_in(table, name))
    return found


def _check_thresholds(thresholds: Thresholds, file: str | None, text: str, within: tuple[str, ...]) -> None:
    """TOML knows nan and inf; nothing is at or over either, so that nothing would be rejected."""
    for name in Thresholds.__slots__:
        if not math.isfinite(getattr(thresholds, name)):
            raise ConfigError(
                f"thresholds.{name} is no finite number", file=file, line=line_of(text, (*within, "thresholds", name)),
                remedy='give a number; to let a rule report without rejecting, set its mode to "shadow"',
            )  # fmt: skip


def _check_zone(name: str, file: str | None, text: str, within: tuple[str, ...]) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except Exception as error:
        raise ConfigError(
            f"there is no time zone {name!r}", file=file, line=line_of(text, (*within, "time_zone")),
            remedy="use an IANA name such as Europe/Oslo",
        ) from error  # fmt: skip
