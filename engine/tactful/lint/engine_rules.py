"""What the engine itself reports: what can be wrong with a suppression (group SUP), and branches that no sample reaches (group COV).
These rules have no checks of their own."""

from __future__ import annotations

from tactful.lint.rule import Example, Rule


class AllowWithoutReason(Rule):
    """A suppression gives no reason.

    What it finds: ``tactful: allow CODE`` or ``[[allow]]`` without ``because``, or with an empty one. It is not honoured.

    Why it hurts: nobody can tell later whether the finding was understood or only silenced.

    What to do: write because "…" with what makes this case right.

    Source: STYLE 13, "suppressions name their rule, give a reason, may expire".
    """

    code = "SUP901"
    name = "allow-without-reason"
    severity = "error"
    kinds = ("static",)
    violates = (Example("en", "{# tactful: allow EXP206 #}\n<mj-text>Hello</mj-text>"),)
    passes = (Example("sv", '{# tactful: allow EXP206 because "butikens öppningsdag" #}\n<mj-text>Hej</mj-text>'),)


class AllowExpired(Rule):
    """A suppression is past its date.

    What it finds: an allow whose ``until`` (inclusive) lies before the day of the message (``as_of``; today where there is no customer).
    It is no longer honoured.

    Why it hurts: what was excused for a time is now an ordinary finding.

    What to do: correct the copy, or give a later date with a reason that still holds.

    Source: STYLE 13.
    """

    code = "SUP902"
    name = "allow-expired"
    severity = "warning"
    kinds = ("static", "contextual")
    violates = (Example("en", '{# tactful: allow EXP206 until 2020-01-31 because "opening day" #}\n<mj-text>Hello</mj-text>'),)
    passes = (Example("nb", '{# tactful: allow EXP206 until 2999-12-31 because "åpningsdagen" #}\n<mj-text>Hei</mj-text>'),)


class AllowUnused(Rule):
    """A suppression silences nothing.

    What it finds: an allow that no finding needed, over every branch and all samples (``tactful lint``, the pytest plugin).

    Why it hurts: it would silence a new fault that nobody has looked at.

    What to do: delete it, or add the sample that needs it.

    Source: STYLE 13, "a stale one is reported".
    """

    code = "SUP903"
    name = "allow-unused"
    severity = "warning"
    kinds = ("static",)
    violates = (Example("en", '{# tactful: allow EXP206 because "opening day" #}\n<mj-text>Hello</mj-text>'),)
    passes = (Example("da", "{# et ganske almindeligt notat #}\n<mj-text>Hej</mj-text>"),)


class AllowNotPermitted(Rule):
    """A suppression names a rule that no template may silence.

    What it finds: an allow for group LAW or SUP, or for SEN301, EXP203 or REL803. It is not honoured. (A hard block of EXP201 and a rule that
    failed are never silenced either.)

    Why it hurts: permission, special categories and the recipient's own limit are not the author's to give away.

    What to do: correct the message; if the rule is wrong for your whole project, settle it in the configuration, where it is reviewed.

    Source: GUARDRAILS §5, hard blocks.
    """

    code = "SUP904"
    name = "allow-not-permitted"
    severity = "error"
    kinds = ("static",)
    violates = (Example("en", '{# tactful: allow LAW702 because "no room" #}\n<mj-text>Hello</mj-text>'),)
    passes = (Example("de", '{# tactful: allow TON602 because "wirklich ausgewählt" #}\n<mj-text>Hallo</mj-text>'),)


class AllowMalformed(Rule):
    """A suppression cannot be read.

    What it finds: a comment that begins with ``tactful:`` and is not ``allow CODE[, CODE] [until DATE] because "reason"``; an unknown code;
    a date that does not exist. It is not honoured.

    Why it hurts: its author believes that it works.

    What to do: correct it as the finding says.

    Source: STYLE 9, unknown things are errors.
    """

    code = "SUP905"
    name = "allow-malformed"
    severity = "error"
    kinds = ("static",)
    violates = (Example("en", '{# tactful: allow EXP999 because "opening day" #}\n<mj-text>Hello</mj-text>'),)
    passes = (Example("fi", '{# tactful: allow EXP206, DAT404 because "kaupan avajaispäivä" #}\n<mj-text>Hei</mj-text>'),)


class BranchNotCovered(Rule):
    """No sample reaches a branch.

    What it finds: with ``tactful lint --coverage``, an if, elif, else, loop body or ternary of a template file that no sample of any linted
    message enters. Shared files are judged only when every message is linted.

    Why it hurts: what nobody renders before sending, a customer is the first to read.

    What to do: add a sample for it, or delete the branch.

    Source: branch coverage as in coverage.py.
    """

    code = "COV901"
    name = "branch-not-covered"
    severity = "info"
    kinds = ("audience",)
    violates = (Example("en", "<mj-text>{% if customer.points %}You have points{% endif %}</mj-text>"),)
    passes = (Example("nb", "<mj-text>{% if customer.points %}Du har poeng{% endif %}</mj-text>", context={"customer": {"points": 3}}),)


ENGINE_RULES: tuple[Rule, ...] = tuple(
    made() for made in (AllowWithoutReason, AllowExpired, AllowUnused, AllowNotPermitted, AllowMalformed, BranchNotCovered)
)
BY_CODE = {rule.code: rule for rule in ENGINE_RULES}

__all__ = ["BY_CODE", "ENGINE_RULES"]
