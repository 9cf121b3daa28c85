"""Fixes applied: what findings propose, written into the author's files and nowhere else. Knows no rules and no projects."""

from tactful.fixes.apply import Text, applied
from tactful.fixes.rounds import Candidate, Fixed, Look, Outcome, settle

__all__ = ["Candidate", "Fixed", "Look", "Outcome", "Text", "applied", "settle"]
