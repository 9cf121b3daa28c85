"""MJML to HTML with mjml-python, fronted so that it cannot change what the author wrote.

The compiler makes the document: doctype, head, title, preview, styles, body. What stands in the body is written here, element by
element, since the compiler draws only 62 % of real mails right (measured in the project's MJML notes), and goes through it as one
placeholder, as the texts of the head do. An element that MJML does not know draws nothing, as officially (MJM901 finds it; what it
holds must not be lost, see the self-check). What does not come back, or comes out as literal MJML, is an error, never an email.
"""

from __future__ import annotations

import re

from tactful.errors import StageError
from tactful.mjml.parser import Document, parse
from tactful.render.stages.finish import with_fonts, with_html_attributes
from tactful.render.stages.held import AUTHOR_STYLE, INLINE_ONLY, PLACEHOLDER, Held, Holder
from tactful.render.stages.prepare import Preparation


def compile_mjml(source: str, document: Document | None = None) -> str:
    """HTML of an MJML source. Raises StageError (stage ``mjml``; ``offset`` is the place in the source)."""
    document = document if document is not None else parse(source)
    check(document)
    holder = Holder()
    preparation = Preparation(document, holder)
    html = _compiled(preparation.text(), document)
    if "<mj-" in html or "<mjml" in html:
        name = re.search(r"<(mj[\w-]*)", html)
        literal = name.group(1) if name else "mjml"
        raise _error(document, None, f"<{literal}> came out of the compiler as literal text", "check its place in the layout")
    html = html.replace('aria-label=""', "")
    html, lost = holder.restored(html)
    if lost:
        raise _lost(document, lost[0])
    html = with_html_attributes(html, document)
    return _with_start(with_fonts(html, document, preparation.queries()), document)


def _lost(document: Document, held: Held) -> StageError:
    message = f"the content of <{held.node.tag}> did not survive the MJML compiler"
    return _error(document, held.node.start, message, "check where the element stands in the layout")


def _with_start(html: str, document: Document) -> str:
    """``<mj-raw position="file-start">`` beside mj-body goes before the doctype."""
    first = []
    for node in document.roots[0].children:
        position = node.get("position") if node.tag == "mj-raw" else None
        if position is not None and position.value == "file-start":
            first.append(document.source[node.open_end : node.close_start].strip())
    return "\n".join([*first, html])


def check(document: Document) -> None:
    """Refuse what the compiler would misread. Raises StageError."""
    for problem in document.problems:
        if not problem.fatal:
            continue  # read as the official compiler reads it; MJM911 says so to the author
        raise _error(document, problem.offset, problem.message, problem.remedy)
    roots = [node for node in document.roots if not node.tag.startswith("mj-") or node.tag == "mjml"]
    if not document.roots or document.roots[0].tag != "mjml" or len(document.roots) > 1:
        wrong = next((node for node in document.roots if node.tag != "mjml"), document.roots[-1] if roots else None)
        at = wrong.start if wrong else 0
        raise _error(document, at, "the document is not one <mjml> element", "wrap everything in <mjml>…</mjml>, once")
    if not any(node.tag == "mj-body" for node in document.roots[0].children):
        elsewhere = document.find("mj-body")
        at = elsewhere.start if elsewhere is not None else document.roots[0].start
        raise _error(document, at, "<mjml> has no <mj-body>", "put the content into <mj-body>…</mj-body>, straight in <mjml>")


def _error(document: Document, offset: int | None, message: str, remedy: str) -> StageError:
    error = StageError(message, stage="mjml", remedy=remedy, source=document.source)
    error.offset = offset  # type: ignore[attr-defined]
    return error


def _compiled(prepared: str, document: Document) -> str:
    import mjml

    try:
        html = mjml.mjml2html(prepared)
    except BaseException as error:  # the compiler panics in Rust: pyo3's PanicException is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise _error(
            document, None, f"the MJML compiler refuses the document: {_reason(error)}", "check the nesting of the elements"
        ) from None
    return str(html)


def _reason(error: BaseException) -> str:
    text = str(error).split("\n", 1)[0]
    return re.sub(r"\s+at position \S+|\bin root template\b", "", PLACEHOLDER.sub("…", text)).strip() or type(error).__name__


__all__ = ["AUTHOR_STYLE", "INLINE_ONLY", "check", "compile_mjml"]
