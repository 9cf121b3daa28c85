"""Compares this project's MJML stage with npm mjml: `make fidelity [FOLDER=…]`. Needs node, npm and Chromium; never part of the tests.

Every document of the folder (partials are read by their includers) has its template tags made inert first, so that both compilers
read the same text. Reported: what each compiles, words, links and images lost, same DOM (styles and attributes in any order, random
ids alike), same pixels at 600 and 375 px (documents with the same DOM are not drawn again).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fidelity_dom import difference, dom, lost
from fidelity_facts import facts
from fidelity_validation import Validated, validated

from tactful.draft.outline import Marked
from tactful.draft.pieces import live
from tactful.errors import TactfulError
from tactful.mjml.parser import parse
from tactful.render.stages.held import AUTHOR_STYLE
from tactful.render.stages.inline import inline_css
from tactful.render.stages.mjml import compile_mjml
from tactful.render.stages.selfcheck import check_html
from tactful.template.environment import TactfulEnvironment
from tactful.template.loader import RootsLoader
from tactful.template.program import Program
from tactful.template.run import Run, running

HERE = Path(__file__).parent
WIDTHS = (600, 375)
OFFICIAL = "mjml@4.18.0"
_TEXTS = {
    ".mjml",
    ".html",
    ".htm",
    ".css",
    ".mj",
    ".jinja",
    ".j2",
    ".hbs",
    ".txt",
    ".tpl",
    ".ejs",
    ".liquid",
    ".twig",
    ".njk",
    ".erb",
    ".svg",
    ".xml",
    "",
}


@dataclass
class Compared:
    """One document: what each side made of it, and how they differ."""

    name: str
    official: str | None = None
    ours: str | None = None
    validation: Validated | None = None
    error: str = ""
    refused: bool = False  # on purpose: the error names a place in the author's file
    lost: list[str] = field(default_factory=list)
    difference: str = ""
    same: bool = False
    pixels: dict[int, bool] = field(default_factory=dict)


def inert(text: str) -> str:
    """Template tags replaced by what neither a template language nor MJML reads as anything."""
    text = re.sub(r"\{#.*?#\}|\{%-?.*?-?%\}|<%.*?%>", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{\{?\s*[#/^!>&][^{}]*\}?\}\}", "", text)
    return re.sub(r"\{\{\{?.*?\}?\}\}", "Aaa", text, flags=re.DOTALL).replace("{{", "{ {").replace("{%", "{ %").replace("{#", "{ #")


def copied(folder: Path, target: Path) -> list[Path]:
    """An inert copy of the folder; the documents in it."""
    documents = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.suffix.lower() not in _TEXTS:
            continue
        text = inert(file.read_text("utf-8", errors="replace").removeprefix("\ufeff"))
        copy = target / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, "utf-8")
        if file.suffix != ".html" and "<mjml" in text:
            documents.append(copy)
    return documents


def compiled(root: Path, name: str) -> tuple[str, str]:
    """Our HTML with what mj-style inline="inline" asks for inlined (as the official compiler does), and with all of the author's CSS
    inlined; by the way of every template: Jinja's environment, includes, MJML, inlining, the self-check."""
    environment = TactfulEnvironment(RootsLoader([root], root))
    program = Program(environment, name, lambda _path: False, lambda _path: False)
    run = Run(environment.registry.chunks, environment.steps, environment.max_size, "en")
    with running(run):
        expansion = program.expand(run, {})
    text = Marked(live(program, expansion), program.source).text
    html = compile_mjml(text)
    check_html(inline_css(html), parse(text))
    return inline_css(html.replace(f" {AUTHOR_STYLE}", "")), inline_css(html)


def official(files: Sequence[Path], work: Path, home: Path) -> list[dict[str, Any]]:
    (work / "list.json").write_text(json.dumps([str(file) for file in files]))
    subprocess.run(
        ["node", str(HERE / "fidelity/official.cjs"), str(work / "list.json"), str(work / "out.json")], check=True, env=_env(home)
    )
    found: list[dict[str, Any]] = json.loads((work / "out.json").read_text())
    return found


def _env(home: Path) -> dict[str, str]:
    import os

    return {**os.environ, "MJML_HOME": str(home)}


def drawn(documents: list[Compared], work: Path, home: Path) -> None:
    """Fill in which documents look the same."""
    jobs, owners = [], []
    for number, document in enumerate(documents):
        if document.official is None or document.ours is None:
            continue
        if document.same:
            document.pixels = dict.fromkeys(WIDTHS, True)
            continue
        for side, html in (("official", document.official), ("ours", document.ours)):
            file = work / f"{number}-{side}.html"
            file.write_text(html, "utf-8")
            for width in WIDTHS:
                jobs.append({"file": str(file), "width": width, "save": str(work / f"{number}-{side}-{width}.png")})
        owners.append(document)
    if not jobs:
        return
    (work / "jobs.json").write_text(json.dumps(jobs))
    subprocess.run(
        ["node", str(HERE / "fidelity/pictures.cjs"), str(work / "jobs.json"), str(work / "pictures.json")], check=True, env=_env(home)
    )
    pictures = json.loads((work / "pictures.json").read_text())
    for index, document in enumerate(owners):
        at = index * 2 * len(WIDTHS)
        for offset, width in enumerate(WIDTHS):
            document.pixels[width] = pictures[at + offset] == pictures[at + len(WIDTHS) + offset]


