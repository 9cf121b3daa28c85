"""Customers as they come from a real CRM: 15 preferences, 30 history entries, consents; made from a seed, so every run has the same."""

from __future__ import annotations

import random
from typing import Any

NAMES = ["Åsa", "Bernt", "Cecilia", "Dragan", "Elin & Co", "Fatima", "Göran", "Hanna", "Ivar", "Jörgen", "Karin", "Li"]
TOPICS = [
    "travel.leisure.ski", "travel.leisure.city_break", "travel.leisure.beach", "travel.flights.europe", "retail.home.kitchen",
    "retail.home.garden", "retail.home.lighting", "retail.books.crime", "retail.fashion.women", "food.drinks.coffee", "food.groceries",
    "sport.activity.yoga", "sport.activity.running", "media.subscription.streaming", "car.tyres", "energy.solar",
]  # fmt: skip
GOODS = ["Lampa", "Bord", "Stol", "Matta", "Gryta", "Kniv", "Vas", "Spegel", "Hylla", "Pläd"]


def customer(number: int) -> dict[str, Any]:
    """The context of the n-th customer."""
    rng = random.Random(number)
    offers = [
        {
            "id": f"o{number}-{at}", "topic": "retail.home", "title": f"{rng.choice(GOODS)} {rng.randrange(1000)}",
            "description": f"Nr {rng.randrange(10**6)}, i lager i {rng.choice(['Malmö', 'Lund', 'Kiruna'])}.",
            "url": f"https://www.example.se/p/{rng.randrange(10**6)}?k={number}", "image": f"https://bild.example.se/{rng.randrange(10**6)}.jpg",
            "price": {"amount": rng.randrange(49, 4999), "currency": "SEK"}, "valid_until": "2026-03-31",
            **({"badge": "Ny"} if at < 1 + number % 2 else {}),
        }
        for at in range(6)
    ]  # fmt: skip
    preferences = [
        {"topic": rng.choice(TOPICS), "polarity": rng.choice(["like", "like", "neutral"]), "basis": rng.choice(["stated", "transaction", "observed"]),
         "at": f"2025-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}T10:00:00+01:00", "support": {"opportunities": rng.randrange(9), "hits": 0, "clicks": 1}}
        for _ in range(15)
    ]  # fmt: skip
    history = [
        {"topic": rng.choice(TOPICS), "kind": rng.choice(["purchase", "view", "click", "search"]), "item": rng.choice(GOODS),
         "at": f"2025-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}T{rng.randrange(10, 20)}:15:00+01:00", "channel": rng.choice(["web", "app", "store"])}
        for _ in range(30)
    ]  # fmt: skip
    return {
        "as_of": "2026-02-13T08:00:00+01:00",
        "customer": {
            "id": f"c-{number}", "locale": "sv-SE", "time_zone": "Europe/Stockholm", "first_name": rng.choice(NAMES), "email": f"k{number}@example.se",
            "birth_date": f"19{rng.randrange(40, 99)}-0{rng.randrange(1, 10)}-11", "city": "Malmö", "points": rng.randrange(0, 40000),
            "tier": rng.choice(["guld", "silver", "brons"]), "preferences": preferences, "history": history,
            "relationship": {"stage": "active", "since": "2021-04-01", "source": "own", "open_complaint": False},
            "consents": {"basis": "consent", "scopes": ["newsletter", "marketing"], "special_categories": [], "objections": []},
        },
        "offers": offers,
        "order": {
            "number": f"A{number}", "total": rng.randrange(100, 9000),
            "lines": [{"name": rng.choice(GOODS), "count": rng.randrange(1, 4), "price": rng.randrange(50, 900)} for _ in range(1 + number % 4)],
        },
        "unsubscribe_url": f"https://post.example.se/av/{number:x}",
    }  # fmt: skip


def with_badges(number: int, offers: int = 12) -> dict[str, Any]:
    """The n-th customer of a campaign with twelve offers, each with or without a badge of its own: 4,096 shapes are possible, each as likely."""
    rng = random.Random(number * 7 + 1)
    context = customer(number)
    context["offers"] = [
        {
            "id": f"o{number}-{at}", "topic": "retail.home", "title": f"{rng.choice(GOODS)} {rng.randrange(1000)}",
            "description": f"Nr {rng.randrange(10**6)}, i lager i {rng.choice(['Malmö', 'Lund', 'Kiruna'])}.",
            "url": f"https://www.example.se/p/{rng.randrange(10**6)}?k={number}", "image": f"https://bild.example.se/{rng.randrange(10**6)}.jpg",
            "price": {"amount": rng.randrange(49, 4999), "currency": "SEK"}, "valid_until": "2026-03-31",
            **({"badge": rng.choice(["Ny", "Sista", "-20 %"])} if rng.random() < 0.5 else {}),
        }
        for at in range(offers)
    ]  # fmt: skip
    return context
