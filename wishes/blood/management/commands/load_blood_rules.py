"""Put the donor list's rules into the database, each with its source. A row that exists belongs to the directorate."""

from django.core.management.base import BaseCommand
from django.db import transaction

from wishes.blood.models import Rule
from wishes.blood.rules import shipped


class Command(BaseCommand):
    help = "Loads the donor list's limits and times with their sources; never changes one that is there."

    @transaction.atomic
    def handle(self, *args, **options):
        added = sum(_add(row) for row in shipped())
        if options["verbosity"]:
            self.stdout.write(f"kan kuralı: {added} yeni, {len(shipped()) - added} vardı")


def _add(row):
    facts = {name: value for name, value in row.items() if name not in ("key", "valid_from")}
    return Rule.objects.get_or_create(key=row["key"], valid_from=row["valid_from"], defaults=facts)[1]
