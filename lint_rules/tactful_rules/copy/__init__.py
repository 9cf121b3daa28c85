"""What a piece of copy is about and how it speaks to its reader, in six languages.

``read(text, lang)`` is the door; ``Reading``, ``Mention`` and ``Cue`` are what comes back. Vocabulary lives in
``data/topics/<lang>.toml`` and ``data/cues/<lang>/<family>.toml`` and is loaded when a language is first read.
"""

from tactful_rules.copy.reader import LANGUAGES, language_of, read
from tactful_rules.copy.reading import Cue, Mention, Reading

__all__ = ["LANGUAGES", "Cue", "Mention", "Reading", "language_of", "read"]
