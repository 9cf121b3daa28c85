"""The value echo: what hard-coded copy says of this customer's own behaviour.

``echoes(draft)`` is the door. Times and counts are read out of the copy once per text (``times``, ``counts``) and compared as values; what
has no closed vocabulary (things, places, names) is looked for in the words of the copy through inflection and compounding (``words``).
Which sentences can tell a reader something about themselves at all is decided once per shape (``sentences``).
"""

from tactful_rules.echo.finder import Echo, echoes, has_ears, may_echo

__all__ = ["Echo", "echoes", "has_ears", "may_echo"]
