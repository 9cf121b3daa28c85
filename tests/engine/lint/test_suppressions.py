"""What an author may silence, for how long, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.errors import MessageRejected
from tactful.lint.loader import load_rules
from tactful.lint.suppressions import silenceable
from tactful.model.findings import Report
from tactful.model.validation import packaged
from tactful.project import Project

SCHEMA = {
    "properties": {
        "unsubscribe_url": {"type": "string"},
        "customer": {
            "properties": {
                "visit": {
                    "type": "string",
                    "x-fact": {"provenance": "observed", "sensitivity": "lifestyle", "granularity": {"item": "category"}, "known_to_recipient": True},
                },
                "illness": {"type": "string", "x-fact": {"provenance": "inferred", "sensitivity": "special", "known_to_recipient": True}},
            }
        },
    }
}  # fmt: skip
FOOTER = '<mj-text>Lamp Ltd, 1 High Street, Leeds. <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>'
LINK = '<mj-button href="https://www.example.com/?v={{ customer.visit | default(0) }}">Shop</mj-button>'
REASON = 'because "the value is a shop number"'


def project(body: str, *, manifest: Mapping[str, Any] | None = None, footer: str = FOOTER, config: Mapping[str, Any] | None = None,
            files: Mapping[str, str] | None = None) -> Project:  # fmt: skip
    mjml = f"<mjml><mj-body><mj-section><mj-column>\n{body}\n{footer}\n</mj-column></mj-section></mj-body></mjml>"
    data = {"subject": "News", "purpose": "promotion", "locale": "en-GB", **(manifest or {})}
    return Project.in_memory(manifest=data, mjml=mjml, schema=SCHEMA, config=config, files=files)


def context(as_of: str = "2026-02-13T08:00:00+01:00", **customer: Any) -> dict[str, Any]:
    consents = {"basis": "consent", "scopes": ["newsletter", "marketing", "profiling"]}
    return {"as_of": as_of, "customer": {"id": "c", "consents": consents, **customer}, "unsubscribe_url": "https://a.example/u"}


def lint(body: str, as_of: str = "2026-02-13T08:00:00+01:00", **made: Any) -> Report:
    return project(body, **made).lint("case", context(as_of))


def test_without_a_suppression_it_is_found() -> None:
    assert "EXP208" in lint(LINK).blocking_codes


@pytest.mark.parametrize(
    "comment",
    [
        f"{{# tactful: allow EXP208 {REASON} #}}",
        f"{{#- tactful:allow EXP208 until 2027-03-01 {REASON} -#}}",
        f"{{# tactful: allow DAT404, EXP208 {REASON} #}}",
        f"{{# tactful: allow fact-in-metadata {REASON} #}}",
        "{# tactful: allow EXP208 because “butikens nummer” #}",
        "{# tactful: allow EXP208 because: butikkens nummer, og det blir det #}",
        "{#\n  tactful: allow EXP208\n  until 2027-03-01\n  because „Nummer der Filiale“\n#}",
        '{# tactful: allow EXP208 because "it is valid until Easter" #}',
    ],
)
@pytest.mark.parametrize("place", ["{comment}\n{link}", "{link} {comment}", "{comment}\n\n{{% if customer.id %}}\n{link}\n{{% endif %}}"])
def test_a_line_or_block_is_allowed(comment: str, place: str) -> None:
    report = lint(place.format(comment=comment, link=LINK))
    assert [code for code in report.codes if code[:3] in ("EXP", "SUP")] == []
    assert [one.finding.code for one in report.allowed] == ["EXP208"]
    assert report.allowed[0].because


@pytest.mark.parametrize(
    "place", ["{comment}\n<mj-spacer />\n{link}", "{link}\n{comment}\n<mj-spacer />", "{comment} <mj-spacer />\n{link}"]
)
def test_no_further_than_that(place: str) -> None:
    report = lint(place.format(comment=f"{{# tactful: allow EXP208 {REASON} #}}", link=LINK))
    assert "EXP208" in report.blocking_codes
    assert report.allowed == ()


def test_another_rule_is_not_allowed() -> None:
    assert "EXP208" in lint(f"{{# tactful: allow EXP206 {REASON} #}}\n{LINK}").blocking_codes


@pytest.mark.parametrize(
    ("comment", "code", "words"),
    [
        ("{# tactful: allow EXP208 #}", "SUP901", "gives no reason"),
        ('{# tactful: allow EXP208 because "" #}', "SUP901", "gives no reason"),
        ('{# tactful: allow EXP208 because "  " #}', "SUP901", "gives no reason"),
        (f"{{# tactful: allow EXP208 until 2026-02-12 {REASON} #}}", "SUP902", "ended with 2026-02-12"),
        (f"{{# tactful: allow LAW702 {REASON} #}}", "SUP904", "LAW702 cannot be silenced"),
        (f"{{# tactful: allow EXP203 {REASON} #}}", "SUP904", "EXP203 cannot be silenced"),
        (f"{{# tactful: allow EXP802 {REASON} #}}", "SUP905", "unknown rule 'EXP802'"),
        (f"{{# tactful: allow EXP {REASON} #}}", "SUP905", "unknown rule 'EXP'"),
        (f"{{# tactful: allow all {REASON} #}}", "SUP905", "unknown rule 'all'"),
        (f"{{# tactful: allow {REASON} #}}", "SUP905", "names no rule"),
        (f"{{# tactful: ignore EXP208 {REASON} #}}", "SUP905", "other than allow"),
        (f"{{# tactful: allow EXP208 until 2026-02-30 {REASON} #}}", "SUP905", "ends on no date"),
        (f"{{# tactful: allow EXP208 until easter {REASON} #}}", "SUP905", "ends on no date"),
        (f"{{# tactful: allow EXP208 until 2027-01-01 until 2028-01-01 {REASON} #}}", "SUP905", "not until DATE"),
        ('{# tactful: allow EXP208 because "a" because "b" #}', "SUP905", "not until DATE"),
    ],
)
def test_what_is_wrong_with_it_is_a_finding_and_nothing_is_silenced(comment: str, code: str, words: str) -> None:
    report = lint(f"{comment}\n{LINK}")
    assert "EXP208" in report.blocking_codes
    found = next(finding for finding in report.findings if finding.code == code)
    assert words in found.message
    assert (found.file, found.line, found.column) == ("case/message.mjml", 2, 1)
    assert found.help


@pytest.mark.parametrize(
    ("as_of", "honoured"),
    [
        ("2026-02-28T23:59:59+01:00", True), ("2026-03-01T00:00:00+01:00", True), ("2026-03-01T23:59:59+01:00", True),
        ("2026-03-02T00:00:00+01:00", False), ("2026-03-01T23:30:00-05:00", True),
    ],
)  # fmt: skip
def test_the_last_day_is_whole_in_the_recipients_zone(as_of: str, honoured: bool) -> None:
    made = project(f"{{# tactful: allow EXP208 until 2026-03-01 {REASON} #}}\n{LINK}")
    for _ in range(2):  # the second draft of a shape goes another way through the runner
        report = made.lint("case", context(as_of))
        assert ("EXP208" not in report.codes) is honoured
        assert ("SUP902" in report.codes) is not honoured
    zoned = context("2026-03-01T23:30:00-05:00", time_zone="Europe/Oslo")  # 2 March there
    assert "EXP208" in made.lint("case", zoned).codes


def test_one_shape_serves_days_before_and_after() -> None:
    made = project(f"{{# tactful: allow EXP208 until 2026-03-01 {REASON} #}}\n{LINK}")
    days = ["2026-02-01", "2026-04-01", "2026-02-01", "2026-04-01"]
    assert ["EXP208" in made.lint("case", context(day)).codes for day in days] == [False, True, False, True]


def test_every_branch_is_read_on_a_day_that_may_be_given() -> None:
    from datetime import date

    made = project(f"{{# tactful: allow EXP208 until 2026-03-01 {REASON} #}}\n{LINK}")
    assert "EXP208" not in made.lint("case", today=date(2026, 3, 1)).codes
    assert "EXP208" in made.lint("case", today=date(2026, 3, 2)).codes


def test_render_obeys_it_too() -> None:
    with pytest.raises(MessageRejected):
        project(LINK).render("case", context())
    made = project(f"{{# tactful: allow EXP208 until 2026-03-01 {REASON} #}}\n{LINK}")
    assert made.render("case", context()).report.allowed
    with pytest.raises(MessageRejected):
        made.render("case", context("2026-03-02"))


def test_permission_cannot_be_given_away() -> None:
    footer = f"{{# tactful: allow LAW702 {REASON} #}}\n<mj-text>Lamp Ltd</mj-text>"
    report = lint("<mj-text>Lamps</mj-text>", footer=footer)
    assert {"LAW702", "SUP904"} <= set(report.blocking_codes)


def test_a_hard_block_stays_where_the_same_rule_may_else_be_allowed() -> None:
    soft = f"{{# tactful: allow EXP201, EXP208, EXP203, SEN301 {REASON} #}}\n<mj-text>{{{{ customer.illness | default('') }}}}</mj-text>"
    hard = project(soft).lint("case", context(illness="x"))
    kept = [finding for finding in hard.findings if finding.code == "EXP201"]
    assert kept
    assert all(finding.evidence["hard_block"] for finding in kept)


def test_a_rule_that_failed_is_never_silenced() -> None:
    from tactful.lint.rule import Rule
    from tactful.lint.runner import Linter

    class Broken(type(load_rules()[0])):  # type: ignore[misc]
        code = "EXP208"
        check_template = check_shape = Rule.check_template

        def prepare(self, shape: Any) -> Any:
            raise RuntimeError

    made = project(f"{{# tactful: allow EXP208 {REASON} #}}\n{LINK}")
    report = Linter([Broken()], made.config).check(made.draft("case", context()))
    assert report.rejected


def test_the_manifest_allows_for_a_whole_message() -> None:
    allow = {"codes": ["EXP208"], "because": "shop numbers"}
    assert "EXP208" not in lint(LINK, manifest={"allow": [allow]}).codes
    assert "EXP208" not in lint(LINK, manifest={"allow": [{**allow, "file": "case/message.mjml"}]}).codes
    assert "EXP208" in lint(LINK, manifest={"allow": [{**allow, "file": "case/other.mjml"}]}).codes
    assert {"EXP208", "SUP901"} <= set(lint(LINK, manifest={"allow": [{"codes": ["EXP208"]}]}).codes)
    assert {"EXP208", "SUP902"} <= set(lint(LINK, manifest={"allow": [{**allow, "until": "2020-01-01"}]}).codes)
    place = next(finding for finding in lint(LINK, manifest={"allow": [{"codes": ["EXP208"]}]}).findings if finding.code == "SUP901")
    assert place.file == "case/message.toml"


def test_the_subject_is_allowed_by_the_manifest() -> None:
    subject = {"subject": "About {{ customer.visit | default('') }}"}
    assert "EXP208" in lint("<mj-text>Hello</mj-text>", manifest=subject).codes
    allow = {"codes": ["EXP208"], "because": "shop numbers", "file": "case/message.toml"}
    assert "EXP208" not in lint("<mj-text>Hello</mj-text>", manifest={**subject, "allow": [allow]}).codes


@pytest.mark.parametrize(
    ("body", "files"),
    [
        ('{% include "p.mjml" %}', {"p.mjml": f"{{# tactful: allow EXP208 {REASON} #}}\n{LINK}"}),
        ('{% import "m.mjml" as m with context %}{{ m.go() }}', {"m.mjml": f"{{% macro go() %}}\n{{# tactful: allow EXP208 {REASON} #}}\n{LINK}\n{{% endmacro %}}"}),
        ('<mj-include path="q.mjml" />', {"q.mjml": f"{{# tactful: allow EXP208 {REASON} #}}\n{LINK}", "case/q.mjml": f"{{# tactful: allow EXP208 {REASON} #}}\n{LINK}"}),
    ],
)  # fmt: skip
def test_files_that_a_message_uses_may_allow(body: str, files: dict[str, str]) -> None:
    report = lint(body, files=files)
    assert "EXP208" not in report.codes
    assert len(report.allowed) == 1


@pytest.mark.parametrize("body", ['{% raw %}{# tactful: allow EXP208 because "x" #}{% endraw %}\n', "{{ '{# tactful: nonsense #}' }}\n"])
def test_what_is_no_comment_is_no_suppression(body: str) -> None:
    report = lint(f"{body}{LINK}")
    assert "EXP208" in report.codes
    assert not [code for code in report.codes if code.startswith("SUP")]


def test_ordinary_comments_are_left_alone() -> None:
    assert not [c for c in lint(f"{{# our tactful friend: allow me #}}\n{{# EXP208 #}}\n{LINK}").codes if c.startswith("SUP")]


@pytest.mark.parametrize(("mode", "codes"), [("off", []), ("shadow", ["SUP901"])])
def test_the_configuration_settles_the_rules_about_suppressions(mode: str, codes: list[str]) -> None:
    report = lint(f"{{# tactful: allow EXP208 #}}\n{LINK}", config={"rules": {"SUP901": {"mode": mode}}})
    assert [code for code in report.codes if code.startswith("SUP")] == codes
    assert "SUP901" not in report.blocking_codes
    assert "EXP208" in report.codes  # never honoured for that


def test_a_report_with_what_was_allowed_satisfies_the_schema() -> None:
    from jsonschema import Draft202012Validator

    report = lint(f"{{# tactful: allow EXP208 until 2027-01-01 {REASON} #}}\n{LINK}")
    data = report.to_dict()
    Draft202012Validator(packaged("report")).validate(data)
    assert data["allowed"][0]["allow"] == {
        "because": "the value is a shop number", "until": "2027-01-01", "file": "case/message.mjml", "line": 2,
    }  # fmt: skip


def test_hard_codes_are_those_of_the_contract() -> None:
    hard = {rule.code for rule in load_rules() if not silenceable(rule.code)}
    assert hard == {rule.code for rule in load_rules() if rule.code.startswith("LAW") or rule.code in ("SEN301", "EXP203", "REL803")}
    assert not silenceable("SUP901")


@given(st.text(max_size=80))
def test_no_comment_whatever_stops_the_linter_or_silences_without_a_reason(text: str) -> None:
    from tactful.lint.allows import parsed
    from tactful.template.flows import Span

    allow = parsed(text, Span("f", 1, 1, 1, 1), "f", 1, 1)
    assert allow.problem or allow.names
    assert allow.because == allow.because.strip()


def test_a_suppression_on_a_hard_block_is_told_that_it_does_nothing() -> None:
    label = {"provenance": "third_party", "sensitivity": "special", "known_to_recipient": False, "granularity": {"item": "product"}}
    schema = {"properties": {"customer": {"properties": {"illness": {"type": "string", "x-fact": label}}}}}
    body = '{# tactful: allow EXP201 because "we asked" #}\n<mj-text>Your {{ customer.illness }}</mj-text>'
    project = Project.in_memory(
        manifest={"subject": "News", "purpose": "promotion", "locale": "en-GB"},
        mjml=f"<mjml><mj-body><mj-section><mj-column>\n{body}\n</mj-column></mj-section></mj-body></mjml>", schema=schema,
    )  # fmt: skip
    report = project.lint("case", {"as_of": "2026-02-13T08:00:00+01:00", "customer": {"id": "1", "illness": "gout"}})
    block = next(one for one in report.findings if one.code == "EXP201" and one.evidence.get("hard_block"))
    told = next(one for one in report.findings if one.code == "SUP904")
    assert not report.allowed
    assert "case/message.mjml:2 cannot silence a hard block, see SUP904" in block.help
    assert (told.line, told.evidence["silences"]) == (2, "EXP201")
    assert "EXP201 is a hard block here (case/message.mjml:3)" in told.message
    from datetime import date

    from tactful.lint.usage import Usage

    usage = Usage(project.linter, date(2026, 2, 13), project.template)
    usage.add(project.template("case"), [report], True)
    assert usage.findings() == []
