"""What generated template code calls while it expands: fragments, members, loops."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import Macro as JinjaMacro
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from tactful.template.limits import charge, charge_size, limited_method
from tactful.template.run import LimitError, current, holes, state
from tactful.template.tokens import CHUNK, LEAVE_TOKEN, TEXT_TOKEN, TOKEN, TURN, VALUE, clean

__all__ = [
    "Fragment", "Macro", "Missing", "capture", "charge", "emit", "holes", "item", "joined", "member", "plain", "printable", "slice_of", "wrap",
]  # fmt: skip


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
    run = state.run
    run.append(value)
    mark: str = run.mark()
    return mark


def wrap(opening: str, value: Any) -> Any:
    """The result of a call: a fragment is enclosed so that its holes know which call they come from."""
    kind = type(value)
    if kind is Fragment or kind is Markup:
        run = state.run
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


class Macro(JinjaMacro):
    """A macro whose result is a fragment and whose calls are counted."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> Any:
        run = state.run
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
