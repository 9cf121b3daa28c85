"""The command line. Imports are late: ``tactful --help`` must not cost more than starting Python."""

from __future__ import annotations

import io
import sys

from tactful.cli.main import cli


def main() -> None:
    """The console script. Exit codes: 0 fine, 1 rejected or findings, 2 wrong use or a broken project."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that cannot show "×" gets "?", not a traceback
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(cli(prog_name="tactful", complete_var="_TACTFUL_COMPLETE", standalone_mode=True))


__all__ = ["main"]
