"""How a run is written for machines. ``text`` stands in ``tactful.cli.text``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tactful.cli.formats.outcomes import Run

NAMES = ("text", "concise", "json", "jsonl", "sarif", "github", "junit")


def writer(name: str) -> Callable[[Run], str]:
    """The function that writes a run in this format."""
    if name == "sarif":
        from tactful.cli.formats.sarif import as_sarif as found
    elif name == "junit":
        from tactful.cli.formats.junit import as_junit as found
    elif name == "github":
        from tactful.cli.formats.github import as_annotations as found
    elif name == "jsonl":
        from tactful.cli.formats.reports import as_json_lines as found
    elif name == "json":
        from tactful.cli.formats.reports import as_json as found
    else:
        from tactful.cli.formats.concise import as_lines as found
    return found
