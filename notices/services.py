"""Writing to the outbox. Nothing here talks to the outside; delivery.py does, in a worker."""

import json

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from . import quiet, tasks
from .models import Notice


class NotFailed(Exception):
    """Only a message that could not be sent is sent again."""


@transaction.atomic
def queue(key, *, transport, person, context, idempotency_key, about="", to="", not_before=None):
    """Put one message for a person into the outbox, in the caller's transaction. Returns the Notice.

    key: folder under templates/notices/. transport: "email" or "sms". context: JSON-able values for the template.
    The same idempotency_key gives the same row, once. to: an address nobody has proved yet, instead of a person.
    not_before: a moment until which it waits and can still be withdrawn.
    """
    now = timezone.now()
    notice, created = Notice.objects.get_or_create(
        idempotency_key=idempotency_key,
        defaults={
            "key": key,
            "transport": transport,
            "person": person,
            "about": about,
            "to": to,
            "context": json.dumps(context, ensure_ascii=False),
            "next_try_at": quiet.not_before(key, transport, max(now, not_before or now)),
        },
    )
    if created:
        tasks.wake(notice.pk, at=notice.next_try_at)
    return notice


@transaction.atomic
def resend(notice, *, by):
    """Try a failed message once more from the start; the provider recognises it by the same send_key."""
    at = quiet.not_before(notice.key, notice.transport, timezone.now())
    claimed = Notice.objects.filter(pk=notice.pk, status=Notice.Status.FAILED).update(
        status=Notice.Status.QUEUED, tries=0, error="", next_try_at=at, lease_until=None
    )
    if not claimed:  # Two clerks may press at once; the first wins.
        raise NotFailed
    notice.refresh_from_db()
    log(instance=notice, action="notices.resend", user=by)
    tasks.wake(notice.pk, at=at)
    return notice


class AlreadySent(Exception):
    """The message is on its way or with its reader: it cannot be withdrawn any more."""


@transaction.atomic
def withdraw(notices):
    """Take back messages that wait for their time; all of them or none. Their words are wiped."""
    pks = list(notices.values_list("pk", flat=True))
    waiting = Notice.objects.filter(pk__in=pks, status=Notice.Status.QUEUED, tries=0)
    # A worker may claim one of them at this moment; the first wins.
    if waiting.update(status=Notice.Status.WITHDRAWN, context="", subject="", body="", to="") != len(pks):
        raise AlreadySent
    return len(pks)


def let_go(about):
    """Take person and words out of the messages about these references; that something was sent stays on record.

    A message still on its way is not sent any more.
    """
    notices = Notice.objects.filter(about__in=list(about))
    notices.filter(status=Notice.Status.QUEUED).update(status=Notice.Status.SUPPRESSED)
    return notices.update(person=None, to="", context="", subject="", body="")
