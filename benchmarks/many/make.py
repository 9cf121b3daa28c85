"""Writes the project: layouts, partials, macros and schema are those of ``templates/``, messages and samples are made here."""

from __future__ import annotations

import json
import random
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from many.bodies import Words, Writer, body

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "templates"
KINDS = ("grid", "feature", "letter", "welcome", "points", "chosen", "long", "shipped", "receipt", "birthday", "survey")
PURPOSES = {"shipped": "service", "receipt": "service", "birthday": "occasion", "survey": "survey"}
TOPICS = (
    "retail.home",
    "retail.home.kitchen",
    "retail.home.garden",
    "retail.home.lighting",
    "retail.books.crime",
    "food.drinks.coffee",
    "sport.activity.running",
)


def make(root: Path, messages: int = 500, samples: int = 3) -> list[Path]:
    """A project of so many messages below ``root``, which is emptied. Returns the files that authors wrote as templates."""
    shutil.rmtree(root, ignore_errors=True)
    folder = root / "templates"
    folder.mkdir(parents=True)
    for shared in ("_layouts", "_macros", "_partials"):
        shutil.copytree(EXAMPLES / shared, folder / shared)
    shutil.copy(EXAMPLES / "schema.json", folder / "schema.json")
    (root / "tactful.toml").write_text('schemas = ["templates/schema.json"]\nlocale = "sv-SE"\ntime_zone = "Europe/Stockholm"\n', "utf-8")
    vocabulary = tomllib.loads((HERE / "words.toml").read_text("utf-8"))
    for number in range(messages):
        _message(folder, number, vocabulary, samples)
    return sorted(folder.rglob("*.mjml"))


def _message(folder: Path, number: int, vocabulary: dict[str, Words], samples: int) -> None:
    rng = random.Random(number)
    language = list(vocabulary)[number % len(vocabulary)]
    kind = KINDS[number // len(vocabulary) % len(KINDS)]
    words = vocabulary[language]
    writer = Writer(words, rng)
    where = folder / PURPOSES.get(kind, "promotion") / f"{language}_{kind}_{number:03}"
    (where / "samples").mkdir(parents=True)
    (where / "message.mjml").write_text(body(kind, writer), "utf-8")
    (where / "message.toml").write_text(_manifest(kind, writer), "utf-8")
    for at, context in enumerate(_samples(words, kind, rng, samples)):
        (where / "samples" / f"{'abcdefgh'[at]}_{context['customer']['locale'][:2]}.json").write_text(
            json.dumps(context, ensure_ascii=False, indent=2) + "\n", "utf-8"
        )


def _manifest(kind: str, writer: Writer) -> str:
    words = writer.words
    purpose = PURPOSES.get(kind, "promotion")
    subject = words["order"][0] if purpose == "service" else words["wish"][0] if kind == "birthday" else writer.pick("headlines")
    lines = [
        f'subject = "{subject}"', f'preheader = "{writer.prose(1)}"', f'purpose = "{purpose}"', f'locale = "{words["locale"]}"',
        f'legal_basis = "{"contract" if purpose == "service" else "consent"}"', 'topics = ["retail.home"]',
    ]  # fmt: skip
    if kind == "birthday":
        lines.append('occasion = "birthday"')
    if kind in ("grid", "letter", "welcome"):
        lines.append("broadcast = true")
    lines += ["", "[sender]", 'name = "Example"', 'address = "Example, High Street 1, 12345 Town"', 'from = "post@post.example.com"', 'unsubscribe = "unsubscribe_url"']  # fmt: skip
    return "\n".join(lines) + "\n"


def _samples(words: Words, kind: str, rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    for at in range(count):
        yield {
            "as_of": "2026-02-13T08:00:00+01:00", "customer": _customer(words, rng, at), "offers": [_offer(words, rng) for _ in range(rng.randrange(2, 7))],
            "unsubscribe_url": f"https://post.example.com/u/{rng.randrange(10**9):x}", "order": _order(words, rng),
        }  # fmt: skip


def _customer(words: Words, rng: random.Random, at: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": f"c-{rng.randrange(10**6)}", "locale": words["locale"], "time_zone": "Europe/Stockholm", "email": "k@mail.example",
        "birth_date": f"19{rng.randrange(40, 99)}-0{rng.randrange(1, 10)}-11",
        "preferences": [
            {"topic": rng.choice(TOPICS), "polarity": rng.choice(["like", "like", "neutral", "avoid"]), "basis": rng.choice(["stated", "transaction", "observed"]),
             "at": f"2025-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}T10:00:00+01:00", "support": {"opportunities": rng.randrange(9), "hits": 0, "clicks": 1}}
            for _ in range(rng.randrange(0, 8))
        ],
        "history": [
            {"topic": rng.choice(TOPICS), "kind": rng.choice(["purchase", "view", "click", "search"]), "item": rng.choice(words["things"]),
             "at": f"2025-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}T{rng.randrange(10, 20)}:15:00+01:00", "channel": rng.choice(["web", "app", "store"])}
            for _ in range(rng.randrange(0, 20))
        ],
        "relationship": {"stage": rng.choice(["new", "active", "loyal"]), "since": "2022-05-01", "last_engaged_at": "2026-01-20", "open_complaint": False, "source": "own"},
        "consents": {"basis": "consent", "scopes": ["newsletter", "marketing", "birthday", "survey"], "special_categories": [], "objections": []},
    }  # fmt: skip
    if at != 1:
        found |= {"first_name": rng.choice(words["names"]), "last_name": "Ek", "points": rng.randrange(0, 40000)}
    if at == 2:
        found |= {"tier": "gold", "visit": {"at": "2026-02-09T18:00:00+01:00", "activity": "yoga", "studio": "Yogarummet"}}
    return found


def _offer(words: Words, rng: random.Random) -> dict[str, Any]:
    return {
        "id": f"o{rng.randrange(10**6)}", "topic": rng.choice(TOPICS[:4]), "title": f"{rng.choice(words['things']).capitalize()} {rng.randrange(1000)}",
        "description": Writer(words, rng).prose(1), "url": f"https://www.example.com/p/{rng.randrange(10**6)}", "image": f"https://bild.example.com/{rng.randrange(10**6)}.jpg",
        "price": {"amount": rng.randrange(49, 4999), "currency": words["currency"]}, "valid_until": rng.choice(["2026-03-31", "2026-02-28", "2026-02-28", "2026-02-10"] if rng.random() < 0.05 else ["2026-03-31"]),
    }  # fmt: skip


def _order(words: Words, rng: random.Random) -> dict[str, Any]:
    lines = [
        {"name": rng.choice(words["things"]), "count": rng.randrange(1, 4), "price": rng.randrange(50, 900)}
        for _ in range(rng.randrange(1, 5))
    ]
    return {
        "number": f"A-{rng.randrange(10**5)}",
        "total": sum(line["count"] * line["price"] for line in lines),
        "arrives_on": "2026-02-16",
        "lines": lines,
    }
