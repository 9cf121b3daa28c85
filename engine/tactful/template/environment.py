"""The Jinja environment of a project: sandboxed, confined, with positions, holes and limits."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError, TemplateAssertionError
from jinja2.filters import FILTERS
from jinja2.lexer import TokenStream
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tactful.errors import TemplateError
from tactful.template import includes
from tactful.template.analysis.values import Val
from tactful.template.codegen import HoleCodeGenerator, finished
from tactful.template.filters import MAIL_FILTERS
from tactful.template.limits import charge_size, check_format
from tactful.template.loader import MJML_PREFIX, RootsLoader
from tactful.template.numbering import Registry, nodes_in, number
from tactful.template.positions import positioned
from tactful.template.rewrite import Rewriter
from tactful.template.runtime import Missing, plain
from tactful.template.source import Source
from tactful.template.tokens import first_unclean

EXTENSIONS = ("jinja2.ext.do", "jinja2.ext.loopcontrols")


def bare_environment(loader: RootsLoader | None = None) -> ImmutableSandboxedEnvironment:
    """An environment with Tactful's filters and nothing else of it: for measurements and comparisons."""
    environment = ImmutableSandboxedEnvironment(
        loader=loader, autoescape=True, undefined=Missing, extensions=EXTENSIONS, finalize=_finalize, cache_size=-1, auto_reload=False
    )  # fmt: skip
    environment.filters.update(MAIL_FILTERS)
    environment.tests["none"] = is_none
    return environment


def is_none(value: Any) -> bool:
    """``x is none``: null and absent are the same here."""
    return value is None or isinstance(value, Missing)


def _finalize(value: Any) -> Any:
    return "" if value is None else value


