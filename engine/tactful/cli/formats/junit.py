"""``junit``: one suite per message, one case for every branch and one per sample, as CI servers read it."""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from tactful.cli.formats.outcomes import Outcome, Run
from tactful.model.findings import Finding

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(run: Run) -> str:
    suites = ET.Element("testsuites", {"name": "tactful", **_counts(run.outcomes)})
    for name, group in groupby(run.outcomes, key=lambda outcome: outcome.name):
        outcomes = tuple(group)
        suite = ET.SubElement(suites, "testsuite", {"name": _clean(name), **_counts(outcomes)})
        for outcome in outcomes:
            _case(run, suite, outcome)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(suites, "unicode")}\n'


def _counts(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    broken = sum(outcome.error is not None for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes) - broken
    return {"tests": str(len(outcomes)), "failures": str(failed), "errors": str(broken), "skipped": "0"}


def _case(run: Run, suite: ET.Element, outcome: Outcome) -> None:
    case = ET.SubElement(suite, "testcase", classname=_clean(f"tactful.{outcome.name}"), name=_clean(outcome.sample or "every branch"))
    if outcome.error is not None:
        error = outcome.error
        ET.SubElement(case, "error", type=type(error).__name__, message=_clean(error.message)).text = _clean(str(error))
        return
    every = outcome.report.findings if outcome.report is not None else ()
    findings = [finding for finding in every if finding not in outcome.known]
    lines = "\n".join(_line(run, finding) for finding in findings)
    if outcome.failed:
        codes = ", ".join(dict.fromkeys(finding.code for finding in findings if finding.blocks))
        message = outcome.note or f"rejected: {codes}"
        ET.SubElement(case, "failure", type="rejected", message=_clean(message)).text = _clean(lines)
    elif lines:
        ET.SubElement(case, "system-out").text = _clean(lines)


def _line(run: Run, one: Finding) -> str:
    return f"{run.shown(one.file)}:{one.line}:{one.column}: {one.severity} {one.code} {one.message}"


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
