"""Which members need a label, and what is known of each: the schema, the samples, the templates' own use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tactful.errors import TactfulError
from tactful.labels.evidence import complete, weigh
from tactful.labels.names import LANGUAGES
from tactful.lint.fields import Reading, fields_of
from tactful.model.facts import label_of
from tactful.model.files import read_json
from tactful.model.members import is_outside

if TYPE_CHECKING:
    from tactful.model.context import ContextSchema
    from tactful.project import Project

_TYPES = {bool: "boolean", str: "string", int: "integer", float: "number", list: "array", dict: "object"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A label for a member without a full one. ``open`` are the members of the label for which nothing speaks; ``type`` is given for what
    the schema does not declare; ``readings`` are where messages read it."""

    path: str
    label: Mapping[str, Any]
    reasons: tuple[str, ...]
    open: tuple[str, ...]
    readings: tuple[Reading, ...]
    declared: bool
    type: str | None = None

    @property
    def printed(self) -> tuple[str, ...]:
        """Where its value reaches the output."""
        return tuple(dict.fromkeys(reading.place for reading in self.readings if reading.use == "printed"))

    @property
    def complete(self) -> bool:
        return complete(self.label)


def propose(project: Project) -> tuple[Proposal, ...]:
    """A proposal for each fact that has no full label, by path. Messages that cannot be loaded are left out; ``tactful lint`` reports them."""
    readings: dict[str, list[Reading]] = {}
    schemas: list[ContextSchema] = [project.schema]
    languages = {_language(project.config.locale)}
    values: dict[str, list[Any]] = {}
    for name in project.messages():
        try:
            template = project.template(name)
        except TactfulError:
            continue
        schemas.append(template.schema)
        languages.add(_language(template.locale))
        for one in fields_of(template):
            readings.setdefault(one.path, []).extend(one.readings)
        for context in _samples(project, name):
            for path, value in leaves(context.get("customer"), "customer"):
                values.setdefault(path, []).append(value)
    declared = {
        path: schema
        for schema in reversed(schemas)
        for path, member in schema.members.items()
        if member.is_fact and not _holds_others(schema, path)
    }
    paths = dict.fromkeys([*declared, *values, *(path for path in readings if path.startswith("customer."))])
    chosen = (path for path in sorted(paths) if _wants_label(declared.get(path, project.schema), path))
    return tuple(
        _proposal(declared.get(path, project.schema), path, values.get(path, ()), readings.get(path, ()), languages) for path in chosen
    )


def _language(locale: str) -> str:
    short = locale.replace("_", "-").partition("-")[0].lower()
    short = {"no": "nb", "nn": "nb"}.get(short, short)
    return short if short in LANGUAGES else "en"


def _samples(project: Project, name: str) -> Iterator[Mapping[str, Any]]:
    for file in project.samples(name):
        try:
            context = read_json(file)
        except TactfulError:
            continue
        if isinstance(context, Mapping):
            yield context


def leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every plain value below a context member, by canonical path."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    elif value is not None:
        yield path, value


def _holds_others(schema: ContextSchema, path: str) -> bool:
    """Whether a member is an object or a list of members of its own, each of which has its own label."""
    prefix = (f"{path}.", f"{path}[")
    return any(other.startswith(prefix) for other in schema.members)


def _wants_label(schema: ContextSchema, path: str) -> bool:
    """A fact whose label lacks something; not what entries of the reserved lists settle for themselves."""
    if is_outside(path) or not schema.is_fact(path) or _holds_others(schema, path):
        return False
    reserved = ("customer.history", "customer.preferences", "customer.household", "customer.answers")
    return not path.startswith(reserved) and bool(label_of(schema, path).assumed)


def _proposal(schema: ContextSchema, path: str, samples: Sequence[Any], readings: Sequence[Reading], languages: set[str]) -> Proposal:
    member = schema.member(path)
    evidence = weigh(path, member, samples, languages)
    given: Mapping[str, Any] = member.label if member is not None and member.label is not None else {}
    label = {**evidence.label, **given}
    granularity = {**evidence.label.get("granularity", {}), **given.get("granularity", {})}
    if granularity:
        label["granularity"] = granularity
    lacking = tuple(name for name in ("provenance", "sensitivity", "known_to_recipient") if name not in label)
    kind = _TYPES.get(type(samples[0])) if member is None and samples else None
    return Proposal(path, label, tuple(dict.fromkeys(evidence.reasons)), lacking, tuple(readings), member is not None, kind)
