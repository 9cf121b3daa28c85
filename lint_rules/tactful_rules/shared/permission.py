"""What a customer has permitted, and in which words (GUARDRAILS §7, Permission). Words are compared without case, hyphens or blanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MARKETING = frozenset({"marketing", "direct_marketing", "advertising", "promotion", "promotions", "marketing_email", "email_marketing"})
NEWSLETTER = frozenset({"newsletter", "newsletters", "news_letter", "email", "e_mail", "emails"})
_SAME = {"cart": "basket", "abandonment": "abandoned", "bag": "basket", "trolley": "basket", "offer": "offers", "third_party": "partner"}


@lru_cache(maxsize=4096)
def word(text: str) -> str:
    """A scope, purpose or trigger kind in its one spelling: ``Abandoned-Cart`` and ``cart_abandonment`` are the same."""
    parts = text.casefold().replace("-", " ").replace("_", " ").replace(".", " ").split()
    return "_".join(parts)


@lru_cache(maxsize=4096)
def kind(text: str) -> frozenset[str]:
    """The words of a trigger kind or scope whatever their order and synonyms."""
    return frozenset(_SAME.get(part, part) for part in word(text).split("_"))


@dataclass(frozen=True, slots=True)
class Consents:
    """``basis`` and ``scopes`` are None where the context does not say; scopes and objections as ``word`` spells them."""

    basis: str | None
    scopes: tuple[str, ...] | None
    objections: tuple[str, ...]

    @classmethod
    def of(cls, customer: Mapping[str, Any]) -> Consents:
        given: Mapping[str, Any] = customer.get("consents") or {}
        scopes = given.get("scopes")
        return cls(
            given.get("basis"), None if scopes is None else tuple(word(scope) for scope in scopes),
            tuple(word(objection) for objection in given.get("objections") or ()),
        )  # fmt: skip

    @property
    def marketing(self) -> bool:
        """Whether the scopes cover marketing of every kind."""
        return self.scopes is not None and any(scope in MARKETING for scope in self.scopes)

    @property
    def newsletter(self) -> bool:
        return self.scopes is not None and any(scope in NEWSLETTER for scope in self.scopes)

    def names(self, wanted: str) -> bool:
        """Whether a scope is this kind of message."""
        return self.scopes is not None and has_kind(wanted, self.scopes)


def has_kind(wanted: str, words: Iterable[str]) -> bool:
    """Whether one of the words is this kind: ``abandoned_cart`` and ``basket abandonment`` are."""
    sought = kind(wanted)
    return any(kind(one) == sought for one in words)


def plainly_permitted(customer: Mapping[str, Any]) -> bool:
    """Whether the customer consented to marketing: the common case, told cheaply."""
    consents: Mapping[str, Any] = customer.get("consents") or {}
    return consents.get("basis") == "consent" and "marketing" in (consents.get("scopes") or ())
