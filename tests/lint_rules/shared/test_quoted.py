"""What is quoted is not said by the sender, unless the sender quotes themselves."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Example
from tactful.lint.runner import Linter
from tactful.testing import project_of
from tactful_rules.copy import read
from tactful_rules.shared.quoted import is_quoted
from tactful_rules.surveillance_wording import SurveillanceWording

SCHEMA = {"properties": {"customer": {"properties": {"item": {"type": "string", "x-fact": {
    "provenance": "observed", "sensitivity": "none", "known_to_recipient": True}}}}}}  # fmt: skip


def watches(lang: str, copy: str, **manifest: Any) -> bool:
    project, whole = project_of(
        Example(lang, f"<mj-text>{copy}</mj-text>", manifest, {"customer": {"item": "x"}}, SCHEMA), SurveillanceWording
    )
    report = Linter([SurveillanceWording()], project.config, prove=True).check(project.draft("case", whole))
    assert not any(finding.evidence.get("rule_failed") for finding in report.findings)
    return bool(report.findings)


@pytest.mark.parametrize(
    ("lang", "copy", "said"),
    [
        ("en", "“We saw you yesterday,” she whispers in the dark.", False), ("en", "“We saw that you bought a scarf,” says our manager.", True),
        ("en", "We saw that you bought a scarf, she whispers.", True), ("en", "The novel “We Saw What You Bought” is out.", False),
        ("en", "“We saw that you bought a scarf.”", True), ("en", "“We saw that you bought {{ customer.item }},” she whispers.", True),
        ("sv", "”Vi såg vad du köpte”, viskar hon.", False), ("sv", "”Vi såg vad du köpte”, säger vår butikschef.", True),
        ("nb", "Boka «Vi så hva du kjøpte» koster 299 kroner.", False), ("nb", "Vi så hva du kjøpte i boka «Natt».", True),
        ("da", "»Vi så, hvad du købte«, siger detektiven.", False), ("da", "»Vi så, hvad du købte«, skriver vores ekspedient.", True),
        ("fi", "”Näimme, mitä ostit”, hän kuiskaa.", False), ("fi", "”Näimme, mitä ostit”, sanoo myyjämme.", True),
        ("de", "Der Krimi „Wir haben gesehen, was du gekauft hast“ kostet 14 Euro.", False),
        ("de", "„Wir haben gesehen, was du gekauft hast“, sagt unsere Filialleiterin.", True),
    ],
)  # fmt: skip
def test_who_says_what_stands_in_quotation_marks(lang: str, copy: str, said: bool) -> None:
    assert watches(lang, copy) is said


def test_whoever_sells_works_may_name_them() -> None:
    copy = "On Friday we show “We Saw What You Bought” on the big screen."
    assert watches("en", copy)
    assert not watches("en", copy, topics=["media.cinema"])
    for title in ("Natt", "Golden Hour", "I Am Malala", "We Are Who We Are"):
        assert watches("en", f"We saw that you bought “{title}”.", topics=["retail.books"])
    assert watches("en", "On Friday we show a film. We saw what you bought.", topics=["media.cinema"])


def test_only_what_lies_inside_is_quoted() -> None:
    project, _ = project_of(Example("en", "<mj-text>A</mj-text>"), SurveillanceWording)
    template = project.template("case")
    text = 'She said "we saw you" and left "quickly"'
    for word, quoted in (("saw", True), ("left", False), ("She", False), ("quickly", True)):
        start = text.index(word)
        assert is_quoted(text, start, start + len(word), (), template) is quoted


@pytest.mark.parametrize(
    ("text", "stretch", "quoted"),
    [
        ("She said “we saw you” twice", "“we saw", True),  # from the mark on
        ("She saw “we saw you” twice", "saw “we", True), ("Saw you “the lamp” twice?", "Saw you “the", False),  # the reader stands outside
        ("She said “we saw \ufffc” twice", "we saw", False), ("She said “we saw you”", "She said", False), ("“we saw you”", "we saw", False),
        ("She said “we saw you” and our lamp", "we saw", False), ("She said “we saw you” " + "and on " * 20 + "to our lamp", "we saw", True),
    ],
)  # fmt: skip
def test_where_a_quotation_begins_and_who_speaks_in_it(text: str, stretch: str, quoted: bool) -> None:
    project, _ = project_of(Example("en", "<mj-text>A</mj-text>"), SurveillanceWording)
    start = text.index(stretch)
    assert is_quoted(text, start, start + len(stretch), read(text, "en").address, project.template("case")) is quoted
