"""CSS inlining with premailer, or css-inline, boxed in: the author's CSS only, no network, no file, no visible change.

The inliner says which rules choose which elements (``engines``); which declaration wins is decided beside it (``cascade``). Only style
attributes change: a parser's idea of the rest of the document is not taken over.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

from tactful.errors import StageError
from tactful.mjml.html import Event, tag_of
from tactful.render.stages.cascade import Sheet, sheet, style_of
from tactful.render.stages.engines import INLINERS, Pairs, marker
from tactful.render.stages.held import AUTHOR_STYLE, INLINE_ONLY
from tactful.render.stages.numbered import Chooser, Skeleton, numbered, skeleton

_STYLE = re.compile(r"<style\b([^>]*)>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_DOCTYPE = re.compile(r"<!doctype html>", re.IGNORECASE)
_BEYOND = re.compile(r"[:*A-Z]|\\")  # what premailer passes over or misreads
_ASKED = re.compile(r"\[\s*(?:[\w-]*\|)?([\w-]*)")
_ASKING = re.compile(r"[\w.#>\s-]+")  # names and classes alone: nothing that may deny one
_CLASS = re.compile(r"\.([\w-]+)")
_NAME = re.compile(r"(?:^|[\s>])([a-z][\w-]*)")
_UNSTYLED = frozenset({"head", "meta", "title", "style", "link", "script", "html", "base"})
_MADE_UP = frozenset({"html", "head", "body", "p"})  # elements that a parser makes where nobody wrote them


def inline_css(html: str, inliner: str = "premailer") -> str:
    """HTML with the author's CSS inlined; its style elements stay (media queries live there). Raises StageError."""
    html = _DOCTYPE.sub("<!DOCTYPE html>", html, count=1)
    try:
        sheets = _sheets(html)
        if any(one.applies for one in sheets):
            html = _inlined(html, sheets, INLINERS[inliner])
        return _unmarked(html)
    except Exception as error:
        raise StageError(
            f"the CSS of the template cannot be inlined: {type(error).__name__}: {str(error)[:200]}", stage="inline", source=html,
            remedy="check the CSS in mj-style",
        ) from error  # fmt: skip


def _sheets(html: str) -> tuple[Sheet, ...]:
    """The author's rules: those to be inlined and removed, then those that stay."""
    styles = _STYLE.findall(html) if INLINE_ONLY in html or AUTHOR_STYLE in html else ()
    return tuple(
        sheet(css, kind == AUTHOR_STYLE) for kind in (INLINE_ONLY, AUTHOR_STYLE)
        if (css := tuple([text for attributes, text in styles if kind in attributes]))
    )  # fmt: skip


def _inlined(html: str, sheets: Sequence[Sheet], inliner: Callable[[str], Pairs]) -> str:
    selectors = [one.bare for each in sheets for one in each.selected]
    asked = frozenset(name.lower() for selector in selectors if "[" in selector for name in _ASKED.findall(selector))
    bare = skeleton(html, asked)
    pieces = bare.pieces
    for index, numbers in _chosen(html, bare, selectors, inliner).items():
        name, at = bare.names[index], bare.tags[index]
        if name not in _UNSTYLED:
            once = sorted(set(numbers))  # a parser may have made a second element of a tag
            pieces[at] = _restyled(pieces[at], name, _by_sheet(sheets, once))
    return "".join(pieces)


@functools.lru_cache(maxsize=8_192)
def _restyled(piece: str, name: str, chosen: tuple[tuple[Sheet, tuple[int, ...]], ...]) -> str:
    """A tag with what the selectors add to its style: cells of a mail are many of a few kinds."""
    tag, held = tag_of(piece) if name == "textarea" else (piece, "")
    style = Event("start", 0, len(tag), name, tag).get("style")
    value = style_of(style.value if style is not None else "", chosen)
    if not value:
        return piece
    if style is not None:
        return f'{tag[: style.start]}style="{value}"{tag[style.end :]}{held}'
    at = len(tag) - (2 if tag.endswith("/>") else 1)
    return f'{tag[:at].rstrip()} style="{value}"{tag[at:]}{held}'


def _by_sheet(sheets: Sequence[Sheet], numbers: Sequence[int]) -> tuple[tuple[Sheet, tuple[int, ...]], ...]:
    """The numbers of selectors as those within each sheet; ``~n`` stays so."""
    if len(sheets) == 1:
        return ((sheets[0], tuple(numbers)),)
    first = len(sheets[0].selected)
    inner = tuple([number for number in numbers if -first <= number < first])
    outer = tuple([number - first if number >= 0 else number + first for number in numbers if not -first <= number < first])
    return (sheets[0], inner), (sheets[1], outer)


def _chosen(html: str, bare: Skeleton, selectors: Sequence[str], inliner: Callable[[str], Pairs]) -> dict[int, list[int]]:
    """The selectors that choose each element, by their numbers; ``~n`` for one of which nobody knows. The inliner matches what premailer
    can; what that passes over (:not, :nth-…, *) is matched by lxml; a selector that neither can follow might choose any element."""
    text, names = bare.text, _MADE_UP.union(bare.names)
    worn: dict[str, bool] = {}
    possible = [number for number, selector in enumerate(selectors) if _may_choose(selector, text, worn, names)]
    plain = [number for number in possible if not _BEYOND.search(selectors[number])]
    found: dict[int, list[int]] = {}
    if plain:
        css = "\n".join([marker(selectors[number], number) for number in plain])
        head = text.lower().find("</head>")
        at = head if head >= 0 else 0
        for index, number in inliner(f"{text[:at]}<style>{css}</style>{text[at:]}"):
            found.setdefault(index, []).append(number)
    rest = [number for number in possible if _BEYOND.search(selectors[number])]
    if rest:
        from cssselect import SelectorError

        chooser = Chooser(numbered(html)[0])
        for number in rest:
            try:
                indexes, sign = chooser.chosen(selectors[number]), number
            except SelectorError:
                indexes, sign = chooser.every(), ~number
            for index in indexes:
                found.setdefault(index, []).append(sign)
    return found


def _may_choose(selector: str, text: str, worn: dict[str, bool], names: frozenset[str]) -> bool:
    """Whether the elements and classes that a selector asks for stand in the document at all. (A campaign's style sheet has more than one
    mail wears.) ``worn`` are the classes that were looked for."""
    classes, elements = _needed(selector)
    for name in classes:
        if name not in worn:
            worn[name] = name in text
        if not worn[name]:
            return False
    return elements <= names


@functools.lru_cache(maxsize=4096)
def _needed(selector: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The classes and elements without which a selector chooses nothing, as far as that is plain."""
    if not _ASKING.fullmatch(selector):
        return (), frozenset()
    return tuple(_CLASS.findall(selector)), frozenset(_NAME.findall(selector))


def _unmarked(html: str) -> str:
    def plain(match: re.Match[str]) -> str:
        attributes = match.group(1)
        if INLINE_ONLY in attributes:
            return ""
        bare = re.sub(f' {AUTHOR_STYLE}(="")?', "", attributes)
        return f"<style{bare}>{match.group(2)}</style>"

    return _STYLE.sub(plain, html) if AUTHOR_STYLE in html or INLINE_ONLY in html else html
