"""A layout rule that looks for nothing is refused when it is loaded, not passed over."""

from __future__ import annotations

import pytest

from tactful import ConfigError
from tactful.lint.loader import made
from tactful_rules.unknown_element import UnknownElement


def test_a_layout_rule_without_faults_is_refused() -> None:
    base = UnknownElement.__mro__[1]
    members = {name: getattr(UnknownElement, name) for name in ("code", "name", "violates", "passes", "__doc__", "__module__")}
    idle = type("Idle", (base,), members)
    with pytest.raises(ConfigError, match="cannot be made"):
        made([idle])
    assert made([UnknownElement])
