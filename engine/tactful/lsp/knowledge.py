"""What a project knows about members, filters, topics and rules, as an editor shows it (Markdown)."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tactful.errors import TactfulError
from tactful.lint.catalogue import every_rule, markdown
from tactful.lint.rule import Rule
from tactful.model.context import ContextSchema, Member
from tactful.model.facts import SCALES, Label, label_of
from tactful.model.files import read_json
from tactful.project import Project
from tactful.template.filters import COARSENING

MOST = 5  # values of samples that are shown
LONG = 60  # characters of one value


def schema_of(project: Project, message: str | None) -> ContextSchema:
    """The context schema of a message (its own fragments included, where they can be read), else the project's."""
    if message is None:
        return project.schema
    try:
        return project.template(message).schema
    except TactfulError:
        pass
    try:
        folder, manifest = project.folder(message), project.manifest(message)
        return project.schema.extend([(file, read_json(folder / file)) for file in manifest.schema]) if manifest.schema else project.schema
    except TactfulError:
        return project.schema


# -- members


def member_page(project: Project, message: str | None, path: str, samples: Mapping[str, Any]) -> str:
    """A member of the context: what it is, its label, what it is in the samples (``samples``: name to context)."""
    schema = schema_of(project, message)
    member = schema.member(path)
    if member is None:
        near = schema.nearest(path)
        return f"**{path}** is not declared in the context schema" + (f"; did you mean `{near}`?" if near else ".")
    parts = [f"**{path}** · {kind(member)}{' · may be absent' if schema.may_be_absent(path) else ''}"]
    if schema.is_fact(path) and not member.is_container:
        parts.append("\n".join(f"- {line}" for line in label_lines(label_of(schema, path))))
    elif member.is_container:
        inside = [
            known.removeprefix(path).lstrip(".")
            for known in schema.members
            if _parent(known) in (path, f"{path}[]") and not known.endswith("[]")
        ]
        if inside:
            parts.append(f"Members: {', '.join(f'`{name}`' for name in inside)}")
    else:
        parts.append("No fact about the recipient.")
    shown = list(_values(path, samples))
    if shown:
        parts.append("\n".join(["In the samples:", *(f"- {name}: {value}" for name, value in shown)]))
    return "\n\n".join(parts)


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def kind(member: Member) -> str:
    words = sorted(member.types) or ["anything"]
    if member.enum:
        return "one of " + ", ".join(json.dumps(word, ensure_ascii=False) for word in member.enum[:8])
    return " or ".join(words) + (f" ({member.format})" if member.format else "")


def label_lines(label: Label) -> Iterator[str]:
    """A label in sentences: where the fact comes from, how exact and private it is, who knows of it, what it may be used for."""
    if label.assumed:
        yield f"**nobody labelled** {', '.join(label.assumed)}: the worst is assumed (`x-fact` in the schema)"
    yield f"provenance: {_word('provenance', label.provenance)}"
    yield f"sensitivity: {_word('sensitivity', label.sensitivity)}"
    exact = [
        f"{name}: {_word(name, getattr(label, name))}" for name in ("time", "place", "item", "quantity", "person") if getattr(label, name)
    ]
    if exact:
        yield f"as exact as {', '.join(exact)}"
    yield (
        "the recipient knows that you have it"
        if label.known_to_recipient
        else "the recipient does **not** know that you have it: it may not be said"
    )
    if label.ledger:
        yield "kept for the recipient (ledger): saying it costs nothing"
    yield (
        f"may be used for {', '.join(sorted(label.purposes))} only"
        if label.purposes is not None
        else "may be used for every ordinary purpose"
    )
    if label.topic:
        yield f"topic: {label.topic}"
    if label.max_age:
        yield f"stale after {label.max_age}"


def _word(dimension: str, level: int) -> str:
    return " or ".join(word for word, number in SCALES[dimension].items() if number == level) or str(level)


def _values(path: str, samples: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, context in list(samples.items())[:MOST]:
        found = list(values_at(context, path))
        texts = [_cut(json.dumps(value, ensure_ascii=False)) for value in found[:MOST]]
        yield name, ", ".join(f"`{text}`" for text in texts) if texts else "absent"


def _cut(text: str) -> str:
    plain = text.replace("`", "'")
    return plain if len(plain) <= LONG else f"{plain[:LONG]}…"


def values_at(context: Any, path: str) -> Iterator[Any]:
    """Every value of a context at a canonical path."""
    found = [context]
    for part in re.findall(r"[^.\[\]]+|\[\]", path):
        if part == "[]":
            found = [item for value in found if isinstance(value, list) for item in value]
        else:
            found = [value[part] for value in found if isinstance(value, Mapping) and part in value]
    yield from found


def children(schema: ContextSchema, path: str) -> dict[str, Member]:
    """The members straight below a path (``""``: the roots), by name."""
    found: dict[str, Member] = {}
    for known, member in schema.members.items():
        parent, _, name = known.rpartition(".")
        if parent == path and not name.endswith("[]") and name != "*":
            found[name] = member
    return found


# -- filters, tests, rules, topics


def filter_page(name: str, function: Callable[..., Any]) -> str:
    text = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
    what = f"\n\nCoarsens the {COARSENING[name]} of a fact: the value becomes less exact, and weighs less." if name in COARSENING else ""
    return f"**| {name}**\n\n{text or 'A filter of Jinja.'}{what}"


def rule_named(name: str) -> Rule | None:
    """A rule by its code or name."""
    return next((rule for rule in every_rule() if name.upper() == rule.code or name.lower() == rule.name), None)


def rule_page(rule: Rule) -> str:
    """The page of ``tactful explain``."""
    return markdown(rule)


def topic_page(project: Project, topic: str) -> str | None:
    """A topic of the taxonomy, or None."""
    taxonomy = project.taxonomy
    if not taxonomy.known(topic):
        return None
    parts = [f"**{topic}** · sensitivity: {taxonomy.sensitivity(topic)}"]
    family = taxonomy.family(topic)
    if family:
        parts.append(f"One of a choice: `{family}`")
    below = taxonomy.children(topic)
    if below:
        parts.append(f"Below it: {', '.join(f'`{one}`' for one in below)}")
    return "\n\n".join(parts)


__all__ = [
    "children", "filter_page", "kind", "label_lines", "member_page", "rule_named", "rule_page", "schema_of", "topic_page", "values_at",
]  # fmt: skip