def compare(folder: Path, work: Path, home: Path, pictures: bool, only: str, validation: bool) -> list[Compared]:
    tree = work / "tree"
    files = [file for file in copied(folder, tree) if only in str(file)]
    documents = []
    for file, theirs in zip(files, official(files, work, home), strict=True):
        document = Compared(file.relative_to(tree).as_posix(), theirs.get("html"))
        documents.append(document)
        if document.official is None:
            continue
        if validation:
            source = file.read_text("utf-8")
            document.validation = validated(source, theirs["errors"], "<mj-include" in source)
        try:
            plain, document.ours = compiled(tree, document.name)
        except Exception as error:
            document.error = f"{type(error).__name__}: {str(error)[:300]}"
            document.refused = isinstance(error, TactfulError) and (error.line is not None or getattr(error, "offset", None) is not None)
            continue
        document.lost = lost(document.official, document.ours)
        document.difference = difference(document.official, plain)
        document.same = not document.difference and dom(document.ours) == dom(plain)
    if pictures:
        drawn(documents, work, home)
        again = [document for document in documents if document.pixels and not all(document.pixels.values())]
        drawn(again, work, home)  # a picture may be taken before an image is there: what differs is drawn once more
    return documents


def report(documents: list[Compared], verbose: bool) -> None:
    accepted = [document for document in documents if document.official is not None]
    ours = [document for document in accepted if document.ours is not None]
    print(f"documents {len(documents)}, official compiles {len(accepted)}")
    print(f"compile here          {_share(len(ours), len(accepted))}")
    refused = sum(document.refused for document in accepted)
    print(f"refused, with a place {_share(refused, len(accepted))}")
    print(f"failed                {_share(len(accepted) - len(ours) - refused, len(accepted))}")
    print(f"same DOM              {_share(sum(not document.difference for document in ours), len(accepted))}")
    for width in WIDTHS:
        print(f"same pixels at {width}    {_share(sum(document.pixels.get(width, False) for document in ours), len(accepted))}")
    print(f"lose nothing          {_share(sum(not document.lost for document in ours), len(accepted))}")
    for document in accepted:
        if document.error:
            print(f"{'REFUSED' if document.refused else 'FAILED'} {document.name}\n       {document.error}")
        elif document.lost or not all(document.pixels.values()) or (verbose and document.difference):
            wrong = [str(width) for width, same in document.pixels.items() if not same]
            print(f"DIFFERS {document.name} pixels at {wrong} lost {document.lost[:8]}")
            if verbose:
                print("   " + document.difference.replace("\n", "\n   "))


def report_validation(documents: list[Compared], verbose: bool) -> None:
    pairs = [(document.name, document.validation) for document in documents if document.validation is not None]
    found, missed = sum(one.found for _name, one in pairs), sum(len(one.missed) for _name, one in pairs)
    print(f"official findings found here  {_share(found, found + missed)}")
    print(f"refused before any rule       {sum(one.silent for _name, one in pairs)}")
    for name, one in pairs:
        for missing in one.missed:
            print(f"MISSED {name}:{missing}")
    more: Counter[str] = Counter()
    for _name, one in pairs:
        more.update(one.more)
    print(f"found here only               {sum(more.values())}")
    for message, count in more.most_common(None if verbose else 20):
        print(f"MORE {count:4} {message}")


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / max(whole, 1):.1f} %)"


def installed(home: Path) -> Path:
    """npm mjml in a folder of its own; installed once."""
    if not (home / "node_modules/mjml").is_dir():
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", OFFICIAL], cwd=home, check=True)
    return home


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path, default=HERE.parent / "build/fidelity", help="where npm mjml is, or is to be, installed")
    parser.add_argument("--only", default="", help="documents whose path has this in it")
    parser.add_argument("--no-pictures", action="store_true")
    parser.add_argument("--keep", type=Path, help="keep HTML and pictures in this folder")
    parser.add_argument("--validate", action="store_true", help="compare the MJM rules with the official soft validation, too")
    parser.add_argument("--record", type=Path, help="write the facts of the official output of every document to this file")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("make fidelity needs node and npm", file=sys.stderr)
        return 2
    work = options.keep.resolve() if options.keep else Path(tempfile.mkdtemp(prefix="tactful-fidelity-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        home = installed(options.home.resolve())
        documents = compare(options.folder.resolve(), work, home, not options.no_pictures, options.only, options.validate)
        if options.record:
            recorded = {document.name: facts(document.official) for document in documents if document.official is not None}
            options.record.write_text(json.dumps(recorded, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
        report(documents, options.verbose)
        if options.validate:
            report_validation(documents, options.verbose)
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
