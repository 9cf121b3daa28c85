"""``make bench``: what a message costs, side by side in one run, as ratios.

The documented pipeline is Jinja, mjml-python and premailer for every customer, as their READMEs show it (network stubbed: premailer fetches remote
stylesheets otherwise). The tuned one has the settings that were measured to be fastest and right: the author's CSS only and a large parse
cache, or css-inline where it is quicker.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from audience import shown, throughput  # noqa: E402
from customers import customer  # noqa: E402
from lint import linting  # noqa: E402
from lint import shown as shown_lint  # noqa: E402
from shapes import campaign, cold  # noqa: E402
from shapes import shown as shown_shapes  # noqa: E402

from tactful.lint.loader import load_rules  # noqa: E402
from tactful.project import Project  # noqa: E402
from tactful.render.stages.inline import inline_css  # noqa: E402
from tactful.render.stages.mjml import compile_mjml  # noqa: E402
from tactful.template.environment import bare_environment  # noqa: E402
from tactful.template.run import Run, running  # noqa: E402

TEMPLATES = ("newsletter", "small", "receipt")
MAIN_RULES = frozenset(["PRF101", "PRF102", "PRF103", "EXP201", "EXP202", "EXP203", "EXP207", "EXP208", "DAT404", "DAT405", "LAW702"])
"""The rules of the first release: the measure of the engine alone, which further rules do not move."""


def microseconds(run: Callable[[Any], Any], rounds: list[list[Any]]) -> float:
    """The mean CPU time of one call in the quietest of some rounds: other processes can only add to it (as ``timeit`` advises)."""
    means = []
    for inputs in rounds:
        start = time.process_time()
        for one in inputs:
            run(one)
        means.append((time.process_time() - start) / len(inputs) * 1e6)
    return min(means)


def rounds_of(count: int, first: int, rounds: int = 7) -> list[list[Any]]:
    """Rounds of customers who were never met before: nothing of theirs is in any cache."""
    return [[customer(first + at * count + number) for number in range(count)] for at in range(rounds)]


def pipelines(project: Project, name: str) -> dict[str, Callable[[Any], Any]]:
    import css_inline
    import mjml
    from premailer import Premailer, transform

    logging.getLogger("CSSUTILS").setLevel(logging.CRITICAL)
    environment = bare_environment(project.environment.roots_loader)
    body = environment.get_template(f"{name}/message.mjml")
    manifest = project.manifest(name)
    subject, preheader = environment.from_string(manifest.subject), environment.from_string(manifest.preheader)
    Premailer._load_external = lambda self, url: ""  # the network, stubbed
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
    run = Run([], 10**9, 10**9, "sv-SE")

    def jinja(context: Any) -> str:
        with running(run):
            return body.render(context)

    def jinja_all(context: Any) -> str:
        with running(run):
            return subject.render(context) + preheader.render(context) + body.render(context)

    def documented(context: Any) -> str:
        return str(transform(mjml.mjml2html(jinja(context))))

    def tuned_premailer(context: Any) -> str:
        return inline_css(compile_mjml(jinja(context)))

    def tuned_css_inline(context: Any) -> str:
        return inliner.inline(mjml.mjml2html(jinja(context)))

    return {
        "bare Jinja over the MJML": jinja,
        "Jinja over MJML, subject, preheader": jinja_all,
        "documented pipeline": documented,
        "tuned pipeline, premailer": tuned_premailer,
        "tuned pipeline, css-inline": tuned_css_inline,
    }


def measure(name: str, count: int) -> dict[str, Any]:
    project = Project.open(HERE)
    contexts = [customer(number) for number in range(count)]
    start = time.perf_counter()
    project.render(name, contexts[0])
    first = (time.perf_counter() - start) * 1e6
    for context in contexts:
        project.render(name, context)
    project.lint(name, contexts[0])
    times = {
        label: microseconds(run, rounds_of(40, 40_000) if "pipeline" in label else rounds_of(count, 50_000))
        for label, run in pipelines(project, name).items()
    }
    warm = microseconds(lambda context: project.render(name, context), rounds_of(count, 10_000))
    main = Project.open(HERE, rules=[rule for rule in load_rules() if rule.code in MAIN_RULES])
    for context in contexts:
        main.render(name, context)
    engine = microseconds(lambda context: main.render(name, context), rounds_of(count, 20_000))
    linted = microseconds(lambda context: project.lint(name, context), rounds_of(count, 30_000))
    tuned = min(times["tuned pipeline, premailer"], times["tuned pipeline, css-inline"])
    info = project.cache_info()
    return {
        "template": name, "microseconds": {**times, "project.render(), warm, eleven rules": engine, "project.render(), warm": warm, "project.lint(), warm": linted, "project.render(), first": first},
        "ratios": {
            "documented / render, eleven rules": times["documented pipeline"] / engine, "best tuned / render, eleven rules": tuned / engine,
            "render, eleven rules / bare Jinja": engine / times["bare Jinja over the MJML"],
            "documented / render": times["documented pipeline"] / warm, "best tuned / render": tuned / warm,
            "render / bare Jinja": warm / times["bare Jinja over the MJML"],
            "render - 2 × Jinja over all three (µs)": warm - 2 * times["Jinja over MJML, subject, preheader"],
            "first / documented": first / times["documented pipeline"],
        },
        "customers": count, "shapes": info.shapes, "hits": info.hits, "misses": info.misses,
    }  # fmt: skip


def memory(messages: int) -> dict[str, Any]:
    """Memory held after a tenth and after all of many messages, in bytes."""
    project = Project.open(HERE)
    contexts = [customer(number) for number in range(1000)]
    tracemalloc.start()
    held = []
    for number in range(messages):
        project.render("newsletter" if number % 10 == 0 else "small", contexts[number % 1000])
        if number + 1 in (messages // 10, messages):
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return {"messages": messages, "held after a tenth": held[0], "held after all": held[1], "growth": held[1] - held[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--customers", type=int, default=300)
    parser.add_argument("--messages", type=int, default=100_000, help="for the memory measurement; 0 leaves it out")
    parser.add_argument("--audience", type=int, default=10_000, help="customers for lint alone and the audit; 0 leaves it out")
    parser.add_argument("--lint", type=int, default=500, help="messages to lint, with three samples each; 0 leaves it out")
    parser.add_argument("--only-lint", action="store_true", help="nothing but that")
    parser.add_argument("--campaign", type=int, default=10_000, help="customers of the campaign with thousands of shapes; 0 leaves it out")
    options = parser.parse_args()
    if options.only_lint:
        print(shown_lint(linting(options.lint)))
        return
    found: dict[str, Any] = {"templates": [measure(name, options.customers) for name in TEMPLATES]}
    for one in found["templates"]:
        print(f"\n{one['template']}: {one['customers']} customers, {one['shapes']} shapes, {one['hits']} hits, {one['misses']} misses")
        for label, value in one["microseconds"].items():
            print(f"  {label:<38} {value:>10.1f} µs")
        for label, value in one["ratios"].items():
            print(f"  {label:<38} {value:>10.2f}")
    if options.campaign:
        project = Project.open(HERE)
        main = Project.open(HERE, rules=[rule for rule in load_rules() if rule.code in MAIN_RULES])
        found["campaign"] = campaign(project, main, pipelines(project, "campaign"), options.campaign)
        found["cold"] = cold()
        print(shown_shapes(found["campaign"], found["cold"]))
    if options.audience:
        found["audience"] = [throughput(name, options.audience) for name in TEMPLATES]
        print(*map(shown, found["audience"]), sep="\n")
    if options.lint:
        found["lint"] = linting(options.lint)
        print(shown_lint(found["lint"]))
    if options.messages:
        found["memory"] = memory(options.messages)
        print("\nmemory:", ", ".join(f"{key} {value:,}" for key, value in found["memory"].items()))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
