"""Kocaelispor at eighteen for the demo: the page, and later a season with invented claims in every state."""

import tomllib
from pathlib import Path

from wishes.club.models import MembershipPage

from . import bodies

DATA = tomllib.loads((Path(__file__).resolve().parents[1] / "data" / "club.toml").read_text(encoding="utf-8"))


def page():
    row = DATA["page"]
    return MembershipPage(
        slug=row["slug"],
        title=row["title"],
        summary=row["summary"],
        cover_tone=row["tone"],
        thanks=row["thanks"],
        closed_text=row["closed_text"],
    )


def fill(page, pages):
    page.intro = bodies.blocks(DATA["page"]["body"], pages)
    page.save()
