"""A source made ready: compiled for expansion, analysed for flows. Made once, immutable, shared between threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from jinja2 import TemplateNotFound, TemplatesNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateAssertionError, TemplateRuntimeError, UndefinedError
from jinja2.runtime import Context

from tactful.errors import TactfulError, TemplateError
from tactful.template.analysis.interpreter import Interpreter
from tactful.template.analysis.values import Item, union
from tactful.template.environment import TactfulEnvironment
from tactful.template.flows import Flow, Loop, Unknown
from tactful.template.run import LimitError, Run, running
from tactful.template.runtime import Missing
from tactful.template.source import Source
from tactful.template.tokens import CHUNK, TOKEN, first_unclean, token


def is_literal(text: str) -> bool:
    """Whether a source shows itself and nothing else: no Jinja, no mj-include, nothing that Jinja would take away or refuse."""
    return "{" not in text and "<mj-include" not in text and not text.endswith("\n") and first_unclean(text) < 0


class Program:
    """One source of an environment (a body, a subject, a preheader).

    ``is_boolean`` and ``is_list`` ask the context schema about a canonical path. Raises TemplateError when made.
    """

    def __init__(
        self, environment: TactfulEnvironment, name: str, is_boolean: Callable[[str], bool], is_list: Callable[[str], bool]
    ) -> None:
        self.environment = environment
        self.name = name
        self._constant: str | None = None
        try:
            self.source: Source = environment.roots_loader.source(name)
            if is_literal(self.source.text):
                self._constant = self._chunk()
            else:
                self._template = environment.get_template(name)
        except Exception as error:
            raise explained(error, environment) from error
        self._interpreter = Interpreter(environment, is_boolean, is_list)

    def expand(self, run: Run, variables: dict[str, Any]) -> str:
        """The annotated expansion for these variables (see ``tokens.py``). The run must be current. Raises TemplateError."""
        if self._constant is not None:
            return self._constant
        template = self._template
        try:
            context = Context(self.environment, variables, self.name, template.blocks)
            return "".join(template.root_render_func(context))
        except Exception as error:
            raise explained(error, self.environment) from error

    def _chunk(self) -> str:
        """The expansion of a source without any Jinja: most subjects and preheaders."""
        registry = self.environment.registry
        if not self.source.text:
            return ""
        with registry.lock:
            return token(CHUNK, registry.chunk(self.source, 0, self.source.text))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Everything the source can show, in order, every branch taken."""
        if self._constant is not None:
            return tuple(Item(int(found.group(2)), (), (), ()) for found in TOKEN.finditer(self._constant))
        try:
            return tuple(self._interpreter.run(self.name))
        except RecursionError:
            raise TemplateError(
                "the template is nested too deeply to analyse", file=self.source.file, remedy="break up the nesting or the recursion"
            ) from None
        except Exception as error:
            raise explained(error, self.environment) from error

    @cached_property
    def loops(self) -> Mapping[int, Loop]:
        _ = self.items
        return self._interpreter.loops

    @cached_property
    def unknowns(self) -> tuple[Unknown, ...]:
        _ = self.items
        return tuple(self._interpreter.unknowns)

    @cached_property
    def known(self) -> Mapping[tuple[int, tuple[int, ...], bool], Item]:
        """Items by number, path and whether they are literal chunks."""
        return {(item.number, item.path, item.flow is None): item for item in self.items}

    @cached_property
    def _by_number(self) -> Mapping[tuple[int, bool], Item]:
        """One item per number, flows of all its paths joined: for paths that the analysis did not enter (deep recursion)."""
        joined: dict[tuple[int, bool], Item] = {}
        for item in self.items:
            key = (item.number, item.flow is None)
            before = joined.get(key)
            joined[key] = item if before is None else _either(before, item)
        return joined

    def item(self, number: int, path: tuple[int, ...], literal: bool) -> Item | None:
        """The analysed item that a token of an expansion stands for; None where the analysis never came."""
        return self.known.get((number, path, literal)) or self._by_number.get((number, literal))


def _either(a: Item, b: Item) -> Item:
    guards = tuple(guard for guard in a.guards if guard in b.guards)
    steers = tuple(ref for item in (a, b) for guard in item.guards if guard not in guards for ref in guard.refs)
    if a.flow is None or b.flow is None:
        return Item(a.number, (), guards, a.loops, None)
    flow = Flow(
        union(a.flow.prints, b.flow.prints), union(union(a.flow.steers, b.flow.steers), steers), guards,
        union(a.flow.literals, b.flow.literals), union(a.flow.unknowns, b.flow.unknowns), a.flow.span, a.flow.source,
        union(a.flow.tested, b.flow.tested),
    )  # fmt: skip
    return Item(a.number, (), guards, a.loops, flow)


