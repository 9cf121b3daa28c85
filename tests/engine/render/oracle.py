"""The naive pipeline: bare Jinja, MJML, inlining, for every customer, with no moulds. What the fast path must equal, as DOM."""

from __future__ import annotations

import posixpath
import re
from typing import Any

from jinja2 import BaseLoader, Environment
from lxml import html as lxml_html

from tactful.project import Project
from tactful.render.stages.inline import inline_css
from tactful.render.stages.mjml import compile_mjml
from tactful.template.environment import bare_environment
from tactful.template.loader import RootsLoader
from tactful.template.run import Run, running
from tactful.template.tokens import clean


def naive_html(project: Project, name: str, context: dict[str, Any]) -> str:
    """HTML of one message for one customer, everything done anew. Values are cleaned by the documented function where they are printed."""
    environment = bare_environment(_WithIncludes(project.environment.roots_loader))  # type: ignore[arg-type]
    environment.finalize = _printed
    run = Run([], 10**6, 10**8, project.template(name).locale)
    run.tables = project.config.coarsen
    with running(run):
        source = environment.get_template(f"{name}/message.mjml").render(without_nulls(context))
    return inline_css(compile_mjml(source))


class _WithIncludes(BaseLoader):
    """The project's sources with mj-include written as Jinja's include."""

    def __init__(self, loader: RootsLoader) -> None:
        self.loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:
        folder = posixpath.dirname(template)

        def include(found: re.Match[str]) -> str:
            path = posixpath.normpath(posixpath.join(folder, found.group(1)))
            opening, closing = ("<mj-style>", "</mj-style>") if 'type="css"' in found.group() else ("", "")
            return f'{opening}{{% include "{path}" %}}{closing}'

        text = self.loader.source(template).text
        return re.sub(r'<mj-include path="([^"]*)"[^>]*/>', include, text), template, None


def _printed(value: Any) -> Any:
    if isinstance(value, str):
        return type(value)(clean(value))  # Markup stays Markup
    return "" if value is None else value


def without_nulls(value: Any) -> Any:
    """Null is absent, in objects; in lists it keeps its place."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


def dom(html: str) -> list[Any]:
    """A document as plain data: tags, sorted attributes, text; comments by their text."""
    root = lxml_html.document_fromstring(html.encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=True))
    return [
        (node.tag if isinstance(node.tag, str) else "comment", sorted(node.attrib.items()), node.text or "", node.tail or "")
        for node in root.iter()
    ]
