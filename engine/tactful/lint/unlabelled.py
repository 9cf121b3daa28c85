"""Findings that rest on missing labels alone, put in shadow (configuration ``unlabelled = "shadow"``).

A finding rests on missing labels alone where it would not block if everything that nobody labelled were at its mildest. So it is asked:
a rejected draft is checked a second time with such a schema, same shape, same values. What still blocks is enforced; what no longer
does is reported in shadow. An accepted draft costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tactful.draft.model import Draft, Shape
from tactful.draft.template import Template
from tactful.model.findings import Finding, Report, ordered

_TWIN = "mild twin"


def softened(check: Callable[[Draft], Report], draft: Draft, report: Report) -> Report:
    """The report of a rejected draft with what rests on missing labels alone in shadow."""
    twin: Shape | None = draft.shape.memo.get(_TWIN)
    if twin is None:
        twin = draft.shape.memo[_TWIN] = Shape(_mild(draft.template), draft.outline)
    return _merged(report, check(Draft(twin, draft.values, draft.context)))


def softened_static(check: Callable[[Template], Report], template: Template, report: Report) -> Report:
    """The same for the findings over every branch."""
    return _merged(report, check(_mild(template)))


def _mild(template: Template) -> Template:
    twin: Template | None = template.__dict__.get(_TWIN)
    if twin is None:
        twin = template.__dict__[_TWIN] = template.with_schema(template.schema.mildly())
    return twin


def _merged(report: Report, mild: Report) -> Report:
    """Blocking findings that block in the mild report too stay, and so does a rule that failed; a blocking one that only the mild
    report has (the heaviest claim is another one now) comes in; the rest of the blocking ones is shadow."""
    still = {_place(finding): finding for finding in mild.blocking}
    found: list[Finding] = []
    for finding in report.findings:
        if finding.blocks and _place(finding) not in still and not finding.evidence.get("rule_failed"):
            finding = replace(finding, mode="shadow", evidence={**finding.evidence, "rests_on": "unlabelled facts"})
        found.append(finding)
    known = {_place(finding) for finding in report.blocking}
    return replace(report, findings=ordered([*found, *(finding for place, finding in still.items() if place not in known)]))


def _place(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.file, finding.line, finding.column, finding.end_line, finding.end_column, finding.block, finding.facts[:1]
