"""A project's own words, checked before any copy is read with them."""

from __future__ import annotations

import difflib

from tactful.errors import ConfigError
from tactful.model.lexicon import OwnWords, tagged
from tactful_rules.copy.attributes import attribute_lexicon
from tactful_rules.copy.cues import cue_book
from tactful_rules.copy.lexicon import lexicon
from tactful_rules.copy.reader import LANGUAGES


def check(words: OwnWords) -> int:
    """Read every file; the number of patterns in them. Raises ConfigError with file and line for an unknown language, topic, class or family and for bad notation."""
    names = {file.name for file in words.files}
    for file in words.files:
        if file.language not in LANGUAGES:
            near = difflib.get_close_matches(file.language, LANGUAGES, 1, 0.4)
            remedy = f"did you mean {near[0]}?" if near else f"use one of {', '.join(LANGUAGES)}"
            raise ConfigError(f"copy is not read in the language {file.language!r}", file=file.name, remedy=remedy)
    patterns = 0
    for language in sorted({file.language for file in words.files}):
        key = tagged(language, words.tag)
        lexicon(key)
        attribute_lexicon(key)
        own = [pattern for pattern in cue_book(key).patterns if pattern.data.name in names]
        patterns += len([pattern.regex for pattern in own])  # compiling them is the check
    return patterns
