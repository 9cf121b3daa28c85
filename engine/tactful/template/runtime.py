"""What generated template code calls while it expands: holes, fragments, members, limits.

One expansion has one ``Run``, kept in a thread-local because macros of imported templates are made once and know no context.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import Macro as JinjaMacro
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from tactful.template.tokens import CHUNK, END, LEAVE_TOKEN, TEXT_TOKEN, TOKEN, TURN, VALUE, clean

MARKS: list[str] = [f"{VALUE}{n}{END}" for n in range(512)]


def marks() -> Iterator[str]:
    """The value tokens in order, without end."""
    yield from MARKS
    n = len(MARKS)
    while True:
        yield f"{VALUE}{n}{END}"
        n += 1


class LimitError(Exception):
    """A template asked for more than the limits allow. The message names the limit."""


class Missing(Undefined):
    """An absent member, or one that is null: prints nothing, is false, equals none, and its members are absent too."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self

    def __getitem__(self, _name: str) -> Missing:  # type: ignore[override]
        return self

    def __html__(self) -> str:
        return ""

    def __eq__(self, other: object) -> bool:
        return other is None or type(self) is type(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(None)


class Run:
    """The state of one expansion: the values left open, the marks that stand for them, and what has been spent."""

    __slots__ = ("append", "chunks", "locale", "mark", "max_size", "spent", "steps", "tables", "values", "zone")

    def __init__(self, chunks: list[str], steps: int, max_size: int, locale: str = "en", zone: Any = None) -> None:
        self.values: list[Any] = []
        self.append: Callable[[Any], None] = self.values.append
        self.mark: Callable[[], str] = marks().__next__
        self.chunks = chunks
        self.steps = steps
        self.max_size = max_size
        self.spent = 0
        self.locale = locale
        self.zone = zone
        self.tables: Any = None


_state = threading.local()


def current() -> Run:
    run: Run = _state.run
    return run


class running:
    """Context manager: this run is the thread's current one."""

    __slots__ = ("before", "run")

    def __init__(self, run: Run) -> None:
        self.run = run

    def __enter__(self) -> Run:
        self.before = getattr(_state, "run", None)
        _state.run = self.run
        return self.run

    def __exit__(self, *_exc: object) -> None:
        _state.run = self.before


def holes() -> tuple[Callable[[Any], None], Callable[[], str]]:
    """``(append, mark)`` of the current run: append a value, then print the mark."""
    run = _state.run
    return run.append, run.mark


class ClosedRun(Run):
    """A run whose values become text at once: for modules that are imported once for all customers."""

    __slots__ = ()

    def __init__(self, chunks: list[str], steps: int, max_size: int) -> None:
        super().__init__(chunks, steps, max_size)
        self.mark = lambda: clean(str(escape(printable(self.values.pop()))))


class Fragment(Markup):
    """Tokens captured by a macro, a set block or a block call: structure when printed, plain text in every other use.

    The characters of the string are tokens, so printing is a join. Everything that reads the content goes through ``plain``.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return bool(plain(self))

    def __len__(self) -> int:
        return len(plain(self))

    def __eq__(self, other: object) -> bool:
        return bool(plain(self) == plain(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(plain(self))

    def __contains__(self, item: object) -> bool:
        return plain(item) in plain(self)

    def __iter__(self) -> Iterator[str]:
        return iter(plain(self))

    def __getitem__(self, key: Any) -> Any:
        return plain(self)[key]

    def __str__(self) -> str:
        return str(plain(self))

    def __html__(self) -> Any:
        return str(plain(self))

    def __lt__(self, other: Any) -> bool:
        return bool(plain(self) < plain(other))

    def __gt__(self, other: Any) -> bool:
        return bool(plain(self) > plain(other))

    def __le__(self, other: Any) -> bool:
        return bool(plain(self) <= plain(other))

    def __ge__(self, other: Any) -> bool:
        return bool(plain(self) >= plain(other))


def plain(value: Any) -> Any:
    """The value itself, or the text of a fragment as Markup (its values escaped), as bare Jinja would have made it."""
    if type(value) is not Fragment:
        return value
    run = current()
    payload = str.__str__(value)
    parts: list[str] = []
    at, before = 0, ""
    for token in TOKEN.finditer(payload):
        parts.append(payload[at : token.start()])
        at = token.end()
        kind, number = token.group(1), token.group(2)
        if kind == CHUNK:
            parts.append(run.chunks[int(number)])
        elif kind == VALUE and before != TURN:
            parts.append(clean(str(escape(printable(run.values[int(number)])))))
        before = kind
    parts.append(payload[at:])
    text = "".join(parts)
    charge_size(len(text))
    return Markup(text)


def printable(value: Any) -> Any:
    """What is printed for a value: nothing for None, otherwise the value itself."""
    return "" if value is None else value


def emit(value: Any) -> str:
    """What an output site yields for a value that may be a fragment: the fragment, structure as text, or a new mark."""
    kind = type(value)
    if kind is Fragment:
        return value  # type: ignore[no-any-return]
    if kind is Markup:
        charge_size(len(value))
        return TEXT_TOKEN + clean(str(value))
    run = _state.run
    run.append(value)
    mark: str = run.mark()
    return mark


def wrap(opening: str, value: Any) -> Any:
    """The result of a call: a fragment is enclosed so that its holes know which call they come from."""
    kind = type(value)
    if kind is Fragment or kind is Markup:
        run = _state.run
        run.spent += 1
        if run.spent > run.steps:
            raise LimitError(f"more than {run.steps:,} steps of loops and macro calls")
        payload = str.__str__(value)
        charge_size(len(payload))
        return Fragment(f"{opening}{payload}{LEAVE_TOKEN}")
    return value


def capture(opening: str, payload: str) -> Fragment:
    """A set block or call body as a fragment."""
    charge_size(len(payload))
    return Fragment(f"{opening}{payload}{LEAVE_TOKEN}" if opening else payload)


def charge_size(size: int) -> None:
    """Refuse a text longer than the limit; Raises LimitError."""
    limit = _state.run.max_size
    if size > limit:
        raise LimitError(f"a text of more than {limit:,} characters")


def charge(iterable: Any) -> Any:
    """The iterable, after its length has been taken from the budget of steps. Raises LimitError."""
    run = _state.run
    if type(iterable) is Fragment:
        iterable = plain(iterable)
    if not hasattr(iterable, "__len__"):
        if not hasattr(iterable, "__iter__"):
            return iterable
        iterable = list(_bounded(iterable, run.steps - run.spent))
    run.spent += len(iterable) + 1
    if run.spent > run.steps:
        raise LimitError(f"more than {run.steps:,} steps of loops and macro calls")
    return iterable


def _bounded(iterable: Any, most: int) -> Iterator[Any]:
    for count, item in enumerate(iterable):
        if count > most:
            raise LimitError(f"more than {current().steps:,} steps of loops and macro calls")
        yield item


_METHODS = frozenset({"items", "keys", "values", "get"})


class _Sandbox(ImmutableSandboxedEnvironment):
    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        raise SecurityError(f"the attribute {attribute!r}")


_sandbox = _Sandbox(undefined=Missing)


def member(obj: Any, name: str) -> Any:
    """``obj.name``: a member of the data first, so that ``{{ order.items }}`` is the list of that name."""
    if type(obj) is dict:
        if name in obj:
            value = obj[name]
            return value if value is not None else Missing(obj=obj, name=name)
        if name in _METHODS:
            return getattr(obj, name)
        return Missing(obj=obj, name=name)
    if type(obj) is Fragment:
        obj = plain(obj)
    value = _sandbox.getattr(obj, name)
    return limited_method(obj, name, value) if isinstance(obj, str) else value


def item(obj: Any, key: Any) -> Any:
    """``obj[key]``."""
    if type(key) is Fragment:
        key = plain(key)
    if type(obj) is dict:
        try:
            found = obj[key]
            return found if found is not None else Missing(obj=obj, name=str(key))
        except (KeyError, TypeError):
            return member(obj, key) if isinstance(key, str) and key in _METHODS else Missing(obj=obj, name=str(key))
    if type(obj) is Fragment:
        obj = plain(obj)
    if isinstance(obj, str) and isinstance(key, str):
        return member(obj, key)
    return _sandbox.getitem(obj, key)


_GROWING = frozenset({"ljust", "rjust", "center", "zfill", "expandtabs"})


def limited_method(text: str, name: str, method: Any) -> Any:
    """A string's method whose result stays within the limit of sizes."""
    if not callable(method):
        return method

    def bounded(*args: Any, **kwargs: Any) -> Any:
        if name in _GROWING:
            charge_size(
                max([0, *(a for a in (*args, *kwargs.values()) if isinstance(a, int))]) * (len(text) if name == "expandtabs" else 1)
            )
        if name == "replace" and len(args) >= 2:
            charge_size(len(text) + text.count(str(args[0])) * len(str(args[1])))
        if name == "join":
            args = (list(charge(args[0])),) if args else args
            charge_size(sum(len(str(a)) + len(text) for a in (args[0] if args else ())))
        if name in ("format", "format_map"):
            check_format(text)
        result = method(*args, **kwargs)
        if isinstance(result, str):
            charge_size(len(result))
        return result

    return bounded


def check_format(text: str) -> None:
    """Refuse format strings whose widths alone exceed the limit."""
    import re

    for digits in re.findall(r"\d{4,}", text):
        charge_size(int(digits[:12]))
    if re.search(r"\{[^{}]*\{|%[^a-zA-Z%]*\*", text):
        raise LimitError("a format string whose width is computed")


class Macro(JinjaMacro):
    """A macro whose result is a fragment and whose calls are counted."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> Any:
        run = _state.run
        run.spent += 1
        if run.spent > run.steps:
            raise LimitError(f"more than {run.steps:,} steps of loops and macro calls")
        return Fragment(self._func(*arguments))


def joined(parts: tuple[Any, ...]) -> Any:
    """``a ~ b``: structure stays structure, everything else is escaped beside it, as Jinja's autoescape does."""
    parts = tuple(plain(part) for part in parts)
    if any(type(part) is Markup for part in parts):
        text: str = Markup("").join(printable(part) for part in parts)
    else:
        text = "".join(str(printable(part)) for part in parts)
    charge_size(len(text))
    return text


def slice_of(obj: Any, start: Any, stop: Any, step: Any) -> Any:
    """``obj[start:stop:step]``."""
    return plain(obj)[plain(start) : plain(stop) : plain(step)]
