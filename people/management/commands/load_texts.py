"""Put the first KVKK texts into the database and publish them. A text that exists belongs to the editors."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from people.models import ConsentText
from people.services import publish_text

DATA = Path(__file__).resolve().parents[2] / "data" / "texts.json"


class Command(BaseCommand):
    help = "Loads the first information and consent texts; never changes one that editors already have."

    @transaction.atomic
    def handle(self, *args, **options):
        for row in json.loads(DATA.read_text(encoding="utf-8")):
            text, created = ConsentText.objects.get_or_create(key=row["key"], defaults=row)
            if created:
                publish_text(text)
                if options["verbosity"]:
                    self.stdout.write(text.title)
