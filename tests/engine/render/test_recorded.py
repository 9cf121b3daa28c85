"""Documents of our own against facts that were read off the official compiler's output (npm mjml 4.18), without node.

`make fidelity FOLDER=tests/recorded/mjml FIDELITY="--record tests/recorded/facts.json"` writes the facts anew. The documents use every element of the
body, odd lengths, wrong nesting, includes in and out of the head; the digest of the whole DOM is the strictest of the facts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "scripts"))
RECORDED = ROOT / "tests/recorded"
FACTS: dict[str, dict[str, Any]] = json.loads((RECORDED / "facts.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents with their template tags made inert, as the official compiler got them."""
    from fidelity import copied

    target = tmp_path_factory.mktemp("recorded")
    copied(RECORDED / "mjml", target)
    return target


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_document_has_the_facts_of_the_official_output(name: str, tree: Path) -> None:
    from fidelity import compiled
    from fidelity_facts import facts

    found, wanted = facts(compiled(tree, name)[0]), FACTS[name]
    assert set(found) == set(wanted)
    for kind in wanted:  # the digest of all the rest comes last
        assert found[kind] == wanted[kind], kind


def test_every_document_is_recorded() -> None:
    documents = {
        file.relative_to(RECORDED / "mjml").as_posix() for file in (RECORDED / "mjml").rglob("*.mjml") if "<mjml" in file.read_text("utf-8")
    }
    assert documents == set(FACTS)
    assert len(FACTS) >= 70


def test_the_facts_can_tell(tree: Path) -> None:
    """A width, a word, a link, a picture, a colour or a media query that changes is seen."""
    from fidelity import compiled
    from fidelity_facts import facts

    html = compiled(tree, "receipt.mjml")[0]
    damages = {
        "words": ("Vara 3", "Vara 4"), "links": ("https://x.example", "https://y.example"), "widths": ("max-width:600px", "max-width:599px"),
        "backgrounds": ("#f5f5f5", "#f5f5f4"), "queries": ("max-width:100%", "max-width:99%"), "dom": ("font-weight:700", "font-weight:600"),
    }  # fmt: skip
    for kind, (before, after) in damages.items():
        assert before in html, kind
        assert facts(html.replace(before, after))[kind] != FACTS["receipt.mjml"][kind], kind
