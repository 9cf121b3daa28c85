from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tactful.draft.model import Block, Draft, Hole, Shape
from tactful.draft.offers import LiveOffer
from tactful.draft.template import Template
from tactful.lint.exposure import UsedFact, paths
from tactful.lint.facts_used import fact_path, selection_refs
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.template.flows import Ref, Span
from tactful_rules.shared.sensitive import READ_KINDS, copy_claims, is_sensitive, offer_claims
from tactful_rules.shared.special import SPECIAL, Use, choices, consented, facts_of
from tactful_rules.shared.topics import plain_topics

_AGE = {"customer": {"age": 68}}
_BY_AGE = {"selection": ["customer.age"]}
_NO_TRAIT = ("customer.locale", "customer.country", "customer.time_zone", "customer.language")
_AIDS = [{"id": "a", "topic": "health.hearing", "title": "Hearing aids"}, {"id": "b", "topic": "retail.home", "title": "Lamps"}]


class SensitiveByProxy(Rule):
    """A sensitive claim about the reader is derived from ordinary facts.

    What it finds: copy that tells the reader of an ailment, a pregnancy, a faith, a debt ("til dine ømme knæ", "Når hetetoktene holder
    deg våken", "Have you been widowed?") in a message, branch or loop that ordinary facts chose (age, gender, purchases, city, a
    trailer); and an offer, hard-coded content or a declared topic that is special in the taxonomy, chosen by ordinary facts. The same
    shown to everyone passes, and so does what stated facts on that very topic chose with consent. Ledger facts, language and country
    choose nobody by a trait.

    Why it hurts: nobody told you of their knees. The reader sees that you worked it out, wrongly or, worse, rightly.

    What to do: say what the thing does, not whom it is for ("Insoles that cushion every step"); show it to everyone, or ask and get
    consent.

    Source: GUARDRAILS SEN302 and §7 Wording; the bad-knee insoles for men with a trailer of the Danish article.
    """

    code = "SEN302"
    name = "sensitive-by-proxy"
    violates = (
        Example("en", "<mj-text>Insoles for your aching knees, £12.</mj-text>", _BY_AGE, _AGE),
        Example("sv", "<mj-text>{% if customer.age > 50 %}Skona din onda rygg: spaden med långt skaft.{% endif %}</mj-text>", {}, _AGE),
        Example("en", "<mj-text>{% for o in offers if customer.age > 60 or o.id == 'b' %}{{ o.title }} {% endfor %}</mj-text>", {},
                {**_AGE, "offers": _AIDS}),
    )  # fmt: skip
    passes = (
        Example("en", "<mj-text>Insoles for your aching knees, £12.</mj-text>", {"broadcast": True}, _AGE),
        Example("sv", "<mj-text>{% if customer.age > 50 %}Spaden med långt skaft.{% endif %}</mj-text>", {}, _AGE),
        Example("en", "<mj-text>{% for o in offers %}{{ o.title }} {% endfor %}</mj-text>", {}, {**_AGE, "offers": _AIDS}),
    )

    def prepare(self, shape: Shape) -> Check | None:
        claims = tuple(_hard_coded(shape))
        offers = _OfferClaims(shape)
        if not claims and not offers.choosers:
            return None

        def check(draft: Draft) -> Iterable[Issue]:
            found: list[Issue] = []
            for claim in claims:
                found += _judged(claim, draft)
            if offers.choosers:
                for claim in offers.of(draft):
                    found += _judged(claim, draft)
            return tuple(found)

        return check


@dataclass(frozen=True, slots=True)
class _Claim:
    """Something special that is shown, and what chose it. ``topics`` are what it is about ("body" and none: an ailment)."""

    what: str
    topics: tuple[str, ...]
    span: Span
    choosers: tuple[Use, ...]
    evidence: tuple[tuple[str, Any], ...]
    block: str = ""


def _hard_coded(shape: Shape) -> Iterator[_Claim]:
    """Claims and special topics of literal copy and manifest that something chose."""
    template, taxonomy = shape.template, shape.template.taxonomy
    selection = tuple(Use("selection", ref) for ref in selection_refs(template) if fact_path(template, ref))
    if selection:
        for topic in template.manifest.topics:
            if taxonomy.sensitivity(topic) == "special":
                yield _Claim(f"a message about {topic}", (topic,), template.manifest_span("topics"), selection, (("topic", topic),))
    for block, cue in shape.outline.each("claims of copy", lambda part: copy_claims(part, template)):
        choosers = (*selection, *_choosers(block, cue.start, shape))
        if choosers and is_sensitive(cue, taxonomy):
            what = f"copy that makes a sensitive claim about the reader ({cue.text!r})"
            yield _Claim(what, cue.topics, block.span_at(cue.start, cue.end), choosers, (("words", cue.text),), block.kind)
    declared = template.manifest.topics if selection else ()
    for block in shape.outline.each_block("SEN302 special", lambda block: _about_special(block, template)):
        for topic, start, end, word in plain_topics(block.text, template.lang):
            choosers = (*selection, *_choosers(block, start, shape))
            if choosers and taxonomy.sensitivity(topic) == "special" and not any(taxonomy.covers(one, topic) for one in declared):
                yield _Claim(
                    f"copy about {topic} ({word!r})",
                    (topic,),
                    block.span_at(start, end),
                    choosers,
                    (("topic", topic), ("words", word)),
                    block.kind,
                )