class TactfulEnvironment(ImmutableSandboxedEnvironment):
    """Compiles sources to expansions (see ``tokens.py``) and keeps each source's syntax tree for the analysis."""

    code_generator_class = HoleCodeGenerator
    intercepted_binops = frozenset({"+", "*", "%", "**", "-", "/", "//"})

    def __init__(self, loader: RootsLoader, *, steps: int = 100_000, max_size: int = 8_000_000) -> None:
        super().__init__(
            loader=loader, autoescape=True, undefined=Missing, extensions=EXTENSIONS, cache_size=-1, auto_reload=False, optimized=False
        )
        self.roots_loader = loader
        self.registry = Registry()
        self.trees: dict[str, nodes.Template] = {}
        self.modules: dict[tuple[str, int], Val] = {}  # imported files as the analysis reads them
        self.circles = includes.Circles()
        self.steps = steps
        self.max_size = max_size
        for name in ("lipsum",):
            self.globals.pop(name, None)
        self.filters = {name: _bounded(name, function) for name, function in FILTERS.items()} | MAIL_FILTERS
        for name in ("xmlattr", "urlize", "random"):
            self.filters.pop(name, None)
        self.tests["none"] = is_none
        self.policies["json.dumps_kwargs"] = {"sort_keys": True}

    # -- reading

    def _tokenize(self, source: str, name: str | None, filename: str | None = None, state: str | None = None) -> TokenStream:
        source = self.preprocess(source, name, filename)
        stream = positioned(self.lexer.tokeniter(source, name, filename, state), source)
        return TokenStream(self.lexer.wrap(stream, name, filename), name, filename)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        origin = self.roots_loader.source(name) if name else Source("<template>", source)
        at = first_unclean(source)
        if at >= 0:
            raise origin.error(f"the control character U+{ord(source[at]):04X} cannot stand in a template", at, remedy="delete it")
        try:
            tree = super()._parse(source, name, filename)
        except RecursionError:
            raise TemplateError("the template is nested too deeply", file=origin.file, remedy="flatten it") from None
        path = name or ""
        if path.startswith(MJML_PREFIX):
            kind, path = path.removeprefix(MJML_PREFIX).split(":", 1)
            if kind == "mjml":
                includes.unwrap(tree)
        includes.expand(tree, origin, path, lambda target, kind, at: self._included(origin, path, target, kind, at))
        self._refuse_unknown(tree, name)
        Rewriter(origin).visit(tree)
        number(tree, origin, self.registry)
        if name:
            self.trees[name] = tree
        return tree

    def _included(self, origin: Source, path: str, target: str, kind: str, offset: int) -> str | None:
        """The name of a file that MJML includes; None where no template root has it. Raises TemplateError for a circle of includes."""
        name = f"{MJML_PREFIX}{kind}:{target}"
        if not self.roots_loader.has(name):
            return None
        self.circles.follow(origin, path, target, offset)
        return name

    def _refuse_unknown(self, tree: nodes.Template, name: str | None) -> None:
        """Jinja finds an unknown filter or test inside a branch only when a customer gets there. Raises TemplateAssertionError."""
        every = nodes_in(tree)
        for kind, pool in ((nodes.Filter, self.filters), (nodes.Test, self.tests)):
            for node in every:
                if isinstance(node, kind) and node.name is not None and node.name not in pool:
                    raise TemplateAssertionError(f"No {kind.__name__.lower()} named {node.name!r}.", node.lineno, name)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        raise SecurityError(f"the attribute {attribute!r}")

    def _generate(self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False) -> str:
        return finished(super()._generate(source, name, filename, defer_init))

    def tree(self, name: str) -> nodes.Template:
        """The syntax tree of a source by name; compiles it if needed. Raises TemplateError, TemplateNotFound."""
        if name not in self.trees:
            self.get_template(name)
        return self.trees[name]

    # -- running

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        left, right = plain(left), plain(right)
        if operator == "*":
            for text, times in ((left, right), (right, left)):
                if isinstance(text, str | list | tuple) and isinstance(times, int):
                    charge_size(len(text) * max(times, 0))
            _check_digits(left, right)
        elif operator == "**":
            if isinstance(left, int) and isinstance(right, int) and abs(left) > 1:
                charge_size(left.bit_length() * max(right, 0) // 4)
        elif operator == "%" and isinstance(left, str):
            check_format(left)
        elif operator == "+" and isinstance(left, str | list) and isinstance(right, str | list):
            charge_size(len(left) + len(right))
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        if __obj is dict or isinstance(__obj, type):
            args = tuple(plain(arg) for arg in args)
        return super().call(__context, __obj, *args, **kwargs)


def _check_digits(*numbers: Any) -> None:
    if all(isinstance(number, int) for number in numbers):
        charge_size(sum(number.bit_length() for number in numbers) // 4)


_WIDTHS = {"center": 1, "indent": 1, "batch": 1, "slice": 1, "round": 1}


def _bounded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Jinja's own whose arguments and result stay within the limits, and whose result is never new structure."""
    if name not in _GUARDED:
        return function

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        values = [*args, *kwargs.values()]
        numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
        texts = [value for value in values if isinstance(value, str)]
        if name in _WIDTHS and numbers:
            lines = texts[0].count("\n") + 1 if texts and name == "indent" else 1
            charge_size(max(numbers) * lines)
        if name == "format" and texts:
            check_format(texts[0])
        if name == "replace" and len(texts) >= 3:
            charge_size(len(texts[0]) + (texts[0].count(texts[1]) if texts[1] else len(texts[0]) + 1) * len(texts[2]))
        if name == "join" and len(texts) >= 1:
            items = args[1] if len(args) > 1 else ()
            charge_size((len(items) if hasattr(items, "__len__") else 0) * len(texts[-1]))
        result = function(*args, **kwargs)
        if isinstance(result, str):
            charge_size(len(result))
        return result

    return guarded


_GUARDED = frozenset({"center", "indent", "format", "replace", "join", "wordwrap", "truncate", "batch", "slice", "sum", "string"})
