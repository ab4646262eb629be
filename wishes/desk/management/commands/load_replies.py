"""Put the first ready replies into the database. A row that exists belongs to the directorate."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from wishes.desk.models import ReplyTemplate

DATA = Path(__file__).resolve().parents[2] / "data" / "replies.json"


class Command(BaseCommand):
    help = "Loads ready replies for the desk; never changes one that is there already."

    @transaction.atomic
    def handle(self, *args, **options):
        rows = json.loads(DATA.read_text(encoding="utf-8"))
        added = sum(_add(row) for row in rows)
        if options["verbosity"]:
            self.stdout.write(f"hazır yanıt: {added} yeni, {len(rows) - added} vardı")


def _add(row):
    facts = {"topic": row.get("topic", ""), "text": row["text"]}
    _reply, created = ReplyTemplate.objects.get_or_create(name=row["name"], verb=row["verb"], defaults=facts)
    return created
