"""An editor of a few lines: pygls' own client, with a loop of its own so that tests are plain functions."""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from small_project import sample, write_project

LONG = 20.0  # seconds until a test gives up; what it waits for comes within milliseconds


class Session:
    """One server for many tests; each test works in a project of its own (``project``)."""

    def __init__(self, folder: Path, encodings: list[str] | None = None, **options: Any) -> None:
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        self.client = LanguageClient("tests", "1")
        self.shown: dict[str, types.PublishDiagnosticsParams] = {}
        self.log: list[str] = []
        self.news = asyncio.Event()
        self.numbers = itertools.count(1)
        self.opened: list[str] = []

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.shown[params.uri] = params
            self.news.set()

        @self.client.feature(types.WINDOW_LOG_MESSAGE)
        def logged(params: types.LogMessageParams) -> None:
            self.log.append(params.message)

        self.run(self.client.start_io(sys.executable, "-m", "tactful.cli", "lsp", "--stdio"))
        self.server = self.run(self.client.initialize_async(types.InitializeParams(
            capabilities=types.ClientCapabilities(general=types.GeneralClientCapabilities(position_encodings=encodings)), workspace_folders=[types.WorkspaceFolder(folder.as_uri(), "w")],
            initialization_options={"debounce": 0.02, **options},
        )))  # fmt: skip
        self.client.initialized(types.InitializedParams())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(work, LONG))

    def stop(self) -> None:
        async def goodbye() -> None:
            await self.client.shutdown_async(None)
            self.client.exit(None)
            await self.client.stop()

        self.run(goodbye())
        self.loop.close()

    # -- files

    def project(self, messages: dict[str, Any], config: str = "", files: dict[str, str] | None = None) -> Path:
        return write_project(self.folder / f"p{next(self.numbers)}", messages, config, files)

    def open(self, path: Path, text: str | None = None, uri: str | None = None) -> str:
        uri = uri or path.as_uri()
        text = path.read_bytes().decode() if text is None else text
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "jinja", 1, text)))
        self.opened.append(uri)
        return uri

    def change(self, uri: str, text: str, version: int = 2) -> None:
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(version, uri), [change])
        )

    def close(self, uri: str) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    # -- answers

    def until(self, done: Callable[[], Any]) -> Any:
        """Wait until something holds; what it says. Fails with what is shown instead."""

        async def wait() -> Any:
            while not (found := done()):
                self.news.clear()
                await self.news.wait()
            return found

        try:
            return self.run(wait())
        except TimeoutError:
            raise AssertionError({uri: [one.message for one in params.diagnostics] for uri, params in self.shown.items()}) from None

    def diagnostics(self, uri: str, *codes: str) -> list[types.Diagnostic]:
        """The diagnostics of a document as soon as they are exactly of these codes (any order)."""

        def done() -> Any:
            params = self.shown.get(uri)
            return params if params is not None and sorted(str(one.code) for one in params.diagnostics) == sorted(codes) else None

        return list(self.until(done).diagnostics)

    def hover(self, uri: str, line: int, character: int) -> str:
        params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        found = self.run(self.client.text_document_hover_async(params))
        return found.contents.value if found is not None else ""

    def complete(self, uri: str, line: int, character: int) -> dict[str, types.CompletionItem]:
        params = types.CompletionParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        return {item.label: item for item in self.run(self.client.text_document_completion_async(params)).items}

    def definition(self, uri: str, line: int, character: int) -> types.Location | None:
        params = types.DefinitionParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        found: types.Location | None = self.run(self.client.text_document_definition_async(params))
        return found

    def actions(self, uri: str, line: int, only: list[str] | None = None) -> list[types.CodeAction]:
        place = types.Range(types.Position(line, 0), types.Position(line, 0))
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), place, types.CodeActionContext([], only=only))
        return list(self.run(self.client.text_document_code_action_async(params)) or [])


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def apply(text: str, edits: list[types.TextEdit]) -> str:
    """A client's side of text edits, counted in UTF-16 code units."""
    lines = text.split("\n")
    starts = [sum(units(line) + 1 for line in lines[:at]) for at in range(len(lines))]
    data = text.encode("utf-16-le")
    at = lambda place: 2 * (starts[place.line] + place.character)  # noqa: E731
    for edit in sorted(edits, key=lambda edit: at(edit.range.start), reverse=True):
        data = data[: at(edit.range.start)] + edit.new_text.encode("utf-16-le") + data[at(edit.range.end) :]
    return data.decode("utf-16-le")


SAMPLE = sample(first_name="Bo", city="Leeds", dog="Rex")
