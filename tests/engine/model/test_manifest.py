from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.errors import ConfigError
from tactful.model.manifest import Manifest, canonical_path

FULL = """\
subject = "Hej {{ customer.first_name }}"
preheader = "Vår"
purpose = "occasion"
occasion = "birthday"
topics = ["travel"]
locale = "sv-SE"
stage = "active"
broadcast = false
selection = ["preferences[].topic", "customer.birth_date"]
legal_basis = "consent"
fallback = ["customer.first_name"]
schema = ["context.schema.json"]

[headers]
X-Campaign = "var"

[sender]
name = "Nordsvea"
from = "hej@example.se"

[[asks]]
field = "birth_date"
why = "en present"

[[expect]]
sample = "ada"
verdict = "reject"
codes = ["EXP201"]
later = ["TON601"]
"""


def load(tmp_path: Path, text: str) -> Manifest:
    file = tmp_path / "message.toml"
    file.write_text(text, "utf-8")
    return Manifest.load(file, "message.toml")


def refusal(tmp_path: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert caught.value.file == "message.toml"
    return caught.value


def test_everything_at_once(tmp_path: Path) -> None:
    found = load(tmp_path, FULL)
    assert found.selection == ("customer.preferences[].topic", "customer.birth_date")
    assert found.sender is not None
    assert (found.sender.name, found.sender.from_) == ("Nordsvea", "hej@example.se")
    assert found.asks[0].why == "en present"
    assert (found.expect[0].codes, found.expect[0].later) == (("EXP201",), ("TON601",))
    assert dict(found.headers) == {"X-Campaign": "var"}
    assert hash(found.topics)


def test_a_message_that_names_no_purpose_is_a_promotion() -> None:
    found = Manifest.from_mapping({"subject": "x"})
    assert (found.is_promotion, found.exempt_from_preferences) == (True, False)


@pytest.mark.parametrize(
    ("purpose", "exempt"), [("service", True), ("notice", True), ("promotion", False), ("occasion", False), ("survey", False)]
)
def test_service_and_notice_are_exempt(purpose: str, exempt: bool) -> None:
    assert Manifest.from_mapping({"subject": "x", "purpose": purpose}).exempt_from_preferences is exempt


@pytest.mark.parametrize(
    ("change", "line", "message", "remedy"),
    [
        (('stage = "active"', 'stagee = "active"'), 7, "'stagee'", "'stage'"), (('purpose = "occasion"', 'purpose = "promo"'), 3, "purpose", "promotion"),
        (('topics = ["travel"]', 'topics = "travel"'), 5, "topics", ""), (('name = "Nordsvea"', 'naem = "N"'), 18, "sender.naem", "'name'"),
        (('why = "en present"', 'wyh = "x"'), 23, "asks[0].wyh", "'why'"), (('verdict = "reject"', 'verdict = "rejct"'), 27, "expect[0].verdict", "'reject'"),
        (('locale = "sv-SE"', 'locale = "xx-YY"'), 6, "xx-YY", ""), (("broadcast = false", 'broadcast = "no"'), 8, "broadcast", ""),
        (('X-Campaign = "var"', 'Subject = "var"'), 15, "Subject", ""), (('X-Campaign = "var"', 'X-A = "a\\r\\nBcc: b@example.org"'), 15, "X-A", ""),
        (('"customer.birth_date"', '"customer..birth"'), 9, "selection[1]", "customer.birth_date"), (('subject = "Hej {{ customer.first_name }}"', 'subject = ""'), 1, "subject", ""),
    ],
)  # fmt: skip
def test_wrong_settings_have_a_line(tmp_path: Path, change: tuple[str, str], line: int, message: str, remedy: str) -> None:
    assert change[0] in FULL
    error = refusal(tmp_path, FULL.replace(*change))
    assert message in error.message
    assert error.line == line
    assert remedy in (error.remedy or "")


def test_a_subject_is_required(tmp_path: Path) -> None:
    assert "'subject'" in refusal(tmp_path, 'purpose = "service"\n').message


def test_a_word_of_the_subject_is_no_key(tmp_path: Path) -> None:
    assert refusal(tmp_path, 'subject = "stage = 3"\nstage = 3\n').line == 2


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_a_manifest_is_a_table(data: Any) -> None:
    with pytest.raises(ConfigError):
        Manifest.from_mapping(data)


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("customer.history[0].item", "customer.history[].item"), ("history[].item", "customer.history[].item"), ("customer['birth_date']", "customer.birth_date"),
        ('customer.history[-1]["item"]', "customer.history[].item"), ("yoga", "customer.yoga"), ("preferences", "customer.preferences"), ("campaign.name", "campaign.name"),
        (" customer.age ", "customer.age"), ("offers", "offers"), ("offers[*].topic", "offers[].topic"), ("unsubscribe_url", "unsubscribe_url"), ("customer", "customer"),
    ],
)  # fmt: skip
def test_canonical_paths(path: str, canonical: str) -> None:
    assert canonical_path(path) == canonical


@pytest.mark.parametrize("path", ["", ".", "customer.", "customer..x", "customer.x[", "a b", "{{ customer.age }}", "customer[x].y"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        canonical_path(path)


@given(st.from_regex(r"[a-z_]{1,6}(\[[0-9]?\])?(\.[a-z_]{1,6}(\[\])?){0,3}", fullmatch=True))
def test_canonical_paths_stay_as_they_are(path: str) -> None:
    once = canonical_path(path)
    assert canonical_path(once) == once
