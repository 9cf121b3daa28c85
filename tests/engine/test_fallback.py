"""What happens instead of a rejected message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tactful import ConfigError, ContextError, Email, Failed, MessageRejected, Override, Project, Rejected, Rendered

SKI = ["travel.leisure.ski"]
CITY = ["travel.leisure.city_break"]
MJML = """<mjml><mj-body><mj-section><mj-column><mj-text>{copy}</mj-text>
<mj-text>Lamp Ltd, 1 High Street, Leeds. <a href="{{{{ unsubscribe_url }}}}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>"""
NEVER_SKI = [{"topic": "travel.leisure.ski", "polarity": "never", "basis": "stated"}]


def message(root: Path, name: str, copy: str = "News", **manifest: Any) -> None:
    folder = root / "templates" / name
    folder.mkdir(parents=True)
    lines = {"subject": name, "purpose": "promotion", **manifest}
    (folder / "message.toml").write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items()), "utf-8")
    (folder / "message.mjml").write_text(MJML.format(copy=copy), "utf-8")


def opened(root: Path) -> Project:
    (root / "tactful.toml").write_text('schemas = ["schema.json"]\n', "utf-8")
    (root / "schema.json").write_text(
        json.dumps({"properties": {"unsubscribe_url": {"type": "string"}, "extra": {"type": "string"}}}), "utf-8"
    )
    return Project.open(root)


def context(**more: Any) -> dict[str, Any]:
    return {"as_of": "2026-02-13", "customer": {"id": 1, "preferences": NEVER_SKI}, "unsubscribe_url": "https://post.example.com/u", **more}


def test_the_first_accepted_one_is_sent_and_the_report_says_instead_of_what(tmp_path: Path) -> None:
    message(tmp_path, "ski", topics=SKI, fallback=["alps", "news"])
    message(tmp_path, "alps", topics=SKI)
    message(tmp_path, "news")
    email = opened(tmp_path).render("ski", context())
    assert (email.message, email.subject, email.report.verdict) == ("news", "news", "accept")
    assert [(one.template, one.blocking_codes) for one in email.report.instead_of] == [("ski", ("PRF101",)), ("alps", ("PRF101",))]
    assert email.report.to_dict()["instead_of"][0]["reasons"][0]["code"] == "PRF101"


def test_an_accepted_message_has_no_predecessor(tmp_path: Path) -> None:
    message(tmp_path, "news", fallback=["other"])
    message(tmp_path, "other")
    report = opened(tmp_path).render("news", context()).report
    assert (report.template, report.instead_of) == ("news", ())
    assert "instead_of" not in report.to_dict()


def test_each_is_linted_for_itself_and_all_may_be_rejected(tmp_path: Path) -> None:
    message(tmp_path, "ski", topics=SKI, fallback=["alps"])
    message(tmp_path, "alps", "{{ customer.first_name }}", topics=SKI)
    with pytest.raises(MessageRejected) as caught:
        opened(tmp_path).render("ski", context())
    assert caught.value.report.template == "ski"
    assert [one.template for one in caught.value.attempts] == ["ski", "alps"]
    assert "DAT404" in caught.value.attempts[1].blocking_codes
    assert "'alps'" in str(caught.value)


def test_a_fallback_may_have_one_of_its_own(tmp_path: Path) -> None:
    message(tmp_path, "ski", topics=SKI, fallback=["alps", "last"])
    message(tmp_path, "alps", topics=SKI, fallback=["news"])
    message(tmp_path, "news")
    message(tmp_path, "last")
    assert opened(tmp_path).render("ski", context()).message == "news"


@pytest.mark.parametrize(
    ("links", "words"),
    [({"a": ["a"]}, "a → a"), ({"a": ["b"], "b": ["a"]}, "a → b → a"), ({"a": ["b"], "b": ["c"], "c": ["b"]}, "b → c → b"),
     ({"a": ["gone"]}, "no message 'gone'"), ({"a": ["b"], "b": ["gone"]}, "'gone'")],
)  # fmt: skip
def test_circles_and_unknown_messages_are_refused_when_the_message_is_loaded(
    tmp_path: Path, links: dict[str, list[str]], words: str
) -> None:
    for name in {"a", *links}:
        message(tmp_path, name, fallback=links.get(name, []))
    project = opened(tmp_path)
    for use in (lambda: project.render("a", context()), lambda: project.lint("a")):
        with pytest.raises(ConfigError) as caught:
            use()
        assert words in caught.value.message
        assert (
            caught.value.file
            == f"templates/{'b' if words.startswith(('b', chr(39))) and 'gone' in links.get('b', []) else list(links)[-1]}/message.toml"
        )
        assert caught.value.line == 3


