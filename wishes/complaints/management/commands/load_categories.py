"""Put the first topics and the units they go to into the database. A row that exists belongs to the directorate."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Unit
from lib import turkish
from wishes.complaints.models import Category

DATA = Path(__file__).resolve().parents[2] / "data" / "categories.json"


class Command(BaseCommand):
    help = "Loads topics (konu) and their units (müdürlük); never changes one that is there already."

    @transaction.atomic
    def handle(self, *args, **options):
        rows = json.loads(DATA.read_text(encoding="utf-8"))
        added = sum(_add(row, position) for position, row in enumerate(rows, start=1))
        if options["verbosity"]:
            self.stdout.write(f"konu: {added} yeni, {len(rows) - added} vardı")


def _add(row, position):
    facts = row | {"unit": _unit(row["unit"]), "sort_order": position * 10}
    _category, created = Category.objects.get_or_create(slug=turkish.slugify(row["name"]), defaults=facts)
    return created


def _unit(name):
    return Unit.objects.get_or_create(slug=turkish.slugify(name), defaults={"name": name})[0]
