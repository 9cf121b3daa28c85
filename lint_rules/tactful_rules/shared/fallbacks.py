"""Fallbacks as fixes: what to print where a value is absent, and where nothing can be said instead, what to leave out."""

from __future__ import annotations

import re

from tactful.draft.outline import Marked
from tactful.draft.template import Template
from tactful.lint.fixing import around, inserted, is_member, is_own, proposed, quotes, replaced, text_at
from tactful.mjml.parser import Node
from tactful.model.fixes import Edit, Fix
from tactful.template.flows import Flow, Ref, Span
from tactful_rules.shared.layout import author_span

# What a reader can be called whose name nobody knows. German has no such word that fits everybody ("Freund", "Freundin").
NEUTRAL = {"sv": "vän", "nb": "venn", "nn": "venn", "no": "venn", "da": "ven", "fi": "ystävä", "en": "friend"}
# Greetings that stand alone: "Hallo," is right where "Liebe," is not.
_ALONE = re.compile(
    r"\b(?:hallo|hi|hey|hei|hej|moin(?: moin)?|servus|grüezi|hello|guten (?:tag|morgen|abend)|schönen (?:guten )?(?:tag|morgen|abend)|grüß gott|"
    r"willkommen(?: zurück)?|danke(?: schön)?|vielen dank|herzlichen (?:glückwunsch|dank)|alles gute|bonjour|bonsoir|salut|hola|ciao|goedendag)[ \xa0]\{\{\s*\Z",
    re.IGNORECASE,
)
_FIRST_NAMES = frozenset({
    "firstname", "givenname", "forename", "preferredname", "nickname", "callname", "fornamn", "tilltalsnamn", "smeknamn", "fornavn", "kaldenavn",
    "etunimi", "kutsumanimi", "vorname", "rufname", "prenom",
})  # fmt: skip
_CALLED = re.compile(r"[\w,!.:][ \xa0]\{\{\s*\Z")  # after a word: "Hej {{ name }}"
# After these a name is spoken of, not called: prepositions, conjunctions, possessives, forms of "to be" (closed classes of the six languages).
_FUNCTION_WORDS = """
    till för från av med hos om på åt mot över under utan kring och eller men som än är var heter din ditt dina min mitt mina vår vårt våra er ert era en ett
    til for fra af av hos mod mot uten uden og eller enn end er var hedder heter ditt dit dine mit mitt mine vores vår vårt våre jeres deres et
    ja tai mutta kuin on oli sinun minun meidän teidän
    to for from of with by at about on against over under without and or but as than is was are were named called your my our their his her the a an
    zu zum zur für von vom mit bei über um gegen ohne an auf und oder aber als wie ist war heißt dein deine deinen deinem ihr ihre mein meine unser unsere der die das
"""
_SPOKEN_OF = frozenset(_FUNCTION_WORDS.split())
_ENDS = re.compile(r"\s*(?:\|\s*(?:e|escape|forceescape)\s*)*\}\}(?:[ \xa0]?(?:[,.!?:;…)<\"'\n]|\Z|[\u2600-\u27bf\U0001f300-\U0001faff]))")
_SAME_WORD = frozenset({"capitalize", "title", "trim", "escape", "e", "forceescape", "string", "striptags"})
_HOLDERS = frozenset({"mj-column", "mj-hero"})


def fallback(template: Template, flow: Flow, ref: Ref) -> Fix | None:
    """A fix for an output of a member that may be absent; None where none can be written down."""
    member = text_at(template, ref.span)
    if not is_member(member):
        return None
    if template.schema.member(ref.path) is None:
        return _renamed(template, ref, member)
    if _is_first_name(ref.path):
        named = _called(template, flow, ref, member)
        if named is not None:
            return named
    return left_out(template, flow, ref, member)


def _is_first_name(path: str) -> bool:
    root, _, name = path.rpartition(".")
    plain = re.sub(r"[\W_]", "", name).casefold().replace("ö", "o").replace("ø", "o").replace("é", "e")
    return root == "customer" and plain in _FIRST_NAMES


def _renamed(template: Template, ref: Ref, member: str) -> Fix | None:
    """The declared member that was probably meant."""
    near = template.schema.nearest(ref.path)
    if near is None:
        return None
    (parent, _, wrong), (meant, _, name) = ref.path.rpartition("."), near.rpartition(".")
    if member == ref.path:
        text = near
    elif parent == meant and member.endswith(wrong):
        text = member[: -len(wrong)] + name
    else:
        return None
    return proposed(template, f"read {near}", [replaced(ref.span, text)], "unsafe") if "[]" not in text else None


