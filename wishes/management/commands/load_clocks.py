"""Put the legal time limits into the database, each with its source. A row that exists belongs to the directorate."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from wishes.models import ClockPolicy

DATA = Path(__file__).resolve().parents[2] / "data" / "clocks.json"


class Command(BaseCommand):
    help = "Loads legal time limits (petition, information …) with their sources; never changes one that is there."

    @transaction.atomic
    def handle(self, *args, **options):
        rows = json.loads(DATA.read_text(encoding="utf-8"))
        added = sum(_add(row) for row in rows)
        if options["verbosity"]:
            self.stdout.write(f"yasal süre: {added} yeni, {len(rows) - added} vardı")


def _add(row):
    facts = {name: value for name, value in row.items() if name not in ("key", "valid_from")}
    _policy, created = ClockPolicy.objects.get_or_create(
        key=row["key"], valid_from=date.fromisoformat(row["valid_from"]), defaults=facts
    )
    return created
