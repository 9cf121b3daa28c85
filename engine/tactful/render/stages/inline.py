"""CSS inlining with premailer, boxed in: the author's CSS only, no network, no file, no visible change.

MJML writes its own styles inline; what is left to inline is what the author put into mj-style. Settings and reasons: the
project's MJML notes ("What worked").
"""

from __future__ import annotations

import functools
import logging
import re
from html import unescape
from typing import Any

from tactful.errors import StageError
from tactful.mjml.html import Event, events
from tactful.render.stages.mjml import AUTHOR_STYLE, INLINE_ONLY

_STYLE = re.compile(r"<style\b([^>]*)>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_DOCTYPE = re.compile(r"<!doctype html>", re.IGNORECASE)
_NUMBER = "data-tactful-number"
_IMPORT = re.compile(r"@import\b[^;]*;?", re.IGNORECASE)


def inline_css(html: str) -> str:
    """HTML with the author's CSS inlined; its style elements stay (media queries live there). Raises StageError."""
    html = _DOCTYPE.sub("<!DOCTYPE html>", html, count=1)
    if not _needs_inlining(html):
        return _unmarked(html)
    try:
        return _unmarked(_inlined(html))
    except StageError:
        raise
    except Exception as error:
        raise StageError(
            f"the CSS of the template cannot be inlined: {type(error).__name__}: {str(error)[:200]}", stage="inline", source=html,
            remedy="check the CSS in mj-style",
        ) from error  # fmt: skip


def _needs_inlining(html: str) -> bool:
    return any(
        (INLINE_ONLY in attributes or AUTHOR_STYLE in attributes) and _has_plain_rule(css) for attributes, css in _STYLE.findall(html)
    )


def _has_plain_rule(css: str) -> bool:
    """Whether any rule stands outside of at-rules: only such can be inlined."""
    depth, at_rule, start = 0, False, 0
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for match in re.finditer(r"[{}]", css):
        if match.group() == "{":
            if depth == 0:
                prelude = css[start : match.start()].strip().rpartition(";")[2].strip()
                at_rule = prelude.startswith("@")
                if prelude and not at_rule:
                    return True
            depth += 1
        else:
            depth = max(0, depth - 1)
            start = match.end() if depth == 0 else start
    return False


def _inlined(html: str) -> str:
    """Only the style attributes that premailer computes are taken over: libxml2's idea of the rest of the document is not."""
    numbered, tags = _numbered(html)

    def prepared(match: re.Match[str]) -> str:
        attributes, css = match.group(1), match.group(2)
        if AUTHOR_STYLE in attributes or INLINE_ONLY in attributes:
            return f"<style{attributes}>{_IMPORT.sub('', css)}</style>"
        return f'<style data-premailer="ignore"{attributes}>{css}</style>'

    result = str(_premailer()(_STYLE.sub(prepared, numbered)).transform())
    styles: dict[int, str] = {}
    for event in events(result):
        if event.kind == "start":
            number, style = event.get(_NUMBER), event.get("style")
            if number is not None and style is not None:
                styles[int(number.value)] = style.value
    parts: list[str] = []
    at = 0
    for index, event in enumerate(tags):
        old, new = event.get("style"), styles.get(index)
        if new is None or (old is not None and unescape(old.value) == unescape(new)):
            continue
        value = new.replace('"', "&quot;")
        if old is not None:
            parts += [html[at : old.start], f'style="{value}"']
            at = old.end
        else:
            end = event.end - (2 if html[event.end - 2 : event.end] == "/>" else 1)
            parts += [html[at:end].rstrip(), f' style="{value}"']
            at = end
    return "".join([*parts, html[at:]])


def _numbered(html: str) -> tuple[str, list[Event]]:
    """The document with a number on every start tag, and those tags."""
    tags = [event for event in events(html) if event.kind == "start"]
    parts: list[str] = []
    at = 0
    for index, event in enumerate(tags):
        after = event.start + 1 + len(event.tag)
        parts += [html[at:after], f' {_NUMBER}="{index}"']
        at = after
    return "".join([*parts, html[at:]]), tags


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
    """A constructor of tuned premailers. Imported late: premailer and cssutils take a fifth of a second."""
    import cssutils
    from premailer import Premailer

    cssutils.log.setLevel(logging.CRITICAL)
    return functools.partial(
        Premailer, keep_style_tags=True, strip_important=False, disable_validation=True, allow_network=False, disable_link_rewrites=True,
        disable_basic_attributes=["width", "height", "bgcolor", "align", "valign"], align_floating_images=False, remove_unset_properties=False,
        disable_leftover_css=True, allow_loading_external_files=False, cssutils_logging_level=logging.CRITICAL, remove_classes=False,
    )  # fmt: skip
