"""``sarif``: SARIF 2.1.0 (OASIS, errata 01) for code scanning. Paths of facts, never values.

Findings that a manifest expects, that a baseline knows or that the author allowed are results with ``suppressions``: code scanning
shows them as closed.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from tactful.cli.formats.outcomes import Found, Run
from tactful.errors import TactfulError
from tactful.lint.catalogue import describe
from tactful.lint.fingerprints import VERSION
from tactful.lint.rule import Rule
from tactful.model.fixes import Fix
from tactful.template.flows import Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_sarif(run: Run) -> str:
    rules = list(run.project.linter.described)
    index = {rule.code: at for at, rule in enumerate(rules)}
    notifications = [_notification(run, error) for _, error in run.broken()]
    invocation: dict[str, Any] = {"executionSuccessful": not notifications, "exitCode": run.exit_code}
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    driver = {
        "name": "tactful", "version": version("tactful"), "semanticVersion": version("tactful"), "informationUri": "https://tactful.dev",
        "rules": [_descriptor(rule) for rule in rules],
    }  # fmt: skip
    log = {
        "$schema": SCHEMA, "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver}, "invocations": [invocation], "columnKind": "unicodeCodePoints",
            "results": [_result(run, found, index) for found in run.found(allowed=True)],
        }],
    }  # fmt: skip
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _descriptor(rule: Rule) -> dict[str, Any]:
    found = describe(rule)
    name = "".join(word.capitalize() for word in rule.name.split("-"))
    text = f"{found['what']}\n\nWhy it hurts: {found['why']}\n\nWhat to do: {found['do']}"
    return {
        "id": rule.code, "name": name, "shortDescription": {"text": found["summary"]}, "fullDescription": {"text": found["what"]},
        "help": {"text": text, "markdown": text.replace("Why it hurts:", "**Why it hurts.**").replace("What to do:", "**What to do.**")},
        "helpUri": rule.url(), "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.group(), *rule.kinds], "precision": "high"},
    }  # fmt: skip


def _result(run: Run, found: Found, index: dict[str, int]) -> dict[str, Any]:
    one = found.finding
    text = f"{one.message}. {one.help}" if one.help else one.message
    result: dict[str, Any] = {
        "ruleId": one.code, **({"ruleIndex": index[one.code]} if one.code in index else {}), "level": _LEVELS[one.severity],
        "message": {"text": text},
        "locations": [{
            "physicalLocation": _physical(run, Span(one.file, one.line, one.column, one.end_line, one.end_column)),
            "logicalLocations": [{"name": found.name, "kind": "module", "fullyQualifiedName": "/".join(p for p in (found.name, one.block) if p)}],
        }],
        "partialFingerprints": {VERSION: found.fingerprint},
        "properties": {"facts": list(one.facts), "samples": list(found.samples), "block": one.block, "mode": one.mode},
    }  # fmt: skip
    places = [
        {"id": at, "message": {"text": other.message}, "physicalLocation": _physical(run, other.span)}
        for at, other in enumerate(found.related)
    ]
    if places:
        result["relatedLocations"] = places
    if one.fix is not None:
        result["fixes"] = [_fix(run, one.fix)]
    if found.allow is not None:
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": found.allow.because}]
    elif found.settled or found.known:
        why = "known to the baseline" if found.known else "expected by message.toml"
        result["suppressions"] = [{"kind": "external", "justification": why}]
    if found.known:
        result["baselineState"] = "unchanged"
    return result


def _fix(run: Run, fix: Fix) -> dict[str, Any]:
    """Replacements by file; whether a fix is safe stands in its properties, for SARIF has no word for it."""
    changes = []
    for file in dict.fromkeys(edit.file for edit in fix.edits):
        replacements = [
            {
                "deletedRegion": {
                    "startLine": edit.line, "startColumn": edit.column, "endLine": edit.end_line, "endColumn": edit.end_column,
                },
                **({"insertedContent": {"text": edit.text}} if edit.text else {}),
            }
            for edit in fix.edits if edit.file == file
        ]  # fmt: skip
        changes.append({"artifactLocation": {"uri": quote(run.shown(file))}, "replacements": replacements})
    return {"description": {"text": fix.message}, "artifactChanges": changes, "properties": {"applicability": fix.applicability}}


def _physical(run: Run, span: Span) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}
    return {"artifactLocation": {"uri": quote(run.shown(span.file))}, "region": region}


def _notification(run: Run, error: TactfulError) -> dict[str, Any]:
    found: dict[str, Any] = {"level": "error", "message": {"text": f"{type(error).__name__}: {error.message}"}}
    if error.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(run.shown(error.file))}}
        if error.line:
            place["region"] = {"startLine": error.line, **({"startColumn": error.column} if error.column else {})}
        found["locations"] = [{"physicalLocation": place}]
    return found
