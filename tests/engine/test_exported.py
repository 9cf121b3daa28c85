"""The front door: what ``tactful`` exports, and the reason codes of its errors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tactful
from tactful import errors

ROOT = Path(__file__).resolve().parents[2]


def test_everything_exported_is_there_and_nothing_else_is_promised() -> None:
    assert sorted(tactful.__all__) == sorted(set(tactful.__all__))
    for name in tactful.__all__:
        assert getattr(tactful, name).__name__.rpartition(".")[2] == name
    assert set(tactful._HOMES) <= set(tactful.__all__)
    raised = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.TactfulError)}
    assert raised <= set(tactful.__all__)
    assert set(tactful.__all__) == set(tactful._HOMES) | raised


def test_reason_codes_are_stable() -> None:
    found = {name: getattr(tactful, name).reason for name in tactful.__all__ if hasattr(getattr(tactful, name), "reason")}
    assert found == {
        "TactfulError": "error", "ConfigError": "config", "TemplateError": "template", "ContextError": "context", "StageError": "stage",
        "MessageRejected": "rejected",
    }  # fmt: skip


@pytest.mark.parametrize("first", ["pass", "import tactful.lint.rule", "import tactful.render.email as x", "from tactful import lint, render",
                                   "import tactful.project"])  # fmt: skip
def test_lint_and_render_can_be_called_whatever_was_imported_before(first: str) -> None:
    """The subpackages of the engine have the same names."""
    code = (
        f"{first}\nimport tactful, tactful.lint.rule, tactful.render.email\nfrom tactful import lint, render\n"
        "for one in (tactful.lint, lint, tactful.render, render):\n"
        "    try: one('no_such_message', {})\n"
        "    except tactful.ConfigError as error: print(error.message)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines() == ["there is no message 'no_such_message'"] * 4
