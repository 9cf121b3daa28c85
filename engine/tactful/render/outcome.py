"""What became of one customer's message, where many are rendered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tactful.errors import TactfulError

if TYPE_CHECKING:
    from tactful.model.findings import Report
    from tactful.render.email import Email


@dataclass(frozen=True, slots=True)
class Rendered:
    """One customer's message was rendered."""

    email: Email


@dataclass(frozen=True, slots=True)
class Rejected:
    """The rules rejected one customer's message. ``attempts`` are its report and those of the fallbacks that were rejected after it."""

    report: Report
    attempts: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """One customer's message could not be made; ``error`` says why."""

    error: TactfulError


Outcome = Rendered | Rejected | Failed
