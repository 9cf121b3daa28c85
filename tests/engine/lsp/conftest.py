"""A client session with the language server as editors start it: a process of its own, over standard input and output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "cli" / "formats")]


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    pytest.importorskip("pygls", reason="the extra tactful[lsp] is not installed")
    from editor_session import Session

    running = Session(tmp_path_factory.mktemp("workspace"))
    yield running
    running.stop()
