"""The example messages beyond what the pytest plugin tests (`tactful = true`: verdicts, codes, snapshots): what they are, and that their emails equal
the naive pipeline's."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tactful.errors import MessageRejected
from tactful.project import Project
from tactful.render.email import Email

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "engine" / "render"))

from oracle import dom, naive_html  # noqa: E402


@functools.cache
def project() -> Project:
    return Project.open(ROOT)


SAMPLES = [(name, file.stem) for name in project().messages() for file in project().samples(name)]


def context(name: str, sample: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "templates" / name / "samples" / f"{sample}.json").read_text("utf-8"))
    return found


def test_there_are_examples_of_every_kind() -> None:
    manifests = [project().manifest(name) for name in project().messages()]
    assert len(manifests) >= 12
    assert {manifest.locale[:2] for manifest in manifests} == {"sv", "nb", "da", "fi", "de", "en"}
    assert {"promotion", "service", "occasion", "notice"} <= {manifest.purpose for manifest in manifests}
    verdicts = {expectation.verdict for manifest in manifests for expectation in manifest.expect}
    assert verdicts == {"accept", "reject"}


@pytest.mark.parametrize("name", project().messages())
def test_every_sample_has_an_expectation(name: str) -> None:
    expected = {expectation.sample for expectation in project().manifest(name).expect}
    assert expected == {file.stem for file in project().samples(name)}
    assert len(expected) >= 2


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_an_email_has_the_same_bytes_twice(name: str, sample: str, render_email: Callable[[str, str], Email]) -> None:
    try:
        email = render_email(name, sample)
    except MessageRejected:
        return
    assert email.mime().as_bytes() == render_email(name, sample).mime().as_bytes()


@pytest.mark.parametrize("name", project().messages())
def test_the_fast_path_equals_the_naive_one(name: str) -> None:
    for file in project().samples(name):
        values = context(name, file.stem)
        draft = project().draft(name, values)
        email = project()._renderer.email(draft, project().linter.static_report(draft.template))
        naive = naive_html(project(), name, values)
        if email.preheader and "mj-preview" not in project().template(name).body.source.text:
            assert email.preheader in email.text or email.preheader.split()[0] in email.html  # the naive pipeline has no preheader
            head, _, rest = email.html.partition("<body")
            start = rest.index('<div style="display:none')
            without = f"{head}<body{rest[:start]}{rest[rest.index('</div>', start) + 6 :]}"
            assert dom(without) == dom(naive)
        else:
            assert dom(email.html) == dom(naive)
