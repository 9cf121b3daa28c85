"""``tactful lsp``."""

from __future__ import annotations

from importlib.util import find_spec

from tactful.errors import ConfigError


def serve() -> int:
    """Runs until the client ends the session. Raises ConfigError where the extra is not installed."""
    if find_spec("pygls") is None:
        raise ConfigError("the language server needs pygls", remedy='install "tactful[lsp]"')
    from tactful.lsp.server import serve as run

    run()
    return 0
