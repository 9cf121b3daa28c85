"""Pictures of emails as snapshots: in an installed Chromium, 600 and 375 pixels wide, light and dark.

Needs the extra ``tactful[visual]`` (Playwright, Pillow) and a Chromium; without them these tests are skipped and say why. Nothing is fetched: every
picture of the mail is a grey one. Fonts differ between machines, so pictures are compared where they were made (one image of CI).
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tactful.pytest_plugin.extensions import place_of

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion
    from syrupy.location import PyTestLocation
    from syrupy.types import SerializableData, SnapshotIndex

    from tactful.render.email import Email

WIDTHS = (600, 375)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SLIGHT = 24  # of 255: what anti-aliasing changes in a channel
_GREY = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


class Difference(NamedTuple):
    """The share of pixels that differ visibly (0 to 1), and a picture of where: red on the new one, paled."""

    share: float
    picture: bytes


def missing() -> str:
    """Why no picture can be taken here, or nothing."""
    try:
        import PIL  # noqa: F401
        import playwright.sync_api  # noqa: F401
    except ImportError as error:
        return f"visual snapshots need {error.name}: install tactful[visual]"
    return "" if chromium() is not None else "visual snapshots need an installed Chromium (or TACTFUL_CHROMIUM with its path)"


def chromium() -> str | None:
    """The path of an installed Chromium: that of TACTFUL_CHROMIUM, else one on the path."""
    named = os.environ.get("TACTFUL_CHROMIUM")
    if named is not None:
        return named if os.access(named, os.X_OK) and Path(named).is_file() else None
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


class Studio:
    """One browser for a run of tests. Close it."""

    def __init__(self) -> None:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        arguments = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []  # Chromium refuses root with one
        try:
            self._browser = self._playwright.chromium.launch(executable_path=chromium(), args=[*arguments, "--font-render-hinting=none"])
        except BaseException:
            self._playwright.stop()
            raise

    def close(self) -> None:
        self._browser.close()
        self._playwright.stop()

    def pictures(self, html: str) -> Iterator[tuple[str, bytes]]:
        """Name (``600-light``) and PNG of each width and colour scheme, as high as the mail is."""
        for width in WIDTHS:
            for scheme in SCHEMES:
                page = self._browser.new_page(
                    viewport={"width": width, "height": 400}, color_scheme=scheme, java_script_enabled=False, reduced_motion="reduce"
                )
                try:
                    page.route("**/*", _answered)
                    page.set_content(html, wait_until="load")
                    yield f"{width}-{scheme}", page.screenshot(full_page=True, animations="disabled")
                finally:
                    page.close()


def _answered(route: Any) -> None:
    """No request leaves the machine."""
    if route.request.resource_type == "image":
        route.fulfill(status=200, content_type="image/png", body=_GREY)
    else:
        route.abort()


def difference(before: bytes, after: bytes) -> Difference:
    """How two pictures differ; another size differs where only one of them has pixels."""
    from PIL import Image, ImageChops, ImageOps

    old, new = (Image.open(io.BytesIO(one)).convert("RGB") for one in (before, after))
    size = (max(old.width, new.width), max(old.height, new.height))
    wide_old, wide_new = Image.new("RGB", size, "magenta"), Image.new("RGB", size, "cyan")
    wide_old.paste(old)
    wide_new.paste(new)
    channels = ImageChops.difference(wide_old, wide_new).split()
    strongest = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    mask = strongest.point(lambda value: 255 if value > _SLIGHT else 0)
    share = mask.histogram()[255] / (size[0] * size[1])
    paled = Image.blend(ImageOps.grayscale(wide_new).convert("RGB"), Image.new("RGB", size, "white"), 0.6)
    paled.paste((220, 0, 0), mask=mask)
    told = io.BytesIO()
    paled.save(told, "PNG")
    return Difference(share, told.getvalue())


class PictureExtension(SingleFileSnapshotExtension):
    """PNGs beside the other snapshots of a message; equal where no more pixels differ than ``tolerance`` (a share) allows."""

    file_extension = "png"
    _write_mode = WriteMode.BINARY
    tolerance = 0.001

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        own = _own(test_location)
        return super().dirname(test_location=test_location) if own is None else str(own[0])

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        own = _own(test_location)
        return super().get_snapshot_name(test_location=test_location, index=index) if own is None else f"{own[1]}-{index}"

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        own = _own(test_location)
        if own is None:
            return super().matches_test_location(test_location=test_location, snapshot_location=snapshot_location)
        place = Path(snapshot_location)
        return place.parent == own[0] and place.stem in {f"{own[1]}-{width}-{scheme}" for width in WIDTHS for scheme in SCHEMES}

    def matches(self, *, serialized_data: SerializableData, snapshot_data: SerializableData) -> bool:
        return serialized_data == snapshot_data or difference(snapshot_data, serialized_data).share <= self.tolerance


def _own(location: PyTestLocation) -> tuple[Path, str] | None:
    return location.item.stash.get(place_of, None) if hasattr(location.item, "stash") else None  # xdist: rebuilt, without


def compare(email: Email, snapshot: SnapshotAssertion, studio: Studio, tolerance: float) -> None:
    """Compares all pictures before any of them fails the test; pictures of what differs go beside the snapshots."""

    class Picture(PictureExtension):
        pass

    Picture.tolerance = tolerance
    asserted = snapshot.use_extension(Picture)
    wrong: list[str] = []
    for name, picture in studio.pictures(email.html):
        one = asserted(name=name)
        where = Path(Picture.get_location(test_location=asserted.test_location, index=name))
        told = where.with_suffix(".diff.png")
        told.unlink(missing_ok=True)
        if one == picture:
            continue
        if where.is_file():
            found = difference(where.read_bytes(), picture)
            told.write_bytes(found.picture)
            wrong.append(f"{name}: {found.share:.2%} of the pixels differ (allowed: {tolerance:.2%}), see {told}")
        else:
            wrong.append(f"{name}: there is no picture yet (make it with --snapshot-update)")
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


__all__ = ["PictureExtension", "Studio", "chromium", "compare", "difference", "missing"]
