"""An audit as one HTML page: no script, no network, nothing beside the file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tactful.audience.model import examples_of, ranked, share
from tactful.cli.audit_text import percent

if TYPE_CHECKING:
    from jinja2 import Template

    from tactful.audience import Audit

_BAD_LINES = 200


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("tactful.cli").joinpath("data/audit.html").read_text("utf-8"))


def page(found: Audit, audience: str) -> str:
    """The page. It depends on nothing but the audit, so the same audit gives the same bytes."""
    every = found.customers + len(found.bad_lines)

    def part(count: int, of: int = found.customers) -> dict[str, Any]:
        return {"count": count, "percent": percent(count, of), "width": f"{100 * share(count, of):.3f}"}

    verdicts = [
        {"name": name, "kind": kind, **part(count, every)}
        for name, kind, count in (("accepted", "fine", found.accepted), ("rejected", "stop", found.rejected), ("not judged", "bad", len(found.bad_lines)))
    ]  # fmt: skip
    rules = [
        {
            "rule": rule, "stopped": part(rule.stopped), "reported": part(rule.reported), "alone": rule.alone, "places": ranked(rule.places)[:3],
            "modes": [mode for mode, _count in ranked(rule.modes) if mode != "enforce"], "messages": ranked(rule.messages)[:3],
            "lines": examples_of(rule.examples, found.ids),
        }
        for rule in found.rules
    ]  # fmt: skip
    return _template().render(
        found=found, audience=audience, every=every, verdicts=verdicts, rules=rules,
        together=[{**one.to_dict(found.ids), "part": part(one.customers)} for one in found.audience],
        facts=[{"fact": fact, "printed": part(fact.printed), "steering": part(fact.steering)} for fact in found.facts],
        bad_lines=found.bad_lines[:_BAD_LINES], more_bad=max(0, len(found.bad_lines) - _BAD_LINES),
    )  # fmt: skip
