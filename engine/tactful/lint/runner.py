"""Runs rules and makes reports. Fails closed: a rule that cannot do its work is a blocking finding."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

from tactful.draft.decisions import LateRead
from tactful.draft.model import Draft, Outline, Shape
from tactful.draft.template import Template
from tactful.errors import ConfigError
from tactful.lint.engine_rules import BY_CODE, ENGINE_RULES
from tactful.lint.rule import Check, Issue, Rule
from tactful.lint.selection import Selection
from tactful.lint.suppressions import Suppressions, suppressions_of
from tactful.lint.unlabelled import softened, softened_static
from tactful.model.clock import Clock
from tactful.model.config import Config
from tactful.model.findings import SEVERITIES, Finding, Report, ordered
from tactful.model.fixes import Fix
from tactful.template.flows import Span

_NUMBERS = itertools.count()
_Share = tuple[tuple[Finding, ...], tuple[Rule, Check] | None]
_Shares = tuple[tuple[Finding, ...], tuple[tuple[Rule, Check], ...]]
_Working = list[tuple[str, Callable[[Shape], _Share]]]


class Linter:
    """The rules of a project with its settings.

    Rules may not change what they read. With ``prove`` context and values are compared before and after each rule, for every draft;
    without it for the first draft of each shape, which costs nothing measurable beside compiling the shape. A rule that changed
    something is a blocking finding, from then on for every draft of the shape. Raises ConfigError for settings of rules that do not exist.
    """

    def __init__(self, rules: Sequence[Rule], config: Config, *, prove: bool = False) -> None:
        if not rules:
            raise ConfigError("there are no rules at all", remedy="install tactful with its rules: no message is rendered unchecked")
        self.selection = Selection(rules, config)
        self.rules = list(self.selection.of("").rules)
        self.described: tuple[Rule, ...] = tuple(sorted((*rules, *ENGINE_RULES), key=lambda rule: rule.code))
        self.config = config
        self.prove = prove
        self._softens = config.unlabelled == "shadow"
        self._key = f"linter {next(_NUMBERS)}"  # two linters may read one template

    # -- reports

    def static_report(self, template: Template, today: date | None = None) -> Report:
        """The findings over every branch. ``today`` decides which suppressions have expired (default: the project's today)."""
        report = self._static_report(template, today)
        if self._softens and report.rejected:
            return softened_static(lambda one: self._static_report(one, today), template, report)
        return report

    def _static_report(self, template: Template, today: date | None) -> Report:
        suppressions = self.suppressions(template)
        if suppressions is None:
            return Report(template.name, None, self.static(template))
        return suppressions.settle(template.name, self.static(template), today or Clock.of({}, self.config.time_zone).today)

    def suppressions(self, template: Template) -> Suppressions | None:
        """What the author of a template allowed; None where nothing is."""
        key = f"{self._key} suppressions"
        if key not in template.__dict__:
            template.__dict__[key] = suppressions_of(template, self.described, partial(self._about_suppression, template.name))
        found: Suppressions | None = template.__dict__[key]
        return found

    def check(self, draft: Draft) -> Report:
        """Every finding of a draft, the template's static ones included."""
        report = self._checked(draft)
        return softened(self._checked, draft, report) if self._softens and report.rejected else report

    def _checked(self, draft: Draft) -> Report:
        prepared: _Prepared | None = draft.shape.memo.get(self._key)
        if prepared is None or self.prove:
            return self._proven(draft)
        found = self._found(prepared.checks, draft)
        if not found and prepared.report is not None:
            return prepared.report
        return self._settled(draft, prepared.fixed, found)

    def _found(self, checks: Sequence[tuple[Rule, Check]], draft: Draft) -> list[Finding]:
        found: list[Finding] = []
        for rule, check in checks:
            try:
                issues = check(draft)
                if issues or type(issues) is not tuple:
                    found += self.findings_of(rule, issues, draft.template)
            except Exception as error:
                found.append(self.crashed(rule, error, draft.template))
            except LateRead:
                found += self._of_shape_alone(rule, draft)
        return found

    def _of_shape_alone(self, rule: Rule, draft: Draft) -> list[Finding]:
        """What a rule finds whose checks read the shape when they run: they are made for each shape from now on, and for this draft."""
        draft.template.grounds.alone(f"{self._key} {rule.code}")
        draft.shape.memo.pop(self._key, None)
        check = rule.prepare(draft.shape)
        return self.findings_of(rule, check(draft), draft.template) if check is not None else []

    def _settled(self, draft: Draft, fixed: Sequence[Finding], found: Sequence[Finding]) -> Report:
        suppressions = self.suppressions(draft.template)
        if suppressions is None:
            return Report(draft.template.name, None, ordered([*fixed, *found]))
        return suppressions.settle(draft.template.name, [*fixed, *found], draft.clock.today)

    def _proven(self, draft: Draft) -> Report:
        """The same, and that no rule changes context or values while it runs. A shape of parts that were all proven has nothing new."""
        shape, template = draft.shape, draft.template
        fixed, checks = self._prepared(shape)
        unproven = self.prove or not self._is_proven(shape.outline)
        twin = _Twin(draft) if unproven else None
        found = self._found(checks, draft)
        if twin is not None and twin.differs_from(draft):
            fixed = ordered([*fixed, *(self._broken(rule, "it changed the context", template) for rule in self._culprits(twin, checks))])
        elif unproven:
            for part in shape.outline.leaves:
                part.kind[self._key] = True
        suppressions = self.suppressions(template)
        common = None if suppressions is not None and suppressions.dated else self._common(draft, fixed)
        shape.memo[self._key] = _Prepared(fixed, common, checks)
        return common if common is not None and not found else self._settled(draft, fixed, found)

    def _is_proven(self, outline: Outline) -> bool:
        """Whether an outline consists of parts in whose company no rule changed anything."""
        for part in outline.parts:
            if self._key not in part.kind:
                if not self._is_proven(part):
                    return False
                part.kind[self._key] = True
        return bool(outline.parts)

    def _common(self, draft: Draft, fixed: tuple[Finding, ...]) -> Report:
        """The report of nothing but these: one object for all shapes that have only the template's own."""
        if fixed is not self.static(draft.template):
            return self._settled(draft, fixed, ())
        key = f"{self._key} report"
        known: Report | None = draft.template.__dict__.get(key)
        if known is None:
            known = draft.template.__dict__[key] = self._settled(draft, fixed, ())
        return known

    @staticmethod
    def _culprits(twin: _Twin, checks: Sequence[tuple[Rule, Check]]) -> list[Rule]:
        """The rules that change what they read: each is run once more, on a fresh copy. All of them where none does it again."""
        found = []
        for rule, check in checks:
            draft = twin.fresh()
            before = _photograph(draft)
            with suppress(Exception, LateRead):  # it is reported as crashed already
                tuple(check(draft))
            if before != _photograph(draft):
                found.append(rule)
        return found or [rule for rule, _check in checks]

    def static(self, template: Template) -> tuple[Finding, ...]:
        found: tuple[Finding, ...] | None = template.__dict__.get(self._key)
        if found is None:
            gathered: list[Finding] = []
            for rule in self.selection.of(template.name).rules:
                gathered += self._gathered(rule, lambda rule=rule: rule.check_template(template), template)  # type: ignore[misc]
            found = template.__dict__[self._key] = ordered(gathered)
        return found

    def _prepared(self, shape: Shape) -> _Shares:
        """The findings that every draft of a shape has, and what is left to do per customer."""
        template, ground = shape.template, shape.ground
        common: tuple[_Shares, _Working] | None = ground.get(f"{self._key} common")
        working = self._working(template) if common is None else common[1]
        found, checks = _together([shape.decided(key, share) for key, share in working])
        if common is None:
            shared = _together([ground[key] for key, _share in working if key in ground])
            ground[f"{self._key} common"] = shared, [(key, share) for key, share in working if key not in ground]
        else:
            found, checks = (*common[0][0], *found), (*common[0][1], *checks)
        static = self.static(template)
        return ordered([*static, *found]) if found else static, checks

    def _working(self, template: Template) -> _Working:
        """What the rules of a template decide for shapes, with the key of each decision."""
        key = f"{self._key} working"
        if key not in template.__dict__:
            rules = [rule for rule in self.selection.of(template.name).rules if _reads_shapes(rule)]
            template.__dict__[key] = [(f"{self._key} {rule.code}", partial(self._share, rule)) for rule in rules]
        found: _Working = template.__dict__[key]
        return found

    def _share(self, rule: Rule, shape: Shape) -> _Share:
        """What one rule finds of a shape, and what it has left to do."""
        template = shape.template
        fixed: list[Finding] = []
        if type(rule).check_shape is not Rule.check_shape:
            fixed += self._gathered(rule, lambda: rule.check_shape(shape), template)
        try:
            check = rule.prepare(shape)
        except Exception as error:
            return (*fixed, self.crashed(rule, error, template)), None
        return tuple(fixed), (rule, check) if check is not None else None

    # -- findings

    def _gathered(self, rule: Rule, run: Callable[[], Iterable[Issue]], template: Template) -> list[Finding]:
        try:
            return self.findings_of(rule, run(), template)
        except Exception as error:
            return [self.crashed(rule, error, template)]

    def findings_of(self, rule: Rule, issues: Iterable[Issue], template: Template) -> list[Finding]:
        """What a rule yielded as findings, with the project's settings; a blocking one where it is malformed or fails."""
        found: list[Finding] = []
        try:
            for issue in issues:
                wrong = _wrong(issue)
                if wrong:
                    found.append(self._broken(rule, wrong, template))
                    break
                finding = self._finding(template.name, rule, issue)
                if finding.mode != "off":
                    found.append(finding)
        except Exception as error:
            found.append(self.crashed(rule, error, template))
        return found

    def _finding(self, message: str, rule: Rule, issue: Issue) -> Finding:
        setting = self.selection.setting(message, rule.code, issue.span.file)
        severity = issue.severity or rule.severity
        if setting is not None and setting.severity is not None:
            severity = setting.severity  # type: ignore[assignment]
        span = issue.span
        return Finding(
            rule.code, rule.name, severity, issue.message, span.file, span.line, span.column, span.end_line, span.end_column, issue.block,
            tuple(dict.fromkeys(issue.facts)), issue.evidence, issue.help, rule.url(), setting.mode if setting is not None else "enforce",
            issue.fix,
        )  # fmt: skip

    def own_finding(self, message: str, code: str, issue: Issue) -> tuple[Finding, ...]:
        """A finding of the engine's own rules; none where the configuration has it off."""
        return self._about_suppression(message, BY_CODE[code], issue)

    def _about_suppression(self, message: str, rule: Rule, issue: Issue) -> tuple[Finding, ...]:
        setting = self.selection.setting(message, rule.code, issue.span.file)
        return () if setting is not None and setting.mode == "off" else (self._finding(message, rule, issue),)

    def crashed(self, rule: Rule, error: Exception, template: Template) -> Finding:
        return self._broken(rule, f"it failed with {type(error).__name__}", template)

    def _broken(self, rule: Rule, what: str, template: Template) -> Finding:
        """A blocking finding that no setting softens: the check did not run."""
        span = template.body.source.span(0, 0)
        return Finding(
            rule.code, rule.name, "error", f"the rule {rule.code} {rule.name} could not do its work: {what}", span.file, span.line, span.column,
            span.end_line, span.end_column, "", (), {"rule_failed": True}, "repair the rule or report it; the message is not sent unchecked", rule.url(),
        )  # fmt: skip


class _Prepared:
    """What a shape's drafts have in common: findings, what is left to do, and the report of a draft in which nothing more is found
    (None where the day of the message decides it: a suppression of the template ends)."""

    __slots__ = ("checks", "fixed", "report")

    def __init__(self, fixed: tuple[Finding, ...], report: Report | None, checks: Sequence[tuple[Rule, Check]]) -> None:
        self.fixed = fixed
        self.report = report
        self.checks = checks


class _Twin:
    """A draft as it was before any rule read it, to compare with and to begin from again."""

    def __init__(self, draft: Draft) -> None:
        self.photograph = _photograph(draft)
        self._shape = draft.shape
        copies: dict[int, Any] = {}
        self._context = _copied(draft.context, copies)
        self._values = [copies.get(id(value), value) for value in draft.values]

    def differs_from(self, draft: Draft) -> bool:
        return self.photograph != _photograph(draft)

    def fresh(self) -> Draft:
        copies: dict[int, Any] = {}
        context = _copied(self._context, copies)
        return Draft(self._shape, [copies.get(id(value), value) for value in self._values], context)


def _copied(value: Any, copies: dict[int, Any]) -> Any:
    """Objects and lists anew, the rest shared; ``copies`` by identity of the original."""
    found: Any
    kind = type(value)
    if kind is dict:
        found = copies[id(value)] = {key: _copied(inner, copies) for key, inner in value.items()}
    elif kind is list:
        found = copies[id(value)] = [_copied(inner, copies) for inner in value]
    else:
        return value
    return found


def _photograph(draft: Draft) -> tuple[str, Any]:
    """Everything that a rule could change about a draft, types and order of members included."""
    return repr(draft.context), list(map(id, draft.values))


def _together(shares: Sequence[_Share]) -> _Shares:
    found = tuple([finding for share in shares for finding in share[0]]) if any(share[0] for share in shares) else ()
    return found, tuple([share[1] for share in shares if share[1] is not None])


def _reads_shapes(rule: Rule) -> bool:
    kind = type(rule)
    return kind.check_shape is not Rule.check_shape or kind.check_draft is not Rule.check_draft or kind.prepare is not Rule.prepare


def _wrong(issue: Any) -> str:
    """Why something that a rule yielded cannot become a finding, or nothing."""
    if not isinstance(issue, Issue):
        return f"it yielded {type(issue).__name__} where an Issue is expected"
    if issue.severity is not None and issue.severity not in SEVERITIES:
        return "it yielded an Issue of an unknown severity"
    if not isinstance(issue.span, Span):
        return "it yielded an Issue without a place"
    texts = (issue.message, issue.help, issue.block)
    if not issue.message or not all(isinstance(text, str) for text in texts):
        return "it yielded an Issue without a message"
    if not isinstance(issue.facts, tuple) or not all(isinstance(fact, str) for fact in issue.facts):
        return "it yielded an Issue whose facts are no paths"
    if issue.fix is not None and not (isinstance(issue.fix, Fix) and issue.fix.edits):
        return "it yielded an Issue whose fix is no Fix with edits"
    return "" if isinstance(issue.evidence, Mapping) else "it yielded an Issue whose evidence is no mapping"


__all__ = ["Linter"]
