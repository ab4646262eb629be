"""Writing to the outbox. Nothing here talks to the outside; delivery.py does, in a worker."""

import json

from django.db import transaction
from django.utils import timezone

from .models import Notice


@transaction.atomic
def queue(key, *, transport, person, context, idempotency_key, about=""):
    """Put one message for a person into the outbox, in the caller's transaction. Returns the Notice.

    key: folder under templates/notices/. transport: "email" or "sms". context: JSON-able values for the template.
    The same idempotency_key gives the same row, once.
    """
    notice, _created = Notice.objects.get_or_create(
        idempotency_key=idempotency_key,
        defaults={
            "key": key,
            "transport": transport,
            "person": person,
            "about": about,
            "context": json.dumps(context, ensure_ascii=False),
            "next_try_at": timezone.now(),
        },
    )
    return notice
