from __future__ import annotations

from collections.abc import Iterable, Iterator

from tactful.draft.model import Block, Draft, Hole, Outline, Shape
from tactful.draft.template import Template
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful_rules.copy import read
from tactful_rules.shared.free import (
    Free,
    free_claims,
    has_terms,
    has_weak_terms,
    hides_strings,
    holds_the_note,
    may_be_free,
    refers_to_a_note,
)  # fmt: skip

_HEADERS = frozenset({"subject", "preheader"})
_SAID = frozenset({"terms", "price"})
_HELP = 'say price, postage and what comes after in the same block; where there are no strings, say that ("no purchase needed")'
_OFFER = "<mj-text>{% for offer in offers %}{{ offer.title }}{% endfor %}</mj-text>"
_OFFER_TERMS = "<mj-text>{% for offer in offers %}{{ offer.title }}. {{ offer.terms }}{% endfor %}</mj-text>"
_OFFERS = {"offers": [{"id": "1", "topic": "food.groceries", "title": "Your first box is free", "terms": "Then £12 a month."}]}


class FreeWithStrings(Rule):
    """ "Free" is said without its terms.

    What it finds: a claim of "free" (gratis, kostnadsfri, kostenlos, ilmainen, on the house, 0 kr) in copy or in a printed string of an
    offer, without terms in the same block or its neighbour in the column. Terms are a price, a condition ("when you buy two", "over 499
    kr"), the offer's `terms`, or that there are none ("no strings", "no purchase needed"). What it is worth, an asterisk, "terms apply"
    and a lock-in that is denied are none. For whom, where and until when are enough where the rest of the mail holds no strings. Delivery,
    admission, advice and the like count only where the strings stand elsewhere. Idioms (sugar-free, feel free) and denials ("there is
    no free version") claim nothing. Service and notice mails are left alone.

    Why it hurts: whoever finds the 99 plus postage in grey small print has been had, and says so.

    What to do: put price, postage and what comes after into the same breath, or say that there are no strings.

    Source: GUARDRAILS TON603 and §7 Tone; "free for only 99 plus postage, then 199 a month" of the Norwegian article.
    """

    code = "TON603"
    name = "free-with-strings"
    kinds = ("static", "contextual")
    violates = (
        Example("en", "<mj-text>The sample pack is free!</mj-text><mj-button href=\"https://x.example\">Get it</mj-button><mj-text>Postage £4, then £12 a month.</mj-text>"),
        Example("fi", "<mj-text>Saat kirjan ilmaiseksi!</mj-text>"),
        Example("en", _OFFER, {}, _OFFERS),
    )  # fmt: skip
    passes = (
        Example("en", "<mj-text>The sample pack is free. Postage £4, then £12 a month.</mj-text>"),
        Example("fi", "<mj-text>Saat kirjan ilmaiseksi, ei ehtoja eikä ostopakkoa. Sokeritonta mehua saa kaupasta.</mj-text>"),
        Example("en", _OFFER_TERMS, {}, _OFFERS),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        yield from _check(template.outline, template)

    def check_shape(self, shape: Shape) -> Iterator[Issue]:
        yield from _check(shape.outline, shape.template)

    def prepare(self, shape: Shape) -> Check | None:
        template = shape.template
        if template.manifest.exempt_from_preferences:
            return None
        lang = template.lang
        return (
            _check_offers
            if shape.outline.each("TON603 any", lambda part: [True] if any(True for _ in _printed(part, lang)) else ())
            else None
        )


def _check_offers(draft: Draft) -> Iterable[Issue]:
    shape, values, lang = draft.shape, draft.values, draft.template.lang
    indexes: tuple[int, ...] | None = shape.memo.get("TON603")
    if indexes is None:
        indexes = shape.memo["TON603"] = tuple([hole.index for _block, hole in _without_terms(shape)])
    texts = [value if type(value := values[index]) is str else "" for index in indexes]
    bare = [at for at in may_be_free(texts, lang) if _is_bare(texts[at], lang)] if texts else ()
    if not bare:
        return ()
    printed = _without_terms(shape)
    return tuple([_in_offer(*printed[at]) for at in bare])


def _without_terms(shape: Shape) -> list[tuple[Block, Hole]]:
    """The strings of offers that are printed without terms where terms may stand."""
    lang = shape.template.lang
    shows = shape.outline.each("TON603 printed", lambda part: _printed(part, lang))
    return [one for one in shows if one[0].kind not in _HEADERS or not _says_terms(one[0], shape.outline, lang)]


def _check(outline: Outline, template: Template) -> Iterator[Issue]:
    if template.manifest.exempt_from_preferences:
        return
    lang = template.lang
    for block, claims in outline.each_block("TON603 claims", lambda block: _claiming(block, lang)):
        if not _says_terms(block, outline, lang) and _has_strings(block, claims, outline, lang):
            first = claims[0]
            yield Issue(
                f"{first.words!r} without its terms",
                block.span_at(first.start, first.end),
                (),
                {"words": first.words},
                _HELP,
                block=block.kind,
            )


def _claiming(block: Block, lang: str) -> Iterator[tuple[Block, list[Free]]]:
    claims = free_claims(block.text, lang)
    if claims:
        yield block, claims


def _printed(part: Outline, lang: str) -> Iterator[tuple[Block, Hole]]:
    """The strings of offers that are printed without terms beside them; those of subject and preheader, whose terms may stand anywhere."""
    for block in part.blocks:
        for hole in block.holes:
            if hole.index >= 0 and _is_offer_text(hole) and (block.kind in _HEADERS or not _says_terms(block, part, lang)):
                yield block, hole


def _beside(block: Block, outline: Outline) -> tuple[Block, ...]:
    """Where terms may stand: the block and its neighbours; for subject and preheader, which have no room for them, the body."""
    if block.kind in _HEADERS:
        return tuple(other for other in outline.blocks if other.kind not in _HEADERS)
    return (block, *outline.neighbours(block))


def _says_terms(block: Block, outline: Outline, lang: str) -> bool:
    return any(has_terms(other.text, lang) or any(map(_prints_terms, other.holes)) for other in _beside(block, outline))


def _has_strings(block: Block, claims: list[Free], outline: Outline, lang: str) -> bool:
    """Whether something is, or must be taken to be, left unsaid."""
    near = _beside(block, outline)
    if refers_to_a_note(block.text) and not any(holds_the_note(other.text) for other in near):
        return True
    orders = {other.order for other in near}
    if any(hides_strings(other.text, lang) and not read(other.text, lang).opt_out for other in outline.blocks if other.order not in orders):
        return True
    return any(not claim.service for claim in claims) and not any(has_weak_terms(other.text, lang) for other in near)


def _prints_terms(hole: Hole) -> bool:
    return any(step in _SAID for ref in hole.flow.prints for step in ref.steps)


def _is_offer_text(hole: Hole) -> bool:
    return any(ref.steps[0] == "offers" for ref in hole.flow.prints)


def _is_bare(text: str, lang: str) -> bool:
    """Whether a printed string says "free" and not on what terms."""
    claims = free_claims(text, lang)
    return any(not claim.service for claim in claims) and not has_terms(text, lang) and not has_weak_terms(text, lang)


def _in_offer(block: Block, hole: Hole) -> Issue:
    path = hole.flow.prints[0].path
    return Issue(
        'an offer says "free" without its terms',
        hole.flow.span,
        (),
        {"printed": path},
        f"print the offer's terms beside it; {_HELP}",
        block=block.kind,
    )
