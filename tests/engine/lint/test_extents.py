"""What a comment covers."""

from __future__ import annotations

import pytest

from tactful.lint.extents import covered
from tactful.template.source import Source


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a {# x #}\nb", (1, 1)),
        ("{# x #} a\nb", (1, 1)),
        ("{# x #}\nb\nc", (2, 2)),
        ("  {# x #}  \n\n\n  b\nc", (4, 4)),
        ("{# x #}\n<mj-text>\nb\n</mj-text>\nc", (2, 4)),
        ("{# x #}\n<mj-text>b</mj-text> <mj-text>\nc</mj-text>", (2, 2)),
        ("{# x #}\n<mj-column><mj-text>b</mj-text>\n<mj-column>\n</mj-column>\n</mj-column>\nc", (2, 5)),
        ('{# x #}\n<mj-image alt="a > b"\nsrc="c" />\nd', (2, 3)),
        ("{# x #}\n<mj-text>never closed\nb", (2, 2)),
        ("{# x #}\n{% if a %}\n{% if b %}\n{% endif %}\n{% endif %}\nc", (2, 5)),
        ("{# x #}\n{%- call(b) c() %}\n{%- endcall %}\nd", (2, 3)),
        ("{# x #}\n{% set a = 1 %}\nb", (2, 2)),
        ("{# x #}\n{% set a %}\nb\n{% endset %}\nc", (2, 4)),
        ("{# x #}\n{{ a(\n1) }}\nb", (2, 3)),
        ("{# x #}\n{# y #}\n<p>\n</p>\nb", (3, 4)),
        ("{# x #}\n<!-- y -->\nb", (3, 3)),
        ("{# x #}", (1, 1)),
        ("{# x\ny #}\n\nb", (4, 4)),
        ("{# x #}\n<mj-text>\n<mj-text-like>\n</mj-text>\nb", (2, 4)),
    ],
)
def test_lines_covered(text: str, lines: tuple[int, int]) -> None:
    assert covered(Source("f", text), text.index("{# x"), text.index("#}") + 2) == lines