def _about_special(block: Block, template: Template) -> Iterator[Block]:
    """The block, where it is about something special."""
    if block.kind in READ_KINDS and any(
        template.taxonomy.sensitivity(topic) == "special" for topic, *_rest in plain_topics(block.text, template.lang)
    ):
        yield block


def _choosers(block: Block, offset: int, shape: Shape) -> tuple[Use, ...]:
    """The reads of facts that chose what stands at an offset of a block; a fact that the block itself prints is not one by being there."""
    segment = block.segment_at(offset)
    if segment is None:
        return ()
    printed = {ref.path for hole in block.holes for ref in hole.flow.prints}
    found = [use for guard in segment.guards for use in choices(guard.refs, guard.present, segment.loops, guard, block.kind)]
    return tuple(use for use in found if fact_path(shape.template, use.ref) and not (use.tested and use.ref.path in printed))


_Site = tuple[tuple[Ref, ...], Hole, tuple[Use, ...]]


def _sites(hole: Hole, template: Template) -> Iterator[_Site]:
    """An output that shows an offer which facts chose."""
    shown = tuple(ref for ref in (*hole.flow.prints, *hole.flow.steers) if ref.steps[0] == "offers")
    if not shown:
        return
    uses = [*choices(hole.flow.steers, hole.flow.tested, hole.loops, None, "", hole.flow.source)]
    uses += [use for guard in hole.flow.guards for use in choices(guard.refs, guard.present, hole.loops, guard, "")]
    chosen = tuple(use for use in uses if fact_path(template, use.ref))
    if chosen:
        yield shown, hole, chosen


class _OfferClaims:
    """What a shape's offers claim. ``choosers``: the reads of facts that chose some offer; ``sites``: the outputs that show one, each
    with the reads that chose what it shows."""

    def __init__(self, shape: Shape) -> None:
        template = shape.template
        self.whole = tuple(Use("selection", ref) for ref in selection_refs(template) if fact_path(template, ref))
        outline = shape.outline
        self.sites = outline.each_block("SEN302 sites", lambda block: (site for hole in block.holes for site in _sites(hole, template)))
        self.sites += outline.each_spot("SEN302 spots", lambda spot: (site for hole in spot.own_holes for site in _sites(hole, template)))
        self.choosers = (*self.whole, *(use for _shown, _hole, chosen in self.sites for use in chosen))

    def of(self, draft: Draft) -> Iterator[_Claim]:
        taxonomy = draft.template.taxonomy
        for live in draft.offers:
            topic = live.offer.get("topic")
            if topic and taxonomy.sensitivity(topic) == "special":
                yield _Claim(f"an offer about {topic}", (topic,), live.span, self._of(live, draft), (("topic", topic),))
        for live, cue in offer_claims(draft):
            if is_sensitive(cue, taxonomy):
                what = "an offer whose text makes a sensitive claim about the reader"
                yield _Claim(what, cue.topics, live.span, self._of(live, draft), ())

    def _of(self, live: LiveOffer, draft: Draft) -> tuple[Use, ...]:
        """What chose this offer: the message's selection, and the reads of the outputs that show it."""
        found = list(self.whole)
        for shown, hole, chosen in self.sites:
            if any(one.entry is live.offer for ref in shown for one in draft.resolve(ref, hole.loops)):
                found += chosen
        return tuple(dict.fromkeys(found))


def _judged(claim: _Claim, draft: Draft) -> Iterator[Issue]:
    facts = [fact for use in claim.choosers for fact in facts_of(use, draft)]
    ordinary = [
        fact for fact in facts if fact.label.sensitivity < SPECIAL and not fact.label.ledger and not fact.path.startswith(_NO_TRAIT)
    ]
    if not ordinary or any(_told(fact, claim, draft) for fact in facts):
        return
    chosen = paths(ordinary)
    yield Issue(
        f"{claim.what} is chosen by ordinary facts ({', '.join(chosen)})", claim.span, chosen, dict(claim.evidence),
        "say what the thing does instead of whom it is for, show it to everyone, or ask and get explicit consent", block=claim.block,
    )  # fmt: skip


def _told(fact: UsedFact, claim: _Claim, draft: Draft) -> bool:
    """Whether a fact is what the customer said on the claim's very topic, with consent."""
    topic, taxonomy = fact.label.topic, draft.template.taxonomy
    if topic is None or fact.label.sensitivity < SPECIAL or fact.label.provenance > 1 or not consented(draft, topic):
        return False
    health = topic == "health" or topic.startswith("health.")
    return any(taxonomy.related(topic, other) or (other == "body" and health) for other in claim.topics) or (not claim.topics and health)
