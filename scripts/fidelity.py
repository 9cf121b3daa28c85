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

from lxml import html as lxml_html

from tactful.draft.outline import Marked
from tactful.draft.pieces import live
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


@dataclass
class Compared:
    """One document: what each side made of it, and how they differ."""

    name: str
    official: str | None = None
    ours: str | None = None
    error: str = ""
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
        if not file.is_file() or file.suffix not in (".mjml", ".html", ".css", ".mj", ".jinja", ".j2", ".hbs", ".txt"):
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


_IDS = re.compile(r"(?:mj-carousel-(?:radio-)?|tactful-)?(?:[0-9a-f]{16}|(?<=-)[0-9]{8}|(?<=\")0{8})(?![0-9a-zA-Z])")
_ADJACENT = re.compile(r"<!\[endif\]-->(?:\s|&nbsp;)*<!--\[if mso \| IE\]>")
_OUTLOOK = "[if mso | IE]>"
_STYLES = re.compile(r'</style>\s*<style type="text/css">')
_COLUMN_RULE = re.compile(r"(?:\.moz-text-html )?\.mj-column-[\w-]+\{[^{}]*\}")
_CONDITIONAL = re.compile(r"\[if|\[endif|!\[endif", re.IGNORECASE)


def dom(html: str) -> list[str]:
    """The document as lines that differ only where a reader could see it: tags, attributes, styles in any order, words."""
    root = lxml_html.document_fromstring(
        _IDS.sub("ID", _STYLES.sub("\n", _ADJACENT.sub("", html))).encode(), parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    )
    lines = []
    for node in root.iter():
        if isinstance(node.tag, str):
            attributes = sorted(
                f"{name}={_value(name, value)}"
                for name, value in node.attrib.items()
                if _counts(name, value) and not _doubled(name, value, node)
            )
            text = _css(node.text or "") if node.tag == "style" else " ".join((node.text or "").split())
            lines.append(f"{node.tag} {' '.join(attributes)} | {text}")
        elif _CONDITIONAL.search(node.text or ""):
            _add_comment(lines, _comment(node.text or ""))
        tail = " ".join((node.tail or "").split())
        if tail:
            lines.append(f"tail {tail}")
    return lines


def _add_comment(lines: list[str], text: str) -> None:
    """Conditional comments that follow one another are one, whatever comment of the author's stood between them."""
    if lines and lines[-1].startswith(f"comment {_OUTLOOK}") and lines[-1].endswith("<![endif]") and text.startswith(_OUTLOOK):
        lines[-1] = lines[-1].removesuffix("<![endif]") + text.removeprefix(_OUTLOOK)
    else:
        lines.append(f"comment {text}")


def _counts(name: str, value: str) -> bool:
    if name == "style" and not _value(name, value):
        return False
    return (bool(value.strip()) and name != "vertical-align" and value not in ("NaN", "NaNpx", "Infinity")) or name in (
        "alt",
        "href",
        "src",
    )


def _doubled(name: str, value: str, node: Any) -> bool:
    """Attributes that juice writes beside the style that says the same."""
    style = {"width": "width", "bgcolor": "background-color"}.get(name)
    declared = re.sub(r"([:;])\s+", r"\1", node.get("style") or "")
    return style is not None and f";{style}:{value};" in f";{declared};"


def _value(name: str, value: str) -> str:
    if name == "style":
        value = re.sub(r"(?<![\w.])0px", "0", re.sub(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3(?![0-9a-f])", r"#\1\2\3", value.lower()))
        parts = [re.sub(r"\s*:\s*", ":", " ".join(part.split())) for part in value.split(";")]
        last = {part.partition(":")[0]: part for part in parts if part and not part.endswith(":") and "nan" not in part}
        return ";".join(sorted(last.values()))
    return " ".join(sorted(value.split())) if name == "class" else " ".join(value.split())


def _css(text: str) -> str:
    text = re.sub(r"\s*([{};:,>+])\s*", r"\1", " ".join(text.split())).replace(";}", "}")
    text = re.sub(r"\s*!\s*important", "!important", text)
    columns = sorted(_COLUMN_RULE.findall(text))  # each column wears one of these classes, so their order says nothing
    return _COLUMN_RULE.sub(lambda _found: columns.pop(0), text)


def _comment(text: str) -> str:
    def tag(found: re.Match[str]) -> str:
        pairs = re.findall(r'([\w:-]+)="([^"]*)"', found.group(2))
        return (
            f"<{found.group(1)} " + " ".join(sorted(f"{name}={_value(name, value)}" for name, value in pairs if _counts(name, value))) + ">"
        )

    text = re.sub(r">(?:\s|&nbsp;|\xa0)+<", "><", re.sub(r"(\d+\.\d+)px", lambda found: f"{float(found[1]):.1f}px", text))
    return " ".join(re.sub(r"<([\w:]+)((?:\s+[\w:-]+(?:=\"[^\"]*\")?)*)\s*/?>", tag, text).split())


def lost(theirs: str, ours: str) -> list[str]:
    """Words, links and images of the official output that ours has less often."""
    before, after = _content(theirs), _content(ours)
    return [item for item, count in before.items() if after[item] < count]


def _content(html: str) -> Counter[str]:
    root = lxml_html.document_fromstring(html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=True))
    found: Counter[str] = Counter()
    for node in root.iter():
        if not isinstance(node.tag, str) or node.tag in ("style", "script"):
            found.update((node.tail or "").split())
            continue
        found.update(f"{(node.text or '')} {(node.tail or '')}".split())
        found.update(f"{name}={node.get(name)}" for name in ("href", "src", "alt") if node.get(name))
    return found


def difference(theirs: str, ours: str) -> str:
    a, b = dom(theirs), dom(ours)
    if a == b:
        return ""
    import difflib

    lines = [line for line in difflib.unified_diff(a, b, "official", "ours", lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))]
    return "\n".join(line[:400] for line in lines[:40]) or "order"


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


def compare(folder: Path, work: Path, home: Path, pictures: bool, only: str) -> list[Compared]:
    tree = work / "tree"
    files = [file for file in copied(folder, tree) if only in str(file)]
    documents = []
    for file, theirs in zip(files, official(files, work, home), strict=True):
        document = Compared(file.relative_to(tree).as_posix(), theirs.get("html"))
        documents.append(document)
        if document.official is None:
            continue
        try:
            plain, document.ours = compiled(tree, document.name)
        except Exception as error:
            document.error = f"{type(error).__name__}: {str(error)[:300]}"
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
    print(f"same DOM              {_share(sum(not document.difference for document in ours), len(accepted))}")
    for width in WIDTHS:
        print(f"same pixels at {width}    {_share(sum(document.pixels.get(width, False) for document in ours), len(accepted))}")
    print(f"lose nothing          {_share(sum(not document.lost for document in ours), len(accepted))}")
    for document in accepted:
        if document.error:
            print(f"FAILS  {document.name}\n       {document.error}")
        elif document.lost or not all(document.pixels.values()) or (verbose and document.difference):
            wrong = [str(width) for width, same in document.pixels.items() if not same]
            print(f"DIFFERS {document.name} pixels at {wrong} lost {document.lost[:8]}")
            if verbose:
                print("   " + document.difference.replace("\n", "\n   "))


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
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("make fidelity needs node and npm", file=sys.stderr)
        return 2
    work = options.keep.resolve() if options.keep else Path(tempfile.mkdtemp(prefix="tactful-fidelity-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        report(
            compare(options.folder.resolve(), work, installed(options.home.resolve()), not options.no_pictures, options.only),
            options.verbose,
        )
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
