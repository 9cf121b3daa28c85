"""What a customer's context says about taste, with the precedence of GUARDRAILS §1 and §7. Shared by the rules, made once per draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tactful.draft.model import Draft
from tactful.model.clock import Clock, moment
from tactful.model.taxonomy import Taxonomy

_RANK = {"stated": 3, "transaction": 2, "observed": 1, "inferred": 0}
_OWN = frozenset({"purchase", "booking"})
_TAKEN = _OWN | {"attendance"}
_OUTSIDE = frozenset({"social", "partner"})


class Taste(NamedTuple):
    """One thing known of taste. ``rank``: stated 3, transaction 2, observed 1, inferred 0. ``kind`` is the list of the customer that
    says so, ``place`` the index in it."""

    topic: str
    polarity: str
    rank: int
    at: str | None
    kind: str
    place: int

    @property
    def path(self) -> str:
        """Where it stands in the context."""
        return f"customer.{self.kind}[{self.place}]"

    @property
    def against(self) -> bool:
        return self.polarity in ("avoid", "never")


class CustomerView:
    """Tastes, signs of interest and ages of one customer. What entries mean is worked out when their topic is asked for."""

    def __init__(self, draft: Draft) -> None:
        self.customer: Mapping[str, Any] = draft.customer
        self.taxonomy: Taxonomy = draft.template.taxonomy
        self.clock: Clock = draft.clock
        self._needed = draft.template.config.thresholds.support_opportunities
        self._tastes: dict[str, list[Taste]] = {}
        self._lists: list[tuple[str, Sequence[Mapping[str, Any]], list[str | None]]] = list(self._listed())
        self._known: dict[str | None, None] = dict.fromkeys([topic for _kind, _entries, topics in self._lists for topic in topics])
        self._known.pop(None, None)

    def _listed(self) -> Iterator[tuple[str, Sequence[Mapping[str, Any]], list[str | None]]]:
        """``(kind, entries, their topics)``; None for an entry that says nothing. Three lists a customer, where a tuple an entry would
        wake the garbage collector every few messages."""
        customer = self.customer
        preferences = customer.get("preferences")
        if preferences:
            yield "preferences", preferences, [entry["topic"] for entry in preferences]
        history = customer.get("history")
        if history:
            yield "history", history, [entry.get("topic") or None for entry in history]
        answers = customer.get("answers")
        if answers:
            latest = {at for at, _entry in latest_answers(customer)}
            yield "answers", answers, [entry["topic"] if at in latest else None for at, entry in enumerate(answers)]
        send_log = customer.get("send_log")
        if send_log:  # an open is no sign of interest, a click is
            yield "send_log", send_log, [entry["topic"] if entry.get("clicked") else None for entry in send_log]

    def _entries(self, topic: str) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
        """``(kind, index, entry)`` of everything said about exactly this topic."""
        if topic in self._known:
            for kind, entries, topics in self._lists:
                if topic in topics:
                    for at, named in enumerate(topics):
                        if named == topic:
                            yield kind, at, entries[at]

    def _below(self, topic: str) -> list[str]:
        """The topics below this one of which anything is said."""
        below = f"{topic}."
        return [known for known in self._known if known is not None and known.startswith(below)]

    def __bool__(self) -> bool:
        """Whether anything is known of taste."""
        return bool(self._known)

    def tastes(self, topic: str) -> list[Taste]:
        """What is said about exactly this topic."""
        found = self._tastes.get(topic)
        if found is None:
            if topic not in self._known:
                return []
            entries = self._entries(topic)
            found = self._tastes[topic] = [taste for kind, at, entry in entries for taste in self._taste(kind, at, entry, topic)]
        return found

    def _taste(self, kind: str, at: int, entry: Mapping[str, Any], topic: str) -> Iterator[Taste]:
        stamp = entry.get("at")
        if kind == "answers":
            yield Taste(topic, "like", _RANK["stated"], stamp, kind, at)
        elif kind == "send_log":
            yield Taste(topic, "interest", _RANK["observed"], stamp, kind, at)
        elif kind == "history":
            outside = entry.get("channel") in _OUTSIDE
            rank = 0 if outside else _RANK["transaction"] if entry.get("kind") in _OWN else _RANK["observed"]
            yield Taste(topic, "interest", rank, stamp, kind, at)
        else:
            rank = _RANK.get(str(entry.get("basis")), _RANK["inferred"])
            polarity = entry["polarity"]
            if self._never_taken(entry):
                yield Taste(topic, "never", _RANK["observed"], stamp, kind, at)
                if rank < _RANK["transaction" if polarity == "like" else "stated"] and polarity in ("neutral", "like"):
                    return  # what ten chances without a hit say replaces what was counted or guessed, not what was said or bought
            yield Taste(topic, polarity, rank, stamp, kind, at)

    def _never_taken(self, entry: Mapping[str, Any]) -> bool:
        """Support with enough opportunities, no hit and no click."""
        support: Mapping[str, Any] = entry.get("support") or {}
        return support.get("opportunities", 0) >= self._needed and support.get("hits") == 0 and not support.get("clicks")

    def _is_sign(self, kind: str, entry: Mapping[str, Any]) -> bool:
        if kind != "preferences":
            return True
        support = entry.get("support") or {}
        if support.get("hits") or support.get("clicks"):
            return True
        return bool(entry["polarity"] == "like") and not self._never_taken(entry)

    def decisive(self, topic: str) -> Taste | None:
        """What is known about a topic: the most specific on its lineage, then the better basis, then the newer. A stated or
        transaction avoid/never above is lifted only by something stated or transaction below."""
        chosen: Taste | None = None
        known, tastes = self._known, self._tastes
        for path in self.taxonomy.lineage(topic):
            if path not in known:
                continue
            here = tastes.get(path) or self.tastes(path)
            if not here:
                continue
            best = here[0] if len(here) == 1 else _best(here)
            if chosen is None:
                chosen = best
                if best.against or best.rank >= _RANK["transaction"]:
                    break
            elif best.rank >= _RANK["transaction"]:  # the nearest firm word decides whether the weaker one below may lift it
                return best if best.against else chosen
        return chosen

    def avoided(self, topic: str) -> Taste | None:
        """The taste that speaks against a topic, or None.

        Support that counts no hit is refuted by what was bought, booked or attended below its topic.
        """
        found = self.decisive(topic)
        if found is None or not found.against:
            return None
        return None if found.rank <= _RANK["observed"] and self._taken_below(found.topic) else found

    def _taken_below(self, topic: str) -> bool:
        return any(
            kind == "history" and entry.get("kind") in _TAKEN and entry.get("channel") not in _OUTSIDE
            for known in self._below(topic) for kind, _at, entry in self._entries(known)
        )  # fmt: skip

    def likes(self, family: str) -> list[Taste]:
        """Known likes below a node that nothing newer or better contradicts."""
        found = []
        for topic in self._below(family):
            found += [taste for taste in self.tastes(topic) if taste.polarity == "like" and self.avoided(topic) is None]
        return found

    def sign_of_interest(self, topic: str) -> str | None:
        """Where a like, hit, click, answer or history at or below this topic stands, or None."""
        for known in (topic, *self._below(topic)):
            for kind, at, entry in self._entries(known):
                if self._is_sign(kind, entry):
                    return f"customer.{kind}[{at}]"
        return None

    def age(self) -> int | float | None:
        """Age at ``as_of``: given, or derived from the birth date."""
        return age_of(self.customer, self.clock)


def age_of(person: Mapping[str, Any], clock: Clock) -> int | float | None:
    given = person.get("age")
    if isinstance(given, int | float) and not isinstance(given, bool):
        return given
    return clock.age_at(person.get("birth_date"))


def latest_answers(customer: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """``(index, answer)`` of the newest answer to each question, as far as it names a topic.

    An answer is a stated like of its topic; a newer one to the same question replaces it, also where it names no topic. A plain "no"
    (``value`` false) likes nothing.
    """
    answers: Sequence[Mapping[str, Any]] = customer.get("answers") or ()
    newest: dict[str, tuple[float, int]] = {}
    for at, entry in enumerate(answers):
        asked, stamp = entry.get("question"), _stamp(entry.get("at"))
        question = " ".join(asked.casefold().split()) if isinstance(asked, str) else f"\0{at}"
        if question not in newest or stamp >= newest[question][0]:
            newest[question] = (stamp, at)
    latest = sorted(at for _stamp_, at in newest.values())
    return [(at, answers[at]) for at in latest if answers[at].get("topic") and answers[at].get("value") is not False]


def _best(tastes: Sequence[Taste]) -> Taste:
    """The one with the best basis; of several such the newest, of several such the first."""
    rank = max([taste.rank for taste in tastes])
    firm = [taste for taste in tastes if taste.rank == rank]
    if len(firm) == 1:
        return firm[0]
    first = firm[0].at
    if first and all(taste.at and len(taste.at) == len(first) and taste.at[19:] == first[19:] for taste in firm):
        return max(firm, key=lambda taste: taste.at or "")  # written alike, in one time zone: the order of the texts is that of the times
    return max(firm, key=lambda taste: _stamp(taste.at))


def _stamp(at: Any) -> float:
    """Seconds for ordering; unknown is oldest."""
    found = moment(at)
    if found is None:
        return float("-inf")
    if isinstance(found, dt.datetime):
        return found.timestamp() if found.tzinfo else found.replace(tzinfo=dt.UTC).timestamp()
    return dt.datetime(found.year, found.month, found.day, tzinfo=dt.UTC).timestamp()


def view(draft: Draft) -> CustomerView:
    """The draft's customer, read once."""
    found = draft.__dict__.get("customer_view")
    if found is None:
        found = draft.__dict__["customer_view"] = CustomerView(draft)
    return found