def explained(error: Exception, environment: TactfulEnvironment) -> TactfulError:
    """Any failure of Jinja's as a TemplateError with its place in the author's file and a remedy."""
    if isinstance(error, TactfulError):
        place = _raised_at(error, environment) if error.file is None else None
        return error if place is None else _at(place, error.message, error.remedy or "")
    if isinstance(error, TemplateSyntaxError):
        return _syntax(error, environment)
    place = _raised_at(error, environment)
    if isinstance(error, TemplatesNotFound | TemplateNotFound):
        name = str(error.name or error).rpartition(":")[2]
        return _at(place, f"there is no template file {name!r} in the template roots", "check the name, relative to a template root")
    if isinstance(error, LimitError):
        return _at(
            place,
            f"the template asks for {error}",
            "make the loop, the repetition or the text smaller, or raise `limits` in the configuration",
        )
    if isinstance(error, RecursionError):
        return _at(place, "a template includes, extends or calls itself without end", "break the circle")
    if isinstance(error, SecurityError):
        return _at(place, f"not allowed in a template: {error}", "use filters and plain members of the context")
    if isinstance(error, MemoryError | OverflowError):
        return _at(place, "the template asks for more memory than the limits allow", "make the repetition smaller")
    if isinstance(error, UndefinedError):
        return _at(
            place, f"computing with an absent value: {error.message}", "give it a fallback with `default`, or test it with {% if %} first"
        )
    if isinstance(error, TemplateRuntimeError):
        return _at(place, str(error.message), "see the Jinja documentation for this construct")
    return _at(
        place,
        f"an expression fails: {_kind(error)}",
        "check the types of the values (a text where a number is expected?), or give a fallback",
    )


def _kind(error: Exception) -> str:
    """What failed, without values of the context."""
    kinds = {
        "TypeError": "an operation on values of the wrong type", "ZeroDivisionError": "a division by zero",
        "ValueError": "a value that the operation cannot use", "KeyError": "a missing key", "IndexError": "a position outside the list",
    }  # fmt: skip
    return kinds.get(type(error).__name__, type(error).__name__)


def _at(place: tuple[Source, int] | None, message: str, remedy: str) -> TemplateError:
    if place is None:
        return TemplateError(message, remedy=remedy)
    source, line = place
    line += source.first_line - 1
    text = source.line_text(line)
    column = len(text) - len(text.lstrip()) + 1
    return TemplateError(
        message, remedy=remedy, file=source.file, line=line, column=column,
        frame=source.frame(line, column, max(len(text.strip()), 1)),
    )  # fmt: skip


def _syntax(error: TemplateSyntaxError, environment: TactfulEnvironment) -> TemplateError:
    name = error.name
    message = (error.message or "syntax error").rstrip(".")
    remedy = "correct the Jinja syntax"
    if isinstance(error, TemplateAssertionError):
        remedy = "use an existing filter, test or block name"
        unknown = message.partition("named '")[2].rstrip("'")
        if unknown:
            import difflib

            pool = environment.tests if "test" in message[:8] else environment.filters
            near = difflib.get_close_matches(unknown, list(pool), 1)
            remedy = f"did you mean {near[0]!r}?" if near else remedy
    if name is None:
        return TemplateError(message, remedy=remedy)
    try:
        source = environment.roots_loader.source(name)
    except Exception:
        return TemplateError(message, remedy=remedy, line=error.lineno)
    offset = getattr(error.lineno, "offset", None)
    if offset is not None:
        return source.error(message, offset, remedy=remedy)
    return _at((source, int(error.lineno)), message, remedy)


def _raised_at(error: BaseException, environment: TactfulEnvironment) -> tuple[Source, int] | None:
    """The innermost line of a template in the traceback."""
    found: tuple[Source, int] | None = None
    seen = error.__traceback__
    while seen is not None:
        template = seen.tb_frame.f_globals.get("__jinja_template__")
        if template is not None and template.name:
            try:
                found = (environment.roots_loader.source(template.name), template.get_corresponding_lineno(seen.tb_lineno))
            except Exception:
                found = None
        seen = seen.tb_next
    return found


__all__ = ["Missing", "Program", "Run", "explained", "running"]
