"""Labels for an existing CRM: proposals to review, from names, types, samples and the templates' own use."""

from __future__ import annotations

from tactful.labels.collect import Proposal, propose
from tactful.labels.fragment import fragment

__all__ = ["Proposal", "fragment", "propose"]
