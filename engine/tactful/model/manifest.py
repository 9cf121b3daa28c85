"""message.toml: what a message is, beside its template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tactful.errors import ConfigError
from tactful.model.files import line_of_key, read_toml
from tactful.model.validation import check_settings


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
class Manifest:
    """The manifest of GUARDRAILS §3; ``selection`` holds canonical fact paths."""

    subject: str
    purpose: str
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

    @classmethod
    def load(cls, path: Path, shown: str | None = None) -> Manifest:
        """From a message.toml. Raises ConfigError with file, line and the nearest key."""
        data, text = read_toml(path, shown)
        return cls.from_mapping(data, shown or str(path), text)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any], file: str | None = None, text: str | None = None) -> Manifest:
        """From data, as a labelled case holds it. Raises ConfigError."""
        text = json.dumps(data, indent=1, ensure_ascii=False, default=str) if text is None else text
        check_settings(data, "message", "the manifest", file, text)
        values = dict(data)
        if values.get("locale"):
            check_locale(values["locale"], file, text)
        for name, value in (values.get("headers") or {}).items():
            _check_header(name, value, file, text)
        for key in ("topics", "fallback", "schema"):
            values[key] = tuple(values.get(key, ()))
        values["selection"] = tuple(canonical_path(path) for path in values.get("selection", ()))
        values["asks"] = tuple(Ask(**ask) for ask in values.get("asks", ()))
        if "sender" in values:
            sender = dict(values["sender"])
            sender["from_"] = sender.pop("from", "")
            values["sender"] = Sender(**sender)
        values["expect"] = tuple(
            Expectation(**{**one, "codes": tuple(one.get("codes", ())), "later": tuple(one.get("later", ()))})
            for one in values.get("expect", ())
        )
        return cls(**values)

    @property
    def is_promotion(self) -> bool:
        return self.purpose == "promotion"

    @property
    def exempt_from_preferences(self) -> bool:
        """Purposes service and notice are exempt from the PRF rules and from REL802."""
        return self.purpose in ("service", "notice")


def canonical_path(path: str) -> str:
    """``customer.history[0].item`` and ``customer.history.item[]`` style indexes become ``[]``; ``customer.`` may be left out."""
    import re

    found = re.sub(r"\[[^\]]*\]", "[]", path.strip())
    return found if found.split(".", 1)[0].removesuffix("[]") in ("customer", "offers", "as_of") or "." in found else f"customer.{found}"


def check_locale(locale: str, file: str | None, text: str) -> None:
    """Raises ConfigError for a locale that does not exist."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise ConfigError(
            f"there is no locale {locale!r}",
            file=file,
            line=line_of_key(text, "locale"),
            remedy="use a tag such as sv-SE, nb-NO, da-DK, fi-FI, de-DE, en-GB",
        ) from error


_OWN_HEADERS = frozenset({"subject", "from", "to", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"})


def _check_header(name: str, value: str, file: str | None, text: str) -> None:
    import re

    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name) or name.lower() in _OWN_HEADERS or re.search(r"[\r\n\0]", value):
        raise ConfigError(
            f"the header {name!r} cannot be set", file=file, line=line_of_key(text, name),
            remedy="use further header fields only (X-Campaign, Feedback-ID), one line each",
        )  # fmt: skip
