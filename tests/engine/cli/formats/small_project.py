"""A project of a few lines, written to disk, for tests of the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SCHEMA = {
    "properties": {
        "unsubscribe_url": {"type": "string"},
        "customer": {
            "properties": {
                "dog": {
                    "type": "string",
                    "x-fact": {"provenance": "observed", "sensitivity": "lifestyle", "granularity": {"item": "product"}, "known_to_recipient": True},
                }
            }
        },
    },
    "required": ["unsubscribe_url"],
}  # fmt: skip
MANIFEST = 'subject = "News"\npurpose = "promotion"\nlocale = "en-GB"\n'
FOOTER = '<mj-text>Lamp Ltd, 1 High Street, Leeds. <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>'


def mjml(body: str, footer: str = FOOTER) -> str:
    """A message whose column holds this body, which begins on line 2."""
    return f"<mjml><mj-body><mj-section><mj-column>\n{body}\n{footer}\n</mj-column></mj-section></mj-body></mjml>\n"


def sample(**customer: Any) -> dict[str, Any]:
    return {
        "as_of": "2026-02-13T08:00:00+01:00",
        "customer": {"id": "c-1", "consents": {"basis": "consent", "scopes": ["newsletter", "marketing", "profiling"]}, **customer},
        "unsubscribe_url": "https://post.example.com/u/1",
    }


def write_project(root: Path, messages: Mapping[str, Mapping[str, Any]], config: str = "", files: Mapping[str, str] | None = None) -> Path:
    """``messages``: name to ``body`` (MJML), ``manifest`` (TOML added) and ``samples`` (name to context). Returns the root."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "tactful.toml").write_text(f'schemas = ["schema.json"]\n{config}', "utf-8")
    (root / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    (root / "templates").mkdir(exist_ok=True)
    for path, text in (files or {}).items():
        file = root / "templates" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    for name, message in messages.items():
        folder = root / "templates" / name
        (folder / "samples").mkdir(parents=True, exist_ok=True)
        (folder / "message.toml").write_text(MANIFEST + message.get("manifest", ""), "utf-8")
        (folder / "message.mjml").write_text(message["body"] if "<mjml>" in message["body"] else mjml(message["body"]), "utf-8")
        for one, context in message.get("samples", {"plain": sample()}).items():
            (folder / "samples" / f"{one}.json").write_text(json.dumps(context), "utf-8")
    return root
