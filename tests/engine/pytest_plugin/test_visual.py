"""Pictures of emails: compared with tolerance, with a picture of the difference, skipped with a reason where there is no browser."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from small_project import sample, write_project

pytest.importorskip("PIL", reason="visual snapshots need Pillow")

from tactful.pytest_plugin.visual import difference, missing

BODY = '<mj-text color="{colour}" font-size="30px">Hello {{{{ customer.first_name | default("you") }}}}!</mj-text>'
browser = pytest.mark.skipif(bool(missing()), reason=missing())


def body(colour: str) -> str:
    return BODY.format(colour=colour)


@pytest.fixture
def root(pytester: pytest.Pytester) -> Path:
    write_project(pytester.path, {"lamps": {"body": body("#222222"), "samples": {"ada": sample(first_name="Ada")}}})
    pytester.makefile(".ini", pytest="[pytest]\ntactful = true\n")
    return pytester.path


def run(pytester: pytest.Pytester, *arguments: str, plugins: tuple[str, ...] = ("-p", "no:xdist")) -> pytest.RunResult:
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:cov", *plugins, "-rs", "-W", "error", *arguments)


def pictures(root: Path) -> set[str]:
    return {file.name for file in (root / "templates/lamps/__snapshots__").glob("*.png")}


WANTED = {f"ada-visual-{width}-{scheme}.png" for width in (600, 375) for scheme in ("light", "dark")}


def test_without_a_browser_they_are_skipped_and_say_why(pytester: pytest.Pytester, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACTFUL_CHROMIUM", str(root / "no-browser"))
    result = run(pytester, "--tactful-visual", "--snapshot-update")
    result.assert_outcomes(passed=2, skipped=1)
    assert "need an installed Chromium" in result.stdout.str() or "install tactful[visual]" in result.stdout.str()


def test_nothing_of_it_happens_unasked(pytester: pytest.Pytester, root: Path) -> None:
    assert "visual" not in run(pytester, "--collect-only", "-q").stdout.str()


def test_a_tolerance_that_is_none_is_refused(pytester: pytest.Pytester, root: Path) -> None:
    if missing():
        pytest.skip(missing())
    pytester.makefile(".ini", pytest="[pytest]\ntactful_visual = true\ntactful_visual_tolerance = much\n")
    assert "tactful_visual_tolerance is no percentage" in run(pytester).stdout.str()


@browser
def test_a_change_that_can_be_seen_fails_and_is_shown(pytester: pytest.Pytester, root: Path) -> None:
    run(pytester, "--tactful-visual", "--snapshot-update").assert_outcomes(passed=3)
    assert pictures(root) == WANTED
    run(pytester, "--tactful-visual").assert_outcomes(passed=3)
    file = root / "templates/lamps/message.mjml"
    before = file.read_text("utf-8")
    file.write_text(before.replace("#222222", "#cc2222"), "utf-8")
    result = run(pytester, "--tactful-visual", "templates/lamps/message.toml::ada-visual")
    result.assert_outcomes(failed=1)
    assert "of the pixels differ (allowed: 0.10%)" in result.stdout.str()
    assert {one for one in pictures(root) if ".diff." in one} == {one.replace(".png", ".diff.png") for one in WANTED}
    file.write_text(before, "utf-8")
    run(pytester, "--tactful-visual").assert_outcomes(passed=3)
    assert pictures(root) == WANTED


@browser
def test_within_the_tolerance_it_passes(pytester: pytest.Pytester, root: Path) -> None:
    pytester.makefile(".ini", pytest="[pytest]\ntactful_visual = true\ntactful_visual_tolerance = 50%\n")
    run(pytester, "--snapshot-update").assert_outcomes(passed=3)
    file = root / "templates/lamps/message.mjml"
    file.write_text(file.read_text("utf-8").replace("#222222", "#cc2222"), "utf-8")
    run(pytester, "templates/lamps/message.toml::ada-visual").assert_outcomes(passed=1)


@browser
def test_pictures_that_nobody_needs_are_reported(pytester: pytest.Pytester, root: Path) -> None:
    run(pytester, "--tactful-visual", "--snapshot-update").assert_outcomes(passed=3)
    (root / "templates/lamps/samples/bea.json").write_text((root / "templates/lamps/samples/ada.json").read_text("utf-8"), "utf-8")
    run(pytester, "--tactful-visual", "--snapshot-update").assert_outcomes(passed=5)
    (root / "templates/lamps/samples/ada.json").unlink()
    result = run(pytester, "--tactful-visual")
    assert "8 snapshots unused" in result.stdout.str()
    run(pytester, "--tactful-visual", "--snapshot-update")
    assert pictures(root) == {one.replace("ada", "bea") for one in WANTED}


@browser
def test_two_processes_make_the_same_pictures(pytester: pytest.Pytester, root: Path) -> None:
    pytest.importorskip("xdist")
    run(pytester, "--tactful-visual", "--snapshot-update", plugins=("-n", "2")).assert_outcomes(passed=3)
    assert pictures(root) == WANTED
    run(pytester, "--tactful-visual").assert_outcomes(passed=3)


@browser
def test_the_fixture_serves_tests_of_ones_own(pytester: pytest.Pytester, root: Path) -> None:
    pytester.makepyfile("def test_mail(render_email, visual_snapshot):\n    visual_snapshot(render_email('lamps', 'ada'))\n")
    run(pytester, "--snapshot-update", "test_the_fixture_serves_tests_of_ones_own.py").assert_outcomes(passed=1)
    run(pytester, "test_the_fixture_serves_tests_of_ones_own.py").assert_outcomes(passed=1)
    assert len(list((root / "__snapshots__").rglob("*.png"))) == 4


def png(size: tuple[int, int], colour: tuple[int, int, int], spot: tuple[int, int] | None = None) -> bytes:
    from PIL import Image

    image = Image.new("RGB", size, colour)
    if spot is not None:
        image.paste((255, 0, 0), (0, 0, *spot))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize(
    ("after", "share"),
    [
        (png((10, 10), (255, 255, 255)), 0), (png((10, 10), (240, 240, 240)), 0), (png((10, 10), (200, 255, 255)), 1),
        (png((10, 10), (255, 255, 255), (5, 5)), 0.25), (png((10, 20), (255, 255, 255)), 0.5), (png((20, 10), (255, 255, 255)), 0.5),
    ],
)  # fmt: skip
def test_the_share_of_pixels_that_differ(after: bytes, share: float) -> None:
    from PIL import Image

    found = difference(png((10, 10), (255, 255, 255)), after)
    assert found.share == pytest.approx(share)
    assert Image.open(io.BytesIO(found.picture)).size == Image.open(io.BytesIO(after)).size
