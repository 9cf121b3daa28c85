"""``check_rule``: every documented example of a rule is a test, of ours and of anyone's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tactful.lint.loader import checked
from tactful.lint.rule import Example, Rule

_LOCALES = {"sv": "sv-SE", "nb": "nb-NO", "da": "da-DK", "fi": "fi-FI", "de": "de-DE", "en": "en-GB"}
_SCHEMA = {"properties": {"unsubscribe_url": {"type": "string"}}, "required": ["unsubscribe_url"]}
_FOOTER = '<mj-text>Lamp Ltd, 1 High Street, Leeds. <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>'


def check_rule(rule: type[Rule]) -> None:
    """Check a rule: well-formed, each example in ``violates`` reported, none in ``passes``, the same answer twice, the context unchanged; a
    fix that it proposes for one makes the finding go away.

    Raises AssertionError naming the example, ConfigError for a malformed rule.
    """
    checked(rule)
    for which, reported in (("violates", True), ("passes", False)):
        for number, example in enumerate(getattr(rule, which)):
            first, again = _codes(rule, example), _codes(rule, example)
            where = f"{rule.code}.{which}[{number}] ({example.lang})"
            if (rule.code in first) is not reported:
                raise AssertionError(
                    f"{where}: {rule.code} {'was not' if reported else 'was'} reported; found {sorted(first) or 'nothing'}"
                )
            if first != again:
                raise AssertionError(f"{where}: two runs differ")
            if reported:
                _check_fixes(rule, example, where)


def _codes(rule: type[Rule], example: Example) -> set[str]:
    from tactful.lint.runner import Linter

    project, context = project_of(example, rule)
    linter = Linter([rule()], project.config, prove=True)
    findings = list(linter.check(project.draft("case", context)).findings)
    if example.audience:
        findings += _over(linter, project, [merged(context, one) for one in example.audience])
    broken = [finding.message for finding in findings if finding.evidence.get("rule_failed")]
    if broken:
        raise AssertionError(f"{rule.code}: {broken[0]}")
    return {finding.code for finding in findings}


def _check_fixes(rule: type[Rule], example: Example, where: str) -> None:
    """Each fix of an example, applied alone."""
    from tactful.fixes import applied
    from tactful.lint.runner import Linter

    project, context = project_of(example, rule)
    files = {source.file: source.text for source in (project.template("case").body.source, project.template("case").manifest_source)}

    def found(texts: Mapping[str, str]) -> list[Any]:
        again = in_memory(rule, example, json.loads(texts["case/message.toml"]), texts["case/message.mjml"])
        return list(Linter([rule()], again.config).check(again.draft("case", context)).findings)

    before = found(files)
    for finding in before:
        edits = finding.fix.edits if finding.fix is not None else ()
        if not edits:
            continue
        texts = {file: applied(text.encode(), [edit for edit in edits if edit.file == file]).decode() for file, text in files.items()}
        alike = [
            sum((one.code, one.message, one.facts) == (finding.code, finding.message, finding.facts) for one in all_)
            for all_ in (before, found(texts))
        ]
        if alike[1] >= alike[0]:
            raise AssertionError(f"{where}: the fix “{finding.fix.message}” leaves the finding where it is")


def _over(linter: Any, project: Any, contexts: list[dict[str, Any]]) -> list[Any]:
    """The findings of audience rules over these customers."""
    from tactful.lint.audience import AudienceLinter

    audience = AudienceLinter(linter, project.template("case"))
    for number, context in enumerate(contexts):
        audience.see(number, project.draft("case", context))
    return [finding for finding, _numbers in audience.findings()]


def project_of(example: Example, rule: type[Rule]) -> tuple[Any, dict[str, Any]]:
    """An example as a project of one message and a context: what it leaves out is a plain promotion to somebody unknown."""
    manifest = {"subject": "News", "purpose": "promotion", "locale": _LOCALES.get(example.lang, example.lang), **example.manifest}
    footer = manifest.pop("footer", True)
    mjml = example.mjml
    if not re.search(r"<mjml[\s>]", mjml):
        column = f"<mj-section><mj-column>{mjml}{_FOOTER if footer else ''}</mj-column></mj-section>"
        mjml = f"<mjml><mj-body>{column}</mj-body></mjml>"
    context = merged(
        {"as_of": "2026-02-13T08:00:00+01:00", "customer": {"id": "c-1"}, "unsubscribe_url": "https://post.example.com/u/1"},
        example.context,
    )
    return in_memory(rule, example, manifest, mjml), context


def in_memory(rule: type[Rule], example: Example, manifest: Mapping[str, Any], mjml: str) -> Any:
    """A project of one message over the schema and with the settings of an example."""
    from tactful.project import Project

    schemas = [schema for schema in (_SCHEMA, example.schema) if schema]
    return Project.in_memory(manifest=manifest, mjml=mjml, schema=_both(schemas), config=example.config, rules=[rule()])


def _both(schemas: list[Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for schema in schemas:
        result = merged(result, schema)
        result["required"] = list(dict.fromkeys(name for one in schemas for name in one.get("required", ())))
    return result


def merged(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Objects merged member by member; the second wins."""
    found = dict(base)
    for key, value in more.items():
        found[key] = merged(found[key], value) if isinstance(found.get(key), Mapping) and isinstance(value, Mapping) else value
    return found


def examples(rule: type[Rule]) -> Iterator[tuple[str, Example]]:
    for which in ("violates", "passes"):
        for example in getattr(rule, which):
            yield which, example
