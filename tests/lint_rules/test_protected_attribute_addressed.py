"""SEN303: what a finding says, and what an offer's text may hint at."""

from __future__ import annotations

import pytest
from one_rule import found

from tactful_rules.protected_attribute_addressed import ProtectedAttributeAddressed

EACH = "<mj-text>{% for offer in offers %}{{ offer.title }} {% endfor %}</mj-text>"


@pytest.mark.parametrize(
    ("copy", "topics", "said"),
    [
        ("Do you have diabetes?", ["health.diabetes"], "the reader is addressed with a protected attribute (health.diabetes): 'Do you have diabetes?'"),
        ("Are you over 50?", [], "the reader is addressed with a protected attribute: 'Are you over 50'"),
        ("For your aching knees", [], ""), ("New for diabetes", [], ""),
    ],
)  # fmt: skip
def test_named_and_hinted(copy: str, topics: list[str], said: str) -> None:
    """What only hints at it is SEN302's; in copy and in the text of an offer alike."""
    (*copied,) = found(ProtectedAttributeAddressed, f"<mj-text>{copy}</mj-text>")
    assert [one.message for one in copied] == ([said] if said else [])
    offers = [{"id": "a", "title": "Lamp"}, {"id": "b", "title": copy}]
    offered = found(ProtectedAttributeAddressed, EACH, context={"offers": offers})
    assert [one.message for one in offered] == ([f"an offer's text: {said}"] if said else [])
    assert all(one.evidence["topics"] == topics and one.help for one in (*copied, *offered))
