"""Every customer through the rules, without rendering: draft and lint, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tactful.audience.lines import Entry
from tactful.audience.model import EXAMPLES, Audit, BadLine, FactUse, RuleUse, SinglingOut
from tactful.errors import ContextError, TactfulError

if TYPE_CHECKING:
    from tactful.draft.model import Draft, Shape
    from tactful.draft.template import Template
    from tactful.model.findings import Report
    from tactful.project import Project


def audit(
    project: Project, name: str, customers: Iterable[Mapping[str, Any] | Entry], *, as_of: str | None = None, show_ids: bool = False
) -> Audit:
    """The message ``name`` against an audience.

    ``customers`` are contexts (their line is their place, from 1) or entries of a file. ``as_of`` is the clock of those who have none
    (default: now, the same for all). ``show_ids`` keeps the ids of examples. A customer who cannot be judged is counted and listed.
    Raises only what concerns the project or the template.
    """
    run = _Run(project, name, as_of or datetime.now(UTC).isoformat(timespec="seconds"), show_ids)
    for number, one in enumerate(customers, 1):
        run.see(one if isinstance(one, Entry) else Entry(number, one))
    return run.result()


class _Run:
    def __init__(self, project: Project, name: str, as_of: str, show_ids: bool) -> None:
        from tactful.lint.audience import AudienceLinter

        self.project = project
        self.template: Template = project.template(name)
        self.found = Audit(name, self.template.manifest.purpose, as_of)
        self.show_ids = show_ids
        self.together = AudienceLinter(project.linter, self.template)
        self._rules: dict[str, RuleUse] = {}
        self._shapes: Counter[Shape] = Counter()
        self._ids: set[str] = set()

    def see(self, entry: Entry) -> None:
        """One customer. Whatever is wrong with them concerns nobody else."""
        found = self.found
        try:
            draft, report = self._judged(entry)
        except TactfulError as error:
            pointer = error.pointer if isinstance(error, ContextError) else ""
            found.bad_lines.append(BadLine(entry.line, error.reason, error.message, pointer))
            return
        except Exception as error:
            found.bad_lines.append(BadLine(entry.line, "error", f"could not be judged: {type(error).__name__}"))
            return
        found.customers += 1
        self._shapes[draft.shape] += 1
        self._count(entry.line, report)
        self.together.see(entry.line, draft)
        known = str(draft.customer.get("id"))
        found.repeated_ids += known in self._ids
        self._ids.add(known)
        if self.show_ids:
            found.ids[entry.line] = known

    def _judged(self, entry: Entry) -> tuple[Draft, Report]:
        if entry.error is not None:
            raise entry.error
        context = entry.context
        if isinstance(context, Mapping) and "as_of" not in context:
            context = {**context, "as_of": self.found.as_of}
        draft = self.project.draft(self.found.template, context)  # type: ignore[arg-type]
        return draft, self.project.linter.check(draft)

    def _count(self, line: int, report: Report) -> None:
        found = self.found
        blocking = report.blocking_codes
        if blocking:
            found.rejected += 1
        else:
            found.accepted += 1
            found.warned += any(finding.severity != "info" for finding in report.findings)
        seen: set[tuple[str, str]] = set()
        for finding in report.findings:
            rule = self._rules.get(finding.code)
            if rule is None:
                rule = self._rules[finding.code] = RuleUse(finding.code, finding.name, finding.url)
            if (finding.code, "") not in seen:
                rule.reported += 1
                rule.stopped += finding.code in blocking
                rule.alone += blocking == (finding.code,)
                _noted(rule.stopped_lines if finding.code in blocking else rule.reported_lines, line)
            rule.help = rule.help or finding.help
            for kind, counter in ((finding.severity, rule.severities), (finding.mode, rule.modes), (finding.message, rule.messages),
                                  (f"{finding.file}:{finding.line}", rule.places)):  # fmt: skip
                if (finding.code, kind) not in seen:
                    counter[kind] += 1
                    seen.add((finding.code, kind))
            seen.add((finding.code, ""))

    def result(self) -> Audit:
        found = self.found
        found.rules = sorted(self._rules.values(), key=lambda rule: (-rule.stopped, -rule.reported, rule.code))
        found.audience = [SinglingOut(finding, len(numbers), tuple(numbers[:EXAMPLES])) for finding, numbers in self.together.findings()]
        found.shapes = len(self._shapes)
        found.facts = self._facts()
        shown = {line for rule in found.rules for line in rule.examples} | {line for one in found.audience for line in one.lines}
        found.ids = {line: known for line, known in found.ids.items() if line in shown}
        k = self.project.config.thresholds.audience_k
        if 0 < found.customers < k:
            found.notes.append(f"the audience has {found.customers} customers, fewer than k = {k}: whatever is said by facts singles out")
        if found.repeated_ids:
            found.notes.append(f"{found.repeated_ids} customers have an id that stood on a line before")
        return found

    def _facts(self) -> list[FactUse]:
        """What each shape prints and reads, for as many customers as it has."""
        from tactful.lint.fields import described, facts_of
        from tactful.model.facts import label_of

        printed: Counter[str] = Counter()
        steering: Counter[str] = Counter()
        for shape, count in self._shapes.items():
            for path, uses in facts_of(self.template, shape.outline).items():
                printed[path] += count if "printed" in uses else 0
                steering[path] += count if uses & {"steering", "loop", "selection"} else 0
        paths = sorted(
            {path for path, count in (printed + steering).items() if count}, key=lambda path: (-printed[path], -steering[path], path)
        )
        schema, purpose = self.template.schema, self.template.manifest.purpose
        return [FactUse(path, printed[path], steering[path], described(label_of(schema, path, purpose=purpose), path)) for path in paths]


def _noted(lines: list[int], line: int) -> None:
    if len(lines) < EXAMPLES:
        lines.append(line)
