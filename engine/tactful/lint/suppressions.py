"""Which findings an author has allowed, and what is wrong with what the author wrote.

A suppression is honoured only where it can be read, gives a reason, has not expired and names a rule that templates may silence. Group
LAW, the hard blocks of GUARDRAILS §5 and rules that failed are never silenced from a template.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from tactful.lint.allows import Allow, allows_of
from tactful.lint.engine_rules import BY_CODE
from tactful.lint.removals import named, without
from tactful.lint.rule import Issue, Rule
from tactful.model.findings import Allowed, Finding, Report, ordered
from tactful.model.override import may_override

if TYPE_CHECKING:
    from tactful.draft.template import Template

Make = Callable[[Rule, Issue], Sequence[Finding]]  # nothing where the rule is off


def silenceable(code: str) -> bool:
    """Whether a template may silence findings of this rule at all: what may be overridden, but for what is said about suppressions."""
    return may_override(code) and not code.startswith("SUP")


def hard(finding: Finding) -> bool:
    """Whether no template may silence this finding."""
    return not finding.overridable or not silenceable(finding.code)


@dataclass(frozen=True, slots=True)
class Honoured:
    """A suppression that can be honoured: codes it may silence (``names`` as written), and its last day."""

    allow: Allow
    names: Mapping[str, str] = field(hash=False)
    last_day: date | None

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self.names)


@dataclass(frozen=True)
class Suppressions:
    """The suppressions of one template: worked out once, applied to each report. ``problems`` are static findings about them."""

    honoured: tuple[Honoured, ...]
    problems: tuple[Finding, ...]
    make: Make = field(repr=False)
    template: Template = field(repr=False)

    @property
    def dated(self) -> bool:
        """Whether the day of a message decides anything."""
        return any(one.last_day is not None for one in self.honoured)

    def settle(self, name: str, findings: Iterable[Finding], today: date) -> Report:
        """The report of a message on this day: what is allowed stands apart."""
        live = [one for one in self.honoured if one.last_day is None or today <= one.last_day]
        kept: list[Finding] = list(self.problems)
        allowed: list[Allowed] = []
        for finding in findings:
            one = next((one for one in live if _silences(one, finding)), None)
            if one is None:
                kept.append(finding)
            elif hard(finding):
                kept += self._refused(one, finding)
            else:
                place = one.allow.span
                allowed.append(Allowed(finding, one.allow.because, one.allow.until, place.file, place.line))
        kept += [finding for one in self.honoured if one not in live for finding in self._expired(one)]
        return Report(name, None, ordered(kept), allowed=tuple(sorted(dict.fromkeys(allowed), key=Allowed.sort_key)))

    def unused(self, one: Honoured, codes: Iterable[str]) -> Sequence[Finding]:
        """That no finding of these rules needed the suppression."""
        idle = sorted(codes)
        text = f"the suppression of {', '.join(idle)} silences nothing"
        fix = without(self.template, one.allow, [one.names[code] for code in idle])
        return self.make(BY_CODE["SUP903"], Issue(text, one.allow.span, help="delete it, or add the sample that needs it", fix=fix))

    def _refused(self, one: Honoured, finding: Finding) -> list[Finding]:
        """A hard block with a suppression on it: the suppression is a finding of its own, and the block says where that stands."""
        place = one.allow.span
        text = f"{finding.code} is a hard block here ({finding.file}:{finding.line}): no template can silence it"
        issue = Issue(text, place, finding.facts, {"silences": finding.code}, "correct the message; the suppression does nothing for it")
        told = self.make(BY_CODE["SUP904"], issue)
        note = f" (the suppression at {place.file}:{place.line} cannot silence a hard block, see SUP904)" if told else ""
        return [replace(finding, help=f"{finding.help}{note}"), *told]

    def _expired(self, one: Honoured) -> Sequence[Finding]:
        text = f"the suppression of {', '.join(one.allow.names)} ended with {one.allow.until}"
        advice = "correct the copy, or give a later date and a reason that still holds"
        fix = without(self.template, one.allow, one.allow.names)
        return self.make(BY_CODE["SUP902"], Issue(text, one.allow.span, help=advice, fix=fix))


def _silences(one: Honoured, finding: Finding) -> bool:
    return finding.code in one.codes and one.allow.covers(finding.file, finding.line)


def suppressions_of(template: Template, rules: Sequence[Rule], make: Make) -> Suppressions | None:
    """The suppressions of a template; None where it has none, so that nothing else is asked. ``make`` turns an issue into a finding."""
    allows = allows_of(template)
    if not allows:
        return None
    known = {rule.code: rule.code for rule in rules} | {rule.name: rule.code for rule in rules}
    honoured: list[Honoured] = []
    problems: list[Finding] = []
    for allow in allows:
        codes, issues = _judged(template, allow, known)
        problems += [finding for code, issue in issues for finding in make(BY_CODE[code], issue)]
        last_day = _date(allow.until)
        if codes and allow.because and not allow.problem and (last_day is not None or not allow.until):
            honoured.append(Honoured(allow, codes, last_day))
    return Suppressions(tuple(honoured), tuple(problems), make, template)


def _judged(template: Template, allow: Allow, known: Mapping[str, str]) -> tuple[dict[str, str], list[tuple[str, Issue]]]:
    """The codes that a suppression may silence, each with its name there, and what is wrong with it."""
    form = 'write {# tactful: allow CODE until DATE because "reason" #}'
    if allow.problem:
        return {}, [("SUP905", Issue(f"the suppression cannot be read: {allow.problem}", allow.span, help=form))]
    codes: dict[str, str] = {}
    issues: list[tuple[str, Issue]] = []
    for name in allow.names:
        code = known.get(name) or known.get(name.upper())
        if code is None:
            near = difflib.get_close_matches(name, list(known), 1)
            text = f"did you mean {near[0]}?" if near else "see `tactful rules`"
            fix = named(template, allow, name, near[0]) if near else None
            issues.append(("SUP905", Issue(f"the suppression names an unknown rule {name!r}", allow.span, help=text, fix=fix)))
        elif not silenceable(code):
            text = "correct the message; only the configuration can settle this for a project"
            fix = without(template, allow, [name])
            issues.append(("SUP904", Issue(f"{code} cannot be silenced from a template", allow.span, help=text, fix=fix)))
        else:
            codes[code] = name
    if allow.until and _date(allow.until) is None:
        issues.append(("SUP905", Issue(f"the suppression ends on no date: {allow.until!r}", allow.span, help="write until 2027-03-01")))
    if not allow.because:
        text = 'write because "…" with what makes this case right'
        issues.append(("SUP901", Issue(f"the suppression of {', '.join(allow.names)} gives no reason", allow.span, help=text)))
    return codes, issues


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


__all__ = ["Suppressions", "hard", "silenceable", "suppressions_of"]
