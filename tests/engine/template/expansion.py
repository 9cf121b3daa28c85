"""Helpers for tests of the template layer: expand with tokens, expand with bare Jinja, analyse."""

from __future__ import annotations

from typing import Any

from tactful.template.environment import TactfulEnvironment, bare_environment
from tactful.template.loader import TextLoader
from tactful.template.program import Program
from tactful.template.run import Run, running
from tactful.template.runtime import Fragment, plain


def program(source: str | dict[str, str], booleans: tuple[str, ...] = (), lists: tuple[str, ...] = (), **limits: int) -> Program:
    texts = {"main": source} if isinstance(source, str) else source
    environment = TactfulEnvironment(TextLoader(texts), **limits)
    return Program(environment, "main", lambda path: path in booleans, lambda path: path in lists)


def expand(made: Program, context: dict[str, Any]) -> tuple[str, list[Any]]:
    """The annotated expansion and the values left open."""
    run = Run(made.environment.registry.chunks, made.environment.steps, made.environment.max_size)
    with running(run):
        return made.expand(run, {**made.environment.globals, **context}), run.values


def text(made: Program, context: dict[str, Any]) -> str:
    """The expansion as text, values escaped in place."""
    run = Run(made.environment.registry.chunks, made.environment.steps, made.environment.max_size)
    with running(run):
        return str(plain(Fragment(made.expand(run, {**made.environment.globals, **context}))))


def bare(source: str | dict[str, str], context: dict[str, Any]) -> str:
    """What Jinja itself makes of it, with the same filters."""
    texts = {"main": source} if isinstance(source, str) else source
    run = Run([], 10**6, 10**8)
    with running(run):
        return bare_environment(TextLoader(texts)).get_template("main").render(context)


def flows(source: str | dict[str, str], **schema: tuple[str, ...]) -> dict[str, list[str]]:
    """``{source of the output: [paths printed, with filters]}``."""
    found: dict[str, list[str]] = {}
    for item in program(source, **schema).items:
        if item.flow is not None:
            shown = ["|".join((ref.path, *ref.filters)) + ("?" if ref.fallback else "") for ref in item.flow.prints]
            found.setdefault(item.flow.source, []).extend(shown)
    return found
