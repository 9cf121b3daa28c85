"""What facts without a label mean, and what may run in shadow because of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tactful import Issue, MessageRejected, Project, Report, Rule

FOOTER = '<mj-text>Lamp AB, Storgatan 1, 211 42 Malmö. <a href="{{ unsubscribe_url }}">Avregistrera dig</a></mj-text>'
LABEL = {
    "provenance": "observed",
    "sensitivity": "lifestyle",
    "known_to_recipient": True,
    "granularity": {"time": "clock", "item": "product"},
}


def project(copy: str, *, unlabelled: str = "shadow", rules: Any = None, manifest: dict[str, Any] | None = None, **labels: Any) -> Project:
    members = {name: {"type": "string", **({"x-fact": label} if label is not None else {})} for name, label in labels.items()}
    return Project.in_memory(
        manifest={"subject": "Nytt", "purpose": "promotion", "locale": "sv-SE", **(manifest or {})},
        mjml=f"<mjml><mj-body><mj-section><mj-column><mj-text>{copy}</mj-text>{FOOTER}</mj-column></mj-section></mj-body></mjml>",
        schema={"properties": {"unsubscribe_url": {"type": "string"}, "customer": {"properties": members, "required": list(members)}}, "required": ["unsubscribe_url"]},
        config={"unlabelled": unlabelled}, rules=rules,
    )  # fmt: skip


def report(copy: str, **options: Any) -> Report:
    made = project(copy, **options)
    members = [name for name in options if name not in ("unlabelled", "rules", "manifest")]
    context = {
        "as_of": "2026-02-13",
        "customer": {"id": 1, **dict.fromkeys(members, "värdet")},
        "unsubscribe_url": "https://post.example/u",
    }
    found = made.lint("case", context)
    if found.rejected:
        with pytest.raises(MessageRejected):
            made.render("case", context)
    else:
        assert made.render("case", context).report == found
    return found


def test_a_fact_without_label_counts_as_the_worst() -> None:
    found = report("Tack för {{ customer.bare }}", unlabelled="enforce", bare=None)
    assert {"EXP201", "EXP203"} <= set(found.blocking_codes)
    assert "unlabelled" in next(finding for finding in found.findings if finding.code == "EXP201").evidence


def test_what_rests_on_missing_labels_alone_runs_in_shadow() -> None:
    found = report("Tack för {{ customer.bare }}", bare=None)
    assert not found.rejected
    shadowed = [finding for finding in found.findings if finding.mode == "shadow"]
    assert {"EXP201", "EXP203"} <= {finding.code for finding in shadowed}
    assert all(finding.severity == "error" and finding.evidence["rests_on"] == "unlabelled facts" for finding in shadowed)


def test_a_missing_member_of_a_label_is_as_good_as_no_label() -> None:
    assert report(
        "Tack för {{ customer.half }}", unlabelled="enforce", half={"provenance": "stated", "sensitivity": "none"}
    ).blocking_codes == ("EXP203",)
    assert not report("Tack för {{ customer.half }}", half={"provenance": "stated", "sensitivity": "none"}).rejected
    assert report(
        "Tack för {{ customer.half }}", half={"provenance": "third_party", "sensitivity": "none"}
    ).rejected  # that much is labelled


def test_what_labelled_facts_say_is_enforced_beside_unlabelled_ones() -> None:
    found = report("Tack för {{ customer.seen }} och {{ customer.bare }}", seen=LABEL, bare=None)
    assert "EXP201" in found.blocking_codes
    assert [finding.mode for finding in found.findings if finding.code == "EXP203"] == ["shadow"]


def test_the_heaviest_claim_may_rest_on_labels_once_the_unlabelled_one_is_left_out() -> None:
    copy = "Tack för {{ customer.bare }}</mj-text><mj-text>Och för {{ customer.seen }}"
    strict = report(copy, unlabelled="enforce", bare=None, seen=LABEL)
    assert [finding.facts for finding in strict.blocking if finding.code == "EXP201"] == [("customer.bare",)]
    found = report(copy, bare=None, seen=LABEL)
    assert [(finding.facts, finding.mode) for finding in found.findings if finding.code == "EXP201"] == [
        (("customer.bare",), "shadow"), (("customer.seen",), "enforce"),
    ]  # fmt: skip


def test_what_does_not_rest_on_labels_is_enforced() -> None:
    assert "DAT404" in report("Tack {{ customer.bare }}{{ customer.first_name }}", bare=None).blocking_codes
    dumped = report("{{ customer | tojson }}", bare=None)
    assert "EXP207" in dumped.blocking_codes


def test_static_findings_too() -> None:
    subject = {"subject": "Nytt till {{ customer.bare }}"}
    assert "EXP208" in report("Hej", unlabelled="enforce", manifest=subject, bare=None).blocking_codes
    assert not report("Hej", manifest=subject, bare=None).rejected
    assert not project("Hej", manifest=subject, bare=None).lint("case").rejected
    assert project("Hej", unlabelled="enforce", manifest=subject, bare=None).lint("case").rejected
    assert report("Hej", manifest=subject, bare=LABEL).rejected


class Failing(Rule):
    """Fails where a fact has no label.

    What it finds: nothing.

    Why it hurts: it does not.

    What to do: nothing.

    Source: this test.
    """

    code = "ACM101"
    name = "failing"
    violates = passes = ()

    def check_draft(self, draft: Any) -> Iterator[Issue]:
        if not draft.template.schema.mild:
            raise RuntimeError
        return iter(())


def test_a_rule_that_fails_is_never_in_shadow() -> None:
    assert report("Hej {{ customer.bare }}", rules=[Failing()], bare=None).blocking_codes == ("ACM101",)


def test_an_accepted_message_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tactful.lint.runner.softened", None)
    assert not report("Hej på dig", bare=None).rejected
