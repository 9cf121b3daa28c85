"""Sessions of an editor with the language server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from editor_session import SAMPLE, Session, apply, units
from lsprotocol import types
from small_project import mjml

HELLO = "<mj-text>Hello {{ customer.first_name }},</mj-text>"
FINE = "<mj-text>Hello.</mj-text>"
LINK = '<mj-button href="https://x.example/?s={{ customer.dog }}">Go</mj-button>'
FALLBACK = "{{ customer.first_name | default('friend', true) }}"


def begin(session: Session, body: str, config: str = "", files: dict[str, str] | None = None, **message: Any) -> tuple[Path, str]:
    """A project with one message on disk, opened with this body (which begins on line 1 of the protocol's counting)."""
    root = session.project({"hello": {"body": FINE, "samples": {"bo": SAMPLE}, **message}}, config, files)
    file = root / "templates/hello/message.mjml"
    return root, session.open(file, body if "<mjml>" in body else mjml(body))


def test_findings_as_you_type_from_a_buffer_that_is_not_saved(session: Session) -> None:
    root, uri = begin(session, FINE)
    session.diagnostics(uri)
    session.change(uri, mjml(HELLO))
    (found,) = session.diagnostics(uri, "DAT404")
    assert (found.range.start.line, found.range.start.character) == (1, HELLO.index("customer"))
    assert found.range.end.character == HELLO.index(" }}")
    assert found.source == "tactful"
    assert found.severity == types.DiagnosticSeverity.Warning
    assert found.code_description is not None
    assert FINE in (root / "templates/hello/message.mjml").read_text("utf-8")
    session.change(uri, mjml(FINE), 3)
    session.diagnostics(uri)
    assert session.shown[uri].version == 3


def test_places_are_utf_16(session: Session) -> None:
    head = "<mj-text>🎉👩‍👩‍👧 å "
    _root, uri = begin(session, f"{head}Hello {{{{ customer.first_name }}}},</mj-text>")
    (found,) = session.diagnostics(uri, "DAT404")
    assert found.range.start.character == units(f"{head}Hello {{{{ ")
    assert found.range.end.character == units(f"{head}Hello {{{{ customer.first_name")


def test_broken_syntax_has_a_place_and_the_rest_stays(session: Session) -> None:
    body = f"{HELLO}\n{FINE}\n{LINK}"
    _root, uri = begin(session, body)
    codes = [str(one.code) for one in session.until(lambda: session.shown.get(uri) and session.shown[uri].diagnostics)]
    session.change(uri, mjml(f"{HELLO}\n{FINE}\n{{% iff x %}}\n{LINK}"))
    found = session.diagnostics(uri, *codes, "template")
    broken = next(one for one in found if one.code == "template")
    assert broken.range.start.line == 3
    assert broken.severity == types.DiagnosticSeverity.Error
    assert {one.range.start.line for one in found if one.code == "DAT404" and "first_name" in one.message} == {1}
    assert {one.range.start.line for one in found if one.code == "EXP208"} == {4}, "moved down with its line"
    session.change(uri, mjml(body), 3)
    session.diagnostics(uri, *codes)


def test_samples_and_manifest_are_linted_too(session: Session) -> None:
    root, uri = begin(session, f"<mj-text>{{% if customer.dog %}}Hi {FALLBACK}{{% endif %}}</mj-text>")
    session.diagnostics(uri)
    manifest = root / "templates/hello/message.toml"
    other = session.open(manifest)
    session.change(other, manifest.read_text("utf-8").replace('"News"', '"News for {{ customer.dog }}"'))
    found = session.until(lambda: session.shown.get(other) and session.shown[other].diagnostics)
    assert {"EXP208"} <= {str(one.code) for one in found}
    assert found[0].range.start.line == 0
    session.change(other, "subject = ", 3)
    (broken,) = list(session.until(lambda: [one for one in session.shown[other].diagnostics if one.code == "config"]))
    assert "TOML" in broken.message
    session.change(other, manifest.read_text("utf-8"), 4)
    session.diagnostics(other)
    person = root / "templates/hello/samples/bo.json"
    third = session.open(person, json.dumps({**SAMPLE, "customer": {**SAMPLE["customer"], "agee": 3}}, indent=1))
    (wrong,) = session.diagnostics(third, "context")
    assert "agee" in wrong.message
    assert wrong.range.start.line > 0


def test_a_fix_by_hand_and_all_that_is_safe(session: Session) -> None:
    head = "<mj-text>🎉 "
    body = f"{head}Hello {{{{ customer.first_name }}}},</mj-text>\n<mj-image src='https://x.example/a.png' />\n<mj-text>In {{{{ customer.city }}}}</mj-text>"
    _root, uri = begin(session, body)
    session.diagnostics(uri, "DAT404", "DAT404", "MJM908")
    fix = next(one for one in session.actions(uri, 1) if "print “friend”" in one.title)
    assert fix.kind == types.CodeActionKind.QuickFix
    assert fix.is_preferred
    assert fix.diagnostics is not None
    assert fix.diagnostics[0].code == "DAT404"
    text = mjml(body)
    assert apply(text, list(fix.edit.changes[uri])) == text.replace("{{ customer.first_name }}", FALLBACK)  # type: ignore[union-attr,index]
    unsafe = next(one for one in session.actions(uri, 3) if "read the result" in one.title)
    assert not unsafe.is_preferred
    (whole,) = session.actions(uri, 1, [types.CodeActionKind.SourceFixAll.value])
    fixed = apply(text, list(whole.edit.changes[uri]))  # type: ignore[union-attr,index]
    assert fixed == text.replace("{{ customer.first_name }}", FALLBACK).replace("<mj-image", '<mj-image alt=""')
    session.change(uri, fixed)
    session.diagnostics(uri, "DAT404")


def test_what_was_probably_meant_by_what_does_not_parse(session: Session) -> None:
    body = "<mj-text>{{ offers[0].title | uper | default('x', true) }}</mj-text>"
    root, uri = begin(session, body)
    session.diagnostics(uri, "template")
    (meant,) = session.actions(uri, 1)
    assert apply(mjml(body), list(meant.edit.changes[uri])) == mjml(body.replace("uper", "upper"))  # type: ignore[union-attr,index]
    manifest = root / "templates/hello/message.toml"
    text = manifest.read_text("utf-8") + 'topcis = ["travel"]\n'
    other = session.open(manifest, text)
    session.diagnostics(other, "config")
    (meant,) = session.actions(other, 3)
    assert apply(text, list(meant.edit.changes[other])) == text.replace("topcis", "topics")  # type: ignore[union-attr,index]


def test_a_suppression_wants_its_reason_and_never_silences_the_law(session: Session) -> None:
    body = f"  {LINK}"
    _root, uri = begin(session, body)
    found = session.until(lambda: session.shown.get(uri) and [one for one in session.shown[uri].diagnostics if one.code == "EXP208"])
    assert found
    allow = next(one for one in session.actions(uri, 1) if one.title.startswith("EXP208: allow"))
    text = apply(mjml(body), list(allow.edit.changes[uri]))  # type: ignore[union-attr,index]
    assert text == mjml(f'  {{# tactful: allow EXP208 because "" #}}\n{body}')
    session.change(uri, text)
    session.until(lambda: {"SUP901", "EXP208"} <= {str(one.code) for one in session.shown[uri].diagnostics})
    session.change(uri, text.replace('because ""', 'because "a shop number"'), 3)
    session.until(lambda: not {"SUP901", "EXP208"} & {str(one.code) for one in session.shown[uri].diagnostics})
    session.change(uri, "<mjml><mj-body><mj-section><mj-column><mj-text>Hi</mj-text></mj-column></mj-section></mj-body></mjml>", 4)
    session.until(lambda: "LAW702" in {str(one.code) for one in session.shown[uri].diagnostics})
    assert not [one for one in session.actions(uri, 0) if one.title.startswith("LAW702: allow")]


def test_a_suppression_of_the_manifest_is_an_entry(session: Session) -> None:
    root, uri = begin(session, FINE)
    session.diagnostics(uri)
    manifest = root / "templates/hello/message.toml"
    text = manifest.read_text("utf-8").replace('"News"', '"News for {{ customer.dog }}"')
    other = session.open(manifest, text)
    session.until(lambda: session.shown.get(other) and session.shown[other].diagnostics)
    allow = next(one for one in session.actions(other, 0) if one.title.startswith("EXP208: allow"))
    new = apply(text, list(allow.edit.changes[other]))  # type: ignore[union-attr,index]
    assert new.endswith('\n[[allow]]\ncodes = ["EXP208"]\nfile = "templates/hello/message.toml"\nbecause = ""\n')
    session.change(other, new.replace('because = ""', 'because = "x"'))
    session.until(lambda: "EXP208" not in {str(one.code) for one in session.shown[other].diagnostics})


def test_hover_on_facts_rules_and_filters(session: Session) -> None:
    loop = '{# tactful: allow EXP206 because "x" #}{% for o in offers %}{{ o.title }}{% endfor %} {{ customer.dog | month }} 🎉 {{ customer.city }}'
    _root, uri = begin(session, f"<mj-text>{loop}</mj-text>")
    session.until(lambda: session.shown.get(uri))
    line = f"<mj-text>{loop}</mj-text>"

    def at(word: str, plus: int = 1) -> str:
        return session.hover(uri, 1, units(line[: line.index(word) + plus]))

    dog = at("customer.dog", 10)
    assert "**customer.dog**" in dog
    assert "provenance: observed" in dog
    assert "product" in dog
    assert '`"Rex"`' in dog
    assert "the recipient knows" in dog
    assert "**customer.city**" in at("customer.city", 12)
    assert '`"Leeds"`' in at("customer.city", 12)
    assert "**offers[].title**" in at("o.title", 3)
    assert "Coarsens the time" in at("month")
    assert "EXP206 uncoarsened" in at("EXP206")
    assert at("<mj-text>") == ""


def test_completion_of_members_filters_tests_and_topics(session: Session) -> None:
    def at(body: str, marker: str = "|>") -> dict[str, types.CompletionItem]:
        text = mjml(body.replace(marker, ""))
        session.change(uri, text, next(session.numbers) + 10)
        return session.complete(uri, 1, units(body[: body.index(marker)]))

    root, uri = begin(session, FINE)
    session.diagnostics(uri)
    assert {"first_name", "dog", "history"} <= at("<mj-text>🎉 {{ customer.|></mj-text>").keys()
    found = at("<mj-text>🎉 {{ customer.fir|> }}</mj-text>")
    edit = found["first_name"].text_edit
    assert isinstance(edit, types.TextEdit)
    assert (edit.range.start.character, edit.range.end.character) == (
        units("<mj-text>🎉 {{ customer."),
        units("<mj-text>🎉 {{ customer.fir"),
    )
    assert {"title", "price"} <= at("{% for o in offers %}<mj-text>{{ o.|></mj-text>{% endfor %}").keys()
    assert {"amount", "currency"} <= at("{% for o in offers | sort(attribute='id') %}{{ o.price.|> }}{% endfor %}").keys()
    assert {"topic", "item"} <= at("{% set last = customer.history | first %}{{ last.|> }}").keys()
    assert {"customer", "offers", "o", "loop"} <= at("{% for o in offers %}{{ |> }}{% endfor %}").keys()
    assert "o" not in at("{% for o in offers %}{% endfor %}{{ |> }}")
    filters = at("{{ customer.city | |> }}")
    assert {"season", "default", "urlencode"} <= filters.keys()
    assert min(filters.values(), key=lambda item: item.sort_text or "").detail.startswith("coarsens")  # type: ignore[union-attr]
    assert {"defined", "none"} <= at("{% if customer.city is |> %}").keys()
    assert {"if", "for"} <= at("{% |> %}").keys()
    assert at("<mj-text>plain |></mj-text>") == {}
    assert at("{{ 'in a string |>' }}") == {}
    assert "EXP208" in at("{# tactful: allow |> #}")
    assert "LAW702" not in at("{# tactful: allow |> #}")
    manifest = root / "templates/hello/message.toml"
    text = manifest.read_text("utf-8")
    other = session.open(manifest, f'{text}topics = ["travel.\n')
    topics = session.complete(other, text.count("\n"), len('topics = ["travel.'))
    assert "travel.leisure.ski" in topics
    assert "occasion" in session.complete(other, 1, len('purpose = "'))


def test_definitions_of_partials_layouts_macros_and_includes(session: Session) -> None:
    files = {
        "_layouts/base.mjml": "<mjml><mj-body>\n{% block content %}{% endblock %}</mj-body></mjml>", "_partials/part.mjml": FINE,
        "_macros/parts.mjml": "{# å #}\n{% macro card(title) %}<mj-text>{{ title }}</mj-text>{% endmacro %}",
    }  # fmt: skip
    lines = [
        '{% extends "_layouts/base.mjml" %}{# <mjml> #}', '{% import "_macros/parts.mjml" as parts %}{% from "_macros/parts.mjml" import card %}', "{% block content %}",
        '{% include "_partials/part.mjml" %}{{ parts.card("a") }}{{ card("b") }}', '<mj-include path="../_partials/part.mjml" />', "{% endblock %}",
    ]  # fmt: skip
    root, uri = begin(session, "\n".join(lines), files=files)
    session.until(lambda: session.shown.get(uri))

    def at(line: int, word: str) -> tuple[str, int, int] | None:
        found = session.definition(uri, line, lines[line].index(word) + 1)
        if found is None:
            return None
        return found.uri.removeprefix((root / "templates").as_uri() + "/"), found.range.start.line, found.range.start.character

    assert at(0, "_layouts") == ("_layouts/base.mjml", 0, 0)
    assert at(1, "_macros") == ("_macros/parts.mjml", 0, 0)
    assert at(3, "_partials") == ("_partials/part.mjml", 0, 0)
    assert at(3, "card") == ("_macros/parts.mjml", 1, 9)
    assert at(3, 'card("b")') == ("_macros/parts.mjml", 1, 9)
    assert at(4, "../_partials") == ("_partials/part.mjml", 0, 0)
    assert at(2, "content") == ("_layouts/base.mjml", 1, 9)
    assert at(2, "block") is None


def test_a_shared_file_is_linted_for_the_messages_that_use_it(session: Session) -> None:
    include = "{% include '_partials/hello.mjml' %}"
    root, uri = begin(session, include, files={"_partials/hello.mjml": FINE})
    session.diagnostics(uri)
    shared = session.open(root / "templates/_partials/hello.mjml")
    session.change(shared, HELLO)
    session.diagnostics(shared, "DAT404")
    assert "**customer.first_name**" in session.hover(shared, 0, HELLO.index("first_name"))
    session.change(shared, FINE, 3)
    session.diagnostics(shared)


def test_settings_are_read_again(session: Session) -> None:
    root, uri = begin(session, HELLO)
    session.diagnostics(uri, "DAT404")
    config = root / "tactful.toml"
    text = config.read_text("utf-8")
    other = session.open(config, text + 'ignore = ["DAT404"]\n')
    session.diagnostics(uri)
    session.change(other, text + "ignore = [\n", 2)
    (broken,) = session.diagnostics(other, "config")
    assert "TOML" in broken.message
    session.change(other, text, 3)
    session.diagnostics(uri, "DAT404")
    session.diagnostics(other)
    session.close(other)
    config.write_text(text + '[rules.DAT404]\nseverity = "error"\n', "utf-8")
    event = types.FileEvent(config.as_uri(), types.FileChangeType.Changed)
    session.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    session.until(lambda: [one for one in session.shown[uri].diagnostics if one.severity == types.DiagnosticSeverity.Error])


def test_several_folders_each_with_its_project(session: Session) -> None:
    _first, one = begin(session, HELLO)
    _second, two = begin(session, HELLO, 'ignore = ["DAT404"]\n')
    session.diagnostics(one, "DAT404")
    session.diagnostics(two)


def test_uris_are_answered_as_the_client_spells_them(session: Session) -> None:
    root = session.project({"grüße an alle": {"body": FINE, "samples": {"bo": SAMPLE}}})
    file = root / "templates/grüße an alle/message.mjml"
    spelt = file.as_uri().replace("message", "%6Dessage").replace("/templates/", "/%74emplates/")
    uri = session.open(file, mjml(HELLO), spelt)
    session.diagnostics(uri, "DAT404")
    (fix, *_rest) = session.actions(uri, 1)
    assert list(fix.edit.changes) == [spelt]  # type: ignore[union-attr,arg-type]


def test_a_closed_buffer_no_longer_counts(session: Session) -> None:
    _root, uri = begin(session, HELLO)
    session.diagnostics(uri, "DAT404")
    session.close(uri)
    session.diagnostics(uri)


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/somewhere/a.mjml", "file:///nowhere/a.mjml"])
def test_what_belongs_to_no_project_is_left_alone(session: Session, uri: str) -> None:
    session.open(Path("/nowhere"), HELLO, uri)
    assert session.hover(uri, 0, 20) == ""
    assert session.complete(uri, 0, 20) == {}
    assert session.actions(uri, 0) == []
    assert uri not in session.shown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-32"])
def test_a_client_that_counts_otherwise(tmp_path: Path, encoding: str) -> None:
    session = Session(tmp_path, [encoding])
    try:
        assert session.server.capabilities.position_encoding == encoding
        head = "<mj-text>🎉å Hello {{ "
        _root, uri = begin(session, f"{head}customer.first_name }}}},</mj-text>")
        (found,) = session.diagnostics(uri, "DAT404")
        assert found.range.start.character == (len(head.encode()) if encoding == "utf-8" else len(head))
    finally:
        session.stop()


def test_nothing_went_wrong_unseen(session: Session) -> None:
    assert session.log == []
