"""Seal everything again with the first of SEAL_KEYS, while the portal runs.

To rotate: put the new key in front ("new:…,old:…"), restart, run this, then drop the old key.
"""

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db.models import TextField
from django.db.models.functions import Cast

from lib.sealing import SealError
from people.fields import SealedTextField, sealer


class Command(BaseCommand):
    help = "Seals every sealed value again with the first key of SEAL_KEYS."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count only, change nothing")
        parser.add_argument("--batch", type=int, default=500, help="rows read at a time")

    def handle(self, *args, **options):
        total = 0
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, SealedTextField):
                    total += self._rotate(model, field, options)
        if options["verbosity"]:
            verb = "would be sealed again" if options["dry_run"] else "sealed again"
            self.stdout.write(f"{total} values {verb} with key {sealer().active_key_id}")

    def _rotate(self, model, field, options):
        rotated, last = 0, 0
        active = sealer().active_key_id
        while True:
            rows = list(
                model._default_manager.annotate(sealed=Cast(field.name, TextField()))
                .filter(pk__gt=last)
                .exclude(sealed="")
                .order_by("pk")
                .values_list("pk", "sealed")[: options["batch"]]
            )
            if not rows:
                return rotated
            last = rows[-1][0]
            for pk, sealed in rows:
                if sealer().key_id(sealed) == active:
                    continue
                rotated += 1
                if not options["dry_run"]:
                    self._reseal(model, field, pk, sealed)

    def _reseal(self, model, field, pk, sealed):
        try:
            clear = sealer().open(sealed, field.context)
        except SealError as error:
            raise CommandError(f"{field.context} of row {pk} does not open: {error}") from None
        # Only if nobody wrote meanwhile: their value is sealed with the new key already.
        model._default_manager.annotate(raw=Cast(field.name, TextField())).filter(pk=pk, raw=sealed).update(
            **{field.name: clear}
        )
