from __future__ import annotations

import re
from collections.abc import Iterator

from tactful.draft.model import HOLE, Hole, Spot
from tactful.draft.template import Template
from tactful.lint.fixing import inserted, is_own, proposed, text_at
from tactful.lint.rule import Example, Issue, Rule
from tactful.model.fixes import Fix
from tactful.template.flows import Flow, Ref

_IN_QUERY = re.compile(r"\?(?:[^#]*[&;?])?[^&=#;]+=[^&#]*\Z")  # what stands before the value of a parameter
_PLAIN = re.compile(r"[\w.~-]*", re.ASCII)
_SAFE_FORMATS = frozenset({"date", "uuid", "uri", "url"})  # a URL in a URL may be encoded already: nobody can tell
_OPAQUE = re.compile(
    r"(?:^|[_.])(?:id|ids|uuid|guid|token|key|code|hash|slug|sku|nr|no|number|ref|locale|lang|language|country|currency|tier|points)$|Id$",
    re.ASCII,
)
_CHAIN = re.compile(r"[\w.\[\]'\"-]+(?:\s*\|\s*\w+(?:\([^()]*\))?)*")
_NUMBERS = frozenset({"length", "count", "round", "int", "float", "abs"})


class UnencodedInQuery(Rule):
    """Free text stands in the query of a link as it is.

    What it finds: a string member printed as (part of) the value of a parameter in a URL, `?q={{ offer.title }}`, without `urlencode`.
    Ids, codes, numbers, dates and members whose schema allows only plain words (`enum`) pass, and so does a URL that is one value.

    Why it hurts: a blank, `&`, `+` or `#` in the value ends it early or becomes another parameter: “Tom & Jerry” arrives as “Tom ”.

    What to do: `{{ offer.title | urlencode }}`.

    Source: RFC 3986, section 2.2 and 3.4.
    """

    code = "MJM909"
    name = "unencoded-in-query"
    severity = "warning"
    kinds = ("static",)
    violates = (
        Example("en", '<mj-button href="https://shop.example/?q={{ offers[0].title }}">Shop</mj-button>'),
        Example("sv", '<mj-text><a href="https://butik.example/sok?s=1&amp;q=lampa+{{ offers[0].title | lower }}">Sök</a></mj-text>'),
    )
    passes = (
        Example("en", '<mj-button href="https://shop.example/?q={{ offers[0].title | urlencode }}">Shop</mj-button>'),
        Example("sv", '<mj-button href="https://butik.example/?id={{ offers[0].id }}">Handla</mj-button>'),
        Example("de", '<mj-button href="{{ offers[0].url }}?utm_source=mail">Kaufen</mj-button>'),
    )

    def check_template(self, template: Template) -> Iterator[Issue]:
        for spot in template.outline.spots:
            if spot.kind != "url" or "?" not in spot.text:
                continue
            for hole in _in_query(spot):
                ref = next((ref for ref in hole.flow.prints if _is_free_text(template, ref)), None)
                if ref is not None:
                    yield Issue(
                        f"{ref.path} stands unencoded in a link's query", hole.flow.span, (ref.path,), {"attribute": spot.attribute},
                        f"write {{{{ {hole.flow.source} | urlencode }}}}", block="url", fix=_encoded(template, hole.flow, ref),
                    )  # fmt: skip


def _in_query(spot: Spot) -> Iterator[Hole]:
    at = -1
    for hole in spot.holes:
        at = spot.text.find(HOLE, at + 1)
        if at >= 0 and _IN_QUERY.search(spot.text[:at]) is not None:
            yield hole


def _is_free_text(template: Template, ref: Ref) -> bool:
    member = template.schema.member(ref.path)
    if member is None or "urlencode" in ref.filters or "string" not in member.types or set(ref.filters) & _NUMBERS:
        return False
    if member.format in _SAFE_FORMATS or _OPAQUE.search(ref.path) is not None:
        return False
    return not (member.enum and all(isinstance(word, str) and _PLAIN.fullmatch(word) for word in member.enum))


def _encoded(template: Template, flow: Flow, ref: Ref) -> Fix | None:
    """The filter after the whole expression. Unsafe in a macro of others' that may be given what is encoded already."""
    if text_at(template, flow.span) != flow.source or "urlencode" in flow.source:
        return None
    others = [other for one in template.flows if one.span == flow.span for other in one.prints]
    if any("urlencode" in other.filters for other in others):
        return None
    reads_here = ref.span.file == flow.span.file and (flow.span.line, flow.span.column) <= (ref.span.line, ref.span.column)
    safe = is_own(template, flow.span.file) or (reads_here and ref.span.end_line <= flow.span.end_line)
    edits = [inserted(flow.span, " | urlencode", after=True)]
    if _CHAIN.fullmatch(flow.source) is None:
        edits = [inserted(flow.span, "("), inserted(flow.span, ") | urlencode", after=True)]
    return proposed(template, f"encode {ref.path} for the link", edits, "safe" if safe else "unsafe")
