"""Shell completion: the script for a shell, and the names that it offers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class

if TYPE_CHECKING:
    from collections.abc import Callable

SHELLS = ("bash", "zsh", "fish")


def script(cli: click.Command, shell: str) -> str:
    """What a shell must read to complete commands, options, messages and rules."""
    found = get_completion_class(shell)
    assert found is not None
    complete = found(cli, {}, "tactful", "_TACTFUL_COMPLETE")
    return complete.source_template % complete.source_vars()


def _offered(names: Callable[[Path], list[str]], folder: Path, start: str) -> list[CompletionItem]:
    try:
        return [CompletionItem(name) for name in names(folder) if name.lower().startswith(start.lower())]
    except Exception:  # a broken project completes nothing, and says so when a command runs
        return []


def messages(context: click.Context, _parameter: click.Parameter, start: str) -> list[CompletionItem]:
    """The names of the project's messages."""
    return _offered(_messages, context.params.get("project") or Path(), start)


def _messages(folder: Path) -> list[str]:
    from tactful.model.config import Config

    config = Config.discover(folder)
    files = [(root, file) for root in config.template_roots for file in root.rglob("message.toml")]
    return sorted(name for root, file in files if not (name := file.parent.relative_to(root).as_posix()).startswith(("_", ".")))


def codes(_context: click.Context, _parameter: click.Parameter, start: str) -> list[CompletionItem]:
    """The codes of the installed rules."""
    return _offered(_codes, Path(), start)


def _codes(_folder: Path) -> list[str]:
    from tactful.lint.catalogue import every_rule

    return [rule.code for rule in every_rule()]


__all__ = ["SHELLS", "codes", "messages", "script"]
