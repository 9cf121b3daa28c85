"""One rule asked about one message and one customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tactful.lint.rule import Example, Rule
from tactful.lint.runner import Linter
from tactful.model.findings import Finding
from tactful.testing import project_of


def found(
    rule: type[Rule],
    mjml: str,
    *,
    lang: str = "en",
    manifest: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
    schema: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
) -> list[Finding]:
    """What ``rule`` finds. ``mjml`` may be the inner content of a column. The rule is proven not to change what it reads."""
    project, whole = project_of(Example(lang, mjml, manifest or {}, context or {}, schema, config), rule)
    linter = Linter([rule()], project.config, prove=True)
    draft = project.draft("case", whole)
    first = linter.check(draft)
    assert linter.check(project.draft("case", whole)).findings == first.findings, "two runs differ"
    assert not any(finding.evidence.get("rule_failed") for finding in first.findings), first.findings
    return [finding for finding in first.findings if finding.code == rule.code]
