from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tactful.draft.model import Outline, Shape, Spot
from tactful.draft.template import Template
from tactful.lint.fixing import inserted, proposed
from tactful.lint.rule import Example, Issue, Rule
from tactful.model.fixes import Fix
from tactful.template.flows import Span
from tactful_rules.copy import Cue, Reading, read
from tactful_rules.shared.identity import names_a_sender
from tactful_rules.shared.layout import author_span

_TARGET = re.compile(
    r"unsub|opt[-_]?out|avregistr|avprenum|avanm[aä]l|avmeld|meld[-_]?(?:deg[-_]?)?av|frameld|afmeld|peruuta|abmeld|abbestell|preferences|list-?manage", re.IGNORECASE
)  # fmt: skip
_NOWHERE = re.compile(r"#?|javascript:.*|about:blank", re.IGNORECASE)
_FOOTER = '<mj-text>Lamp AB, Storgatan 1, Malmö. <a href="{{ unsubscribe_url }}">Avregistrera dig</a></mj-text>'
_CONTEXT = {"unsubscribe_url": "https://post.example.se/av/1"}
_BARE = {"footer": False}
_WORDS = {
    "sv": "Avregistrera dig", "nb": "Meld deg av", "nn": "Meld deg av", "no": "Meld deg av", "da": "Afmeld", "fi": "Peruuta tilaus", "de": "Abmelden",
    "en": "Unsubscribe",
}  # fmt: skip


class NoEasyOptOut(Rule):
    """A promotion has no visible unsubscribe link, or a burdensome way out, or does not say who sends it.

    What it finds: in a promotion no visible link that leads out (by its target, the context member behind it, or its words); copy that makes
    leaving hard (by post, by telephone, after a log-in, in weeks); no sender (a name with a legal form or an address, or `sender` in the
    manifest). Words alone, without a link, do not count.

    Why it hurts: it is unlawful (marketing law of the Nordic countries and Germany, GDPR art. 7.3 and 21), and whoever cannot leave reports spam.

    What to do: put `<a href="{{ unsubscribe_url }}">` with plain words and the sender's name and address into the footer.

    Source: GUARDRAILS LAW702 and §7 Permission; the three forms to seven addresses of the Norwegian article.
    """

    code = "LAW702"
    name = "no-easy-opt-out"
    kinds = ("static", "contextual")
    violates = (
        Example(
            "en", "<mj-text>New lamps. Lamp Ltd, 1 High Street, Leeds. To unsubscribe, write to us by post.</mj-text>", _BARE, _CONTEXT
        ),
        Example("sv", "<mj-text>Nya lampor. Lamp AB, Storgatan 1, Malmö.</mj-text>", _BARE, _CONTEXT),
    )
    passes = (
        Example("en", '<mj-text>New lamps. Lamp Ltd, 1 High Street, Leeds. <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>', _BARE, _CONTEXT),
        Example("sv", f"<mj-text>Nya lampor.</mj-text>{_FOOTER}", _BARE, _CONTEXT),
    )  # fmt: skip

    def check_template(self, template: Template) -> Iterator[Issue]:
        yield from self._check(template.outline, template)

    def check_shape(self, shape: Shape) -> Iterator[Issue]:
        yield from self._check(shape.outline, shape.template)

    def _check(self, outline: Outline, template: Template) -> Iterator[Issue]:
        if not template.manifest.is_promotion:
            return
        ways = outline.each_spot("LAW702 ways out", lambda spot: [spot] if leads_out(spot, template) else ())
        labels = tuple(spot.label.strip() for spot in ways)
        if not ways:
            yield Issue(
                "a promotion without a visible link to unsubscribe",
                _end(template),
                help='add <a href="{{ unsubscribe_url }}">…</a> with plain words to the footer',
                fix=_way_out(template),
            )
        for block in outline.each_block("LAW702 burdens", lambda block: [block] if read(block.text, template.lang).burdensome else ()):
            found = read(block.text, template.lang)
            for cue in found.burdensome:
                if not about_leaving(found, cue, labels) or _is_alternative(found, block.text, cue, labels):
                    continue
                yield Issue(
                    f"the way out is burdensome: {cue.text!r}", block.span_at(cue.start, cue.end), (), {"words": cue.text},
                    "one click on a link must be enough", block=block.kind,
                )  # fmt: skip
        sender = template.manifest.sender
        if not (sender is not None and (sender.name or sender.address)) and True not in (
            outline.distinct("LAW702 sender", lambda block: [names_a_sender(block.text)])
        ):
            yield Issue(
                "a promotion that does not say who sends it",
                _end(template),
                help="name the sender with its address in the footer, or give [sender] in message.toml",
            )


