"""The language server itself: the protocol's requests answered from the other modules of this package."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from tactful.errors import TactfulError
from tactful.lsp import actions as acting
from tactful.lsp.completion import Kind, completion
from tactful.lsp.definition import definition
from tactful.lsp.desk import SETTINGS, TYPED, Bench, Buffer, Desk, Said, located, saying
from tactful.lsp.hover import hover
from tactful.lsp.text import Place, Text, path_of, uri_of

DEBOUNCE = 0.25  # seconds of silence before a keystroke is linted; initialisation option "debounce"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning, "info": types.DiagnosticSeverity.Information,
}  # fmt: skip
_KINDS: Mapping[Kind, types.CompletionItemKind] = {
    "member": types.CompletionItemKind.Field, "object": types.CompletionItemKind.Module, "variable": types.CompletionItemKind.Variable,
    "function": types.CompletionItemKind.Function, "filter": types.CompletionItemKind.Function, "test": types.CompletionItemKind.Operator,
    "keyword": types.CompletionItemKind.Keyword, "file": types.CompletionItemKind.File, "topic": types.CompletionItemKind.EnumMember,
    "rule": types.CompletionItemKind.Reference, "key": types.CompletionItemKind.Property, "value": types.CompletionItemKind.Value,
}  # fmt: skip
_OURS = (".mjml", ".toml", ".json", ".jinja", ".j2", ".html", ".css", ".txt")
log = logging.getLogger(__name__)


class TactfulServer(LanguageServer):
    """The server with its desk. Linting runs on threads, after a pause in typing; everything else answers from what is known."""

    def __init__(self) -> None:
        super().__init__("tactful", version("tactful"), text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.desk = Desk()
        self.debounce = DEBOUNCE
        self._waiting: dict[Path, asyncio.Task[None]] = {}
        self._pending: dict[Path, dict[Path, bool]] = {}
        self._published: dict[Path, set[Path]] = {}

    # -- places

    def text(self, path: Path) -> Text:
        encoding = self.workspace.position_encoding
        return Text(self.desk.text(path), str(getattr(encoding, "value", encoding) or "utf-16"))

    def uri(self, path: Path) -> str:
        """The URI of a file as the client spells it, where it is open."""
        buffer = self.desk.buffers.get(path)
        return buffer.uri if buffer is not None else uri_of(path)

    def place(self, uri: str, position: types.Position) -> tuple[Bench, Path, int] | None:
        """Bench, file and offset of a position; None for files that belong to no project."""
        path = path_of(uri)
        bench = self.desk.bench(path) if path is not None else None
        if path is None or bench is None:
            return None
        return bench, path.resolve(), self.text(path).offset(Place(position.line, position.character))

    def range(self, text: Text, start: int, end: int) -> types.Range:
        return types.Range(types.Position(*text.place(start)), types.Position(*text.place(end)))

    # -- linting

    def changed(self, path: Path, *, saved: bool = False, at_once: bool = False) -> None:
        """Lint soon; a further change within the pause begins it anew."""
        bench = self.desk.bench(path)
        if bench is None:
            return
        pending = self._pending.setdefault(bench.root, {})
        pending[path] = saved or pending.get(path, False)
        before = self._waiting.pop(bench.root, None)
        if before is not None:
            before.cancel()
        self._waiting[bench.root] = asyncio.ensure_future(self._soon(bench, 0 if at_once else self.debounce))

    async def _soon(self, bench: Bench, pause: float) -> None:
        await asyncio.sleep(pause)
        self._waiting.pop(bench.root, None)  # from here on nothing is cancelled
        changes = self._pending.pop(bench.root, {})
        try:
            rest = await self._on_a_thread(self.desk.check, bench, changes)
            self.publish(bench)
            while rest and not self._pending.get(bench.root):  # a new change comes first
                await self._on_a_thread(self.desk.lint, bench, rest[:TYPED])
                rest = rest[TYPED:]
                self.publish(bench)
        except Exception as error:  # what the linter did not foresee must not end the session
            log.exception("linting failed")
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"tactful: {type(error).__name__}: {error}"))

    @staticmethod
    async def _on_a_thread(work: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(None, work, *given)

    def publish(self, bench: Bench) -> None:
        """What is to be shown of a project, and nothing any more where something was."""
        found = saying(bench)
        before = self._published.get(bench.root, set())
        opened = {path for path in self.desk.buffers if self.desk.root_of(path) == bench.root}
        for path in sorted({*found, *before, *opened}):
            text, buffer = self.text(path), self.desk.buffers.get(path)
            shown = [self._diagnostic(bench, text, one) for one in found.get(path, [])]
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(self.uri(path), shown, buffer.version if buffer is not None else None)
            )
        self._published[bench.root] = set(found)

    def _diagnostic(self, bench: Bench, text: Text, one: Said | TactfulError) -> types.Diagnostic:
        if isinstance(one, TactfulError):
            _path, line, column = located(bench, one)
            start = text.place_of(line, column)
            end = text.place_of(line, max(len(text.line(line - 1)) + 1, column))
            message = f"{one.message}\n{one.remedy}" if one.remedy else one.message
            span = types.Range(types.Position(*start), types.Position(*end))
            return types.Diagnostic(span, message, types.DiagnosticSeverity.Error, one.reason, source="tactful")
        finding = one.finding
        span = types.Range(
            types.Position(*text.place_of(finding.line, finding.column)),
            types.Position(*text.place_of(finding.end_line, finding.end_column)),
        )
        whom = f" (for {', '.join(one.samples)})" if one.samples else ""
        mode = f" [{finding.mode}]" if finding.mode != "enforce" else ""
        severity = _SEVERITIES[finding.severity] if finding.mode == "enforce" else types.DiagnosticSeverity.Information
        if one.known:
            severity, mode = types.DiagnosticSeverity.Hint, f"{mode} [known to the baseline]"
        page = types.CodeDescription(finding.url) if finding.url else None
        text_ = f"{finding.message}{whom}{mode}" + (f"\n{finding.help}" if finding.help else "")
        return types.Diagnostic(span, text_, severity, finding.code, page, "tactful")


def make() -> TactfulServer:
    """A server with its features."""
    server = TactfulServer()
    _documents(server)
    _questions(server)
    return server


def _documents(server: TactfulServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(ls: TactfulServer, params: types.InitializeParams) -> None:
        options = params.initialization_options if isinstance(params.initialization_options, Mapping) else {}
        pause = options.get("debounce")
        if isinstance(pause, int | float) and 0 <= pause <= 10:
            ls.debounce = float(pause)
        folders = [folder.uri for folder in params.workspace_folders or ()] or ([params.root_uri] if params.root_uri else [])
        ls.desk.folders = [path.resolve() for uri in folders if (path := path_of(uri)) is not None]

    @server.feature(types.INITIALIZED)
    async def initialized(ls: TactfulServer, params: types.InitializedParams) -> None:
        watched = ls.client_capabilities.workspace and ls.client_capabilities.workspace.did_change_watched_files
        if watched and watched.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*.{toml,json,mjml}")])
            await ls.client_register_capability_async(
                types.RegistrationParams([types.Registration("tactful-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)])
            )

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(ls: TactfulServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
        gone = {path_of(folder.uri) for folder in params.event.removed}
        added = [path.resolve() for folder in params.event.added if (path := path_of(folder.uri)) is not None]
        ls.desk.folders = [*(folder for folder in ls.desk.folders if folder not in {path.resolve() for path in gone if path}), *added]

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(ls: TactfulServer, params: types.DidOpenTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            ls.desk.put(path, Buffer(params.text_document.uri, params.text_document.text, params.text_document.version))
            ls.changed(path, at_once=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(ls: TactfulServer, params: types.DidChangeTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            document = ls.workspace.get_text_document(params.text_document.uri)
            ls.desk.put(path, Buffer(params.text_document.uri, document.source, params.text_document.version))
            ls.changed(path)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(ls: TactfulServer, params: types.DidSaveTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            ls.changed(path, saved=True, at_once=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(ls: TactfulServer, params: types.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            ls.desk.drop(path)
            ls.changed(path)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def watched(ls: TactfulServer, params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path for change in params.changes if (path := path_of(change.uri)) is not None and path.resolve() not in ls.desk.buffers]
        for path in sorted(paths, key=lambda path: path.name in SETTINGS):
            if path.suffix in _OURS:
                ls.changed(path, saved=True)


def _questions(server: TactfulServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(ls: TactfulServer, params: types.HoverParams) -> types.Hover | None:
        where = ls.place(params.text_document.uri, params.position)
        with ls.desk.over():
            found = hover(ls.desk, *where) if where is not None else None
        if found is None or where is None:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.text), ls.range(ls.text(where[1]), found.start, found.end))

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[".", "|", "{", "%", '"', "'", " "]))
    def completed(ls: TactfulServer, params: types.CompletionParams) -> types.CompletionList:
        where = ls.place(params.text_document.uri, params.position)
        with ls.desk.over():
            found = completion(ls.desk, *where) if where is not None else []
        items: list[types.CompletionItem] = []
        for number, item in enumerate(found):
            text = ls.text(where[1]) if where is not None else Text("")
            items.append(types.CompletionItem(
                item.text, kind=_KINDS[item.kind], detail=item.detail or None, sort_text=f"{number:05}", filter_text=item.text,
                documentation=types.MarkupContent(types.MarkupKind.Markdown, item.page) if item.page else None,
                text_edit=types.TextEdit(ls.range(text, item.start, item.end), item.text),
            ))  # fmt: skip
        return types.CompletionList(is_incomplete=False, items=items)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(ls: TactfulServer, params: types.DefinitionParams) -> types.Location | None:
        where = ls.place(params.text_document.uri, params.position)
        found = definition(ls.desk, *where) if where is not None else None
        if found is None:
            return None
        return types.Location(ls.uri(found.path.resolve()), ls.range(ls.text(found.path), found.offset, found.offset))

    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    def acted(ls: TactfulServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        path = path_of(params.text_document.uri)
        bench = ls.desk.bench(path) if path is not None else None
        if path is None or bench is None:
            return []
        found = acting.actions(ls.desk, bench, path.resolve(), params.range.start.line + 1, params.range.end.line + 1)
        made = [_code_action(ls, bench, one) for one in found]
        only = params.context.only
        return [one for one in made if not only or any(str(one.kind).startswith(str(getattr(kind, "value", kind))) for kind in only)]


def _code_action(ls: TactfulServer, bench: Bench, one: acting.Action) -> types.CodeAction:
    edits: dict[str, list[types.TextEdit]] = {}
    for change in one.changes:
        text = ls.text(change.path)
        edits.setdefault(ls.uri(change.path), []).append(types.TextEdit(ls.range(text, change.start, change.end), change.new))
    diagnostics: list[types.Diagnostic] | None = None
    if one.finding is not None:
        diagnostics = [ls._diagnostic(bench, ls.text(bench.path_of(one.finding.file)), Said(one.finding))]
    kind = types.CodeActionKind.SourceFixAll.value + ".tactful" if one.whole_file else types.CodeActionKind.QuickFix.value
    return types.CodeAction(one.title, kind, diagnostics, one.preferred or None, edit=types.WorkspaceEdit(changes=edits))


def serve(**_: Any) -> None:
    """Speak over standard input and output until the client says goodbye."""
    make().start_io()
