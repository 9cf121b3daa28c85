"""What shapes decide is shared by those that answer alike, and by no others."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest

from tactful.draft.decisions import Decision, Grounds, LateRead, Probe
from tactful.draft.model import Block, Draft, Outline, Shape
from tactful.lint.rule import Check, Issue, Rule
from tactful.project import Project
from tactful.render.composed import Composer
from tactful.template.flows import Span

ROW = "<mj-section><mj-column>{% if x %}<mj-text>{{ x }}</mj-text>{% endif %}<mj-text>y</mj-text></mj-column></mj-section>"
FIRST = "<mj-section><mj-column><mj-text>first</mj-text></mj-column></mj-section>"
PLACE = Span("f", 1, 1, 1, 2)


def project(*rules: Rule, parts: bool = True) -> Project:
    made = Project.in_memory(
        manifest={"subject": "S", "purpose": "service"}, mjml=f"<mjml><mj-body>{FIRST}{{% for x in xs %}}{ROW}{{% endfor %}}{FIRST}</mj-body></mjml>",
        schema={"additionalProperties": True}, rules=list(rules) or None,
    )  # fmt: skip
    if parts:
        made.template("case").__dict__["composer"] = Composer(made.template("case"))
    return made


def shape(made: Project, *xs: str) -> Shape:
    return made.draft("case", {"customer": {"id": 1}, "xs": list(xs)}).shape


class Counted:
    def __init__(self, decide: Callable[[Shape], Any]) -> None:
        self.decide = decide
        self.calls = 0

    def __call__(self, one: Shape) -> Any:
        self.calls += 1
        return self.decide(one)


def saying(word: str) -> Callable[[Block], list[str]]:
    return lambda block: [block.text] if word in block.text else []


def test_shapes_that_answer_alike_share() -> None:
    made, decide = project(), Counted(lambda one: one.outline.each_block("y", saying("y")) + one.outline.each_block("z", saying("z")))
    found = [shape(made, *xs).decided("k", decide) for xs in (("a", ""), ("", "a"), ("", ""))]
    assert found == [["y", "y"]] * 3
    assert all(one is found[0] for one in found)
    assert decide.calls == 1


def test_shapes_that_answer_otherwise_do_not() -> None:
    made, decide = project(), Counted(lambda one: len(one.outline.each_block("y", saying("y"))))
    assert [shape(made, *xs).decided("k", decide) for xs in ((), ("a",), ("", ""), ("b",))] == [0, 1, 2, 1]
    assert decide.calls == 3


def test_what_is_asked_may_depend_on_answers() -> None:
    def decide(one: Shape) -> int:
        said = one.outline.distinct("y", saying("y"))
        return len(one.outline.each_block("all", lambda block: [block])) if said else 0

    made, counted = project(), Counted(decide)
    assert [shape(made, *xs).decided("k", counted) for xs in ((), ("",), ("a",), ("", ""), ())] == [0, 4, 5, 5, 0]
    assert counted.calls == 4  # blocks are told apart as objects, so that nobody is taken for another


def test_decisions_rest_on_decisions() -> None:
    made = project()
    inner = Counted(lambda one: any(one.outline.each_block("y", saying("y"))))
    outer = Counted(lambda one: "yes" if one.decided("inner", inner) else "no")
    assert [shape(made, *xs).decided("outer", outer) for xs in (("",), ("a", ""), (), ("", "", ""))] == ["yes", "yes", "no", "yes"]
    assert outer.calls == 2
    assert inner.calls == 4  # 1, 2, 0 and 3 sections


@pytest.mark.parametrize(
    "read",
    [
        lambda one: len(one.outline.blocks), lambda one: len(one.outline.spots), lambda one: len(one.outline.parts), lambda one: one.outline.fields,
        lambda one: len(one.outline.turn_spans), lambda one: int('x' in one.memo), lambda one: len(list(one.outline.leaves)),
        lambda one: len(one.outline.neighbours(one.outline.blocks[1])), lambda one: one.mould is None,
    ],
)  # fmt: skip
def test_whatever_else_is_read_is_each_shapes_own(read: Callable[[Any], int]) -> None:
    made, decide = project(), Counted(lambda one: (read(one), one.outline.each_block("z", saying("z"))))
    shapes = [shape(made, *xs) for xs in (("a",), ("", "b"), ("", "", ""))]
    assert [one.decided("k", decide) for one in shapes] == [(read(one), []) for one in shapes]
    assert decide.calls == 3
    assert [one.decided("k", decide) for one in shapes] == [(read(one), []) for one in shapes]
    assert decide.calls == 3  # once a shape


def test_holes_and_fields_are_asked_for_too() -> None:
    made, decide = project(), Counted(lambda one: (len(one.outline.holes), one.outline.each_spot("s", lambda spot: [spot.text])))
    assert [shape(made, *xs).decided("k", decide)[0] for xs in (("a",), ("a", "b"), ())] == [1, 2, 0]
    assert made.template("case").grounds.decision("k").shared


def test_what_hardly_ever_comes_out_the_same_is_not_noted() -> None:
    made = project()
    for number in range(70):
        xs = ["ab"[number >> at & 1].replace("a", "") for at in range(7)]
        shape(made, *xs).decided("k", lambda one: one.outline.each_block("all", lambda block: [block]))
    decision = made.template("case").grounds.decision("k")
    assert not decision.shared
    assert decision.misses <= 33


def test_a_decision_that_fails_is_made_again() -> None:
    made = project()

    def failing(one: Shape) -> None:
        one.outline.each_block("y", saying("y"))
        raise ValueError("not now")

    for _ in range(2):
        with pytest.raises(ValueError, match="not now"):
            shape(made, "a").decided("k", failing)
    assert shape(made, "a").decided("k", lambda one: 1) == 1


def test_a_tree_that_asks_something_else_is_begun_anew() -> None:
    made, asked = project(), ["y"]

    def moody(one: Shape) -> Any:
        return tuple(one.outline.each_block(asked[0], saying(asked[0])))

    assert shape(made, "").decided("k", moody) == ("y",)
    asked[0] = "first"
    assert shape(made, "", "").decided("k", moody) == ("first", "first")
    assert shape(made, "", "", "").decided("k", moody) == ("first", "first")


def test_the_same_message_over_another_schema_decides_for_itself() -> None:
    made = project()
    template = made.template("case")
    template.grounds.decision("k")
    assert template.with_schema(template.schema).grounds.decision("k") is not template.grounds.decision("k")


def test_after_the_decision_only_the_template_can_be_read() -> None:
    made, kept = project(), []
    one = shape(made, "a")
    one.decided("k", lambda probe: kept.append((probe, probe.outline)))
    probe, outline = kept[0]
    assert isinstance(probe, Probe)
    assert probe.template is one.template
    for read in (lambda: probe.outline, lambda: probe.memo, lambda: outline.blocks, lambda: outline.each_block("y", saying("y")), lambda: probe.decided("l", len)):  # fmt: skip
        with pytest.raises(LateRead):
            read()


class Hoarder(Rule):
    """A rule whose check reads the shape that it was prepared for.

    What it finds: every block.

    Why it hurts: it is the shape of another customer.

    What to do: nothing.

    Source: the test.
    """

    code = "ACM902"
    name = "hoarder"

    def prepare(self, shape: Shape) -> Check:
        def check(draft: Draft) -> Iterator[Issue]:
            yield Issue(f"{len(shape.outline.blocks)} blocks", PLACE)

        return check


@pytest.mark.parametrize("parts", [False, True])
def test_a_check_that_reads_the_shape_late_is_right_for_each(parts: bool) -> None:
    made = project(Hoarder(), parts=parts)

    def said(*xs: str) -> list[str]:
        return [
            finding.message for finding in made.lint("case", {"customer": {"id": 1}, "xs": list(xs)}).findings if finding.code == "ACM902"
        ]

    assert [said(*xs) for xs in (("a",), ("", ""), ("a",), (), ("", ""))] == [[f"{count} blocks"] for count in (5, 5, 5, 3, 5)]


def test_decisions_are_of_a_template() -> None:
    first, second = project(), project()
    shape(first, "a").decided("k", lambda one: 1)
    assert shape(second, "a").decided("k", lambda one: 2) == 2
    assert isinstance(first.template("case").grounds.decision("k"), Decision)


def test_an_outline_of_a_piece_answers_too() -> None:
    made = project(parts=False)
    decide = Counted(lambda one: len(one.outline.each_block("y", saying("y"))))
    assert [shape(made, *xs).decided("k", decide) for xs in (("a",), ("",), ("", "b"))] == [1, 1, 2]
    assert decide.calls == 2
    assert isinstance(shape(made, "a").outline, Outline)


def test_shapes_whose_parts_answer_alike_stand_on_one_ground() -> None:
    made, decide = project(), Counted(lambda one: len(one.outline.each_block("y", saying("y"))))
    for xs in (("a", "b"), ("b", ""), ("", "b")):  # the first shape of a template has no parts; the second asks, the third is asked
        shape(made, *xs).decided("k", decide)
    one, other, third = shape(made, "", ""), shape(made, "c", "", "", "d"), shape(made, "", "", "")
    decision = made.template("case").grounds.decision("k")
    assert one.decided("k", decide) == 2
    hits = decision.hits
    assert shape(made, "d", "").ground is one.ground
    assert shape(made, "d", "").decided("k", decide) == 2
    assert decision.hits == hits  # nobody was asked
    assert (other.decided("k", decide), third.decided("k", decide)) == (4, 3)
    assert len({id(each.ground) for each in (one, other, third)}) == 3


def test_another_question_makes_another_ground() -> None:
    made = project()

    def first(one: Shape) -> int:
        return len(one.outline.each_block("y", saying("y")))

    def second(one: Shape) -> list[str]:
        return one.outline.each_block("\ufffc", saying("\ufffc"))

    for xs in (("a", "b"), ("b", ""), ("", "b")):
        shape(made, *xs).decided("k", first)
    one, other = shape(made, "a", ""), shape(made, "", "")
    assert one.ground is other.ground  # a badge makes no difference to how often "y" is said
    assert (one.decided("l", second), other.decided("l", second)) == (["\ufffc"], [])
    assert "l" not in one.ground
    later, last = shape(made, "", "", "a"), shape(made, "", "", "")
    assert later.ground is not last.ground
    assert (later.decided("l", second), last.decided("l", second)) == (["\ufffc"], [])
    assert (later.decided("k", first), last.decided("k", first)) == (3, 3)


def test_a_template_with_too_many_grounds_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tactful.draft.decisions._GROUNDS", 3)
    made = project()
    for number in range(40):
        xs = ["ab"[number >> at & 1].replace("a", "") for at in range(6)]
        one = shape(made, *xs)
        assert one.decided("k", lambda each: each.outline.each_block("\ufffc", saying("\ufffc"))) == ["\ufffc"] * sum(map(bool, xs))


@pytest.mark.parametrize("seed", range(4))
def test_rules_find_the_same_whether_they_share_or_not(seed: int) -> None:
    """Every built-in rule over shapes that differ in badges, in and out of order, with customers of all kinds."""
    body = (
        "{% for x in offers %}<mj-section><mj-column>{% if x.description %}<mj-text>{{ x.description }} gratis</mj-text>{% endif %}<mj-text>{{ x.title }} {{ x.terms }}</mj-text>"
        "{% if customer.city %}<mj-text>Vi såg att du bor i {{ customer.city }}</mj-text>{% endif %}</mj-column></mj-section>{% endfor %}"
    )
    manifest = {"subject": "S {{ offers[0].title }}", "purpose": "promotion", "locale": "sv-SE", "topics": ["retail"]}

    def made() -> Project:
        one = Project.in_memory(manifest=manifest, mjml=f"<mjml><mj-body>{FIRST}{body}{FIRST}</mj-body></mjml>", schema={"additionalProperties": True})  # fmt: skip
        one.template("case").__dict__["composer"] = Composer(one.template("case"))
        return one

    sharing, alone, rng = made(), made(), random.Random(seed)
    for _ in range(40):
        offers = [
            {"id": str(at), "topic": rng.choice(["retail.home", "travel.leisure.ski"]), "title": rng.choice(["Lampa", "Gratis lampa", "Har du diabetes?", ""]),
             "terms": rng.choice(["", "499 kr"]), **({"description": rng.choice(["Ny", " "])} if rng.random() < 0.5 else {})}
            for at in range(5)
        ]  # fmt: skip
        customer = {"id": 1, "preferences": [{"topic": "travel.leisure.ski", "polarity": rng.choice(["never", "like"]), "basis": "stated"}]}
        customer |= rng.choice([{}, {"city": "Lund"}, {"city": "Lund", "facts": {"customer.city": {"observed_at": "2020-01-01"}}}])
        context = {"as_of": "2026-02-13T08:00:00+01:00", "customer": customer, "offers": offers}
        found = sharing.lint("case", context).findings
        with patch.object(Grounds, "decided", lambda self, one, ground, key, decide: decide(one)):
            expected = alone.lint("case", context).findings
        assert found == expected
    grounds = sharing.template("case").grounds
    assert sum(decision.hits for decision in grounds.decisions.values()) > 0
