"""The catalogue of rules: as text for ``tactful explain``, as Markdown for the documentation."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tactful.lint.engine_rules import ENGINE_RULES
from tactful.lint.rule import Example, Rule

_KINDS = {
    "static": "static (every branch, no customer)",
    "contextual": "contextual (this customer)",
    "audience": "audience (many customers)",
}


def every_rule() -> tuple[Rule, ...]:
    """The installed rules and the engine's own, by code. Raises ConfigError."""
    from tactful.lint.loader import load_rules

    return tuple(sorted((*load_rules(), *ENGINE_RULES), key=lambda rule: rule.code))


def describe(rule: Rule) -> dict[str, object]:
    """A rule as data."""
    sections = type(rule).sections()
    return {
        "code": rule.code, "name": rule.name, "severity": rule.severity, "kinds": list(rule.kinds), "summary": sections["summary"],
        "what": sections["What it finds"], "why": sections["Why it hurts"], "do": sections["What to do"], "source": sections["Source"],
        "configuration": sections.get("Configuration", ""), "url": rule.url(),
    }  # fmt: skip


def markdown(rule: Rule) -> str:
    """The page of a rule."""
    found = describe(rule)
    parts = [
        f"# {rule.code} {rule.name}", str(found["summary"]), f"Severity: {rule.severity}. {'; '.join(_KINDS[kind] for kind in rule.kinds)}.",
        f"**What it finds.** {found['what']}", f"**Why it hurts.** {found['why']}", f"**What to do.** {found['do']}",
    ]  # fmt: skip
    if found["configuration"]:
        parts.append(f"**Configuration.** {found['configuration']}")
    parts += [
        "## Violates",
        *(_example(example) for example in rule.violates),
        "## Passes",
        *(_example(example) for example in rule.passes),
    ]
    parts.append(f"Source: {found['source']}")
    return "\n\n".join(parts) + "\n"


def _example(example: Example) -> str:
    lines = [f"In {example.lang}:", "", "```jinja", example.mjml, "```"]
    for title, value in (("message.toml", example.manifest), ("context", example.context), ("schema", example.schema)):
        shown = {key: inner for key, inner in (value or {}).items() if key != "footer"}
        if shown:
            lines += ["", f"{title}: `{json.dumps(shown, ensure_ascii=False)}`"]
    return "\n".join(lines)


def index(rules: Sequence[Rule]) -> str:
    """The overview page."""
    rows = [f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} | {describe(rule)['summary']} |" for rule in rules]
    return "\n".join(["# Rules", "", "| code | name | severity | finds |", "| --- | --- | --- | --- |", *rows]) + "\n"