def _way_out(template: Template) -> Fix | None:
    """The link at the end of the last column; unsafe, for where it stands and what it looks like is the author's."""
    words, sender = _WORDS.get(template.lang), template.manifest.sender
    declared = [
        path for path, member in template.schema.members.items() if "string" in member.types and "[]" not in path and not member.is_fact
    ]
    names = (
        [sender.unsubscribe]
        if sender is not None and sender.unsubscribe in declared
        else [path for path in declared if _TARGET.search(path)]
    )
    marked, document = template.layout
    columns = [node for node in document.walk() if node.tag == "mj-column"]
    written = any(leads_out(spot, template) for spot in template.outline.spots)  # in a branch
    if words is None or not names or document.problems or not columns or written:
        return None
    place = author_span(marked, columns[-1].close_start, columns[-1].end)
    if place is None:  # a column that has no end tag
        return None
    link = f'<mj-text><a href="{{{{ {names[0]} }}}}">{words}</a></mj-text>'
    return proposed(template, f"put the link “{words}” into the last column", [inserted(place, link)], "unsafe")


def _end(template: Template) -> Span:
    source = template.body.source
    return source.span(max(len(source.text) - 1, 0), len(source.text))


def about_leaving(found: Reading, cue: Cue, links: Sequence[str] = ()) -> bool:
    """Whether a burden is one of leaving: its sentence speaks of it, or the one before or after does in words of its own.

    A sentence that is the way out itself (``links`` are the labels of such links) tells only of what follows it, and not where that is
    about something else: parcels come by post too, and customer service answers the telephone.
    """
    at = next((n for n, (start, end) in enumerate(found.sentences) if start <= cue.start < end), None)
    if at is None:
        return False
    if any(found.sentences[at][0] <= other.start < found.sentences[at][1] for other in found.opt_out):
        return True
    before, after = (found.sentences[n] if 0 <= n < len(found.sentences) else None for n in (at - 1, at + 1))
    elsewhere = any(found.sentences[at][0] <= other.start < found.sentences[at][1] for other in found.of("elsewhere"))
    told = [other for other in found.opt_out if before is not None and before[0] <= other.start < before[1]]
    if told and not (elsewhere and all(_is_link(other, links) for other in told)):
        return True
    return after is not None and any(after[0] <= other.start < after[1] and not _is_link(other, links) for other in found.opt_out)


def _is_alternative(found: Reading, text: str, cue: Cue, links: Sequence[str]) -> bool:
    """Whether a burden is another way beside a link that leads out before it: "unsubscribe with one click, or write to us if you prefer"."""
    begins, _ends = found.sentence_at(cue.start) or (0, len(text))
    linked = [at + len(label) for label in links if (at := text.find(label, 0, cue.start)) >= 0]
    return bool(linked) and any(max(begins, *linked) <= other.start < cue.end for other in found.of("alternative"))


def _is_link(cue: Cue, links: Sequence[str]) -> bool:
    return any(cue.text.casefold() in label.casefold() for label in links)


def leads_out(spot: Spot, template: Template) -> bool:
    """Whether a link is a visible way out: by its target or the member behind it, or by its words."""
    label = spot.label.strip()  # of targets of links alone
    if not label or _NOWHERE.fullmatch(spot.text.strip()):
        return False
    sender = template.manifest.sender
    member = sender.unsubscribe if sender is not None else ""
    for hole in spot.holes:
        for ref in hole.flow.prints:
            if _TARGET.search(ref.path) or ref.path == member:
                return True
    return bool(_TARGET.search(spot.text)) or bool(read(label, template.lang).opt_out)
