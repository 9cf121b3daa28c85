"""Exposure is monotone: raising a coordinate, adding a fact or taking a coarsening filter away never makes a verdict milder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tactful import Example
from tactful.lint.exposure import PRINTED, STEERING, WATCHED, Claim, UsedFact, exposure
from tactful.lint.runner import Linter
from tactful.model.facts import COARSENED, DIMENSIONS, SCALES, Label
from tactful.testing import project_of
from tactful_rules import RULES

TOP = {"time": 4, "place": 4, "item": 4, "quantity": 3, "person": 3, "provenance": 4, "sensitivity": 3}
LABELS = st.builds(
    Label, **{name: st.integers(0, top) for name, top in TOP.items()}, known_to_recipient=st.booleans(), ledger=st.just(False), purposes=st.none()
)  # fmt: skip
FACTS = st.builds(UsedFact, st.sampled_from(["customer.a", "customer.b", "customer.c"]), LABELS)
CLAIMS = st.lists(
    st.builds(Claim, st.sampled_from([STEERING, PRINTED, WATCHED]), st.lists(FACTS, min_size=1, max_size=3).map(tuple)), min_size=1, max_size=4
)  # fmt: skip


def harm(claims: Any) -> tuple[bool, float]:
    found = exposure(claims)
    return bool(found.hard), found.score


def no_milder(before: tuple[bool, float], after: tuple[bool, float]) -> bool:
    return after[0] >= before[0] and after[1] >= before[1]


@given(CLAIMS, st.data())
def test_raising_a_coordinate(claims: list[Claim], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(claims) - 1))
    name = data.draw(st.sampled_from(DIMENSIONS))
    first, *others = claims[at].facts
    raised = replace(first, label=replace(first.label, **{name: min(getattr(first.label, name) + 1, TOP[name])}))  # type: ignore[arg-type]
    changed = [*claims[:at], replace(claims[at], facts=(raised, *others)), *claims[at + 1 :]]
    assert no_milder(harm(claims), harm(changed))


@given(CLAIMS, FACTS, st.data())
def test_adding_a_fact_or_a_claim(claims: list[Claim], fact: UsedFact, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(claims) - 1))
    changed = [*claims[:at], replace(claims[at], facts=(*claims[at].facts, fact)), *claims[at + 1 :]]
    assert no_milder(harm(claims), harm(changed))
    assert no_milder(harm(claims), harm([*claims, Claim(PRINTED, (fact,))]))


@given(CLAIMS, st.data())
def test_watching_is_no_milder_than_printing(claims: list[Claim], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(claims) - 1))
    changed = [*claims[:at], replace(claims[at], echo=min(claims[at].echo + 1, WATCHED)), *claims[at + 1 :]]
    before, after = harm(claims), harm(changed)
    assert after[0] >= before[0]
    if claims[at].echo != STEERING or len(claims) == 1:
        assert after[1] >= before[1]


@given(LABELS, st.lists(st.sampled_from([*COARSENED, "upper"]), max_size=3), st.data())
def test_a_filter_taken_away(label: Label, filters: list[str], data: st.DataObject) -> None:
    if filters:
        at = data.draw(st.integers(0, len(filters) - 1))
        fewer = [*filters[:at], *filters[at + 1 :]]
        assert all(getattr(label.coarsen(fewer), name) >= getattr(label.coarsen(filters), name) for name in DIMENSIONS)
        assert not label.coarsen(filters).ledger


@given(CLAIMS)
def test_the_evidence_names_a_fact_for_each_level(claims: list[Claim]) -> None:
    found = exposure(claims)
    evidence = found.evidence
    assert evidence["score"] == found.score
    if found.worst is not None and found.worst.label is not None:
        assert set(evidence["from"]) == set(evidence["parts"])
        for name, path in evidence["from"].items():
            assert any(fact.path == path and getattr(fact.label, name) == evidence["parts"][name] for fact in found.worst.facts)


GRAINS = {
    "time": ("season", "month", "date", "clock"),
    "place": ("region", "city", "store", "address"),
    "quantity": ("some", "range", "exact"),
}
PROVENANCES = ("stated", "transaction", "observed", "inferred", "third_party")
SENSITIVITIES = ("none", "lifestyle", "life_event", "special")
RANK = {"none": 0, "warning": 1, "error": 2}
EXP = [rule for rule in RULES if rule.code in ("EXP201", "EXP202", "EXP203", "EXP204")]
FRAMES = (
    "<mj-text>Du var hos oss {{ customer.a%s }}.</mj-text>",
    "<mj-text>Vi såg att du var hos oss {{ customer.a%s }}.</mj-text>",
    "{%% if customer.a == 'x' %%}<mj-text>Hej%s.</mj-text>{%% endif %%}",
)


def verdicts(
    frame: str, grain: dict[str, str], provenance: str, sensitivity: str, known: bool, filters: str = "", extra: str = ""
) -> dict[str, int]:
    label = {"provenance": provenance, "sensitivity": sensitivity, "known_to_recipient": known, "granularity": grain}
    members = {name: {"type": "string", "x-fact": label} for name in ("a", "b")}
    schema = {"properties": {"customer": {"properties": members, "required": ["a", "b"]}}}
    mjml = frame % filters + extra
    project, context = project_of(Example("sv", mjml, {}, {"customer": {"a": "x", "b": "x"}}, schema), EXP[0])
    report = Linter([rule() for rule in EXP], project.config).check(project.draft("case", context))
    found = dict.fromkeys((rule.code for rule in EXP), 0)
    for finding in report.findings:
        found[finding.code] = max(found[finding.code], RANK[finding.severity])
    return found


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(FRAMES), st.sampled_from(sorted(GRAINS)), st.integers(0, 3), st.integers(0, 4), st.integers(0, 3),
    st.sampled_from(["grain", "provenance", "sensitivity", "known", "fact", "words"]),
)  # fmt: skip
def test_verdicts_on_templates(frame: str, dimension: str, grain: int, provenance: int, sensitivity: int, change: str) -> None:
    grains = GRAINS[dimension]
    level = min(grain, len(grains) - 1)
    before = verdicts(frame, {dimension: grains[level]}, PROVENANCES[provenance], SENSITIVITIES[sensitivity], True)
    if change == "words" and frame == FRAMES[0]:
        frame = FRAMES[1]
    after = verdicts(
        frame, {dimension: grains[min(level + (change == "grain"), len(grains) - 1)]}, PROVENANCES[min(provenance + (change == "provenance"), 4)],
        SENSITIVITIES[min(sensitivity + (change == "sensitivity"), 3)], change != "known",
        extra="<mj-text>{{ customer.b }}</mj-text>" if change == "fact" else "",
    )  # fmt: skip
    assert all(after[code] >= before[code] for code in before), (before, after)


@pytest.mark.parametrize(
    ("dimension", "name"), [("time", "season"), ("time", "month"), ("place", "region"), ("quantity", "some"), ("quantity", "range")]
)
def test_a_filter_only_helps(dimension: str, name: str) -> None:
    for provenance in PROVENANCES:
        exact = verdicts(FRAMES[0], {dimension: GRAINS[dimension][-1]}, provenance, "lifestyle", True)
        coarse = verdicts(FRAMES[0], {dimension: GRAINS[dimension][-1]}, provenance, "lifestyle", True, filters=f" | {name}")
        assert all(coarse[code] <= exact[code] for code in exact)


def test_reference_points() -> None:
    """GUARDRAILS §5: the yoga quote 33, a discreet mail 6, seven times in Paris in February and March 18, a points balance 0."""
    scale = SCALES["provenance"]
    quote = Label(time=3, item=3, provenance=scale["third_party"], sensitivity=1)
    assert exposure([Claim(WATCHED, (UsedFact("customer.a", quote),))]).score == 33
    paris = Label(time=2, place=2, quantity=3, provenance=scale["transaction"], sensitivity=1)
    assert exposure([Claim(PRINTED, (UsedFact("customer.a", paris),))]).score == 18
    points = Label(provenance=0, sensitivity=0, known_to_recipient=True, ledger=True)
    assert exposure([Claim(PRINTED, (UsedFact("customer.points", points),))]).score == 0
