"""What the documents show is run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)


def test_the_rule_of_the_recipe_is_a_rule() -> None:
    import tactful

    space: dict[str, object] = {"__name__": "recipe"}
    exec(compile("\n" * 0 + blocks("CONTRIBUTING.md", "python")[0], "CONTRIBUTING.md", "exec"), space)
    tactful.check_rule(space["TooManyOffers"])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [f"docs/{file.name}" for file in sorted((ROOT / "docs").glob("*.md"))])
def test_the_snippets_of_the_documents_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of one document after one another, as a reader would."""
    monkeypatch.chdir(ROOT)
    space: dict[str, object] = {"__name__": "document"}
    for code in blocks(name, "python"):
        exec(compile(code, name, "exec"), space)


@pytest.mark.parametrize("number", range(len(blocks("README.md", "python"))))
def test_the_snippets_of_the_readme_run(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(blocks("README.md", "python")[number], "README.md", "exec"), {"__name__": "readme"})


def test_the_rule_pages_are_fresh() -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("document_rules", ROOT / "scripts" / "document_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, text in module.pages().items():
        assert (ROOT / "docs" / "rules" / name).read_text("utf-8") == text, "run `make docs`"
