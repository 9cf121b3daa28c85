from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from tactful.draft.model import Draft, Shape
from tactful.draft.template import Template
from tactful.lint.customer import age_of
from tactful.lint.rule import Check, Example, Issue, Rule
from tactful.template.flows import Span
from tactful_rules.shared.trade import is_for_sale

_HOME = ("country", "city", "postal_code", "locale", "time_zone")
_YOUTH = {"type": "object", "properties": {"age": {"minimum": 16, "maximum": 25}}, "required": ["age"]}


class RecipientNotEligible(Rule):
    """Neither the recipient nor somebody they may buy for satisfies the offer's eligibility.

    What it finds: a live offer (or the manifest, for hard-coded ones) whose `eligibility`, a JSON Schema, the customer does not satisfy
    at `as_of`; where the beneficiary is the household, nobody in it either (who is only inferred to live there does not count; country,
    town and language are those of the home). `age` is derived from `birth_date` where it is not given. A hard-coded offer whose block
    stands in a branch on what its eligibility reads is judged for those who see the block.

    Why it hurts: an offer that one may not take is no offer, and shows that nobody looked.

    What to do: choose an offer that they may take, or send this one only to those who may.

    Source: GUARDRAILS PRF103; the youth fare to a 42-year-old of the Swedish article.
    """

    code = "PRF103"
    name = "recipient-not-eligible"
    violates = (
        Example(
            "en",
            "<mj-text>Fly for half the price if you are under 26</mj-text>",
            {"eligibility": _YOUTH},
            {"customer": {"birth_date": "1984-03-01"}},
        ),
        Example("sv", "<mj-text>Ungdomsbiljett 399 kr</mj-text>", {"eligibility": _YOUTH}, {"customer": {"age": 42}}),
    )
    passes = (
        Example("en", "<mj-text>Fly for half the price if you are under 26</mj-text>", {"eligibility": _YOUTH}, {"customer": {"birth_date": "2001-02-12"}}),
        Example("sv", "<mj-text>Ungdomsbiljett 399 kr till din tonåring</mj-text>", {"eligibility": _YOUTH, "beneficiary": "household"},
                {"customer": {"age": 42, "household": [{"role": "child", "age": 17, "basis": "stated"}]}}),
    )  # fmt: skip

    def check_template(self, template: Template) -> Iterator[Issue]:
        eligibility = template.manifest.eligibility
        if eligibility is not None:
            problem = _unusable(json.dumps(eligibility, sort_keys=True))
            if problem:
                yield Issue(
                    f"the eligibility of the manifest is no JSON Schema: {problem}",
                    template.manifest_span("eligibility"),
                    help="correct it",
                )

    def prepare(self, shape: Shape) -> Check | None:
        return None if shape.template.manifest.exempt_from_preferences else self.check_draft

    def check_draft(self, draft: Draft) -> Iterator[Issue]:
        manifest = draft.template.manifest
        if manifest.eligibility is not None and not _elsewhere(draft.shape):
            yield from self._judge(
                draft, manifest.eligibility, manifest.beneficiary, draft.template.manifest_span("eligibility"), "the hard-coded offer"
            )
        for live in draft.offers:
            if live.offer.get("eligibility") is not None:
                yield from self._judge(draft, live.offer["eligibility"], live.offer.get("beneficiary"), live.span, f"offers[{live.index}]")

    def _judge(self, draft: Draft, eligibility: Any, beneficiary: Any, span: Span, what: str) -> Iterator[Issue]:
        if beneficiary == "gift":  # who gets a gift is not known here
            return
        schema = json.dumps(eligibility, sort_keys=True)
        problem = _unusable(schema)
        if problem:
            yield Issue(
                f"the eligibility of {what} is no JSON Schema: {problem}", span, help="correct it in the context or in message.toml"
            )
            return
        people = [draft.customer, *(_household(draft.customer) if beneficiary == "household" else ())]
        valid = _validator(schema)
        if any(valid({**person, "age": age} if (age := age_of(person, draft.clock)) is not None else dict(person)) for person in people):
            return
        who = "neither the recipient nor anyone in the household is" if beneficiary == "household" else "the recipient is not"
        yield Issue(
            f"{who} eligible for {what}", span, _read(eligibility), {"eligibility": eligibility if isinstance(eligibility, dict) else {}},
            "offer something that they may take, or state `beneficiary` if it can be bought for somebody else",
        )  # fmt: skip


def _household(customer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those who are known to live with the customer, with what holds for the home."""
    home = {name: customer[name] for name in _HOME if customer.get(name) is not None}
    return [{**home, **person} for person in customer.get("household") or () if person.get("basis") != "inferred"]


def _elsewhere(shape: Shape) -> bool:
    """Whether something for sale stands under a condition on what the manifest's eligibility reads and is not live: that is the offer."""
    return shape.decided("eligibility_elsewhere", _is_elsewhere)


def _is_elsewhere(shape: Shape) -> bool:
    template = shape.template
    read = {f"customer.{name}" for name in _properties(template.manifest.eligibility)}
    if "customer.age" in read:
        read.add("customer.birth_date")
    live = {guard for block in shape.outline.blocks for guard in block.guards}
    return any(
        ref.path in read
        for block in template.outline.blocks if is_for_sale(block, template)
        for guard in block.guards if guard not in live for ref in guard.refs
    )  # fmt: skip


def _properties(eligibility: Any) -> tuple[str, ...]:
    properties = eligibility.get("properties", {}) if isinstance(eligibility, Mapping) else {}
    return tuple(properties) if isinstance(properties, Mapping) else ()


def _read(eligibility: Any) -> tuple[str, ...]:
    return tuple(f"customer.{name}" for name in _properties(eligibility))


@lru_cache(maxsize=1024)
def _validator(schema: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(json.loads(schema)).is_valid


@lru_cache(maxsize=1024)
def _unusable(schema: str) -> str:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(json.loads(schema))
        _validator(schema)
    except SchemaError as error:
        return error.message[:120]
    except Exception as error:
        return str(error)[:120]
    return ""
