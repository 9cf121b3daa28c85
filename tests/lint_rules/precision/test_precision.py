"""Wording that was written to fool the rules, and whole clean mails of many trades.

``<lang>.txt``: ``@ RULE``, then ``+`` violations and ``-`` near-misses, blocks separated by `` / ``, ``[Label]`` a button. ``topics.txt``: ``@ lang``,
then whether the copy speaks of a topic. What was found of each
batch when nobody had seen it stands in README.md. ``clean_<lang>.txt``: ``@ purpose topics…``
(the first declared; with ``*`` for people of an age), subject, blocks. Every installed rule reads them, for a customer who never takes anything that the mail is not about.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tactful.lint.loader import load_rules
from tactful.model.taxonomy import Taxonomy
from tactful.project import Project
from tactful_rules.copy import LANGUAGES
from tactful_rules.shared.topics import plain_topics

HERE = Path(__file__).parent
LOCALES = {"sv": "sv-SE", "nb": "nb-NO", "da": "da-DK", "fi": "fi-FI", "de": "de-DE", "en": "en-GB"}
MANIFESTS: dict[str, dict[str, Any]] = {
    "SEN302": {"selection": ["customer.age"]}, "SEN303": {"broadcast": True}, "TON602": {"broadcast": True}, "LAW704": {"purpose": "service"},
    "TON601": {"purpose": "occasion", "occasion": "birthday"},
    "ASK501": {"purpose": "survey"}, "ASK502": {"purpose": "survey"},
}  # fmt: skip
STAGES = {"ASK501": "new", "ASK502": "loyal"}
LEAVE = {"sv": "Avregistrera dig", "nb": "Meld deg av", "da": "Afmeld", "fi": "Peru uutiskirje", "de": "Abbestellen", "en": "Unsubscribe"}
SCHEMA = {"properties": {"customer": {"properties": {"browsed": {"type": "string", "x-fact": {
    "provenance": "observed", "sensitivity": "none", "granularity": {"item": "category"}, "known_to_recipient": True}}}}}}  # fmt: skip
AS_OF = "2026-02-13T08:00:00+01:00"
VISIT = {
    "topic": "retail.home",
    "kind": "visit",
    "at": "2026-02-07T13:00:00+01:00",
    "channel": "store",
    "item": "blå fåtölj",
    "place": "Barkarby",
}


@pytest.fixture(scope="module")
def rules() -> dict[str, Any]:
    return {rule.code: rule for rule in (rule() if isinstance(rule, type) else rule for rule in load_rules())}


def _sections(name: str) -> Iterator[tuple[str, list[str]]]:
    head, lines = "", []
    for line in [*(HERE / name).read_text("utf-8").splitlines(), "@ "]:
        if line.startswith("@ "):
            if head:
                yield head, lines
            head, lines = line[2:].strip(), []
        elif line.strip() and not line.startswith("#"):
            lines.append(line)


def _mjml(blocks: list[str], *, more: str = "") -> str:
    column = "".join(
        f'<mj-button href="https://www.example.com/next">{text[1:-1]}</mj-button>' if text.startswith("[") else f"<mj-text>{text}</mj-text>"
        for text in blocks
    )
    return f"<mjml><mj-body><mj-section><mj-column>{column}{more}</mj-column></mj-section></mj-body></mjml>"


def _is_found(code: str, lang: str, text: str, rules: dict[str, Any]) -> bool:
    text = text.replace("{B}", "{{ customer.browsed }}")
    manifest = {"subject": "Post", "locale": LOCALES[lang], "purpose": "promotion", **MANIFESTS.get(code, {})}
    project = Project.in_memory(manifest=manifest, mjml=_mjml(text.split(" / ")), schema=SCHEMA, rules=[rules[code]])
    customer = {"id": "c", "age": 50, "browsed": "X", "relationship": {"stage": STAGES.get(code, "active")}}
    return code in project.lint("case", {"as_of": AS_OF, "customer": customer}).codes


BATCHES = [(path.name[:2], path.name) for lang in LANGUAGES for path in sorted(HERE.glob(f"{lang}*.txt"))]


@pytest.mark.parametrize(("lang", "name"), BATCHES, ids=[name for _, name in BATCHES])
def test_wording_is_told_from_its_neighbours(lang: str, name: str, rules: dict[str, Any]) -> None:
    wrong = [
        (code, line) for code, lines in _sections(name) for line in lines
        if _is_found(code, lang, line[2:], rules) is not (line[0] == "+")
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_enough_of_both_kinds(lang: str) -> None:
    for code, lines in _sections(f"{lang}.txt"):
        assert sum(line[0] == "+" for line in lines) >= 5, code
        assert sum(line[0] == "-" for line in lines) >= 5, code


TOPICS = [
    pytest.param(*section, id=f"{path.stem}-{section[0]}")
    for path in sorted(HERE.glob("topics*.txt")) for section in _sections(path.name)
]  # fmt: skip


@pytest.mark.parametrize(("lang", "lines"), TOPICS)
def test_topics_are_told_from_things_that_are_named_after_them(lang: str, lines: list[str]) -> None:
    covers = Taxonomy.load().covers
    wrong = []
    for line in lines:
        topic, text = line[2:].split(" | ", 1)
        if any(covers(topic, said) for said, *_ in plain_topics(text, lang)) is not (line[0] == "+"):
            wrong.append(line)
    assert wrong == []


def _never(topics: list[str]) -> list[dict[str, str]]:
    """Distaste of everything, in two levels of the taxonomy, that is neither above nor below one of the topics."""
    taxonomy = Taxonomy.load()
    others = (topic for topic in taxonomy.nodes if topic.count(".") < 2 and not any(taxonomy.related(topic, known) for known in topics))
    return [{"topic": topic, "polarity": "never", "basis": "stated"} for topic in others]


def _clean(lang: str, purpose: str, topics: list[str], lines: list[str], rules: dict[str, Any]) -> list[tuple[str, str]]:
    chosen, purpose = purpose.endswith("*"), purpose.rstrip("*")
    served = purpose in ("service", "notice")
    kind: dict[str, Any] = {"selection": ["customer.age"]} if chosen else {"broadcast": True} if purpose == "promotion" else {}
    if purpose == "occasion":
        kind = {"occasion": "birthday"}
    manifest = {"subject": lines[0], "locale": LOCALES[lang], "purpose": purpose, "topics": topics[:1], **kind}
    customer = {
        "id": "c", "first_name": "Kim", "age": 50, "birth_date": "1976-02-13", "history": [VISIT], "preferences": _never(topics) if topics else [],
        "relationship": {"stage": "active", "source": "own", "last_engaged_at": "2026-02-10T08:00:00+01:00"},
        "consents": {"basis": "contract", "scopes": []} if served else {"basis": "consent", "scopes": ["newsletter", "marketing"]},
    }  # fmt: skip
    foot = f'<mj-text>Example Oy, Storgatan 4, 123 45 Exempelby. <a href="{{{{ unsubscribe_url }}}}">{LEAVE[lang]}</a></mj-text>'
    schema = {"properties": {"unsubscribe_url": {"type": "string"}}, "required": ["unsubscribe_url"]}
    project = Project.in_memory(manifest=manifest, mjml=_mjml(lines, more=foot), schema=schema, rules=list(rules.values()))
    report = project.lint("case", {"as_of": AS_OF, "customer": customer, "unsubscribe_url": "https://www.example.com/u"})
    return [(finding.code, finding.message) for finding in report.findings]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_clean_mails_raise_nothing(lang: str, rules: dict[str, Any]) -> None:
    mails = list(_sections(f"clean_{lang}.txt"))
    assert len(mails) >= 25
    alarms = {lines[0]: _clean(lang, *head.split(" ")[:1], head.split(" ")[1:], lines, rules) for head, lines in mails}
    assert {subject: found for subject, found in alarms.items() if found} == {}
