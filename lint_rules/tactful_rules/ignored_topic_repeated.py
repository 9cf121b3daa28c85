from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.lint.customer import latest_answers
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.model.clock import Clock, moment
from tactful_rules.shared.topics import TopicAt, described, shown

_OUTSIDE = frozenset({"social", "partner"})


def _log(*mailings: dict[str, Any]) -> dict[str, Any]:
    return {"customer": {"send_log": [{"topic": "energy.heat_pump", "opened": False, "clicked": False, **one} for one in mailings]}}


_PUMPS = "<mj-text>Heat pumps, fitted in two hours</mj-text>"
_ABOUT = {"topics": ["energy.heat_pump"]}


class IgnoredTopicRepeated(Rule):
    """A topic that was mailed twice and met with silence comes again.

    What it finds: a topic of the message that was mailed at least twice within 90 days without a single open, click or hit. A hit is an own
    visit, click, purchase or booking, or an answer, on that topic since the first of those mailings, or support that counts one. An open is no
    sign of interest for what somebody likes, but it is not silence either. The window's ends are inclusive: what was mailed exactly 90 days ago is in it.

    Why it hurts: the third time it is noise, and noise is unsubscribed from.

    What to do: leave the topic out for a while, or try another angle with those who have shown interest.

    Source: GUARDRAILS PRF105 and §7 Time.

    Configuration: thresholds.repeat_days (90) and thresholds.repeat_mailings (2), as in GUARDRAILS PRF105.
    """

    code = "PRF105"
    name = "ignored-topic-repeated"
    severity = "warning"
    violates = (
        Example("en", _PUMPS, _ABOUT, _log({"at": "2025-12-20"}, {"at": "2026-01-20"})),
        Example("fi", "<mj-text>Ilmalämpöpumppu asennettuna</mj-text>", _ABOUT, _log({"at": "2025-12-20"}, {"at": "2026-01-20"})),
    )
    passes = (
        Example("en", _PUMPS, _ABOUT, _log({"at": "2026-01-20"})),
        Example("en", _PUMPS, _ABOUT, _log({"at": "2025-11-14"}, {"at": "2026-01-20"})),
        Example(
            "fi",
            "<mj-text>Ilmalämpöpumppu asennettuna</mj-text>",
            _ABOUT,
            _log({"at": "2025-12-20"}, {"at": "2026-01-20", "clicked": True}),
        ),
    )

    def prepare(self, shape: Shape) -> Check | None:
        if shape.template.manifest.exempt_from_preferences:
            return None
        fewest = shape.template.config.thresholds.repeat_mailings

        def check(draft: Draft) -> Iterable[Issue]:
            log = draft.customer.get("send_log")
            return _issues(draft, log, fewest) if log else ()

        return check


def _issues(draft: Draft, log: Sequence[Mapping[str, Any]], fewest: int) -> Iterator[Issue]:
    thresholds, covers = draft.template.config.thresholds, draft.template.taxonomy.covers
    recent = [(at, one) for at, one in enumerate(log) if _within(draft.clock, one["at"], thresholds.repeat_days)]
    if len(recent) < fewest:
        return
    for one in shown(draft):
        for topic in _grounds(one, recent):
            mailed = [(at, entry) for at, entry in recent if covers(topic, entry["topic"])]
            if len(mailed) >= fewest and not _noticed(draft, topic, [entry for _at, entry in mailed]):
                yield _issue(one, topic, [at for at, _entry in mailed], thresholds.repeat_days)
                break


def _grounds(one: TopicAt, recent: Sequence[tuple[int, Mapping[str, Any]]]) -> list[str]:
    """The topics whose coming again this would be: its own (what was mailed below it counts, unless it is a whole trade), and wider ones
    that were mailed as such."""
    wider = {entry["topic"] for _at, entry in recent if one.topic == entry["topic"] or one.topic.startswith(f"{entry['topic']}.")}
    return sorted({*wider, *([one.topic] if "." in one.topic else [])}, key=len, reverse=True)


def _within(clock: Clock, at: Any, days: int) -> bool:
    """Whether a mailing is at most so many days old (ends are inclusive, GUARDRAILS §7 Time); what lies ahead is not mailed yet."""
    found = moment(at)
    if found is None:
        return False
    if not isinstance(found, dt.datetime):
        return 0 <= (clock.today - found).days <= days
    since = clock.elapsed(at)
    assert since is not None, "a moment, as was seen"
    return dt.timedelta() <= since <= dt.timedelta(days=days)


def _noticed(draft: Draft, topic: str, mailed: Sequence[Mapping[str, Any]]) -> bool:
    if any(entry.get("opened") or entry.get("clicked") for entry in mailed):
        return True
    related, customer, clock = draft.template.taxonomy.related, draft.customer, draft.clock
    first = min(clock.begins(found) for entry in mailed if (found := moment(entry["at"])) is not None)

    def since(entry: Mapping[str, Any]) -> bool:
        found = moment(entry.get("at"))
        return found is None or clock.ends(found) >= first

    for entry in customer.get("history") or ():
        if entry.get("topic") and related(topic, entry["topic"]) and entry.get("channel") not in _OUTSIDE and since(entry):
            return True
    for _at, answer in latest_answers(customer):
        if related(topic, answer["topic"]) and since(answer):
            return True
    for entry in customer.get("preferences") or ():
        support = entry.get("support") or {}
        if (support.get("hits") or support.get("clicks")) and draft.template.taxonomy.covers(topic, entry["topic"]):
            return True
    return False


def _issue(one: TopicAt, topic: str, places: Sequence[int], days: int) -> Issue:
    return Issue(
        f"{described(one)} comes again: {len(places)} mailings within {days} days met with no open, click or hit", one.span,
        tuple(f"customer.send_log[{at}]" for at in places), {"topic": topic, "mailings": len(places), "days": days},
        f"leave {topic} out for these customers until they show interest, or lead with something else", block=one.block,
    )  # fmt: skip
