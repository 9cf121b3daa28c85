"""Outlines put together from parts, and what is remembered by part."""

from __future__ import annotations

from tactful.draft.model import Block, Outline, Spot
from tactful.template.flows import Span

SPAN = Span("a.mjml", 1, 1, 1, 2)


def block(order: int, column: int, text: str) -> Block:
    return Block("text", order, column, "mj-text", text, (), (), SPAN)


def spot(kind: str, text: str) -> Spot:
    return Spot(kind, "a", "href", text, (), (), (), SPAN)  # type: ignore[arg-type]


def parts() -> tuple[Outline, Outline]:
    first = Outline((block(0, 0, "a"), block(1, 0, "b")), (spot("url", "1"), spot("field", "2")), ((7, SPAN),), fields=1)
    second = Outline((block(2, 1, "c"),), (spot("url", "3"), spot("field", "4")), ((7, SPAN), (9, SPAN)), fields=1)
    return first, second


def test_blocks_spots_and_turns_in_order_fields_last() -> None:
    joined = Outline.joined(parts())
    assert [one.text for one in joined.blocks] == ["a", "b", "c"]
    assert [one.text for one in joined.spots] == ["1", "3", "2", "4"]
    assert [index for index, _span in joined.turn_spans] == [7, 9]
    assert [one.text for one in joined.spots[joined.fields :]] == ["2", "4"]


def test_what_is_found_is_found_once_a_part() -> None:
    seen: list[str] = []

    def find(one: Block) -> list[str]:
        seen.append(one.text)
        return [one.text.upper()]

    one, two = parts()
    assert Outline.joined((one, two)).each_block("up", find) == ["A", "B", "C"]
    assert Outline.joined((one, two, parts()[1])).each_block("up", find) == ["A", "B", "C", "C"]
    assert seen == ["a", "b", "c", "c"]
    assert one.each_block("up", find) == ["A", "B"]
    assert seen == ["a", "b", "c", "c"]


def test_spots_are_found_in_the_order_of_the_whole() -> None:
    assert Outline.joined(parts()).each_spot("texts", lambda one: [one.text]) == ["1", "3", "2", "4"]


def test_neighbours_stay_within_their_part() -> None:
    one, two = parts()
    joined = Outline.joined((one, two))
    assert joined.neighbours(one.blocks[0]) == (one.blocks[1],)
    assert joined.neighbours(two.blocks[0]) == ()
