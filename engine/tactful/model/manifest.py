"""message.toml: what a message is, beside its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tactful.errors import ConfigError
from tactful.model.files import read_toml
from tactful.model.places import line_of
from tactful.model.plain import outside_reference
from tactful.model.validation import check_settings, packaged


@dataclass(frozen=True, slots=True)
class Ask:
    """A field that the message asks for, with its why and its benefit."""

    field: str
    why: str = ""
    benefit: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. ``unsubscribe`` is the path of the context member with the link (default ``unsubscribe_url``)."""

    name: str = ""
    address: str = ""
    from_: str = ""
    reply_to: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a sample must come to: verdict and codes of today's rules, and codes of rules that come later."""

    sample: str
    verdict: str
    codes: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class AllowEntry:
    """A suppression of the whole message, or of one ``file`` of it; ``until`` is the last day, as text."""

    codes: tuple[str, ...]
    because: str = ""
    until: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of GUARDRAILS §3; ``selection`` holds canonical fact paths. A message that names no purpose is a promotion: the
    purpose to which every rule applies."""

    subject: str
    purpose: str = "promotion"
    preheader: str = ""
    name: str = ""
    occasion: str = ""
    topics: tuple[str, ...] = ()
    locale: str = ""
    stage: str = ""
    broadcast: bool = False
    selection: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    eligibility: Any = None
    beneficiary: str = ""
    legal_basis: str = ""
    fallback: tuple[str, ...] = ()
    schema: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    sender: Sender | None = None
    expect: tuple[Expectation, ...] = ()
    allow: tuple[AllowEntry, ...] = ()

    @classmethod
    def load(cls, path: Path, shown: str | None = None) -> Manifest:
        """From a message.toml. Raises ConfigError with file, line and the nearest key."""
        data, text = read_toml(path, shown)
        return cls.from_mapping(data, shown or str(path), text)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any], file: str | None = None, text: str | None = None) -> Manifest:
        """From data, as a labelled case holds it; ``text`` is the TOML that it was read from, for lines. Raises ConfigError."""
        text = text or ""
        if isinstance(data, Mapping) and isinstance(data.get("allow"), list):
            data = {**data, "allow": [_dateless(entry) for entry in data["allow"]]}
        check_settings(data, "message", "the manifest", file, text)
        values = dict(data)
        if values.get("locale"):
            check_locale(values["locale"], file, text)
        if outside_reference(values.get("eligibility")) is not None:
            raise ConfigError(
                "the eligibility refers to something outside itself", file=file, line=line_of(text, ("eligibility",)),
                remedy="write what it refers to under $defs and refer to #/$defs/…: nothing is fetched",
            )  # fmt: skip
        for name, value in (values.get("headers") or {}).items():
            _check_header(name, value, file, text)
        for key in ("topics", "fallback", "schema"):
            values[key] = tuple(values.get(key, ()))
        values["selection"] = _selection(values.get("selection", ()), file, text)
        values["asks"] = tuple(Ask(**ask) for ask in values.get("asks", ()))
        if "sender" in values:
            sender = dict(values["sender"])
            sender["from_"] = sender.pop("from", "")
            values["sender"] = Sender(**sender)
        values["expect"] = tuple(
            Expectation(**{**one, "codes": tuple(one.get("codes", ())), "later": tuple(one.get("later", ()))})
            for one in values.get("expect", ())
        )
        values["allow"] = tuple(AllowEntry(**{**one, "codes": tuple(one["codes"])}) for one in values.get("allow", ()))
        return cls(**values)

    @property
    def is_promotion(self) -> bool:
        return self.purpose == "promotion"

    @property
    def exempt_from_preferences(self) -> bool:
        """Purposes service and notice are exempt from the PRF rules and from REL802."""
        return self.purpose in ("service", "notice")


def _dateless(entry: Any) -> Any:
    """An ``[[allow]]`` whose date is text: TOML has dates of its own."""
    until = entry.get("until") if isinstance(entry, Mapping) else None
    return {**entry, "until": until.isoformat()} if isinstance(until, date) else entry


def canonical_path(path: str) -> str:
    """A fact path as rules write it: ``customer.history[0].item`` and ``history[].item`` are ``customer.history[].item``,
    ``customer['birth_date']`` is ``customer.birth_date``. Raises ValueError for what is no path."""
    import re

    named = re.sub(r"""\[\s*(['"])([^'"\]]+)\1\s*\]""", r".\2", path.strip())
    found = re.sub(r"\[\s*(?:-?[0-9]+|\*)?\s*\]", "[]", named)
    if not re.fullmatch(r"[^\W\d][\w-]*(?:\[\])*(?:\.[^\W\d][\w-]*(?:\[\])*)*", found):
        raise ValueError("not a fact path")
    first = found.split(".", 1)[0].removesuffix("[]")
    inside = packaged("context")["properties"]["customer"]["properties"]
    roots = packaged("context")["properties"]
    return f"customer.{found}" if first in inside or ("." not in found and first not in roots) else found


def _selection(paths: Sequence[str], file: str | None, text: str) -> tuple[str, ...]:
    found: list[str] = []
    for at, path in enumerate(paths):
        try:
            found.append(canonical_path(path))
        except ValueError as error:
            raise ConfigError(
                f"selection[{at}] is no fact path: {path!r}", file=file, line=line_of(text, ("selection", at)),
                remedy="write it as customer.birth_date or customer.history[].topic",
            ) from error  # fmt: skip
    return tuple(dict.fromkeys(found))


def check_locale(locale: str, file: str | None, text: str, within: tuple[str, ...] = ()) -> None:
    """Raises ConfigError for a locale that does not exist. ``text`` is the TOML that names it, in its table ``within``."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise ConfigError(
            f"there is no locale {locale!r}",
            file=file,
            line=line_of(text, (*within, "locale")),
            remedy="use a tag such as sv-SE, nb-NO, da-DK, fi-FI, de-DE, en-GB",
        ) from error


_OWN_HEADERS = frozenset({"subject", "from", "to", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"})


def _check_header(name: str, value: str, file: str | None, text: str) -> None:
    import re

    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name) or name.lower() in _OWN_HEADERS or re.search(r"[\r\n\0]", value):
        raise ConfigError(
            f"the header {name!r} cannot be set", file=file, line=line_of(text, ("headers", name)),
            remedy="use further header fields only (X-Campaign, Feedback-ID), one line each",
        )  # fmt: skip
