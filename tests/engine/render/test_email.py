"""The email: headers, MIME, text."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any

import pytest

from tactful.errors import StageError
from tactful.project import Project
from tactful.render.email import Email, header_text, mailbox, unsubscribe_headers
from tactful.render.urls import refused_scheme, settles

BODY = "<mjml><mj-body><mj-section><mj-column>{body}</mj-column></mj-section></mj-body></mjml>"
SCHEMA = {"additionalProperties": True}


def render(body: str, manifest: dict[str, Any] | None = None, **context: Any) -> Email:
    made = Project.in_memory(
        manifest={"subject": "S", "purpose": "service", "locale": "sv-SE", **(manifest or {})}, mjml=BODY.format(body=body), schema=SCHEMA
    )
    return made.render("case", {"customer": {"id": 1}, **context})


def test_mime_is_clean_and_round_trips() -> None:
    email = render("<mj-text>Hej å 😀 <a href='https://x.example'>länk</a></mj-text>",
                   {"subject": "Åsa: {{ a }}", "sender": {"name": "Å & B", "from": "post@example.se"}, "headers": {"X-Campaign": "v7"}},
                   a="b\r\nBcc: evil@example.com", unsubscribe_url="https://u.example/1")  # fmt: skip
    raw = email.mime().as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["Subject"] == "Åsa: b Bcc: evil@example.com"
    assert parsed["Bcc"] is None
    assert parsed["From"] == '"Å & B" <post@example.se>' or "post@example.se" in parsed["From"]
    assert (parsed["X-Campaign"], parsed["List-Unsubscribe"]) == ("v7", "<https://u.example/1>")
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n").strip() for part in parsed.iter_parts()] == [email.text.strip(), email.html.strip()]


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("https://u.example", 2),
        ("http://u.example", 1),
        ("mailto:u@example.com", 1),
        ("javascript:alert(1)", 0),
        ("https://u.example/\r\nBcc: x", 0),
        ("", 0),
    ],
)
def test_unsubscribe_headers(url: str, headers: int) -> None:
    assert len(unsubscribe_headers(url)) == headers


def test_an_empty_subject_is_an_error() -> None:
    with pytest.raises(StageError, match="subject is empty"):
        Project.in_memory(
            manifest={"subject": "{{ a | default('') }}", "purpose": "service"},
            mjml=BODY.format(body="<mj-text>x</mj-text>"),
            schema=SCHEMA,
        ).render("case", {"customer": {"id": 1}})


def test_header_text_is_one_line() -> None:
    assert header_text("a\r\n\tb\x00c \u2028 d") == "a b c d"


def test_mailboxes() -> None:
    assert mailbox("", "a@b.example") == "a@b.example"
    with pytest.raises(ValueError, match="not an email address"):
        mailbox("A", "nowhere")


def test_plain_text_keeps_buttons_links_lists_tables_and_order() -> None:
    email = render(
        "<mj-text><h2>Rubrik</h2><p>Ett <a href='https://x.example/a'>ord</a></p><ul><li>en</li><li>två</li></ul><ol><li>först</li></ol></mj-text>"
        "<mj-table><tr><th>Vara</th><th>Pris</th></tr><tr><td>{{ a }}</td><td>3</td></tr></mj-table>"
        "<mj-image src='https://x.example/i.png' alt='En bild' /><mj-button href='https://x.example/{{ a }}'>Köp {{ a }}</mj-button>"
        "<mj-text><span style='display:none'>dold</span><!-- kommentar --><b>Slut</b> &amp; hej</mj-text>",
        a="<b>",
    )  # fmt: skip
    assert email.text == (
        "Rubrik\n\nEtt ord (https://x.example/a)\n\n- en\n- två\n\n1. först\n\nVara | Pris\n\n<b> | 3\n\nEn bild\n\nKöp <b>: https://x.example/<b>\n\nSlut & hej\n"
    )


def test_a_preheader_becomes_the_preview() -> None:
    email = render("<mj-text>x</mj-text>", {"preheader": "A & {{ a }}"}, a="<b>")
    assert email.preheader == "A & <b>"
    assert "display:none" in email.html
    assert "A &amp; &lt;b&gt;" in email.html


@pytest.mark.parametrize(
    "url", ["https://x", "HTTP://x", "mailto:a@b", "tel:+4612", "cid:a", "/a", "#a", "a/b:c", "", "?a=b:c", "www.x.se"]
)
def test_allowed_urls(url: str) -> None:
    assert refused_scheme(url) is None


@pytest.mark.parametrize(
    "url",
    ["javascript:x", "java\tscript:x", "\x01javascript:x", "data:x", "VBScript:x", "file:///x", "&#106;avascript:x", "\u200bjavascript:x"],
)
def test_refused_urls(url: str) -> None:
    assert refused_scheme(url) is not None


@pytest.mark.parametrize(
    ("literal", "settled"), [("https://x/", True), ("/a", True), ("", False), ("java", False), ("javascript:", False), ("x.se/", True)]
)
def test_what_a_literal_start_settles(literal: str, settled: bool) -> None:
    assert settles(literal) is settled
