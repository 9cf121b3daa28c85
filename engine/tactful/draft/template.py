"""A message template: manifest, sources and schema, loaded and analysed once, safe to share between threads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tactful.draft.decisions import Grounds
from tactful.draft.model import Outline
from tactful.model.config import Config
from tactful.model.context import ContextSchema
from tactful.model.lexicon import tagged
from tactful.model.manifest import Manifest
from tactful.model.places import line_of
from tactful.model.taxonomy import Taxonomy
from tactful.template.environment import TactfulEnvironment
from tactful.template.flows import Flow, Loop, Span, Unknown
from tactful.template.program import Program
from tactful.template.source import Source

if TYPE_CHECKING:
    from tactful.draft.outline import Marked
    from tactful.mjml.parser import Document
    from tactful.template.loader import RootsLoader


_GIVEN = {"name", "manifest", "environment", "taxonomy", "config", "manifest_source", "locale", "lang", "programs"}


class Template:
    """A loaded message.

    ``name`` is its folder's path below the template root. ``outline`` has every branch; ``flows`` every output, ``loops`` every
    loop, ``unknowns`` what the analysis could not follow. Raises TemplateError, ConfigError when made.
    """

    def __init__(
        self,
        name: str,
        manifest: Manifest,
        environment: TactfulEnvironment,
        schema: ContextSchema,
        taxonomy: Taxonomy,
        config: Config,
        manifest_source: Source,
    ) -> None:
        self.name = name
        self.manifest = manifest
        self.environment = environment
        self.schema = schema
        self.taxonomy = taxonomy
        self.config = config
        self.manifest_source = manifest_source
        self.locale: str = manifest.locale or config.locale or "en"
        self.lang: str = tagged(self.locale.replace("_", "-").split("-")[0].lower(), config.words)
        texts = environment.roots_loader.texts
        texts[f"{name}/message.toml:subject"] = key_source(manifest_source, "subject", manifest.subject)
        texts[f"{name}/message.toml:preheader"] = key_source(manifest_source, "preheader", manifest.preheader or "")
        self.programs: tuple[Program, Program, Program] = (
            self._program(f"{name}/message.toml:subject"),
            self._program(f"{name}/message.toml:preheader"),
            self._program(f"{name}/message.mjml"),
        )

    def with_schema(self, schema: ContextSchema) -> Template:
        """The same message over another schema, analysed no second time; nothing that others keep on this one is taken over."""
        twin = object.__new__(Template)
        kept = {name for name, value in vars(Template).items() if isinstance(value, cached_property)} | _GIVEN
        twin.__dict__.update({name: value for name, value in self.__dict__.items() if name in kept})
        twin.schema = schema
        return twin

    def _program(self, name: str) -> Program:
        return Program(self.environment, name, self._is_boolean, self._is_list)

    def _is_boolean(self, path: str) -> bool:
        member = self.schema.member(path)
        return member is not None and member.types == frozenset({"boolean"})

    def _is_list(self, path: str) -> bool:
        member = self.schema.member(path)
        return member is not None and "array" in member.types

    @property
    def body(self) -> Program:
        return self.programs[2]

    @cached_property
    def layout(self) -> tuple[Marked, Document]:
        """The MJML of every branch, one after another, with the way back to the author's files."""
        from tactful.draft.outline import marked_document
        from tactful.draft.pieces import every_branch

        return marked_document(every_branch(self.body), self.body.source)

    @cached_property
    def outline(self) -> Outline:
        from tactful.draft.outline import outline
        from tactful.draft.pieces import every_branch

        subject, preheader = (every_branch(program) for program in self.programs[:2])
        marked, document = self.layout
        return outline(subject, preheader, marked.pieces, source=self.body.source, live=False, parsed=(marked, document))

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        return tuple(item.flow for program in self.programs for item in program.items if item.flow is not None)

    @cached_property
    def loops(self) -> Mapping[int, Loop]:
        found: dict[int, Loop] = {}
        for program in self.programs:
            found.update(program.loops)
        return found

    @cached_property
    def unknowns(self) -> tuple[Unknown, ...]:
        return tuple(unknown for program in self.programs for unknown in program.unknowns)

    @cached_property
    def globals(self) -> dict[str, Any]:
        return dict(self.environment.globals)

    def manifest_span(self, key: str) -> Span:
        """Where a key stands in message.toml; the file's first line where it does not."""
        text = self.manifest_source.text
        at = key_offset(text, key)
        if at < 0:  # a table: [sender], [[asks]]
            line = line_of(text, (key,))
            place = self.manifest_source.offset(line, 1) if line is not None else None
            at = text.find(key, place) if place is not None else -1
        return self.manifest_source.span(at, at + len(key)) if at >= 0 else self.manifest_source.span(0, 0)

    @property
    def grounds(self) -> Grounds:
        """What the shapes of this template, over this schema, decide."""
        found: Grounds | None = self.__dict__.get("_grounds")
        return found if found is not None else self.__dict__.setdefault("_grounds", Grounds())

    def forget(self) -> None:
        """Let go of outline and layout; made anew where somebody asks again. Nobody may read the ones there were any more."""
        outline, layout = (self.__dict__.pop(name, None) for name in ("outline", "layout"))
        if outline is not None:
            outline.memo.clear()
        if layout is not None:
            layout[1].release()

    @property
    def loader(self) -> RootsLoader:
        return self.environment.roots_loader


def key_offset(text: str, key: str) -> int:
    """Offset of a top-level key's line in TOML or JSON text, or -1."""
    import re

    found = re.search(rf'^[ \t]*["\']?{re.escape(key)}["\']?[ \t]*[=:]', text, re.MULTILINE)
    return found.start() + len(found.group()) - len(found.group().lstrip()) if found else -1


def key_source(manifest: Source, key: str, value: str) -> Source:
    """The value of a manifest key as a source whose places are those of message.toml."""
    at = key_offset(manifest.text, key)
    begin = manifest.text.find(value.split("\n", 1)[0], at + len(key)) if at >= 0 and value else -1
    if begin < 0:
        line, column = manifest.place(max(at, 0))
    else:
        line, column = manifest.place(begin)
    return Source(manifest.file, value.replace("\r\n", "\n").replace("\r", "\n"), line, column)
