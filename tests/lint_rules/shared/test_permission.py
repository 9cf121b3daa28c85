"""Words of permission: scopes, objections and kinds, however they are spelled."""

from __future__ import annotations

import pytest

from tactful_rules.shared.permission import Consents, has_kind, kind, plainly_permitted, word


@pytest.mark.parametrize(
    ("spelled", "plain"),
    [("Newsletter", "newsletter"), ("abandoned-basket", "abandoned_basket"), ("  Partner  Offers ", "partner_offers"), ("SMS", "sms")],
)
def test_words_have_one_spelling(spelled: str, plain: str) -> None:
    assert word(spelled) == plain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("abandoned_basket", "Cart-Abandonment", True), ("basket_abandoned", "abandoned_basket", True), ("birthday", "BIRTHDAY", True),
        ("birthday", "name_day", False), ("abandoned_basket", "abandoned_browse", False), ("basket", "abandoned_basket", False),
        ("partner_offers", "third_party_offers", False), ("store_visit", "visit_store", True),
    ],
)  # fmt: skip
def test_kinds_are_the_same_whatever_their_order(one: str, other: str, same: bool) -> None:
    assert (kind(one) == kind(other)) is same
    assert has_kind(one, [word(other)]) is same


def test_what_the_context_does_not_say_is_unknown() -> None:
    nothing = Consents.of({})
    assert (nothing.basis, nothing.scopes, nothing.objections) == (None, None, ())
    assert [nothing.marketing, nothing.newsletter, nothing.names("birthday")] == [False, False, False]
    assert Consents.of({"consents": {"scopes": []}}).scopes == ()


def test_one_scope_among_others_is_enough() -> None:
    both = Consents.of({"consents": {"scopes": ["birthday", "marketing"]}})
    assert (both.marketing, both.newsletter) == (True, False)
    mail = Consents.of({"consents": {"scopes": ["birthday", "email"]}})
    assert (mail.marketing, mail.newsletter) == (False, True)
    neither = Consents.of({"consents": {"scopes": ["birthday", "sms"]}})
    assert (neither.marketing, neither.newsletter) == (False, False)


def test_scopes() -> None:
    given = Consents.of({"consents": {"basis": "consent", "scopes": ["Newsletter", "Cart Abandonment"], "objections": ["Profiling"]}})
    assert (given.newsletter, given.marketing, given.objections) == (True, False, ("profiling",))
    assert given.names("abandoned_basket")
    assert not given.names("birthday")
    assert Consents.of({"consents": {"scopes": ["Direct Marketing"]}}).marketing


@pytest.mark.parametrize(
    ("consents", "plainly"),
    [
        ({"basis": "consent", "scopes": ["marketing"]}, True), ({"basis": "consent", "scopes": ["newsletter"]}, False),
        ({"basis": "soft_opt_in", "scopes": ["marketing"]}, False), ({"scopes": ["marketing"]}, False), ({"basis": "consent"}, False), ({}, False), (None, False),
    ],
)  # fmt: skip
def test_the_common_case_is_told_at_once(consents: object, plainly: bool) -> None:
    assert plainly_permitted({"consents": consents} if consents is not None else {}) is plainly
