"""Fresh secrets for a new installation, ready to be appended to its environment file."""

import secrets

from django.core.management.base import BaseCommand
from django.utils import timezone

from lib.sealing import new_key


class Command(BaseCommand):
    help = "Print new SECRET_KEY, SEAL_KEYS and INDEX_KEY. Losing the last two loses everybody's data: back them up."

    def handle(self, **options):
        # The key's id is the month it was made in: rotating them then keeps its own record.
        key_id = timezone.localdate().strftime("k%Y%m")
        self.stdout.write(f"SECRET_KEY={secrets.token_urlsafe(64)}")
        self.stdout.write(f"SEAL_KEYS={key_id}:{new_key()}")
        self.stdout.write(f"INDEX_KEY={new_key()}")
