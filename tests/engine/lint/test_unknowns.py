"""What the unknown means (docs/rollout.md): topics that no taxonomy has, and support that nobody counted."""

from __future__ import annotations

from typing import Any

import pytest

from tactful import Project

FOOTER = '<mj-text>Lamp Ltd, 1 High Street, Leeds. <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>'


def codes(topic: str, **customer: Any) -> set[str]:
    project = Project.in_memory(
        manifest={"subject": "News", "purpose": "promotion", "locale": "en-GB", "topics": [topic]},
        mjml=f"<mjml><mj-body><mj-section><mj-column><mj-text>Look</mj-text>{FOOTER}</mj-column></mj-section></mj-body></mjml>",
        schema={"properties": {"unsubscribe_url": {"type": "string"}}}, config={"taxonomy": {"made.up": {}, "secret": {"sensitivity": "special"}}},
    )  # fmt: skip
    context = {"as_of": "2026-02-13", "customer": {"id": 1, **customer}, "unsubscribe_url": "https://post.example.com/u"}
    return set(project.lint("case", context).codes)


def likes(topic: str, polarity: str = "like", basis: str = "stated", **more: Any) -> dict[str, Any]:
    return {"preferences": [{"topic": topic, "polarity": polarity, "basis": basis, **more}]}


def test_a_topic_that_no_taxonomy_has_is_a_path_like_any_other() -> None:
    assert "PRF101" not in codes("hobby.bonsai")
    for said in ("hobby.bonsai", "hobby"):
        assert "PRF101" in codes("hobby.bonsai", **likes(said, "never"))
    assert "PRF101" not in codes("hobby.bonsai", **likes("hobby.kites", "never"))
    assert "PRF101" not in codes("hobby.bonsai", **likes("hobby.bon", "never"))


def test_it_belongs_to_a_choice_family_only_if_one_lies_above_it() -> None:
    assert "PRF102" not in codes("hobby.bonsai", **likes("hobby.kites"))
    assert "PRF102" in codes("travel.leisure.submarine", **likes("travel.leisure.city_break"))


@pytest.mark.parametrize(
    ("support", "never"),
    [
        (None, False), ({}, False), ({"opportunities": 20}, False), ({"opportunities": 20, "clicks": 0}, False), ({"opportunities": 9, "hits": 0, "clicks": 0}, False),
        ({"opportunities": 10, "hits": 0, "clicks": 0}, True), ({"opportunities": 10, "hits": 0}, True), ({"opportunities": 10, "hits": 0, "clicks": 1}, False),
        ({"opportunities": 10, "hits": 1, "clicks": 0}, False), ({"hits": 0, "clicks": 0}, False),
    ],
)  # fmt: skip
def test_support_speaks_only_where_it_was_counted(support: dict[str, int] | None, never: bool) -> None:
    told = {"support": support} if support is not None else {}
    assert ("PRF101" in codes("made.up", **likes("made.up", "neutral", "observed", **told))) is never
    assert ("PRF101" in codes("made.up", **likes("made.up", "neutral", "observed", support=support))) is never  # null is absent
