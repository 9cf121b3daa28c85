"""Exposure: how much of what is known a message says, or lets its choices tell (GUARDRAILS §5).

A claim joins the labels of its facts componentwise and multiplies their sum by the echo E: 1 for what only steers, 2 for what is
printed or attributed, 3 under surveillance wording. A message scores the greater of its highest steering claim, and its highest
printed claim plus half of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tactful.draft.model import Block
from tactful.model.facts import DIMENSIONS, Label, join
from tactful.model.quick import quick

STEERING, PRINTED, WATCHED = 1, 2, 3


@quick
@dataclass(frozen=True, slots=True)
class UsedFact:
    """A fact that a block prints, or that chose it. ``path`` is canonical; ``label`` is as coarsened; ``entry`` names the list entry."""

    path: str
    label: Label
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Facts that say one thing together. ``echo`` is E; ``block`` is None for a steering claim of the whole message."""

    echo: int
    facts: tuple[UsedFact, ...]
    block: Block | None = None

    @property
    def label(self) -> Label | None:
        return join(fact.label for fact in self.facts)

    @property
    def score(self) -> float:
        label = self.label
        return 0 if label is None else self.echo * sum(getattr(label, name) for name in DIMENSIONS)

    @property
    def sources(self) -> dict[str, str]:
        """Which fact gives each level of the claim: of those that give as much, the first."""
        label = self.label
        counted = [fact for fact in self.facts if not fact.label.ledger]
        if label is None:
            return {}
        return {
            name: next(fact.path for fact in counted if getattr(fact.label, name) == level) for name, level in label.parts.items() if level
        }

    @property
    def hard(self) -> str:
        """Why this claim is blocked whatever its score, or nothing."""
        for fact in self.facts:
            if fact.label.sensitivity == 3 and fact.label.provenance > 1:
                return "a special fact that was neither stated nor transacted"
            if fact.label.provenance == 4 and self.echo >= PRINTED:
                return "a third party's fact is said back"
        return ""


@dataclass(frozen=True, slots=True)
class Exposure:
    """The score of a message with the claim that weighs most."""

    score: float
    worst: Claim | None
    hard: str
    claims: tuple[Claim, ...]
    all: tuple[Claim, ...] = ()

    @property
    def said(self) -> tuple[Claim, ...]:
        """The claims that say something: printed or attributed, ledger facts among them."""
        return tuple(claim for claim in self.all if claim.echo >= PRINTED)

    @property
    def steering(self) -> tuple[UsedFact, ...]:
        """The facts that chose something and are not ledger, each path once."""
        found: dict[str, UsedFact] = {}
        for claim in self.all:
            for fact in claim.facts if claim.echo == STEERING else ():
                if not fact.label.ledger:
                    found.setdefault(fact.path, fact)
        return tuple(found.values())

    @property
    def evidence(self) -> dict[str, Any]:
        """The parts, so that an author sees which coordinate to lower: the levels of the worst claim, which fact gives each, and the
        scores of the claims that were added to it."""
        if self.worst is None or self.worst.label is None:
            return {"score": self.score}
        parts = {name: level for name, level in self.worst.label.parts.items() if level}
        found: dict[str, Any] = {"score": self.score, "echo": self.worst.echo, "parts": parts, "from": self.worst.sources}
        others = sorted(
            (claim.score for claim in self.claims if claim is not self.worst and claim.echo >= PRINTED and claim.score), reverse=True
        )
        if others and self.worst.echo >= PRINTED:
            found["other_claims"] = others
        if self.worst.label.assumed:
            found["unlabelled"] = list(self.worst.label.assumed)
        return {**found, "hard_block": self.hard} if self.hard else found


def exposure(claims: Sequence[Claim]) -> Exposure:
    """The exposure of a message from its claims. Monotone: a further fact or a higher coordinate never lowers it."""
    counted = [claim for claim in claims if claim.label is not None]
    printed = sorted((claim for claim in counted if claim.echo >= PRINTED), key=lambda claim: -claim.score)
    steering = max((claim for claim in counted if claim.echo < PRINTED), key=lambda claim: claim.score, default=None)
    shown = printed[0].score + sum(claim.score for claim in printed[1:]) / 2 if printed else 0
    hard = next(((claim, claim.hard) for claim in counted if claim.hard), None)
    steered = steering.score if steering is not None else 0
    worst = hard[0] if hard else printed[0] if printed and shown >= steered else steering
    return Exposure(max(shown, steered), worst, hard[1] if hard else "", tuple(counted), tuple(claims))


def paths(facts: Iterable[UsedFact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.path for fact in facts))