def test_the_same_message_by_two_ways_is_no_circle(tmp_path: Path) -> None:
    message(tmp_path, "a", topics=SKI, fallback=["b", "c"])
    message(tmp_path, "b", topics=SKI, fallback=["d"])
    message(tmp_path, "c", topics=SKI, fallback=["d"])
    message(tmp_path, "d", topics=SKI)
    with pytest.raises(MessageRejected) as caught:
        opened(tmp_path).render("a", context())
    assert [one.template for one in caught.value.attempts] == ["a", "b", "d", "c"]


def test_the_caller_may_give_the_chain(tmp_path: Path) -> None:
    message(tmp_path, "ski", topics=SKI, fallback=["news"])
    message(tmp_path, "news")
    message(tmp_path, "other")
    project = opened(tmp_path)
    assert project.render("ski", context(), fallback=["other"]).message == "other"
    assert project.render("ski", context(), fallback="other").message == "other"
    with pytest.raises(MessageRejected):
        project.render("ski", context(), fallback=[])
    for chain in (["ski"], ["other", "other"]):
        with pytest.raises(ConfigError, match="tried already"):
            project.render("ski", context(), fallback=chain)
    with pytest.raises(ConfigError, match="did you mean 'other'"):
        project.render("ski", context(), fallback=["othr"])


def test_an_error_of_a_fallback_is_not_hidden(tmp_path: Path) -> None:
    message(tmp_path, "ski", topics=SKI, fallback=["strict", "news"], schema=[])
    message(tmp_path, "strict", schema=["own.json"])
    (tmp_path / "templates" / "strict" / "own.json").write_text('{"required": ["extra"]}', "utf-8")
    message(tmp_path, "news")
    with pytest.raises(ContextError) as caught:
        opened(tmp_path).render("ski", context())
    assert "in 'strict', a fallback of 'ski'" in caught.value.__notes__
    assert opened(tmp_path).render("ski", context(extra="x")).message == "strict"


def test_many(tmp_path: Path) -> None:
    message(tmp_path, "ski", topics=SKI, fallback=["alps"])
    message(tmp_path, "alps", topics=[*SKI], broadcast=True)
    project = opened(tmp_path)
    fine = {**context(), "customer": {"id": 2}}
    outcomes = list(project.render_many("ski", [context(), fine, {"customer": {}}]))
    assert [type(one) for one in outcomes] == [Rejected, Rendered, Failed]
    assert isinstance(outcomes[0], Rejected)
    assert [one.template for one in outcomes[0].attempts] == ["ski", "alps"]
    assert isinstance(outcomes[2], Failed)
    assert outcomes[2].error.reason == "context"
    decision = Override(["PRF101"], "ada", "a member asked for it")
    (sent,) = project.render_many("ski", [context()], override=decision)
    assert isinstance(sent, Rendered)
    assert sent.email.report.overrides[0].covered == ("PRF101",)
    (other,) = project.render_many("ski", [context()], fallback=[])
    assert isinstance(other, Rejected)


def test_a_decision_is_about_the_message_that_was_asked_for(tmp_path: Path) -> None:
    message(tmp_path, "ski", "{{ customer.first_name }}", topics=SKI, fallback=["alps"])
    message(tmp_path, "alps", topics=SKI)
    project = opened(tmp_path)
    decision = Override(["PRF101"], "ada", "a member asked for it")
    with pytest.raises(MessageRejected) as caught:
        project.render("ski", context(), override=decision)
    assert [one.blocking_codes for one in caught.value.attempts] == [("DAT404",), ("PRF101",)]
    assert caught.value.report.overrides[0].by == "ada"
    email: Email = project.render("alps", context(), override=decision)
    assert email.report.overrides[0].covered == ("PRF101",)
    assert project.render("alps", {**context(), "customer": {"id": 2}}, override=decision).report.overrides == ()  # nothing to decide
