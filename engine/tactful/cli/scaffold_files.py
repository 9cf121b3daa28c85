"""The texts of ``tactful init`` and ``tactful new``. ``@NAME@`` and its like are filled in."""

from __future__ import annotations

CONFIG = """\
# Settings of Tactful: `tactful config` shows all of them, `tactful config --schema config` what may stand here.
templates = ["templates"]
schemas = ["templates/schema.json"]
locale = "en-GB"
time_zone = "Europe/London"
"""

SCHEMA = """\
{
 "$schema": "https://json-schema.org/draft/2020-12/schema",
 "title": "What our contexts add to Tactful's own, with labels",
 "type": "object",
 "properties": {
  "unsubscribe_url": {"type": "string", "description": "the recipient's own link out, one click"},
  "customer": {
   "type": "object",
   "properties": {
    "favourite_colour": {
     "description": "chosen in the customer's account",
     "type": "string",
     "x-fact": {
      "provenance": "stated",
      "sensitivity": "none",
      "granularity": {"item": "category"},
      "known_to_recipient": true,
      "purposes": ["marketing", "service"]
     }
    }
   }
  }
 },
 "required": ["unsubscribe_url"]
}
"""

FOOTER = """\
<mj-section>
  <mj-column>
    <mj-text font-size="12px" color="#555555">
      You receive this letter because you signed up for it. Lamp Ltd, 1 High Street, Leeds LS1 1AA.
      <a href="{{ unsubscribe_url | default("https://www.example.com/unsubscribe", true) }}">Unsubscribe</a>
    </mj-text>
  </mj-column>
</mj-section>
"""

MANIFEST = """\
# What this message is: `tactful config --schema message` says what may stand here.
subject = "@SUBJECT@"
preheader = "New this week"
purpose = "promotion"
legal_basis = "consent"
locale = "@LOCALE@"

[sender]
name = "Lamp Ltd"
address = "Lamp Ltd, 1 High Street, Leeds LS1 1AA"
from = "letters@post.example.com"

# What each sample must come to: `tactful lint --expected` and the pytest plugin compare.
[[expect]]
sample = "known"
verdict = "accept"
why = "somebody whose name we know"

[[expect]]
sample = "unknown"
verdict = "accept"
why = "somebody of whom we know nothing"
"""

MESSAGE = """\
<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>Hello{% if customer.first_name %} {{ customer.first_name }}{% endif %}!</mj-text>
        <mj-text>Write what you have to say here. Choose by what you know; do not say it back.</mj-text>
        <mj-button href="https://www.example.com/@NAME@">Have a look</mj-button>
      </mj-column>
    </mj-section>
    @FOOTER@
  </mj-body>
</mjml>
"""

INCLUDE_FOOTER = '{% include "_partials/footer.mjml" %}'
OWN_FOOTER = (
    "<mj-section><mj-column><mj-text>Lamp Ltd, 1 High Street, Leeds LS1 1AA."
    ' <a href="{{ unsubscribe_url | default("https://www.example.com/unsubscribe", true) }}">Unsubscribe</a></mj-text></mj-column></mj-section>'
)
WORKFLOW = """\
name: mail
on: [push, pull_request]
jobs:
  mail:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install "tactful[pytest]"
      - run: tactful lint --expected --format github
      - run: pytest
"""

PYTEST = """\
[pytest]
# Every message and sample is a test; see `pytest --collect-only`. Accept changed emails with `pytest --snapshot-update`.
tactful = true
testpaths = tests
pythonpath = .
"""

TEST = '''\
"""What the samples do not say by themselves. Every message and sample is a test already (pytest.ini: tactful = true)."""


def test_nobody_is_called_by_a_name_we_do_not_know(render_email):
    assert "Hello!" in render_email("welcome", "unknown").text
'''

RULE = '''\
"""@CODE@: one file, one fault."""

from __future__ import annotations

from collections.abc import Iterator

from tactful import Example, Issue, Rule


class @CLASS@(Rule):
    """Text that only held the place is still there.

    What it finds: "lorem ipsum" in the copy of any branch. (Write your own fault here, and its check below.)

    Why it hurts: say what it does to the person who reads the letter.

    What to do: say what to write instead.

    Source: say where this was learnt.
    """

    code = "@CODE@"
    name = "@NAME@"
    severity = "warning"
    kinds = ("static",)
    violates = (
        Example("en", "<mj-text>Lorem ipsum dolor sit amet</mj-text>"),
        Example("sv", "<mj-text>Hej! Lorem ipsum kommer här</mj-text>"),
    )
    passes = (
        Example("en", "<mj-text>Lamps for dark evenings</mj-text>"),
        Example("sv", "<mj-text>Lampor för mörka kvällar</mj-text>"),
    )

    def check_template(self, template) -> Iterator[Issue]:
        for block in template.outline.blocks:
            at = block.text.lower().find("lorem ipsum")
            if at >= 0:
                yield Issue("text that only held the place", block.span_at(at, at + 11), block=block.kind, help="write the copy")
'''

RULE_TEST = '''\
"""@CODE@: its examples, and what they do not say."""

from @MODULE@ import @CLASS@
from tactful import check_rule


def test_the_examples_hold() -> None:
    check_rule(@CLASS@)
'''

RULES_PACKAGE = '''\
"""The rules of this project, one file per fault. Tactful finds them by the entry point `tactful.rules` in pyproject.toml:

    [project.entry-points."tactful.rules"]
    own = "@PACKAGE@"
"""

import importlib
import pkgutil

from tactful import Rule

_MODULES = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
RULES = tuple(
    found for module in _MODULES for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, Rule) and found.__module__ == module.__name__
)
'''
