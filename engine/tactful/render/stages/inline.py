"""CSS inlining with premailer, boxed in: the author's CSS only, no network, no file, no visible change.

premailer says which rules choose which elements; which declaration wins is decided here, as a browser decides it: importance, the
element's own style, specificity, order. The author's style elements stay, so a declaration is inlined only where that changes
nothing for a reader whose client reads them: what a media query or :hover may still change stays out of the style attribute.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from tactful.errors import StageError
from tactful.mjml.html import Event
from tactful.render.stages.css import Declaration, Rule, chooses_elements, declarations, dynamic, overlap, passing, resting, rules
from tactful.render.stages.held import AUTHOR_STYLE, INLINE_ONLY
from tactful.render.stages.numbered import NUMBER, Chooser, numbered

_STYLE = re.compile(r"<style\b([^>]*)>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_DOCTYPE = re.compile(r"<!doctype html>", re.IGNORECASE)
_BEYOND = re.compile(r"[:*A-Z]|\\")  # what premailer passes over or misreads
_ASKING = re.compile(r"[\w.#>\s-]+")  # names and classes alone: nothing that may deny one
_CLASS = re.compile(r"\.([\w-]+)")
_SINGLE_QUOTED = re.compile(r"=\s*'")
_OWN_STYLE = re.compile(r'\sstyle="[^"]*"')
_MARKED = re.compile(rf'<[A-Za-z][\w:-]*+(?: {NUMBER}="(?P<element>[0-9]+)")?|-tactful-(?P<selector>[0-9]+)\s*:')
_SHOWING = frozenset({"display", "visibility", "opacity", "max-height", "height", "width", "max-width", "overflow"})  # what menus open with
_UNSTYLED = frozenset({"head", "meta", "title", "style", "link", "script", "html", "base"})


def inline_css(html: str) -> str:
    """HTML with the author's CSS inlined; its style elements stay (media queries live there). Raises StageError."""
    html = _DOCTYPE.sub("<!DOCTYPE html>", html, count=1)
    try:
        sheets = _sheets(html)
        if any(not rule.conditional for kind in sheets.values() for rule in kind):
            html = _inlined(html, sheets)
        return _unmarked(html)
    except Exception as error:
        raise StageError(
            f"the CSS of the template cannot be inlined: {type(error).__name__}: {str(error)[:200]}", stage="inline", source=html,
            remedy="check the CSS in mj-style",
        ) from error  # fmt: skip


def _sheets(html: str) -> dict[str, list[Rule]]:
    """The author's rules: those to be inlined and removed, and those that stay."""
    sheets: dict[str, list[Rule]] = {INLINE_ONLY: [], AUTHOR_STYLE: []}
    for attributes, css in _STYLE.findall(html):
        for kind, found in sheets.items():
            if kind in attributes:
                found += rules(css)
    return sheets


@dataclass(frozen=True, slots=True)
class _Chosen:
    """One selector of one rule: ``rank`` orders by specificity, then by place. One that is not ``certain`` may choose the element at some
    time; ``passing``: only while the reader points at it."""

    rank: tuple[int, int, int, int]
    rule: Rule
    certain: bool
    passing: bool = False


def _inlined(html: str, sheets: dict[str, list[Rule]]) -> str:
    """Only style attributes change: libxml2's idea of the rest of the document is not taken over."""
    text, tags = numbered(html)
    styles: dict[int, list[Declaration]] = {}
    alike: dict[tuple[Any, ...], list[Declaration]] = {}  # cells of a mail are many of a few kinds
    for kind in (INLINE_ONLY, AUTHOR_STYLE):
        for index, chosen in _matches(text, sheets[kind]).items():
            if tags[index].tag in _UNSTYLED:
                continue
            style = tags[index].get("style")
            before = styles.get(index)
            written = style.value if style is not None else ""
            key = (kind, written, *[(one.rank, one.certain, one.passing) for one in chosen])
            added = alike.get(key) if before is None else None
            if added is None:
                own = before if before is not None else list(declarations(unescape(written)))
                added = own + found if (found := _added(own, chosen, stays=kind == AUTHOR_STYLE)) else []
                if before is None:
                    alike[key] = added
            if added:
                styles[index] = added
    return _written(html, tags, styles)


def _added(own: list[Declaration], chosen: list[_Chosen], *, stays: bool) -> list[Declaration]:
    """What the rules add to an element's own style, weakest first."""
    candidates = sorted(
        (
            (declaration.important, one.rank, number, declaration)
            for one in chosen
            if one.certain
            for number, declaration in enumerate(one.rule.declarations)
        ),
        key=lambda candidate: candidate[:3],
    )
    open_ones = [
        d
        for one in chosen
        if stays and not one.certain
        for d in one.rule.declarations
        if not d.important and (not one.passing or d.name in _SHOWING)
    ]
    result: dict[str, Declaration] = {}
    for important, _rank, _number, declaration in candidates:
        name = declaration.name
        if any(overlap(name, mine.name) and (mine.important or not important) for mine in own):
            continue
        if not important and any(overlap(name, other.name) for other in open_ones):
            continue
        result.pop(name, None)
        result[name] = Declaration(name, declaration.value, False)
    return _without_covered(list(result.values()))


def _without_covered(found: list[Declaration]) -> list[Declaration]:
    """Longhands that a later shorthand overrides anyway are left out."""
    return [
        one for at, one in enumerate(found) if not any(one.name.startswith(f"{later.name}-") for later in found[at + 1 :])
    ]  # fmt: skip


