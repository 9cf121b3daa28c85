from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.draft.model import Draft, Shape
from tactful.draft.template import Template
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.shared.topics import TopicAt, described, shown
from tactful_rules.shared.trade import for_sale, kin, of_the_relation
from tactful_rules.shared.works import works

_CREAM = "<mj-text>Half price on skin cream, two tubes a member</mj-text>"
_AIRLINE = {"core_topics": ["travel"]}


class OfferOutsideCore(Rule):
    """What is offered lies outside the sender's trade.

    What it finds: a topic of the manifest, of a live offer, or of hard-coded copy in any branch that sells it (with a price, a push to buy, on a
    button), neither at or below one of the project's `core_topics` nor above one. What belongs to every relation (points, membership,
    delivery, payment) is never outside; where a sender sells works or services that are about things (books, courses, insurance), what
    they are about is not either.

    Why it hurts: nobody gave the telephone company their address to hear about skin cream, and the brand pays for it.

    What to do: offer what you are known for; give away in your members' name what you stand for, rather than others' goods.

    Source: GUARDRAILS PRF106; "imprecise offers outside the brand's core markets" of the Norwegian article.

    Configuration: core_topics (no default: without it nothing is checked).
    """

    code = "PRF106"
    name = "offer-outside-core"
    severity = "warning"
    kinds = ("static", "contextual")
    violates = (
        Example("en", _CREAM, {"topics": ["retail.beauty.skin_care"]}, config=_AIRLINE),
        Example("nb", "<mj-text>Halv pris på hudkrem til medlemmer</mj-text>", config={"core_topics": ["telecom"]}),
    )
    passes = (
        Example("en", "<mj-text>Lounge passes at half price</mj-text>", {"topics": ["travel.extras.lounge"]}, config=_AIRLINE),
        Example(
            "nb",
            "<mj-text>Dobbelt så mye data til halv pris</mj-text>",
            {"topics": ["telecom.mobile"]},
            config={"core_topics": ["telecom"]},
        ),
        Example("en", _CREAM, {"topics": ["retail.beauty.skin_care"]}),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        if not _checks(template):
            return
        span, covers = template.manifest_span("topics"), template.taxonomy.covers
        declared = [TopicAt(topic, "manifest", span) for topic in template.manifest.topics]
        for one in declared:
            if _outside(template, one.topic):
                yield _issue(template, one)
        core = template.config.core_topics
        said = {one.topic: one for one in reversed(list(for_sale(template, template.outline, core)))}
        for one in said.values():
            known = any(covers(one.topic, other.topic) for other in declared)
            if not known and _outside(template, one.topic) and not any(kin(one.topic, topic) for topic in core):
                yield _issue(template, one)

    def prepare(self, shape: Shape) -> Check | None:
        return _check if _checks(shape.template) else None


def _check(draft: Draft) -> Iterable[Issue]:
    if not draft.offers:
        return ()
    template = draft.template
    core = template.config.core_topics
    told = works(core)  # the text of such an offer says what the work is about
    return [
        _issue(template, one) for one in shown(draft)
        if one.origin == "offer" and _outside(template, one.topic)
        and not (one.word and (told or any(kin(one.topic, topic) for topic in core)))
    ]  # fmt: skip


def _checks(template: Template) -> bool:
    return bool(template.config.core_topics) and not template.manifest.exempt_from_preferences


def _outside(template: Template, topic: str) -> bool:
    related = template.taxonomy.related
    return not of_the_relation(topic) and not any(related(core, topic) for core in template.config.core_topics)


def _issue(template: Template, one: TopicAt) -> Issue:
    core = ", ".join(template.config.core_topics)
    return Issue(
        f"{described(one)}, outside the sender's core ({core})", one.span, (), {"topic": one.topic, "origin": one.origin, "word": one.word},
        f"offer something within {core}, or add the topic to core_topics if it is your trade", block=one.block,
    )  # fmt: skip
