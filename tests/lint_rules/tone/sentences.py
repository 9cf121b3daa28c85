"""Labelled sentences as messages: ``{lang, rule, hit, blocks}`` with whatever of the manifest or the customer matters.

In ``blocks`` (one column) ``[Label]`` is a button, ``<…`` MJML as it stands, anything else an mj-text; ``{B}`` is a printed fact of
behaviour, ``{N}`` the first name, ``{P}`` points.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tactful.lint.loader import load_rules
from tactful.lint.rule import Rule
from tactful.project import Project

HERE = Path(__file__).parent
LOCALES = {"sv": "sv-SE", "nb": "nb-NO", "da": "da-DK", "fi": "fi-FI", "de": "de-DE", "en": "en-GB"}
SCHEMA = {
    "properties": {
        "unsubscribe_url": {"type": "string"},
        "customer": {"properties": {"browsed": {"type": "string", "x-fact": {
            "provenance": "observed", "sensitivity": "none", "granularity": {"item": "category"}, "known_to_recipient": True}}}},
    },
}  # fmt: skip
PURPOSES = {"ASK501": "survey", "ASK502": "survey", "TON601": "occasion"}
STAGES = {"ASK501": "new", "ASK502": "loyal"}
PRINTED = {"{B}": "{{ customer.browsed }}", "{N}": "{{ customer.first_name }}", "{P}": "{{ customer.points }}"}
CODES = ("ASK501", "ASK502", "TON601", "TON602", "TON603", "TON604")


def cases(name: str) -> Iterator[dict[str, Any]]:
    for line in (HERE / name).read_text("utf-8").splitlines():
        yield json.loads(line)


def rules() -> list[type[Rule]]:
    return [rule for rule in load_rules() if rule.code in CODES]


def block(text: str) -> str:
    for mark, value in PRINTED.items():
        text = text.replace(mark, value)
    if text.startswith("["):
        return f'<mj-button href="https://www.example.com/next">{text[1:-1]}</mj-button>'
    return text if text.startswith("<") else f"<mj-text>{text}</mj-text>"


def codes(case: dict[str, Any], installed: list[Any]) -> tuple[str, ...]:
    """The codes of a case, of the rules under test alone."""
    rule = case.get("rule", "")
    manifest: dict[str, Any] = {
        "subject": "Post", "locale": LOCALES[case["lang"]], "purpose": case.get("purpose", PURPOSES.get(rule, "promotion")),
    }  # fmt: skip
    if manifest["purpose"] == "occasion":
        manifest["occasion"] = case.get("occasion", "birthday")
    if case.get("select"):
        manifest["selection"] = [case["select"]]
    for key in ("asks", "broadcast"):
        if key in case:
            manifest[key] = case[key]
    column = "".join(map(block, case["blocks"]))
    mjml = f"<mjml><mj-body><mj-section><mj-column>{column}</mj-column></mj-section></mj-body></mjml>"
    customer = {
        "id": "c",
        "first_name": "Kim",
        "points": 10,
        "browsed": "X",
        "relationship": {"stage": case.get("stage", STAGES.get(rule, "active"))},
    }
    project = Project.in_memory(manifest=manifest, mjml=mjml, schema=SCHEMA, rules=installed)
    return project.lint(
        "case", {"as_of": "2026-02-13T08:00:00+01:00", "customer": customer, "unsubscribe_url": "https://x.example/u"}
    ).codes
