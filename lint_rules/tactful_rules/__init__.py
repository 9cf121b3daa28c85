"""Tactful's own rules, loaded by the entry-point group ``tactful.rules`` like anyone's. One file, one fault."""

from __future__ import annotations

from tactful_rules.fact_in_metadata import FactInMetadata
from tactful_rules.missing_fallback import MissingFallback
from tactful_rules.no_easy_opt_out import NoEasyOptOut
from tactful_rules.offer_ignores_known_preference import OfferIgnoresKnownPreference
from tactful_rules.offer_in_avoided_topic import OfferInAvoidedTopic
from tactful_rules.offer_not_valid import OfferNotValid
from tactful_rules.opaque_dump import OpaqueDump
from tactful_rules.recipient_not_eligible import RecipientNotEligible
from tactful_rules.surveillance_wording import SurveillanceWording
from tactful_rules.too_specific import TooSpecific
from tactful_rules.undisclosed_source_echoed import UndisclosedSourceEchoed

RULES = (
    OfferInAvoidedTopic, OfferIgnoresKnownPreference, RecipientNotEligible, TooSpecific, SurveillanceWording, UndisclosedSourceEchoed,
    OpaqueDump, FactInMetadata, MissingFallback, OfferNotValid, NoEasyOptOut,
)  # fmt: skip