def _matches(text: str, sheet: list[Rule]) -> dict[int, list[_Chosen]]:
    """The rules that choose each element, by the element's number."""
    parts: list[_Chosen] = []
    selectors: list[str] = []
    for order, rule in enumerate(sheet):
        for selector in rule.selectors:
            if not chooses_elements(selector):
                continue
            bare, weight, certain = _weighed(selector)
            parts.append(_Chosen((*weight, order), rule, certain and not rule.conditional, passing(selector)))
            selectors.append(bare)
    found: dict[int, list[_Chosen]] = {}
    if parts:
        pairs, unsure = _choices(text, selectors)
        for index, number in pairs:
            one = replace(parts[number], certain=False) if number in unsure else parts[number]
            found.setdefault(index, []).append(one)
    return found


@functools.lru_cache(maxsize=4096)
def _weighed(selector: str) -> tuple[str, tuple[int, int, int], bool]:
    """A selector as it is at rest, its specificity, and whether it surely chooses what it does: not while the reader points at something,
    and not where nobody here can read it (then it might choose anything)."""
    from cssselect import SelectorError, parse

    bare = resting(selector) if dynamic(selector) else selector
    try:
        return bare, parse(bare)[0].specificity(), not dynamic(selector)
    except (SelectorError, IndexError):
        return "*", (0, 0, 0), False


def _may_choose(selector: str, text: str) -> bool:
    """Whether the classes that a selector asks for stand in the document at all. (A campaign's style sheet has more than one mail wears.)"""
    return not _ASKING.fullmatch(selector) or all(name in text for name in _CLASS.findall(selector))


def _choices(text: str, selectors: list[str]) -> tuple[list[tuple[int, int]], set[int]]:
    """``(element, selector)`` pairs. premailer matches what it can; what it passes over (:not, :nth-…, *) is matched by lxml;
    a selector that neither can follow might choose any element, and is among the unsure."""
    bare = _STYLE.sub("", text)
    possible = [number for number, selector in enumerate(selectors) if _may_choose(selector, bare)]
    plain = [number for number in possible if not _BEYOND.search(selectors[number])]
    pairs: list[tuple[int, int]] = []
    unsure: set[int] = set()
    if plain:
        css = "\n".join(f"{selectors[number]}{{-tactful-{number}:1}}" for number in plain)
        asks = [selectors[number] for number in plain if "[" in selectors[number]]
        if not any("style" in selector.lower() for selector in asks) and not (asks and _SINGLE_QUOTED.search(bare)):
            bare = _OWN_STYLE.sub("", bare)  # no selector looks at them, and premailer would read them one by one
        head = bare.lower().find("</head>")
        at = head if head >= 0 else 0
        result = str(_premailer()(f"{bare[:at]}<style>{css}</style>{bare[at:]}").transform())
        pairs += _marked(_STYLE.sub("", result))
    rest = sorted(set(possible) - set(plain))
    if rest:
        from cssselect import SelectorError

        chooser = Chooser(text)
        for number in rest:
            try:
                pairs += [(index, number) for index in chooser.chosen(selectors[number])]
            except SelectorError:
                unsure.add(number)
                pairs += [(index, number) for index in chooser.every()]
    return pairs, unsure


def _marked(result: str) -> Iterator[tuple[int, int]]:
    """``(element, selector)`` of each marker in a style attribute; elements that libxml2 made up have no number."""
    element = ""
    for found in _MARKED.finditer(result):
        if found.lastgroup == "selector":
            if element:
                yield int(element), int(found["selector"])
        else:
            element = found["element"] or ""


def _written(html: str, tags: list[Event], styles: dict[int, list[Declaration]]) -> str:
    parts: list[str] = []
    at = 0
    for index, found in sorted(styles.items()):
        event = tags[index]
        old = event.get("style")
        before = unescape(old.value).rstrip().rstrip(";") if old is not None else ""
        count = len(declarations(before))
        added = ";".join(f"{one.name}:{one.value}" for one in found[count:])
        value = f"{before};{added};" if before else f"{added};"
        value = value.replace("&", "&amp;").replace('"', "&quot;")
        if old is not None:
            parts += [html[at : old.start], f'style="{value}"']
            at = old.end
        else:
            end = event.end - (2 if html[event.end - 2 : event.end] == "/>" else 1)
            parts += [html[at:end].rstrip(), f' style="{value}"']
            at = end
    return "".join([*parts, html[at:]])


def _unmarked(html: str) -> str:
    def plain(match: re.Match[str]) -> str:
        attributes = match.group(1)
        if INLINE_ONLY in attributes:
            return ""
        bare = re.sub(f' {AUTHOR_STYLE}(="")?', "", attributes)
        return f"<style{bare}>{match.group(2)}</style>"

    return _STYLE.sub(plain, html) if AUTHOR_STYLE in html or INLINE_ONLY in html else html


@functools.cache
def _premailer() -> Any:
    """A constructor of tuned premailers. Imported late: premailer and cssutils take a fifth of a second. The rules of a style sheet are
    read once, not for every shape."""
    import cssutils
    from premailer import Premailer

    read = functools.lru_cache(maxsize=256)(lambda css, index: Premailer._parse_style_rules(Premailer("", **settings), css, index))

    class Tuned(Premailer):  # type: ignore[misc]
        def _parse_style_rules(self, css_body: str, ruleset_index: int) -> Any:
            return read(css_body, ruleset_index)

    cssutils.log.setLevel(logging.CRITICAL)
    settings: dict[str, Any] = {
        "keep_style_tags": True, "strip_important": False, "disable_validation": True, "allow_network": False, "disable_link_rewrites": True,
        "disable_basic_attributes": ["width", "height", "bgcolor", "align", "valign"], "align_floating_images": False,
        "remove_unset_properties": False, "disable_leftover_css": True, "allow_loading_external_files": False,
        "cssutils_logging_level": logging.CRITICAL, "remove_classes": False,
    }  # fmt: skip
    return functools.partial(Tuned, **settings)
