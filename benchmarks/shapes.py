"""Shapes: a campaign that has thousands of them, and what a new one costs beside mjml-python alone.

Processor time of one thread. In the campaign every customer is new; the pipelines meet a few of the same customers between the rounds, so
that all see the same machine. *Cold* is the whole campaign from its first customer on, every shape made on the way; *warm* is the same
campaign sent once more.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from customers import customer, with_badges

from tactful.errors import TactfulError
from tactful.model.files import read_json
from tactful.project import Project
from tactful.render.shapes import RenderShape, family_of
from tactful.render.stages.inline import inline_css
from tactful.render.stages.mjml import AUTHOR_STYLE, INLINE_ONLY, compile_mjml

HERE = Path(__file__).resolve().parent
ROUND, WARMING, SEEN = 500, 4, 16
PIPELINES = ("bare Jinja over the MJML", "documented pipeline", "tuned pipeline, css-inline")


def campaign(project: Project, main: Project, pipelines: dict[str, Callable[[Any], Any]], count: int) -> dict[str, Any]:
    """Microseconds a message and ratios. ``main`` has the rules of the first release."""
    times: dict[str, list[float]] = {}
    passes = (("cold", project, ""), ("warm", project, ""), ("cold", main, ", eleven rules"), ("warm", main, ", eleven rules"))
    for label, which, rules in passes:
        for first in range(0, count, ROUND):
            contexts = [with_badges(number) for number in range(first, min(first + ROUND, count))]
            name = f"render, {label}{rules}"
            times.setdefault(name, []).append(_seconds(lambda context, which=which: which.render("campaign", context), contexts))
            for pipeline in PIPELINES if not rules else ():
                _seconds(pipelines[pipeline], contexts[:WARMING])  # caches of the processor, too
                seen = contexts[WARMING : WARMING + SEEN]
                times.setdefault(pipeline, []).append(_seconds(pipelines[pipeline], seen) * len(contexts) / len(seen))
    mean = {name: sum(found) * 1e6 / count / (2 if name in PIPELINES else 1) for name, found in times.items()}
    renders = [name for name in mean if name not in PIPELINES]
    info = project.cache_info()
    return {
        "customers": count, "shapes": info.shapes, "put together": info.composed, "microseconds": mean,
        "ratios": {
            f"{pipeline.removesuffix(' pipeline')} / {name}": mean[pipeline] / mean[name]
            for name in renders for pipeline in ("documented pipeline", "tuned pipeline, css-inline")
        },
    }  # fmt: skip


def _seconds(run: Callable[[Any], Any], inputs: list[Any]) -> float:
    start = time.process_time()
    for one in inputs:
        run(one)
    return time.process_time() - start


def cold() -> dict[str, Any]:
    """What the mould of a new shape (MJML, inlining, text, checks) costs, inlining by itself (where there is CSS to inline), and all of the
    shape (reading it for the rules too), as multiples of mjml-python alone over the same MJML: the benchmark's messages and the examples
    with their first samples."""
    import mjml

    found: dict[str, tuple[float, float]] = {}
    inlined: dict[str, float] = {}
    for project, name, context in _messages():
        try:
            draft = project.draft(name, context)
            shape = draft.shape
            assert isinstance(shape, RenderShape)
            source = shape.document.source
            mjml.mjml2html(source)
            shape.moulded()
        except (TactfulError, BaseException) as error:  # mjml-python panics, or refuses what we compile
            if isinstance(error, KeyboardInterrupt):
                raise
            continue
        template = draft.template
        family = next(key for key in reversed(project._renderer._families) if key[0] == id(template))[1:]
        alone = _quietest(lambda source=source: mjml.mjml2html(source), 20)

        def mould(shape: RenderShape = shape) -> None:
            shape.mould = None
            shape.moulded()

        def whole(template: Any = template, family: Any = family, values: Any = draft.values) -> None:
            family_of(template, family).shape(template, values).moulded()

        found[name] = _quietest(mould) / alone, _quietest(whole) / alone
        html = compile_mjml(source)
        if AUTHOR_STYLE in html or INLINE_ONLY in html:
            inlined[name] = _quietest(lambda html=html: inline_css(html), 20) / alone
    return {
        "messages": len(found), "mould / mjml-python": statistics.median(one for one, _ in found.values()),
        "mould / mjml-python, worst": max(one for one, _ in found.values()),
        "inlining / mjml-python": statistics.median(inlined.values()), "inlining / mjml-python, worst": max(inlined.values()),
        "tokens to mould / mjml-python": statistics.median(all_ for _, all_ in found.values()),
    }  # fmt: skip


def _messages() -> list[tuple[Project, str, Any]]:
    bench, examples = Project.open(HERE), Project.open(HERE.parent)
    found: list[tuple[Project, str, Any]] = [(bench, name, customer(1)) for name in ("newsletter", "small", "receipt")]
    return found + [(examples, name, read_json(examples.samples(name)[0])) for name in examples.messages() if examples.samples(name)]


def _quietest(run: Callable[[], Any], times: int = 5) -> float:
    return min(_seconds(lambda _: run(), [None]) for _ in range(times))


def shown(found: dict[str, Any], cost: dict[str, Any]) -> str:
    lines = [f"\ncampaign: {found['customers']:,} customers, {found['shapes']:,} shapes, {found['put together']:,} of them put together"]
    lines += [f"  {label:<48} {value:>10.1f} µs" for label, value in found["microseconds"].items()]
    lines += [f"  {label:<48} {value:>10.2f}" for label, value in found["ratios"].items()]
    lines += [f"\na new shape, median of {cost['messages']} messages"]
    lines += [f"  {label:<48} {value:>10.1f}" for label, value in cost.items() if label != "messages"]
    return "\n".join(lines)
