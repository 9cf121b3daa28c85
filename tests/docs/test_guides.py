"""Each guide is followed from top to bottom in a folder of its own: files are written, commands run, snippets executed.

A block with ``title="…"`` is a file. In a ``sh`` block each line is a command that must end with 0, or with what ``# exit N`` after it says.
What a ``text`` block shows stands in the output of the commands before it. ``python`` blocks without a title run one after another.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [
    ROOT / "docs" / "guides" / f"{name}.md" for name in ("authors", "integrators", "ci", "rule-authors")
]  # editor.md has a test of its own
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_RUN = re.compile(r"^\s*- run: (.*)$", re.MULTILINE)


class Block(NamedTuple):
    kind: str
    file: str
    text: str


def blocks(guide: Path) -> Iterator[Block]:
    for found in _BLOCK.finditer(guide.read_text("utf-8")):
        yield Block(found.group(1), found.group(2) or "", found.group(3))


class Reader:
    """Somebody who does what a guide says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.space: dict[str, object] = {"__name__": "guide"}
        self.said = ""

    def follow(self, block: Block) -> None:
        if block.file:
            file = self.folder / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, "utf-8")
            if block.kind == "yaml":
                for command in _RUN.findall(block.text):
                    self.command(command)
        elif block.kind == "sh":
            self.said = ""
            for line in block.text.splitlines():
                self.line(line)
        elif block.kind == "python":
            before = Path.cwd()
            os.chdir(self.folder)
            try:
                exec(compile(block.text, "guide", "exec"), self.space)
            finally:
                os.chdir(before)
        elif block.kind == "text":
            plain = " ".join(self.said.split())
            for line in block.text.splitlines():
                assert " ".join(line.split()) in plain, f"{line!r} is not said by the commands before it:\n{self.said}"
        else:
            pytest.fail(f"a {block.kind} block that nothing runs: give it a title, or make it text")

    def line(self, line: str) -> None:
        command, _, remark = line.partition(" #")
        wanted = re.search(r"exit (\d)", remark)
        self.command(command.strip(), int(wanted.group(1)) if wanted else 0)

    def command(self, command: str, wanted: int = 0) -> None:
        words = shlex.split(command)
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            return
        if words[:2] == ["pip", "install"]:
            self.install(words[2:])
            return
        module = {"tactful": ["tactful.cli"], "pytest": ["pytest", "-p", "no:cacheprovider"], "python": []}[words[0]]
        rest = words[1:]
        if words[0] == "python":
            assert rest[0] == "-m"
            module, rest = [rest[1]], rest[2:]
        path = os.pathsep.join([str(self.folder / ".site"), *filter(None, [os.environ.get("PYTHONPATH")])])
        env = {
            **os.environ,
            "PYTHONPATH": path,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_ADDOPTS": "-p no:xdist -p no:cov -p no:randomly",
            "NO_COLOR": "1",
        }
        env.pop("PYTEST_CURRENT_TEST", None)
        done = subprocess.run(
            [sys.executable, "-m", *module, *rest], cwd=self.folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False
        )
        self.said += done.stdout + done.stderr
        assert done.returncode == wanted, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"

    def install(self, words: list[str]) -> None:
        """Tactful is there already; a package of the reader's goes into a folder of its own, without network."""
        if words != ["."]:
            return
        (self.folder / ".site").mkdir(exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--no-build-isolation",
            "--target",
            ".site",
            ".",
        ]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_can_be_followed(guide: Path, tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    for block in blocks(guide):
        reader.follow(block)


def test_there_is_a_guide_for_each_kind_of_people_and_the_readme_names_them() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for guide in GUIDES:
        assert f"docs/guides/{guide.name}" in readme


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_fence_of_a_guide_is_read(guide: Path) -> None:
    text = guide.read_text("utf-8")
    assert 2 * len(list(blocks(guide))) == len(re.findall(r"^```", text, re.MULTILINE))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_the_links_of_a_guide_lead_somewhere(guide: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", guide.read_text("utf-8")):
        assert (guide.parent / target).exists(), target
