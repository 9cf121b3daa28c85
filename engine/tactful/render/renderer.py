"""Context to draft to email, with shapes kept in a bounded cache."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tactful.draft.model import Draft
from tactful.errors import ConfigError, StageError, TemplateError
from tactful.model.clock import zone
from tactful.render.composed import Composer
from tactful.render.email import Email, mailbox, unsubscribe_headers
from tactful.render.mould import text_of
from tactful.render.shapes import Family, RenderShape, family_of
from tactful.template.run import Run, running

if TYPE_CHECKING:
    from tactful.draft.template import Template
    from tactful.model.config import Config
    from tactful.model.findings import Report

Key = tuple[int, str, str, str]
_LIGHT = 4  # families of parts that are kept for each one that is of a piece


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """``shapes`` are in the cache of at most ``maxsize`` families; ``hits`` and ``misses`` count lookups of drafts. ``composed`` of the
    shapes are put together from parts; they are light, and four times as many families of them are kept."""

    hits: int
    misses: int
    shapes: int
    maxsize: int
    composed: int = 0


class Renderer:
    """Makes drafts and emails for the templates of one project. Thread-safe."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._families: OrderedDict[Key, Family] = OrderedDict()
        self._composed: OrderedDict[Key, Family] = OrderedDict()
        self._maxsize = config.limits.shape_cache
        self.by_parts = True  # False where each template meets a few customers only, for whom parts do not pay
        self._lock = threading.Lock()
        self._hits = 0
        self._misses = 0

    def cache_info(self) -> CacheInfo:
        shapes, composed = (sum(len(family.shapes) for family in list(kept.values())) for kept in (self._families, self._composed))
        return CacheInfo(self._hits, self._misses, shapes + composed, self._maxsize, composed)

    def draft(self, template: Template, context: Mapping[str, Any]) -> Draft:
        """Validate the context and expand the template. Raises ContextError, TemplateError."""
        template.schema.validate(context)
        environment = template.environment
        run = Run(environment.registry.chunks, environment.steps, environment.max_size, template.locale)
        customer = context.get("customer")
        run.zone = (customer or {}).get("time_zone") or self.config.time_zone
        if run.zone:
            zone(run.zone)  # one that does not exist is refused here, whether or not a rule asks for the time
        run.tables = self.config.coarsen
        variables = {**environment.globals, **context}
        if None in variables.values():
            variables = {name: value for name, value in variables.items() if value is not None}
        subject, preheader, body = template.programs
        with running(run):
            key: Key = (id(template), subject.expand(run, variables), preheader.expand(run, variables), body.expand(run, variables))
        family = self._families.get(key) or self._composed.get(key)
        if family is None:
            family = self._new(template, key, run.values)
        else:
            self._hits += 1
            if self._misses > self._maxsize:
                self._touch(key)
        shape = family.shapes.get(()) if not family.keyed else None
        if shape is None:
            shape = family.shape(template, run.values)
        return Draft(shape, run.values, context)

    def forget(self) -> None:
        """Empty the cache. Nobody may read a draft any more that was made of it."""
        with self._lock:
            for family in (*self._families.values(), *self._composed.values()):
                for shape in family.shapes.values():
                    shape.release()
                family.shapes.clear()
            self._families.clear()
            self._composed.clear()

    def _touch(self, key: Key) -> None:
        with self._lock:
            for kept in (self._families, self._composed):
                if key in kept:
                    kept.move_to_end(key)

    def _new(self, template: Template, key: Key, values: list[Any]) -> Family:
        self._misses += 1
        family = self._of_parts(template, key) if self.by_parts else None
        kept, maxsize = (self._composed, _LIGHT * self._maxsize) if family is not None else (self._families, self._maxsize)
        if family is None:
            family = family_of(template, key[1:], values)
        with self._lock:
            kept[key] = family
            while len(kept) > maxsize:
                kept.popitem(last=False)
        return family

    @staticmethod
    def _of_parts(template: Template, key: Key) -> Family | None:
        """A family of parts; None for the first of a template, which most templates that have few are best off with, and where there are
        no parts."""
        composer: Composer | None = template.__dict__.get("composer")
        if composer is None:
            composer = template.__dict__["composer"] = Composer(template)
            return None
        return composer.family(key[1:])

    def email(self, draft: Draft, report: Report) -> Email:
        """The email of a draft. Raises StageError, ContextError."""
        shape = draft.shape
        assert isinstance(shape, RenderShape)
        mould = shape.mould or shape.moulded()
        subject, preheader, html, text = mould.fill(draft.values, self.config.limits.output_bytes, draft.template.body.source.file)
        if not subject.strip():
            raise StageError(
                "the subject is empty for this customer",
                stage="mould",
                remedy="give its values a fallback",
                file=draft.template.manifest_source.file,
            )
        if len(html) > self.config.limits.output_bytes:
            raise StageError(
                f"the email is larger than {self.config.limits.output_bytes:,} characters", stage="mould",
                remedy="shorten the values or the template, or raise limits.output_bytes",
            )  # fmt: skip
        return Email(subject, preheader, html, text, _headers(draft), report, _sender(draft.template), text_of(draft.customer.get("email")))


def _sender(template: Template) -> str:
    sender = template.manifest.sender
    if sender is None or not sender.from_:
        return ""
    try:
        return mailbox(sender.name or "", sender.from_)
    except ValueError as error:
        raise ConfigError(str(error), remedy="write sender.from as name@domain", file=template.manifest_source.file) from error


def _headers(draft: Draft) -> dict[str, str]:
    manifest = draft.template.manifest
    headers = dict(manifest.headers)
    path = manifest.sender.unsubscribe if manifest.sender is not None and manifest.sender.unsubscribe else "unsubscribe_url"
    value: Any = draft.context
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    if isinstance(value, str):
        headers.update(unsubscribe_headers(value))
    if manifest.sender is not None and manifest.sender.reply_to:
        headers["Reply-To"] = manifest.sender.reply_to
    return headers


__all__ = ["CacheInfo", "Renderer", "TemplateError"]
