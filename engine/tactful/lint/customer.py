"""What a customer's context says about taste, with the precedence of GUARDRAILS §1 and §7. Shared by the rules, made once per draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tactful.draft.model import Draft
from tactful.model.clock import Clock, moment
from tactful.model.taxonomy import Taxonomy

_RANK = {"stated": 3, "transaction": 2, "observed": 1, "inferred": 0}
_OWN = frozenset({"purchase", "booking"})
_OUTSIDE = frozenset({"social", "partner"})


@dataclass(frozen=True, slots=True)
class Taste:
    """One thing known of taste. ``rank``: stated 3, transaction 2, observed 1, inferred 0. ``path`` is where it stands in the context."""

    topic: str
    polarity: str
    rank: int
    at: str | None
    path: str

    @property
    def against(self) -> bool:
        return self.polarity in ("avoid", "never")


class CustomerView:
    """Tastes, signs of interest and ages of one customer."""

    def __init__(self, draft: Draft) -> None:
        self.customer: Mapping[str, Any] = draft.customer
        self.taxonomy: Taxonomy = draft.template.taxonomy
        self.clock: Clock = draft.clock
        self._needed = draft.template.config.thresholds.support_opportunities
        self.tastes: dict[str, list[Taste]] = {}
        self._signs: dict[str, str] = {}
        self._read()

    def _read(self) -> None:
        for at, entry in enumerate(self.customer.get("preferences") or ()):
            self._preference(entry, f"customer.preferences[{at}]")
        for at, entry in enumerate(self.customer.get("history") or ()):
            topic, path = entry.get("topic"), f"customer.history[{at}]"
            if not topic:
                continue
            outside = entry.get("channel") in _OUTSIDE
            rank = 0 if outside else _RANK["transaction"] if entry.get("kind") in _OWN else _RANK["observed"]
            self._add(Taste(topic, "interest", rank, entry.get("at"), path))
            self._signs.setdefault(topic, path)
        answers = self.customer.get("answers")
        if answers:
            self._answers(answers)

    def _answers(self, answers: Sequence[Mapping[str, Any]]) -> None:
        """An answer is a stated like of its topic; a newer one to the same question replaces it."""
        newest: dict[str, tuple[float, int]] = {}
        for at, entry in enumerate(answers):
            question, stamp = str(entry.get("question", at)), _stamp(entry.get("at"))
            if question not in newest or stamp >= newest[question][0]:
                newest[question] = (stamp, at)
        for _stamp_, at in newest.values():
            topic = answers[at].get("topic")
            if topic:
                self._add(Taste(topic, "like", _RANK["stated"], answers[at].get("at"), f"customer.answers[{at}]"))
                self._signs.setdefault(topic, f"customer.answers[{at}]")

    def _preference(self, entry: Mapping[str, Any], path: str) -> None:
        topic, polarity, stamp = entry["topic"], entry["polarity"], entry.get("at")
        support = entry.get("support") or {}
        hits, clicks = support.get("hits", 0), support.get("clicks", 0)
        if hits or clicks:
            self._signs.setdefault(topic, path)
        elif support.get("opportunities", 0) >= self._needed and "hits" in support and polarity in ("neutral", "avoid", "never"):
            self._add(Taste(topic, "never", _RANK["observed"], stamp, path))
            if polarity == "neutral":
                return
        elif support.get("opportunities", 0) >= self._needed and polarity == "like" and _RANK.get(str(entry.get("basis")), 0) <= 1:
            self._add(Taste(topic, "never", _RANK["observed"], stamp, path))
            return
        if polarity == "like":
            self._signs.setdefault(topic, path)
        self._add(Taste(topic, polarity, _RANK.get(str(entry.get("basis")), _RANK["inferred"]), stamp, path))

    def _add(self, taste: Taste) -> None:
        self.tastes.setdefault(taste.topic, []).append(taste)

    def decisive(self, topic: str) -> Taste | None:
        """What is known about a topic: the most specific on its lineage, then the better basis, then the newer. A stated or
        transaction avoid/never above is lifted only by something stated or transaction below."""
        chosen: Taste | None = None
        for path in self.taxonomy.lineage(topic):
            here = self.tastes.get(path)
            if not here:
                continue
            best = here[0] if len(here) == 1 else max(here, key=lambda taste: (taste.rank, _stamp(taste.at)))
            if chosen is None:
                chosen = best
                if best.polarity != "neutral" and (best.against or best.rank >= _RANK["transaction"]):
                    return chosen
            elif best.against and best.rank >= _RANK["transaction"] and chosen.rank < _RANK["transaction"]:
                return best
        return chosen

    def avoided(self, topic: str) -> Taste | None:
        """The taste that speaks against a topic, or None."""
        found = self.decisive(topic)
        return found if found is not None and found.against else None

    def likes(self) -> list[Taste]:
        """Known likes that nothing newer or better contradicts."""
        return [taste for tastes in self.tastes.values() for taste in tastes if taste.polarity == "like" and self.decisive(taste.topic) is taste]

    def sign_of_interest(self, topic: str) -> str | None:
        """Where a like, hit, click, answer or history on this topic's path stands, or None."""
        for known, path in self._signs.items():
            if self.taxonomy.covers(topic, known):
                return path
        return None

    def age(self) -> int | float | None:
        """Age at ``as_of``: given, or derived from the birth date."""
        return age_of(self.customer, self.clock)


def age_of(person: Mapping[str, Any], clock: Clock) -> int | float | None:
    given = person.get("age")
    if isinstance(given, int | float) and not isinstance(given, bool):
        return given
    return clock.age_at(person.get("birth_date"))


def _stamp(at: Any) -> float:
    """Seconds for ordering; unknown is oldest."""
    found = moment(at)
    if found is None:
        return float("-inf")
    import datetime as dt

    if isinstance(found, dt.datetime):
        return found.timestamp() if found.tzinfo else found.replace(tzinfo=dt.timezone.utc).timestamp()
    return dt.datetime(found.year, found.month, found.day, tzinfo=dt.timezone.utc).timestamp()


def view(draft: Draft) -> CustomerView:
    """The draft's customer, read once."""
    found = draft.__dict__.get("customer_view")
    if found is None:
        found = draft.__dict__["customer_view"] = CustomerView(draft)
    return found  # type: ignore[no-any-return]