def _called(template: Template, flow: Flow, ref: Ref, member: str) -> Fix | None:
    """A neutral word instead of a first name; where a language has none, the greeting without it."""
    before, after = around(template, flow.span)
    vocative = _is_called(before[-60:]) and _ENDS.match(after) is not None
    word = NEUTRAL.get(template.lang)
    inside = _within(ref.span, flow.span)
    if word is None:
        if not (vocative and flow.source == member and _ALONE.search(before[-60:])):
            return None
        return _greeting_alone(template, flow, ref, member)
    place = ref.span if inside else flow.span
    if not inside and not (is_member(flow.source) and flow.source == text_at(template, flow.span)):
        return None
    simple = _SAME_WORD.issuperset(ref.filters) and (inside or _only_reading(template, flow, ref))
    told = bool(template.manifest.locale or template.config.locale)  # else the language is a guess
    safe = vocative and simple and told and len(flow.prints) == 1
    for quote in quotes(template, place):
        edits = _defaulted(template, place, f"default({quote}{word}{quote}, true)")
        found = proposed(template, f"print “{word}” where {ref.path} is absent", edits, "safe" if safe else "unsafe")
        if found is not None:
            return found
    return None


def _is_called(before: str) -> bool:
    """Whether the text before an output ends as an address does: with a word or a comma that a name in the vocative may follow."""
    if _CALLED.search(before) is None:
        return False
    last = re.search(r"([^\W_]+)\s*\Z", before[: before.rindex("{{")])
    return last is None or last.group(1).casefold() not in _SPOKEN_OF


def _defaulted(template: Template, place: Span, call: str) -> list[Edit]:
    """The filter after an expression; in brackets where something is still to be read of the result."""
    _, after = around(template, place)
    if after.lstrip()[:1] in ("[", "(", "."):
        return [inserted(place, "("), inserted(place, f" | {call})", after=True)]
    return [inserted(place, f" | {call}", after=True)]


def _greeting_alone(template: Template, flow: Flow, ref: Ref, member: str) -> Fix | None:
    before, after = around(template, flow.span)
    closing = re.match(r"[^\S\n]*\}\}", after)
    opening = re.search(r"[ \xa0]\{\{[^\S\n]*\Z", before)
    if closing is None or opening is None:
        return None
    span = flow.span
    whole = Span(span.file, span.line, span.column - len(opening.group()), span.end_line, span.end_column + len(closing.group()))
    edits = [inserted(whole, f"{{% if {member} %}}"), inserted(whole, "{% endif %}", after=True)]
    return proposed(template, f"greet without a name where {ref.path} is absent", edits, "safe")


def _only_reading(template: Template, flow: Flow, ref: Ref) -> bool:
    """Whether an output of a variable prints this member alone, whichever way the template comes to it."""
    paths = {other.path for one in template.flows if one.span == flow.span for other in one.prints}
    return paths == {ref.path} and is_own(template, flow.span.file)


def _within(inner: Span, outer: Span) -> bool:
    return (
        inner.file == outer.file
        and (outer.line, outer.column) <= (inner.line, inner.column)
        and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
    )


# -- nothing can be said instead


def left_out(template: Template, flow: Flow, ref: Ref, member: str) -> Fix | None:
    """The element of the output only for readers for whom the member is there. Unsafe: the others read nothing there."""
    if not _within(ref.span, flow.span):
        return None
    marked, document = template.layout
    if document.problems:
        return None
    places = {
        _element(marked, node, at, ref.span)
        for at, piece in enumerate(marked.pieces)
        if piece.hole is not None and piece.hole.flow == flow
        for node in [_holder(document.roots, marked.starts[at])]
    }
    place = places.pop() if len(places) == 1 else None
    if place is None:
        return None
    edits = [inserted(place, f"{{% if {member} %}}"), inserted(place, "{% endif %}", after=True)]
    return proposed(template, f"show the element only where {ref.path} is there", edits, "unsafe")


def _holder(nodes: list[Node], offset: int) -> Node | None:
    """The element straight in a column that holds this offset."""
    for node in nodes:
        if node.start < offset < node.end:
            return node if node.parent is not None and node.parent.tag in _HOLDERS else _holder(node.children, offset)
    return None


def _element(marked: Marked, node: Node | None, hole: int, read: Span) -> Span | None:
    """The author's place of an element that stands in the loops of the output, and holds the reading."""
    if node is None:
        return None
    found = author_span(marked, node.start, node.end)
    if found is None or marked.pieces[hole].loops != marked.pieces[marked.index_at(node.start)].loops:
        return None
    return found if _within(read, found) else None


__all__ = ["NEUTRAL", "fallback"]
