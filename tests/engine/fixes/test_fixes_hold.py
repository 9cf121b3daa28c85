"""What must hold of every fix, over templates put together at random: idempotent; a safe one leaves a template that parses, without the
finding, and for whoever it was right the same email."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_project import MANIFEST, SCHEMA, write_project

from tactful.fixes import Candidate, Look, Outcome, applied, settle
from tactful.model.files import over
from tactful.project import Project

GREETINGS = {
    "sv-SE": ("Hej", "Kära", "Grattis på dagen,"), "nb-NO": ("Hei", "Kjære", "God morgen"), "da-DK": ("Hej", "Kære", "Godmorgen"),
    "fi-FI": ("Hei", "Hyvä", "Moi"), "de-DE": ("Hallo", "Liebe", "Guten Tag"), "en-GB": ("Hello", "Dear", "Happy birthday,"),
}  # fmt: skip
ENDS = (",", "!", "", " and welcome", "s", ". 🎉", "</b>")
READS = (
    "customer.first_name", "customer['first_name']", "customer.first_name | capitalize", "customer.first_name[:1]", "customer.city", "customer.frist_name",
    "customer.first_name ~ ' ' ~ customer.last_name", "customer.points", "customer.dog",
)  # fmt: skip
PIECES = (
    "<mj-image src='https://x.example/a.png' />", '<mj-image title="Lamp" src="https://x.example/a.png"/>', '<mj-image href="https://x.example" src="https://x.example/a.png"/>',
    '<mj-button href="https://x.example/?q={{ customer.city }}&amp;n={{ customer.first_name | upper }}">Go</mj-button>',
    "<mj-button href='https://x.example/?q={{ customer.city or \"Leeds\" }}'>Go</mj-button>",
    '{# tactful: allow TON602 because "because" #}', '{# tactful: allow EXP207, TON602 because "x" #} <mj-spacer />', "{# a note #}", "<!-- {{ customer.city }} -->",
    '<mj-text algin="left" color="fff">Hi</mj-text>', "<mj-txt>Hi</mj-txt>", "words outside", "{% for o in offers %}<mj-image src='{{ o.image }}' />{% endfor %}",
    "{% set name = customer.first_name %}<mj-text>Hello {{ name }}.</mj-text>",
    "<mj-text>{% if customer.city %}In {{ customer.city }}{% else %}Hello {{ customer.first_name }}!{% endif %}</mj-text>",
)  # fmt: skip


@st.composite
def messages(draw: st.DrawFn) -> tuple[str, str, str]:
    """Locale, body and subject."""
    locale = draw(st.sampled_from(sorted(GREETINGS)))

    def greeting() -> str:
        end = draw(st.sampled_from(ENDS))
        opening = "<b>" if end == "</b>" else ""
        spaces = draw(st.sampled_from((" ", "\n  ", " ")))
        return f"{opening}{draw(st.sampled_from(GREETINGS[locale]))}{spaces}{{{{ {draw(st.sampled_from(READS))} }}}}{end}"

    parts = [
        f"<mj-text>{greeting()}</mj-text>" if draw(st.booleans()) else draw(st.sampled_from(PIECES)) for _ in range(draw(st.integers(1, 5)))
    ]
    newline = draw(st.sampled_from(("\n", "\r\n")))
    column = "\n".join(["<mjml><mj-body><mj-section><mj-column>", *parts, "</mj-column></mj-section></mj-body></mjml>", ""])
    subject = f"{draw(st.sampled_from(GREETINGS[locale]))} {{{{ customer.first_name }}}}" if draw(st.booleans()) else "News 🎉"
    return locale, column.replace("\n", newline), subject


FULL: dict[str, Any] = {
    "as_of": "2026-02-13T08:00:00+01:00", "unsubscribe_url": "https://post.example.com/u/1",
    "customer": {"id": "c-1", "first_name": "Bo", "last_name": "Ek", "city": "Leeds", "points": 7, "dog": "Rex"},
    "offers": [{"id": "o", "topic": "home", "title": "Lamp", "image": "https://x.example/o.png"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("p"), {"hello": {"body": "<mjml></mjml>"}})


def look(root: Path) -> Look:
    project = Project.open(root)
    reports = [project.lint("hello"), project.lint("hello", FULL)]
    findings = dict.fromkeys(finding for report in reports for finding in report.findings)
    return Look(tuple(Candidate(finding, "hello") for finding in findings), frozenset())


def found(look: Look) -> Counter[Any]:
    """How often each finding stands in the files."""
    return Counter(key for key, _place in {(one.key, (one.finding.line, one.finding.column)) for one in look.candidates})


def fix(root: Path, files: Mapping[Path, bytes], unsafe: bool) -> tuple[Outcome, dict[Path, bytes]]:
    outcome = settle(lambda: look(root), lambda file: root / file, unsafe=unsafe, base=files)
    return outcome, {**files, **outcome.files}


def email(root: Path, files: Mapping[Path, bytes]) -> tuple[str, ...]:
    """The email for a customer for whom everything is known, whatever the rules say."""
    with over(files):
        project = Project.open(root)
        draft = project.draft("hello", FULL)
        made = project._renderer.email(draft, project.linter.check(draft))
    return made.subject, made.preheader, *(re.sub(r"\s+", " ", re.sub(r"\s*(<[^>]*>)\s*", r"\1", part)) for part in (made.html, made.text))


@given(messages(), st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_fixes_hold(root: Path, message: tuple[str, str, str], unsafe: bool) -> None:
    locale, body, subject = message
    folder = (root / "templates/hello").resolve()
    manifest = MANIFEST.replace("en-GB", locale).replace('"News"', json.dumps(subject, ensure_ascii=False))
    files = {folder / "message.mjml": body.encode(), folder / "message.toml": manifest.encode()}
    with over(files):
        first = look(root)
    outcome, after = fix(root, files, unsafe)
    assert outcome.refused == {}

    left = [one for one in outcome.look.candidates if one.finding.fix is not None]
    assert not [one for one in left if one.finding.fix is not None and (unsafe or one.finding.fix.safe)]
    fixed = Counter(Candidate(one.finding, "hello").key for one in outcome.fixed)
    assert unsafe or not [key for key in fixed if found(outcome.look)[key] > found(first)[key] - fixed[key]]

    again, same = fix(root, after, unsafe)
    assert (again.fixed, same) == ([], after)

    if not unsafe and outcome.files and not re.search("<mj-txt|title=", body):  # no element renders; a new alt is read by all
        assert email(root, after) == email(root, files)


def test_edits_of_rules_stay_in_their_place(root: Path) -> None:
    """The example of the property, by hand: every byte outside of the edits is there."""
    folder = (root / "templates/hello").resolve()
    body = "<mjml><mj-body><mj-section><mj-column>\r\n\t<mj-text>🎉 Hello {{ customer.first_name }},</mj-text> \r\n</mj-column></mj-section></mj-body></mjml>"
    outcome, after = fix(root, {folder / "message.mjml": body.encode(), folder / "message.toml": MANIFEST.encode()}, False)
    edits = [edit for one in outcome.fixed if one.finding.fix for edit in one.finding.fix.edits]
    assert after[folder / "message.mjml"] == applied(body.encode(), edits)
    assert after[folder / "message.mjml"].decode() == body.replace("first_name", "first_name | default('friend', true)")
    assert SCHEMA
