"""What reading a piece of copy yields. Offsets count characters of the text as it was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tactful.model.quick import quick

Strength = Literal["strong", "weak"]
CueKind = str
FIELDS = (
    "gender", "postal_code", "locale", "topics", "birth_date", "interests", "civil_status", "household", "phone", "income", "national_id",
    "health", "religion", "ethnicity", "orientation", "union", "politics",
)  # fmt: skip
"""What a message may ask its reader for, as far as copy tells (GUARDRAILS ASK501)."""
FAMILIES: dict[str, tuple[CueKind, ...]] = {
    "watching": ("perception", "basis", "predicate"),
    "noticing": ("knowing", "noting", "ground", "conduct", "doing", "trace", "openly", "content", "pointing", "others", "turn"),
    "leaving": ("opt_out", "burdensome", "elsewhere", "alternative"),
    "recalling": ("recall", "past", "schedule", "coming"),
    "echoing": ("hope", "guess", "told", "yet", "after", "body", "invites", "quotes", "strangers", "house", "sold_out", "novel", "given"),
    "attributing": ("identity", "attributed", "hedge"),
    "sensitive": ("attribute", "role", "complaint"),
    "permission": ("promotion_push", "aside", "abandoned", "partner_goods", "transaction"),
    "asking": (
        "request",
        "entry",
        "answer",
        "submit",
        "why",
        "so_that",
        "exchange",
        *(f"field_{one}" for one in FIELDS),
        *(f"question_{one}" for one in FIELDS),
    ),
    "figures": ("figure",),
    "tone": ("wish", "congratulation", "thanks", "chosen", "free", "free_service", "terms", "weak_terms", "strings", "worth", "pressure"),
}
"""Kinds of cues by the file of ``data/cues/<lang>/`` that holds their turns of phrase."""
CODED = frozenset(FAMILIES["sensitive"])
"""Kinds whose patterns read the text with its attribute words coded (see ``attributes.py``)."""
CALLED_FOR = frozenset(("conduct", "doing", "trace", "openly", "content", "pointing", "others", "turn"))
"""Kinds that are looked for only in a text where a cue of ``CALLING`` was found: most texts are spared them."""
CALLING = frozenset(("perception", "knowing", "noting"))
Span = tuple[int, int]


@quick
@dataclass(frozen=True, slots=True)
class Mention:
    """Copy that is about ``topic``: ``word`` is what stands at ``start:end``. Weak evidence proves a topic only in company."""

    topic: str
    start: int
    end: int
    word: str
    strength: Strength
    negated: bool


@quick
@dataclass(frozen=True, slots=True)
class Cue:
    """Words that do something to the reader. ``certainty`` lies in (0, 1]: 0.9 and up says it outright, 0.5 may be read so.
    ``topics`` are those of the attributes that it names, where it names any."""

    kind: CueKind
    start: int
    end: int
    text: str
    certainty: float
    topics: tuple[str, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in one text, each part ordered by position.

    ``address`` holds the spans of words that speak to the reader; ``sentences`` the spans of sentences.
    """

    topics: tuple[Mention, ...]
    cues: tuple[Cue, ...]
    address: tuple[Span, ...]
    sentences: tuple[Span, ...]

    def of(self, *kinds: CueKind) -> tuple[Cue, ...]:
        """The cues of these kinds, in order."""
        return tuple(cue for cue in self.cues if cue.kind in kinds)

    @property
    def watching(self) -> tuple[Cue, ...]:
        return self.of(*FAMILIES["watching"])

    @property
    def opt_out(self) -> tuple[Cue, ...]:
        return self.of("opt_out")

    @property
    def burdensome(self) -> tuple[Cue, ...]:
        return self.of("burdensome")

    def sentence_at(self, offset: int) -> Span | None:
        """The sentence that holds the character at ``offset``."""
        return next((span for span in self.sentences if span[0] <= offset < span[1]), None)
