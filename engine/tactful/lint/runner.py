"""Runs rules and makes reports. Fails closed: a rule that cannot do its work is a blocking finding."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.draft.template import Template
from tactful.errors import ConfigError
from tactful.lint.rule import Check, Issue, Rule
from tactful.model.config import Config
from tactful.model.findings import SEVERITIES, Finding, Report, ordered


class Linter:
    """The rules of a project with its settings.

    ``prove`` compares the context before and after each rule (slow: for tests of rules); a rule that changed it is a blocking finding.
    Raises ConfigError for settings of rules that do not exist.
    """

    def __init__(self, rules: Sequence[Rule], config: Config, *, prove: bool = False) -> None:
        if not rules:
            raise ConfigError("there are no rules at all", remedy="install tactful with its rules: no message is rendered unchecked")
        known = [rule.code for rule in rules]
        for code in config.rules:
            if code not in known:
                near = difflib.get_close_matches(code, known, 1)
                raise ConfigError(
                    f"the configuration names an unknown rule {code!r}",
                    file=config.file,
                    remedy=f"did you mean {near[0]}?" if near else "see `tactful rules`",
                )
        self.rules = [rule for rule in rules if rule.code not in config.rules or config.rules[rule.code].mode != "off"]
        if not self.rules:
            raise ConfigError("every rule is off", file=config.file, remedy="keep at least one rule: no message is rendered unchecked")
        self.config = config
        self.prove = prove

    # -- reports

    def static_report(self, template: Template) -> Report:
        """The findings over every branch."""
        return Report(template.name, None, self.static(template))

    def check(self, draft: Draft) -> Report:
        """Every finding of a draft, the template's static ones included."""
        shape = draft.shape
        prepared = shape.memo.get("checks")
        if prepared is None:
            prepared = shape.memo["checks"] = self._prepared(shape)
        fixed, checks = prepared
        found: list[Finding] = []
        for rule, check in checks:
            before = copy.deepcopy(draft.context) if self.prove else None
            try:
                issues = check(draft)
                if issues:
                    found += self._findings(rule, issues, draft.template)
            except Exception as error:
                found.append(self._crashed(rule, error, draft.template))
            if self.prove and before != draft.context:
                found.append(self._broken(rule, "it changed the context", draft.template))
        if not found:
            report: Report | None = shape.memo.get("report")
            if report is None:
                report = shape.memo["report"] = Report(draft.template.name, None, fixed)
            return report
        return Report(draft.template.name, None, ordered([*fixed, *found]))

    def static(self, template: Template) -> tuple[Finding, ...]:
        found = template.__dict__.get("_static_findings")
        if found is None:
            gathered: list[Finding] = []
            for rule in self.rules:
                gathered += self._gathered(rule, lambda rule=rule: rule.check_template(template), template)  # type: ignore[misc]
            found = template.__dict__["_static_findings"] = ordered(gathered)
        return found

    def _prepared(self, shape: Shape) -> tuple[tuple[Finding, ...], list[tuple[Rule, Check]]]:
        """The findings that every draft of a shape has, and what is left to do per customer."""
        fixed = list(self.static(shape.template))
        checks: list[tuple[Rule, Check]] = []
        for rule in self.rules:
            if type(rule).check_shape is not Rule.check_shape:
                fixed += self._gathered(rule, lambda rule=rule: rule.check_shape(shape), shape.template)  # type: ignore[misc]
            try:
                check = rule.prepare(shape)
            except Exception as error:
                fixed.append(self._crashed(rule, error, shape.template))
                continue
            if check is not None:
                checks.append((rule, check))
        return ordered(fixed), checks

    # -- findings

    def _gathered(self, rule: Rule, run: Callable[[], Iterable[Issue]], template: Template) -> list[Finding]:
        try:
            return self._findings(rule, run(), template)
        except Exception as error:
            return [self._crashed(rule, error, template)]

    def _findings(self, rule: Rule, issues: Iterable[Issue], template: Template) -> list[Finding]:
        found: list[Finding] = []
        try:
            for issue in issues:
                if not isinstance(issue, Issue) or (issue.severity is not None and issue.severity not in SEVERITIES):
                    found.append(self._broken(rule, "it yielded something that is no Issue", template))
                    break
                found.append(self._finding(rule, issue))
        except Exception as error:
            found.append(self._crashed(rule, error, template))
        return found

    def _finding(self, rule: Rule, issue: Issue) -> Finding:
        setting = self.config.rules.get(rule.code)
        severity = issue.severity or rule.severity
        if setting is not None and setting.severity is not None:
            severity = setting.severity  # type: ignore[assignment]
        span = issue.span
        return Finding(
            rule.code, rule.name, severity, issue.message, span.file, span.line, span.column, span.end_line, span.end_column, issue.block,
            tuple(dict.fromkeys(issue.facts)), issue.evidence, issue.help, rule.url(), setting.mode if setting is not None else "enforce",
        )  # fmt: skip

    def _crashed(self, rule: Rule, error: Exception, template: Template) -> Finding:
        return self._broken(rule, f"it failed with {type(error).__name__}", template)

    def _broken(self, rule: Rule, what: str, template: Template) -> Finding:
        """A blocking finding that no setting softens: the check did not run."""
        span = template.body.source.span(0, 0)
        return Finding(
            rule.code, rule.name, "error", f"the rule {rule.code} {rule.name} could not do its work: {what}", span.file, span.line, span.column,
            span.end_line, span.end_column, "", (), {"rule_failed": True}, "repair the rule or report it; the message is not sent unchecked", rule.url(),
        )  # fmt: skip


__all__ = ["Any", "Linter"]
