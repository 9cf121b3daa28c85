"""The front door: a project is opened once and then lints and renders messages."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tactful.errors import ConfigError, ContextError, MessageRejected, TactfulError, TemplateError
from tactful.render.outcome import Failed, Outcome, Rejected, Rendered
from tactful.template.source import Source

if TYPE_CHECKING:
    from datetime import date

    from tactful.draft.model import Draft
    from tactful.draft.template import Template
    from tactful.lint.rule import Rule
    from tactful.lint.runner import Linter
    from tactful.model.config import Config
    from tactful.model.context import ContextSchema
    from tactful.model.findings import Report
    from tactful.model.manifest import Manifest
    from tactful.model.override import Override
    from tactful.model.taxonomy import Taxonomy
    from tactful.render.email import Email
    from tactful.render.renderer import CacheInfo, Renderer
    from tactful.template.environment import TactfulEnvironment


class Project:
    """Templates, schema, taxonomy, configuration and rules of one project. Thread-safe once opened.

    Make it with ``Project.open`` (a folder) or ``Project.in_memory`` (one message as data).
    """

    def __init__(
        self, config: Config, environment: TactfulEnvironment, schema: ContextSchema, taxonomy: Taxonomy, rules: Sequence[Rule]
    ) -> None:
        from tactful.lint.runner import Linter
        from tactful.render.renderer import Renderer

        self.config = config
        self.environment = environment
        self.schema = schema
        self.taxonomy = taxonomy
        self.linter: Linter = Linter(rules, config)
        self._renderer: Renderer = Renderer(config)
        self._templates: dict[str, Template] = {}
        self._manifests: dict[str, tuple[Manifest, Source]] = {}
        self._chains: dict[str, tuple[str, ...]] = {}
        self._sources: dict[str, Source | None] = {}
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: str | Path = ".", *, rules: Sequence[Rule] | None = None) -> Project:
        """Open the project that this folder belongs to. Raises ConfigError."""
        from tactful.lint.loader import check_words, load_rules
        from tactful.model.config import Config
        from tactful.model.context import ContextSchema
        from tactful.model.files import read_json
        from tactful.model.taxonomy import Taxonomy
        from tactful.template.environment import TactfulEnvironment
        from tactful.template.loader import RootsLoader

        start = Path(path)
        if not start.is_dir():
            raise ConfigError(f"{start} is not a folder", remedy="give the project's folder, or run in it")
        config = Config.discover(start)
        for root in config.template_roots:
            if not root.is_dir():
                raise ConfigError(
                    f"there is no template root {root}", file=config.file, remedy="create it, or set `templates` in the configuration"
                )
        environment = TactfulEnvironment(
            RootsLoader(config.template_roots, config.root), steps=config.limits.iterations, max_size=config.limits.string_bytes
        )
        loader = environment.roots_loader
        schema = ContextSchema.build([(loader.shown(file), read_json(file)) for file in config.schema_files])
        taxonomy = config.taxonomy_over(Taxonomy.load())
        config = config.with_words(taxonomy)
        if config.words:
            check_words(config.words)
        return cls(config, environment, schema, taxonomy, load_rules() if rules is None else rules)

    @classmethod
    def in_memory(
        cls,
        *,
        manifest: Mapping[str, Any],
        mjml: str,
        schema: Mapping[str, Any] | None = None,
        taxonomy: Mapping[str, Any] | None = None,
        config: Mapping[str, Any] | None = None,
        files: Mapping[str, str] | None = None,
        rules: Sequence[Rule] | None = None,
    ) -> Project:
        """A project of one message, ``case``, given as data: for labelled cases, previews and tests of rules."""
        from tactful.lint.loader import load_rules
        from tactful.model.config import Config
        from tactful.model.context import ContextSchema
        from tactful.model.manifest import Manifest
        from tactful.model.taxonomy import Taxonomy
        from tactful.template.environment import TactfulEnvironment
        from tactful.template.loader import TextLoader

        settings = Config.from_mapping(dict(config or {}))
        environment = TactfulEnvironment(
            TextLoader({**(files or {}), "case/message.mjml": mjml}),
            steps=settings.limits.iterations,
            max_size=settings.limits.string_bytes,
        )
        fragments = [("schema", schema)] if schema else []
        topics = settings.taxonomy_over(Taxonomy.load())
        if taxonomy:
            topics = topics.extend(taxonomy)
        project = cls(settings, environment, ContextSchema.build(fragments), topics, load_rules() if rules is None else rules)
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        project._manifests["case"] = (Manifest.from_mapping(manifest, "case/message.toml"), Source("case/message.toml", text))
        return project

    # -- messages

    def messages(self) -> list[str]:
        """The names of all messages, sorted. Raises ConfigError where two roots have the same one."""
        found: dict[str, Path] = {}
        for root in self.config.template_roots:
            for file in sorted(root.rglob("message.toml")):
                name = file.parent.relative_to(root).as_posix()
                if any(part.startswith(("_", ".")) for part in name.split("/")):
                    continue
                if name in found:
                    raise ConfigError(
                        f"the message {name!r} stands in two template roots: {found[name]} and {file.parent}",
                        remedy="rename one of the folders",
                    )
                found[name] = file.parent
        return sorted(found) or sorted(self._manifests)

    def folder(self, name: str) -> Path:
        """The folder of a message. Raises ConfigError with the nearest name."""
        for root in self.config.template_roots:
            folder = root / name
            if (folder / "message.toml").is_file() and folder.resolve().is_relative_to(root.resolve()):
                return folder
        known = self.messages()
        import difflib

        near = difflib.get_close_matches(name, known, 1)
        raise ConfigError(
            f"there is no message {name!r}",
            remedy=f"did you mean {near[0]!r}?"
            if near
            else f"messages are folders with a message.toml; known: {', '.join(known) or 'none'}",
        )

    def samples(self, name: str) -> list[Path]:
        """The sample contexts of a message, sorted by name."""
        if name in self._manifests and not self.config.template_roots:
            return []
        return sorted((self.folder(name) / "samples").glob("*.json"))

    def manifest(self, name: str) -> Manifest:
        return self._manifest(name)[0]

    def _manifest(self, name: str) -> tuple[Manifest, Source]:
        if name not in self._manifests:
            from tactful.model.files import read_text
            from tactful.model.manifest import Manifest

            file = self.folder(name) / "message.toml"
            shown = self.environment.roots_loader.shown(file)
            self._manifests[name] = (Manifest.load(file, shown), Source(shown, read_text(file).replace("\r\n", "\n")))
        return self._manifests[name]

    def source(self, file: str) -> Source | None:
        """The text of a file of a message, by its name in findings; None for any other. What no message was read for is read now."""
        read = [*self.environment.roots_loader.sources.values(), *(source for _manifest, source in self._manifests.values())]
        found = next((source for source in read if source.file == file), None)
        if found is None and file not in self._sources:
            self._sources[file] = self._reread(file)
        return found or self._sources.get(file)

    def _reread(self, file: str) -> Source | None:
        path = (self.config.root / file).resolve()
        if not any(path.is_relative_to(root.resolve()) for root in self.config.template_roots):
            return None
        from tactful.model.files import read_text

        try:
            return Source(file, read_text(path).replace("\r\n", "\n").replace("\r", "\n"))
        except ConfigError:
            return None

    def template(self, name: str) -> Template:
        """A loaded message; made once. Raises ConfigError, TemplateError."""
        template = self._templates.get(name)
        if template is None:
            with self._lock:
                template = self._templates.get(name)
                if template is None:
                    template = self._templates[name] = self._load(name)
        return template

    def _load(self, name: str) -> Template:
        from tactful.draft.template import Template
        from tactful.model.files import read_json

        manifest, source = self._manifest(name)
        if self.config.template_roots:
            self._chain(name)
        schema = self.schema
        if manifest.schema:
            folder = self.folder(name)
            loader = self.environment.roots_loader
            schema = self.schema.extend([(loader.shown(folder / file), read_json(folder / file)) for file in manifest.schema])
        return Template(name, manifest, self.environment, schema, self.taxonomy, self.config, source)

    # -- the main job

    def draft(self, name: str, context: Mapping[str, Any]) -> Draft:
        """Validate and expand. Raises ContextError, TemplateError."""
        return self._renderer.draft(self.template(name), context)

    def lint(self, name: str, context: Mapping[str, Any] | None = None, *, today: date | None = None) -> Report:
        """Every finding for this customer; without a context, of the static rules over every branch.

        ``today`` decides which suppressions have expired where there is no customer whose ``as_of`` does (default: today).
        Raises ContextError, TemplateError, ConfigError; never MessageRejected.
        """
        template = self.template(name)
        if context is None:
            return self.linter.static_report(template, today)
        return self.linter.check(self._renderer.draft(template, context))

    def render(
        self, name: str, context: Mapping[str, Any], *, fallback: Sequence[str] | None = None, override: Override | None = None
    ) -> Email:
        """The email for this customer.

        Where the rules reject the message, ``override`` may take the decision on some of its findings; after that the messages of
        ``fallback`` are tried in order (None: those that message.toml names; an empty one: none), each linted for itself. The email's
        report says which message it is and what was rejected before it. Raises MessageRejected with the report of the message that was
        asked for, ContextError, TemplateError, StageError, ConfigError.
        """
        draft = self._renderer.draft(self._templates.get(name) or self.template(name), context)
        report = self.linter.check(draft)
        if report.rejected and override is not None:
            report = report.under(override)
        if report.rejected:
            return self._instead(name, context, report, fallback)
        return self._renderer.email(draft, report)

    def _instead(self, name: str, context: Mapping[str, Any], report: Report, fallback: Sequence[str] | None) -> Email:
        """The first fallback that is accepted; an error of one is not hidden by trying the next."""
        from tactful.render.fallback import given_chain

        rejected = [report]
        for other in self._chain(name) if fallback is None else given_chain(name, fallback):
            try:
                draft = self._renderer.draft(self.template(other), context)
                found = self.linter.check(draft)
                if not found.rejected:
                    return self._renderer.email(draft, replace(found, instead_of=tuple(rejected)))
            except TactfulError as error:
                error.add_note(f"in {other!r}, a fallback of {name!r}")
                raise
            rejected.append(found)
        raise MessageRejected(report, tuple(rejected))

    def _chain(self, name: str) -> tuple[str, ...]:
        chain = self._chains.get(name)
        if chain is None:
            from tactful.render.fallback import chain_of

            chain = self._chains[name] = chain_of(name, self._manifest)
        return chain

    def render_many(
        self, name: str, contexts: Iterable[Mapping[str, Any]], *, fallback: Sequence[str] | None = None, override: Override | None = None
    ) -> Iterator[Outcome]:
        """One outcome per context, in order: one bad customer never stops the rest. Raises only what concerns the template.

        ``fallback`` and ``override`` as in ``render``.
        """
        self.template(name)
        for context in contexts:
            try:
                yield Rendered(self.render(name, context, fallback=fallback, override=override))
            except MessageRejected as rejection:
                yield Rejected(rejection.report, rejection.attempts)
            except TactfulError as error:
                yield Failed(error)

    def expect_few(self) -> None:
        """Each message will meet a few customers: shapes are made whole, which is quicker up to some ten of them. No answer depends on it."""
        self._renderer.by_parts = False

    def forget_drafts(self, name: str) -> None:
        """Let go of what was made to lint this message, its findings apart: a run over many messages needs it no more."""
        self._renderer.forget()
        template = self._templates.get(name)
        if template is not None:
            template.forget()

    def cache_info(self) -> CacheInfo:
        """Hits, misses and size of the shape cache."""
        return self._renderer.cache_info()


_opened: dict[Path, Project] = {}
_opening = threading.Lock()


def discovered() -> Project:
    """The project of the working directory, opened once per process and folder."""
    here = Path.cwd()
    with _opening:
        if here not in _opened:
            _opened[here] = Project.open(here)
        return _opened[here]


def render(name: str, context: Mapping[str, Any], *, fallback: Sequence[str] | None = None, override: Override | None = None) -> Email:
    """``Project.open(".").render(name, context)``, the project opened once."""
    return discovered().render(name, context, fallback=fallback, override=override)


def lint(name: str, context: Mapping[str, Any] | None = None) -> Report:
    """``Project.open(".").lint(name, context)``, the project opened once."""
    return discovered().lint(name, context)


__all__ = ["ContextError", "Failed", "Outcome", "Project", "Rejected", "Rendered", "TemplateError", "lint", "render"]
