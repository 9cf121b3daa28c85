"""TON601: which words greet, and where a missing greeting is reported."""

from __future__ import annotations

import pytest
from one_rule import found

from tactful_rules.occasion_sales_only import OccasionSalesOnly


def greets(copy: str, occasion: str = "birthday", purpose: str = "occasion") -> bool:
    manifest = {"purpose": purpose, **({"occasion": occasion} if purpose == "occasion" else {})}
    return not found(OccasionSalesOnly, f"<mj-text>{copy}</mj-text>", manifest=manifest)


@pytest.mark.parametrize(
    ("copy", "occasion", "counts"),
    [
        ("Happy birthday!", "birthday", True), ("Skin cream is 10% off.", "birthday", False),
        ("Congratulations on your day! Here is 10% off.", "birthday", True),  # the discount stands in a sentence of its own
        ("Congratulations, you've earned 10% off.", "birthday", False), ("Congratulations! £5 off.", "birthday", True), ("Congratulations£5 off.", "birthday", False),
        ("Only 10% off: congratulations, you've earned 10% off.", "birthday", False), ("With 10% off: congratulations on your day.", "birthday", True),
        ("Thank you for ten years with us.", "member_anniversary", True), ("Thank you for ten years with us.", "birthday", False),
        ("Thank you for ten years with us.", "Name Day", False), ("Ten years with us, 10% off.", "member_anniversary", False),
        ("Thank you for ten years with us. Happy birthday!", "birthday", True),
    ],
)  # fmt: skip
def test_what_greets(copy: str, occasion: str, counts: bool) -> None:
    assert greets(copy, occasion) is counts


@pytest.mark.parametrize("purpose", ["promotion", "service", "notice", "survey"])
def test_other_mail_need_not_greet(purpose: str) -> None:
    assert greets("Skin cream is 10% off.", purpose=purpose)


def test_subject_and_title_do_not_count_and_where_it_is_said() -> None:
    manifest = {"purpose": "occasion", "occasion": "birthday", "subject": "Happy birthday!", "preheader": "Happy birthday!"}
    (finding,) = found(OccasionSalesOnly, "<mj-text>Skin cream</mj-text>", manifest=manifest)
    assert finding.file.endswith(".mjml")
    assert (finding.evidence, finding.severity) == ({"occasion": "birthday"}, "error")
    (bare,) = found(OccasionSalesOnly, '<mj-image src="https://x.example/a.png" />', manifest={**manifest, "footer": False})
    assert bare.file.endswith("message.toml")
