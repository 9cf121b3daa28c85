"""The inliners that say which selectors choose which elements, behind one door. Each is handed a document of numbered tags and the selectors,
each as a rule with a marker for its only declaration, and inlines them; the markers tell. Nothing else of what an inliner makes of a
document is taken over, and none gets anything to load.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tactful.render.stages.numbered import NUMBER

Pairs = Iterator[tuple[int, int]]
"""``(element, selector)``, by their numbers."""

_MARK = re.compile(r"-tactful-([0-9]+)\s*:")
_TAG = re.compile(r"""<[^\s<>/]++(?:[^<>"']*+(?:"[^"]*+"|'[^']*+'))*+[^<>"']*+>""")
_NUMBER = re.compile(rf'\s{NUMBER}="([0-9]+)"')


def marker(selector: str, number: int) -> str:
    """A rule that marks what a selector chooses."""
    return f"{selector}{{-tactful-{number}:1}}"


def by_premailer(document: str) -> Pairs:
    """Elements that libxml2 made up have no number."""
    for element in _premailer()(document).xpath("//*[@style]"):
        number = element.get(NUMBER)
        for selector in _MARK.findall(element.get("style")) if number is not None else ():
            yield int(number), int(selector)


def by_css_inline(document: str) -> Pairs:
    """css-inline reads a document as a browser does, and writes every value in double quotes."""
    for tag in _TAG.findall(_css_inline()(document)):
        number = _NUMBER.search(tag)
        if number is not None:
            yield from ((int(number.group(1)), int(selector)) for selector in _MARK.findall(tag))


INLINERS: Mapping[str, Callable[[str], Pairs]] = {"premailer": by_premailer, "css-inline": by_css_inline}
"""By the value of the configuration's ``inliner``."""


@functools.cache
def _premailer() -> Callable[[str], Any]:
    """premailer, tuned: from a document to its tree with styles inlined. Imported late: premailer and cssutils take a fifth of a second. The
    rules of a style sheet are read once, not for every shape."""
    import cssutils
    from lxml import etree
    from premailer import Premailer

    read = functools.lru_cache(maxsize=256)(lambda css, index: Premailer._parse_style_rules(Premailer("", **settings), css, index))

    class Tuned(Premailer):  # type: ignore[misc]
        def _parse_style_rules(self, css_body: str, ruleset_index: int) -> Any:
            return read(css_body, ruleset_index)

        def _style_to_basic_html_attributes(self, element: Any, style_content: str, force: bool = False) -> None:
            """Neither width nor bgcolor is wanted of a marker."""

    cssutils.log.setLevel(logging.CRITICAL)
    settings: dict[str, Any] = {
        "keep_style_tags": True, "strip_important": False, "disable_validation": True, "allow_network": False, "disable_link_rewrites": True,
        "disable_basic_attributes": ["width", "height", "bgcolor", "align", "valign"], "align_floating_images": False,
        "remove_unset_properties": False, "disable_leftover_css": True, "allow_loading_external_files": False,
        "cssutils_logging_level": logging.CRITICAL, "remove_classes": False,
    }  # fmt: skip
    return lambda html: Tuned(etree.fromstring(html, etree.HTMLParser()), **settings).transform()


@functools.cache
def _css_inline() -> Callable[[str], str]:
    import css_inline

    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
    return lambda html: str(inliner.inline(html))
