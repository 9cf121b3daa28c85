from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.echo import Echo, echoes, may_echo
from tactful_rules.shared.copy_text import copy_of


def _did(item: str, place: str, at: str = "2026-02-09T18:30:00+01:00", **more: Any) -> dict[str, Any]:
    entry = {"kind": "attendance", "at": at, "item": item, "place": place, "channel": "store", **more}
    return {"customer": {"history": [entry]}}


class ParaphrasedFact(Rule):
    """Hard-coded copy says what this very customer did: the day, the studio, the thing, the number.

    What it finds: values of facts of behaviour (`history[]`, and members of your own schema that were not stated, wherever they sit: maps,
    nested lists, entries of the household, objects outside `customer` with `x-fact`) in the words of live branches, of titles and
    alternative texts, and of strings of offers and campaigns that are printed; in the language of the message and in any form: "i måndags",
    "Samstagskauf", "Kampissa", "nojatuoli" and "tuoli", "Kopenhagen" for Copenhagen, "du klättrade" for a climbing class, "for ni dage siden",
    "seven times". Two dimensions (time, place, thing, quantity) of one entry or in neighbouring sentences are an error, one is a warning.
    A turn of phrase that looks back ("Hoppas …", "Danke für …") tells by itself; otherwise signs are weighed: an address, a verb in the
    past, a conjecture, a part of the body, possession, where a thing is from. What is stated or ledger is no echo, nor are topics, opening
    hours, programmes, deadlines, deliveries, prices, news of the house, other people's words, addresses and lists of shops; a day alone counts
    only where the sentence speaks to the reader about their past.

    Why it hurts: the template looks harmless, and still the reader is told on which evening they stood in which studio. No flow shows it,
    because the words were typed by somebody who knew the segment.

    What to do: say what you offer: "Yoga mats for spring" instead of "Hope Monday's class at Kungsholmen felt good".

    Source: GUARDRAILS EXP209 and §7 Wording; the yoga class of the Norwegian and Swedish articles.
    """

    code = "EXP209"
    name = "paraphrased-fact"
    violates = (
        Example("sv", "<mj-text>Hoppas måndagens pass på Kungsholmen kändes bra.</mj-text>", {}, _did("vinyasapass", "Kungsholmen")),
        Example("en", "<mj-text>Thanks for coming to Leith on Monday. The kettlebells miss you.</mj-text>", {}, _did("kettlebell class", "Leith")),
        Example("fi", "<mj-text>Miten maanantain tunti Kalliossa sujui?</mj-text>", {}, _did("spinningtunti", "Kallio")),
        Example("de", "<mj-text>Wie war der Kurs letzten Montag in Pankow?</mj-text>", {}, _did("Pilateskurs", "Studio Pankow")),
    )  # fmt: skip
    passes = (
        Example("sv", "<mj-text>Vinyasapass på Kungsholmen varje måndag 18.30. Boka din plats.</mj-text>", {}, _did("vinyasapass", "Kungsholmen")),
        Example("en", "<mj-text>Our Leith studio is open on Monday. Kettlebells for spring.</mj-text>", {}, _did("kettlebell class", "Leith")),
        Example("nb", "<mj-text>Bestill før mandag, så får du mattene i tide.</mj-text>", {}, _did("yogamatte", "Majorstua")),
        Example("da", "<mj-text>Tak for i mandags i Valby!</mj-text>", {}, _did("spinning", "Valby", "2026-02-11T18:30:00+01:00") | {"as_of": "2026-02-13"} | {"customer": {}}),
    )  # fmt: skip

    def prepare(self, shape: Shape) -> Check | None:
        return self._check if may_echo(shape) else None

    @staticmethod
    def _check(draft: Draft) -> Iterable[Issue]:
        found = echoes(draft)
        return tuple(_issues(found)) if found else ()


def _issues(found: Iterable[Echo]) -> Iterable[Issue]:
    """One issue for each entry that the copy tells of; entries told together in one sentence are one."""
    for group in _groups(found):
        dimensions = tuple(dict.fromkeys(echo.dimension for echo in group))
        first = min(group, key=lambda echo: (echo.block.order, echo.start))
        told = " and ".join(dimensions)
        yield Issue(
            f"the copy says the {told} of something that this customer did", copy_of(first.block).span_at(first.start, first.end),
            tuple(dict.fromkeys(echo.path for echo in group)), {"dimensions": list(dimensions), "levels": _levels(group)},
            f"take the {told} out of the sentence and say what you offer; the fact may choose who gets the message",
            "error" if len(dimensions) > 1 else "warning", first.block.kind,
        )  # fmt: skip


def _levels(group: list[Echo]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for echo in group:
        levels[echo.dimension] = max(levels.get(echo.dimension, 0), echo.level)
    return levels


def _groups(found: Iterable[Echo]) -> list[list[Echo]]:
    """Echoes of one entry, joined with those of entries that add a dimension in the same sentence or the next."""
    by_entry: dict[str, list[Echo]] = {}
    for echo in found:
        by_entry.setdefault(echo.entry, []).append(echo)
    groups: list[list[Echo]] = []
    for entry in by_entry.values():
        near = next((group for group in groups if _together(group, entry)), None)
        if near is None:
            groups.append(list(entry))
        else:
            near += entry
    return groups


def _together(group: list[Echo], other: list[Echo]) -> bool:
    """Whether entries are told in the same sentence. A day of one visit beside a thing of another is chance, not telling."""
    if any("history" in echo.entry and echo.dimension == "time" for echo in (*group, *other)):
        return {(echo.block.order, echo.start) for echo in group} >= {(echo.block.order, echo.start) for echo in other}
    return any(one.sentence == two.sentence for one in group for two in other)
