"""HTML of an email laid out so that a diff of it can be read: one element, comment or run of text per line."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""<!--.*?-->|<![^>]*>|<(?:style|script)\b(?:"[^"]*"|'[^']*'|[^>"'])*>.*?</(?:style|script)\s*>|"""
    r"""</?[A-Za-z](?:"[^"]*"|'[^']*'|[^>"'])*>|[^<]+|<""",
    re.DOTALL | re.IGNORECASE,
)
_NAME = re.compile(r"</?([A-Za-z][\w:-]*)")
_ATTRIBUTE = re.compile(r"""[^\s=/>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    ]
)
WIDTH = 120  # a tag that is longer has one attribute per line


def pretty(html: str) -> str:
    """The same document with its elements indented. Runs of white space are one space, as a browser shows them; nothing else is lost."""
    return _Layout().of(html)


class _Layout:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.run: list[str] = []
        self.depth = 0

    def of(self, html: str) -> str:
        for token in _TOKEN.finditer(html):
            self._add(token.group())
        self._close()
        return "".join(f"{line}\n" for line in self.lines)

    def _add(self, token: str) -> None:
        found = _NAME.match(token)
        if found is None:
            if token.startswith(("<!--", "<!")):
                self._line(_lines(token))
            else:
                self.run.append(token)
            return
        name = found.group(1).lower()
        if name in ("style", "script") and not token.startswith("</") and "</" in token:
            self._line(_sheet(token))
        elif name in _INLINE:
            self.run.append(_spaced(token))
        elif token.startswith("</"):
            self._close()
            self.depth = max(0, self.depth - 1)
            self._line([token])
        else:
            self._line(_tag(token, name))
            self.depth += name not in _VOID and not token.endswith("/>")

    def _line(self, lines: list[str]) -> None:
        self._close()
        self.lines += [f"{'  ' * self.depth}{line}" for line in lines]

    def _close(self) -> None:
        text = _spaced("".join(self.run))
        self.run = []
        if text:
            self.lines.append(f"{'  ' * self.depth}{text}")


def _spaced(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip(" ")


def _tag(token: str, name: str) -> list[str]:
    flat = _spaced(token)
    if len(flat) <= WIDTH:
        return [flat]
    inner = token[1 + len(name) : -1].rstrip("/")
    end = "/>" if token.endswith("/>") else ">"
    return [f"<{name}", *(f"    {_spaced(attribute)}" for attribute in _ATTRIBUTE.findall(inner)), end]


def _sheet(token: str) -> list[str]:
    """A style sheet with one rule per line."""
    opening, _, rest = token.partition(">")
    body, _, closing = rest.rpartition("</")
    rules = re.sub(r"\s+", " ", body).strip()
    lines = [line.strip() for line in re.split(r"(?<=[{}])\s*(?![^{}]*\})(?=\S)|(?<=\})\s*", rules) if line.strip()]
    return [f"{opening}>", *(f"  {line}" for line in lines), f"</{closing}"]


def _lines(token: str) -> list[str]:
    """A comment; conditional ones hold markup that is shown a tag per line."""
    if len(token) <= WIDTH:
        return [_spaced(token)]
    return [line.strip() for line in re.sub(r">\s*<", ">\n<", _spaced(token)).split("\n")]


__all__ = ["pretty"]
